/* reference_cell - reading the cells of the reference tables: days, flags, codes and areas, and
 * keeping an index of what must mean one thing only. What is wrong becomes a problem of the cell;
 * an empty cell is none. */
#include "base/text.h"
#include "model/reference_parts.h"
#include <string.h>

void *cell_array(struct loading *loading, size_t count, size_t size)
{
    return arena_xalloc(loading->reference->arena, count * size);
}

void cell_index(struct loading *loading, struct hashmap *map, const struct table *table, size_t row,
                size_t column, const char *text, void *value)
{
    char folded[REFERENCE_TEXT_MAX];
    size_t size = text == NULL ? 0 : reference_fold(text, strlen(text), folded);

    if (size == 0)
        return;
    void *other =
        hashmap_put_new(map, arena_textn(loading->reference->arena, folded, size), size, value);
    if (other != NULL && other != value)
        table_problem(
            loading, table, row, column, PROBLEM_DUPLICATE,
            "another row has this already (in some letter case): each may mean one thing only");
}

void cell_index_list(struct loading *loading, struct hashmap *map, const struct table *table,
                     size_t row, size_t column, void *value)
{
    const char *cell = table_cell(table, row, column);
    struct text_span rest = text_span_of(cell == NULL ? "" : cell), part;

    while (text_split(&rest, ';', &part)) {
        struct text_span text = text_trim(part.start, part.size);
        if (text.size > 0)
            cell_index(loading, map, table, row, column,
                       arena_textn(loading->reference->arena, text.start, text.size), value);
    }
}

bool cell_day(struct loading *loading, const struct table *table, size_t row, size_t column,
              day_t otherwise, day_t *ret)
{
    const char *cell = table_cell(table, row, column);
    struct error err;

    *ret = otherwise;
    if (cell == NULL || day_parse(cell, strlen(cell), ret, &err) == STATUS_OK)
        return true;
    table_problem(loading, table, row, column, PROBLEM_NOT_A_DATE, err.text);
    return false;
}

bool cell_yes(struct loading *loading, const struct table *table, size_t row, size_t column)
{
    const char *cell = table_cell(table, row, column);

    if (cell == NULL)
        return false;
    if (strcmp(cell, "yes") != 0)
        table_problem(loading, table, row, column, PROBLEM_UNKNOWN_CODE,
                      "write yes, or leave it empty");
    return true;
}

void cell_word(struct loading *loading, const struct table *table, size_t row, size_t column,
               const char *const *words, const char *message)
{
    const char *cell = table_cell(table, row, column);

    for (; cell != NULL && *words != NULL; words++)
        if (strcmp(cell, *words) == 0)
            return;
    if (cell != NULL)
        table_problem(loading, table, row, column, PROBLEM_UNKNOWN_CODE, message);
}

void cell_code(struct loading *loading, const struct table *table, size_t row, size_t column,
               const char *codelist)
{
    const char *cell = table_cell(table, row, column);

    if (cell == NULL)
        return;
    const struct code *code = reference_code(loading->reference, codelist, cell, strlen(cell));
    if (code == NULL || strcmp(code->code, cell) != 0)
        table_problem(loading, table, row, column, PROBLEM_UNKNOWN_CODE,
                      "it is not in the codelist of its column");
}

void cell_form(struct loading *loading, const struct table *table, size_t row, size_t column,
               size_t size, char first, char last, const char *message)
{
    const char *cell = table_cell(table, row, column);
    bool good = cell == NULL || strlen(cell) == size;

    for (size_t i = 0; cell != NULL && good && i < size; i++)
        good = cell[i] >= first && cell[i] <= last;
    if (!good)
        table_problem(loading, table, row, column, PROBLEM_BAD_FORM, message);
}

struct area *cell_area(struct loading *loading, const struct table *table, size_t row,
                       size_t column)
{
    const char *cell = table_cell(table, row, column);
    struct area *area =
        cell == NULL ? NULL : hashmap_get_text(loading->reference->area_by_iso3, cell);

    if (cell != NULL && area == NULL)
        table_problem(loading, table, row, column, PROBLEM_UNKNOWN_AREA,
                      "areas.csv has no such iso3");
    return area;
}
