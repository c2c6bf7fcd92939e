/* The body of a service's main. */
#include "support/test.h"

#include "base/file.h"
#include "base/program.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct setting table[] = {
    PROGRAM_SETTING_LISTEN("tcp://127.0.0.1:7403", "Where readers connect"),
    PROGRAM_SETTING_ENDPOINT_FILE,
    PROGRAM_SETTING_LOG_LEVEL,
};
static const struct settings_program program = {
    .name = "roundtable-nobody",
    .summary = "Serves nobody.",
    .version = "1",
    .table = table,
    .count = sizeof table / sizeof *table,
};

static enum status run_badly(const struct settings *settings, struct error *err)
{
    (void)settings;
    return error_set(err, STATUS_FAILED, "the roof fell in");
}

static enum status stop_at_once(const struct settings *settings, void *zmq, struct loop *loop,
                                struct error *err)
{
    assert_non_null(zmq);
    loop_stop(loop);
    return program_announce(settings, "tcp://127.0.0.1:7", err);
}

static enum status run_well(const struct settings *settings, struct error *err)
{
    return program_serve(settings, stop_at_once, err);
}

#define MAIN(run, ...)                                                             \
    program_main(&program, (run),                                                  \
                 (int)(sizeof(const char *[]){"p", __VA_ARGS__} / sizeof(char *)), \
                 (char **)(const char *[]){"p", __VA_ARGS__, NULL})

static void the_exit_code_tells_wrong_usage_from_failure(void **state)
{
    (void)state;
    assert_int_equal(MAIN(run_well, "--listen", "x"), PROGRAM_USAGE);
    assert_int_equal(MAIN(run_badly, "--log-level", "error"), PROGRAM_FAILED);
    assert_int_equal(MAIN(run_well, "--log-level", "error"), PROGRAM_DONE);
}

static void help_and_version_run_nothing(void **state)
{
    (void)state;
    assert_int_equal(MAIN(run_badly, "--help"), PROGRAM_DONE);
    assert_int_equal(MAIN(run_badly, "--version"), PROGRAM_DONE);
}

static void the_endpoint_is_a_line_of_its_file(void **state)
{
    SCOPED(buffer) content = {0};
    char path[] = "/tmp/program-XXXXXX";
    int file = mkstemp(path);

    (void)state;
    assert_true(file >= 0);
    close(file);
    assert_int_equal(MAIN(run_well, "--log-level", "error", "--endpoint-file", path), PROGRAM_DONE);
    assert_int_equal(file_read(path, 100, &content, NULL), STATUS_OK);
    assert_string_equal(buffer_text(&content), "tcp://127.0.0.1:7\n");
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_exit_code_tells_wrong_usage_from_failure),
        cmocka_unit_test(help_and_version_run_nothing),
        cmocka_unit_test(the_endpoint_is_a_line_of_its_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
