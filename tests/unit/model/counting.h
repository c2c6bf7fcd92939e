/* counting - a count, its facts and its expected lists, for the tests of treaties, laws and
 * figures. */
#pragma once
#include "facts.h"
#include "model/figure.h"

/* Group fixtures: *state is a struct reference. */
int counting_setup(void **state);
int counting_teardown(void **state);

/* Count or fail. The figure lives in the set's arena. */
struct figure count_of(struct fact_set *set, const struct reference *reference,
                       const struct count_query *query);
/* The States counted, as "HUN 2005-01-01 new, UKR 2004-01-01" (ref_area, counts_from, since). */
const char *states_of(struct fact_set *set, const struct figure *figure);
/* The same for those undetermined. */
const char *undetermined_of(struct fact_set *set, const struct figure *figure);
/* "HUN: about: says (organization) | says (organization); ..." with '*' before what is used. */
const char *disagreements_of(struct fact_set *set, const struct figure *figure);
struct count_query treaty_query(const char *instrument, const char *reference_date);
struct count_query law_query(const char *topic, const char *reference_date);
