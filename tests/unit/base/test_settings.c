#include "base/settings.h"
#include "support/test.h"
#include <stdio.h>
#include <stdlib.h>

static const char *const levels[] = {"debug", "info", NULL};

static const struct setting table[] = {
    {.name = "endpoint",
     .variable = "ROUNDTABLE_TEST_ENDPOINT",
     .type = SETTING_ENDPOINT,
     .fallback = "tcp://*:7000",
     .meaning = "where to listen"},
    {.name = "port",
     .variable = "ROUNDTABLE_TEST_PORT",
     .type = SETTING_INT,
     .fallback = "80",
     .min = 1,
     .max = 65535,
     .placeholder = "PORT",
     .meaning = "a port"},
    {.name = "any", .type = SETTING_INT, .meaning = "any integer"},
    {.name = "verbose",
     .variable = "ROUNDTABLE_TEST_VERBOSE",
     .type = SETTING_BOOL,
     .fallback = "no",
     .meaning = "say more"},
    {.name = "level",
     .type = SETTING_CHOICE,
     .fallback = "info",
     .choices = levels,
     .meaning = "lowest level"},
    {.name = "wait",
     .type = SETTING_DURATION_MS,
     .fallback = "5s",
     .min = 100,
     .max = 86400000,
     .meaning = "how long to wait"},
    {.name = "file",
     .type = SETTING_PATH,
     .meaning = "a file with quite a long explanation, which"
                " does not fit on the line any more so that it has to be wrapped by the help"},
    {.name = "region",
     .variable = "ROUNDTABLE_TEST_REGION",
     .type = SETTING_TEXT,
     .repeatable = true,
     .meaning = "a region"},
    {.name = "pause", .type = SETTING_DURATION_MS, .meaning = "a pause"},
};

static const struct settings_program program = {.name = "collector",
                                                .summary = "Collects.",
                                                .version = "1.2.3",
                                                .arguments = "[FILE]",
                                                .max_arguments = 1,
                                                .table = table,
                                                .count = sizeof table / sizeof table[0]};

static int clear_environment(void **state)
{
    (void)state;
    unsetenv("ROUNDTABLE_TEST_ENDPOINT");
    unsetenv("ROUNDTABLE_TEST_PORT");
    unsetenv("ROUNDTABLE_TEST_VERBOSE");
    unsetenv("ROUNDTABLE_TEST_REGION");
    return 0;
}

/* Parse a NULL-terminated argv; NULL, and the sentence in err, when it is refused. */
static struct settings *parse_with(const struct settings_program *p, char *const argv[],
                                   struct error *err)
{
    struct settings *s = NULL;
    int argc = 0;

    while (argv[argc] != NULL)
        argc++;
    if (settings_parse(p, argc, argv, &s, err) != STATUS_OK)
        assert_int_equal(err->status, STATUS_INVALID);
    return s;
}

/* Literals are const; argv is not. */
#define ARGV(...)       ((char *const *)(const char *const[]){__VA_ARGS__, NULL})
#define PARSE(err, ...) parse_with(&program, ARGV("collector", __VA_ARGS__), (err))

static void check_refused(const char *flag, const char *value, const char *sentence)
{
    struct error err = {0};
    struct settings *s = parse_with(&program, ARGV("collector", flag, value), &err);

    assert_null(s);
    assert_string_equal(err.text, sentence);
}

static void defaults_hold_when_nothing_is_given(void **state)
{
    struct error err;
    OWNED(settings) s = parse_with(&program, ARGV("collector"), &err);

    (void)state;
    assert_non_null(s);
    assert_int_equal(settings_wish(s), SETTINGS_RUN);
    assert_string_equal(settings_text(s, "endpoint"), "tcp://*:7000");
    assert_int_equal(settings_int(s, "port"), 80);
    assert_false(settings_bool(s, "verbose"));
    assert_int_equal(settings_choice(s, "level"), 1);
    assert_int_equal(settings_int(s, "wait"), 5000);
    assert_null(settings_text(s, "file"));
    assert_int_equal(settings_count(s, "region"), 0);
    assert_int_equal(settings_int(s, "any"), 0);
    assert_int_equal(settings_argument_count(s), 0);
    assert_null(settings_argument(s, 0));
}

static void flags_are_read_in_both_forms(void **state)
{
    struct error err;
    OWNED(settings) s = PARSE(&err, "--port", "81", "--level=debug", "--verbose", "in.csv",
                              "--wait=250ms", "--any", "-5", "--file=a=b");

    (void)state;
    assert_non_null(s);
    assert_int_equal(settings_int(s, "port"), 81);
    assert_int_equal(settings_choice(s, "level"), 0);
    assert_true(settings_bool(s, "verbose"));
    assert_int_equal(settings_int(s, "wait"), 250);
    assert_int_equal(settings_int(s, "any"), -5);
    assert_string_equal(settings_text(s, "file"), "a=b");
    assert_int_equal(settings_argument_count(s), 1);
    assert_string_equal(settings_argument(s, 0), "in.csv");
}

static void a_flag_beats_a_variable_which_beats_the_default(void **state)
{
    struct error err;

    (void)state;
    setenv("ROUNDTABLE_TEST_PORT", "90", 1);
    setenv("ROUNDTABLE_TEST_VERBOSE", "on", 1);
    setenv("ROUNDTABLE_TEST_ENDPOINT", "", 1); /* as good as not set */
    OWNED(settings) s = PARSE(&err, "--no-verbose");
    OWNED(settings) t = PARSE(&err, "--port=91");

    assert_int_equal(settings_int(s, "port"), 90);
    assert_false(settings_bool(s, "verbose"));
    assert_string_equal(settings_text(s, "endpoint"), "tcp://*:7000");
    assert_int_equal(settings_int(t, "port"), 91);
    assert_true(settings_bool(t, "verbose"));
}

static void repeatable_flags_keep_their_order(void **state)
{
    struct error err;
    OWNED(settings) s = PARSE(&err, "--region", "ASEAN", "--region=SICA");

    (void)state;
    assert_int_equal(settings_count(s, "region"), 2);
    assert_string_equal(settings_text_at(s, "region", 0), "ASEAN");
    assert_string_equal(settings_text_at(s, "region", 1), "SICA");
    assert_null(settings_text_at(s, "region", 2));
    assert_string_equal(settings_text(s, "region"), "SICA");
}

static void a_variable_of_a_repeatable_flag_is_split_at_commas(void **state)
{
    struct error err;

    (void)state;
    setenv("ROUNDTABLE_TEST_REGION", "CBSS,,IIN", 1);
    OWNED(settings) s = PARSE(&err, "--port=1");

    assert_int_equal(settings_count(s, "region"), 3);
    assert_string_equal(settings_text_at(s, "region", 0), "CBSS");
    assert_string_equal(settings_text_at(s, "region", 1), "");
    assert_string_equal(settings_text_at(s, "region", 2), "IIN");
}

static void a_wrong_value_is_answered_with_what_is_allowed(void **state)
{
    (void)state;
    check_refused("--port", "99999", "--port: '99999' is not an integer from 1 to 65535");
    check_refused("--port=", NULL, "--port: '' is not an integer from 1 to 65535");
    check_refused("--any=x", NULL, "--any: 'x' is not an integer");
    check_refused("--level", "loud", "--level: 'loud' is not one of debug, info");
    check_refused("--verbose=maybe", NULL, "--verbose: 'maybe' is not yes or no");
    check_refused("--file=", NULL, "--file: '' is not a path");
    check_refused("--wait", "10ms",
                  "--wait: '10ms' is not a duration like 500ms, 5s, 2m, 24h or"
                  " 7d, from 100ms to 1d");
    check_refused("--pause", "5", "--pause: '5' is not a duration like 500ms, 5s, 2m, 24h or 7d");
    check_refused("--pause", "99999999999999999d",
                  "--pause: '99999999999999999d' is not a duration like 500ms, 5s, 2m, 24h or 7d");
}

static void wrong_durations_are_refused(void **state)
{
    const char *const wrong[] = {"", "s", "-5s", "5 s", "5sec", "1h30m", "05s", "1.5s"};
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_null(PARSE(&err, "--pause", wrong[i]));
}

static void endpoints_are_checked(void **state)
{
    const char *const wrong[] = {"",          "tcp://",     "tcp://host",    "tcp://:1",
                                 "tcp://h:x", "tcp://h:-1", "tcp://h:65536", "udp://h:1",
                                 "ipc://",    "inproc://",  "tcp://a b:1",   "http://x:1"};
    const char *const right[] = {"tcp://h:1", "tcp://*:*", "tcp://[::1]:65535", "ipc:///run/x",
                                 "inproc://a"};
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_null(PARSE(&err, "--endpoint", wrong[i]));
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        OWNED(settings) s = PARSE(&err, "--endpoint", right[i]);

        assert_non_null(s);
    }
}

static void a_wrong_variable_is_named(void **state)
{
    struct error err;

    (void)state;
    setenv("ROUNDTABLE_TEST_PORT", "many", 1);
    assert_null(PARSE(&err, "--verbose"));
    assert_string_equal(err.text, "ROUNDTABLE_TEST_PORT: 'many' is not an integer from 1 to 65535");
}

static void an_unknown_flag_is_answered_with_the_nearest(void **state)
{
    (void)state;
    check_refused("--endpont=x", NULL, "unknown flag '--endpont': did you mean --endpoint?");
    check_refused("--verbos", NULL, "unknown flag '--verbos': did you mean --verbose?");
    check_refused("--something-else", NULL, "unknown flag '--something-else': see --help");
    check_refused("-x", NULL, "unknown flag '-x': see --help");
    check_refused("--no-port", NULL, "unknown flag '--no-port': did you mean --port?");
}

static void missing_doubled_and_surplus_arguments_are_refused(void **state)
{
    (void)state;
    check_refused("--port", NULL, "--port needs a value");
    check_refused("--port", "--verbose", "--port needs a value");
    check_refused("--verbose", "--verbose", "--verbose is given twice");
    check_refused("a", "b", "'b' is one argument too many");
}

static void two_dashes_end_the_flags_and_one_is_an_argument(void **state)
{
    struct error err;
    OWNED(settings) s = PARSE(&err, "--", "--port");
    OWNED(settings) t = PARSE(&err, "-");

    (void)state;
    assert_string_equal(settings_argument(s, 0), "--port");
    assert_string_equal(settings_argument(t, 0), "-");
}

static void help_and_version_come_before_all_checks(void **state)
{
    struct error err;
    OWNED(settings) help = PARSE(&err, "--port=wrong", "-h");
    OWNED(settings) version = PARSE(&err, "--version", "a", "b", "c");
    OWNED(settings) neither = PARSE(&err, "--", "--help");

    (void)state;
    assert_int_equal(settings_wish(help), SETTINGS_HELP);
    assert_int_equal(settings_wish(version), SETTINGS_VERSION);
    assert_int_equal(settings_wish(neither), SETTINGS_RUN);
}

static void required_settings_and_arguments_are_asked_for(void **state)
{
    static const struct setting key[] = {
        {.name = "key", .type = SETTING_PATH, .required = true, .meaning = "the key"},
        {.name = "to",
         .variable = "ROUNDTABLE_TEST_ENDPOINT",
         .type = SETTING_ENDPOINT,
         .required = true,
         .meaning = "where"}};
    static const struct settings_program p = {.name = "roundtable submit",
                                              .arguments = "FILE",
                                              .min_arguments = 1,
                                              .max_arguments = -1,
                                              .table = key,
                                              .count = 2};
    struct error err;

    (void)state;
    assert_null(parse_with(&p, ARGV("submit", "f"), &err));
    assert_string_equal(err.text, "--key is required");
    assert_null(parse_with(&p, ARGV("submit", "f", "--key=k"), &err));
    assert_string_equal(err.text, "--to (or ROUNDTABLE_TEST_ENDPOINT) is required");
    setenv("ROUNDTABLE_TEST_ENDPOINT", "inproc://x", 1);
    assert_null(parse_with(&p, ARGV("submit", "--key=k"), &err));
    assert_string_equal(err.text, "an argument is missing: roundtable submit FILE");
    assert_null(parse_with(&p, ARGV("submit", "--version"), &err));
    OWNED(settings) s = parse_with(&p, ARGV("submit", "--key=k", "a", "b"), &err);
    assert_int_equal(settings_argument_count(s), 2);
}

static void a_subcommand_keeps_its_own_flags(void **state)
{
    static const struct settings_program p = {.name = "roundtable",
                                              .min_arguments = 1,
                                              .stop_at_first_argument = true,
                                              .table = table,
                                              .count = sizeof table / sizeof table[0]};
    char *const *argv = ARGV("roundtable", "--verbose", "submit", "--help", "x");
    struct error err;
    OWNED(settings) s = parse_with(&p, argv, &err);

    (void)state;
    assert_non_null(s);
    assert_int_equal(settings_wish(s), SETTINGS_RUN);
    assert_int_equal(settings_rest(s), 2);
    assert_string_equal(argv[settings_rest(s)], "submit");
    assert_int_equal(settings_argument_count(s), 3);
    assert_null(parse_with(&p, ARGV("roundtable"), &err));
}

static void a_wrong_default_is_a_refusal_too(void **state)
{
    static const struct setting wrong[] = {
        {.name = "n", .type = SETTING_INT, .fallback = "x", .meaning = "n"}};
    static const struct settings_program p = {.name = "p", .table = wrong, .count = 1};
    struct error err;

    (void)state;
    assert_null(parse_with(&p, ARGV("p"), &err));
    assert_string_equal(err.text, "the default of --n: 'x' is not an integer");
}

static void the_help_shows_flags_limits_defaults_and_variables(void **state)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    assert_non_null(out);
    settings_help(out, &program);
    fclose(out);
    assert_non_null(strstr(text, "Usage: collector [FLAGS] [FILE]\nCollects.\n"));
    assert_non_null(strstr(text, "\n  --port PORT          a port; 1 to 65535; default 80"
                                 " [ROUNDTABLE_TEST_PORT]\n"));
    assert_non_null(strstr(text, "\n  --[no-]verbose       say more; default no"));
    assert_non_null(strstr(text, "how long to wait; 100ms to 1d; default 5s\n"));
    assert_non_null(strstr(text, "one of debug, info; default info\n"));
    assert_non_null(strstr(text, "a region; may be repeated [ROUNDTABLE_TEST_REGION]\n"));
    assert_non_null(strstr(text, "\n  --version            the version\n"));
    for (char *line = text; line != NULL && *line != '\0'; line = strchr(line, '\n') + 1)
        assert_true(strcspn(line, "\n") <= 100);
    free(text);
}

#define TEST(f) cmocka_unit_test_setup(f, clear_environment)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(defaults_hold_when_nothing_is_given),
        TEST(flags_are_read_in_both_forms),
        TEST(a_flag_beats_a_variable_which_beats_the_default),
        TEST(repeatable_flags_keep_their_order),
        TEST(a_variable_of_a_repeatable_flag_is_split_at_commas),
        TEST(a_wrong_value_is_answered_with_what_is_allowed),
        TEST(wrong_durations_are_refused),
        TEST(endpoints_are_checked),
        TEST(a_wrong_variable_is_named),
        TEST(an_unknown_flag_is_answered_with_the_nearest),
        TEST(missing_doubled_and_surplus_arguments_are_refused),
        TEST(two_dashes_end_the_flags_and_one_is_an_argument),
        TEST(help_and_version_come_before_all_checks),
        TEST(required_settings_and_arguments_are_asked_for),
        TEST(a_subcommand_keeps_its_own_flags),
        TEST(a_wrong_default_is_a_refusal_too),
        TEST(the_help_shows_flags_limits_defaults_and_variables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
