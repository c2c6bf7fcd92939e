/* roundtable show changes, show cutoff: what was recorded, and up to when. */
#include "base/clock.h"
#include "client/show.h"
#include "wire/limits.h"
#include <string.h>

static const struct setting changes_table[] = {
    {.name = "since",
     .type = SETTING_TEXT,
     .placeholder = "TIME",
     .required = true,
     .meaning = "What was recorded after this UTC time, such as 2016-05-01T00:00:00Z"},
    {.name = "kind",
     .type = SETTING_TEXT,
     .placeholder = "KIND",
     .meaning = "Only facts of this kind, such as law"},
    {.name = "limit",
     .type = SETTING_INT,
     .min = 1,
     .max = WIRE_FACTS_MAX,
     .fallback = "5000",
     .meaning = "How many changes at most, oldest first"},
    SETTING_AS_KNOWN_AT,
    SETTING_OUTPUT_FORMAT,
    SETTING_AGGREGATOR,
    SETTING_TIMEOUT("30s"),
};
static const struct settings_program changes_program = {
    .name = "roundtable show changes",
    .summary = "Show what was recorded since a time, fact by fact.",
    .table = changes_table,
    .count = sizeof changes_table / sizeof *changes_table,
};
static const struct setting cutoff_table[] = {
    SETTING_AS_KNOWN_AT,
    SETTING_OUTPUT_FORMAT,
    SETTING_AGGREGATOR,
    SETTING_TIMEOUT("10s"),
};
static const struct settings_program cutoff_program = {
    .name = "roundtable show cutoff",
    .summary = "Show the newest published cutoff: what was recorded up to it can be read.",
    .table = cutoff_table,
    .count = sizeof cutoff_table / sizeof *cutoff_table,
};

static const char *what_name(enum change_what what)
{
    switch (what) {
    case CHANGE_INSERTED: return "inserted";
    case CHANGE_REVISED: return "revised";
    case CHANGE_ENDED: return "ended";
    }
    return "unknown";
}

/* The record as "field=value; field=value"; of a revision only what differs from other. */
static const char *describe(const struct record *record, const struct record *other,
                            struct buffer *text)
{
    buffer_clear(text);
    if (record == NULL)
        return NULL;
    const struct kind_table *table = kind_table(record->kind);
    for (size_t f = 0; f < table->n_fields; f++) {
        const char *value = record->values[f].text;
        const char *before =
            other == NULL || other->kind != record->kind ? NULL : other->values[f].text;
        bool same = value != NULL && before != NULL && strcmp(value, before) == 0;
        if (value == NULL || (same && !table->fields[f].key))
            continue;
        buffer_printf(text, "%s%s=%s", text->used == 0 ? "" : "; ", table->fields[f].name, value);
    }
    return buffer_text(text);
}

static void print_changes(const struct command_io *io, enum output_format format,
                          const struct answer *answer)
{
    static const struct sheet_column columns[] = {
        {"recorded_at", false}, {"kind", false}, {"change", false}, {"organization", false},
        {"submission", false},  {"row", true},   {"before", false}, {"after", false}};
    OWNED(sheet) sheet = sheet_create(io->out, format, columns, sizeof columns / sizeof *columns);
    SCOPED(buffer) text = {0};
    char time[CLOCK_TEXT_SIZE];

    clock_format(answer->cutoff_us, time);
    sheet_head(sheet, "cutoff", time);
    for (size_t i = 0; i < answer->changes.n; i++) {
        const struct change *change = &answer->changes.changes[i];
        const struct record *either = change->after != NULL ? change->after : change->before;
        clock_format(change->provenance.recorded_us, time);
        sheet_cell(sheet, time);
        sheet_cell(sheet, either == NULL ? NULL : kind_table(either->kind)->name);
        sheet_cell(sheet, what_name(change->what));
        sheet_cell(sheet, change->provenance.organization);
        sheet_cell(sheet, change->provenance.submission_id);
        sheet_cell_int(sheet, change->provenance.row);
        sheet_cell(sheet, describe(change->before, change->after, &text));
        sheet_cell(sheet, describe(change->after, change->before, &text));
    }
    sheet_end(sheet);
}

static int run_changes(const struct command_io *io, const struct settings *settings)
{
    OWNED(exchange) exchange = NULL;
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    const char *kind = settings_text(settings, "kind");
    const struct kind_table *table = kind == NULL ? NULL : kind_by_name(kind);
    struct ask ask = {.question = QUESTION_CHANGES,
                      .changes = {.since = settings_text(settings, "since"),
                                  .has_kind = table != NULL,
                                  .kind = table == NULL ? 0 : table->kind,
                                  .limit = (uint32_t)settings_int(settings, "limit")}};
    struct answer answer;

    if (kind != NULL && table == NULL)
        return command_usage(io, "--kind: there is no kind '%s'", kind);
    int code = show_open(io, settings, &exchange);
    if (code == COMMAND_DONE)
        code = show_ask(io, settings, exchange, &ask, arena, &answer);
    if (code != COMMAND_DONE)
        return code;
    print_changes(io, show_format(settings), &answer);
    if (answer.changes.more)
        fputs("there are more changes; ask again with --since the last one's time\n", io->err);
    return COMMAND_DONE;
}

static int run_cutoff(const struct command_io *io, const struct settings *settings)
{
    static const struct sheet_column columns[] = {{"cutoff", false}, {"reference_version", true}};
    OWNED(exchange) exchange = NULL;
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    OWNED(sheet) sheet = NULL;
    struct ask ask = {.question = QUESTION_NEWEST_CUTOFF};
    struct answer answer;
    char cutoff[CLOCK_TEXT_SIZE];

    int code = show_open(io, settings, &exchange);
    if (code == COMMAND_DONE)
        code = show_ask(io, settings, exchange, &ask, arena, &answer);
    if (code != COMMAND_DONE)
        return code;
    clock_format(answer.cutoff_us, cutoff);
    if (show_format(settings) == OUTPUT_TABLE) {
        fprintf(io->out, "%s\n", cutoff); /* alone, for $(roundtable show cutoff) */
        return COMMAND_DONE;
    }
    sheet = sheet_create(io->out, show_format(settings), columns, 2);
    sheet_cell(sheet, cutoff);
    sheet_cell_int(sheet, (int64_t)answer.reference_version);
    sheet_end(sheet);
    return COMMAND_DONE;
}

const struct command show_changes = {
    .name = "changes",
    .summary = "What was recorded since a time, fact by fact.",
    .examples = "  roundtable show changes --since 2016-05-01T00:00:00Z\n"
                "  roundtable show changes --since 2016-05-01 --kind law --format json\n",
    .program = &changes_program,
    .run = run_changes,
};
const struct command show_cutoff = {
    .name = "cutoff",
    .summary = "The newest published cutoff.",
    .examples = "  roundtable show cutoff\n"
                "  roundtable report 2016-stockholm --as-known-at $(roundtable show cutoff)\n",
    .program = &cutoff_program,
    .run = run_cutoff,
};
