/* csv_reader - records of a CSV text (RFC 4180), one at a time, in constant memory.
 * Takes a UTF-8 byte order mark, CRLF, LF or CR, quoted fields with line breaks and doubled quotes.
 * Refuses NUL, a quote inside an unquoted field, text behind a closing quote, and what is over the
 * limits. Does not look at encoding, column counts or meaning: the caller does. Empty lines are
 * skipped. */
#pragma once
#include "base/memory.h"
#include "base/text.h"
#include <stddef.h>
#include <stdint.h>

struct csv_reader;

/* Zero means the default in brackets. */
struct csv_options {
    char delimiter;          /* [found in the first record: the most frequent of , ; tab] */
    size_t max_field_bytes;  /* [65536] */
    size_t max_record_bytes; /* [1048576] */
    size_t max_columns;      /* [256] */
};

struct csv_record {
    const struct text_span *fields; /* borrowed until the next csv_reader_next; each has a NUL
                                       behind it that size does not count */
    size_t count;                   /* at least 1 */
    uint64_t row;                   /* 0: the header, the first record; then 1, 2, 3 */
    uint64_t line;                  /* where it starts in the file, from 1 */
};

/* Fill bytes with up to capacity; *ret is how many, 0 at the end. */
typedef enum status csv_source_fn(void *source, void *bytes, size_t capacity, size_t *ret,
                                  struct error *err);

/* options may be NULL. source and bytes are borrowed until csv_reader_destroy. */
struct csv_reader *csv_reader_create(csv_source_fn *fill, void *source,
                                     const struct csv_options *options);
struct csv_reader *csv_reader_of_bytes(const void *bytes, size_t size,
                                       const struct csv_options *options);
void csv_reader_destroy(struct csv_reader *reader);
OWNED_BY_SCOPE(csv_reader)

/* STATUS_OK: *ret is the next record, borrowed, or NULL at the end. STATUS_INVALID: the text is
 * wrong, err says in which line and why, and every further call says so again; the same with
 * STATUS_FAILED when reading fails. */
NODISCARD enum status csv_reader_next(struct csv_reader *reader, const struct csv_record **ret,
                                      struct error *err);
