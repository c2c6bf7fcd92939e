/* page - what the parts of the HTML renderer share: the state that is passed down, and the pieces
 * that both the page and the lists behind its figures are made of. Only render_html*.c include it.
 */
#pragma once
#include "base/markup_writer.h"
#include "reporter/render.h"

struct page {
    struct markup_writer w;
    struct arena *arena;
    const struct document *document;
};

void page_open_class(struct markup_writer *w, const char *element, const char *class);
void page_element_class(struct markup_writer *w, const char *element, const char *class,
                        const char *text);
void page_head_cell(struct markup_writer *w, const char *scope, const char *class,
                    const char *text);
/* class may be NULL; table too, if no column has numbers. */
void page_table_head(struct page *page, const char *class, const char *caption,
                     const char *const *columns, size_t n, const struct document_table *table);
void page_table_end(struct page *page);
/* The source, and under it the rows that say so. */
void page_claims(struct page *page, const struct provenance *const *provenance, size_t n);
/* The lists behind a figure: States, values, what was left out, and disagreements; long ones are
 * folded on a screen. */
void page_lists(struct page *page, const struct document_figure *figure);
