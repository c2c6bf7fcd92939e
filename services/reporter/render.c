/* render - see render.h. */
#include "reporter/render.h"

#include <string.h>

void render(const struct document *document, enum report_format format, struct buffer *out)
{
    typedef void render_fn(const struct document *document, struct buffer *out);
    static render_fn *const renderers[] = {
        [REPORT_JSON] = render_json,
        [REPORT_CSV] = render_csv,
        [REPORT_TEXT] = render_text,
        [REPORT_HTML] = render_html,
    };

    renderers[format](document, out);
}

const char *render_amount(struct arena *arena, const struct document_figure *figure)
{
    size_t size = strlen(figure->unit);
    bool one =
        figure->mean == NULL && figure->count == 1 && size > 0 && figure->unit[size - 1] == 's';

    if (figure->value == NULL)
        return "withheld";
    return arena_printf(arena, "%s %.*s", figure->value, (int)(one ? size - 1 : size),
                        figure->unit);
}

static const char *mark(enum since_answer since)
{
    static const char *const marks[] = {"", "*", "", "?"};

    return marks[since];
}

/* In a list "in force" the day that was reported is the deposit's, so the day it counts from is
 * told; unless no day was reported. */
static const char *short_date(struct arena *arena, const struct document_entry *entry)
{
    char day[DAY_TEXT_SIZE];
    bool to_the_day = entry->date != NULL && strlen(entry->date) + 1 == DAY_TEXT_SIZE;

    if (entry->date == NULL || entry->date[0] == '\0')
        return "";
    if (entry->date_is != NULL && strcmp(entry->date_is, "on_or_before") == 0)
        return arena_printf(arena, "by %s", entry->date);
    if (!to_the_day || !entry->has_counts_from)
        return entry->date;
    day_format(entry->counts_from, day);
    return arena_text(arena, day);
}

const char *render_reason(struct arena *arena, const struct document_entry *entry)
{
    char *words = arena_text(arena, entry->reason == NULL ? "unknown" : entry->reason);

    for (char *c = words; *c != '\0'; c++)
        *c = *c == '_' ? ' ' : *c;
    return words;
}

const char *render_short(struct arena *arena, const struct document_entry *entry)
{
    const char *date = entry->date == NULL ? "" : entry->date;

    if (entry->role == ENTRY_INPUT)
        return arena_printf(arena, "%s (%s)", entry->value, date);
    if (entry->role == ENTRY_EXCLUDED)
        return arena_printf(arena, "%s%s%s", date, date[0] == '\0' ? "" : ", ",
                            render_reason(arena, entry));
    return arena_printf(arena, "%s%s", short_date(arena, entry), mark(entry->since));
}

bool render_rule_told(const struct document_figure *figure, size_t i)
{
    const char *rule = figure->disagreements[i].rule;

    for (size_t k = 0; rule != NULL && k < i; k++) {
        if (figure->disagreements[k].rule != NULL
            && strcmp(figure->disagreements[k].rule, rule) == 0)
            return true;
    }
    return rule == NULL;
}

const char *render_claim(struct arena *arena, const struct provenance *provenance)
{
    if (provenance->organization == NULL)
        return "";
    if (provenance->submission_id == NULL)
        return arena_text(arena, provenance->organization);
    return arena_printf(arena, "%s %s, row %u", provenance->organization, provenance->submission_id,
                        provenance->row);
}
