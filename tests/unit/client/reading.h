/* reading - read a text with a reader, row by row. */
#pragma once
#include "client/reader.h"

struct reading {
    FILE *in;
    struct reader *reader;
    struct arena *arena;
    struct reader_row row; /* the last one */
    struct error err;
};

/* text_size bytes as the file name; kind is NULL or a kind's name. Returns what reader_open did. */
enum status reading_open(struct reading *reading, const char *name, const char *kind,
                         const char *text, size_t size);
/* The next row into reading->row; returns what reader_next did. */
enum status reading_next(struct reading *reading);
void reading_finish(struct reading *reading);
/* The value of a field of the last row, "" if absent; NULL if the row is not usable or has no such
 * field. */
const char *reading_value(const struct reading *reading, const char *field);
