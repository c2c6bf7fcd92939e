/* document - see document.h. */
#include "reporter/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for one more of n items: the array doubles when it is full, at each power of two. */
static void *grow(struct arena *arena, void *items, size_t n, size_t size)
{
    char *grown = items;

    if ((n & (n - 1)) == 0) {
        grown = arena_xalloc(arena, (n == 0 ? 1 : 2 * n) * size);
        if (n > 0)
            memcpy(grown, items, n * size);
    }
    return grown;
}

struct document_section *document_add_section(struct document *document, struct arena *arena,
                                              const char *id, const char *title)
{
    struct document_section *section;

    document->sections = grow(arena, document->sections, document->n_sections, sizeof *section);
    section = &document->sections[document->n_sections++];
    *section = (struct document_section){.id = id, .title = title};
    return section;
}

struct document_figure *document_add_figure(struct document_section *section, struct arena *arena)
{
    struct document_figure *figure;

    section->figures = grow(arena, section->figures, section->n_figures, sizeof *figure);
    figure = &section->figures[section->n_figures++];
    *figure = (struct document_figure){0};
    return figure;
}

void document_add_sentence(struct document_section *section, struct arena *arena,
                           const char *figure, const char *text)
{
    section->sentences =
        grow(arena, section->sentences, section->n_sentences, sizeof *section->sentences);
    section->sentences[section->n_sentences++] = (struct document_sentence){figure, text};
}

struct document_table *document_add_table(struct document_section *section, struct arena *arena,
                                          const char *id, const char *caption,
                                          const char *const *columns, size_t n_columns)
{
    struct document_table *table;

    section->tables = grow(arena, section->tables, section->n_tables, sizeof *table);
    table = &section->tables[section->n_tables++];
    *table = (struct document_table){
        .id = id, .caption = caption, .columns = columns, .n_columns = n_columns};
    return table;
}

const char **document_add_row(struct document_table *table, struct arena *arena,
                              const struct provenance *provenance)
{
    size_t row_size = table->n_columns * sizeof *table->cells;
    const char **row;

    if (provenance != NULL) {
        table->provenance =
            grow(arena, table->provenance, table->n_rows, sizeof *table->provenance);
        table->provenance[table->n_rows] = provenance;
    }
    table->cells = grow(arena, table->cells, table->n_rows, row_size);
    row = &table->cells[table->n_rows++ * table->n_columns];
    memset(row, 0, row_size);
    return row;
}

struct document_entry *document_add_entry(struct document_figure *figure, struct arena *arena)
{
    struct document_entry *entry;

    figure->entries = grow(arena, figure->entries, figure->n_entries, sizeof *entry);
    entry = &figure->entries[figure->n_entries++];
    *entry = (struct document_entry){0};
    return entry;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_entry(const struct document_entry *a, const struct document_entry *b)
{
    return a->role == b->role && same_text(a->area, b->area) && same_text(a->what, b->what)
           && same_text(a->date, b->date) && same_text(a->date_is, b->date_is)
           && a->has_counts_from == b->has_counts_from && a->counts_from == b->counts_from
           && a->since == b->since;
}

static bool tells(const struct document_figure *figure, const struct disagreement *disagreement)
{
    for (size_t i = 0; i < figure->n_disagreements; i++) {
        if (same_text(figure->disagreements[i].ref_area, disagreement->ref_area)
            && same_text(figure->disagreements[i].about, disagreement->about))
            return true;
    }
    return false;
}

static bool same_list(const struct document_figure *a, const struct document_figure *b)
{
    if (a->mean != NULL || a->n_entries != b->n_entries)
        return false;
    for (size_t i = 0; i < b->n_entries; i++) {
        if (!same_entry(&a->entries[i], &b->entries[i]))
            return false;
    }
    for (size_t i = 0; i < b->n_disagreements; i++) {
        if (!tells(a, &b->disagreements[i]))
            return false;
    }
    return true;
}

const struct document_figure *document_same_list(const struct document_section *section,
                                                 const struct document_figure *figure)
{
    if (figure->mean != NULL || figure->n_entries == 0)
        return NULL;
    for (const struct document_figure *other = section->figures; other < figure; other++) {
        if (same_list(other, figure))
            return other;
    }
    return NULL;
}

bool document_column_is_number(const struct document_table *table, size_t k)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *cell = table->cells[i * table->n_columns + k];

        if (cell != NULL && strspn(cell, "0123456789.-") != strlen(cell))
            return false;
    }
    return k > 0;
}

const char *entry_role_name(enum entry_role role)
{
    static const char *const names[] = {"counted", "undetermined", "input", "excluded"};

    return names[role];
}

const char *since_answer_name(enum since_answer since)
{
    static const char *const names[] = {NULL, "new", "old", "unknown"};

    return names[since];
}

const char *document_day(struct arena *arena, day_t day)
{
    char text[24];

    return arena_text(arena, day_format_long(day, text));
}

/* "May 2016" of "30 May 2016" and so on: what is left behind the part that is not known. */
static const char *known_part(const char *long_date, enum date_precision precision)
{
    const char *part = long_date;

    for (enum date_precision p = PRECISION_DAY; p < precision; p++)
        part = strchr(part, ' ') + 1;
    return part;
}

const char *document_date(struct arena *arena, const char *date, const char *date_is)
{
    struct when when;
    char text[24];

    if (date == NULL || date[0] == '\0')
        return "no date";
    if (when_parse(date, strlen(date), date_is, &when, NULL) != STATUS_OK)
        return date;
    return arena_printf(arena, "%s%s", when.on_or_before ? "on or before " : "",
                        known_part(day_format_long(when.last, text), when.precision));
}

const char *document_days(struct arena *arena, day_t first, day_t last)
{
    int year, month, day, last_year, last_month, last_day;

    day_split(first, &year, &month, &day);
    day_split(last, &last_year, &last_month, &last_day);
    if (first == last)
        return document_day(arena, first);
    if (year == last_year && month == last_month)
        return arena_printf(arena, "%d\xe2\x80\x93%s", day, document_day(arena, last));
    return arena_printf(arena, "%s \xe2\x80\x93 %s", document_day(arena, first),
                        document_day(arena, last));
}
