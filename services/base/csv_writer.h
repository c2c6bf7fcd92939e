/* csv_writer - records of CSV (RFC 4180, lines end in CRLF) into a buffer. A field is quoted when
 * it has to be; an empty text is written "" and an absent one as nothing. */
#pragma once
#include "base/buffer.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct csv_writer {
    struct buffer *out; /* borrowed */
    char delimiter;
    bool guard_formulas;
    bool in_record;
};

/* guard_formulas: put an apostrophe before a text that a spreadsheet would take for a formula
 * (starting with = + - @ tab or CR), for files that people open; it changes such texts. Integers
 * and csv_writer_number are not touched. */
void csv_writer_init(struct csv_writer *w, struct buffer *out, char delimiter, bool guard_formulas);
/* NULL is absent. */
void csv_writer_text(struct csv_writer *w, const char *text);
void csv_writer_textn(struct csv_writer *w, const char *text, size_t size);
void csv_writer_int(struct csv_writer *w, int64_t value);
/* A decimal that is text already ("-12.50"), written as it is; NULL is absent. */
void csv_writer_number(struct csv_writer *w, const char *decimal);
void csv_writer_absent(struct csv_writer *w);
void csv_writer_end_record(struct csv_writer *w);
