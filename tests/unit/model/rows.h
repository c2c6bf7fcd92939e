/* rows - submissions written as short texts, for the tests of check. */
#pragma once
#include "base/arena.h"
#include "model/check.h"

#define TODAY "2021-06-30"
/* Rows that are right, to change one field of. */
#define DEPOSIT "ref_area=PER|instrument=OPSC|action=ratification|date=2002-05-08|source=list"
#define VALUE                                                                                 \
    "ref_area=NPL|indicator=PT_F_20-24_MRD_U18|time_period=2019|sex=F|age=Y20T24|value=32.8|" \
    "source=MICS"

struct checking_test {
    struct arena *arena; /* owned */
    const struct reference *reference;
    struct submission submission;
    struct check_result result;
};

/* Organization SICA, id "test-1", no rows. */
void checking_init(struct checking_test *test, const struct reference *reference);
void checking_finish(struct checking_test *test);
/* A row of fields "name=value", separated by '|'; a later one replaces an earlier one, and an empty
 * one removes it. more (may be NULL) comes behind. */
struct record *checking_add(struct checking_test *test, enum kind kind, const char *fields,
                            const char *more);
void checking_run(struct checking_test *test);
/* The problems (or warnings) as "1 date in_the_future; 2 value missing". */
const char *problems_text(struct checking_test *test, const struct problems *problems);
/* The value of a field of a row (from 0), "" if absent. */
const char *value_at(const struct checking_test *test, size_t row, size_t field);

/* One row with one change, alone in a submission. */
struct row_case {
    enum kind kind;
    const char *fields, *change;
    const char *problems, *warnings; /* "date in_the_future", without the row; "" for none */
    const char *says;                /* in the first message; NULL: anything */
};
void expect_row(const struct reference *reference, const struct row_case *expected);
/* Group fixtures: *state is a struct reference. */
int reference_setup(void **state);
int reference_teardown(void **state);
