/* answers - see the header. */
#include "aggregator/answers.h"
#include "aggregator/question.h"
#include "base/clock.h"
#include "base/log.h"
#include <string.h>

/* Of everything that one answer is made from. */
#define ARENA_BYTES_MAX ((size_t)1 << 30)
/* Kept between answers; a larger arena goes back to the system. */
#define ARENA_KEPT_BYTES ((size_t)64 << 20)

struct reading {
    const char *conninfo;
    struct channel *channel;
    struct loop *loop;
    struct store *store; /* NULL: the database is away */
    struct shelf *shelf;
    struct arena *arena; /* of the request at hand */
};
typedef enum status read_fn(struct reading *reading, const struct message *request,
                            struct message *answer, struct error *err);

static enum status say_not_found(struct message *answer, const char *why)
{
    answer->kind = MESSAGE_FAILURE;
    answer->failure = (struct failure){.code = "not_found", .message = why};
    return STATUS_OK;
}

static enum status read_answer(struct reading *reading, const struct message *request,
                               struct message *answer, struct error *err)
{
    struct asking asking = {reading->store, reading->shelf, reading->arena};

    return question_answer(&asking, &request->ask, answer, err);
}

static enum status read_receipt(struct reading *reading, const struct message *request,
                                struct message *answer, struct error *err)
{
    const struct receipt_query *query = &request->receipt_query;
    struct stored_submission stored = {0};

    if (query->organization == NULL || query->submission_id == NULL)
        return error_set(err, STATUS_INVALID,
                         "a receipt is asked for by organization and submission id");
    enum status status = store_find_submissions(
        reading->store, &(struct submission_name){query->organization, query->submission_id}, 1,
        reading->arena, &stored, err);
    if (status != STATUS_OK)
        return status;
    *answer = (struct message){.kind = MESSAGE_RECEIPT,
                               .receipt = {.organization = query->organization,
                                           .submission_id = query->submission_id,
                                           .state = SUBMISSION_UNKNOWN}};
    if (stored.number == 0)
        return STATUS_OK;
    if (message_unpack(stored.receipt, stored.receipt_size, reading->arena, answer, err)
        != STATUS_OK)
        return error_set(err, STATUS_FAILED, "a stored receipt cannot be read: %s", err->text);
    return STATUS_OK;
}

static enum status read_reference(struct reading *reading, const struct message *request,
                                  struct message *answer, struct error *err)
{
    const struct reference_query *query = &request->reference_query;
    struct reference_stamp stamp = {0};
    int64_t cutoff_us = 0;
    enum status status = STATUS_OK;

    if (query->cutoff != NULL)
        status = question_cutoff(reading->store, query->cutoff, &cutoff_us, err);
    if (status == STATUS_OK)
        status = store_reference_at(reading->store, query->cutoff != NULL ? &cutoff_us : NULL,
                                    &stamp, err);
    if (status != STATUS_OK)
        return status;
    *answer =
        (struct message){.kind = MESSAGE_REFERENCE,
                         .reference = {.version = stamp.version, .recorded_us = stamp.recorded_us}};
    memcpy(answer->reference.digest, stamp.digest, sizeof stamp.digest);
    if (stamp.version == 0 || stamp.version == query->have_version)
        return STATUS_OK;
    return store_reference_files(reading->store, stamp.version, reading->arena,
                                 &answer->reference.files, &answer->reference.n_files, err);
}

static enum status read_editions(struct reading *reading, const struct message *request,
                                 struct message *answer, struct error *err)
{
    const struct edition_query *query = &request->edition_query;
    struct edition_list *list = &answer->edition_list;
    int64_t cutoff_us = 0;

    *answer = (struct message){.kind = MESSAGE_EDITION_LIST};
    enum status status = question_cutoff(reading->store, query->cutoff, &cutoff_us, err);
    if (status == STATUS_OK)
        status = store_editions_at(reading->store, &cutoff_us, reading->arena, &list->editions,
                                   &list->n, err);
    if (status != STATUS_OK || query->code == NULL)
        return status;
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->editions[i].code, query->code) == 0) {
            *list = (struct edition_list){&list->editions[i], 1};
            return STATUS_OK;
        }
    return say_not_found(answer,
                         "no edition has that code: plan it with `roundtable admin edition`");
}

static read_fn *const READERS[MESSAGE_KIND_COUNT] = {
    [MESSAGE_ASK] = read_answer,
    [MESSAGE_RECEIPT_QUERY] = read_receipt,
    [MESSAGE_REFERENCE_QUERY] = read_reference,
    [MESSAGE_EDITION_QUERY] = read_editions,
};

/* --- serving --- */

static enum status read_once(struct reading *reading, struct bytes packed, struct message *answer,
                             struct error *err)
{
    struct message request = {0};
    enum status status = STATUS_OK;

    arena_reset(reading->arena);
    *answer = (struct message){0};
    if (!store_alive(reading->store)) {
        store_destroy(reading->store);
        reading->store = NULL;
        status = store_open(reading->conninfo, STORE_READER, &reading->store, err);
        if (status != STATUS_OK)
            return error_set(err, STATUS_RETRY, "%s", err->text);
    }
    status = message_unpack(packed.bytes, packed.size, reading->arena, &request, err);
    return status == STATUS_OK ? READERS[request.kind](reading, &request, answer, err) : status;
}

/* A connection that was lost while nothing was asked shows only now: reading again is free of risk.
 */
static enum status read_twice(struct reading *reading, struct bytes packed, struct message *answer,
                              struct error *err)
{
    enum status status = read_once(reading, packed, answer, err);

    if (status == STATUS_RETRY && reading->store != NULL && !store_alive(reading->store))
        status = read_once(reading, packed, answer, err);
    return status;
}

static void pack(const struct ticket *ticket, enum status status, struct message *answer,
                 const struct error *why, struct buffer *out)
{
    switch (status) {
    case STATUS_OK: ticket_pack_answer(ticket, answer, out); break;
    case STATUS_RETRY: ticket_pack_busy(ticket, "the database is away or busy", out); break;
    case STATUS_INVALID: ticket_pack_failure(ticket, "invalid", why->text, out); break;
    case STATUS_FAILED:
        ticket_pack_failure(ticket, "internal",
                            "the aggregator failed at this request: tell the operator", out);
        break;
    }
}

static void serve(struct reading *reading, const struct ticket *ticket, struct bytes packed)
{
    SCOPED(buffer) out = {0};
    struct message answer = {0};
    struct error why = {0};
    int64_t begun_ms = clock_monotonic_ms();
    enum status status = read_twice(reading, packed, &answer, &why);

    pack(ticket, status, &answer, &why, &out);
    if (status != STATUS_OK)
        log_event(status == STATUS_INVALID ? LOG_INFO : LOG_WARNING, "not_answered",
                  LOG_STR("kind", message_kind_name(ticket->kind)),
                  LOG_STR("status", status_name(status)), LOG_STR("reason", why.text));
    log_event(LOG_DEBUG, "answered", LOG_STR("kind", message_kind_name(ticket->kind)),
              LOG_INT("bytes", out.used), LOG_INT("ms", clock_monotonic_ms() - begun_ms));
    if (ticket_send(reading->channel, ticket, out.bytes, out.used, &why) != STATUS_OK)
        log_event(LOG_ERROR, "answer_lost", LOG_STR("reason", why.text));
}

static void on_message(void *self, const struct peer *from, zmq_msg_t *payload)
{
    struct reading *reading = self;
    struct ticket ticket;
    struct bytes message;
    (void)from;

    if (ticket_read(payload, &ticket, &message) != 0) {
        loop_stop(reading->loop); /* the last frame */
        return;
    }
    serve(reading, &ticket, message);
    if (arena_used(reading->arena) > ARENA_KEPT_BYTES) {
        arena_destroy(reading->arena);
        reading->arena = arena_create(ARENA_BYTES_MAX);
    }
}

static enum status run(struct reading *reading, struct error *err)
{
    enum status status = loop_create(LOOP_NO_SIGNALS, &reading->loop, err);

    if (status != STATUS_OK)
        return status;
    loop_add_channel(reading->loop, reading->channel, on_message, NULL, reading);
    status = ticket_send_signal(reading->channel, TICKET_READY, err);
    return status == STATUS_OK ? loop_run(reading->loop, err) : status;
}

void answers_run(const struct worker_setup *setup)
{
    OWNED(channel) channel = NULL;
    OWNED(shelf) shelf = shelf_create();
    struct reading reading = {.conninfo = setup->conninfo, .shelf = shelf};
    struct error why;

    reading.arena = arena_create(ARENA_BYTES_MAX);
    enum status status = worker_connect(setup, &channel, &why);
    reading.channel = channel;
    if (status == STATUS_OK)
        status = run(&reading, &why);
    if (status != STATUS_OK)
        log_event(LOG_ERROR, "answers_failed", LOG_STR("thread", setup->name),
                  LOG_STR("reason", why.text));
    if (channel != NULL)
        (void)!ticket_send_signal(channel, TICKET_STOPPED, &why);
    store_destroy(reading.store);
    loop_destroy(reading.loop);
    arena_destroy(reading.arena);
}
