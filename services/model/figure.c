/* figure - counting: which facts are events, State by State what they amount to on the reference
 * date, and the groups. What conflicting claims, treaties and laws amount to is decided in claims,
 * spell, treaty and law. */
#include "model/figure.h"
#include "base/hashmap.h"
#include "base/text.h"
#include "model/law.h"
#include "model/treaty.h"
#include <stdlib.h>
#include <string.h>

/* How facts of the other kinds are read: what tells apart several of one State, and the dates, the
 * first that is there being used. */
struct reading {
    int subject;
    int dates[2];
    size_t n_dates;
    int date_is; /* of the first; -1: none */
};

static const struct reading *reading_of(enum kind kind)
{
    static const struct reading readings[KIND_COUNT] = {
        [KIND_STRATEGY] = {STRATEGY_TITLE,
                           {STRATEGY_DATE, STRATEGY_PERIOD_START},
                           2,
                           STRATEGY_DATE_IS},
        [KIND_SURVEY] = {SURVEY_TITLE, {SURVEY_FIELDWORK_END, SURVEY_FIELDWORK_START}, 2, -1},
        [KIND_CAMPAIGN] = {CAMPAIGN_TITLE, {CAMPAIGN_PERIOD_START}, 1, -1},
        [KIND_CHILD_LED_INITIATIVE] = {CHILD_LED_TITLE, {CHILD_LED_PERIOD_START}, 1, -1},
        [KIND_REGIONAL_PLAN] = {PLAN_TITLE, {PLAN_DATE, PLAN_PERIOD_START}, 2, PLAN_DATE_IS},
        [KIND_GLOBAL_INITIATIVE] = {GLOBAL_INITIATIVE, {GLOBAL_DATE}, 1, GLOBAL_DATE_IS},
    };

    return &readings[kind];
}

/* One count at work. */
struct counting {
    const struct count_query *query;
    const struct reference *reference;
    const struct instrument *instrument;
    const struct code *settings;
    size_t n_settings;
    struct workspace ws;
    struct disputes disputes;
    struct event *events;
    size_t n_events;
    struct figure figure;    /* states and undetermined grow up to n_areas */
    struct hashmap *counted; /* borrowed: ref_area -> entry */
};

/* The events of one State, or organization. */
struct slice {
    const char *ref_area, *name;
    const struct event *events;
    size_t n;
};

static enum status check_topic(const struct counting *c, struct error *err)
{
    const char *topic = c->query->topic;

    if (topic == NULL)
        return error_set(err, STATUS_INVALID, "counting laws needs a topic");
    if (reference_code(c->reference, "topic", topic, strlen(topic)) == NULL)
        return error_set(err, STATUS_INVALID, "no topic '%s' in the codelist of topics", topic);
    return STATUS_OK;
}

static enum status check_instrument(struct counting *c, struct error *err)
{
    const char *instrument = c->query->instrument;

    if (instrument == NULL)
        return error_set(err, STATUS_INVALID, "counting treaty actions needs an instrument");
    c->instrument = reference_instrument(c->reference, instrument, strlen(instrument));
    if (c->instrument == NULL)
        return error_set(err, STATUS_INVALID, "no instrument '%s' in the reference data",
                         instrument);
    return STATUS_OK;
}

static enum status check_among(const struct counting *c, struct error *err)
{
    const char *among = c->query->among;

    if (among == NULL)
        return STATUS_OK;
    if (c->query->kind == KIND_REGIONAL_PLAN && reference_organization(c->reference, among) == NULL)
        return error_set(err, STATUS_INVALID,
                         "'%s' is no organization: regional plans are counted among organizations",
                         among);
    if (c->query->kind != KIND_REGIONAL_PLAN && reference_group(c->reference, among) == NULL)
        return error_set(err, STATUS_INVALID, "no organization or region '%s'", among);
    return STATUS_OK;
}

static enum status check_query(struct counting *c, struct error *err)
{
    const struct count_query *q = c->query;
    enum status status = STATUS_OK;

    if (q->kind == KIND_OBSERVATION)
        return error_set(err, STATUS_INVALID,
                         "observations are not counted: ask for the facts, or for an aggregate");
    if (q->has_since && q->since > q->reference_date)
        return error_set(err, STATUS_INVALID, "since is after the reference date");
    if (q->initiative != NULL
        && reference_code(c->reference, "initiative", q->initiative, strlen(q->initiative)) == NULL)
        return error_set(err, STATUS_INVALID, "no initiative '%s' in the codelist of initiatives",
                         q->initiative);
    if (q->kind == KIND_LAW)
        status = check_topic(c, err);
    else if (q->kind == KIND_TREATY_ACTION)
        status = check_instrument(c, err);
    return status == STATUS_OK ? check_among(c, err) : status;
}

/* Does it have no State, being an organization's own? */
static bool is_regional(const struct fact *fact)
{
    /* ref_area is the first field of every kind that has one */
    return fact->record.kind == KIND_REGIONAL_PLAN || fact->record.values[0].text == NULL;
}

static enum status plain_event(const struct counting *c, const struct fact *fact, struct event *ret,
                               size_t *n, struct error *err)
{
    const struct reading *reading = reading_of(c->query->kind);
    struct value subject = fact->record.values[reading->subject];
    const char *initiative = c->query->initiative;

    *n = 0;
    if (subject.text == NULL
        || (c->query->kind == KIND_GLOBAL_INITIATIVE && initiative != NULL
            && text_compare_ignoring_case(subject.text, initiative) != 0))
        return STATUS_OK;
    *ret = (struct event){.subject = subject.text, .group = ""};
    enum status status = report_read(fact, subject.text, reading->dates, reading->n_dates,
                                     reading->date_is, &ret->report, err);
    if (status != STATUS_OK)
        return status;
    event_finish(ret);
    *n = 1;
    return STATUS_OK;
}

static enum status events_of_fact(const struct counting *c, const struct fact *fact,
                                  struct event *ret, size_t *n, struct error *err)
{
    enum kind kind = c->query->kind;
    bool relevant;
    enum status status;

    *n = 0;
    if (fact->record.kind != kind || is_regional(fact) != (kind == KIND_REGIONAL_PLAN))
        return STATUS_OK;
    if (kind == KIND_LAW)
        return law_events(fact, c->query, c->settings, c->n_settings, ret, n, err);
    if (kind != KIND_TREATY_ACTION)
        return plain_event(c, fact, ret, n, err);
    status = treaty_event(fact, c->instrument, ret, &relevant, err);
    *n = status == STATUS_OK && relevant;
    return status;
}

static enum status read_events(struct counting *c, const struct fact *facts, size_t n_facts,
                               struct error *err)
{
    c->events = workspace_scratch(&c->ws, n_facts * LAW_EVENTS_MAX + 1, sizeof *c->events);
    for (size_t i = 0; i < n_facts; i++) {
        size_t n;
        enum status status = events_of_fact(c, &facts[i], &c->events[c->n_events], &n, err);
        if (status != STATUS_OK)
            return status;
        c->n_events += n;
    }
    qsort(c->events, c->n_events, sizeof *c->events, event_compare);
    return STATUS_OK;
}

static const char *name_of(const struct counting *c, const char *ref_area)
{
    if (c->query->kind == KIND_REGIONAL_PLAN) {
        const struct organization *o = reference_organization(c->reference, ref_area);
        return o != NULL ? o->name : ref_area;
    }
    const struct area *area = reference_area_by_iso3(c->reference, ref_area);
    return area != NULL ? area->name_en : ref_area;
}

static bool is_asked_for(const struct counting *c, const char *ref_area)
{
    const struct count_query *q = c->query;

    if (q->among == NULL)
        return true;
    if (q->kind == KIND_REGIONAL_PLAN)
        return strcmp(q->among, ref_area) == 0;
    return reference_is_member(c->reference, q->among, ref_area, q->reference_date);
}

static int compare_slices(const void *a, const void *b)
{
    const struct slice *x = a, *y = b;
    int order = text_compare_names(x->name, y->name);

    return order != 0 ? order : strcmp(x->ref_area, y->ref_area);
}

/* By name, which makes all that is collected from them sorted. */
static struct slice *slices_of_events(struct counting *c, size_t *n)
{
    struct slice *slices = workspace_scratch(&c->ws, c->n_events + 1, sizeof *slices);

    *n = 0;
    for (size_t i = 0; i < c->n_events;) {
        size_t first = i;
        const char *ref_area = c->events[first].report.fact->ref_area;
        while (i < c->n_events && strcmp(c->events[i].report.fact->ref_area, ref_area) == 0)
            i++;
        if (is_asked_for(c, ref_area))
            slices[(*n)++] =
                (struct slice){ref_area, name_of(c, ref_area), &c->events[first], i - first};
    }
    qsort(slices, *n, sizeof *slices, compare_slices);
    return slices;
}

static const char *about(const struct claims *claims, const char *subject, struct workspace *ws)
{
    (void)claims;
    return workspace_printf(ws, "date of \"%s\"", subject);
}

static struct spells spells_of_slice(struct counting *c, const struct slice *slice)
{
    struct spells spells;

    c->disputes.ref_area = slice->ref_area;
    c->disputes.name = slice->name;
    switch (c->query->kind) {
    case KIND_TREATY_ACTION:
        treaty_spells(c->query, c->instrument, slice->events, slice->n, &c->disputes, &c->ws,
                      &spells);
        break;
    case KIND_LAW: law_spells(slice->events, slice->n, &c->disputes, &c->ws, &spells); break;
    default: spells_of_events(slice->events, slice->n, about, &c->disputes, &c->ws, &spells);
    }
    return spells;
}

static struct state_entry entry_of(struct counting *c, const struct slice *slice,
                                   const struct spell *spell)
{
    const struct claim *claim = &spell->begun;
    bool dated = claim->date[0] != '\0';
    struct state_entry entry = {
        .ref_area = slice->ref_area,
        .name = slice->name,
        .what = c->query->kind == KIND_TREATY_ACTION ? claim->label : spell->subject,
        .date = claim->date,
        .date_is = dated && claim->when.on_or_before ? "on_or_before" : "on",
        .counts_from = spell->from.counts,
        .provenance = workspace_array(&c->ws, claim->n_facts, sizeof *entry.provenance),
        .n_provenance = claim->n_facts,
    };

    for (size_t i = 0; i < claim->n_facts; i++)
        entry.provenance[i] = &claim->facts[i]->provenance;
    return entry;
}

static enum since_answer since_answer(const struct count_query *query, const struct spells *spells)
{
    if (!query->has_since)
        return SINCE_NOT_ASKED;
    if (spells_surely(spells, query->since))
        return SINCE_OLD;
    return spells_possibly(spells, query->since) ? SINCE_UNKNOWN : SINCE_NEW;
}

static void count_slice(struct counting *c, const struct slice *slice)
{
    const struct count_query *q = c->query;
    struct figure *figure = &c->figure;
    struct spells spells = spells_of_slice(c, slice);
    const struct spell *spell = spells_counting(&spells, q->reference_date);

    if (q->has_since && spells_counting(&spells, q->since) != NULL)
        figure->count_since++;
    if (spell != NULL) {
        struct state_entry *entry = &figure->states[figure->n_states++];
        *entry = entry_of(c, slice, spell);
        entry->since = since_answer(q, &spells);
        figure->increase_at_least += entry->since == SINCE_NEW;
        figure->increase_at_most += entry->since == SINCE_NEW || entry->since == SINCE_UNKNOWN;
        return;
    }
    spell = spells_undetermined(&spells, q->reference_date);
    if (spell != NULL)
        figure->undetermined[figure->n_undetermined++] = entry_of(c, slice, spell);
}

static void count_states(struct counting *c)
{
    struct figure *figure = &c->figure;
    size_t n;
    const struct slice *slices = slices_of_events(c, &n);

    figure->reference_date = c->query->reference_date;
    figure->has_since = c->query->has_since;
    figure->since = c->query->since;
    figure->states = workspace_array(&c->ws, n + 1, sizeof *figure->states);
    figure->undetermined = workspace_array(&c->ws, n + 1, sizeof *figure->undetermined);
    for (size_t i = 0; i < n; i++)
        count_slice(c, &slices[i]);
    figure->n_disagreements = c->disputes.n;
    figure->disagreements =
        workspace_array(&c->ws, c->disputes.n + 1, sizeof *figure->disagreements);
    if (c->disputes.n > 0)
        memcpy(figure->disagreements, c->disputes.found,
               c->disputes.n * sizeof *figure->disagreements);
}

static struct group_count count_group(struct counting *c, const struct group *group,
                                      struct hashmap *distinct)
{
    day_t day = c->query->reference_date;
    size_t n;
    const struct area **members =
        reference_members(c->reference, group->code, day, c->ws.scratch, &n);
    struct group_count count = {.code = group->code,
                                .name = group->name,
                                .is_organization = group->is_organization,
                                .ref_areas = workspace_array(&c->ws, n + 1, sizeof(char *))};

    for (size_t i = 0; i < n; i++) {
        const char *iso3 = members[i]->iso3;
        if (!is_asked_for(c, iso3))
            continue;
        count.members++;
        struct state_entry *entry = hashmap_get_text(c->counted, iso3);
        if (entry == NULL)
            continue;
        count.ref_areas[count.count++] = iso3;
        if (group->is_organization)
            hashmap_put_text(distinct, entry->ref_area, entry);
    }
    return count;
}

static void count_groups(struct counting *c)
{
    OWNED(hashmap) counted = hashmap_create(c->figure.n_states);
    OWNED(hashmap) distinct = hashmap_create(c->figure.n_states);
    struct figure *figure = &c->figure;
    size_t n;
    const struct group *groups = reference_groups(c->reference, &n);

    for (size_t i = 0; i < figure->n_states; i++)
        hashmap_put_text(counted, figure->states[i].ref_area, &figure->states[i]);
    c->counted = counted;
    figure->groups = workspace_array(&c->ws, n + 1, sizeof *figure->groups);
    figure->n_groups = n;
    for (size_t i = 0; i < n; i++) {
        figure->groups[i] = count_group(c, &groups[i], distinct);
        if (groups[i].is_organization)
            figure->sum_over_organizations += figure->groups[i].count;
    }
    figure->distinct_over_organizations = (uint32_t)hashmap_count(distinct);
    c->counted = NULL;
}

enum status figure_count(const struct count_query *query, const struct fact *facts, size_t n_facts,
                         const struct reference *reference, struct arena *arena, struct figure *ret,
                         struct error *err)
{
    OWNED(arena) scratch = arena_create(0);
    struct counting c = {.query = query, .reference = reference};
    enum status status = check_query(&c, err);

    if (status != STATUS_OK)
        return status;
    c.ws = (struct workspace){.results = arena, .scratch = scratch};
    c.disputes = (struct disputes){.ws = &c.ws, .reference_date = query->reference_date};
    c.settings = reference_codes(reference, "setting", &c.n_settings);
    status = read_events(&c, facts, n_facts, err);
    if (status != STATUS_OK)
        return status;
    count_states(&c);
    if (query->by_group && query->kind != KIND_REGIONAL_PLAN)
        count_groups(&c);
    if (c.ws.full)
        return error_set(err, STATUS_INVALID,
                         "the figure is too large for one answer: ask for it among fewer States");
    *ret = c.figure;
    return STATUS_OK;
}

size_t figure_most_recent(const struct figure *figure, size_t max, size_t *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < figure->n_states && max > 0; i++) {
        /* states are sorted by name: an equal day goes behind those that are there */
        day_t day = figure->states[i].counts_from;
        size_t at = n;
        while (at > 0 && figure->states[ret[at - 1]].counts_from < day)
            at--;
        if (at == max)
            continue;
        if (n < max)
            n++;
        memmove(&ret[at + 1], &ret[at], (n - 1 - at) * sizeof *ret);
        ret[at] = i;
    }
    return n;
}
