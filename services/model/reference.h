/* reference - the reference data: who and what can be reported about. Parsed from the CSV files
 * that deploy/reference/README.md describes; immutable once made, so it can be shared between
 * threads. */
#pragma once
#include "base/arena.h"
#include "model/date.h"
#include "model/submission.h"

struct reference;

struct reference_file {
    const char *name; /* "areas.csv", "codelists/sex.csv" */
    const uint8_t *content;
    size_t size;
};

/* Check and index the files (copied). Every broken row becomes a problem (row = data row of the
 * file, field = "areas.csv:iso3") in problems, allocated in arena; then STATUS_INVALID and no
 * reference. Missing files, unknown files, codes used but not defined, overlapping membership
 * spells, and duplicate codes are problems too. */
NODISCARD enum status reference_parse(const struct reference_file *files, size_t n_files,
                                      struct arena *arena, struct reference **ret,
                                      struct problems *problems, struct error *err);
void reference_destroy(struct reference *reference);
OWNED_BY_SCOPE(reference)
/* SHA-256 over the files' names and contents in order of name. */
void reference_digest(const struct reference_file *files, size_t n_files, uint8_t ret[32]);

struct area {
    const char *iso3, *iso2, *m49; /* m49 has three digits */
    const char *name_en, *name_fr, *name_es;
    const char *m49_region, *m49_subregion;
    bool least_developed, small_island;
};
struct organization {
    const char *code, *name, *kind, *membership;
};
/* When a deposit takes effect for the State; also used for denunciations. */
enum effect_rule { EFFECT_AFTER_DAYS, EFFECT_AFTER_MONTHS, EFFECT_FIRST_OF_MONTH_AFTER_MONTHS };
struct instrument {
    const char *code, *aliases, *name, *depositary;
    day_t adopted, entered_into_force; /* of the treaty itself; DAY_MAX: not yet */
    enum effect_rule entry_rule, denunciation_rule;
    int entry_n, denunciation_n; /* days or months of the rule */
};
struct indicator {
    const char *code, *scheme, *name, *unit, *target;
    const char *population_sex,
        *population_age; /* whom it is about: "F", "Y20T24"; NULL where not given */
};
struct code {
    const char *code, *name;
};

/* Lookups: NULL when there is none. An area is found by alpha-3, alpha-2, M49 (with or without
 * leading zeros) or name in English, French or Spanish; names ignore ASCII case. An instrument by
 * code or alias, ignoring ASCII case. */
const struct area *reference_area(const struct reference *reference, const char *text, size_t len);
const struct area *reference_area_by_iso3(const struct reference *reference, const char *iso3);
const struct organization *reference_organization(const struct reference *reference,
                                                  const char *code);
const struct instrument *reference_instrument(const struct reference *reference, const char *text,
                                              size_t len);
const struct indicator *reference_indicator(const struct reference *reference, const char *text,
                                            size_t len);
/* The code as the list spells it; exact match first, then ignoring ASCII case. */
const struct code *reference_code(const struct reference *reference, const char *codelist,
                                  const char *text, size_t len);

/* All of them, in order of code (areas: of iso3; organizations: in the file's order). */
const struct area *reference_areas(const struct reference *reference, size_t *n);
const struct organization *reference_organizations(const struct reference *reference, size_t *n);
const struct instrument *reference_instruments(const struct reference *reference, size_t *n);
const struct indicator *reference_indicators(const struct reference *reference, size_t *n);
const struct code *reference_codes(const struct reference *reference, const char *codelist,
                                   size_t *n);

/* Groups of States: organizations (by membership on a day) and regions (UNICEF's, M49's "M49_034",
 * least developed "LDC", small islands "SIDS", whose members do not change with the day). */
struct group {
    const char *code, *name;
    bool is_organization;
};
const struct group *reference_groups(const struct reference *reference,
                                     size_t *n); /* organizations first */
const struct group *reference_group(const struct reference *reference, const char *code);
/* Is the State a member on that day? valid_from is included, valid_to is not; an empty date is
 * open. */
bool reference_is_member(const struct reference *reference, const char *group, const char *iso3,
                         day_t day);
/* Members on that day, in order of iso3; array and texts in arena. */
const struct area **reference_members(const struct reference *reference, const char *group,
                                      day_t day, struct arena *arena, size_t *n);

/* Persons (not thousands) of that sex ("F", "M", "_T") and age ("Y20T24", "Y0T14", ...: a union of
 * whole five-year groups) in that year; -1 where the reference data has not all of it. */
int64_t reference_population(const struct reference *reference, const struct area *area,
                             const char *sex, const char *age, int year);
int reference_population_newest_year(const struct reference *reference);
