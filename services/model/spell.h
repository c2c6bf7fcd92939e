/* spell - from when until when a State counts, as the claims about it say.
 * Turns the events of one State (consents and denunciations, a law's stages and its repeal) into
 * spells, and answers for a day whether it counts, surely counts, or possibly counts. Which facts
 * are events, and what a denunciation's notice is, other files know (treaty, law, figure). */
#pragma once
#include "model/claims.h"

/* Events of different tracks have nothing to do with each other. */
enum track {
    TRACK_MAIN,         /* what is counted */
    TRACK_SIGNATURE,    /* of a treaty */
    TRACK_PARTIAL,      /* law that does not cover every setting */
    TRACK_COMPREHENSIVE /* law against all forms of violence */
};

struct event {
    struct report report;
    enum track track;
    const char *subject; /* treaty: ""; law and others: the title */
    const char *group;   /* within the subject: events that contradict each other if they differ */
    bool ends;           /* a denunciation, a repeal */
    day_t at;            /* its place in the order of events, set by event_finish */
};

/* Set at: what begins, at its earliest; what ends, at its latest. */
void event_finish(struct event *event);
/* By area, track, subject and place; at the same place what ends comes first, so that a State can
 * leave and join again on one day. A total order: it does not depend on the input's. */
int event_compare(const void *a, const void *b);

/* A turn of events: the day it is counted from, and between which days it really lies. */
struct turn {
    day_t counts, first, last;
};

#define TURN_NEVER ((struct turn){.counts = DAY_MAX, .first = DAY_MAX, .last = DAY_MAX})

struct spell {
    struct turn from, until; /* until: from that day on no more */
    const char *subject;
    struct claim begun, ended; /* the claims used; of ended, no facts if nothing ended it */
};
struct spells {
    struct spell *spells;
    size_t n;
};

struct turn turn_of(const struct when *when);

/* How a disagreement about claims of that subject is called. */
typedef const char *spell_about_fn(const struct claims *claims, const char *subject,
                                   struct workspace *ws);

/* Spells of the events of one State and one track, sorted. Within a subject the events are taken in
 * runs: what begins, up to what ends, and so on. All that begins within a run is one beginning,
 * claimed by several; an end that nothing began before has no effect. disputes may be NULL. */
void spells_of_events(const struct event *events, size_t n, spell_about_fn *about,
                      struct disputes *disputes, struct workspace *ws, struct spells *ret);

/* The spell that counts on that day, the earliest one if several do; NULL: none. */
const struct spell *spells_counting(const struct spells *spells, day_t day);
bool spells_surely(const struct spells *spells, day_t day);
bool spells_possibly(const struct spells *spells, day_t day);
/* A spell that is counted from a later day only, because it began "on or before" that, but may have
 * begun already. */
const struct spell *spells_undetermined(const struct spells *spells, day_t day);
