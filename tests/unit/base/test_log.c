#include "base/log.h"
#include "base/memory.h"
#include "support/test.h"
#include <stdio.h>
#include <unistd.h>

/* What went to stderr between start and end, from "level=" on. */
struct capture {
    int saved, ends[2];
    char text[4096];
};

static void capture_start(struct capture *c)
{
    assert_int_equal(pipe(c->ends), 0);
    c->saved = dup(STDERR_FILENO);
    dup2(c->ends[1], STDERR_FILENO);
}

static const char *capture_end(struct capture *c)
{
    ssize_t size;

    dup2(c->saved, STDERR_FILENO);
    close(c->saved);
    close(c->ends[1]);
    size = read(c->ends[0], c->text, sizeof c->text - 1);
    close(c->ends[0]);
    c->text[size > 0 ? size : 0] = '\0';
    return size > 25 ? c->text + 25 : c->text;
}

static void an_event_is_one_line_of_keys_and_values(void **state)
{
    struct capture c;
    const char *line;

    (void)state;
    log_start("collector", LOG_INFO);
    capture_start(&c);
    log_event(LOG_INFO, "started", LOG_STR("endpoint", "tcp://*:7000"), LOG_INT("keys", -12),
              LOG_BOOL("curve", true), LOG_HEX("id", "\x01\xFF", 2), LOG_SPAN("part", "abc", 2));
    line = capture_end(&c);
    assert_string_equal(line, "level=info service=collector event=started endpoint=tcp://*:7000"
                              " keys=-12 curve=true id=01ff part=ab\n");
    assert_int_equal(c.text[23], 'Z');
    assert_int_equal(c.text[19], '.');
}

static void a_value_cannot_forge_a_line_or_a_key(void **state)
{
    struct capture c;

    (void)state;
    log_start("s", LOG_INFO);
    capture_start(&c);
    log_event(LOG_WARNING, "e", LOG_STR("v", "a\nlevel=info b=\"c\\\"\t\x1B[0m"));
    assert_string_equal(capture_end(&c), "level=warning service=s event=e"
                                         " v=\"a\\nlevel=info b=\\\"c\\\\\\\"\\t\\x1b[0m\"\n");
}

static void bytes_that_are_not_printable_are_escaped(void **state)
{
    struct capture c;

    (void)state;
    log_start("s", LOG_INFO);
    capture_start(&c);
    log_event(LOG_ERROR, "e", LOG_STR("a", "\xFF"), LOG_STR("b", "\xE2\x80\xAE"), LOG_STR("c", "Ñ"),
              LOG_STR("d", "Ñ "), LOG_SPAN("e", "\0", 1), LOG_STR("f", ""), LOG_STR("g", NULL),
              LOG_STR("h", "\x7F"));
    assert_string_equal(capture_end(&c), "level=error service=s event=e a=\"\\xff\""
                                         " b=\"\\xe2\\x80\\xae\" c=Ñ d=\"Ñ \" e=\"\\x00\" f=\"\""
                                         " g=\"\" h=\"\\x7f\"\n");
}

static void an_event_may_have_nothing_to_add(void **state)
{
    struct capture c;

    (void)state;
    log_start("s", LOG_DEBUG);
    capture_start(&c);
    log_mark(LOG_DEBUG, "stopped");
    assert_string_equal(capture_end(&c), "level=debug service=s event=stopped\n");
}

static void what_is_below_the_level_is_not_written(void **state)
{
    struct capture c;

    (void)state;
    log_start("s", LOG_WARNING);
    assert_false(log_enabled(LOG_INFO));
    assert_true(log_enabled(LOG_WARNING));
    capture_start(&c);
    log_mark(LOG_INFO, "unseen");
    assert_string_equal(capture_end(&c), "");
}

static void levels_are_read_by_name(void **state)
{
    enum log_level level = LOG_DEBUG;

    (void)state;
    assert_true(log_level_parse("warning", &level));
    assert_int_equal(level, LOG_WARNING);
    assert_false(log_level_parse("loud", &level));
    assert_int_equal(level, LOG_WARNING);
}

static void a_closed_stderr_is_survived(void **state)
{
    int saved = dup(STDERR_FILENO);

    (void)state;
    log_start("s", LOG_INFO);
    close(STDERR_FILENO);
    log_mark(LOG_INFO, "unheard");
    dup2(saved, STDERR_FILENO);
    close(saved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_one_line_of_keys_and_values),
        cmocka_unit_test(a_value_cannot_forge_a_line_or_a_key),
        cmocka_unit_test(bytes_that_are_not_printable_are_escaped),
        cmocka_unit_test(an_event_may_have_nothing_to_add),
        cmocka_unit_test(what_is_below_the_level_is_not_written),
        cmocka_unit_test(levels_are_read_by_name),
        cmocka_unit_test(a_closed_stderr_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
