#include "base/json_writer.h"
#include "support/test.h"
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void write_sample(struct buffer *out, enum json_layout layout)
{
    struct json_writer w;

    json_writer_init(&w, out, layout);
    json_begin_object(&w);
    json_key(&w, "areas");
    json_begin_array(&w);
    json_text(&w, "KEN");
    json_int(&w, -3);
    json_begin_object(&w);
    json_end_object(&w);
    json_begin_array(&w);
    json_end_array(&w);
    json_end_array(&w);
    json_key_bool(&w, "final", true);
    json_key_int(&w, "rows", 12);
    json_key_text(&w, "title", NULL);
    json_key_number(&w, "value", "-12.50");
    json_end_object(&w);
    json_writer_end(&w);
}

static void compact_output_has_no_white_space(void **state)
{
    SCOPED(buffer) out = {0};

    (void)state;
    write_sample(&out, JSON_COMPACT);
    assert_string_equal(buffer_text(&out), "{\"areas\":[\"KEN\",-3,{},[]],\"final\":true,"
                                           "\"rows\":12,\"title\":null,\"value\":-12.50}");
}

static void pretty_output_is_indented(void **state)
{
    SCOPED(buffer) out = {0};

    (void)state;
    write_sample(&out, JSON_PRETTY);
    assert_string_equal(buffer_text(&out),
                        "{\n  \"areas\": [\n    \"KEN\",\n    -3,\n    {},\n    []\n  ],\n"
                        "  \"final\": true,\n  \"rows\": 12,\n  \"title\": null,\n"
                        "  \"value\": -12.50\n}\n");
}

static void texts_are_escaped(void **state)
{
    SCOPED(buffer) out = {0};
    struct json_writer w;

    (void)state;
    json_writer_init(&w, &out, JSON_COMPACT);
    json_textn(&w, "\"\\/\b\f\n\r\t\x01\0\x7F é", 14);
    json_writer_end(&w);
    assert_string_equal(buffer_text(&out), "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u0000\x7F é\"");
}

static void numbers_keep_their_digits(void **state)
{
    const char *const numbers[] = {"0", "-0.5", "10", "28.372", "-12.50"};
    SCOPED(buffer) out = {0};
    struct json_writer w;

    (void)state;
    json_writer_init(&w, &out, JSON_COMPACT);
    json_begin_array(&w);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        json_number(&w, numbers[i]);
    json_number(&w, NULL);
    json_bool(&w, false);
    json_end_array(&w);
    json_writer_end(&w);
    assert_string_equal(buffer_text(&out), "[0,-0.5,10,28.372,-12.50,null,false]");
}

static void keys_that_share_a_long_start_are_fine(void **state)
{
    char a[100], b[100];
    SCOPED(buffer) out = {0};
    struct json_writer w;

    (void)state;
    memset(a, 'k', sizeof a);
    memset(b, 'k', sizeof b);
    a[98] = 'a';
    a[99] = b[99] = '\0';
    json_writer_init(&w, &out, JSON_COMPACT);
    json_begin_object(&w);
    json_key_int(&w, "", 0);
    json_key_int(&w, a, 1);
    json_key_int(&w, b, 2);
    json_key_int(&w, "\xC3\xA9", 3);
    json_end_object(&w);
    json_writer_end(&w);
}

#ifndef NDEBUG
/* Begin something wrong, by number, in a child. */
static void do_wrong(int wrong)
{
    SCOPED(buffer) out = {0};
    struct json_writer w;

    json_writer_init(&w, &out, JSON_COMPACT);
    switch (wrong) {
    case 0:
        json_begin_object(&w);
        json_key_int(&w, "b", 1);
        json_key_int(&w, "a", 1);
        break;
    case 1:
        json_begin_object(&w);
        json_key_int(&w, "a", 1);
        json_key_int(&w, "a", 1);
        break;
    case 2:
        json_begin_object(&w);
        json_int(&w, 1);
        break;
    case 3:
        json_begin_object(&w);
        json_end_array(&w);
        break;
    case 4:
        json_int(&w, 1);
        json_int(&w, 2);
        break;
    case 5: json_number(&w, "(29.5)"); break;
    case 6: json_text(&w, "\xFF"); break;
    case 7:
        json_begin_array(&w);
        json_writer_end(&w);
        break;
    case 8:
        json_begin_array(&w);
        json_key(&w, "a");
        break;
    case 9:
        for (int i = 0; i <= JSON_WRITER_DEPTH; i++)
            json_begin_array(&w);
        break;
    case 10: json_number(&w, "01"); break;
    case 11: json_number(&w, "1."); break;
    case 12: json_number(&w, "nan"); break;
    default: json_number(&w, "1e5"); break;
    }
}

static void misuse_is_stopped_by_an_assertion(void **state)
{
    (void)state;
    for (int wrong = 0; wrong <= 13; wrong++) {
        int status = 0;
        pid_t child = fork();

        if (child == 0) {
            const struct rlimit no_core = {0, 0};

            setrlimit(RLIMIT_CORE, &no_core);
            close(STDERR_FILENO);
            signal(SIGABRT, SIG_DFL);
            do_wrong(wrong);
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT)
            fail_msg("misuse %d was not noticed", wrong);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compact_output_has_no_white_space),
        cmocka_unit_test(pretty_output_is_indented),
        cmocka_unit_test(texts_are_escaped),
        cmocka_unit_test(numbers_keep_their_digits),
        cmocka_unit_test(keys_that_share_a_long_start_are_fine),
#ifndef NDEBUG
        cmocka_unit_test(misuse_is_stopped_by_an_assertion),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
