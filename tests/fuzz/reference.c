/* reference - model/reference.h: reference data as somebody has edited it. The input is a set of
 * files, each behind a line "=== NAME". */
#include "model/reference.h"
#include "base/text.h"
#include "fuzz.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 40, ARENA_BYTES_MAX = 64 << 20 };

struct files {
    struct reference_file files[FILES_MAX];
    size_t n;
};

/* Exact copies, so that AddressSanitizer sees who reads over the end. */
static void add_file(struct files *set, struct text_span name, const uint8_t *bytes, size_t size)
{
    uint8_t *content = xmalloc(size);

    if (size > 0)
        memcpy(content, bytes, size);
    set->files[set->n++] = (struct reference_file){xstrndup(name.start, name.size), content, size};
}

static void split_files(const uint8_t *bytes, size_t size, struct files *ret)
{
    static const char mark[] = "=== ";
    struct text_span rest = {(const char *)bytes, size}, line, name = {0};
    const char *start = NULL;

    while (text_split(&rest, '\n', &line)) {
        bool marks = line.size > 4 && memcmp(line.start, mark, 4) == 0
                     && memchr(line.start, '\0', line.size) == NULL;

        if (!marks)
            continue;
        if (name.start != NULL && ret->n < FILES_MAX)
            add_file(ret, name, (const uint8_t *)start, (size_t)(line.start - start));
        name = (struct text_span){line.start + 4, line.size - 4};
        start = line.start + line.size + (rest.start > line.start + line.size);
    }
    if (name.start != NULL && ret->n < FILES_MAX)
        add_file(ret, name, (const uint8_t *)start, size - (size_t)(start - (const char *)bytes));
}

static void free_files(struct files *set)
{
    for (size_t i = 0; i < set->n; i++) {
        free((char *)set->files[i].name);
        free((uint8_t *)set->files[i].content);
    }
}

/* Whatever is listed is found by what it is called. */
static void require_findable(const struct reference *reference)
{
    size_t n;
    const struct area *areas = reference_areas(reference, &n);

    for (size_t i = 0; i < n; i++) {
        REQUIRE(reference_area_by_iso3(reference, areas[i].iso3) == &areas[i]);
        REQUIRE(reference_area(reference, areas[i].iso3, strlen(areas[i].iso3)) == &areas[i]);
        REQUIRE(i == 0 || strcmp(areas[i - 1].iso3, areas[i].iso3) < 0);
        (void)reference_population(reference, &areas[i], "_T", "Y20T24",
                                   reference_population_newest_year(reference));
    }
    const struct instrument *instruments = reference_instruments(reference, &n);
    for (size_t i = 0; i < n; i++)
        REQUIRE(reference_instrument(reference, instruments[i].code, strlen(instruments[i].code))
                == &instruments[i]);
    const struct indicator *indicators = reference_indicators(reference, &n);
    for (size_t i = 0; i < n; i++)
        REQUIRE(reference_indicator(reference, indicators[i].code, strlen(indicators[i].code))
                == &indicators[i]);
    const struct organization *organizations = reference_organizations(reference, &n);
    for (size_t i = 0; i < n; i++)
        REQUIRE(reference_organization(reference, organizations[i].code) == &organizations[i]);
    const struct code *codes = reference_codes(reference, "sex", &n);
    for (size_t i = 0; i < n; i++)
        REQUIRE(reference_code(reference, "sex", codes[i].code, strlen(codes[i].code))
                == &codes[i]);
}

/* Who is listed as a member is one. */
static void require_members(const struct reference *reference, struct arena *arena)
{
    day_t day = day_of(2016, 5, 30);
    size_t n_groups, n;
    const struct group *groups = reference_groups(reference, &n_groups);

    for (size_t i = 0; i < n_groups; i++) {
        const struct area **members = reference_members(reference, groups[i].code, day, arena, &n);

        REQUIRE(reference_group(reference, groups[i].code) != NULL);
        for (size_t m = 0; m < n; m++) {
            REQUIRE(reference_is_member(reference, groups[i].code, members[m]->iso3, day));
            REQUIRE(m == 0 || strcmp(members[m - 1]->iso3, members[m]->iso3) < 0);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    double begun = fuzz_seconds();
    OWNED(arena) arena = arena_create(ARENA_BYTES_MAX);
    OWNED(arena) answers = arena_create(0);
    OWNED(reference) reference = NULL;
    struct files set = {.n = 0};
    struct problems problems = {0};
    struct error err = {0};
    uint8_t digest[32];

    split_files(bytes, size, &set);
    enum status status = reference_parse(set.files, set.n, arena, &reference, &problems, &err);
    reference_digest(set.files, set.n, digest);
    free_files(&set); /* they were copied */
    REQUIRE(arena_used(arena) <= ARENA_BYTES_MAX);
    if (status == STATUS_OK) {
        REQUIRE(problems.count == 0);
        require_findable(reference);
        require_members(reference, answers);
    } else {
        REQUIRE(status == STATUS_INVALID && reference == NULL);
        fuzz_require_sentence(&err);
        fuzz_require_problems(&problems);
    }
    fuzz_require_fast(begun, size);
    return 0;
}
