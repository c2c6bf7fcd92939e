/* worker - see worker.h. */
#include "reporter/worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "reporter/press.h"
#include "wire/conversation.h"
#include "wire/limits.h"

#include <string.h>

struct worker {
    const struct worker_settings *settings;
    struct channel *jobs;
    struct conversation *aggregator;
    struct press *press;
};

void worker_pack(const struct peer *peer, const void *bytes, size_t size, struct buffer *out)
{
    buffer_append(out, peer, sizeof *peer);
    buffer_append(out, bytes, size);
}

bool worker_unpack(const void *job, size_t job_size, struct peer *peer, const uint8_t **bytes,
                   size_t *size)
{
    if (job_size < sizeof *peer)
        return false;
    memcpy(peer, job, sizeof *peer);
    *bytes = (const uint8_t *)job + sizeof *peer;
    *size = job_size - sizeof *peer;
    return true;
}

static enum status ask_aggregator(void *self, struct message *request, struct arena *arena,
                                  struct message *ret, struct error *err)
{
    struct worker *worker = self;

    return conversation_ask(worker->aggregator, request, worker->settings->timeout_ms, arena, ret,
                            err);
}

static const char *format_name(enum report_format format)
{
    static const char *const names[] = {"", "json", "csv", "text", "html"};

    return names[format];
}

static void log_report(const struct message *request, const struct press_outcome *outcome,
                       size_t bytes, int64_t started_ms)
{
    const struct report_query *query = &request->report_query;
    int64_t ms = clock_monotonic_ms() - started_ms;

    if (outcome->error.status == STATUS_OK)
        log_event(LOG_INFO, "reported", LOG_STR("edition", query->edition),
                  LOG_STR("format", format_name(query->format)), LOG_INT("bytes", bytes),
                  LOG_BOOL("cached", outcome->from_cache), LOG_INT("ms", ms));
    else
        log_event(outcome->error.status == STATUS_FAILED ? LOG_ERROR : LOG_WARNING, "not_reported",
                  LOG_STR("edition", query->edition),
                  LOG_STR("status", status_name(outcome->error.status)),
                  LOG_STR("why", outcome->error.text), LOG_INT("ms", ms));
}

/* Compose one report and send it back. */
static enum status do_job(struct worker *worker, zmq_msg_t *job, struct error *err)
{
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    SCOPED(buffer) answer = {0};
    SCOPED(buffer) packed = {0};
    struct press_outcome outcome;
    struct message request;
    struct peer peer;
    const uint8_t *bytes;
    size_t size;
    int64_t started_ms = clock_monotonic_ms();

    if (!worker_unpack(zmq_msg_data(job), zmq_msg_size(job), &peer, &bytes, &size))
        return error_set(err, STATUS_FAILED, "a job of %zu bytes is none", zmq_msg_size(job));
    if (message_unpack(bytes, size, arena, &request, err) != STATUS_OK)
        return error_set(err, STATUS_FAILED, "a job can't be read");
    press_report(worker->press, &request.report_query, request.id, &answer, &outcome);
    log_report(&request, &outcome, answer.used, started_ms);
    worker_pack(&peer, answer.bytes, answer.used, &packed);
    return channel_send(worker->jobs, NULL, packed.bytes, packed.used, err);
}

static enum status next_job(struct worker *worker, struct error *err)
{
    zmq_msg_t job;
    enum status status = channel_wait(worker->jobs, -1, err);

    if (status != STATUS_OK)
        return status;
    zmq_msg_init(&job);
    status = channel_receive(worker->jobs, NULL, &job, err);
    if (status == STATUS_OK)
        status = do_job(worker, &job, err);
    zmq_msg_close(&job);
    return status;
}

static enum status open_worker(struct worker *worker, struct error *err)
{
    const struct worker_settings *settings = worker->settings;
    const struct channel_options options = {
        .max_message_bytes = MESSAGE_ANSWER_BYTES_MAX + sizeof(struct peer), .heartbeat_ms = -1};
    enum status status =
        channel_connect_pair(settings->zmq, settings->jobs, &options, &worker->jobs, err);

    if (status == STATUS_OK)
        status = conversation_open(settings->zmq, settings->aggregator, &worker->aggregator, err);
    if (status == STATUS_OK)
        worker->press = press_create(&(struct asker){ask_aggregator, worker});
    return status;
}

void *worker_run(void *settings)
{
    struct worker worker = {.settings = settings};
    struct error err = {0};
    enum status status = open_worker(&worker, &err);

    while (status == STATUS_OK || status == STATUS_RETRY)
        status = next_job(&worker, &err);
    log_event(LOG_DEBUG, "worker_ended", LOG_STR("why", err.text));
    press_destroy(worker.press);
    conversation_destroy(worker.aggregator);
    channel_destroy(worker.jobs);
    return NULL;
}
