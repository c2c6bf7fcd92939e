/* roundtable admin reference: load the reference data from a folder, show what is loaded, write it
 * back to a folder. */
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "client/admin.h"
#include "client/receipt_print.h"
#include "client/show.h"
#include "wire/limits.h"
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct setting load_table[] = {SETTING_AGGREGATOR, SETTING_TIMEOUT("2m")};
static const struct setting show_table[] = {SETTING_AS_KNOWN_AT, SETTING_OUTPUT_FORMAT,
                                            SETTING_AGGREGATOR, SETTING_TIMEOUT("30s")};
static const struct settings_program load_program = {
    .name = "roundtable admin reference load",
    .summary = "Load the CSV files of a folder and of its folder codelists: all or nothing.",
    .arguments = "DIR",
    .min_arguments = 1,
    .max_arguments = 1,
    .table = load_table,
    .count = sizeof load_table / sizeof *load_table,
};
static const struct settings_program show_program = {
    .name = "roundtable admin reference show",
    .summary = "Show which reference data are loaded.",
    .table = show_table,
    .count = sizeof show_table / sizeof *show_table,
};
static const struct settings_program export_program = {
    .name = "roundtable admin reference export",
    .summary = "Write the reference data into a folder, as they were loaded.",
    .arguments = "DIR",
    .min_arguments = 1,
    .max_arguments = 1,
    .table = show_table,
    .count = sizeof show_table / sizeof *show_table,
};

/* The files of a folder, in order of name; names and contents live in arena. */
struct folder {
    struct arena *arena;
    struct reference_file files[WIRE_FILES_MAX];
    size_t n;
};

static bool is_csv(const char *name)
{
    size_t size = strlen(name);

    return size > 4 && name[0] != '.' && strcmp(name + size - 4, ".csv") == 0;
}

static enum status add_file(struct folder *folder, const char *dir, const char *prefix,
                            const char *name, struct error *err)
{
    SCOPED(buffer) content = {0};
    OWNED_TEXT path = xasprintf("%s/%s%s", dir, prefix, name);

    if (folder->n == WIRE_FILES_MAX)
        return error_set(err, STATUS_INVALID, "'%s' has over %d CSV files", dir, WIRE_FILES_MAX);
    enum status status = file_read(path, WIRE_FILE_BYTES_MAX, &content, err);
    if (status != STATUS_OK)
        return status;
    folder->files[folder->n++] = (struct reference_file){
        .name = arena_printf(folder->arena, "%s%s", prefix, name),
        .content = (const uint8_t *)arena_textn(
            folder->arena, content.used == 0 ? "" : (char *)content.bytes, content.used),
        .size = content.used};
    return STATUS_OK;
}

static enum status add_folder(struct folder *folder, const char *dir, const char *prefix,
                              struct error *err)
{
    OWNED_TEXT path = xasprintf("%s/%s", dir, prefix);
    struct dirent **entries;
    enum status status = STATUS_OK;

    int n = scandir(path, &entries, NULL, alphasort);
    if (n < 0)
        return error_set(err, STATUS_FAILED, "cannot read '%s': %s", path, strerror(errno));
    for (int i = 0; i < n; i++) {
        if (status == STATUS_OK && is_csv(entries[i]->d_name))
            status = add_file(folder, dir, prefix, entries[i]->d_name, err);
        free(entries[i]);
    }
    free(entries);
    return status;
}

static void print_problems(const struct command_io *io, const struct problems *problems)
{
    /* field is "file:column": then the row is that of the file */
    for (size_t i = 0; i < problems->n_listed; i++) {
        struct problem said = problems->listed[i];
        const char *colon = said.field == NULL ? NULL : strchr(said.field, ':');
        OWNED_TEXT file = colon == NULL ? xstrdup(said.field == NULL ? "" : said.field)
                                        : xstrndup(said.field, (size_t)(colon - said.field));
        said.field = colon == NULL ? NULL : colon + 1;
        problem_print(io->out, file, &said);
    }
    if (problems->count > problems->n_listed)
        fprintf(io->out, "and %zu more problems\n", problems->count - problems->n_listed);
    fputs("nothing was loaded\n", io->err);
}

static int send_folder(const struct command_io *io, const struct settings *settings,
                       struct folder *folder)
{
    OWNED(exchange) exchange = NULL;
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message request = {.kind = MESSAGE_REFERENCE_LOAD,
                              .reference_load = {folder->files, folder->n}};
    struct message answer;
    struct error err;

    int code = show_open(io, settings, &exchange);
    if (code != COMMAND_DONE)
        return code;
    if (exchange_ask(exchange, &request, MESSAGE_REFERENCE_LOADED, arena, &answer, &err)
        != STATUS_OK)
        return command_failed(io, &err);
    const struct reference_loaded *loaded = &answer.reference_loaded;
    if (loaded->problems.count > 0) {
        print_problems(io, &loaded->problems);
        return COMMAND_REFUSED;
    }
    fprintf(io->out, "reference data, version %" PRIu64 "%s\n", loaded->version,
            loaded->unchanged ? ": unchanged" : ": loaded");
    return COMMAND_DONE;
}

static int run_load(const struct command_io *io, const struct settings *settings)
{
    struct folder *folder = xcalloc(1, sizeof *folder);
    const char *dir = settings_argument(settings, 0);
    struct error err;

    folder->arena = arena_create(0);
    enum status status = add_folder(folder, dir, "", &err);
    if (status == STATUS_OK)
        status = add_folder(folder, dir, "codelists/", &err);
    int code =
        status == STATUS_OK ? send_folder(io, settings, folder) : command_usage(io, "%s", err.text);
    arena_destroy(folder->arena);
    free(folder);
    return code;
}

static int fetch_set(const struct command_io *io, const struct settings *settings,
                     struct arena *arena, struct reference_set *ret)
{
    OWNED(exchange) exchange = NULL;
    struct message request = {.kind = MESSAGE_REFERENCE_QUERY,
                              .reference_query = {0, settings_text(settings, "as-known-at")}};
    struct message answer;
    struct error err;

    int code = show_open(io, settings, &exchange);
    if (code != COMMAND_DONE)
        return code;
    if (exchange_ask(exchange, &request, MESSAGE_REFERENCE, arena, &answer, &err) != STATUS_OK)
        return command_failed(io, &err);
    *ret = answer.reference;
    return COMMAND_DONE;
}

static void set_json(const struct command_io *io, const struct reference_set *set,
                     const char *digest)
{
    SCOPED(buffer) text = {0};
    struct json_writer json;

    show_json_begin(&json, &text);
    json_key_text(&json, "digest", digest);
    json_key(&json, "files");
    json_begin_array(&json);
    for (size_t i = 0; i < set->n_files; i++) {
        json_begin_object(&json);
        json_key_int(&json, "bytes", (int64_t)set->files[i].size);
        json_key_text(&json, "name", set->files[i].name);
        json_end_object(&json);
    }
    json_end_array(&json);
    show_json_time(&json, "recorded_at", set->recorded_us);
    json_key_int(&json, "version", (int64_t)set->version);
    show_json_end(&json, io);
}

static int run_show(const struct command_io *io, const struct settings *settings)
{
    static const struct sheet_column columns[] = {{"name", false}, {"bytes", true}};
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    OWNED(sheet) sheet = NULL;
    struct reference_set set = {0};
    char digest[2 * sizeof set.digest + 1];

    int code = fetch_set(io, settings, arena, &set);
    if (code != COMMAND_DONE)
        return code;
    text_hex_encode(set.digest, sizeof set.digest, digest);
    if (show_format(settings) == OUTPUT_JSON) {
        set_json(io, &set, digest);
        return COMMAND_DONE;
    }
    if (show_format(settings) == OUTPUT_TABLE)
        fprintf(io->out, "version %" PRIu64 "\ndigest  %s\n", set.version, digest);
    sheet = sheet_create(io->out, show_format(settings), columns, 2);
    for (size_t i = 0; i < set.n_files; i++) {
        sheet_cell(sheet, set.files[i].name);
        sheet_cell_int(sheet, (int64_t)set.files[i].size);
    }
    sheet_end(sheet);
    return COMMAND_DONE;
}

/* Only names that stay inside the folder: "areas.csv", "codelists/sex.csv". */
static bool name_is_safe(const char *name)
{
    const char *base = text_starts_with(name, "codelists/") ? name + strlen("codelists/") : name;

    return is_csv(base) && strspn(base, "abcdefghijklmnopqrstuvwxyz0123456789_-.") == strlen(base);
}

static int run_export(const struct command_io *io, const struct settings *settings)
{
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    const char *dir = settings_argument(settings, 0);
    OWNED_TEXT codelists = xasprintf("%s/codelists", dir);
    struct reference_set set = {0};
    struct error err;

    int code = fetch_set(io, settings, arena, &set);
    if (code != COMMAND_DONE)
        return code;
    if ((mkdir(dir, 0755) != 0 && errno != EEXIST)
        || (mkdir(codelists, 0755) != 0 && errno != EEXIST))
        return command_usage(io, "cannot make the folder '%s': %s", codelists, strerror(errno));
    for (size_t i = 0; i < set.n_files; i++) {
        const struct reference_file *file = &set.files[i];
        OWNED_TEXT path = xasprintf("%s/%s", dir, file->name);
        if (!name_is_safe(file->name))
            return command_usage(io, "the aggregator sent a file named '%s', which is not written",
                                 file->name);
        if (file_write_atomically(path, file->content, file->size, 0644, &err) != STATUS_OK)
            return command_usage(io, "%s", err.text);
    }
    fprintf(io->out, "reference data, version %" PRIu64 ": %zu files written to %s\n", set.version,
            set.n_files, dir);
    return COMMAND_DONE;
}

static const struct command reference_load = {
    .name = "load",
    .summary = "Load the reference data from a folder.",
    .examples = "  roundtable admin reference load deploy/reference\n",
    .program = &load_program,
    .run = run_load,
};
static const struct command reference_show = {
    .name = "show",
    .summary = "Show which reference data are loaded.",
    .examples = "  roundtable admin reference show\n"
                "  roundtable admin reference show --format json\n",
    .program = &show_program,
    .run = run_show,
};
static const struct command reference_export = {
    .name = "export",
    .summary = "Write the reference data into a folder.",
    .examples = "  roundtable admin reference export /tmp/reference\n",
    .program = &export_program,
    .run = run_export,
};
static const struct command *const children[] = {&reference_load, &reference_show,
                                                 &reference_export, NULL};

const struct command admin_reference = {
    .name = "reference",
    .summary = "Load, show and export the reference data.",
    .examples = "  roundtable admin reference load deploy/reference\n"
                "  roundtable admin reference export /tmp/reference\n",
    .children = children,
};
