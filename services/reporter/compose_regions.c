/* compose_regions - the figures counted by group, as tables: one of organizations, one of regions.
 */
#include "reporter/composition.h"

#include <string.h>

/* The figures of the document that were counted by group, in its order. */
struct regional {
    const struct document_figure **figures;
    size_t n;
};

static struct regional regional_figures(const struct composition *c)
{
    struct regional ret = {0};

    for (size_t pass = 0; pass < 2; pass++) {
        size_t n = 0;

        for (size_t s = 0; s < c->document->n_sections; s++) {
            const struct document_section *section = &c->document->sections[s];

            for (size_t i = 0; i < section->n_figures; i++) {
                if (section->figures[i].n_groups == 0)
                    continue;
                if (pass == 1)
                    ret.figures[n] = &section->figures[i];
                n++;
            }
        }
        if (pass == 0)
            ret.figures = arena_xalloc(c->arena, (n + 1) * sizeof *ret.figures);
        ret.n = n;
    }
    return ret;
}

static const char *number(struct arena *arena, size_t n)
{
    return arena_printf(arena, "%zu", n);
}

static const struct group_count *group_in(const struct document_figure *figure, const char *code)
{
    for (size_t i = 0; i < figure->n_groups; i++) {
        if (strcmp(figure->groups[i].code, code) == 0)
            return &figure->groups[i];
    }
    return NULL;
}

/* The States that are in at least one organization on the reference date. */
static size_t members_of_any(const struct composition *c)
{
    const struct area *areas;
    const struct group *groups;
    size_t n_areas, n_groups, n = 0;

    areas = reference_areas(c->reference, &n_areas);
    groups = reference_groups(c->reference, &n_groups);
    for (size_t a = 0; a < n_areas; a++) {
        bool member = false;

        for (size_t g = 0; g < n_groups && !member; g++)
            member = groups[g].is_organization
                     && reference_is_member(c->reference, groups[g].code, areas[a].iso3,
                                            c->plan->edition.reference_date);
        n += member;
    }
    return n;
}

static struct document_table *add_table(const struct composition *c,
                                        struct document_section *section,
                                        const struct regional *regional, const char *id,
                                        const char *caption, const char *who)
{
    const char **columns = arena_xalloc(c->arena, (regional->n + 2) * sizeof *columns);

    columns[0] = who;
    columns[1] = "Members";
    for (size_t i = 0; i < regional->n; i++)
        columns[i + 2] = regional->figures[i]->column;
    return document_add_table(section, c->arena, id, caption, columns, regional->n + 2);
}

/* A group without member States (a body of civil society) has no counts, not counts of 0. */
static void add_groups(const struct composition *c, struct document_table *table,
                       const struct regional *regional, bool organizations)
{
    const struct document_figure *first = regional->figures[0];

    for (size_t g = 0; g < first->n_groups; g++) {
        const struct group_count *group = &first->groups[g];
        const char **row;

        if (group->is_organization != organizations)
            continue;
        row = document_add_row(table, c->arena, NULL);
        row[0] = organizations || group->name == NULL ? group->code : group->name;
        if (group->members == 0)
            continue;
        row[1] = number(c->arena, group->members);
        for (size_t i = 0; i < regional->n; i++) {
            const struct group_count *counted = group_in(regional->figures[i], group->code);

            row[i + 2] = counted == NULL ? NULL : number(c->arena, counted->count);
        }
    }
}

static void add_distinct(const struct composition *c, struct document_table *table,
                         const struct regional *regional)
{
    const char **row = document_add_row(table, c->arena, NULL);

    table->n_totals++;
    row[0] = "distinct over the organizations";
    row[1] = number(c->arena, members_of_any(c));
    for (size_t i = 0; i < regional->n; i++)
        row[i + 2] = number(c->arena, regional->figures[i]->distinct_over_organizations);
}

static void add_world(const struct composition *c, struct document_table *table,
                      const struct regional *regional)
{
    const char **row = document_add_row(table, c->arena, NULL);

    table->n_totals++;
    row[0] = "world";
    for (size_t i = 0; i < regional->n; i++)
        row[i + 2] = regional->figures[i]->value;
}

static void add_sentences(const struct composition *c, struct document_section *section,
                          const struct regional *regional)
{
    document_add_sentence(
        section, c->arena, NULL,
        "The organizations overlap: a State that is in two of them is counted once in the lines "
        "\"distinct over the organizations\" and \"world\", so that the lines above them do not "
        "add up.");
    for (size_t i = 0; i < regional->n; i++) {
        const struct document_figure *figure = regional->figures[i];

        document_add_sentence(
            section, c->arena, figure->id,
            arena_printf(c->arena,
                         "%s over the organizations: %u distinct States (their own counts add up "
                         "to %u), %s in the world.",
                         figure->column, figure->distinct_over_organizations,
                         figure->sum_over_organizations, figure->value));
    }
}

void compose_regions(const struct composition *c)
{
    struct regional regional = regional_figures(c);
    struct document_section *section =
        document_add_section(c->document, c->arena, "regions", "Organizations and regions");
    struct document_table *table;

    if (regional.n == 0) {
        document_add_sentence(section, c->arena, NULL,
                              "No figure was counted by organization and region.");
        return;
    }
    add_sentences(c, section, &regional);
    table = add_table(c, section, &regional, "organizations",
                      "States by organization, members on the reference date", "Organization");
    add_groups(c, table, &regional, true);
    add_distinct(c, table, &regional);
    add_world(c, table, &regional);
    table = add_table(c, section, &regional, "regions", "States by region", "Region");
    add_groups(c, table, &regional, false);
    add_world(c, table, &regional);
}
