/* law - stages, settings and repeals. */
#include "model/law.h"
#include <stdlib.h>
#include <string.h>

static bool begins(const char *stage, enum basis basis)
{
    return strcmp(stage, "in_force") == 0 || strcmp(stage, "confirmed") == 0
           || (basis == BASIS_DEPOSITED && strcmp(stage, "adopted") == 0);
}

static bool covers_all(struct value settings, const struct code *codes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!value_has_code(settings, codes[i].code))
            return false;
    return n > 0;
}

static bool has_topic(const struct value *values, const char *topic)
{
    return values[LAW_TOPICS].text != NULL && value_has_code(values[LAW_TOPICS], topic);
}

static bool asks_for_bans(const struct count_query *query)
{
    return query->all_settings && strcmp(query->topic, LAW_TOPIC_CORPORAL_PUNISHMENT) == 0;
}

/* The tracks that a stage which begins a law belongs to. A claim that is silent about settings
 * contradicts nobody. */
static size_t beginning_tracks(const struct value *values, const struct count_query *query,
                               const struct code *settings, size_t n_settings, enum track *tracks)
{
    const char *stage = values[LAW_STAGE].text;
    struct value covered = values[LAW_SETTINGS];
    bool all = covered.text != NULL && covers_all(covered, settings, n_settings);

    if (has_topic(values, query->topic) && begins(stage, query->basis)) {
        if (query->all_settings && !all && covered.text == NULL)
            return 0;
        tracks[0] = query->all_settings && !all ? TRACK_PARTIAL : TRACK_MAIN;
        return 1;
    }
    if (asks_for_bans(query) && all && has_topic(values, LAW_TOPIC_ALL_FORMS)
        && begins(stage, BASIS_DEPOSITED)) {
        tracks[0] = TRACK_COMPREHENSIVE;
        return 1;
    }
    return 0;
}

/* A repeal that names no topic ends the law for all of them. */
static size_t repeal_tracks(const struct value *values, const struct count_query *query,
                            enum track *tracks)
{
    bool all = values[LAW_TOPICS].text == NULL;
    size_t n = 0;

    if (all || has_topic(values, query->topic))
        tracks[n++] = TRACK_MAIN;
    if (asks_for_bans(query) && (all || has_topic(values, LAW_TOPIC_ALL_FORMS)))
        tracks[n++] = TRACK_COMPREHENSIVE;
    return n;
}

enum status law_events(const struct fact *fact, const struct count_query *query,
                       const struct code *settings, size_t n_settings,
                       struct event ret[LAW_EVENTS_MAX], size_t *n, struct error *err)
{
    static const int date[] = {LAW_DATE};
    const struct value *values = fact->record.values;
    const char *stage = values[LAW_STAGE].text;
    enum track tracks[LAW_EVENTS_MAX];
    struct report report;

    *n = 0;
    if (stage == NULL || values[LAW_TITLE].text == NULL)
        return STATUS_OK;
    bool repealed = strcmp(stage, "repealed") == 0;
    size_t n_tracks = repealed ? repeal_tracks(values, query, tracks)
                               : beginning_tracks(values, query, settings, n_settings, tracks);
    if (n_tracks == 0)
        return STATUS_OK;
    enum status status = report_read(fact, stage, date, 1, LAW_DATE_IS, &report, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < n_tracks; i++) {
        ret[i] = (struct event){.report = report,
                                .track = tracks[i],
                                .subject = values[LAW_TITLE].text,
                                .group = stage,
                                .ends = repealed};
        event_finish(&ret[i]);
    }
    *n = n_tracks;
    return STATUS_OK;
}

static const char *about(const struct claims *claims, const char *subject, struct workspace *ws)
{
    const char *stage = claims->claims[0].label;
    const char *noun = strcmp(stage, "in_force") == 0   ? "entry into force"
                       : strcmp(stage, "adopted") == 0  ? "adoption"
                       : strcmp(stage, "repealed") == 0 ? "repeal"
                                                        : "confirmation";

    return workspace_printf(ws, "date of %s of \"%s\"", noun, subject);
}

/* The settings as a list for people. */
static const char *says_settings(const struct fact *fact, struct workspace *ws)
{
    const char *settings = fact->record.values[LAW_SETTINGS].text;
    char *says = workspace_array(ws, 6 + 2 * strlen(settings) + 1, 1);
    char *end = says;

    memcpy(end, "only ", 5);
    end += 5;
    for (; *settings != '\0'; settings++) {
        if (*settings == ';')
            *end++ = ',';
        *end++ = *settings == ';' || *settings == '_' ? ' ' : *settings;
    }
    *end = '\0';
    return says;
}

static int compare_speakers(const void *a, const void *b)
{
    const struct fact *const *x = a, *const *y = b;
    const struct provenance *p = &(*x)->provenance, *q = &(*y)->provenance;
    int order = strcmp(p->organization, q->organization);

    return order != 0 ? order : strcmp(p->source ? p->source : "", q->source ? q->source : "");
}

static int compare_facts(const void *a, const void *b)
{
    const struct fact *const *x = a, *const *y = b;

    return provenance_compare(&(*x)->provenance, &(*y)->provenance);
}

/* Facts of events that begin by the day, in order of reporter. */
static const struct fact **facts_by(const struct event *events, size_t n, day_t day,
                                    struct workspace *ws, size_t *n_ret)
{
    const struct fact **facts = workspace_scratch(ws, n + 1, sizeof *facts);

    *n_ret = 0;
    for (size_t i = 0; i < n; i++)
        if (!events[i].ends && when_counts_from(&events[i].report.when) <= day)
            facts[(*n_ret)++] = events[i].report.fact;
    qsort(facts, *n_ret, sizeof *facts, compare_facts);
    return facts;
}

/* One and the same law, of which some say that it covers every setting and others that it does not.
 * Those who say both (it was extended) don't contradict. */
static void dispute_settings(const struct event *full, size_t n_full, const struct event *partial,
                             size_t n_partial, struct disputes *disputes, struct workspace *ws)
{
    size_t n_all, n_some, n_against = 0;
    const struct fact **all = facts_by(full, n_full, disputes->reference_date, ws, &n_all);
    const struct fact **some = facts_by(partial, n_partial, disputes->reference_date, ws, &n_some);

    for (size_t i = 0; i < n_some; i++)
        if (bsearch(&some[i], all, n_all, sizeof *all, compare_speakers) == NULL)
            some[n_against++] = some[i];
    if (n_all == 0 || n_against == 0)
        return;
    struct disagreement *added = disputes_add(
        disputes, workspace_printf(ws, "all settings of \"%s\"", full[0].subject),
        "A law counts if one claim says that it covers every setting.", n_all + n_against);
    for (size_t i = 0; i < n_all; i++)
        added->claims[i] = (struct disagreement_claim){
            .says = "all settings", .used = true, .provenance = all[i]->provenance};
    for (size_t i = 0; i < n_against; i++)
        added->claims[n_all + i] = (struct disagreement_claim){.says = says_settings(some[i], ws),
                                                               .provenance = some[i]->provenance};
}

/* Both are sorted by subject: walk along. */
static void dispute_all_settings(const struct event *full, size_t n_full,
                                 const struct event *partial, size_t n_partial,
                                 struct disputes *disputes, struct workspace *ws)
{
    for (size_t i = 0, j = 0; i < n_full && j < n_partial;) {
        size_t i0 = i, j0 = j;
        int order = strcmp(full[i].subject, partial[j].subject);
        while (order <= 0 && i < n_full && strcmp(full[i].subject, full[i0].subject) == 0)
            i++;
        while (order >= 0 && j < n_partial && strcmp(partial[j].subject, partial[j0].subject) == 0)
            j++;
        if (order == 0)
            dispute_settings(full + i0, i - i0, partial + j0, j - j0, disputes, ws);
    }
}

/* A comprehensive law includes the ban, but the lists of bans do not have the State. */
static void name_comprehensive(const struct event *events, size_t n, struct disputes *disputes,
                               struct workspace *ws)
{
    struct spells spells;

    spells_of_events(events, n, about, NULL, ws, &spells);
    const struct spell *law = spells_counting(&spells, disputes->reference_date);
    if (law == NULL)
        return;
    struct disagreement *added = disputes_add(
        disputes, "all settings",
        "Named for a comprehensive law, not in the list of all-settings bans: not counted.",
        law->begun.n_facts);
    for (size_t i = 0; i < law->begun.n_facts; i++)
        added->claims[i] = (struct disagreement_claim){
            .says = workspace_printf(ws, "%s, %s %s", law->subject, law->begun.label,
                                     law->begun.date[0] != '\0' ? law->begun.date : "(no date)"),
            .provenance = law->begun.facts[i]->provenance};
}

void law_spells(const struct event *events, size_t n, struct disputes *disputes,
                struct workspace *ws, struct spells *ret)
{
    size_t full = 0, partial;

    while (full < n && events[full].track == TRACK_MAIN)
        full++;
    partial = full;
    while (partial < n && events[partial].track == TRACK_PARTIAL)
        partial++;
    spells_of_events(events, full, about, disputes, ws, ret);
    dispute_all_settings(events, full, events + full, partial - full, disputes, ws);
    if (spells_counting(ret, disputes->reference_date) == NULL)
        name_comprehensive(events + partial, n - partial, disputes, ws);
}
