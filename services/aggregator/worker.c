/* worker - see the header. */
#include "aggregator/worker.h"
#include <string.h>

/* The thread first tries to reach the database, which takes up to connect_timeout. */
#define READY_TIMEOUT_MS 15000

static void *thread_main(void *self)
{
    const struct worker *worker = self;

    worker->run(&worker->setup);
    return NULL;
}

static const struct channel_options *options(void)
{
    static const struct channel_options OPTIONS = {.max_message_bytes = TICKET_FRAME_MAX,
                                                   .linger_ms = 1000};

    return &OPTIONS;
}

static enum status wait_until_ready(struct worker *worker, struct error *err)
{
    struct ticket ticket;
    struct bytes message;
    zmq_msg_t payload;

    if (channel_wait(worker->channel, READY_TIMEOUT_MS, err) != STATUS_OK)
        return error_set(err, STATUS_FAILED, "thread '%s' does not get ready", worker->setup.name);
    zmq_msg_init(&payload);
    enum status status = channel_receive(worker->channel, NULL, &payload, err);
    if (status == STATUS_OK && ticket_read(&payload, &ticket, &message) != TICKET_READY)
        status = error_set(err, STATUS_FAILED, "thread '%s' ended at once", worker->setup.name);
    zmq_msg_close(&payload);
    return status;
}

enum status worker_start(struct worker *worker, void *zmq, const char *name, const char *conninfo,
                         worker_fn *run, struct error *err)
{
    *worker = (struct worker){.setup = {.zmq = zmq, .conninfo = conninfo}, .run = run};
    snprintf(worker->setup.name, sizeof worker->setup.name, "%s", name);
    snprintf(worker->setup.endpoint, sizeof worker->setup.endpoint, "inproc://%s", name);
    enum status status =
        channel_bind_pair(zmq, worker->setup.endpoint, options(), &worker->channel, err);
    if (status != STATUS_OK)
        return status;
    int failed = pthread_create(&worker->thread, NULL, thread_main, worker);
    if (failed != 0)
        return error_set(err, STATUS_FAILED, "start thread '%s': %s", name, strerror(failed));
    worker->started = true;
    return wait_until_ready(worker, err);
}

void worker_finish(struct worker *worker)
{
    if (worker->started)
        pthread_join(worker->thread, NULL);
    channel_destroy(worker->channel);
    worker->channel = NULL;
    worker->started = false;
}

enum status worker_connect(const struct worker_setup *setup, struct channel **ret,
                           struct error *err)
{
    return channel_connect_pair(setup->zmq, setup->endpoint, options(), ret, err);
}
