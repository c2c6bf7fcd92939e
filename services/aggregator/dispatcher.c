/* dispatcher - see the header. */
#include "aggregator/dispatcher.h"
#include "aggregator/answers.h"
#include "aggregator/intake.h"
#include "base/clock.h"
#include "base/log.h"
#include "wire/limits.h"
#include <stdlib.h>
#include <string.h>

/* What may wait for one thread; above it the answer is Busy. */
#define PENDING_MAX       256
#define PENDING_BYTES_MAX ((size_t)64 << 20)
/* How long stopping may take. */
#define STOP_TIMEOUT_MS 30000

enum server { SERVER_NONE, SERVER_INTAKE, SERVER_ANSWERS };

/* Who serves what; for all other kinds the aggregator is the wrong place. */
static const enum server SERVERS[MESSAGE_KIND_COUNT] = {
    [MESSAGE_FORWARD] = SERVER_INTAKE,        [MESSAGE_REFERENCE_LOAD] = SERVER_INTAKE,
    [MESSAGE_EDITION_PLAN] = SERVER_INTAKE,   [MESSAGE_ASK] = SERVER_ANSWERS,
    [MESSAGE_RECEIPT_QUERY] = SERVER_ANSWERS, [MESSAGE_REFERENCE_QUERY] = SERVER_ANSWERS,
    [MESSAGE_EDITION_QUERY] = SERVER_ANSWERS,
};

/* A worker with the way back to the dispatcher, for the loop's calls. */
struct seat {
    struct dispatcher *dispatcher;
    struct worker worker;
};

struct dispatcher {
    struct loop *loop;      /* borrowed */
    struct channel *router; /* owned */
    struct arena *arena;    /* of the message at hand */
    struct seat *seats;     /* owned; the first is the intake */
    size_t n_seats;
    bool stopping;
};

/* --- to the outside --- */

static void send_out(struct dispatcher *d, const struct ticket *ticket, const void *bytes,
                     size_t size)
{
    struct error why;

    if (channel_send(d->router, &ticket->peer, bytes, size, &why) != STATUS_OK)
        log_event(LOG_INFO, "answer_dropped", LOG_STR("kind", message_kind_name(ticket->kind)),
                  LOG_STR("reason", why.text));
}

static void refuse(struct dispatcher *d, const struct ticket *ticket, const char *code,
                   const char *message)
{
    SCOPED(buffer) out = {0};

    ticket_pack_failure(ticket, code, message, &out);
    send_out(d, ticket, out.bytes, out.used);
}

static void say_busy(struct dispatcher *d, const struct ticket *ticket, const char *reason)
{
    SCOPED(buffer) out = {0};

    ticket_pack_busy(ticket, reason, &out);
    send_out(d, ticket, out.bytes, out.used);
}

/* --- to the threads --- */

static struct worker *choose(struct dispatcher *d, enum server server)
{
    struct worker *best = &d->seats[0].worker;

    if (server == SERVER_INTAKE)
        return best;
    best = &d->seats[1].worker;
    for (size_t i = 2; i < d->n_seats; i++)
        if (d->seats[i].worker.pending < best->pending)
            best = &d->seats[i].worker;
    return best;
}

static void pass_on(struct dispatcher *d, const struct ticket *ticket, const void *bytes,
                    size_t size)
{
    struct worker *worker = choose(d, SERVERS[ticket->kind]);
    struct error why;

    if (worker->pending >= PENDING_MAX || worker->pending_bytes >= PENDING_BYTES_MAX) {
        log_event(LOG_WARNING, "queue_full", LOG_STR("thread", worker->setup.name));
        say_busy(d, ticket, "too many requests are waiting");
        return;
    }
    if (ticket_send(worker->channel, ticket, bytes, size, &why) != STATUS_OK) {
        log_event(LOG_ERROR, "not_passed_on", LOG_STR("thread", worker->setup.name),
                  LOG_STR("reason", why.text));
        say_busy(d, ticket, "the aggregator cannot take it now");
        return;
    }
    worker->pending++;
    worker->pending_bytes += size;
}

/* Without an id nobody could tell what the refusal belongs to. */
static void refuse_unreadable(struct dispatcher *d, const struct ticket *ticket,
                              const struct failure *why)
{
    static const uint8_t NO_ID[MESSAGE_ID_SIZE];

    log_event(LOG_INFO, "refused", LOG_STR("code", why->code), LOG_STR("reason", why->message));
    if (memcmp(ticket->id, NO_ID, sizeof NO_ID) != 0)
        refuse(d, ticket, why->code, why->message);
}

static void on_request(void *self, const struct peer *from, zmq_msg_t *payload)
{
    struct dispatcher *d = self;
    const void *bytes = zmq_msg_data(payload);
    size_t size = zmq_msg_size(payload);
    struct message request = {0};
    struct ticket ticket = {.peer = *from};
    struct error why;

    arena_reset(d->arena);
    enum status status = message_unpack(bytes, size, d->arena, &request, &why);
    memcpy(ticket.id, request.id, sizeof ticket.id);
    ticket.kind = request.kind;
    if (status != STATUS_OK)
        refuse_unreadable(d, &ticket, &request.failure);
    else if (SERVERS[request.kind] == SERVER_NONE)
        refuse(d, &ticket, "unsupported", "the aggregator does not serve this kind of message");
    else
        pass_on(d, &ticket, bytes, size);
}

/* --- from the threads --- */

static void on_signal(struct dispatcher *d, struct worker *worker)
{
    struct error why;

    worker->stopped = true;
    if (d->stopping)
        return;
    error_set(&why, STATUS_FAILED, "thread '%s' ended", worker->setup.name);
    loop_fail(d->loop, &why);
}

static void on_answer(void *self, const struct peer *from, zmq_msg_t *payload)
{
    struct seat *seat = self;
    struct worker *worker = &seat->worker;
    struct ticket ticket;
    struct bytes message;
    (void)from;

    if (ticket_read(payload, &ticket, &message) != 0) {
        on_signal(seat->dispatcher, worker);
        return;
    }
    worker->pending--;
    if (worker->pending == 0)
        worker->pending_bytes = 0;
    send_out(seat->dispatcher, &ticket, message.bytes, message.size);
}

/* --- starting and stopping --- */

static enum status start_workers(struct dispatcher *d, void *zmq,
                                 const struct dispatcher_options *options, struct error *err)
{
    size_t n = 1 + (size_t)options->answer_workers;

    d->seats = xcalloc(n, sizeof *d->seats);
    while (d->n_seats < n) {
        struct seat *seat = &d->seats[d->n_seats];
        char name[32] = "intake";

        if (d->n_seats > 0)
            snprintf(name, sizeof name, "answers-%zu", d->n_seats);
        seat->dispatcher = d;
        d->n_seats++;
        enum status status = worker_start(&seat->worker, zmq, name, options->conninfo,
                                          d->n_seats == 1 ? intake_run : answers_run, err);
        if (status != STATUS_OK)
            return status;
        loop_add_channel(d->loop, seat->worker.channel, on_answer, NULL, seat);
    }
    return STATUS_OK;
}

enum status dispatcher_create(void *zmq, struct loop *loop,
                              const struct dispatcher_options *options, struct dispatcher **ret,
                              struct error *err)
{
    OWNED(dispatcher) d = xcalloc(1, sizeof *d);
    /* Requests over MESSAGE_BYTES_MAX are refused by message_unpack; answers are larger. */
    struct channel_options outside = {.max_message_bytes = MESSAGE_ANSWER_BYTES_MAX,
                                      .linger_ms = 2000};

    d->loop = loop;
    d->arena = arena_create(WIRE_ARENA_BYTES_MAX);
    enum status status = start_workers(d, zmq, options, err);
    if (status == STATUS_OK)
        status = channel_bind_router(zmq, options->listen, &outside, &d->router, err);
    if (status != STATUS_OK)
        return status;
    loop_add_channel(loop, d->router, on_request, NULL, d);
    *ret = d;
    d = NULL; /* the caller owns it now */
    return STATUS_OK;
}

static bool all_stopped(const struct dispatcher *d)
{
    for (size_t i = 0; i < d->n_seats; i++)
        if (d->seats[i].worker.started && !d->seats[i].worker.stopped)
            return false;
    return true;
}

static void tell_to_stop(struct dispatcher *d)
{
    struct error why;

    for (size_t i = 0; i < d->n_seats; i++) {
        struct worker *worker = &d->seats[i].worker;

        if (worker->started && !worker->stopped
            && ticket_send_signal(worker->channel, TICKET_STOP, &why) != STATUS_OK)
            log_event(LOG_ERROR, "not_stopped", LOG_STR("thread", worker->setup.name),
                      LOG_STR("reason", why.text));
    }
}

/* Bring out what the threads still say, until each has said that it stopped. */
static void drain(struct dispatcher *d)
{
    int64_t give_up_ms = clock_monotonic_ms() + STOP_TIMEOUT_MS;
    struct error why;

    for (size_t i = 0; i < d->n_seats; i++) {
        struct seat *seat = &d->seats[i];
        zmq_msg_t payload;

        zmq_msg_init(&payload);
        while (seat->worker.started && !seat->worker.stopped && clock_monotonic_ms() < give_up_ms) {
            enum status status = channel_receive(seat->worker.channel, NULL, &payload, &why);

            if (status == STATUS_OK)
                on_answer(seat, NULL, &payload);
            else if (status == STATUS_RETRY)
                (void)!channel_wait(seat->worker.channel, 100, &why);
            else
                break;
        }
        zmq_msg_close(&payload);
    }
}

void dispatcher_stop(struct dispatcher *d)
{
    if (d->stopping)
        return;
    d->stopping = true;
    if (d->router != NULL)
        loop_remove_channel(d->loop, d->router);
    tell_to_stop(d);
    drain(d);
    if (!all_stopped(d))
        log_mark(LOG_ERROR, "stop_timed_out");
}

void dispatcher_destroy(struct dispatcher *d)
{
    if (d == NULL)
        return;
    dispatcher_stop(d);
    for (size_t i = 0; i < d->n_seats; i++) {
        if (d->seats[i].worker.channel != NULL)
            loop_remove_channel(d->loop, d->seats[i].worker.channel);
        worker_finish(&d->seats[i].worker);
    }
    channel_destroy(d->router);
    arena_destroy(d->arena);
    free(d->seats);
    free(d);
}

const char *dispatcher_endpoint(const struct dispatcher *d)
{
    return channel_endpoint(d->router);
}
