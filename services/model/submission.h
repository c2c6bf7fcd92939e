/* submission - what an organization sends, and what becomes of it, as plain structs. */
#pragma once
#include "base/digest.h"
#include "model/record.h"

#define SUBMISSION_ROWS_MAX  10000
#define SUBMISSION_BYTES_MAX (8 << 20)
#define SUBMISSION_ID_MAX    64
#define PROBLEMS_LISTED_MAX  5000

/* Texts are borrowed from the arena it was unpacked into; absent ones are NULL. */
struct submission {
    const char *organization;
    const char *id;
    const char *edition;
    const char *replaces;
    bool best_effort;
    bool nil;
    const char *nil_note;
    struct record *rows;
    size_t n_rows;
};

struct problem {
    uint32_t row;      /* 0: the submission as a whole */
    const char *field; /* NULL: the row as a whole */
    const char *value; /* what was there, shortened; NULL: nothing */
    const char *code;
    const char *message;
};

/* listed may be fewer than count: at most PROBLEMS_LISTED_MAX are kept. */
struct problems {
    struct problem *listed;
    size_t n_listed;
    size_t count;
};

enum submission_state {
    SUBMISSION_COMMITTED = 1,
    SUBMISSION_REJECTED,
    SUBMISSION_CONFLICT,
    SUBMISSION_UNKNOWN
};
enum outcome { OUTCOME_INSERTED = 1, OUTCOME_REVISED, OUTCOME_UNCHANGED, OUTCOME_REJECTED };

/* inserted + revised + unchanged + rejected == rows; outcomes has rows entries of enum outcome (or
 * is NULL when state is CONFLICT or UNKNOWN, with rows 0). */
struct receipt {
    const char *organization;
    const char *submission_id;
    uint8_t digest[32];
    enum submission_state state;
    uint32_t rows, inserted, revised, unchanged, rejected, ended;
    const uint8_t *outcomes;
    struct problems problems;
    struct problems warnings;
    int64_t recorded_us; /* 0: not recorded */
};
