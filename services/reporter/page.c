/* page - see page.h. */
#include "reporter/page.h"

void page_open_class(struct markup_writer *w, const char *element, const char *class)
{
    markup_open(w, element);
    markup_attribute(w, "class", class);
}

void page_element_class(struct markup_writer *w, const char *element, const char *class,
                        const char *text)
{
    page_open_class(w, element, class);
    markup_text(w, text);
    markup_close(w, element);
}

void page_head_cell(struct markup_writer *w, const char *scope, const char *class, const char *text)
{
    markup_open(w, "th");
    markup_attribute(w, "scope", scope);
    markup_attribute(w, "class", class);
    markup_text(w, text);
    markup_close(w, "th");
}

void page_table_head(struct page *page, const char *class, const char *caption,
                     const char *const *columns, size_t n, const struct document_table *table)
{
    struct markup_writer *w = &page->w;

    page_open_class(w, "div", "wide");
    page_open_class(w, "table", class);
    markup_element(w, "caption", caption);
    markup_open(w, "thead");
    markup_open(w, "tr");
    for (size_t i = 0; i < n; i++)
        page_head_cell(w, "col",
                       table != NULL && i < table->n_columns && document_column_is_number(table, i)
                           ? "number"
                           : NULL,
                       columns[i]);
    markup_close(w, "tr");
    markup_close(w, "thead");
    markup_open(w, "tbody");
}

void page_table_end(struct page *page)
{
    markup_close(&page->w, "tbody");
    markup_close(&page->w, "table");
    markup_close(&page->w, "div");
    markup_raw(&page->w, "\n");
}

void page_claims(struct page *page, const struct provenance *const *provenance, size_t n)
{
    markup_open(&page->w, "td");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            markup_open(&page->w, "br");
        if (provenance[i]->source != NULL)
            markup_text(&page->w, arena_printf(page->arena, "%s ", provenance[i]->source));
        page_element_class(
            &page->w, "span", "claim",
            arena_printf(page->arena, "[%s]", render_claim(page->arena, provenance[i])));
    }
    markup_close(&page->w, "td");
}
