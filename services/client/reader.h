/* reader - turns a file (CSV of a kind, SDMX-CSV, JSON, JSON Lines) into records with row numbers,
 * one at a time and in constant memory (a whole JSON document, which is not a list of lines, is
 * read up to 64 MiB). docs/files.md describes the forms. Whether a value is a date, a number or a
 * code is not asked here: check.h is the judge. A reader only refuses what it can't turn into a
 * record, row by row. */
#pragma once
#include "base/arena.h"
#include "model/submission.h"
#include <stdbool.h>
#include <stdio.h>

struct reader;

struct reader_options {
    const char *name; /* of the file, for recognition and sentences; "-" for standard input */
    bool has_kind;    /* kind says what the rows are; else the file does */
    enum kind kind;
};

/* One data row: a record, or the problems why it is none. */
struct reader_row {
    bool end;    /* nothing was read: that was all */
    bool usable; /* record is set */
    struct record record;
    uint32_t row; /* number in the file, data rows from 1 */
    struct problem *problems;
    size_t n_problems;
};

/* Recognise the form of in (borrowed until reader_destroy). STATUS_INVALID: the kind of the rows is
 * not to be told, a required column is missing, or the text is wrong from the start; STATUS_FAILED:
 * in can't be read. */
NODISCARD enum status reader_open(FILE *in, const struct reader_options *options,
                                  struct reader **ret, struct error *err);
void reader_destroy(struct reader *reader);
OWNED_BY_SCOPE(reader)

/* The next row; its texts live in arena (without a cap). STATUS_INVALID: the file is so broken that
 * what follows can't be told apart (err has the line); no further call is useful. */
NODISCARD enum status reader_next(struct reader *reader, struct arena *arena,
                                  struct reader_row *ret, struct error *err);

/* What the user should hear, once each: columns with content that nobody keeps. NULL when there is
 * nothing (more). Borrowed until the next call. */
const char *reader_warning(struct reader *reader);

/* "laws (CSV)", "observations (SDMX-CSV 2.0)", "JSON": for people. */
const char *reader_form(const struct reader *reader);
