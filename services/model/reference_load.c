/* reference_load - all files in their order: codelists and areas here, then the others, which use
 * them; what they use must be defined, and nothing twice. After a problem it goes on with what is
 * left, to find the next one. */
#include "model/reference_parts.h"
#include <string.h>

/* Codelists */

static const struct column CODE_COLUMNS[] = {{"code", true}, {"name", true}};

static const char *codelist_file(struct loading *loading, const char *name)
{
    return arena_printf(loading->reference->arena, "codelists/%s.csv", name);
}

static void load_codelist(struct loading *loading, const char *name)
{
    struct reference *reference = loading->reference;
    struct table_spec *spec = cell_array(loading, 1, sizeof *spec);
    struct codelist *list = &reference->codelists[reference->n_codelists++];

    *spec = (struct table_spec){.file = codelist_file(loading, name), COLUMNS(CODE_COLUMNS)};
    struct table table = table_read(loading, spec);
    size_t *rank = table_rank(loading, &table);
    *list = (struct codelist){.name = name,
                              .codes = cell_array(loading, table.n_rows, sizeof *list->codes),
                              .n = table.n_rows,
                              .by_code = hashmap_create(table.n_rows)};
    hashmap_put_text(reference->codelist_by_name, name, list);
    for (size_t i = 0; i < table.n_rows; i++) {
        struct code *code = &list->codes[rank[i]];
        *code = (struct code){.code = table_cell(&table, i, 0), .name = table_cell(&table, i, 1)};
        cell_index(loading, list->by_code, &table, i, 0, code->code, code);
        if (code->code != NULL && strchr(code->code, ';') != NULL)
            table_problem(loading, &table, i, 0, PROBLEM_BAD_FORM,
                          "a code has no ';': it separates codes");
    }
}

/* The lists that the kinds' tables name. */
static void load_codelists(struct loading *loading)
{
    struct reference *reference = loading->reference;

    reference->codelists =
        cell_array(loading, (size_t)KIND_COUNT * FIELD_MAX, sizeof *reference->codelists);
    for (enum kind kind = 0; kind < KIND_COUNT; kind++)
        for (size_t i = 0; i < kind_table(kind)->n_fields; i++) {
            const char *name = kind_table(kind)->fields[i].codelist;
            if (name != NULL && hashmap_get_text(reference->codelist_by_name, name) == NULL)
                load_codelist(loading, name);
        }
}

/* Areas */

static const struct column AREA_COLUMNS[] = {{"iso3", true},
                                             {"iso2", true},
                                             {"m49", true},
                                             {"name_en", true},
                                             {"name_fr", false},
                                             {"name_es", false},
                                             {"m49_region", false},
                                             {"m49_subregion", false},
                                             {"m49_intermediate_region", false},
                                             {"least_developed", false},
                                             {"small_island", false}};
static const struct table_spec AREAS = {.file = "areas.csv", COLUMNS(AREA_COLUMNS)};

static void load_area(struct loading *loading, const struct table *table, size_t row,
                      struct area *area)
{
    const char *const *cell = &table->cells[row * table->spec->n_columns];

    *area = (struct area){.iso3 = cell[AREA_ISO3],
                          .iso2 = cell[AREA_ISO2],
                          .m49 = cell[AREA_M49],
                          .name_en = cell[AREA_EN],
                          .name_fr = cell[AREA_FR],
                          .name_es = cell[AREA_ES],
                          .m49_region = cell[AREA_REGION],
                          .m49_subregion = cell[AREA_SUBREGION],
                          .least_developed = cell_yes(loading, table, row, AREA_LEAST_DEVELOPED),
                          .small_island = cell_yes(loading, table, row, AREA_SMALL_ISLAND)};
    cell_form(loading, table, row, AREA_ISO3, 3, 'A', 'Z',
              "write three letters A-Z (ISO 3166 alpha-3)");
    cell_form(loading, table, row, AREA_ISO2, 2, 'A', 'Z',
              "write two letters A-Z (ISO 3166 alpha-2)");
    cell_form(loading, table, row, AREA_M49, 3, '0', '9', "write three digits, such as 004");
    for (size_t column = AREA_ISO3; column <= AREA_ES; column++)
        cell_index(loading, loading->reference->area_by_text, table, row, column, cell[column],
                   area);
    if (area->iso3 != NULL)
        hashmap_put_text(loading->reference->area_by_iso3, area->iso3, area);
}

static void load_areas(struct loading *loading, const struct table *table)
{
    struct reference *reference = loading->reference;
    size_t *rank = table_rank(loading, table);

    reference->n_areas = table->n_rows;
    reference->areas = cell_array(loading, table->n_rows, sizeof *reference->areas);
    for (size_t i = 0; i < table->n_rows; i++)
        load_area(loading, table, i, &reference->areas[rank[i]]);
}

static const struct column ALIAS_COLUMNS[] = {{"iso3", true}, {"alias", true}};
static const struct table_spec ALIASES = {.file = "area_aliases.csv", COLUMNS(ALIAS_COLUMNS)};

static void load_aliases(struct loading *loading)
{
    struct table table = table_read(loading, &ALIASES);

    for (size_t i = 0; i < table.n_rows; i++) {
        struct area *area = cell_area(loading, &table, i, 0);
        if (area != NULL)
            cell_index(loading, loading->reference->area_by_text, &table, i, 1,
                       table_cell(&table, i, 1), area);
    }
}

/* A file that nothing reads is a misnamed one. */
static void refuse_unknown_files(struct loading *loading)
{
    static const struct table_spec *const SPECS[] = {&AREAS,
                                                     &ALIASES,
                                                     &REFERENCE_M49_REGIONS,
                                                     &REFERENCE_ORGANIZATIONS,
                                                     &REFERENCE_MEMBERSHIPS,
                                                     &REFERENCE_REGIONS,
                                                     &REFERENCE_INSTRUMENTS,
                                                     &REFERENCE_INDICATORS,
                                                     &REFERENCE_POPULATIONS};

    for (size_t i = 0; i < loading->n_files; i++) {
        const char *name = loading->files[i].name;
        bool known = false;
        for (size_t k = 0; !known && k < sizeof SPECS / sizeof *SPECS; k++)
            known = strcmp(name, SPECS[k]->file) == 0;
        for (size_t k = 0; !known && k < loading->reference->n_codelists; k++)
            known =
                strcmp(name, codelist_file(loading, loading->reference->codelists[k].name)) == 0;
        for (size_t k = 0; known && k < i; k++)
            known = strcmp(name, loading->files[k].name) != 0;
        if (!known) {
            const char *field = arena_text(loading->log.arena, name);
            problem_log_add(&loading->log, 0, field == NULL ? "" : field, (struct value){0},
                            PROBLEM_UNKNOWN_FILE,
                            "no reference file has this name, or it is there twice");
        }
    }
}

void reference_load(struct loading *loading)
{
    load_codelists(loading);
    struct table areas = table_read(loading, &AREAS);
    load_areas(loading, &areas);
    load_aliases(loading);
    reference_load_groups(loading, &areas);
    reference_load_instruments(loading);
    reference_load_indicators(loading);
    reference_load_populations(loading);
    refuse_unknown_files(loading);
}
