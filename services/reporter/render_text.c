/* render_text - what a person reads in a terminal: headings, sentences, the figures with the names
 * of the States. The rows behind each State are in the other formats. */
#include "reporter/render.h"
#include "reporter/text_layout.h"

#include <string.h>

static void write_head(const struct document *document, struct arena *arena, struct buffer *out)
{
    const struct edition *edition = &document->edition;
    const char *where = edition->place == NULL ? "" : arena_printf(arena, "%s, ", edition->place);
    const char *host =
        edition->host == NULL ? "" : arena_printf(arena, ", hosted by %s", edition->host);

    text_heading(out, edition->title, '=');
    text_paragraph(out, "", 0,
                   arena_printf(arena, "%s%s%s. Edition %s.", where,
                                document_days(arena, edition->date_start, edition->date_end), host,
                                edition->code));
    text_paragraph(
        out, "", 0,
        arena_printf(arena, "What was true on %s, as known at %s (reference data version %llu).",
                     document_day(arena, edition->reference_date), document->cutoff,
                     (unsigned long long)document->reference_version));
    if (document->has_previous)
        text_paragraph(out, "", 0,
                       arena_printf(arena, "Increases are since the %s, %s.",
                                    document->previous.title,
                                    document_day(arena, document->previous.reference_date)));
}

static bool is_on_or_before(const struct document_entry *entry)
{
    return entry->date != NULL && entry->date_is != NULL
           && strcmp(entry->date_is, "on_or_before") == 0;
}

static const char *entry_in_short(struct arena *arena, const struct document_entry *entry)
{
    const char *rest = render_short(arena, entry);

    return arena_printf(arena, "%s%s%s", entry->name, strchr("*?", rest[0]) == NULL ? " " : "",
                        rest);
}

/* Those of which more is known than "on or before". */
static void write_dated(const struct document_figure *figure, enum entry_role role,
                        const char *first, struct arena *arena, struct buffer *out)
{
    SCOPED(buffer) list = {0};

    for (size_t i = 0; i < figure->n_entries; i++) {
        if (figure->entries[i].role == role && !is_on_or_before(&figure->entries[i]))
            buffer_printf(&list, "%s%s", list.used > 0 ? "; " : "",
                          entry_in_short(arena, &figure->entries[i]));
    }
    if (list.used > 0)
        text_paragraph(out, first, 4, buffer_text(&list));
}

static bool same_open_date(const struct document_entry *a, const struct document_entry *b)
{
    return a->role == b->role && is_on_or_before(a) && is_on_or_before(b)
           && strcmp(a->date, b->date) == 0;
}

/* The names of all that share the open date of entry `from`, unless an entry before it did already.
 */
static void write_open_date(const struct document_figure *figure, size_t from, const char *first,
                            struct arena *arena, struct buffer *out)
{
    const struct document_entry *entries = figure->entries;
    SCOPED(buffer) list = {0};

    for (size_t i = 0; i < from; i++) {
        if (same_open_date(&entries[i], &entries[from]))
            return;
    }
    for (size_t i = from; i < figure->n_entries; i++) {
        if (same_open_date(&entries[i], &entries[from]))
            buffer_printf(&list, "%s%s%s", list.used > 0 ? "; " : "", entries[i].name,
                          entries[i].since == SINCE_NEW       ? "*"
                          : entries[i].since == SINCE_UNKNOWN ? "?"
                                                              : "");
    }
    text_paragraph(out, arena_printf(arena, "%sOn or before %s: ", first, entries[from].date), 4,
                   buffer_text(&list));
}

static void write_entries(const struct document_figure *figure, enum entry_role role,
                          const char *first, struct arena *arena, struct buffer *out)
{
    write_dated(figure, role, first, arena, out);
    for (size_t i = 0; i < figure->n_entries; i++) {
        if (figure->entries[i].role == role && is_on_or_before(&figure->entries[i]))
            write_open_date(figure, i, first, arena, out);
    }
}

static bool explains_itself(const struct document_entry *entry)
{
    return strcmp(entry->reason, "no_value") == 0 || strcmp(entry->reason, "outside_window") == 0;
}

/* The values left out for the reason of entry `from`, unless an entry before it told them. */
static void write_left_out(const struct document_figure *figure, size_t from, struct arena *arena,
                           struct buffer *out)
{
    const struct document_entry *entries = figure->entries;
    SCOPED(buffer) list = {0};

    for (size_t i = 0; i < figure->n_entries; i++) {
        const struct document_entry *e = &entries[i];

        if (e->role != ENTRY_EXCLUDED || strcmp(e->reason, entries[from].reason) != 0)
            continue;
        if (i < from)
            return;
        buffer_printf(&list, "%s%s%s%s", list.used > 0 ? "; " : "", e->name,
                      e->date == NULL ? "" : " ", e->date == NULL ? "" : e->date);
        if (!explains_itself(e) && e->explanation != NULL)
            buffer_printf(&list, " (%s)", e->explanation);
    }
    text_paragraph(out,
                   arena_printf(arena, "  Left out, %s: ", render_reason(arena, &entries[from])), 4,
                   buffer_text(&list));
}

static void write_disagreements(const struct document_figure *figure, struct arena *arena,
                                struct buffer *out)
{
    for (size_t i = 0; i < figure->n_disagreements; i++) {
        const struct disagreement *d = &figure->disagreements[i];
        SCOPED(buffer) text = {0};

        buffer_printf(&text, "%s, %s:", d->name == NULL ? d->ref_area : d->name, d->about);
        for (size_t k = 0; k < d->n_claims; k++) {
            const struct disagreement_claim *claim = &d->claims[k];

            buffer_printf(&text, "%s %s %s (%s; %s)", k == 0 ? "" : ";", claim->says,
                          claim->used ? "was used" : "was not",
                          claim->provenance.source == NULL ? "no source" : claim->provenance.source,
                          render_claim(arena, &claim->provenance));
        }
        if (!render_rule_told(figure, i))
            buffer_printf(&text, ". %s", d->rule);
        text_paragraph(out, "  Disagreement: ", 4, buffer_text(&text));
    }
}

static void write_mean(const struct document_mean *mean, struct arena *arena, struct buffer *out)
{
    const char *bounds = "";

    if (mean->lower != NULL && mean->upper != NULL)
        bounds = arena_printf(arena, " Between %s and %s, if the surveys are independent.",
                              mean->lower, mean->upper);
    text_paragraph(
        out, "  ", 4,
        arena_printf(
            arena,
            "Weighted by the population %s of %d; %u of %u States with a value of %d to %d; %s per "
            "cent of the population covered.%s",
            mean->population == NULL ? "concerned" : mean->population, mean->weight_year,
            mean->states, mean->members, mean->window_first, mean->window_last, mean->coverage,
            bounds));
}

static void write_figure(const struct document_figure *figure, const struct document_figure *same,
                         struct arena *arena, struct buffer *out)
{
    buffer_append_char(out, '\n');
    if (figure->value == NULL)
        text_paragraph(
            out, "", 2,
            arena_printf(arena, "%s: withheld. %s", figure->label, figure->withheld_because));
    else
        text_paragraph(out, "", 2,
                       arena_printf(arena, "%s: %s", figure->label, render_amount(arena, figure)));
    text_paragraph(out, "  ", 4,
                   arena_printf(arena, "Counts: %s, on %s%s%s.", figure->basis,
                                document_day(arena, figure->date),
                                figure->increase == NULL ? "" : "; ",
                                figure->increase == NULL ? "" : figure->increase));
    if (figure->mean != NULL)
        write_mean(figure->mean, arena, out);
    if (same != NULL) {
        text_paragraph(out, "  ", 4,
                       arena_printf(arena, "The same list as under \"%s\".", same->label));
        return;
    }
    write_entries(figure, ENTRY_COUNTED, "  ", arena, out);
    write_entries(figure, ENTRY_UNDETERMINED, "  The date reported cannot tell: ", arena, out);
    write_entries(figure, ENTRY_INPUT, "  Values: ", arena, out);
    for (size_t i = 0; i < figure->n_entries; i++) {
        if (figure->entries[i].role == ENTRY_EXCLUDED)
            write_left_out(figure, i, arena, out);
    }
    write_disagreements(figure, arena, out);
}

static void write_section(const struct document_section *section, size_t number,
                          struct arena *arena, struct buffer *out)
{
    buffer_append_char(out, '\n');
    text_heading(out, arena_printf(arena, "%zu. %s", number, section->title), '-');
    for (size_t i = 0; i < section->n_sentences; i++)
        text_paragraph(out, "", 2, section->sentences[i].text);
    for (size_t i = 0; i < section->n_figures; i++)
        write_figure(&section->figures[i], document_same_list(section, &section->figures[i]), arena,
                     out);
    for (size_t i = 0; i < section->n_tables; i++) {
        buffer_append_char(out, '\n');
        text_table(out, &section->tables[i]);
    }
}

void render_text(const struct document *document, struct buffer *out)
{
    OWNED(arena) arena = arena_create(0);

    write_head(document, arena, out);
    if (document->has_previous)
        text_paragraph(out, "", 0,
                       "In the lists, * marks a State that is new since then, and ? one of which "
                       "the date reported "
                       "cannot tell.");
    for (size_t i = 0; i < document->n_sections; i++)
        write_section(&document->sections[i], i + 1, arena, out);
}
