/* render_html - one self-contained page, for screens and for paper: everything that was reported is
 * escaped by markup_writer, and the page allows itself no script and no outside resource. */
#include "reporter/page.h"
#include "reporter/style.h"

#include <string.h>

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
    markup_raw(w, report_style_paper);
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
    page_element_class(&page->w, "p", "meeting",
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

static void write_mean(struct page *page, const struct document_mean *mean)
{
    const char *bounds = "";

    if (mean->lower != NULL && mean->upper != NULL)
        bounds = arena_printf(page->arena, " Bounds %s to %s, which assume independent surveys.",
                              mean->lower, mean->upper);
    page_element_class(
        &page->w, "p", "about",
        arena_printf(
            page->arena,
            "%u of %u States with a value of %d to %d, %s per cent of the population covered; "
            "weighted by the population %s of %d.%s",
            mean->states, mean->members, mean->window_first, mean->window_last, mean->coverage,
            mean->population == NULL ? "concerned" : mean->population, mean->weight_year, bounds));
}

/* A link in place of a list that was told already. */
static void write_same_list(struct page *page, const struct document_figure *same)
{
    page_open_class(&page->w, "p", "about");
    markup_text(&page->w, "The same list as under ");
    markup_open(&page->w, "a");
    markup_attribute(&page->w, "href", arena_printf(page->arena, "#%s", same->id));
    markup_text(&page->w, same->label);
    markup_close(&page->w, "a");
    markup_text(&page->w, ".");
    markup_close(&page->w, "p");
}

static void write_detail(struct page *page, const struct document_figure *figure,
                         const struct document_figure *same)
{
    page_open_class(&page->w, "div", "detail");
    if (same != NULL) {
        write_same_list(page, same);
    } else {
        page_lists(page, figure);
    }
    markup_close(&page->w, "div");
}

static void write_figure(struct page *page, const struct document_figure *figure,
                         const struct document_figure *same)
{
    struct markup_writer *w = &page->w;

    page_open_class(w, "article", "figure");
    markup_attribute(w, "id", figure->id);
    page_open_class(w, "div", "lead");
    page_element_class(w, "div", figure->value == NULL ? "value withheld" : "value",
                       figure->value == NULL ? "withheld" : figure->value);
    markup_open(w, "div");
    markup_element(w, "h3", figure->label);
    page_element_class(w, "p", "about",
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
    write_detail(page, figure, same);
    markup_close(w, "article");
    markup_raw(w, "\n");
}

/* Facts have a source; tables made from figures have none. */
static void write_table(struct page *page, const struct document_table *table)
{
    bool facts = table->provenance != NULL;
    const char **columns = arena_xalloc(page->arena, (table->n_columns + 1) * sizeof *columns);

    memcpy(columns, table->columns, table->n_columns * sizeof *columns);
    columns[table->n_columns] = "Source";
    page_table_head(page, NULL, table->caption, columns, table->n_columns + facts, table);
    for (size_t i = 0; i < table->n_rows; i++) {
        const char **row = &table->cells[i * table->n_columns];

        markup_open(&page->w, "tr");
        markup_attribute(&page->w, "class", i + table->n_totals >= table->n_rows ? "total" : NULL);
        for (size_t k = 0; k < table->n_columns; k++) {
            const char *cell = row[k] == NULL ? "\xe2\x80\x93" : row[k];

            if (k == 0)
                page_head_cell(&page->w, "row", NULL, cell);
            else
                page_element_class(&page->w, "td",
                                   document_column_is_number(table, k) ? "number" : NULL, cell);
        }
        if (facts)
            page_claims(page, &table->provenance[i], 1);
        markup_close(&page->w, "tr");
    }
    page_table_end(page);
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
    page_open_class(&page->w, "ul", "sentences");
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
    page_element_class(w, "span", "number", arena_printf(page->arena, "%zu", number));
    markup_text(w, section->title);
    markup_close(w, "h2");
    write_sentences(page, section, strcmp(section->id, "conclusions") == 0);
    for (size_t i = 0; i < section->n_figures; i++)
        write_figure(page, &section->figures[i], document_same_list(section, &section->figures[i]));
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
    markup_element(
        &page.w, "footer",
        "Every figure can be traced: on a screen, and as JSON and CSV, this report names "
        "the submission and the row behind each State. On paper, * marks a State that "
        "is new since the previous edition, and ? one of which the date cannot tell.");
    markup_close(&page.w, "body");
    markup_close(&page.w, "html");
    markup_raw(&page.w, "\n");
    markup_writer_end(&page.w);
}
