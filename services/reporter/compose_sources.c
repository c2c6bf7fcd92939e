/* compose_sources - the submissions behind the report: how many facts of each it cites. A fact is
 * cited if it is behind a figure (counted, undetermined, input or exclusion), in a table, or one of
 * the claims that disagree. */
#include "reporter/composition.h"

#include <stdlib.h>
#include <string.h>

struct citations {
    const struct provenance **list; /* sorted by organization, submission and row; each once */
    size_t n;
};

typedef void cite_fn(struct citations *citations, const struct provenance *provenance);

static void count_only(struct citations *citations, const struct provenance *provenance)
{
    citations->n += provenance->organization != NULL;
}

static void keep(struct citations *citations, const struct provenance *provenance)
{
    if (provenance->organization != NULL)
        citations->list[citations->n++] = provenance;
}

static void cite_figure(struct citations *citations, const struct document_figure *figure,
                        cite_fn *cite)
{
    for (size_t i = 0; i < figure->n_entries; i++) {
        for (size_t k = 0; k < figure->entries[i].n_provenance; k++)
            cite(citations, figure->entries[i].provenance[k]);
    }
    for (size_t i = 0; i < figure->n_disagreements; i++) {
        for (size_t k = 0; k < figure->disagreements[i].n_claims; k++)
            cite(citations, &figure->disagreements[i].claims[k].provenance);
    }
}

static void cite_document(struct citations *citations, const struct document *document,
                          cite_fn *cite)
{
    for (size_t s = 0; s < document->n_sections; s++) {
        const struct document_section *section = &document->sections[s];

        for (size_t i = 0; i < section->n_figures; i++)
            cite_figure(citations, &section->figures[i], cite);
        for (size_t i = 0; i < section->n_tables; i++) {
            for (size_t k = 0;
                 section->tables[i].provenance != NULL && k < section->tables[i].n_rows; k++)
                cite(citations, section->tables[i].provenance[k]);
        }
    }
}

static int compare_submissions(const struct provenance *a, const struct provenance *b)
{
    int order = strcmp(a->organization, b->organization);

    if (order != 0)
        return order;
    return strcmp(a->submission_id == NULL ? "" : a->submission_id,
                  b->submission_id == NULL ? "" : b->submission_id);
}

static int compare(const void *left, const void *right)
{
    const struct provenance *a = *(const struct provenance *const *)left;
    const struct provenance *b = *(const struct provenance *const *)right;
    int order = compare_submissions(a, b);

    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static struct citations collect(const struct composition *c)
{
    struct citations all = {0};
    size_t kept = 0;

    cite_document(&all, c->document, count_only);
    all.list = arena_xalloc(c->arena, (all.n + 1) * sizeof *all.list);
    all.n = 0;
    cite_document(&all, c->document, keep);
    qsort(all.list, all.n, sizeof *all.list, compare);
    for (size_t i = 0; i < all.n; i++) {
        if (kept == 0 || compare(&all.list[kept - 1], &all.list[i]) != 0)
            all.list[kept++] = all.list[i];
    }
    all.n = kept;
    return all;
}

static void add_submissions(const struct composition *c, struct document_section *section,
                            const struct citations *cited)
{
    static const char *const columns[] = {"Organization", "Submission", "Facts cited"};
    struct document_table *table = document_add_table(section, c->arena, "submissions",
                                                      "Submissions behind this report", columns, 3);

    for (size_t first = 0, end; first < cited->n; first = end) {
        const struct provenance *submission = cited->list[first];
        const char **row = document_add_row(table, c->arena, NULL);

        for (end = first + 1;
             end < cited->n && compare_submissions(submission, cited->list[end]) == 0;)
            end++;
        row[0] = submission->organization;
        row[1] = submission->submission_id;
        row[2] = arena_printf(c->arena, "%zu", end - first);
    }
}

static size_t cited_of(const struct citations *cited, const char *organization)
{
    size_t n = 0;

    for (size_t i = 0; i < cited->n; i++)
        n += strcmp(cited->list[i]->organization, organization) == 0;
    return n;
}

/* Organizations behind none of the figures: whether they reported nothing, or nothing was to
 * report, can't be told. */
static void add_silent(const struct composition *c, struct document_section *section,
                       const struct citations *cited)
{
    const struct organization *organizations;
    size_t n, silent = 0;
    const char **codes;

    organizations = reference_organizations(c->reference, &n);
    codes = arena_xalloc(c->arena, (n + 1) * sizeof *codes);
    for (size_t i = 0; i < n; i++) {
        if (cited_of(cited, organizations[i].code) == 0)
            codes[silent++] = arena_text(c->arena, organizations[i].code);
    }
    if (silent > 0)
        document_add_sentence(section, c->arena, NULL,
                              arena_printf(c->arena, "Not among the sources: %s.",
                                           sentence_list(c->arena, codes, silent)));
}

void compose_sources(const struct composition *c)
{
    struct citations cited = collect(c);
    struct document_section *section =
        document_add_section(c->document, c->arena, "sources", "Sources");

    document_add_sentence(
        section, c->arena, NULL,
        arena_printf(c->arena, "%zu %s reported by organizations %s behind this report.", cited.n,
                     cited.n == 1 ? "fact" : "facts", cited.n == 1 ? "is" : "are"));
    if (cited.n > 0)
        add_submissions(c, section, &cited);
    add_silent(c, section, &cited);
}
