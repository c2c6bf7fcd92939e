/* service - see service.h. The main thread never blocks on the aggregator: it refuses what is no
 * request for a report, hands the others to the worker, and sends back what the worker made. */
#include "reporter/service.h"

#include "base/log.h"
#include "base/loop.h"
#include "reporter/worker.h"
#include "wire/message.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define JOBS_ENDPOINT "inproc://reporter.jobs"

enum {
    JOBS_MAX = 16, /* the one in work included */
    BUSY_RETRY_MS = 3000,
    REQUEST_BYTES_MAX = 64 << 10, /* a ReportQuery is tiny */
    REQUEST_ARENA_BYTES_MAX = 4 << 20
};

struct service {
    void *zmq;               /* borrowed */
    struct loop *loop;       /* borrowed */
    struct channel *readers; /* outside */
    struct channel *jobs;    /* to the worker */
    struct worker_settings worker_settings;
    pthread_t worker;
    bool worker_runs;
    int waiting; /* jobs handed over and not answered */
};

static void send_bytes(struct service *s, const struct peer *to, const void *bytes, size_t size)
{
    struct error err = {0};
    enum status status = channel_send(s->readers, to, bytes, size, &err);

    if (status != STATUS_OK)
        log_event(LOG_WARNING, "answer_lost", LOG_STR("status", status_name(status)),
                  LOG_STR("why", err.text));
}

static void send_message(struct service *s, const struct peer *to, const struct message *message)
{
    SCOPED(buffer) bytes = {0};

    message_pack(message, &bytes);
    send_bytes(s, to, bytes.bytes, bytes.used);
}

static void refuse(struct service *s, const struct peer *to, struct message *answer,
                   const char *code, const char *why)
{
    log_event(LOG_WARNING, "refused", LOG_STR("code", code), LOG_STR("why", why));
    answer->kind = MESSAGE_FAILURE;
    answer->failure = (struct failure){code, why};
    send_message(s, to, answer);
}

static void busy(struct service *s, const struct peer *to, struct message *answer, const char *why)
{
    log_event(LOG_INFO, "busy", LOG_STR("why", why), LOG_INT("waiting", s->waiting));
    answer->kind = MESSAGE_BUSY;
    answer->busy = (struct busy){BUSY_RETRY_MS, why};
    send_message(s, to, answer);
}

static void hand_over(struct service *s, const struct peer *from, zmq_msg_t *payload,
                      struct message *answer)
{
    SCOPED(buffer) job = {0};
    struct error err = {0};
    enum status status;

    worker_pack(from, zmq_msg_data(payload), zmq_msg_size(payload), &job);
    status = channel_send(s->jobs, NULL, job.bytes, job.used, &err);
    if (status == STATUS_OK)
        s->waiting++;
    else if (status == STATUS_RETRY)
        busy(s, from, answer, "the reporter is starting: ask again");
    else
        loop_fail(s->loop, &err);
}

static void on_request(void *self, const struct peer *from, zmq_msg_t *payload)
{
    OWNED(arena) arena = arena_create(REQUEST_ARENA_BYTES_MAX);
    struct service *s = self;
    struct message request = {0}, answer = {0};
    struct error err = {0};
    enum status status;

    if (zmq_msg_size(payload) > REQUEST_BYTES_MAX) {
        refuse(s, from, &answer, "too_large", "a request to the reporter has at most 64 KiB");
        return;
    }
    status = message_unpack(zmq_msg_data(payload), zmq_msg_size(payload), arena, &request, &err);
    memcpy(answer.id, request.id, sizeof answer.id);
    if (status != STATUS_OK)
        refuse(s, from, &answer, "malformed", err.text);
    else if (request.kind != MESSAGE_REPORT_QUERY)
        refuse(s, from, &answer, "unsupported", "the reporter answers ReportQuery only");
    else if (s->waiting >= JOBS_MAX)
        busy(s, from, &answer, "many reports are being made: ask again");
    else
        hand_over(s, from, payload, &answer);
}

static void on_made(void *self, const struct peer *from, zmq_msg_t *payload)
{
    struct service *s = self;
    struct peer peer;
    const uint8_t *bytes;
    size_t size;

    (void)from;
    s->waiting--;
    if (worker_unpack(zmq_msg_data(payload), zmq_msg_size(payload), &peer, &bytes, &size))
        send_bytes(s, &peer, bytes, size);
}

static enum status open_channels(struct service *s, const char *listen, struct error *err)
{
    const struct channel_options outside = {.max_message_bytes = MESSAGE_ANSWER_BYTES_MAX,
                                            .receive_high_water = JOBS_MAX,
                                            .linger_ms = 1000};
    const struct channel_options inside = {
        .max_message_bytes = MESSAGE_ANSWER_BYTES_MAX + sizeof(struct peer), .heartbeat_ms = -1};
    enum status status = channel_bind_pair(s->zmq, JOBS_ENDPOINT, &inside, &s->jobs, err);

    if (status == STATUS_OK)
        status = channel_bind_router(s->zmq, listen, &outside, &s->readers, err);
    if (status != STATUS_OK)
        return status;
    loop_add_channel(s->loop, s->readers, on_request, NULL, s);
    loop_add_channel(s->loop, s->jobs, on_made, NULL, s);
    return STATUS_OK;
}

static enum status start_worker(struct service *s, const struct service_settings *settings,
                                struct error *err)
{
    int failed;

    s->worker_settings =
        (struct worker_settings){s->zmq, JOBS_ENDPOINT, settings->aggregator, settings->timeout_ms};
    failed = pthread_create(&s->worker, NULL, worker_run, &s->worker_settings);
    if (failed != 0)
        return error_set(err, STATUS_FAILED, "start a thread: %s", strerror(failed));
    s->worker_runs = true;
    return STATUS_OK;
}

enum status service_create(void *zmq, struct loop *loop, const struct service_settings *settings,
                           struct service **ret, struct error *err)
{
    OWNED(service) s = xcalloc(1, sizeof *s);
    enum status status;

    s->zmq = zmq;
    s->loop = loop;
    status = open_channels(s, settings->listen, err);
    if (status == STATUS_OK)
        status = start_worker(s, settings, err);
    if (status != STATUS_OK)
        return status;
    *ret = s;
    s = NULL; /* the caller owns it now */
    return STATUS_OK;
}

static void close_channel(struct service *s, struct channel *ch)
{
    if (ch == NULL)
        return;
    loop_remove_channel(s->loop, ch);
    channel_destroy(ch);
}

void service_destroy(struct service *s)
{
    if (s == NULL)
        return;
    close_channel(s, s->readers);
    zmq_ctx_shutdown(s->zmq);
    if (s->worker_runs)
        pthread_join(s->worker, NULL);
    close_channel(s, s->jobs);
    free(s);
}

const char *service_endpoint(const struct service *s)
{
    return channel_endpoint(s->readers);
}
