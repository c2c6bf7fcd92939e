/* collector - puts the parts together. */
#include "collector/collector.h"
#include "base/clock.h"
#include "base/log.h"
#include "collector/forwarder.h"
#include "collector/ingress.h"
#include "collector/reference_cache.h"
#include <stdlib.h>
#include <string.h>

enum {
    TICK_MS = 100,
    ASK_WHILE_NONE_MS = 500,
    COUNTS_EVERY_MS = 5 * 60 * 1000,
    LINGER_MS = 1000 /* for answers given just before the end */
};

/* What has been counted so far; nothing but uint64_t, so that two can be compared as bytes. */
struct totals {
    struct ingress_counts ingress;
    struct delivery_counts delivery;
    uint64_t dropped;
};

struct collector {
    struct loop *loop; /* borrowed */
    int64_t refresh_ms, stop_timeout_ms;
    int64_t ask_again_ms; /* when to ask for reference data the next time */
    struct reference_cache *references;
    struct delivery *delivery;
    struct forwarder *forwarder;
    struct ingress *ingress;
    uint64_t tick, totals_timer;
    struct totals logged;
    bool up, stopping;
};

static bool to_aggregator(void *self, const struct message *message)
{
    struct collector *c = self;

    return forwarder_send(c->forwarder, message);
}

static const char *state_name(enum submission_state state)
{
    static const char *const names[] = {[SUBMISSION_COMMITTED] = "committed",
                                        [SUBMISSION_REJECTED] = "rejected",
                                        [SUBMISSION_CONFLICT] = "conflict",
                                        [SUBMISSION_UNKNOWN] = "unknown"};

    return names[state];
}

static void to_asker(void *self, const struct peer *peer, const struct message *message)
{
    struct collector *c = self;

    if (message->kind == MESSAGE_RECEIPT)
        log_event(LOG_INFO, "receipt", LOG_STR("organization", message->receipt.organization),
                  LOG_STR("id", message->receipt.submission_id),
                  LOG_STR("state", state_name(message->receipt.state)),
                  LOG_INT("rows", message->receipt.rows),
                  LOG_INT("rejected", message->receipt.rejected));
    else if (message->kind == MESSAGE_BUSY)
        log_event(LOG_INFO, "busy", LOG_STR("reason", message->busy.reason));
    ingress_send(c->ingress, peer, message);
}

/* While stopping: end when nobody waits any more. */
static void stop_if_done(struct collector *c)
{
    if (c->stopping && delivery_pending(c->delivery) == 0)
        loop_stop(c->loop);
}

/* Often while there is none: nothing can be taken in before. */
static void ask_for_reference(struct collector *c)
{
    bool none = reference_cache_version(c->references) == 0;
    struct message question;

    c->ask_again_ms =
        clock_monotonic_ms()
        + (none && c->refresh_ms > ASK_WHILE_NONE_MS ? ASK_WHILE_NONE_MS : c->refresh_ms);
    if (!c->up)
        return;
    reference_cache_ask(c->references, &question);
    if (!forwarder_send(c->forwarder, &question))
        log_mark(LOG_WARNING, "reference_not_asked");
}

static void on_answer(void *self, const struct message *answer)
{
    struct collector *c = self;

    if (!reference_cache_asked(c->references, answer)) {
        delivery_answer(c->delivery, answer);
        stop_if_done(c);
    } else if (reference_cache_answer(c->references, answer)) {
        ask_for_reference(c);
    }
}

static void on_connection(void *self, bool up)
{
    struct collector *c = self;

    c->up = up;
    delivery_connection(c->delivery, up);
    ask_for_reference(c);
    stop_if_done(c);
}

static void on_tick(void *self)
{
    struct collector *c = self;
    int64_t now_ms = clock_monotonic_ms();

    if (now_ms >= c->ask_again_ms)
        ask_for_reference(c);
    delivery_tick(c->delivery, now_ms);
    stop_if_done(c);
}

static void log_totals(void *self)
{
    struct collector *c = self;
    struct totals now = {.ingress = *ingress_counts(c->ingress),
                         .delivery = *delivery_counts(c->delivery),
                         .dropped = ingress_dropped(c->ingress)};

    if (memcmp(&now, &c->logged, sizeof now) == 0)
        return;
    c->logged = now;
    log_event(LOG_INFO, "totals", LOG_INT("submissions", now.ingress.submissions),
              LOG_INT("rejected", now.ingress.rejected),
              LOG_INT("malformed", now.ingress.malformed),
              LOG_INT("unsupported", now.ingress.unsupported), LOG_INT("dropped", now.dropped),
              LOG_INT("forwarded", now.delivery.forwarded), LOG_INT("joined", now.delivery.joined),
              LOG_INT("answered", now.delivery.answered), LOG_INT("busy", now.delivery.busy),
              LOG_INT("timed_out", now.delivery.timed_out), LOG_INT("late", now.delivery.late),
              LOG_INT("contradicted", now.delivery.contradicted),
              LOG_INT("undelivered", now.ingress.undelivered));
}

static enum status open_sockets(struct collector *c, void *zmq,
                                const struct collector_options *options, struct error *err)
{
    enum status status = ingress_create(
        zmq, c->loop, &(struct ingress_options){.listen = options->listen, .linger_ms = LINGER_MS},
        c->delivery, c->references, &c->ingress, err);

    if (status != STATUS_OK)
        return status;
    return forwarder_create(zmq, c->loop, options->aggregator,
                            &(struct forwarder_outlet){
                                .on_answer = on_answer, .on_connection = on_connection, .self = c},
                            &c->forwarder, err);
}

enum status collector_create(void *zmq, struct loop *loop, const struct collector_options *options,
                             struct collector **ret, struct error *err)
{
    OWNED(collector) c = xcalloc(1, sizeof *c);

    c->loop = loop;
    c->refresh_ms = options->refresh_ms;
    c->stop_timeout_ms = options->stop_timeout_ms;
    c->delivery = delivery_create(
        &options->delivery,
        &(struct delivery_outlet){.to_aggregator = to_aggregator, .to_asker = to_asker, .self = c});
    enum status status = reference_cache_create(options->cache, &c->references, err);
    if (status == STATUS_OK)
        status = open_sockets(c, zmq, options, err);
    if (status != STATUS_OK)
        return status;
    c->tick = loop_add_timer(loop, TICK_MS, TICK_MS, on_tick, c);
    c->totals_timer = loop_add_timer(loop, COUNTS_EVERY_MS, COUNTS_EVERY_MS, log_totals, c);
    *ret = c;
    c = NULL; /* the caller owns it now */
    return STATUS_OK;
}

void collector_destroy(struct collector *c)
{
    if (c == NULL)
        return;
    loop_cancel_timer(c->loop, c->tick);
    loop_cancel_timer(c->loop, c->totals_timer);
    forwarder_destroy(c->forwarder);
    ingress_destroy(c->ingress);
    delivery_destroy(c->delivery);
    reference_cache_destroy(c->references);
    free(c);
}

static void give_up_waiting(void *self)
{
    struct collector *c = self;

    log_event(LOG_WARNING, "stopped_waiting", LOG_INT("pending", delivery_pending(c->delivery)));
    loop_stop(c->loop);
}

static enum status finish_open_requests(struct collector *c, struct error *err)
{
    c->stopping = true;
    delivery_drain(c->delivery);
    if (delivery_pending(c->delivery) == 0)
        return STATUS_OK;
    log_event(LOG_INFO, "stopping", LOG_INT("pending", delivery_pending(c->delivery)));
    uint64_t timer = loop_add_timer(c->loop, c->stop_timeout_ms, 0, give_up_waiting, c);
    enum status status = loop_run(c->loop, err);
    loop_cancel_timer(c->loop, timer);
    return status;
}

enum status collector_run(struct collector *c, struct error *err)
{
    enum status status = loop_run(c->loop, err);

    if (status == STATUS_OK)
        status = finish_open_requests(c, err);
    log_totals(c);
    return status;
}

const char *collector_endpoint(const struct collector *c)
{
    return ingress_endpoint(c->ingress);
}
