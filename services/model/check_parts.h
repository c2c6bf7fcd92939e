/* check_parts - what the files of check share: the state of checking one submission, row by row.
 * check goes through the rows, check_values reads single values, check_rows and check_observation
 * hold the rules between the values of a row. Nobody else includes it. */
#pragma once
#include "model/check.h"
#include "model/decimal.h"
#include "model/problem.h"

/* What a value says. */
struct parsed {
    bool good; /* there is one, and it can be read */
    union {
        struct when when; /* as written: on_or_before is in another field */
        decimal_t number;
        const struct instrument *instrument;
        const struct indicator *indicator;
    };
};
/* The last good value of a field: rows are alike. */
struct memo {
    struct value raw, canonical;
    struct parsed parsed;
};
struct unit_range {
    const char *unit;
    decimal_t least, most;
};

struct checking {
    const struct reference *reference;
    day_t today;
    struct arena *arena;
    struct problem_log problems, warnings;
    struct memo memos[KIND_COUNT][FIELD_MAX];
    unsigned suggestions_left;      /* searching for what was meant is slow */
    const struct indicator *own_of; /* whose sex, age and unit these are: */
    struct value own_sex, own_age, own_unit;
    const char *range_of; /* the unit, by pointer, whose range this is */
    const struct unit_range *range;
    /* The row at hand. */
    struct record *row;
    const struct kind_table *table;
    struct parsed parsed[FIELD_MAX];
};

/* A problem (or warning) of a field of the row at hand. */
void check_problem(struct checking *c, size_t field, const char *code, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
void check_warning(struct checking *c, size_t field, const char *code, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* text in the submission's arena. */
struct value check_keep(struct checking *c, const char *text, size_t size);

/* Read one value: into c->parsed, and into canonical form in the row. */
void check_value(struct checking *c, size_t field);
/* The rules between values, by kind. */
void check_rules(struct checking *c);
void check_observation(struct checking *c);

static inline bool check_has(const struct checking *c, size_t field)
{
    return c->row->values[field].text != NULL && c->row->values[field].len > 0;
}
/* The field's date, if it is good, was not before today. */
void check_not_future(struct checking *c, size_t field);
/* end is not before start, if both are good. */
void check_order(struct checking *c, size_t start, size_t end, const char *sentence);
