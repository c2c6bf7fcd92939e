/* render_html_lists - the lists behind a figure, as tables that fold on a screen and shrink on
 * paper. */
#include "reporter/page.h"

/* Lists longer than this are folded on a screen. */
enum { OPEN_LIST_MAX = 12 };

/* "new", "not known" beside the date of a State. */
static const char *since_mark(enum since_answer since)
{
    return since == SINCE_NEW ? " (new)" : since == SINCE_UNKNOWN ? " (perhaps new)" : "";
}

/* The first cell of a row in a list, with all that is printed on paper of the row. */
static void name_cell(struct page *page, const struct document_entry *entry)
{
    markup_open(&page->w, "th");
    markup_attribute(&page->w, "scope", "row");
    markup_attribute(&page->w, "data-short", render_short(page->arena, entry));
    markup_text(&page->w, entry->name);
    markup_close(&page->w, "th");
}

static void write_state(struct page *page, const struct document_entry *entry)
{
    const char *date = document_date(page->arena, entry->date, entry->date_is);
    char counted[DAY_TEXT_SIZE] = "";

    if (entry->has_counts_from && entry->counts_from != DAY_MIN && entry->counts_from != DAY_MAX)
        day_format(entry->counts_from, counted);
    markup_open(&page->w, "tr");
    name_cell(page, entry);
    markup_element(&page->w, "td", entry->what == NULL ? "" : entry->what);
    markup_element(&page->w, "td",
                   arena_printf(page->arena, "%s%s", date, since_mark(entry->since)));
    page_element_class(&page->w, "td", "date", counted);
    page_claims(page, entry->provenance, entry->n_provenance);
    markup_close(&page->w, "tr");
}

static void write_value(struct page *page, const struct document_entry *entry)
{
    bool excluded = entry->role == ENTRY_EXCLUDED;
    const char *why = entry->explanation == NULL ? entry->reason : entry->explanation;

    markup_open(&page->w, "tr");
    name_cell(page, entry);
    page_element_class(&page->w, "td", "number",
                       entry->value == NULL ? "\xe2\x80\x93" : entry->value);
    markup_element(&page->w, "td", entry->date == NULL ? "\xe2\x80\x93" : entry->date);
    if (excluded)
        markup_element(&page->w, "td", why == NULL ? "" : why);
    else
        page_element_class(&page->w, "td", "number",
                           entry->weight == NULL ? "\xe2\x80\x93" : entry->weight);
    page_claims(page, entry->provenance, entry->n_provenance);
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
    page_table_head(page, "list", figure->label, form->columns, 5, NULL);
    for (size_t i = 0; i < figure->n_entries; i++) {
        if (figure->entries[i].role != form->role)
            continue;
        if (states)
            write_state(page, &figure->entries[i]);
        else
            write_value(page, &figure->entries[i]);
    }
    page_table_end(page);
    markup_close(&page->w, "details");
}

static void write_claim_row(struct page *page, const struct disagreement *d,
                            const struct disagreement_claim *claim)
{
    const struct provenance *provenance = &claim->provenance;

    markup_open(&page->w, "tr");
    page_head_cell(&page->w, "row", NULL, d->name == NULL ? d->ref_area : d->name);
    markup_element(&page->w, "td", d->about == NULL ? "" : d->about);
    markup_element(&page->w, "td", claim->says == NULL ? "" : claim->says);
    markup_element(&page->w, "td", claim->used ? "yes" : "no");
    page_claims(page, &provenance, 1);
    markup_close(&page->w, "tr");
}

static void write_disagreement(struct page *page, const struct disagreement *d, bool rule_told)
{
    for (size_t i = 0; i < d->n_claims; i++)
        write_claim_row(page, d, &d->claims[i]);
    if (rule_told)
        return;
    page_open_class(&page->w, "tr", "rule");
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
    page_table_head(page, NULL, "Claims that contradict each other", columns, 5, NULL);
    for (size_t i = 0; i < n; i++)
        write_disagreement(page, &figure->disagreements[i], render_rule_told(figure, i));
    page_table_end(page);
    markup_close(&page->w, "details");
}

void page_lists(struct page *page, const struct document_figure *figure)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        write_list(page, figure, &forms[i]);
    write_disagreements(page, figure);
}
