#include "base/settings.h"
#include "base/setting_value.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

/* What one setting of the table was given. */
struct values {
    const char **texts; /* the array is owned; the texts are borrowed, or in list */
    size_t count;
    char *list;     /* owned copy of a variable, its commas made NULs; may be NULL */
    int64_t number; /* of the last text */
    bool given;
};

struct settings {
    const struct settings_program *program; /* borrowed */
    struct values *values;                  /* owned, one for each row of the table */
    const char **arguments;                 /* owned array of borrowed texts */
    int argument_count;
    int rest;
    enum settings_wish wish;
};

/* Where settings_parse is in argv. */
struct reading {
    int argc;
    char *const *argv;
    int at;
};

static void destroy_values(struct values *values)
{
    free(values->texts);
    free(values->list);
}

void settings_destroy(struct settings *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->program->count; i++)
        destroy_values(&s->values[i]);
    free(s->values);
    free(s->arguments);
    free(s);
}

static void add_text(struct values *values, const char *text)
{
    values->texts = xreallocarray(values->texts, values->count + 1, sizeof(const char *));
    values->texts[values->count++] = text;
}

/* The row of a flag of size bytes, or -1. */
static int find_flag(const struct settings_program *program, const char *flag, size_t size)
{
    for (size_t i = 0; i < program->count; i++) {
        const char *name = program->table[i].name;

        if (strlen(name) == size && memcmp(name, flag, size) == 0)
            return (int)i;
    }
    return -1;
}

/* Refuse a flag that is not in the table, with the one that is nearest if it is near. */
static enum status unknown_flag(const struct settings_program *program, const char *argument,
                                struct error *err)
{
    OWNED_TEXT flag = xstrndup(argument, strcspn(argument, "="));
    const char *typed = flag + strspn(flag, "-");
    const char *nearest = NULL;
    size_t best = strlen(typed) / 3 + 1;

    for (size_t i = 0; i < program->count; i++) {
        size_t distance = text_distance(typed, program->table[i].name);

        if (distance <= best && (nearest == NULL || distance < best)) {
            best = distance;
            nearest = program->table[i].name;
        }
    }
    if (nearest != NULL)
        return error_set(err, STATUS_INVALID, "unknown flag '%.100s': did you mean --%s?", flag,
                         nearest);
    return error_set(err, STATUS_INVALID, "unknown flag '%.100s': see --help", flag);
}

/* Note the value of a flag. */
static enum status give(struct settings *s, int row, const char *text, struct error *err)
{
    const struct setting *setting = &s->program->table[row];
    struct values *values = &s->values[row];

    if (values->given && !setting->repeatable)
        return error_set(err, STATUS_INVALID, "--%s is given twice", setting->name);
    values->given = true;
    add_text(values, text);
    if (setting_value_parse(setting, text, &values->number, err) == STATUS_OK)
        return STATUS_OK;
    error_prefix(err, "--%s: ", setting->name);
    return STATUS_INVALID;
}

/* --name=value, --name value, --name and --no-name of a bool; reading is at the flag. */
static enum status take_flag(struct settings *s, struct reading *r, struct error *err)
{
    const char *flag = r->argv[r->at] + 2;
    const char *equals = strchr(flag, '=');
    size_t size = equals != NULL ? (size_t)(equals - flag) : strlen(flag);
    int row = find_flag(s->program, flag, size);
    int negated =
        size > 3 && memcmp(flag, "no-", 3) == 0 ? find_flag(s->program, flag + 3, size - 3) : -1;

    if (row < 0 && negated >= 0 && equals == NULL
        && s->program->table[negated].type == SETTING_BOOL)
        return give(s, negated, "no", err);
    if (row < 0)
        return unknown_flag(s->program, r->argv[r->at], err);
    if (equals != NULL)
        return give(s, row, equals + 1, err);
    if (s->program->table[row].type == SETTING_BOOL)
        return give(s, row, "yes", err);
    if (r->at + 1 >= r->argc || text_starts_with(r->argv[r->at + 1], "--"))
        return error_set(err, STATUS_INVALID, "--%s needs a value", s->program->table[row].name);
    r->at++;
    return give(s, row, r->argv[r->at], err);
}

/* Take everything, flags or not; "--" was met, or stop_at_first_argument. */
static void take_rest(struct settings *s, const struct reading *r)
{
    for (int i = r->at; i < r->argc; i++)
        s->arguments[s->argument_count++] = r->argv[i];
}

static enum status take_arguments(struct settings *s, struct reading *r, struct error *err)
{
    enum status status = STATUS_OK;

    for (; status == STATUS_OK && r->at < r->argc; r->at++) {
        const char *argument = r->argv[r->at];
        bool is_flag = argument[0] == '-' && argument[1] != '\0';

        if (strcmp(argument, "--") == 0) {
            r->at++;
            break;
        }
        if (!is_flag && s->program->stop_at_first_argument)
            break;
        if (!is_flag)
            s->arguments[s->argument_count++] = argument;
        else if (argument[1] != '-')
            status = unknown_flag(s->program, argument, err);
        else
            status = take_flag(s, r, err);
    }
    s->rest = r->at;
    take_rest(s, r);
    return status;
}

/* Whether help or version is asked for before the first argument that ends the flags. */
static enum settings_wish find_wish(const struct settings_program *program, int argc,
                                    char *const argv[])
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0)
            return SETTINGS_HELP;
        if (strcmp(argv[i], "--version") == 0 && program->version != NULL)
            return SETTINGS_VERSION;
        if (program->stop_at_first_argument && argv[i][0] != '-')
            break;
    }
    return SETTINGS_RUN;
}

/* Split a variable at its commas, in a copy. */
static void add_list(struct values *values, const char *text)
{
    char *at = values->list = xstrdup(text);

    while (at != NULL) {
        char *comma = strchr(at, ',');

        if (comma != NULL)
            *comma++ = '\0';
        add_text(values, at);
        at = comma;
    }
}

/* The variable of a setting that no flag gave. */
static enum status take_variable(const struct setting *setting, struct values *values,
                                 struct error *err)
{
    const char *text = setting->variable != NULL ? getenv(setting->variable) : NULL;

    if (text == NULL || text[0] == '\0')
        return STATUS_OK;
    values->given = true;
    if (setting->repeatable)
        add_list(values, text);
    else
        add_text(values, text);
    for (size_t i = 0; i < values->count; i++) {
        if (setting_value_parse(setting, values->texts[i], &values->number, err) != STATUS_OK) {
            error_prefix(err, "%s: ", setting->variable);
            return STATUS_INVALID;
        }
    }
    return STATUS_OK;
}

static enum status take_fallback(const struct setting *setting, struct values *values,
                                 struct error *err)
{
    if (setting->fallback != NULL) {
        add_text(values, setting->fallback);
        if (setting_value_parse(setting, setting->fallback, &values->number, err) == STATUS_OK)
            return STATUS_OK;
        error_prefix(err, "the default of --%s: ", setting->name);
        return STATUS_INVALID;
    }
    if (!setting->required)
        return STATUS_OK;
    if (setting->variable != NULL)
        return error_set(err, STATUS_INVALID, "--%s (or %s) is required", setting->name,
                         setting->variable);
    return error_set(err, STATUS_INVALID, "--%s is required", setting->name);
}

/* Whatever the flags left open. */
static enum status fill_in(struct settings *s, struct error *err)
{
    for (size_t i = 0; i < s->program->count; i++) {
        const struct setting *setting = &s->program->table[i];
        enum status status = STATUS_OK;

        if (!s->values[i].given)
            status = take_variable(setting, &s->values[i], err);
        if (status == STATUS_OK && !s->values[i].given)
            status = take_fallback(setting, &s->values[i], err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static enum status check_argument_count(const struct settings *s, struct error *err)
{
    const struct settings_program *program = s->program;
    const char *arguments = program->arguments != NULL ? program->arguments : "";

    if (program->stop_at_first_argument && s->argument_count >= program->min_arguments)
        return STATUS_OK;
    if (s->argument_count < program->min_arguments)
        return error_set(err, STATUS_INVALID, "an argument is missing: %s %s", program->name,
                         arguments);
    if (program->max_arguments >= 0 && s->argument_count > program->max_arguments)
        return error_set(err, STATUS_INVALID, "'%.100s' is one argument too many",
                         s->arguments[program->max_arguments]);
    return STATUS_OK;
}

enum status settings_parse(const struct settings_program *program, int argc, char *const argv[],
                           struct settings **ret, struct error *err)
{
    OWNED(settings) s = xcalloc(1, sizeof *s);
    struct reading reading = {.argc = argc, .argv = argv, .at = 1};
    enum status status = STATUS_OK;

    s->program = program;
    s->values = xcalloc(program->count, sizeof *s->values);
    s->arguments = xcalloc((size_t)argc + 1, sizeof(const char *));
    s->rest = argc;
    s->wish = find_wish(program, argc, argv);
    if (s->wish == SETTINGS_RUN) {
        status = take_arguments(s, &reading, err);
        if (status == STATUS_OK)
            status = fill_in(s, err);
        if (status == STATUS_OK)
            status = check_argument_count(s, err);
    }
    if (status != STATUS_OK)
        return status;
    *ret = s;
    s = NULL; /* the caller owns it now */
    return STATUS_OK;
}

enum settings_wish settings_wish(const struct settings *s)
{
    return s->wish;
}

/* A name or type that the table does not have is a mistake in the program, in every build. */
static const struct values *values_of(const struct settings *s, const char *name, unsigned types)
{
    int row = find_flag(s->program, name, strlen(name));

    if (row < 0 || (types & 1u << s->program->table[row].type) == 0)
        abort();
    return &s->values[row];
}

enum { ANY_TYPE = 0xFF };

const char *settings_text(const struct settings *s, const char *name)
{
    const struct values *values = values_of(s, name, ANY_TYPE);

    return values->count > 0 ? values->texts[values->count - 1] : NULL;
}

int64_t settings_int(const struct settings *s, const char *name)
{
    return values_of(s, name, 1u << SETTING_INT | 1u << SETTING_DURATION_MS)->number;
}

bool settings_bool(const struct settings *s, const char *name)
{
    return values_of(s, name, 1u << SETTING_BOOL)->number != 0;
}

int settings_choice(const struct settings *s, const char *name)
{
    const struct values *values = values_of(s, name, 1u << SETTING_CHOICE);

    return values->count > 0 ? (int)values->number : -1;
}

size_t settings_count(const struct settings *s, const char *name)
{
    return values_of(s, name, ANY_TYPE)->count;
}

const char *settings_text_at(const struct settings *s, const char *name, size_t index)
{
    const struct values *values = values_of(s, name, ANY_TYPE);

    return index < values->count ? values->texts[index] : NULL;
}

int settings_argument_count(const struct settings *s)
{
    return s->argument_count;
}

const char *settings_argument(const struct settings *s, int index)
{
    return index >= 0 && index < s->argument_count ? s->arguments[index] : NULL;
}

int settings_rest(const struct settings *s)
{
    return s->rest;
}
