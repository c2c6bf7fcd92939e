/* sentence - how the report words a count, its increase and the most recent States.
 * docs/editions.md lists the patterns. Pure: the same figure gives the same words. Texts are made
 * in the arena. */
#pragma once
#include "model/figure.h"

/* "173 States are party to ...": one and many are what follows "1 State" and "173 States". */
struct wording {
    const char *subject, *subjects; /* "State", "States" */
    const char *one, *many;         /* "is party to the ...", "are party to the ..." */
    const char *none; /* the whole sentence, without full stop, when nothing was reported */
    size_t named;     /* at most so many most recent ones are named, and those tied with the last */
};

/* The whole entry, with its full stop: number, increase (NULL: none is told), the most recent by
 * name. */
const char *sentence_count(struct arena *arena, const struct figure *figure,
                           const struct wording *wording, const char *increase);
/* "4 more since Strasbourg (18 June 2015)", "none since ...", "between 0 and 41 more since ..., as
 * the date of 41 is known only as on or before 30 May 2016", "at least 1 more since ..."; NULL if
 * the figure has no since. previous names the earlier meeting. */
const char *sentence_increase(struct arena *arena, const struct figure *figure,
                              const char *previous);
/* "most recently Samoa and Tonga (29 April 2016); Fiji (March 2016)"; NULL if no State can be named
 * so: those whose date is only known as "on or before" are named if they are no more than max, else
 * it begins "of those whose date is known, most recently". */
const char *sentence_most_recent(struct arena *arena, const struct figure *figure, size_t max);
/* "A", "A and B", "A, B and C". */
const char *sentence_list(struct arena *arena, const char *const *names, size_t n);
