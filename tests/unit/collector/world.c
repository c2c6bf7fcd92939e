#include "support/test.h"

#include "unit/collector/world.h"

#include "base/clock.h"
#include "base/random.h"
#include "unit/collector/reference_files.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { PATIENCE_MS = 10000, SILENCE_MS = 150 };

struct world_thread {
    pthread_t thread;
    enum status status;
    struct error err;
};

#define must(call)                                    \
    do {                                              \
        struct error must_err = {0};                  \
        struct error *err = &must_err;                \
        if ((call) != STATUS_OK)                      \
            fail_msg("%s: %s", #call, must_err.text); \
    } while (0)

static void stop(void *self)
{
    loop_stop(self);
}

static void *run(void *self)
{
    struct world *w = self;

    w->thread->status = collector_run(w->collector, &w->thread->err);
    return NULL;
}

/* A port that is free: bound once, and left. */
static void choose_endpoint(struct world *w)
{
    struct channel *ch;

    must(channel_bind_router(w->zmq, "tcp://127.0.0.1:*", NULL, &ch, err));
    snprintf(w->aggregator_endpoint, sizeof w->aggregator_endpoint, "%s", channel_endpoint(ch));
    channel_destroy(ch);
}

static struct collector_options or_default(const struct world *w, struct collector_options o)
{
    struct delivery_limits *d = &o.delivery;

    o.listen = o.listen != NULL ? o.listen : "tcp://127.0.0.1:*";
    o.aggregator = o.aggregator != NULL ? o.aggregator : w->aggregator_endpoint;
    o.refresh_ms = o.refresh_ms != 0 ? o.refresh_ms : 60;
    o.stop_timeout_ms = o.stop_timeout_ms != 0 ? o.stop_timeout_ms : 300;
    d->pending_max = d->pending_max != 0 ? d->pending_max : 100;
    d->pending_bytes_max = d->pending_bytes_max != 0 ? d->pending_bytes_max : 64 << 20;
    d->answer_timeout_ms = d->answer_timeout_ms != 0 ? d->answer_timeout_ms : 30000;
    d->retry_ms = d->retry_ms != 0 ? d->retry_ms : 500;
    return o;
}

struct world *world_create(const struct collector_options *given)
{
    struct world *w = xcalloc(1, sizeof *w);

    w->zmq = zmq_ctx_new();
    w->arena = arena_create(0);
    w->thread = xcalloc(1, sizeof *w->thread);
    w->files = reference_files_read(w->arena, &w->n_files);
    w->reference_version = 1;
    choose_endpoint(w);
    struct collector_options options = or_default(w, *given);
    must(loop_create(LOOP_NO_SIGNALS, &w->loop, err));
    loop_on_wake(w->loop, stop, w->loop);
    must(collector_create(w->zmq, w->loop, &options, &w->collector, err));
    assert_int_equal(pthread_create(&w->thread->thread, NULL, run, w), 0);
    w->client = world_connect(w);
    return w;
}

void world_destroy(struct world *w)
{
    loop_wake(w->loop);
    pthread_join(w->thread->thread, NULL);
    assert_int_equal(w->thread->status, STATUS_OK);
    collector_destroy(w->collector);
    loop_destroy(w->loop);
    channel_destroy(w->client);
    channel_destroy(w->aggregator);
    zmq_ctx_term(w->zmq);
    arena_destroy(w->arena);
    free(w->thread);
    free(w);
}

void world_stop(struct world *w)
{
    loop_wake(w->loop);
}

struct channel *world_connect(struct world *w)
{
    struct channel *ch = NULL;

    must(channel_connect_dealer(w->zmq, collector_endpoint(w->collector),
                                &(struct channel_options){.max_message_bytes = 64 << 20}, &ch,
                                err));
    return ch;
}

void world_aggregator_start(struct world *w)
{
    struct channel_options options = {.max_message_bytes = 64 << 20, .linger_ms = 100};
    struct error why = {0};

    /* The port of one that was just stopped is freed in the background. */
    for (int64_t until = clock_monotonic_ms() + PATIENCE_MS; clock_monotonic_ms() < until;)
        if (channel_bind_router(w->zmq, w->aggregator_endpoint, &options, &w->aggregator, &why)
            == STATUS_OK)
            return;
    fail_msg("%s", why.text);
}

void world_aggregator_stop(struct world *w)
{
    channel_destroy(w->aggregator);
    w->aggregator = NULL;
}

static bool receive(struct world *w, struct channel *ch, struct peer *from, int64_t timeout_ms,
                    struct message *ret)
{
    int64_t until = clock_monotonic_ms() + timeout_ms;
    enum status status;
    zmq_msg_t payload;

    zmq_msg_init(&payload);
    while ((status = channel_receive(ch, from, &payload, NULL)) == STATUS_RETRY
           && clock_monotonic_ms() < until)
        if (channel_wait(ch, 10, NULL) == STATUS_FAILED)
            break;
    if (status == STATUS_OK) {
        *ret = (struct message){0};
        must(message_unpack(zmq_msg_data(&payload), zmq_msg_size(&payload), w->arena, ret, err));
    }
    zmq_msg_close(&payload);
    return status == STATUS_OK;
}

static void send_message(struct channel *ch, const struct peer *to, const struct message *message)
{
    SCOPED(buffer) packed = {0};

    message_pack(message, &packed);
    must(channel_send(ch, to, packed.bytes, packed.used, err));
}

static void answer_reference(struct world *w, const struct message *query)
{
    struct message answer = {.kind = MESSAGE_REFERENCE,
                             .reference = {.version = w->reference_version}};

    w->have_version = query->reference_query.have_version;
    reference_digest(w->files, w->n_files, answer.reference.digest);
    if (w->have_version != w->reference_version) {
        answer.reference.files = w->files;
        answer.reference.n_files = w->n_files;
    }
    world_answer(w, query, &answer);
}

static bool at_aggregator(struct world *w, int64_t timeout_ms, struct message *ret)
{
    int64_t until = clock_monotonic_ms() + timeout_ms;

    do {
        if (!receive(w, w->aggregator, &w->collector_peer, timeout_ms, ret))
            return false;
        if (ret->kind != MESSAGE_REFERENCE_QUERY)
            return true;
        answer_reference(w, ret);
    } while (clock_monotonic_ms() < until);
    return false;
}

struct message world_at_aggregator(struct world *w)
{
    struct message message = {0};

    if (!at_aggregator(w, PATIENCE_MS, &message))
        fail_msg("nothing came for the aggregator");
    return message;
}

void world_aggregator_hears_nothing(struct world *w)
{
    struct message message = {0};

    if (at_aggregator(w, SILENCE_MS, &message))
        fail_msg("the aggregator heard %s", message_kind_name(message.kind));
}

void world_await_version(struct world *w, uint64_t version)
{
    struct message message = {0};

    for (int64_t until = clock_monotonic_ms() + PATIENCE_MS; w->have_version != version;) {
        assert_true(clock_monotonic_ms() < until);
        if (!receive(w, w->aggregator, &w->collector_peer, PATIENCE_MS, &message))
            fail_msg("the collector does not ask for reference data");
        assert_int_equal(message.kind, MESSAGE_REFERENCE_QUERY);
        answer_reference(w, &message);
    }
}

void world_ready(struct world *w)
{
    world_aggregator_start(w);
    world_await_version(w, w->reference_version);
}

void world_answer(struct world *w, const struct message *request, struct message *answer)
{
    memcpy(answer->id, request->id, sizeof answer->id);
    send_message(w->aggregator, &w->collector_peer, answer);
}

void world_send(struct world *w, struct channel *client, struct message *message)
{
    (void)w;
    random_id(message->id);
    send_message(client, NULL, message);
}

struct message world_receive(struct world *w, struct channel *client)
{
    struct message message = {0};

    if (!receive(w, client, NULL, PATIENCE_MS, &message))
        fail_msg("no answer came");
    return message;
}

void world_client_hears_nothing(struct world *w, struct channel *client)
{
    struct message message = {0};

    if (receive(w, client, NULL, SILENCE_MS, &message))
        fail_msg("the client heard %s", message_kind_name(message.kind));
}

static struct record row(struct world *w, size_t number, bool right)
{
    struct record record = {
        .kind = KIND_TREATY_ACTION,
        .row = (uint32_t)number,
        .values =
            arena_array(w->arena, kind_table(KIND_TREATY_ACTION)->n_fields, sizeof(struct value))};
    const char *texts[] = {[TREATY_REF_AREA] = "HND",
                           [TREATY_INSTRUMENT] = "OPSC",
                           [TREATY_ACTION] = "declaration",
                           [TREATY_DATE] = right ? "2002-05-08" : "2002-02-30",
                           [TREATY_REFERENCE] = arena_printf(w->arena, "C.N.%zu", number),
                           [TREATY_SOURCE] = "UNTC"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i] != NULL)
            record.values[i] = (struct value){.text = texts[i], .len = (uint32_t)strlen(texts[i])};
    return record;
}

struct bytes world_submission(struct world *w, const char *id, bool best_effort, size_t right,
                              size_t wrong)
{
    struct submission submission = {
        .organization = "SICA", .id = id, .best_effort = best_effort, .n_rows = right + wrong};
    SCOPED(buffer) packed = {0};

    submission.rows = arena_array(w->arena, submission.n_rows, sizeof *submission.rows);
    for (size_t i = 0; i < submission.n_rows; i++)
        submission.rows[i] = row(w, i + 1, i < right);
    submission_pack(&submission, &packed);
    return (struct bytes){.bytes =
                              (uint8_t *)arena_textn(w->arena, (char *)packed.bytes, packed.used),
                          .size = packed.used};
}

struct message world_submit(struct world *w, struct channel *client, struct bytes submission)
{
    struct message message = {.kind = MESSAGE_SUBMIT, .submit = submission};

    world_send(w, client, &message);
    return message;
}

struct message world_committed(const char *id, struct bytes submission, uint32_t rows,
                               struct arena *arena)
{
    uint8_t *outcomes = arena_alloc(arena, rows);
    struct message answer = {.kind = MESSAGE_RECEIPT,
                             .receipt = {.organization = "SICA",
                                         .submission_id = id,
                                         .state = SUBMISSION_COMMITTED,
                                         .rows = rows,
                                         .inserted = rows,
                                         .outcomes = outcomes,
                                         .recorded_us = INT64_C(1464609600000000)}};

    memset(outcomes, OUTCOME_INSERTED, rows);
    digest_sha256(submission.bytes, submission.size, answer.receipt.digest);
    return answer;
}
