/* figure - a count of States: who is behind it, what is disputed, and the groups. */
#include "wire/codec.h"
#include "wire/parts.h"

static const char *const since_names[] = {
    [SINCE_NEW] = "new", [SINCE_OLD] = "old", [SINCE_UNKNOWN] = "unknown"};

static enum status read_sources(const Roundtable__StateEntry *pb, struct arena *arena,
                                struct state_entry *ret, struct error *err)
{
    size_t n = pb->n_provenance;
    struct provenance *sources;
    enum status status = part_array(arena, n, sizeof *sources, &sources, err);

    if (status == STATUS_OK)
        status = part_array(arena, n, sizeof *ret->provenance, &ret->provenance, err);
    ret->n_provenance = n;
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        ret->provenance[i] = &sources[i];
        status = read_provenance(pb->provenance[i], &sources[i], err);
    }
    return status;
}

static enum status read_entry(const Roundtable__StateEntry *pb, struct arena *arena,
                              struct state_entry *ret, struct error *err)
{
    enum status status = STATUS_OK;

    ret->ref_area = part_text(pb->ref_area);
    ret->name = part_text(pb->name);
    ret->what = part_text(pb->what);
    ret->date = part_text(pb->date);
    ret->date_is = part_text(pb->date_is);
    ret->counts_from = DAY_MAX;
    if (part_text(pb->counts_from) != NULL)
        status = part_day(pb->counts_from, "StateEntry.counts_from", &ret->counts_from, err);
    ret->since = (enum since_answer)part_name(pb->since, since_names, SINCE_UNKNOWN);
    if (status == STATUS_OK && part_text(pb->since) != NULL && ret->since == SINCE_NOT_ASKED)
        status = error_set(err, STATUS_INVALID, "StateEntry.since: '%.40s' is not a known word",
                           pb->since);
    return status == STATUS_OK ? read_sources(pb, arena, ret, err) : status;
}

static enum status read_entries(size_t n, Roundtable__StateEntry *const *pbs, struct arena *arena,
                                struct state_entry **ret, struct error *err)
{
    enum status status = part_array(arena, n, sizeof **ret, ret, err);

    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        status = read_entry(pbs[i], arena, &(*ret)[i], err);
    return status;
}

static Roundtable__StateEntry **write_entries(const struct state_entry *entries, size_t n,
                                              struct arena *arena)
{
    Roundtable__StateEntry **pbs = part_new_array(&roundtable__state_entry__descriptor, n, arena);

    for (size_t i = 0; i < n; i++) {
        const struct state_entry *entry = &entries[i];
        Roundtable__StateEntry *pb = pbs[i];

        pb->ref_area = (char *)entry->ref_area;
        pb->name = (char *)entry->name;
        pb->what = (char *)entry->what;
        pb->date = (char *)entry->date;
        pb->date_is = (char *)entry->date_is;
        pb->counts_from = part_day_text(entry->counts_from, arena);
        pb->since = (char *)since_names[entry->since];
        pb->n_provenance = entry->n_provenance;
        pb->provenance = arena_xalloc(arena, entry->n_provenance * sizeof *pb->provenance);
        for (size_t j = 0; j < entry->n_provenance; j++)
            pb->provenance[j] = write_provenance(entry->provenance[j], arena);
    }
    return pbs;
}

static enum status read_disagreement(const Roundtable__Disagreement *pb, struct arena *arena,
                                     struct disagreement *ret, struct error *err)
{
    enum status status = part_array(arena, pb->n_claims, sizeof *ret->claims, &ret->claims, err);

    ret->ref_area = part_text(pb->ref_area);
    ret->name = part_text(pb->name);
    ret->about = part_text(pb->about);
    ret->rule = part_text(pb->rule);
    ret->n_claims = pb->n_claims;
    for (size_t i = 0; i < pb->n_claims && status == STATUS_OK; i++) {
        ret->claims[i].says = part_text(pb->claims[i]->says);
        ret->claims[i].used = pb->claims[i]->used != 0;
        status = read_provenance(pb->claims[i]->provenance, &ret->claims[i].provenance, err);
    }
    return status;
}

static void write_disagreement(const struct disagreement *disagreement, struct arena *arena,
                               Roundtable__Disagreement *pb)
{
    size_t n = disagreement->n_claims;

    pb->ref_area = (char *)disagreement->ref_area;
    pb->name = (char *)disagreement->name;
    pb->about = (char *)disagreement->about;
    pb->rule = (char *)disagreement->rule;
    pb->n_claims = n;
    pb->claims = part_new_array(&roundtable__disagreement_claim__descriptor, n, arena);
    for (size_t i = 0; i < n; i++) {
        const struct disagreement_claim *claim = &disagreement->claims[i];

        pb->claims[i]->says = (char *)claim->says;
        SET(pb->claims[i], used, claim->used);
        pb->claims[i]->provenance = write_provenance(&claim->provenance, arena);
    }
}

static enum status read_group(const Roundtable__GroupCount *pb, struct group_count *ret,
                              struct error *err)
{
    if (pb->count != pb->n_ref_areas)
        return error_set(err, STATUS_INVALID, "GroupCount.count: %u, but %zu States are listed",
                         pb->count, pb->n_ref_areas);
    ret->code = part_text(pb->code);
    ret->name = part_text(pb->name);
    ret->is_organization = pb->is_organization != 0;
    ret->members = pb->members;
    ret->count = pb->count;
    ret->ref_areas = (const char **)pb->ref_areas;
    return STATUS_OK;
}

static void write_group(const struct group_count *group, Roundtable__GroupCount *pb)
{
    pb->code = (char *)group->code;
    pb->name = (char *)group->name;
    SET(pb, is_organization, group->is_organization);
    SET(pb, members, group->members);
    SET(pb, count, group->count);
    pb->n_ref_areas = group->count;
    pb->ref_areas = (char **)group->ref_areas;
}

static enum status read_lists(const Roundtable__Figure *pb, struct arena *arena, struct figure *ret,
                              struct error *err)
{
    enum status status = read_entries(pb->n_states, pb->states, arena, &ret->states, err);

    ret->n_states = pb->n_states;
    ret->n_undetermined = pb->n_undetermined;
    ret->n_disagreements = pb->n_disagreements;
    ret->n_groups = pb->n_groups;
    if (status == STATUS_OK)
        status = read_entries(pb->n_undetermined, pb->undetermined, arena, &ret->undetermined, err);
    if (status == STATUS_OK)
        status = part_array(arena, pb->n_disagreements, sizeof *ret->disagreements,
                            &ret->disagreements, err);
    for (size_t i = 0; i < pb->n_disagreements && status == STATUS_OK; i++)
        status = read_disagreement(pb->disagreements[i], arena, &ret->disagreements[i], err);
    if (status == STATUS_OK)
        status = part_array(arena, pb->n_groups, sizeof *ret->groups, &ret->groups, err);
    for (size_t i = 0; i < pb->n_groups && status == STATUS_OK; i++)
        status = read_group(pb->groups[i], &ret->groups[i], err);
    return status;
}

enum status read_figure(const Roundtable__Figure *pb, struct arena *arena, struct figure *ret,
                        struct error *err)
{
    enum status status =
        part_day(pb->reference_date, "Figure.reference_date", &ret->reference_date, err);

    if (status == STATUS_OK)
        status = part_day_if(pb->since, "Figure.since", &ret->has_since, &ret->since, err);
    if (status != STATUS_OK)
        return status;
    if (pb->count != pb->n_states)
        return error_set(err, STATUS_INVALID, "Figure.count: %u, but %zu States are listed",
                         pb->count, pb->n_states);
    ret->increase_at_least = pb->increase_at_least;
    ret->increase_at_most = pb->increase_at_most;
    ret->count_since = pb->count_since;
    ret->sum_over_organizations = pb->sum_over_organizations;
    ret->distinct_over_organizations = pb->distinct_over_organizations;
    return read_lists(pb, arena, ret, err);
}

static void write_lists(const struct figure *figure, struct arena *arena, Roundtable__Figure *pb)
{
    pb->n_states = figure->n_states;
    pb->states = write_entries(figure->states, figure->n_states, arena);
    pb->n_undetermined = figure->n_undetermined;
    pb->undetermined = write_entries(figure->undetermined, figure->n_undetermined, arena);
    pb->n_disagreements = figure->n_disagreements;
    pb->disagreements =
        part_new_array(&roundtable__disagreement__descriptor, figure->n_disagreements, arena);
    for (size_t i = 0; i < figure->n_disagreements; i++)
        write_disagreement(&figure->disagreements[i], arena, pb->disagreements[i]);
    pb->n_groups = figure->n_groups;
    pb->groups = part_new_array(&roundtable__group_count__descriptor, figure->n_groups, arena);
    for (size_t i = 0; i < figure->n_groups; i++)
        write_group(&figure->groups[i], pb->groups[i]);
}

void write_figure(const struct figure *figure, struct arena *arena, Roundtable__Figure *pb)
{
    pb->reference_date = part_day_text(figure->reference_date, arena);
    SET(pb, count, (uint32_t)figure->n_states);
    write_lists(figure, arena, pb);
    SET(pb, sum_over_organizations, figure->sum_over_organizations);
    SET(pb, distinct_over_organizations, figure->distinct_over_organizations);
    if (!figure->has_since)
        return;
    pb->since = part_day_text(figure->since, arena);
    SET(pb, increase_at_least, figure->increase_at_least);
    SET(pb, increase_at_most, figure->increase_at_most);
    SET(pb, count_since, figure->count_since);
}
