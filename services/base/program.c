#include "base/program.h"
#include "base/file.h"
#include "base/text.h"
#include <errno.h>
#include <string.h>

const char *const program_log_levels[] = {"debug", "info", "warning", "error", NULL};

static void start_log(const struct settings_program *program, const struct settings *settings)
{
    static const char family[] = "roundtable-";
    enum log_level level = LOG_INFO;
    bool ours = text_starts_with(program->name, family);

    log_level_parse(settings_text(settings, "log-level"), &level);
    log_start(program->name + (ours ? strlen(family) : 0), level);
}

int program_main(const struct settings_program *program, program_fn *run, int argc, char *argv[])
{
    OWNED(settings) settings = NULL;
    struct error err = {0};

    if (settings_parse(program, argc, argv, &settings, &err) != STATUS_OK) {
        fprintf(stderr, "%s: %s\n'%s --help' tells more.\n", program->name, err.text,
                program->name);
        return PROGRAM_USAGE;
    }
    if (settings_wish(settings) == SETTINGS_HELP) {
        settings_help(stdout, program);
        return PROGRAM_DONE;
    }
    if (settings_wish(settings) == SETTINGS_VERSION) {
        printf("%s %s\n", program->name, program->version);
        return PROGRAM_DONE;
    }
    start_log(program, settings);
    if (run(settings, &err) != STATUS_OK) {
        log_event(LOG_ERROR, "failed", LOG_STR("why", err.text));
        return PROGRAM_FAILED;
    }
    log_mark(LOG_INFO, "stopped");
    return PROGRAM_DONE;
}

enum status program_serve(const struct settings *settings, program_serve_fn *serve,
                          struct error *err)
{
    OWNED(loop) loop = NULL;
    enum status status = loop_create(LOOP_TERM_SIGNALS, &loop, err);

    if (status != STATUS_OK)
        return status;
    void *zmq = zmq_ctx_new();
    if (zmq == NULL)
        return error_set(err, STATUS_FAILED, "ZeroMQ: %s", zmq_strerror(errno));
    status = serve(settings, zmq, loop, err);
    zmq_ctx_term(zmq);
    return status;
}

enum status program_announce(const struct settings *settings, const char *endpoint,
                             struct error *err)
{
    const char *path = settings_text(settings, "endpoint-file");
    OWNED_TEXT line = xasprintf("%s\n", endpoint);

    log_event(LOG_INFO, "started", LOG_STR("version", ROUNDTABLE_VERSION),
              LOG_STR("endpoint", endpoint));
    return path == NULL ? STATUS_OK : file_write_atomically(path, line, strlen(line), 0644, err);
}
