/* reader_sdmx - SDMX-CSV 1.0 and 2.0 as data warehouses export it: columns "REF_AREA:Geographic
 * area", cells "AFG: Afghanistan". Gives observations. The one thing that must not happen here is
 * that a part of a population is taken for all of it: a row with a value in a breakdown that
 * observations don't have is refused. */
#include "client/reader_form.h"
#include <stdlib.h>
#include <string.h>

enum column_use {
    USE_FIELD,      /* the field of that number */
    USE_FOOTNOTE,   /* joined into footnote */
    USE_REMARK,     /* appended to footnote as "NAME: text" */
    USE_ACTION,     /* SDMX-CSV 2.0: what to do with the row */
    USE_MULTIPLIER, /* power of ten */
    USE_DIMENSION,  /* a breakdown we don't have: only the total passes */
    USE_ATTRIBUTE,  /* not kept, and named */
    USE_STRUCTURE   /* says nothing about the value */
};

struct column {
    char *name; /* its id */
    enum column_use use;
    int field;
    bool coded; /* a cell may carry a label behind its code */
};

struct sdmx_form {
    struct reader *reader; /* borrowed: it owns this */
    struct csv_reader *csv;
    struct column *columns;
    size_t n_columns;
    char **names; /* the columns' ids again, for csv_row_shape; owns them */
    bool remark_dropped;
};

struct known {
    const char *id;
    enum column_use use;
};

/* Concepts of UNICEF, SDG and cross-domain structures that are no field: those are in model/kind.h.
 */
static const struct known known_columns[] = {
    {"UNIT_MULTIPLIER", USE_MULTIPLIER},
    {"UNIT_MULT", USE_MULTIPLIER},
    {"ACTION", USE_ACTION},
    {"COVERAGE_TIME", USE_REMARK},
    {"SOURCE_LINK", USE_REMARK},
    {"TIME_PERIOD_METHOD", USE_REMARK},
    {"REF_PERIOD", USE_REMARK},
    {"SHORT_SOURCE", USE_REMARK},
    {"COMMENT_TS", USE_REMARK},
    {"DATAFLOW", USE_STRUCTURE},
    {"STRUCTURE", USE_STRUCTURE},
    {"STRUCTURE_ID", USE_STRUCTURE},
    {"STRUCTURE_NAME", USE_STRUCTURE},
    {"SERIES_KEY", USE_STRUCTURE},
    {"OBS_KEY", USE_STRUCTURE},
    {"FREQ", USE_STRUCTURE},
    {"DECIMALS", USE_STRUCTURE},
    {"TIME_FORMAT", USE_STRUCTURE},
    {"REPORTING_TYPE", USE_ATTRIBUTE},
    {"CUSTODIAN", USE_ATTRIBUTE},
    {"HEAD_OF_HOUSE", USE_DIMENSION},
    {"MATERNAL_EDU_LVL", USE_DIMENSION},
    {"MOTHER_AGE", USE_DIMENSION},
    {"ETHNIC_GROUP", USE_DIMENSION},
    {"COMPOSITE_BREAKDOWN", USE_DIMENSION},
    {"CUST_BREAKDOWN", USE_DIMENSION},
};

/* "REF_AREA:Geographic area" and "REF_AREA: Geographic area" are REF_AREA. */
static struct text_span column_id(const char *text, size_t size)
{
    struct text_span id = text_trim(text, size);
    const char *colon = memchr(id.start, ':', id.size);

    return colon == NULL ? id : text_trim(id.start, (size_t)(colon - id.start));
}

static bool header_has(const struct csv_record *header, const char *id)
{
    for (size_t i = 0; i < header->count; i++)
        if (text_span_equal(column_id(header->fields[i].start, header->fields[i].size), id))
            return true;
    return false;
}

bool form_is_sdmx(const struct csv_record *header)
{
    struct text_span first = column_id(header->fields[0].start, header->fields[0].size);

    return text_span_equal(first, "DATAFLOW") || text_span_equal(first, "STRUCTURE")
           || (header_has(header, "REF_AREA") && header_has(header, "OBS_VALUE"));
}

/* What an unknown column is, by its place: SDMX-CSV 1.0 puts the dimensions before OBS_VALUE and
 * the attributes behind it. A footnote is one anywhere. */
static struct column classify(char *id, bool value_seen)
{
    size_t size = strlen(id);

    for (size_t i = 0; i < sizeof known_columns / sizeof *known_columns; i++)
        if (text_equal_ignoring_case(id, known_columns[i].id))
            return (struct column){.name = id, .use = known_columns[i].use};
    if (size >= 8 && text_equal_ignoring_case(id + size - 8, "FOOTNOTE"))
        return (struct column){.name = id, .use = USE_FOOTNOTE};
    int field = kind_field_by_column(kind_table(KIND_OBSERVATION), id);
    if (field == OBS_FOOTNOTE)
        return (struct column){.name = id, .use = USE_FOOTNOTE};
    if (field >= 0)
        return (struct column){.name = id, .use = USE_FIELD, .field = field};
    return (struct column){.name = id, .use = value_seen ? USE_ATTRIBUTE : USE_DIMENSION};
}

static bool is_coded(const struct column *column)
{
    if (column->use == USE_FIELD) {
        enum field_type type = kind_table(KIND_OBSERVATION)->fields[column->field].type;
        return type == FIELD_AREA || type == FIELD_INDICATOR || type == FIELD_CODE;
    }
    return column->use == USE_DIMENSION || column->use == USE_ACTION
           || column->use == USE_MULTIPLIER;
}

/* A second column for a field that has one already: if it is a breakdown, only its total may pass.
 */
static void demote_if_taken(struct column *column, bool *taken)
{
    if (column->use != USE_FIELD)
        return;
    if (taken[column->field])
        column->use = column->field >= OBS_SEX && column->field <= OBS_VULNERABILITY
                          ? USE_DIMENSION
                          : USE_ATTRIBUTE;
    taken[column->field] = true;
}

/* "AFG: Afghanistan" is AFG; a code has letters, digits and _ @ $ - + . only. */
static struct text_span without_label(struct text_span cell)
{
    size_t code = 0;

    while (code < cell.size && cell.start[code] != '\0'
           && strchr("_@$-+.ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                     cell.start[code])
                  != NULL)
        code++;
    bool labelled = code > 0 && code < cell.size && cell.start[code] == ':'
                    && (code + 1 == cell.size || cell.start[code + 1] == ' ');
    return labelled ? (struct text_span){cell.start, code} : cell;
}

/* Line breaks and tabs of quoted cells become a space: what describes an observation is one line.
 */
static struct text_span one_line(struct arena *arena, struct text_span cell)
{
    char *text = arena_textn(arena, cell.start, cell.size);
    size_t used = 0;

    for (size_t i = 0; i < cell.size; i++) {
        char c = cell.start[i];
        c = c == '\r' || c == '\n' || c == '\t' ? ' ' : c;
        if (c != ' ' || used == 0 || text[used - 1] != ' ')
            text[used++] = c;
    }
    text[used] = '\0';
    return text_trim(text, used);
}

static void check_action(struct reader_row *row, struct arena *arena, const struct column *column,
                         struct text_span cell)
{
    if (cell.size == 0)
        return;
    if (text_span_equal(cell, "D"))
        row_problem(
            row, arena, column->name, cell.start, "delete",
            "rows can't be deleted; send a submission that replaces the earlier one and lacks"
            " the row");
    else if (cell.size != 1 || strchr("IARM", cell.start[0]) == NULL)
        row_problem(row, arena, column->name, cell.start, "unknown_action",
                    "the action is none of I, A, R and M");
}

static void check_dimension(struct reader_row *row, struct arena *arena,
                            const struct column *column, struct text_span cell)
{
    if (cell.size == 0 || text_span_equal(cell, "_T") || text_span_equal(cell, "_Z"))
        return;
    row_problem(row, arena, column->name, cell.start, "breakdown",
                "the value is about a part of the population that observations have no field for;"
                " only the total (_T) can be sent");
}

static void check_multiplier(struct reader_row *row, struct arena *arena,
                             const struct column *column, struct text_span cell)
{
    if (cell.size > 0 && !text_span_equal(cell, "0"))
        row_problem(row, arena, column->name, cell.start, "multiplier",
                    "the value is given in another power of ten; write it out and leave %s 0",
                    column->name);
}

/* Join text to the footnote, with the column's name before it if it is a remark. A remark that
 * would make the footnote too long is left out, and said so once. */
static void add_footnote(struct sdmx_form *form, struct reader_row *row, struct arena *arena,
                         const struct column *column, struct text_span text)
{
    const struct field *field = &kind_table(KIND_OBSERVATION)->fields[OBS_FOOTNOTE];
    struct value *footnote = &row->record.values[OBS_FOOTNOTE];
    bool remark = column->use == USE_REMARK;

    if (text.size == 0)
        return;
    char *joined = arena_printf(arena, "%s%s%s%s%.*s", footnote->text == NULL ? "" : footnote->text,
                                footnote->text == NULL ? "" : "; ", remark ? column->name : "",
                                remark ? ": " : "", (int)text.size, text.start);
    if (remark && field->max_bytes > 0 && strlen(joined) > field->max_bytes) {
        if (!form->remark_dropped)
            form->reader->pending = "some texts that describe a value are left out, because its"
                                    " footnote would become too long";
        form->remark_dropped = true;
        return;
    }
    footnote->text = joined;
    footnote->len = (uint32_t)strlen(joined);
}

static void set_field(struct reader_row *row, struct arena *arena, const struct column *column,
                      struct text_span cell)
{
    if (column->field == OBS_VALUE && text_span_equal(cell, "NaN"))
        return; /* SDMX's way to say that there is no value */
    row_set(row, arena, column->field, cell);
}

static void take_cell(struct sdmx_form *form, struct reader_row *row, struct arena *arena,
                      const struct column *column, struct text_span cell)
{
    switch (column->use) {
    case USE_FIELD: set_field(row, arena, column, cell); break;
    case USE_FOOTNOTE:
    case USE_REMARK: add_footnote(form, row, arena, column, cell); break;
    case USE_ACTION: check_action(row, arena, column, cell); break;
    case USE_MULTIPLIER: check_multiplier(row, arena, column, cell); break;
    case USE_DIMENSION: check_dimension(row, arena, column, cell); break;
    case USE_ATTRIBUTE:
        if (cell.size > 0)
            strangers_add(&form->reader->strangers, column->name);
        break;
    case USE_STRUCTURE: break;
    }
}

static enum status sdmx_next(void *state, struct arena *arena, struct reader_row *ret,
                             struct error *err)
{
    struct sdmx_form *form = state;
    const struct csv_record *record;

    enum status status = csv_row_next(form->csv, KIND_OBSERVATION, form->names, form->n_columns,
                                      arena, ret, &record, err);
    for (size_t i = 0; record != NULL && i < form->n_columns; i++) {
        struct text_span cell = one_line(arena, record->fields[i]);
        if (form->columns[i].coded)
            cell = text_span_of(
                arena_textn(arena, without_label(cell).start, without_label(cell).size));
        take_cell(form, ret, arena, &form->columns[i], cell);
    }
    return status;
}

static void sdmx_destroy(void *state)
{
    struct sdmx_form *form = state;

    csv_reader_destroy(form->csv);
    csv_names_free(form->names, form->n_columns);
    free(form->columns);
    free(form);
}

/* The fields without which no row could be an observation. */
static enum status check_header(const struct sdmx_form *form, struct error *err)
{
    static const struct {
        int field;
        const char *column;
    } needed[] = {{OBS_REF_AREA, "REF_AREA"},
                  {OBS_INDICATOR, "INDICATOR"},
                  {OBS_TIME_PERIOD, "TIME_PERIOD"},
                  {OBS_VALUE, "OBS_VALUE"}};

    for (size_t n = 0; n < sizeof needed / sizeof *needed; n++) {
        bool found = false;
        for (size_t i = 0; i < form->n_columns && !found; i++)
            found = form->columns[i].use == USE_FIELD && form->columns[i].field == needed[n].field;
        if (!found)
            return error_set(
                err, STATUS_INVALID,
                "an SDMX-CSV file of observations needs a column %s, which is not there",
                needed[n].column);
    }
    return STATUS_OK;
}

enum status form_open_sdmx(struct reader *reader, struct csv_reader *csv,
                           const struct csv_record *header, struct error *err)
{
    static const struct form sdmx_form = {sdmx_next, sdmx_destroy};
    struct sdmx_form *form = xcalloc(1, sizeof *form);
    bool value_seen = false, taken[FIELD_MAX] = {false};

    form->reader = reader;
    form->n_columns = header->count;
    form->columns = xcalloc(header->count, sizeof *form->columns);
    form->names = xcalloc(header->count, sizeof *form->names);
    for (size_t i = 0; i < header->count; i++) {
        struct text_span id = column_id(header->fields[i].start, header->fields[i].size);
        form->names[i] = xstrndup(id.start, id.size);
        form->columns[i] = classify(form->names[i], value_seen);
        demote_if_taken(&form->columns[i], taken);
        form->columns[i].coded = is_coded(&form->columns[i]);
        value_seen |= strcmp(form->names[i], "OBS_VALUE") == 0;
    }
    enum status status = check_header(form, err);
    if (status != STATUS_OK) {
        sdmx_destroy(form); /* csv is still the caller's */
        return status;
    }
    form->csv = csv;
    reader->form = &sdmx_form;
    reader->state = form;
    snprintf(reader->form_name, sizeof reader->form_name, "observations (SDMX-CSV %s)",
             strcmp(form->names[0], "STRUCTURE") == 0 ? "2.0" : "1.0");
    return STATUS_OK;
}
