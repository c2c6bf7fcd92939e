/* reference_parts - what a reference is made of: shared by the files that make it (reference_table,
 * reference_load) and the one that looks things up (reference_index). Nobody else includes it. */
#pragma once
#include "base/hashmap.h"
#include "model/problem.h"
#include "model/reference.h"

#define REFERENCE_TEXT_MAX 500 /* bytes of a cell */

struct codelist {
    const char *name;
    struct code *codes; /* by code */
    size_t n;
    struct hashmap *by_code; /* folded */
};
struct member {
    uint32_t group, area; /* positions */
    day_t from, to;       /* from is included, to is not */
};
struct population {
    uint32_t area;
    int16_t year;
    int16_t age; /* first year of the five */
    int64_t female, male;
};

struct reference {
    struct arena *arena; /* owns every text and array */
    struct area *areas;  /* by iso3 */
    size_t n_areas;
    struct organization *organizations;
    size_t n_organizations;
    struct instrument *instruments; /* by code */
    size_t n_instruments;
    struct indicator *indicators; /* by code */
    size_t n_indicators;
    struct codelist *codelists;
    size_t n_codelists;
    struct group *groups; /* organizations first */
    size_t n_groups;
    struct member *members; /* by group, area, from */
    size_t n_members;
    size_t *first_member;           /* of each group; one more at the end */
    struct population *populations; /* by area, year, age */
    size_t n_populations;
    int newest_year;
    struct hashmap *area_by_iso3, *area_by_text, *organization_by_code, *instrument_by_text,
        *indicator_by_code, *codelist_by_name, *group_by_code;
};

/* One CSV file, read: a cell for each column of spec in each row. */
struct column {
    const char *name;
    bool required;
};
struct table_spec {
    const char *file;
    const struct column *columns;
    size_t n_columns;
};
struct table {
    const struct table_spec *spec;
    size_t n_rows;
    uint32_t *rows;     /* their numbers in the file */
    const char **cells; /* n_rows * n_columns; NULL: empty (or refused, if required) */
};

/* Reading a set of files. */
struct loading {
    const struct reference_file *files;
    size_t n_files;
    struct reference *reference;
    struct problem_log log;
};

/* Read the file that spec names; its texts go into the reference's arena. An absent file is a
 * problem and an empty table. */
struct table table_read(struct loading *loading, const struct table_spec *spec);
const char *table_cell(const struct table *table, size_t row, size_t column);
/* A problem with that cell, which is its value. */
void table_problem(struct loading *loading, const struct table *table, size_t row, size_t column,
                   const char *code, const char *message);
/* Where each row comes when the rows are ordered by the first column. */
size_t *table_rank(struct loading *loading, const struct table *table);

#define COLUMNS(array) .columns = (array), .n_columns = sizeof(array) / sizeof *(array)

/* Cells (reference_cell). An empty one is no problem: table_read has said so where it is required.
 */

/* Zeroed, in the reference's arena. */
void *cell_array(struct loading *loading, size_t count, size_t size)
    __attribute__((returns_nonnull));
/* Let text (folded; NULL: nothing) mean value; a text that means another value already is a problem
 * of that cell. */
void cell_index(struct loading *loading, struct hashmap *map, const struct table *table, size_t row,
                size_t column, const char *text, void *value);
/* The same for each part of the cell, between ';'. */
void cell_index_list(struct loading *loading, struct hashmap *map, const struct table *table,
                     size_t row, size_t column, void *value);
/* A full date, or otherwise where the cell is empty; false if it is wrong. */
bool cell_day(struct loading *loading, const struct table *table, size_t row, size_t column,
              day_t otherwise, day_t *ret);
/* "yes" or nothing. */
bool cell_yes(struct loading *loading, const struct table *table, size_t row, size_t column);
/* One of words (NULL-terminated), or else message. */
void cell_word(struct loading *loading, const struct table *table, size_t row, size_t column,
               const char *const *words, const char *message);
/* A code of the list, in its spelling. */
void cell_code(struct loading *loading, const struct table *table, size_t row, size_t column,
               const char *codelist);
/* size characters from first to last, or else message. */
void cell_form(struct loading *loading, const struct table *table, size_t row, size_t column,
               size_t size, char first, char last, const char *message);
/* The area of that iso3; NULL, with a problem unless the cell is empty. */
struct area *cell_area(struct loading *loading, const struct table *table, size_t row,
                       size_t column);

/* The columns of areas.csv: regions are made from them, too. */
enum {
    AREA_ISO3,
    AREA_ISO2,
    AREA_M49,
    AREA_EN,
    AREA_FR,
    AREA_ES,
    AREA_REGION,
    AREA_SUBREGION,
    AREA_INTERMEDIATE,
    AREA_LEAST_DEVELOPED,
    AREA_SMALL_ISLAND
};

/* The other files. */
extern const struct table_spec REFERENCE_ORGANIZATIONS, REFERENCE_MEMBERSHIPS, REFERENCE_REGIONS,
    REFERENCE_M49_REGIONS, REFERENCE_INSTRUMENTS, REFERENCE_INDICATORS, REFERENCE_POPULATIONS;
/* areas is areas.csv, whose areas are loaded already. */
void reference_load_groups(struct loading *loading, const struct table *areas);
void reference_load_instruments(struct loading *loading);
void reference_load_indicators(struct loading *loading);
void reference_load_populations(struct loading *loading);

/* Fill loading->reference from the files, which become problems where they are wrong. */
void reference_load(struct loading *loading);

/* ASCII letters in lower case, into ret (REFERENCE_TEXT_MAX); the size, or 0 if text is longer. */
size_t reference_fold(const char *text, size_t len, char ret[REFERENCE_TEXT_MAX]);
/* "Y20T24" -> 20, 24 if it is whole five-year groups. */
bool reference_age_groups(const char *age, int *first, int *last);
