/* sheet - rows of cells as an aligned table, CSV or JSON. What a cell says is the caller's
 * business. */
#pragma once
#include "base/arena.h"
#include "base/json_writer.h"
#include "client/command.h"

struct sheet_column {
    const char *name;
    bool number; /* aligned to the right; a JSON number */
};

struct sheet;

/* columns is borrowed. JSON is {"HEAD_KEY": head, "rows": [{...}]}; head_key sorts before "rows",
 * and is NULL if there is none. */
struct sheet *sheet_create(FILE *out, enum output_format format, const struct sheet_column *columns,
                           size_t n_columns);
void sheet_destroy(struct sheet *sheet);
OWNED_BY_SCOPE(sheet)
/* Before the first page: a member of the JSON object beside rows, and the first line of a table.
 * Copied. */
void sheet_head(struct sheet *sheet, const char *key, const char *text);

/* The next cell, from left to right, row after row; copied; NULL is empty. */
void sheet_cell(struct sheet *sheet, const char *text);
/* A whole row of texts, as many as there are columns. */
void sheet_row(struct sheet *sheet, const char *const *cells);
void sheet_cell_int(struct sheet *sheet, int64_t value);
/* Print the rows so far, except in a table, whose widths are known only at the end: with pages the
 * memory stays bounded. */
void sheet_page(struct sheet *sheet);
/* Print the rest. Columns that are empty throughout are left out of a table. */
void sheet_end(struct sheet *sheet);
size_t sheet_rows(const struct sheet *sheet);

/* Columns of a terminal that a UTF-8 text takes: wide characters two, combining ones none. */
size_t sheet_width(const char *text);
/* Write a text as a JSON number if it is one, else as a text; NULL is null. */
void sheet_json_number(struct json_writer *writer, const char *text);
