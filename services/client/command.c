#include "client/command.h"
#include "base/text.h"
#include <stdarg.h>
#include <string.h>

const char *const output_formats[] = {"table", "json", "csv", NULL};
const char *const receipt_formats[] = {"text", "json", NULL};

static const struct command *const children[] = {&cmd_submit, &cmd_status, &cmd_show,
                                                 &cmd_report, &cmd_admin,  NULL};
const struct command cmd_roundtable = {
    .name = "roundtable",
    .summary = "Submit reports to the Cross-Regional Round Table, and read what is known.",
    .children = children,
    .examples = "  roundtable submit laws.csv --organization SICA --dry-run\n"
                "  roundtable show states --instrument OPSC --date 2016-05-30\n"
                "  roundtable report 2016-stockholm --format text\n",
};

static const char exit_codes[] = "\nExit codes:\n"
                                 "  0  done\n"
                                 "  1  refused, with problems\n"
                                 "  2  wrong usage, or a file that cannot be read or written\n"
                                 "  3  a service is away or busy: try again later\n";

int command_failed(const struct command_io *io, const struct error *err)
{
    fprintf(io->err, "roundtable: %s\n", err->text);
    return err->status == STATUS_INVALID ? COMMAND_REFUSED : COMMAND_LATER;
}

const char *command_plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

int command_usage(const struct command_io *io, const char *fmt, ...)
{
    va_list args;

    fputs("roundtable: ", io->err);
    va_start(args, fmt);
    vfprintf(io->err, fmt, args);
    va_end(args);
    fputc('\n', io->err);
    return COMMAND_USAGE;
}

static void print_children(const struct command *command, const char *path, FILE *out)
{
    fprintf(out, "Usage: %s COMMAND ...\n\n%s\n\nCommands:\n", path, command->summary);
    for (const struct command *const *child = command->children; *child != NULL; child++)
        fprintf(out, "  %-18s  %s\n", (*child)->name, (*child)->summary);
    fprintf(out, "\nExamples:\n%s%s\n'%s COMMAND --help' tells more.\n", command->examples,
            exit_codes, path);
}

static int run_leaf(const struct command *command, const struct command_io *io, int argc,
                    char *const argv[])
{
    OWNED(settings) settings = NULL;
    struct error err;

    if (settings_parse(command->program, argc, argv, &settings, &err) != STATUS_OK)
        return command_usage(io, "%s\n'%s --help' tells more.", err.text, command->program->name);
    if (settings_wish(settings) == SETTINGS_HELP) {
        settings_help(io->out, command->program);
        fprintf(io->out, "\nExamples:\n%s%s", command->examples, exit_codes);
        return COMMAND_DONE;
    }
    return command->run(io, settings);
}

/* The child whose name is nearest to what was typed, if near enough to be a slip. */
static const char *meant(const struct command *command, const char *typed)
{
    for (const struct command *const *child = command->children; *child != NULL; child++)
        if (text_distance((*child)->name, typed) <= 2)
            return (*child)->name;
    return NULL;
}

int command_run(const struct command *command, const char *path, const struct command_io *io,
                int argc, char *const argv[])
{
    if (command->children == NULL)
        return run_leaf(command, io, argc, argv);
    if (argc < 2) {
        print_children(command, path, io->err);
        return COMMAND_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_children(command, path, io->out);
        return COMMAND_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        fprintf(io->out, "roundtable %s\n", ROUNDTABLE_VERSION);
        return COMMAND_DONE;
    }
    for (const struct command *const *child = command->children; *child != NULL; child++) {
        OWNED_TEXT longer = NULL;
        if (strcmp((*child)->name, argv[1]) != 0)
            continue;
        longer = xasprintf("%s %s", path, argv[1]);
        return command_run(*child, longer, io, argc - 1, argv + 1);
    }
    const char *near = meant(command, argv[1]);
    return command_usage(io, "there is no '%s %s'%s%s%s\n'%s --help' lists what there is.", path,
                         argv[1], near == NULL ? "" : "; did you mean '", near == NULL ? "" : near,
                         near == NULL ? "" : "'?", path);
}
