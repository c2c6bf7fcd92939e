/* reference_groups - organizations, their members, and regions: the groups of States. */
#include "model/reference_parts.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct column ORGANIZATION_COLUMNS[] = {
    {"code", true}, {"name", true}, {"kind", true}, {"membership", true}};
const struct table_spec REFERENCE_ORGANIZATIONS = {.file = "organizations.csv",
                                                   COLUMNS(ORGANIZATION_COLUMNS)};
static const char *const ORGANIZATION_KINDS[] = {"intergovernmental", "coordinating body",
                                                 "civil society", "secretariat", NULL};
static const char *const MEMBERSHIPS_MEAN[] = {"States", "coverage", "none", "mandate", NULL};

/* A new group; a code that is taken is a problem of the row. */
static void add_group(struct loading *loading, const struct table *table, size_t row,
                      struct group group)
{
    struct reference *reference = loading->reference;
    struct group *room = &reference->groups[reference->n_groups];

    assert(reference->groups != NULL);
    *room = group;
    if (group.code == NULL)
        return;
    if (hashmap_put_new(reference->group_by_code, group.code, strlen(group.code), room) == NULL)
        reference->n_groups++;
    else
        table_problem(loading, table, row, 0, PROBLEM_DUPLICATE,
                      "another organization or region has this code");
}

static void load_organizations(struct loading *loading, const struct table *table)
{
    struct reference *reference = loading->reference;

    reference->n_organizations = table->n_rows;
    reference->organizations = cell_array(loading, table->n_rows, sizeof *reference->organizations);
    for (size_t i = 0; i < table->n_rows; i++) {
        struct organization *o = &reference->organizations[i];
        *o = (struct organization){table_cell(table, i, 0), table_cell(table, i, 1),
                                   table_cell(table, i, 2), table_cell(table, i, 3)};
        cell_word(loading, table, i, 2, ORGANIZATION_KINDS,
                  "write intergovernmental, coordinating body, civil society or secretariat");
        cell_word(loading, table, i, 3, MEMBERSHIPS_MEAN,
                  "write States, coverage, none or mandate");
        if (o->code == NULL || o->kind == NULL)
            continue;
        if (hashmap_put_new(reference->organization_by_code, o->code, strlen(o->code), o) != NULL)
            table_problem(loading, table, i, 0, PROBLEM_DUPLICATE,
                          "another organization has this code");
        else if (strcmp(o->kind, "secretariat") != 0)
            add_group(loading, table, i, (struct group){o->code, o->name, true});
    }
}

static void add_member(struct loading *loading, const struct group *group, const struct area *area,
                       day_t from, day_t to)
{
    struct reference *reference = loading->reference;

    reference->members[reference->n_members++] =
        (struct member){.group = (uint32_t)(group - reference->groups),
                        .area = (uint32_t)(area - reference->areas),
                        .from = from,
                        .to = to};
}

/* Has the State a spell in the group already that shares a day with this one? */
static bool overlaps(const struct reference *reference, const struct group *group,
                     const struct area *area, day_t from, day_t to)
{
    for (size_t i = 0; i < reference->n_members; i++) {
        const struct member *m = &reference->members[i];
        if (&reference->groups[m->group] == group && &reference->areas[m->area] == area
            && from < m->to && m->from < to)
            return true;
    }
    return false;
}

static const struct column MEMBERSHIP_COLUMNS[] = {{"organization", true},
                                                   {"iso3", true},
                                                   {"valid_from", false},
                                                   {"valid_to", false},
                                                   {"basis", false}};
const struct table_spec REFERENCE_MEMBERSHIPS = {.file = "memberships.csv",
                                                 COLUMNS(MEMBERSHIP_COLUMNS)};

static void load_membership(struct loading *loading, const struct table *table, size_t row)
{
    const char *code = table_cell(table, row, 0);
    const struct group *group =
        code == NULL ? NULL : hashmap_get_text(loading->reference->group_by_code, code);
    const struct area *area = cell_area(loading, table, row, 1);
    day_t from, to;
    bool dated = cell_day(loading, table, row, 2, DAY_MIN, &from)
                 & cell_day(loading, table, row, 3, DAY_MAX, &to);

    if (code != NULL && group == NULL)
        table_problem(loading, table, row, 0, PROBLEM_UNKNOWN_ORGANIZATION,
                      "organizations.csv has no such organization (a secretariat has no members)");
    if (!dated || group == NULL || area == NULL)
        return;
    if (from >= to)
        table_problem(loading, table, row, 3, PROBLEM_ORDER,
                      "the membership ends before it begins");
    else if (overlaps(loading->reference, group, area, from, to))
        table_problem(
            loading, table, row, 1, PROBLEM_OVERLAP,
            "the State is a member of this organization at that time already, by another row");
    else
        add_member(loading, group, area, from, to);
}

static const struct column REGION_COLUMNS[] = {{"region", true}, {"name", true}, {"iso3", true}};
const struct table_spec REFERENCE_REGIONS = {.file = "regions.csv", COLUMNS(REGION_COLUMNS)};

/* The region of the row: new when its code is. The rows of a region stand together, with one name.
 */
static const struct group *region_of(struct loading *loading, const struct table *table, size_t row)
{
    struct reference *reference = loading->reference;
    const char *code = table_cell(table, row, 0), *name = table_cell(table, row, 1);
    const struct group *last =
        reference->n_groups == 0 ? NULL : &reference->groups[reference->n_groups - 1];

    if (code == NULL || name == NULL)
        return NULL;
    if (last == NULL || last->is_organization || strcmp(last->code, code) != 0) {
        size_t before = reference->n_groups;
        add_group(loading, table, row, (struct group){code, name, false});
        return reference->n_groups > before ? &reference->groups[before] : NULL;
    }
    if (strcmp(last->name, name) != 0)
        table_problem(loading, table, row, 1, PROBLEM_CONTRADICTION,
                      "the region has another name in an earlier row");
    return last;
}

static void load_regions(struct loading *loading, const struct table *table)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct group *group = region_of(loading, table, i);
        const struct area *area = cell_area(loading, table, i, 2);
        if (group == NULL || area == NULL)
            continue;
        if (overlaps(loading->reference, group, area, DAY_MIN, DAY_MAX))
            table_problem(loading, table, i, 2, PROBLEM_DUPLICATE,
                          "the region has this State already");
        else
            add_member(loading, group, area, DAY_MIN, DAY_MAX);
    }
}

static const struct column M49_COLUMNS[] = {{"code", true}, {"name", true}};
const struct table_spec REFERENCE_M49_REGIONS = {.file = "m49_regions.csv", COLUMNS(M49_COLUMNS)};

/* The areas that name the region in one of their three columns become its members. */
static void fill_m49_region(struct loading *loading, const struct table *areas,
                            const struct group *group, bool named[])
{
    for (size_t i = 0; i < areas->n_rows; i++) {
        bool member = false;
        for (size_t column = AREA_REGION; column <= AREA_INTERMEDIATE; column++) {
            const char *name = table_cell(areas, i, column);
            bool same = name != NULL && strcmp(name, group->name) == 0;
            named[i * 3 + column - AREA_REGION] |= same;
            member |= same;
        }
        const char *iso3 = table_cell(areas, i, AREA_ISO3);
        if (member && iso3 != NULL)
            add_member(loading, group, hashmap_get_text(loading->reference->area_by_iso3, iso3),
                       DAY_MIN, DAY_MAX);
    }
}

static void load_m49_regions(struct loading *loading, const struct table *table,
                             const struct table *areas)
{
    struct reference *reference = loading->reference;
    bool *named = cell_array(loading, areas->n_rows * 3, sizeof *named);

    for (size_t i = 0; i < table->n_rows; i++) {
        size_t before = reference->n_groups;
        const char *code = table_cell(table, i, 0), *name = table_cell(table, i, 1);
        cell_form(loading, table, i, 0, 3, '0', '9', "write three digits, such as 034");
        if (code == NULL || name == NULL)
            continue;
        add_group(loading, table, i,
                  (struct group){arena_printf(reference->arena, "M49_%s", code), name, false});
        if (reference->n_groups > before)
            fill_m49_region(loading, areas, &reference->groups[before], named);
    }
    for (size_t i = 0; i < areas->n_rows * 3; i++)
        if (!named[i] && table_cell(areas, i / 3, AREA_REGION + i % 3) != NULL)
            table_problem(loading, areas, i / 3, AREA_REGION + i % 3, PROBLEM_UNKNOWN_CODE,
                          "m49_regions.csv has no region of this name");
}

static void load_flags(struct loading *loading)
{
    struct reference *reference = loading->reference;
    struct group *least = &reference->groups[reference->n_groups++];
    struct group *islands = &reference->groups[reference->n_groups++];

    *least = (struct group){"LDC", "Least developed countries", false};
    *islands = (struct group){"SIDS", "Small island developing States", false};
    hashmap_put_text(reference->group_by_code, least->code, least);
    hashmap_put_text(reference->group_by_code, islands->code, islands);
    for (size_t i = 0; i < reference->n_areas; i++) {
        if (reference->areas[i].least_developed)
            add_member(loading, least, &reference->areas[i], DAY_MIN, DAY_MAX);
        if (reference->areas[i].small_island)
            add_member(loading, islands, &reference->areas[i], DAY_MIN, DAY_MAX);
    }
}

static int compare_members(const void *a, const void *b)
{
    const struct member *x = a, *y = b;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->area != y->area)
        return x->area < y->area ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

static void order_members(struct loading *loading)
{
    struct reference *reference = loading->reference;

    qsort(reference->members, reference->n_members, sizeof *reference->members, compare_members);
    reference->first_member =
        cell_array(loading, reference->n_groups + 1, sizeof *reference->first_member);
    for (size_t i = 0; i < reference->n_members; i++)
        reference->first_member[reference->members[i].group + 1]++;
    for (size_t i = 0; i < reference->n_groups; i++)
        reference->first_member[i + 1] += reference->first_member[i];
}

void reference_load_groups(struct loading *loading, const struct table *areas)
{
    struct reference *reference = loading->reference;
    struct table organizations = table_read(loading, &REFERENCE_ORGANIZATIONS);
    struct table memberships = table_read(loading, &REFERENCE_MEMBERSHIPS);
    struct table regions = table_read(loading, &REFERENCE_REGIONS);
    struct table m49 = table_read(loading, &REFERENCE_M49_REGIONS);

    /* Room for as many as there can be: one group for each row, LDC, SIDS, and one on trial. */
    reference->groups = cell_array(loading, organizations.n_rows + regions.n_rows + m49.n_rows + 3,
                                   sizeof *reference->groups);
    /* An area is in at most three M49 regions, LDC and SIDS. */
    reference->members =
        cell_array(loading, memberships.n_rows + regions.n_rows + 5 * areas->n_rows,
                   sizeof *reference->members);
    load_organizations(loading, &organizations);
    for (size_t i = 0; i < memberships.n_rows; i++)
        load_membership(loading, &memberships, i);
    load_regions(loading, &regions);
    load_m49_regions(loading, &m49, areas);
    load_flags(loading);
    order_members(loading);
}
