/* reference_index - looking things up in a reference that is complete. Nothing here changes it. */
#include "base/text.h"
#include "model/reference_parts.h"
#include <stdio.h>
#include <string.h>

size_t reference_fold(const char *text, size_t len, char ret[REFERENCE_TEXT_MAX])
{
    if (len > REFERENCE_TEXT_MAX)
        return 0;
    for (size_t i = 0; i < len; i++)
        ret[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];
    return len;
}

static void *find_folded(const struct hashmap *map, const char *text, size_t len)
{
    char folded[REFERENCE_TEXT_MAX];
    size_t size = reference_fold(text, len, folded);

    return size == 0 ? NULL : hashmap_get(map, folded, size);
}

/* "4", "04", "004" -> "004"; false if it is no number of up to three digits. */
static bool m49_of(const char *text, size_t len, char ret[4])
{
    while (len > 3 && *text == '0') {
        text++;
        len--;
    }
    if (len == 0 || len > 3)
        return false;
    for (size_t i = 0; i < len; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    memset(ret, '0', 3);
    memcpy(ret + 3 - len, text, len);
    return true;
}

const struct area *reference_area(const struct reference *reference, const char *text, size_t len)
{
    char m49[4];

    if (m49_of(text, len, m49))
        return hashmap_get(reference->area_by_text, m49, 3);
    return find_folded(reference->area_by_text, text, len);
}

const struct area *reference_area_by_iso3(const struct reference *reference, const char *iso3)
{
    return hashmap_get_text(reference->area_by_iso3, iso3);
}

const struct organization *reference_organization(const struct reference *reference,
                                                  const char *code)
{
    return hashmap_get_text(reference->organization_by_code, code);
}

const struct instrument *reference_instrument(const struct reference *reference, const char *text,
                                              size_t len)
{
    return find_folded(reference->instrument_by_text, text, len);
}

const struct indicator *reference_indicator(const struct reference *reference, const char *text,
                                            size_t len)
{
    return find_folded(reference->indicator_by_code, text, len);
}

const struct code *reference_code(const struct reference *reference, const char *codelist,
                                  const char *text, size_t len)
{
    const struct codelist *list = hashmap_get_text(reference->codelist_by_name, codelist);

    return list == NULL ? NULL : find_folded(list->by_code, text, len);
}

const struct area *reference_areas(const struct reference *reference, size_t *n)
{
    *n = reference->n_areas;
    return reference->areas;
}

const struct organization *reference_organizations(const struct reference *reference, size_t *n)
{
    *n = reference->n_organizations;
    return reference->organizations;
}

const struct instrument *reference_instruments(const struct reference *reference, size_t *n)
{
    *n = reference->n_instruments;
    return reference->instruments;
}

const struct indicator *reference_indicators(const struct reference *reference, size_t *n)
{
    *n = reference->n_indicators;
    return reference->indicators;
}

const struct code *reference_codes(const struct reference *reference, const char *codelist,
                                   size_t *n)
{
    const struct codelist *list = hashmap_get_text(reference->codelist_by_name, codelist);

    *n = list == NULL ? 0 : list->n;
    return list == NULL ? NULL : list->codes;
}

const struct group *reference_groups(const struct reference *reference, size_t *n)
{
    *n = reference->n_groups;
    return reference->groups;
}

const struct group *reference_group(const struct reference *reference, const char *code)
{
    return hashmap_get_text(reference->group_by_code, code);
}

/* The members of a group, all spells. */
static const struct member *members_of(const struct reference *reference, const char *group,
                                       size_t *n)
{
    const struct group *found = reference_group(reference, group);

    *n = 0;
    if (found == NULL)
        return NULL;
    size_t first = reference->first_member[found - reference->groups];
    *n = reference->first_member[found - reference->groups + 1] - first;
    return &reference->members[first];
}

bool reference_is_member(const struct reference *reference, const char *group, const char *iso3,
                         day_t day)
{
    const struct area *area = reference_area_by_iso3(reference, iso3);
    size_t n, low = 0;
    const struct member *members = members_of(reference, group, &n);

    if (area == NULL || members == NULL)
        return false;
    uint32_t wanted = (uint32_t)(area - reference->areas);
    for (size_t high = n; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (members[middle].area < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < n && members[low].area == wanted; low++)
        if (members[low].from <= day && day < members[low].to)
            return true;
    return false;
}

const struct area **reference_members(const struct reference *reference, const char *group,
                                      day_t day, struct arena *arena, size_t *n)
{
    size_t spells, count = 0;
    const struct member *members = members_of(reference, group, &spells);
    const struct area **areas = arena_array(arena, spells, sizeof *areas);

    for (size_t i = 0; areas != NULL && i < spells; i++)
        if (members[i].from <= day && day < members[i].to)
            areas[count++] = &reference->areas[members[i].area];
    *n = count;
    return areas;
}

bool reference_age_groups(const char *age, int *first, int *last)
{
    char rest;

    if (strlen(age) > 10 || sscanf(age, "Y%2dT%3d%c", first, last, &rest) != 2)
        return false;
    return *first >= 0 && *last > *first && *first % 5 == 0 && *last % 5 == 4;
}

/* The five years from age on; NULL where there is no row. */
static const struct population *find_population(const struct reference *reference, uint32_t area,
                                                int year, int age)
{
    size_t low = 0;

    for (size_t high = reference->n_populations; low < high;) {
        size_t middle = low + (high - low) / 2;
        const struct population *p = &reference->populations[middle];
        bool before = p->area != area   ? p->area < area
                      : p->year != year ? p->year < year
                                        : p->age < age;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    const struct population *found = &reference->populations[low];
    bool there = low < reference->n_populations && found->area == area && found->year == year
                 && found->age == age;
    return there ? found : NULL;
}

int64_t reference_population(const struct reference *reference, const struct area *area,
                             const char *sex, const char *age, int year)
{
    bool female = strcmp(sex, "F") == 0 || strcmp(sex, "_T") == 0;
    bool male = strcmp(sex, "M") == 0 || strcmp(sex, "_T") == 0;
    int first, last;
    int64_t persons = 0;

    if ((!female && !male) || !reference_age_groups(age, &first, &last))
        return -1;
    for (int at = first; at < last; at += 5) {
        const struct population *p =
            find_population(reference, (uint32_t)(area - reference->areas), year, at);
        if (p == NULL)
            return -1;
        persons += (female ? p->female : 0) + (male ? p->male : 0);
    }
    return persons;
}

int reference_population_newest_year(const struct reference *reference)
{
    return reference->newest_year;
}
