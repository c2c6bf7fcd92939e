/* What --help prints; the rest of settings.h is in settings.c. */
#include "base/buffer.h"
#include "base/setting_value.h"
#include "base/settings.h"
#include <inttypes.h>
#include <string.h>

enum { WIDEST_FLAG = 30, PAGE_WIDTH = 100 };

static const char *placeholder_of(const struct setting *setting)
{
    static const char *const by_type[] = {[SETTING_TEXT] = "TEXT",
                                          [SETTING_INT] = "N",
                                          [SETTING_BOOL] = NULL,
                                          [SETTING_CHOICE] = "CHOICE",
                                          [SETTING_ENDPOINT] = "ENDPOINT",
                                          [SETTING_PATH] = "PATH",
                                          [SETTING_DURATION_MS] = "DURATION"};

    if (setting->type == SETTING_BOOL)
        return NULL;
    return setting->placeholder != NULL ? setting->placeholder : by_type[setting->type];
}

static void append_flag(struct buffer *b, const struct setting *setting)
{
    const char *placeholder = placeholder_of(setting);

    if (placeholder == NULL)
        buffer_printf(b, "--[no-]%s", setting->name);
    else
        buffer_printf(b, "--%s %s", setting->name, placeholder);
}

static size_t flag_width(const struct settings_program *program)
{
    size_t widest = strlen("-h, --help");

    for (size_t i = 0; i < program->count; i++) {
        SCOPED(buffer) flag = {0};

        append_flag(&flag, &program->table[i]);
        if (flag.used > widest && flag.used <= WIDEST_FLAG)
            widest = flag.used;
    }
    return widest;
}

/* Limits and choices; text, paths and yes-or-no go without saying. */
static void append_allowed(struct buffer *b, const struct setting *setting)
{
    bool limited = setting->min != 0 || setting->max != 0;

    switch (setting->type) {
    case SETTING_CHOICE:
    case SETTING_ENDPOINT:
        buffer_append_text(b, "; ");
        setting_value_describe(setting, b);
        break;
    case SETTING_INT:
        if (limited)
            buffer_printf(b, "; %" PRId64 " to %" PRId64, setting->min, setting->max);
        break;
    case SETTING_DURATION_MS:
        if (limited) {
            buffer_append_text(b, "; ");
            setting_value_append_duration(b, setting->min);
            buffer_append_text(b, " to ");
            setting_value_append_duration(b, setting->max);
        }
        break;
    default: break;
    }
}

/* Meaning, limits, default, variable. */
static void append_meaning(struct buffer *b, const struct setting *setting)
{
    buffer_append_text(b, setting->meaning);
    append_allowed(b, setting);
    if (setting->fallback != NULL && setting->fallback[0] != '\0')
        buffer_printf(b, "; default %s", setting->fallback);
    else if (setting->required)
        buffer_append_text(b, "; required");
    if (setting->repeatable)
        buffer_append_text(b, "; may be repeated");
    if (setting->variable != NULL)
        buffer_printf(b, " [%s]", setting->variable);
}

/* Print text in lines that start at column indent; the cursor is there already. */
static void print_wrapped(FILE *out, const char *text, size_t indent)
{
    size_t column = indent;

    while (*text != '\0') {
        size_t word = strcspn(text, " ");

        if (column > indent && column + 1 + word > PAGE_WIDTH) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', out);
            column++;
        }
        fwrite(text, 1, word, out);
        column += word;
        text += word;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

static void print_row(FILE *out, const char *flag, const char *meaning, size_t width)
{
    fprintf(out, "  %-*s", (int)width, flag);
    if (strlen(flag) > width)
        fprintf(out, "\n  %*s", (int)width, "");
    fputs("  ", out);
    print_wrapped(out, meaning, width + 4);
}

void settings_help(FILE *out, const struct settings_program *program)
{
    size_t width = flag_width(program);

    fprintf(out, "Usage: %s [FLAGS]%s%s\n", program->name, program->arguments != NULL ? " " : "",
            program->arguments != NULL ? program->arguments : "");
    if (program->summary != NULL)
        fprintf(out, "%s\n", program->summary);
    fputs("\nFlags (a variable in brackets does the same; the flag wins):\n", out);
    for (size_t i = 0; i < program->count; i++) {
        SCOPED(buffer) flag = {0};
        SCOPED(buffer) meaning = {0};

        append_flag(&flag, &program->table[i]);
        append_meaning(&meaning, &program->table[i]);
        print_row(out, buffer_text(&flag), buffer_text(&meaning), width);
    }
    print_row(out, "-h, --help", "this help", width);
    if (program->version != NULL)
        print_row(out, "--version", "the version", width);
}
