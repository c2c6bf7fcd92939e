/* figure - how many distinct States, and which: counting treaty actions, laws and the other kinds.
 * The rules are domain.md's ("Counting States"), restated in docs/statistics.md. Pure. */
#pragma once
#include "base/arena.h"
#include "model/reference.h"

enum basis { BASIS_DEPOSITED = 1, BASIS_IN_FORCE };
enum treaty_status { TREATY_PARTY = 1, TREATY_SIGNATORY };

/* What to count. Texts borrowed; NULL means any, where that is allowed. */
struct count_query {
    enum kind kind;
    enum basis basis;
    const char *instrument; /* treaty action: its code */
    enum treaty_status status;
    const char *topic; /* law */
    bool all_settings;
    const char *initiative; /* global initiative */
    day_t reference_date;
    bool has_since;
    day_t since;
    const char *among; /* group code; NULL: the world */
    bool by_group;
};

enum since_answer { SINCE_NOT_ASKED, SINCE_NEW, SINCE_OLD, SINCE_UNKNOWN };

struct state_entry {
    const char *ref_area, *name, *what;
    const char *date;    /* as reported; "" if none was: then it counts from the day of recording */
    const char *date_is; /* "on" or "on_or_before"; "on" if there is no date */
    day_t counts_from;
    const struct provenance **provenance; /* the claim used first */
    size_t n_provenance;
    enum since_answer since;
};
struct disagreement_claim {
    const char *says;
    bool used;
    struct provenance provenance;
};
struct disagreement {
    const char *ref_area, *name, *about;
    struct disagreement_claim *claims; /* the one used first */
    size_t n_claims;
    const char *rule;
};
struct group_count {
    const char *code, *name;
    bool is_organization;
    uint32_t members, count;
    const char **ref_areas;
};
struct figure {
    day_t reference_date;
    bool has_since;
    day_t since;
    struct state_entry *states; /* by English name */
    size_t n_states;
    struct state_entry *undetermined;
    size_t n_undetermined;
    uint32_t increase_at_least, increase_at_most, count_since;
    struct disagreement *disagreements;
    size_t n_disagreements;
    struct group_count *groups;
    size_t n_groups;
    uint32_t sum_over_organizations, distinct_over_organizations;
};

/* States, but for regional plans: there the entries are organizations, among is an organization's
 * own code, and there are no groups. Campaigns and child-led initiatives that an organization
 * reports without a State are not counted. With both among and by_group, the groups are cut down to
 * their members in among.
 *
 * Count over facts, which must be all current facts of query->kind (for a treaty: at least those of
 * the instrument). The figure and all it points to live in arena, or are borrowed from query, facts
 * and reference. STATUS_INVALID if the query names what the reference data does not have, lacks
 * what its kind needs (instrument; topic), asks for a day since after the reference date, or if the
 * arena's cap is passed. */
NODISCARD enum status figure_count(const struct count_query *query, const struct fact *facts,
                                   size_t n_facts, const struct reference *reference,
                                   struct arena *arena, struct figure *ret, struct error *err);
/* The States that joined last: indices into figure->states, newest first (by counts_from, then by
 * name), at most max; those whose date is not known to the day come where their counts_from puts
 * them. Returns how many. */
size_t figure_most_recent(const struct figure *figure, size_t max, size_t *ret);
