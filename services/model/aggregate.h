/* aggregate - a regional mean of survey results, weighted by the population that the indicator is
 * about. Source: UNICEF's practice for regional aggregates (docs/statistics.md). Pure. */
#pragma once
#include "base/arena.h"
#include "model/decimal.h"
#include "model/reference.h"

struct aggregate_query {
    const char *indicator, *among;
    /* Breakdowns; sex and age NULL: as the indicator defines, else _T. The others NULL: _T. */
    const char *sex, *age, *residence, *wealth, *education, *disability, *vulnerability;
    int window_first, window_last;
    int weight_year; /* 0: the newest of the reference data */
    day_t reference_date;
    decimal_t coverage_floor; /* per cent */
};
struct aggregate_input {
    const struct area *area;
    const struct fact *fact;
    decimal_t value;
    int64_t weight; /* persons; 0 if the aggregate has no weights */
};
struct aggregate_exclusion {
    const char *ref_area, *name;
    const char *reason;      /* as in proto/answer.proto */
    const char *explanation; /* a sentence */
    /* NULL: the State has no value at all. Of a withheld value a copy without the numbers, so that
     * nobody publishes them by mistake. */
    const struct fact *fact;
};
struct aggregate {
    const char *indicator, *among, *unit;
    bool has_value;
    decimal_t value;
    const char *withheld_because; /* if not has_value */
    uint32_t states, members;
    decimal_t coverage; /* per cent */
    int window_first, window_last, weight_year;
    const char *population; /* "female, Y20T24" */
    bool has_bounds;
    decimal_t lower, upper;
    struct aggregate_input *inputs; /* by iso3 */
    size_t n_inputs;
    struct aggregate_exclusion *exclusions; /* by area, newest first */
    size_t n_exclusions;
};

/* facts: the current observations of the indicator (others are ignored). Results live in arena or
 * are borrowed from facts, query and reference. STATUS_INVALID if the query names what the
 * reference data does not have, for a window or a floor that is none, and if the arena's cap is
 * passed. */
NODISCARD enum status aggregate_region(const struct aggregate_query *query,
                                       const struct fact *facts, size_t n_facts,
                                       const struct reference *reference, struct arena *arena,
                                       struct aggregate *ret, struct error *err);
