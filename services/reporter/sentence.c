/* sentence - see sentence.h. */
#include "reporter/sentence.h"

#include "reporter/document.h"

#include <string.h>

const char *sentence_list(struct arena *arena, const char *const *names, size_t n)
{
    const char *text = n == 0 ? "" : names[0];

    for (size_t i = 1; i < n; i++)
        text = arena_printf(arena, "%s%s%s", text, i + 1 == n ? " and " : ", ", names[i]);
    return text;
}

static bool on_or_before(const struct state_entry *state)
{
    return state->date_is != NULL && strcmp(state->date_is, "on_or_before") == 0;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool tied(const struct state_entry *a, const struct state_entry *b)
{
    return a->counts_from == b->counts_from && on_or_before(a) == on_or_before(b)
           && same_text(a->date, b->date);
}

/* Why the increase is a range: how the dates of the States that may be new were reported. */
static const char *unknown_since(struct arena *arena, const struct figure *figure, uint32_t *ret_n)
{
    const struct state_entry *first = NULL;
    bool same = true, all_before = true;
    uint32_t n = 0;

    for (size_t i = 0; i < figure->n_states; i++) {
        const struct state_entry *state = &figure->states[i];

        if (state->since != SINCE_UNKNOWN)
            continue;
        n++;
        first = first == NULL ? state : first;
        same = same && same_text(first->date, state->date);
        all_before = all_before && on_or_before(state) == on_or_before(first);
    }
    *ret_n = n;
    if (first == NULL || !all_before)
        return "not to the day";
    if (same)
        return arena_printf(arena, "only as \"%s\"",
                            document_date(arena, first->date, first->date_is));
    return on_or_before(first) ? "only as the latest possible one" : "not to the day";
}

const char *sentence_increase(struct arena *arena, const struct figure *figure,
                              const char *previous)
{
    uint32_t n, least = figure->increase_at_least, most = figure->increase_at_most;
    uint64_t had = (uint64_t)figure->count_since + least;
    const char *why;

    if (!figure->has_since)
        return NULL;
    if (least != most) {
        why = unknown_since(arena, figure, &n);
        return arena_printf(arena,
                            "%s%u more since %s, depending on %u %s whose date is reported %s",
                            least == 0 ? "up to " : arena_printf(arena, "%u to ", least), most,
                            previous, n, n == 1 ? "State" : "States", why);
    }
    if (had > figure->n_states)
        return arena_printf(arena, "%u more and %u fewer since %s", least,
                            (unsigned)(had - figure->n_states), previous);
    if (figure->n_undetermined > 0 && least == 0)
        return arena_printf(arena, "how many more since %s is not known", previous);
    if (figure->n_undetermined > 0)
        return arena_printf(arena, "at least %u more since %s", least, previous);
    if (least == 0)
        return arena_printf(arena, "none since %s", previous);
    return arena_printf(arena, "%u more since %s", least, previous);
}

/* "Samoa and Tonga (29 April 2016)": the States order[first] to order[end - 1], tied with each
 * other. */
static const char *tied_names(struct arena *arena, const struct figure *figure, const size_t *order,
                              size_t first, size_t end)
{
    const struct state_entry *state = &figure->states[order[first]];
    const char **names = arena_xalloc(arena, (end - first) * sizeof *names);

    for (size_t i = first; i < end; i++)
        names[i - first] = figure->states[order[i]].name;
    return arena_printf(arena, "%s (%s)", sentence_list(arena, names, end - first),
                        document_date(arena, state->date, state->date_is));
}

const char *sentence_most_recent(struct arena *arena, const struct figure *figure, size_t max)
{
    size_t *order = arena_xalloc(arena, (figure->n_states + 1) * sizeof *order);
    size_t n = figure_most_recent(figure, figure->n_states, order), named = 0;
    const char *text = NULL;
    bool all_known = true, any_known = false;

    for (size_t first = 0, end; first < n && named < max; first = end) {
        const struct state_entry *state = &figure->states[order[first]];

        for (end = first + 1; end < n && tied(state, &figure->states[order[end]]);)
            end++;
        if (on_or_before(state) && end - first > max) {
            all_known = false;
            continue;
        }
        text = arena_printf(arena, "%s%s%s", text == NULL ? "" : text, text == NULL ? "" : "; ",
                            tied_names(arena, figure, order, first, end));
        named += end - first;
        any_known = any_known || !on_or_before(state);
    }
    if (text == NULL)
        return NULL;
    if (!any_known && named == n)
        return arena_printf(arena, "namely %s", text);
    return arena_printf(arena, "%smost recently %s",
                        all_known ? "" : "of those whose date is known, ", text);
}

const char *sentence_count(struct arena *arena, const struct figure *figure,
                           const struct wording *wording, const char *increase)
{
    const char *recent = sentence_most_recent(arena, figure, wording->named);
    const char *open = "";

    if (figure->n_states == 0 && figure->n_undetermined == 0
        && (!figure->has_since || figure->count_since == 0))
        return arena_printf(arena, "%s.", wording->none);
    if (figure->n_undetermined > 0)
        open = arena_printf(arena, " (for %zu more the date reported cannot tell)",
                            figure->n_undetermined);
    return arena_printf(arena, "%zu %s %s%s%s%s%s%s.", figure->n_states,
                        figure->n_states == 1 ? wording->subject : wording->subjects,
                        figure->n_states == 1 ? wording->one : wording->many, open,
                        increase == NULL ? "" : ", ", increase == NULL ? "" : increase,
                        recent == NULL ? "" : "; ", recent == NULL ? "" : recent);
}
