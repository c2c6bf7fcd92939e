/* facts - facts for the tests of counting and weighing. */
#pragma once
#include "base/arena.h"
#include "model/date.h"
#include "model/record.h"

struct fact_set {
    struct arena *arena; /* owned */
    struct fact *facts;  /* in the arena */
    size_t n, capacity;
};

void fact_set_init(struct fact_set *set);
void fact_set_finish(struct fact_set *set);

/* Add a fact of fields "name=value", separated by '|'. Fields that are none of the kind:
 * organization (default "ACPF"), recorded (a day; default 2016-06-01). It gets the next row of
 * submission "s". */
struct fact *fact_set_add(struct fact_set *set, enum kind kind, const char *fields);
/* Add the rows of a CSV file, as that organization reports them. */
void fact_set_add_csv(struct fact_set *set, enum kind kind, const char *organization,
                      const char *path);
/* Add the file of that name of every organization under directory. */
void fact_set_add_sample(struct fact_set *set, enum kind kind, const char *directory,
                         const char *file);
/* Pseudo-random, the same for the same seed on every machine. */
uint32_t next_random(uint64_t *seed, uint32_t below);
void fact_set_shuffle(struct fact_set *set, uint64_t *seed);
/* A seed from ROUNDTABLE_TEST_SEED or 1; printed. */
uint64_t seed_of_test(const char *test);

day_t day_from(const char *text);
