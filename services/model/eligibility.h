/* eligibility - which observations may enter an aggregate, and why the others may not.
 * Knows codes, windows, small numbers and confidentiality; weighting is aggregate's business. */
#pragma once
#include "model/aggregate.h"
#include "model/workspace.h"

/* Fewer unweighted cases than this are never published (MICS and DHS practice). */
#define CASES_PUBLISHED_MIN 25

/* What values are asked for: the query with its defaults filled in. */
struct eligibility {
    const struct aggregate_query *query;
    const struct indicator *indicator;
    const char *sex, *age;
};

struct eligibility eligibility_of(const struct aggregate_query *query,
                                  const struct indicator *indicator);

struct candidate {
    const struct fact *fact;
    int year;
    decimal_t value;
    int64_t cases;           /* unweighted; -1: not reported */
    const char *reason;      /* why it is left out; NULL: eligible */
    const char *explanation; /* if reason */
};

/* Judge an observation of the indicator. *relevant false: it is about another breakdown (rural,
 * poorest, ...), so not about this aggregate at all. STATUS_INVALID: it holds what is no date or
 * number. */
NODISCARD enum status eligibility_judge(const struct eligibility *eligibility,
                                        const struct fact *fact, struct workspace *ws,
                                        struct candidate *ret, bool *relevant, struct error *err);
/* A copy of the fact without its numbers. */
const struct fact *eligibility_without_numbers(const struct fact *fact, struct workspace *ws);
