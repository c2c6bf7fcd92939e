/* settings - what a program was told by flags and environment, as one table says that it may be.
 * A flag beats the environment, which beats the default; an empty variable is as good as none.
 * Every value is checked before main goes on: a wrong one gives a sentence that names the flag or
 * variable, the value and what is allowed. A program with subcommands has one table (struct
 * settings_program) for each. */
#pragma once
#include "base/memory.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum setting_type {
    SETTING_TEXT,
    SETTING_INT,        /* decimal, min..max */
    SETTING_BOOL,       /* --name, --no-name, --name=yes; true/false yes/no on/off 1/0 */
    SETTING_CHOICE,     /* one of choices, exactly */
    SETTING_ENDPOINT,   /* tcp://HOST:PORT (PORT may be *), ipc://PATH, inproc://NAME */
    SETTING_PATH,       /* a non-empty path; whether it exists is the program's business */
    SETTING_DURATION_MS /* 500ms, 5s, 2m, 24h, 7d, or 0; min..max in milliseconds */
};

struct setting {
    const char *name;     /* "max-bytes" is the flag --max-bytes */
    const char *variable; /* "ROUNDTABLE_..."; NULL: no variable */
    enum setting_type type;
    const char *fallback; /* as it would be typed; NULL: none, settings_text gives NULL */
    int64_t min, max;     /* for int, duration; both 0: no limit (durations: never negative) */
    const char *const *choices; /* NULL-terminated, for SETTING_CHOICE */
    const char *placeholder;    /* "BYTES" in the help; NULL: made from the type */
    const char *meaning;        /* one sentence for the help */
    bool required;              /* must come from flag or environment (when there is no fallback) */
    bool repeatable;            /* --region A --region B; a variable separates by commas */
};

struct settings_program {
    const char *name;      /* "collector", or "roundtable submit" */
    const char *summary;   /* one sentence */
    const char *version;   /* for --version; NULL: unknown flag */
    const char *arguments; /* "FILE [FILE...]" for the usage line; NULL: none */
    int min_arguments;
    int max_arguments;           /* -1: no limit */
    bool stop_at_first_argument; /* leave all behind the first argument unread, for subcommands */
    const struct setting *table; /* borrowed for the life of the settings */
    size_t count;
};

enum settings_wish { SETTINGS_RUN, SETTINGS_HELP, SETTINGS_VERSION };

struct settings;

/* Read argv[1..argc-1] and the environment. "--" ends the flags; a flag that is not repeatable
 * may be given once. With -h, --help or --version
 * nothing else is checked: ask settings_wish first. STATUS_INVALID says what is wrong with what.
 * The values of flags are borrowed from argv. */
NODISCARD enum status settings_parse(const struct settings_program *program, int argc,
                                     char *const argv[], struct settings **ret, struct error *err);
void settings_destroy(struct settings *s);
OWNED_BY_SCOPE(settings)

enum settings_wish settings_wish(const struct settings *s);

/* Values by name; a name that is not in the table, or of another type, is a bug (aborts). */
/* The text, the last one if repeated; NULL if there is none. Any type, as typed. */
const char *settings_text(const struct settings *s, const char *name);
/* SETTING_INT and SETTING_DURATION_MS (milliseconds); 0 if there is none. */
int64_t settings_int(const struct settings *s, const char *name);
/* false if there is none. */
bool settings_bool(const struct settings *s, const char *name);
/* SETTING_CHOICE: the index in choices; -1 if there is none. */
int settings_choice(const struct settings *s, const char *name);
/* Repeatable settings: how many values (a fallback counts as one), and each in the order given. */
size_t settings_count(const struct settings *s, const char *name);
const char *settings_text_at(const struct settings *s, const char *name, size_t index);

/* What is left when the flags are taken. With stop_at_first_argument, settings_rest gives the index
 * in argv of the first argument (argc if none), so that argv + rest is the subcommand's argv. */
int settings_argument_count(const struct settings *s);
const char *settings_argument(const struct settings *s, int index);
int settings_rest(const struct settings *s);

/* Usage, summary and the table, aligned, with variables, defaults and ranges. */
void settings_help(FILE *out, const struct settings_program *program);
