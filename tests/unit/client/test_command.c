#include "support/test.h"

#include "client/receipt_print.h"
#include "console.h"
#include <stdlib.h>

/* Every subcommand, down to the leaves, prints help with an example on standard output. */
static void check_help(const struct command *command, const char **words, size_t n)
{
    struct console console;

    words[n] = "--help";
    words[n + 1] = NULL;
    console_run(&console, words);
    assert_int_equal(console.code, COMMAND_DONE);
    assert_non_null(strstr(console.out, "Examples:\n  roundtable "));
    assert_non_null(strstr(console.out, "Exit codes:"));
    assert_string_equal(console.err, "");
    console_finish(&console);
    for (size_t i = 0; command->children != NULL && command->children[i] != NULL; i++) {
        words[n] = command->children[i]->name;
        check_help(command->children[i], words, n + 1);
    }
}

static void every_command_has_help_with_examples(void **state)
{
    const char *words[8];
    (void)state;

    check_help(&cmd_roundtable, words, 0);
}

static void wrong_usage_is_exit_code_two_and_a_sentence_on_standard_error(void **state)
{
    static const char *const cases[][6] = {
        {NULL},
        {"sumbit", NULL},
        {"show", NULL},
        {"show", "states", NULL},
        {"show", "states", "--instrument", "OPSC", "--date=2015-02-29", NULL},
        {"show", "indicator", "X", "--among=Y", "--window=2020-2015", NULL},
        {"show", "changes", "--since=2016-01-01", "--kind=rumour", NULL},
        {"submit", "a.csv", NULL},
        {"submit", "--organization", "SICA", NULL},
        {"submit", "a.csv", "--organization=SICA", "--nil", "none", NULL},
        {"submit", "a.csv", "--organization=SICA", "--id", "a b", NULL},
        {"submit", "a.csv", "--organization=SICA", "--kind", "rumour", NULL},
        {"submit", "/nowhere.csv", "--organization=SICA", NULL},
        {"status", "--organization=SICA", NULL},
        {"status", "a b", "--organization=SICA", NULL},
        {"report", "2016-stockholm", "--format=pdf", NULL},
        {"admin", "reference", "load", "/nowhere", NULL},
        {"admin", "edition", "plan", "2016-stockholm", "--date=tomorrow", NULL},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct console console;
        console_run(&console, cases[i]);
        assert_int_equal(console.code, COMMAND_USAGE);
        assert_string_equal(console.out, "");
        assert_true(strlen(console.err) > 20);
        console_finish(&console);
    }
}

static void a_slip_of_the_pen_gets_a_suggestion(void **state)
{
    struct console console;
    (void)state;

    CONSOLE(&console, "submti");
    assert_non_null(strstr(console.err, "did you mean 'submit'?"));
    console_finish(&console);
    CONSOLE(&console, "--version");
    assert_string_equal(console.out, "roundtable " ROUNDTABLE_VERSION "\n");
    console_finish(&console);
}

static void problems_are_printed_by_row_and_safely(void **state)
{
    struct problem listed[] = {
        {12, "date", "2015-02-29", "not_a_date", "There is no such day."},
        {3, "title", "a\x1b[2J", "control", "The text has a control character."},
        {0, NULL, NULL, "bad_id", "The id is wrong."},
    };
    struct problems problems = {listed, 3, 5};
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    (void)state;

    problems_print(out, "laws.csv", &problems);
    fclose(out);
    assert_string_equal(
        text,
        "laws.csv: The id is wrong. [bad_id]\n"
        "laws.csv: row 3, column title: \"a [2J\": The text has a control character. [control]\n"
        "laws.csv: row 12, column date: \"2015-02-29\": There is no such day. [not_a_date]\n"
        "laws.csv: and 2 more problems that are not listed\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_has_help_with_examples),
        cmocka_unit_test(wrong_usage_is_exit_code_two_and_a_sentence_on_standard_error),
        cmocka_unit_test(a_slip_of_the_pen_gets_a_suggestion),
        cmocka_unit_test(problems_are_printed_by_row_and_safely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
