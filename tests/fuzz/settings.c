/* settings - base/settings.h: what people type and what stands in the environment. A line of the
 * input is an argument, or a variable if it starts with "$" ("$ROUNDTABLE_FUZZ_INT=5"). */
#include "base/settings.h"
#include "base/setting_value.h"
#include "base/text.h"
#include "fuzz.h"
#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS_MAX = 30 };

static const char *const colours[] = {"red", "green", NULL};
static const struct setting table[] = {
    {.name = "text", .variable = "ROUNDTABLE_FUZZ_TEXT", .type = SETTING_TEXT},
    {.name = "int",
     .variable = "ROUNDTABLE_FUZZ_INT",
     .type = SETTING_INT,
     .min = -5,
     .max = 70000},
    {.name = "any-int", .type = SETTING_INT},
    {.name = "bool", .variable = "ROUNDTABLE_FUZZ_BOOL", .type = SETTING_BOOL, .fallback = "no"},
    {.name = "colour",
     .variable = "ROUNDTABLE_FUZZ_COLOUR",
     .type = SETTING_CHOICE,
     .choices = colours,
     .fallback = "red"},
    {.name = "endpoint",
     .variable = "ROUNDTABLE_FUZZ_ENDPOINT",
     .type = SETTING_ENDPOINT,
     .fallback = "tcp://127.0.0.1:5551"},
    {.name = "path", .variable = "ROUNDTABLE_FUZZ_PATH", .type = SETTING_PATH},
    {.name = "wait",
     .variable = "ROUNDTABLE_FUZZ_WAIT",
     .type = SETTING_DURATION_MS,
     .fallback = "5s",
     .min = 1,
     .max = 86400000},
    {.name = "region",
     .variable = "ROUNDTABLE_FUZZ_REGION",
     .type = SETTING_TEXT,
     .repeatable = true},
    {.name = "number",
     .variable = "ROUNDTABLE_FUZZ_NUMBER",
     .type = SETTING_INT,
     .min = 1,
     .max = 9,
     .repeatable = true},
};
enum { SETTINGS = sizeof table / sizeof *table };

static const struct settings_program programs[] = {
    {.name = "fuzz", .version = "1", .table = table, .count = SETTINGS, .max_arguments = -1},
    {.name = "fuzz",
     .min_arguments = 1,
     .max_arguments = 2,
     .stop_at_first_argument = true,
     .table = table,
     .count = SETTINGS},
};

/* A value that was taken is one that the setting allows, and reads the same again. */
static void require_number(const struct settings *s, const struct setting *setting)
{
    bool limited = setting->min != 0 || setting->max != 0;
    int64_t value = settings_int(s, setting->name), again;
    SCOPED(buffer) text = {0};

    if (settings_text(s, setting->name) == NULL)
        return;
    REQUIRE(!limited || (value >= setting->min && value <= setting->max));
    if (setting->type == SETTING_DURATION_MS) {
        setting_value_append_duration(&text, value);
        REQUIRE(setting_value_parse(setting, buffer_text(&text), &again, NULL) == STATUS_OK);
        REQUIRE(again == value);
    }
}

static void require_setting(const struct settings *s, const struct setting *setting)
{
    const char *text = settings_text(s, setting->name);
    size_t count = settings_count(s, setting->name);

    REQUIRE(setting->fallback == NULL || text != NULL);
    REQUIRE((text == NULL) == (count == 0));
    for (size_t i = 0; i < count; i++)
        REQUIRE(settings_text_at(s, setting->name, i) != NULL);
    switch (setting->type) {
    case SETTING_INT:
    case SETTING_DURATION_MS: require_number(s, setting); break;
    case SETTING_CHOICE:
        REQUIRE(strcmp(colours[settings_choice(s, setting->name)], text) == 0);
        break;
    case SETTING_BOOL: (void)settings_bool(s, setting->name); break;
    case SETTING_PATH: REQUIRE(text == NULL || text[0] != '\0'); break;
    case SETTING_TEXT:
    case SETTING_ENDPOINT: break;
    }
}

static void parse(const struct settings_program *program, int argc, char *const *argv)
{
    OWNED(settings) s = NULL;
    struct error err = {0};
    enum status status = settings_parse(program, argc, argv, &s, &err);

    REQUIRE(status == STATUS_OK || status == STATUS_INVALID);
    if (status == STATUS_INVALID) {
        REQUIRE(s == NULL && err.text[0] != '\0');
        return;
    }
    if (settings_wish(s) != SETTINGS_RUN)
        return;
    for (size_t i = 0; i < SETTINGS; i++)
        require_setting(s, &table[i]);
    REQUIRE(settings_argument_count(s) >= program->min_arguments);
    for (int i = 0; i < settings_argument_count(s); i++)
        REQUIRE(settings_argument(s, i) != NULL);
    REQUIRE(settings_rest(s) >= 1 && settings_rest(s) <= argc);
}

/* Set the variable if it is one of ours. */
static void set_variable(char *line)
{
    char *equals = strchr(line, '=');

    if (equals == NULL)
        return;
    *equals = '\0';
    if (text_starts_with(line, "ROUNDTABLE_FUZZ_"))
        setenv(line, equals + 1, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    double begun = fuzz_seconds();
    OWNED_TEXT text = xstrndup((const char *)(size > 0 ? bytes : (const uint8_t *)""), size);
    char program[] = "fuzz", *argv[ARGUMENTS_MAX + 2] = {program}, *rest = text, *line;
    int argc = 1;

    while (argc <= ARGUMENTS_MAX && (line = strsep(&rest, "\n")) != NULL) {
        if (line[0] == '$')
            set_variable(line + 1);
        else
            argv[argc++] = line;
    }
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        parse(&programs[i], argc, argv);
    for (size_t i = 0; i < SETTINGS; i++)
        if (table[i].variable != NULL)
            unsetenv(table[i].variable);
    fuzz_require_fast(begun, size);
    return 0;
}
