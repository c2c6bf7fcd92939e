/* record - one fact: a value for each field of its kind's table. */
#pragma once
#include "model/kind.h"
#include <stdint.h>

/* Borrowed text, NUL-terminated too; text is NULL when the field is absent (an empty one counts as
 * absent). */
struct value {
    const char *text;
    uint32_t len;
};

/* values has kind_table(kind)->n_fields entries. Records and their text live in the arena they were
 * made in. FIELD_CODES holds its codes with ';' between them. */
struct record {
    enum kind kind;
    uint32_t row; /* number in the sender's file */
    struct value *values;
};

/* Who said so, and when it was recorded. */
struct provenance {
    const char *organization;
    const char *submission_id;
    uint32_t row;
    const char *source;
    int64_t recorded_us; /* microseconds since 1970, UTC */
};

/* A fact that is stored: area is the ISO alpha-3 code, or the organization's code where the fact
 * has no State. */
struct fact {
    struct record record;
    const char *ref_area;
    struct provenance provenance;
};

#define RECORD_DIGEST_SIZE 16
/* What identifies the fact: BLAKE2b-128 over kind, organization and key fields, each with its
 * length before it. */
void record_key(const struct record *record, const char *organization,
                uint8_t ret[RECORD_DIGEST_SIZE]);
/* What it says: the same over all other fields. Records with equal key and content are the same
 * version. */
void record_content(const struct record *record, uint8_t ret[RECORD_DIGEST_SIZE]);
/* The area it is stored under: its ref_area, or organization if it has none. */
const char *record_area(const struct record *record, const char *organization);
/* Is a ';'-separated list value holding code? */
bool value_has_code(struct value list, const char *code);
