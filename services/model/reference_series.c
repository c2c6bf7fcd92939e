/* reference_series - instruments, indicators and populations. */
#include "base/text.h"
#include "model/decimal.h"
#include "model/reference_parts.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Instruments */

enum {
    INSTRUMENT_CODE,
    INSTRUMENT_ALIASES,
    INSTRUMENT_NAME,
    INSTRUMENT_DEPOSITARY,
    INSTRUMENT_ADOPTED,
    INSTRUMENT_IN_FORCE,
    INSTRUMENT_DEPOSIT,
    INSTRUMENT_DENUNCIATION
};
static const struct column INSTRUMENT_COLUMNS[] = {{"code", true},
                                                   {"aliases", false},
                                                   {"name", true},
                                                   {"depositary", true},
                                                   {"adopted", true},
                                                   {"entered_into_force", false},
                                                   {"deposit_takes_effect", true},
                                                   {"denunciation_takes_effect", true}};
const struct table_spec REFERENCE_INSTRUMENTS = {.file = "instruments.csv",
                                                 COLUMNS(INSTRUMENT_COLUMNS)};

/* "30 days", "1 month", "first day of the month after 3 months" */
static bool parse_rule(const char *text, enum effect_rule *rule, int *n)
{
    static const char FIRST[] = "first day of the month after ";
    bool first = text_starts_with(text, FIRST);
    const char *number = first ? text + sizeof FIRST - 1 : text;
    const char *unit = strchr(number, ' ');
    int64_t value;

    if (unit == NULL
        || text_parse_int64(number, (size_t)(unit - number), 0, 1000, &value, NULL) != STATUS_OK)
        return false;
    bool days = strcmp(unit, " days") == 0 || strcmp(unit, " day") == 0;
    bool months = strcmp(unit, " months") == 0 || strcmp(unit, " month") == 0;
    if (!months && (!days || first))
        return false;
    *rule = first  ? EFFECT_FIRST_OF_MONTH_AFTER_MONTHS
            : days ? EFFECT_AFTER_DAYS
                   : EFFECT_AFTER_MONTHS;
    *n = (int)value;
    return true;
}

static void cell_rule(struct loading *loading, const struct table *table, size_t row, size_t column,
                      enum effect_rule *rule, int *n)
{
    const char *cell = table_cell(table, row, column);

    if (cell != NULL && !parse_rule(cell, rule, n))
        table_problem(loading, table, row, column, PROBLEM_BAD_FORM,
                      "write '30 days', '3 months' or 'first day of the month after 3 months'");
}

void reference_load_instruments(struct loading *loading)
{
    struct reference *reference = loading->reference;
    struct table table = table_read(loading, &REFERENCE_INSTRUMENTS);
    size_t *rank = table_rank(loading, &table);

    reference->n_instruments = table.n_rows;
    reference->instruments = cell_array(loading, table.n_rows, sizeof *reference->instruments);
    for (size_t i = 0; i < table.n_rows; i++) {
        struct instrument *in = &reference->instruments[rank[i]];
        in->code = table_cell(&table, i, INSTRUMENT_CODE);
        in->aliases = table_cell(&table, i, INSTRUMENT_ALIASES);
        in->name = table_cell(&table, i, INSTRUMENT_NAME);
        in->depositary = table_cell(&table, i, INSTRUMENT_DEPOSITARY);
        bool dated =
            cell_day(loading, &table, i, INSTRUMENT_ADOPTED, DAY_MIN, &in->adopted)
            & cell_day(loading, &table, i, INSTRUMENT_IN_FORCE, DAY_MAX, &in->entered_into_force);
        if (dated && in->entered_into_force < in->adopted)
            table_problem(loading, &table, i, INSTRUMENT_IN_FORCE, PROBLEM_ORDER,
                          "the instrument is in force before it was adopted");
        cell_rule(loading, &table, i, INSTRUMENT_DEPOSIT, &in->entry_rule, &in->entry_n);
        cell_rule(loading, &table, i, INSTRUMENT_DENUNCIATION, &in->denunciation_rule,
                  &in->denunciation_n);
        cell_index(loading, reference->instrument_by_text, &table, i, INSTRUMENT_CODE, in->code,
                   in);
        cell_index_list(loading, reference->instrument_by_text, &table, i, INSTRUMENT_ALIASES, in);
    }
}

/* Indicators */

static const struct column INDICATOR_COLUMNS[] = {{"code", true},
                                                  {"scheme", true},
                                                  {"name", true},
                                                  {"unit", true},
                                                  {"target", false},
                                                  {"population_sex", false},
                                                  {"population_age", false},
                                                  {"dimensions", false}};
const struct table_spec REFERENCE_INDICATORS = {.file = "indicators.csv",
                                                COLUMNS(INDICATOR_COLUMNS)};

void reference_load_indicators(struct loading *loading)
{
    struct reference *reference = loading->reference;
    struct table table = table_read(loading, &REFERENCE_INDICATORS);
    size_t *rank = table_rank(loading, &table);

    reference->n_indicators = table.n_rows;
    reference->indicators = cell_array(loading, table.n_rows, sizeof *reference->indicators);
    for (size_t i = 0; i < table.n_rows; i++) {
        struct indicator *indicator = &reference->indicators[rank[i]];
        const char *const *cell = &table.cells[i * table.spec->n_columns];
        *indicator =
            (struct indicator){cell[0], cell[1], cell[2], cell[3], cell[4], cell[5], cell[6]};
        cell_code(loading, &table, i, 3, "unit");
        cell_code(loading, &table, i, 4, "target");
        cell_code(loading, &table, i, 5, "sex");
        cell_code(loading, &table, i, 6, "age");
        cell_index(loading, reference->indicator_by_code, &table, i, 0, indicator->code, indicator);
    }
}

/* Populations */

enum {
    POPULATION_M49,
    POPULATION_NAME,
    POPULATION_AGE,
    POPULATION_YEAR,
    POPULATION_FEMALE,
    POPULATION_MALE
};
static const struct column POPULATION_COLUMNS[] = {{"m49", true},
                                                   {"name", false},
                                                   {"age", true},
                                                   {"year", true},
                                                   {"female_thousands", true},
                                                   {"male_thousands", true}};
const struct table_spec REFERENCE_POPULATIONS = {.file = "populations.csv",
                                                 COLUMNS(POPULATION_COLUMNS)};

/* Thousands with decimals -> persons; -1 and a problem if it is no such number. */
static int64_t cell_persons(struct loading *loading, const struct table *table, size_t row,
                            size_t column)
{
    const char *cell = table_cell(table, row, column);
    struct error err;
    decimal_t thousands;

    if (cell == NULL)
        return -1;
    if (decimal_parse(cell, strlen(cell), &thousands, &err) != STATUS_OK)
        table_problem(loading, table, row, column, PROBLEM_NOT_A_NUMBER, err.text);
    else if (thousands < 0)
        table_problem(loading, table, row, column, PROBLEM_OUT_OF_RANGE,
                      "a population is not negative");
    else
        return (thousands + 500000) / 1000000;
    return -1;
}

static bool load_population(struct loading *loading, const struct table *table, size_t row,
                            struct population *ret)
{
    const struct reference *reference = loading->reference;
    const char *m49 = table_cell(table, row, POPULATION_M49),
               *age = table_cell(table, row, POPULATION_AGE),
               *year = table_cell(table, row, POPULATION_YEAR);
    const struct area *area = m49 == NULL ? NULL : reference_area(reference, m49, strlen(m49));
    int64_t number = 0;
    int first = 0, last = 0;

    cell_form(loading, table, row, POPULATION_M49, 3, '0', '9', "write three digits, such as 004");
    if (m49 != NULL && area == NULL)
        table_problem(loading, table, row, POPULATION_M49, PROBLEM_UNKNOWN_AREA,
                      "areas.csv has no such m49");
    bool grouped = age != NULL && reference_age_groups(age, &first, &last) && last == first + 4;
    if (age != NULL && !grouped)
        table_problem(loading, table, row, POPULATION_AGE, PROBLEM_BAD_FORM,
                      "write five years, such as Y20T24");
    bool dated = year != NULL
                 && text_parse_int64(year, strlen(year), 1900, 2200, &number, NULL) == STATUS_OK;
    if (year != NULL && !dated)
        table_problem(loading, table, row, POPULATION_YEAR, PROBLEM_NOT_A_DATE,
                      "write a year from 1900 to 2200");
    int64_t female = cell_persons(loading, table, row, POPULATION_FEMALE);
    int64_t male = cell_persons(loading, table, row, POPULATION_MALE);
    if (area == NULL || !grouped || !dated || female < 0 || male < 0)
        return false;
    *ret = (struct population){.area = (uint32_t)(area - reference->areas),
                               .year = (int16_t)number,
                               .age = (int16_t)first,
                               .female = female,
                               .male = male};
    return true;
}

static int compare_populations(const void *a, const void *b)
{
    const struct population *x = a, *y = b;

    if (x->area != y->area)
        return x->area < y->area ? -1 : 1;
    return x->year != y->year ? x->year - y->year : x->age - y->age;
}

void reference_load_populations(struct loading *loading)
{
    struct reference *reference = loading->reference;
    struct table table = table_read(loading, &REFERENCE_POPULATIONS);
    OWNED(hashmap) seen = hashmap_create(table.n_rows);

    reference->populations = cell_array(loading, table.n_rows, sizeof *reference->populations);
    for (size_t i = 0; i < table.n_rows; i++) {
        struct population *p = &reference->populations[reference->n_populations];
        if (!load_population(loading, &table, i, p))
            continue;
        size_t key = offsetof(struct population, female);
        if (hashmap_put_new(seen, p, key, p) != NULL) {
            table_problem(loading, &table, i, POPULATION_AGE, PROBLEM_DUPLICATE,
                          "an earlier row has this area, age and year");
            continue;
        }
        reference->n_populations++;
        if (p->year > reference->newest_year)
            reference->newest_year = p->year;
    }
    hashmap_destroy(seen); /* its keys move now */
    seen = NULL;
    qsort(reference->populations, reference->n_populations, sizeof *reference->populations,
          compare_populations);
}
