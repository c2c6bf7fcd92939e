/* spell - events in order of time, runs of them, and what they amount to on a day. */
#include "model/spell.h"
#include <stdlib.h>
#include <string.h>

void event_finish(struct event *event)
{
    event->at = event->ends ? event->report.when.last : event->report.when.first;
}

int event_compare(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    int order = strcmp(x->report.fact->ref_area, y->report.fact->ref_area);

    if (order == 0)
        order = (int)x->track - (int)y->track;
    if (order == 0)
        order = strcmp(x->subject, y->subject);
    if (order == 0)
        order = (x->at > y->at) - (x->at < y->at);
    if (order == 0)
        order = (int)y->ends - (int)x->ends;
    if (order == 0)
        order = strcmp(x->group, y->group);
    if (order == 0)
        order = provenance_compare(&x->report.fact->provenance, &y->report.fact->provenance);
    return order;
}

static int compare_groups(const void *a, const void *b)
{
    const struct event *const *x = a, *const *y = b;
    int order = strcmp((*x)->group, (*y)->group);

    return order != 0 ? order : (*x > *y) - (*x < *y);
}

struct turn turn_of(const struct when *when)
{
    return (struct turn){
        .counts = when_counts_from(when), .first = when->first, .last = when->last};
}

struct run {
    const struct event *events;
    size_t n;
    spell_about_fn *about;
    struct disputes *disputes;
    struct workspace *ws;
};

/* The claim used, of the group that counts first. */
static struct claim run_resolve(const struct run *run)
{
    const struct event **sorted = workspace_scratch(run->ws, run->n, sizeof *sorted);
    struct report *reports = workspace_scratch(run->ws, run->n, sizeof *reports);
    struct claim best = {0};

    for (size_t i = 0; i < run->n; i++)
        sorted[i] = &run->events[i];
    qsort(sorted, run->n, sizeof *sorted, compare_groups);
    for (size_t i = 0; i < run->n;) {
        struct claims claims;
        size_t n = 0;
        const char *group = sorted[i]->group;
        for (; i < run->n && strcmp(sorted[i]->group, group) == 0; i++)
            reports[n++] = sorted[i]->report;
        claims_resolve(reports, n, run->ws, &claims);
        if (run->disputes != NULL && claims.n > 1)
            disputes_add_claims(run->disputes, run->about(&claims, run->events[0].subject, run->ws),
                                &claims);
        if (best.n_facts == 0
            || when_counts_from(&claims.claims[0].when) < when_counts_from(&best.when))
            best = claims.claims[0];
    }
    return best;
}

/* Take the next run of events that end, or don't, off the front. */
static struct run run_take(struct run *rest, bool ends)
{
    struct run run = *rest;

    run.n = 0;
    while (run.n < rest->n && rest->events[run.n].ends == ends)
        run.n++;
    rest->events += run.n;
    rest->n -= run.n;
    return run;
}

static void spells_of_subject(struct run rest, struct spells *ret)
{
    const char *subject = rest.events[0].subject;

    (void)run_take(&rest, true);
    while (rest.n > 0) {
        struct run begin = run_take(&rest, false);
        struct run end = run_take(&rest, true);
        struct spell *spell = &ret->spells[ret->n++];
        *spell = (struct spell){.subject = subject, .until = TURN_NEVER};
        spell->begun = run_resolve(&begin);
        spell->from = turn_of(&spell->begun.when);
        if (end.n > 0) {
            spell->ended = run_resolve(&end);
            spell->until = turn_of(&spell->ended.when);
        }
    }
}

void spells_of_events(const struct event *events, size_t n, spell_about_fn *about,
                      struct disputes *disputes, struct workspace *ws, struct spells *ret)
{
    ret->spells = workspace_scratch(ws, n + 1, sizeof *ret->spells);
    ret->n = 0;
    for (size_t i = 0; i < n;) {
        size_t first = i;
        while (i < n && strcmp(events[i].subject, events[first].subject) == 0)
            i++;
        spells_of_subject((struct run){events + first, i - first, about, disputes, ws}, ret);
    }
}

const struct spell *spells_counting(const struct spells *spells, day_t day)
{
    const struct spell *earliest = NULL;

    for (size_t i = 0; i < spells->n; i++) {
        const struct spell *spell = &spells->spells[i];
        if (spell->from.counts <= day && day < spell->until.counts
            && (earliest == NULL || spell->from.counts < earliest->from.counts))
            earliest = spell;
    }
    return earliest;
}

bool spells_surely(const struct spells *spells, day_t day)
{
    for (size_t i = 0; i < spells->n; i++)
        if (spells->spells[i].from.last <= day && day < spells->spells[i].until.first)
            return true;
    return false;
}

bool spells_possibly(const struct spells *spells, day_t day)
{
    for (size_t i = 0; i < spells->n; i++)
        if (spells->spells[i].from.first <= day && day < spells->spells[i].until.last)
            return true;
    return false;
}

const struct spell *spells_undetermined(const struct spells *spells, day_t day)
{
    for (size_t i = 0; i < spells->n; i++) {
        const struct turn *from = &spells->spells[i].from;
        if (from->first <= day && day < from->counts && day < spells->spells[i].until.last)
            return &spells->spells[i];
    }
    return NULL;
}
