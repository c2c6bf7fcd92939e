/* store_text - the pure half of the store: texts that go to PostgreSQL, and what its error codes
 * mean. */
#pragma once
#include "base/buffer.h"
#include "base/error.h"
#include "model/kind.h"
#include "model/record.h"

/* What the caller does about an SQLSTATE. STATUS_RETRY: the connection, the server or a lock is in
 * the way (also NULL: the server said nothing any more). STATUS_INVALID: what was sent cannot be
 * stored. STATUS_FAILED: the rest, our bugs among it. */
enum status store_sqlstate_status(const char *sqlstate);

/* Parameters before the first one of {filters}. */
#define STORE_FILTER_FIRST 7

/* Replace the placeholders of a query for one kind:
 *   {table}    its name
 *   {columns}  its fields but ref_area, quoted, comma-separated
 *   {values}   the same for reading: prefixed with "fact.", lists joined with ';'
 *   {filters}  for each of them: AND ($n IS NULL OR fact.column = $n); a list has to hold $n
 * Names come from the kind tables, which are constants of the program: nothing from outside becomes
 * SQL. Anything else in braces stays as it is ("WHERE x = '{}'"). table NULL: nothing is replaced.
 */
void store_expand(const char *sql, const struct kind_table *table, struct buffer *out);

/* The fields that are columns besides ref_area, which every table has: *ret gets positions; returns
 * how many. */
size_t store_columns(const struct kind_table *table, int ret[FIELD_MAX]);

/* Append one value in the text format of COPY, without a separator: absent is \N, a list becomes an
 * array. */
void store_copy_value(struct buffer *out, enum field_type type, struct value value);
/* Append bytes as a uuid. */
void store_copy_uuid(struct buffer *out, const uint8_t bytes[RECORD_DIGEST_SIZE]);
/* Append bytes as a bytea. */
void store_copy_bytes(struct buffer *out, const void *bytes, size_t size);

/* Append one more element to the text of an array for a parameter: "{" first. Without NUL; the
 * caller appends the "}". */
void store_array_text(struct buffer *out, const char *text);
void store_array_uuid(struct buffer *out, const uint8_t bytes[RECORD_DIGEST_SIZE]);
