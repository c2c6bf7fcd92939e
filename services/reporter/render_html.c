/* render_html - one self-contained page, for screens and for paper: everything that was reported is
 * escaped by markup_writer, and the page allows itself no script and no outside resource. */
#include "base/markup_writer.h"
#include "reporter/render.h"
#include "reporter/style.h"

#include <string.h>

/* Lists longer than this are folded on a screen. */
enum { OPEN_LIST_MAX = 12 };

struct page {
    struct markup_writer w;
    struct arena *arena;
    const struct document *document;
};

static void open_class(struct markup_writer *w, const char *element, const char *class)
{
    markup_open(w, element);
    markup_attribute(w, "class", class);
}

static void element_class(struct markup_writer *w, const char *element, const char *class,
                          const char *text)
{
    open_class(w, element, class);
    markup_text(w, text);
    markup_close(w, element);
}

static void meta(struct markup_writer *w, const char *key, const char *name, const char *content)
{
    markup_open(w, "meta");
    markup_attribute(w, key, name);
    markup_attribute(w, "content", content);
}

static void write_head(struct page *page)
{
    struct markup_writer *w = &page->w;

    markup_open(w, "head");
    markup_open(w, "meta");
    markup_attribute(w, "charset", "utf-8");
    meta(w, "http-equiv", "Content-Security-Policy",
         "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
    meta(w, "name", "viewport", "width=device-width, initial-scale=1");
    meta(w, "name", "referrer", "no-referrer");
    markup_element(w, "title", page->document->edition.title);
    markup_open(w, "style");
    markup_raw(w, report_style);
    markup_close(w, "style");
    markup_close(w, "head");
    markup_raw(w, "\n");
}

static void write_term(struct page *page, const char *term, const char *text)
{
    markup_element(&page->w, "dt", term);
    markup_element(&page->w, "dd", text);
}

static void write_header(struct page *page)
{
    const struct document *d = page->document;
    const struct edition *e = &d->edition;
    struct arena *arena = page->arena;

    markup_open(&page->w, "header");
    markup_element(&page->w, "h1", e->title);
    element_class(&page->w, "p", "meeting",
                  arena_printf(arena, "%s%s%s", e->place == NULL ? "" : e->place,
                               e->place == NULL ? "" : ", ",
                               document_days(arena, e->date_start, e->date_end)));
    markup_open(&page->w, "dl");
    if (e->host != NULL)
        write_term(page, "Host", e->host);
    write_term(page, "Counted as true on", document_day(arena, e->reference_date));
    write_term(page, "As known at", d->cutoff);
    if (d->has_previous)
        write_term(page, "Increases since",
                   arena_printf(arena, "%s, %s", d->previous.title,
                                document_day(arena, d->previous.reference_date)));
    write_term(page, "Reference data",
               arena_printf(arena, "version %llu", (unsigned long long)d->reference_version));
    write_term(page, "Edition", e->code);
    markup_close(&page->w, "dl");
    markup_close(&page->w, "header");
    markup_raw(&page->w, "\n");
}

static void write_contents(struct page *page)
{
    struct markup_writer *w = &page->w;

    markup_open(w, "nav");
    markup_attribute(w, "aria-labelledby", "contents");
    markup_open(w, "h2");
    markup_attribute(w, "id", "contents");
    markup_text(w, "Contents");
    markup_close(w, "h2");
    markup_open(w, "ol");
    for (size_t i = 0; i < page->document->n_sections; i++) {
        const struct document_section *section = &page->document->sections[i];

        markup_open(w, "li");
        markup_open(w, "a");
        markup_attribute(w, "href", arena_printf(page->arena, "#%s", section->id));
        markup_text(w, section->title);
        markup_close(w, "a");
        markup_close(w, "li");
    }
    markup_close(w, "ol");
    markup_close(w, "nav");
    markup_raw(w, "\n");
}

static void head_cell(struct markup_writer *w, const char *scope, const char *class,
                      const char *text)
{
    markup_open(w, "th");
    markup_attribute(w, "scope", scope);
    markup_attribute(w, "class", class);
    markup_text(w, text);
    markup_close(w, "th");
}

static void write_table_head(struct page *page, const char *caption, const char *const *columns,
                             size_t n, bool numbers)
{
    struct markup_writer *w = &page->w;

    open_class(w, "div", "wide");
    markup_open(w, "table");
    markup_element(w, "caption", caption);
    markup_open(w, "thead");
    markup_open(w, "tr");
    for (size_t i = 0; i < n; i++)
        head_cell(w, "col", numbers && i > 0 ? "number" : NULL, columns[i]);
    markup_close(w, "tr");
    markup_close(w, "thead");
    markup_open(w, "tbody");
}

static void write_table_end(struct page *page)
{
    markup_close(&page->w, "tbody");
    markup_close(&page->w, "table");
    markup_close(&page->w, "div");
    markup_raw(&page->w, "\n");
}

/* "new", "not known" beside the date of a State. */
static const char *since_mark(enum since_answer since)
{
    return since == SINCE_NEW ? " (new)" : since == SINCE_UNKNOWN ? " (perhaps new)" : "";
}

/* The source, and under it the rows that say so. */
static void write_claims(struct page *page, const struct provenance *const *provenance, size_t n)
{
    markup_open(&page->w, "td");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            markup_open(&page->w, "br");
        if (provenance[i]->source != NULL)
            markup_text(&page->w, arena_printf(page->arena, "%s ", provenance[i]->source));
        element_class(&page->w, "span", "claim",
                      arena_printf(page->arena, "[%s]", render_claim(page->arena, provenance[i])));
    }
    markup_close(&page->w, "td");
}

static void write_state(struct page *page, const struct document_entry *entry)
{
    const char *date = document_date(page->arena, entry->date, entry->date_is);
    char counted[DAY_TEXT_SIZE] = "";

    if (entry->has_counts_from && entry->counts_from != DAY_MIN && entry->counts_from != DAY_MAX)
        day_format(entry->counts_from, counted);
    markup_open(&page->w, "tr");
    head_cell(&page->w, "row", NULL, entry->name);
    markup_element(&page->w, "td", entry->what == NULL ? "" : entry->what);
    markup_element(&page->w, "td",
                   arena_printf(page->arena, "%s%s", date, since_mark(entry->since)));
    element_class(&page->w, "td", "date", counted);
    write_claims(page, entry->provenance, entry->n_provenance);
    markup_close(&page->w, "tr");
}

static void write_value(struct page *page, const struct document_entry *entry)
{
    bool excluded = entry->role == ENTRY_EXCLUDED;
    const char *why = entry->explanation == NULL ? entry->reason : entry->explanation;

    markup_open(&page->w, "tr");
    head_cell(&page->w, "row", NULL, entry->name);
    element_class(&page->w, "td", "number", entry->value == NULL ? "\xe2\x80\x93" : entry->value);
    markup_element(&page->w, "td", entry->date == NULL ? "\xe2\x80\x93" : entry->date);
    if (excluded)
        markup_element(&page->w, "td", why == NULL ? "" : why);
    else
        element_class(&page->w, "td", "number",
                      entry->weight == NULL ? "\xe2\x80\x93" : entry->weight);
    write_claims(page, entry->provenance, entry->n_provenance);
    markup_close(&page->w, "tr");
}

struct list_form {
    enum entry_role role;
    const char *summary; /* after the number */
    const char *columns[5];
};

static const struct list_form forms[] = {
    {ENTRY_COUNTED,
     "behind this figure",
     {"Name", "What", "Date reported", "Counts from", "Source"}},
    {ENTRY_UNDETERMINED,
     "more, of which the date reported cannot tell",
     {"Name", "What", "Date reported", "Counts from", "Source"}},
    {ENTRY_INPUT,
     "States' values that went into it",
     {"State", "Value", "Year", "Persons", "Source"}},
    {ENTRY_EXCLUDED, "left out, and why", {"State", "Value", "Year", "Reason", "Source"}},
};

static void open_details(struct page *page, size_t n, const char *summary)
{
    markup_open(&page->w, "details");
    if (n <= OPEN_LIST_MAX)
        markup_attribute(&page->w, "open", "open");
    markup_element(&page->w, "summary", arena_printf(page->arena, "%zu %s", n, summary));
}

static void write_list(struct page *page, const struct document_figure *figure,
                       const struct list_form *form)
{
    size_t n = 0;
    bool states = form->role == ENTRY_COUNTED || form->role == ENTRY_UNDETERMINED;

    for (size_t i = 0; i < figure->n_entries; i++)
        n += figure->entries[i].role == form->role;
    if (n == 0)
        return;
    open_details(page, n, form->summary);
    write_table_head(page, figure->label, form->columns, 5, false);
    for (size_t i = 0; i < figure->n_entries; i++) {
        if (figure->entries[i].role != form->role)
            continue;
        if (states)
            write_state(page, &figure->entries[i]);
        else
            write_value(page, &figure->entries[i]);
    }
    write_table_end(page);
    markup_close(&page->w, "details");
}

static void write_claim_row(struct page *page, const struct disagreement *d,
                            const struct disagreement_claim *claim)
{
    const struct provenance *provenance = &claim->provenance;

    markup_open(&page->w, "tr");
    head_cell(&page->w, "row", NULL, d->name == NULL ? d->ref_area : d->name);
    markup_element(&page->w, "td", d->about == NULL ? "" : d->about);
    markup_element(&page->w, "td", claim->says == NULL ? "" : claim->says);
    markup_element(&page->w, "td", claim->used ? "yes" : "no");
    write_claims(page, &provenance, 1);
    markup_close(&page->w, "tr");
}

static void write_disagreement(struct page *page, const struct disagreement *d)
{
    for (size_t i = 0; i < d->n_claims; i++)
        write_claim_row(page, d, &d->claims[i]);
    if (d->rule == NULL)
        return;
    open_class(&page->w, "tr", "rule");
    markup_open(&page->w, "td");
    markup_attribute_int(&page->w, "colspan", 5);
    markup_text(&page->w, d->rule);
    markup_close(&page->w, "td");
    markup_close(&page->w, "tr");
}

static void write_disagreements(struct page *page, const struct document_figure *figure)
{
    static const char *const columns[] = {"State", "About", "Claim", "Used", "Source"};
    size_t n = figure->n_disagreements;

    if (n == 0)
        return;
    open_details(page, n,
                 n == 1 ? "disagreement between sources" : "disagreements between sources");
    write_table_head(page, "Claims that contradict each other", columns, 5, false);
    for (size_t i = 0; i < n; i++)
        write_disagreement(page, &figure->disagreements[i]);
    write_table_end(page);
    markup_close(&page->w, "details");
}

static void write_mean(struct page *page, const struct document_mean *mean)
{
    const char *bounds = "";

    if (mean->lower != NULL && mean->upper != NULL)
        bounds = arena_printf(page->arena, " Bounds %s to %s, which assume independent surveys.",
                              mean->lower, mean->upper);
    element_class(
        &page->w, "p", "about",
        arena_printf(
            page->arena,
            "%u of %u States with a value of %d to %d, %s per cent of the population covered; "
            "weighted by the population %s of %d.%s",
            mean->states, mean->members, mean->window_first, mean->window_last, mean->coverage,
            mean->population == NULL ? "concerned" : mean->population, mean->weight_year, bounds));
}

static void write_figure(struct page *page, const struct document_figure *figure)
{
    struct markup_writer *w = &page->w;

    open_class(w, "article", "figure");
    markup_attribute(w, "id", figure->id);
    open_class(w, "div", "lead");
    element_class(w, "div", figure->value == NULL ? "value withheld" : "value",
                  figure->value == NULL ? "withheld" : figure->value);
    markup_open(w, "div");
    markup_element(w, "h3", figure->label);
    element_class(w, "p", "about",
                  arena_printf(page->arena, "%s: %s, on %s%s%s.",
                               render_amount(page->arena, figure), figure->basis,
                               document_day(page->arena, figure->date),
                               figure->increase == NULL ? "" : "; ",
                               figure->increase == NULL ? "" : figure->increase));
    if (figure->value == NULL)
        markup_element(w, "p", figure->withheld_because);
    if (figure->mean != NULL)
        write_mean(page, figure->mean);
    markup_close(w, "div");
    markup_close(w, "div");
    open_class(w, "div", "detail");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        write_list(page, figure, &forms[i]);
    write_disagreements(page, figure);
    markup_close(w, "div");
    markup_close(w, "article");
    markup_raw(w, "\n");
}

/* Facts have words in their cells and a source; tables made from figures have numbers. */
static void write_table(struct page *page, const struct document_table *table)
{
    bool facts = table->provenance != NULL;
    const char **columns = arena_xalloc(page->arena, (table->n_columns + 1) * sizeof *columns);

    memcpy(columns, table->columns, table->n_columns * sizeof *columns);
    columns[table->n_columns] = "Source";
    write_table_head(page, table->caption, columns, table->n_columns + facts, !facts);
    for (size_t i = 0; i < table->n_rows; i++) {
        const char **row = &table->cells[i * table->n_columns];

        markup_open(&page->w, "tr");
        markup_attribute(&page->w, "class", i + table->n_totals >= table->n_rows ? "total" : NULL);
        for (size_t k = 0; k < table->n_columns; k++) {
            const char *cell = row[k] == NULL ? "\xe2\x80\x93" : row[k];

            if (k == 0)
                head_cell(&page->w, "row", NULL, cell);
            else
                element_class(&page->w, "td", facts ? NULL : "number", cell);
        }
        if (facts)
            write_claims(page, &table->provenance[i], 1);
        markup_close(&page->w, "tr");
    }
    write_table_end(page);
}

static void write_link(struct page *page, const char *figure)
{
    markup_text(&page->w, " ");
    markup_open(&page->w, "a");
    markup_attribute(&page->w, "href", arena_printf(page->arena, "#%s", figure));
    markup_attribute(&page->w, "aria-label",
                     arena_printf(page->arena, "The list behind figure %s", figure));
    markup_text(&page->w, "List");
    markup_close(&page->w, "a");
}

/* linked: the figures that the sentences tell are in other sections. */
static void write_sentences(struct page *page, const struct document_section *section, bool linked)
{
    if (section->n_sentences == 0)
        return;
    open_class(&page->w, "ul", "sentences");
    for (size_t i = 0; i < section->n_sentences; i++) {
        markup_open(&page->w, "li");
        markup_text(&page->w, section->sentences[i].text);
        if (linked && section->sentences[i].figure != NULL)
            write_link(page, section->sentences[i].figure);
        markup_close(&page->w, "li");
    }
    markup_close(&page->w, "ul");
    markup_raw(&page->w, "\n");
}

static void write_section(struct page *page, const struct document_section *section, size_t number)
{
    struct markup_writer *w = &page->w;

    markup_open(w, "section");
    markup_attribute(w, "id", section->id);
    markup_open(w, "h2");
    element_class(w, "span", "number", arena_printf(page->arena, "%zu", number));
    markup_text(w, section->title);
    markup_close(w, "h2");
    write_sentences(page, section, strcmp(section->id, "conclusions") == 0);
    for (size_t i = 0; i < section->n_figures; i++)
        write_figure(page, &section->figures[i]);
    for (size_t i = 0; i < section->n_tables; i++)
        write_table(page, &section->tables[i]);
    markup_close(w, "section");
    markup_raw(w, "\n");
}

void render_html(const struct document *document, struct buffer *out)
{
    OWNED(arena) arena = arena_create(0);
    struct page page = {.arena = arena, .document = document};

    markup_writer_init(&page.w, out);
    markup_doctype(&page.w);
    markup_open(&page.w, "html");
    markup_attribute(&page.w, "lang", "en");
    write_head(&page);
    markup_open(&page.w, "body");
    write_header(&page);
    write_contents(&page);
    markup_open(&page.w, "main");
    for (size_t i = 0; i < document->n_sections; i++)
        write_section(&page, &document->sections[i], i + 1);
    markup_close(&page.w, "main");
    markup_element(&page.w, "footer",
                   "Every figure can be traced: the same report as JSON or CSV names the "
                   "submission and the row "
                   "behind each State.");
    markup_close(&page.w, "body");
    markup_close(&page.w, "html");
    markup_raw(&page.w, "\n");
    markup_writer_end(&page.w);
}
