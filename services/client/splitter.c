#include "client/splitter.h"
#include "base/text.h"
#include "wire/limits.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct splitter {
    struct splitter_options options;
    size_t next_file;
    FILE *in; /* of the file that is being read */
    const char *file;
    struct reader *reader;
    struct part *part; /* being filled */
    unsigned made;     /* parts given away */
    bool several;
    int64_t done, total; /* bytes of the files before this one; of all */
};

void part_destroy(struct part *part)
{
    if (part == NULL)
        return;
    arena_destroy(part->arena);
    free(part->rows);
    free(part->problems);
    free(part);
}

/* Bytes of all files, 0 if one of them has no size. */
static int64_t total_bytes(const struct splitter_options *options)
{
    int64_t total = 0;

    for (size_t i = 0; i < options->n_files; i++) {
        struct stat known;
        if (stat(options->files[i], &known) != 0 || !S_ISREG(known.st_mode))
            return 0;
        total += known.st_size;
    }
    return total;
}

struct splitter *splitter_create(const struct splitter_options *options)
{
    struct splitter *splitter = xcalloc(1, sizeof *splitter);

    splitter->options = *options;
    splitter->several = options->n_files > 1;
    splitter->total = total_bytes(options);
    return splitter;
}

static void close_file(struct splitter *splitter)
{
    reader_destroy(splitter->reader);
    splitter->reader = NULL;
    if (splitter->in == NULL)
        return;
    int64_t at = ftello(splitter->in);
    splitter->done += at > 0 ? at : 0;
    if (splitter->in != stdin)
        fclose(splitter->in);
    splitter->in = NULL;
}

void splitter_destroy(struct splitter *splitter)
{
    if (splitter == NULL)
        return;
    close_file(splitter);
    part_destroy(splitter->part);
    free(splitter);
}

static struct part *part_create(const char *file)
{
    struct part *part = xcalloc(1, sizeof *part);

    part->file = file;
    part->arena = arena_create(0);
    return part;
}

static enum status open_file(struct splitter *splitter, struct error *err)
{
    const struct splitter_options *options = &splitter->options;
    struct reader_options how = {options->files[splitter->next_file++], options->has_kind,
                                 options->kind};

    splitter->file = how.name;
    splitter->in = strcmp(how.name, "-") == 0 ? stdin : fopen(how.name, "rb");
    if (splitter->in == NULL)
        return error_set(err, STATUS_FAILED, "cannot open '%s': %s", how.name, strerror(errno));
    enum status status = reader_open(splitter->in, &how, &splitter->reader, err);
    if (status != STATUS_OK)
        error_prefix(err, "%s: ", how.name);
    return status;
}

static size_t record_bytes(const struct record *record)
{
    size_t n = kind_table(record->kind)->n_fields, bytes = 16;

    for (size_t i = 0; i < n; i++)
        bytes += record->values[i].text == NULL ? 0 : record->values[i].len + 4;
    return bytes;
}

/* What the collector's limits on messages would refuse together with all other rows is refused
 * here, alone. */
static void check_limits(struct reader_row *row, struct arena *arena)
{
    const struct kind_table *table = kind_table(row->record.kind);

    for (size_t f = 0; f < table->n_fields; f++) {
        struct value value = row->record.values[f];
        size_t codes = 1;
        const char *said = NULL;

        if (value.text == NULL)
            continue;
        for (size_t i = 0; table->fields[f].type == FIELD_CODES && i < value.len; i++)
            codes += value.text[i] == ';';
        if (value.len > WIRE_TEXT_BYTES_MAX)
            said = "the text is over 64 KiB; shorten it";
        else if (codes > WIRE_LIST_CODES_MAX)
            said = "the list has over 64 codes; is it one?";
        if (said == NULL)
            continue;
        struct problem *grown = arena_xalloc(arena, (row->n_problems + 1) * sizeof *grown);
        if (row->n_problems > 0)
            memcpy(grown, row->problems, row->n_problems * sizeof *grown);
        grown[row->n_problems++] = (struct problem){
            row->row, table->fields[f].name,
            arena_textn(arena, value.text, text_cut(value.text, value.len, 100)), "too_long", said};
        row->problems = grown;
        row->usable = false;
    }
}

static struct record copy_record(const struct record *record, struct arena *arena)
{
    size_t n = kind_table(record->kind)->n_fields;
    struct record copy = {record->kind, record->row, arena_xalloc(arena, n * sizeof *copy.values)};

    for (size_t i = 0; i < n; i++) {
        copy.values[i] = record->values[i];
        if (copy.values[i].text != NULL)
            copy.values[i].text = arena_textn(arena, record->values[i].text, record->values[i].len);
    }
    return copy;
}

static void add_row(struct part *part, struct record record)
{
    if (part->n_rows == part->capacity) {
        part->capacity = part->capacity == 0 ? 64 : part->capacity * 2;
        part->rows = xreallocarray(part->rows, part->capacity, sizeof *part->rows);
    }
    part->bytes += record_bytes(&record);
    part->rows[part->n_rows++] = record;
}

static void add_problems(struct part *part, const struct reader_row *row)
{
    for (size_t i = 0; i < row->n_problems; i++) {
        if (part->n_problems == part->problem_capacity) {
            part->problem_capacity = part->problem_capacity == 0 ? 16 : part->problem_capacity * 2;
            part->problems =
                xreallocarray(part->problems, part->problem_capacity, sizeof *part->problems);
        }
        const struct problem *said = &row->problems[i];
        part->problems[part->n_problems++] = (struct problem){
            said->row, arena_text(part->arena, said->field), arena_text(part->arena, said->value),
            said->code, arena_text(part->arena, said->message)};
    }
    part->n_unreadable++;
}

static bool has_room(const struct part *part, const struct reader_row *row)
{
    if (part->n_rows + part->n_unreadable >= SUBMISSION_ROWS_MAX)
        return false;
    return !row->usable || part->n_rows == 0
           || part->bytes + record_bytes(&row->record) <= PART_BYTES_MAX;
}

static void take_row(struct part *part, const struct reader_row *row, bool foreign)
{
    if (!row->usable)
        add_problems(part, row);
    else
        add_row(part, foreign ? copy_record(&row->record, part->arena) : row->record);
}

/* Give the filled part its id and hand it out. */
static enum status give_part(struct splitter *splitter, struct part *next, struct part **ret,
                             struct error *err)
{
    struct part *part = splitter->part;
    int size;

    splitter->part = next;
    part->several = splitter->several;
    splitter->made++;
    if (splitter->several)
        size = snprintf(part->id, sizeof part->id, "%s.%04u", splitter->options.id, splitter->made);
    else
        size = snprintf(part->id, sizeof part->id, "%s", splitter->options.id);
    if ((size_t)size >= sizeof part->id) {
        part_destroy(part);
        return error_set(err, STATUS_INVALID,
                         "the id '%s' is too long to number the parts; use at most %d characters",
                         splitter->options.id, SUBMISSION_ID_MAX - PART_SUFFIX_MAX);
    }
    *ret = part;
    return STATUS_OK;
}

static void pass_warnings(struct splitter *splitter)
{
    for (const char *said; (said = reader_warning(splitter->reader)) != NULL;)
        splitter->options.warn(splitter->options.warn_self, splitter->file, said);
}

/* Read rows until the part is full (then *full holds the row that starts the next one) or the file
 * ends. */
static enum status fill_part(struct splitter *splitter, struct part **next, struct error *err)
{
    struct reader_row row;

    for (;;) {
        struct part *part = splitter->part;
        enum status status = reader_next(splitter->reader, part->arena, &row, err);
        if (status != STATUS_OK)
            error_prefix(err, "%s: ", splitter->file);
        if (status == STATUS_OK && row.usable)
            check_limits(&row, part->arena);
        pass_warnings(splitter);
        if (status != STATUS_OK)
            return status;
        if (row.end) {
            close_file(splitter);
            return STATUS_OK;
        }
        if (has_room(part, &row)) {
            take_row(part, &row, false);
            continue;
        }
        *next = part_create(splitter->file);
        take_row(*next, &row, true);
        splitter->several = true;
        return STATUS_OK;
    }
}

enum status splitter_next(struct splitter *splitter, struct part **ret, struct error *err)
{
    *ret = NULL;
    for (;;) {
        struct part *next = NULL;
        enum status status = STATUS_OK;
        if (splitter->reader == NULL) {
            if (splitter->next_file == splitter->options.n_files)
                return STATUS_OK;
            status = open_file(splitter, err);
        }
        if (status == STATUS_OK && splitter->part == NULL)
            splitter->part = part_create(splitter->file);
        if (status == STATUS_OK)
            status = fill_part(splitter, &next, err);
        if (status != STATUS_OK)
            return status;
        if (splitter->part->n_rows + splitter->part->n_unreadable > 0)
            return give_part(splitter, next, ret, err);
        part_destroy(splitter->part);
        splitter->part = NULL;
    }
}

void splitter_progress(const struct splitter *splitter, int64_t *done, int64_t *total)
{
    int64_t at = splitter->in == NULL ? 0 : ftello(splitter->in);

    *done = splitter->done + (at > 0 ? at : 0);
    *total = splitter->total;
}
