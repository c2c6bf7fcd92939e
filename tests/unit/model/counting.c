/* counting - figures as texts that tests compare. */
#include "counting.h"
#include "reference_set.h"
#include "support/test.h"

int counting_setup(void **state)
{
    *state = reference_set_shipped();
    return 0;
}

int counting_teardown(void **state)
{
    reference_destroy(*state);
    return 0;
}

struct figure count_of(struct fact_set *set, const struct reference *reference,
                       const struct count_query *query)
{
    struct figure figure;
    struct error err = {0};

    if (figure_count(query, set->facts, set->n, reference, set->arena, &figure, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return figure;
}

static const char *entries_of(struct fact_set *set, const struct state_entry *entries, size_t n)
{
    static const char *const since[] = {[SINCE_NOT_ASKED] = "",
                                        [SINCE_NEW] = " new",
                                        [SINCE_OLD] = " old",
                                        [SINCE_UNKNOWN] = " unknown"};
    const char *text = "";

    for (size_t i = 0; i < n; i++) {
        char day[DAY_TEXT_SIZE];
        day_format(entries[i].counts_from, day);
        text = arena_printf(set->arena, "%s%s%s %s%s", text, i > 0 ? ", " : "", entries[i].ref_area,
                            day, since[entries[i].since]);
    }
    return text;
}

const char *states_of(struct fact_set *set, const struct figure *figure)
{
    return entries_of(set, figure->states, figure->n_states);
}

const char *undetermined_of(struct fact_set *set, const struct figure *figure)
{
    return entries_of(set, figure->undetermined, figure->n_undetermined);
}

const char *disagreements_of(struct fact_set *set, const struct figure *figure)
{
    const char *text = "";

    for (size_t i = 0; i < figure->n_disagreements; i++) {
        const struct disagreement *d = &figure->disagreements[i];
        text = arena_printf(set->arena, "%s%s%s: %s: ", text, i > 0 ? "; " : "", d->ref_area,
                            d->about);
        for (size_t j = 0; j < d->n_claims; j++)
            text = arena_printf(set->arena, "%s%s%s%s (%s)", text, j > 0 ? " | " : "",
                                d->claims[j].used ? "*" : "", d->claims[j].says,
                                d->claims[j].provenance.organization);
    }
    return text;
}

struct count_query treaty_query(const char *instrument, const char *reference_date)
{
    return (struct count_query){.kind = KIND_TREATY_ACTION,
                                .basis = BASIS_DEPOSITED,
                                .status = TREATY_PARTY,
                                .instrument = instrument,
                                .reference_date = day_from(reference_date)};
}

struct count_query law_query(const char *topic, const char *reference_date)
{
    return (struct count_query){.kind = KIND_LAW,
                                .basis = BASIS_DEPOSITED,
                                .topic = topic,
                                .reference_date = day_from(reference_date)};
}
