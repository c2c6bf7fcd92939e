/* ingress - message kind -> handler, and the answers that need nobody else. */
#include "collector/ingress.h"
#include "base/clock.h"
#include "base/log.h"
#include "collector/admission.h"
#include "wire/limits.h"
#include <stdlib.h>
#include <string.h>

enum {
    /* Large messages times many peers: what is more waits in the peers' own queues. */
    RECEIVE_HIGH_WATER = 8,
    SEND_HIGH_WATER = 256
};

struct ingress {
    struct loop *loop;
    struct channel *channel;
    struct delivery *delivery;                /* borrowed */
    const struct reference_cache *references; /* borrowed */
    struct ingress_counts counts;
    struct buffer packed;
};

typedef void handler_fn(struct ingress *ingress, const struct asker *from,
                        const struct message *message);

void ingress_send(struct ingress *ingress, const struct peer *to, const struct message *message)
{
    struct error why;

    buffer_clear(&ingress->packed);
    message_pack(message, &ingress->packed);
    if (channel_send(ingress->channel, to, ingress->packed.bytes, ingress->packed.used, &why)
        != STATUS_OK) {
        ingress->counts.undelivered++;
        log_event(LOG_INFO, "answer_undelivered", LOG_STR("kind", message_kind_name(message->kind)),
                  LOG_HEX("id", message->id, sizeof message->id), LOG_STR("error", why.text));
    }
}

static void fail(struct ingress *ingress, const struct asker *to, const char *code,
                 const char *sentence)
{
    struct message failure = {.kind = MESSAGE_FAILURE,
                              .failure = {.code = code, .message = sentence}};

    memcpy(failure.id, to->id, sizeof failure.id);
    ingress_send(ingress, &to->peer, &failure);
}

/* What cannot be read. Without an id, nobody could tell what the answer belongs to. */
static void refuse(struct ingress *ingress, const struct asker *from, const char *code,
                   const char *sentence)
{
    static const uint8_t no_id[MESSAGE_ID_SIZE];

    ingress->counts.malformed++;
    log_event(LOG_INFO, "refused", LOG_HEX("id", from->id, sizeof from->id), LOG_STR("code", code),
              LOG_STR("error", sentence));
    if (memcmp(from->id, no_id, sizeof no_id) != 0)
        fail(ingress, from, code, sentence);
}

static void log_verdict(const struct admission *admission, size_t bytes)
{
    bool forward = admission->verdict == VERDICT_FORWARD;
    const struct problems *problems =
        forward ? &admission->forward.problems : &admission->rejection.problems;

    log_event(
        LOG_INFO, forward ? "submission_right" : "submission_wrong",
        LOG_STR("organization", admission->organization), LOG_STR("id", admission->submission_id),
        LOG_HEX("digest", admission->digest, sizeof admission->digest), LOG_INT("bytes", bytes),
        LOG_INT("rows", admission->n_rows), LOG_INT("problems", problems->count));
}

static void on_submit(struct ingress *ingress, const struct asker *from,
                      const struct message *message)
{
    const struct reference *reference = reference_cache_newest(ingress->references);
    OWNED(arena) arena = arena_create(ADMISSION_ARENA_BYTES);
    struct admission admission;
    struct error why;

    ingress->counts.submissions++;
    if (reference == NULL) {
        delivery_busy(ingress->delivery, from, "the reference data have not arrived yet");
        return;
    }
    if (admission_decide(message->submit, reference, reference_cache_version(ingress->references),
                         clock_latest_day(clock_wall_us()), arena, &admission, &why)
        != STATUS_OK) {
        refuse(ingress, from, "malformed", why.text);
        return;
    }
    log_verdict(&admission, message->submit.size);
    if (admission.verdict == VERDICT_FORWARD) {
        delivery_submit(ingress->delivery, from, admission.organization, admission.submission_id,
                        admission.digest, &admission.forward, clock_monotonic_ms());
        return;
    }
    ingress->counts.rejected++;
    delivery_reject(ingress->delivery, from, &admission.rejection, clock_monotonic_ms());
}

static void on_receipt_query(struct ingress *ingress, const struct asker *from,
                             const struct message *message)
{
    delivery_query(ingress->delivery, from, &message->receipt_query, clock_monotonic_ms());
}

static void refuse_kind(struct ingress *ingress, const struct asker *from,
                        const struct message *message)
{
    OWNED_TEXT sentence = xasprintf("the collector does not take '%s': it takes submit and "
                                    "receipt_query",
                                    message_kind_name(message->kind));

    ingress->counts.unsupported++;
    log_event(LOG_INFO, "unsupported", LOG_STR("kind", message_kind_name(message->kind)));
    fail(ingress, from, "unsupported", sentence);
}

static void on_message(void *self, const struct peer *from, zmq_msg_t *payload)
{
    static handler_fn *const handlers[MESSAGE_KIND_COUNT] = {
        [MESSAGE_SUBMIT] = on_submit,
        [MESSAGE_RECEIPT_QUERY] = on_receipt_query,
    };
    struct ingress *ingress = self;
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message message = {0};
    struct asker asker = {.peer = *from};
    struct error why;
    enum status status =
        message_unpack(zmq_msg_data(payload), zmq_msg_size(payload), arena, &message, &why);

    memcpy(asker.id, message.id, sizeof asker.id);
    if (status != STATUS_OK)
        refuse(ingress, &asker, message.failure.code, message.failure.message);
    else if (handlers[message.kind] == NULL)
        refuse_kind(ingress, &asker, &message);
    else
        handlers[message.kind](ingress, &asker, &message);
}

enum status ingress_create(void *zmq, struct loop *loop, const struct ingress_options *options,
                           struct delivery *delivery, const struct reference_cache *references,
                           struct ingress **ret, struct error *err)
{
    OWNED(ingress) ingress = xcalloc(1, sizeof *ingress);
    enum status status =
        channel_bind_router(zmq, options->listen,
                            &(struct channel_options){.max_message_bytes = MESSAGE_BYTES_MAX,
                                                      .send_high_water = SEND_HIGH_WATER,
                                                      .receive_high_water = RECEIVE_HIGH_WATER,
                                                      .linger_ms = options->linger_ms},
                            &ingress->channel, err);

    if (status != STATUS_OK)
        return status;
    ingress->loop = loop;
    ingress->delivery = delivery;
    ingress->references = references;
    loop_add_channel(loop, ingress->channel, on_message, NULL, ingress);
    *ret = ingress;
    ingress = NULL; /* the caller owns it now */
    return STATUS_OK;
}

void ingress_destroy(struct ingress *ingress)
{
    if (ingress == NULL)
        return;
    if (ingress->loop != NULL)
        loop_remove_channel(ingress->loop, ingress->channel);
    channel_destroy(ingress->channel);
    buffer_finish(&ingress->packed);
    free(ingress);
}

const char *ingress_endpoint(const struct ingress *ingress)
{
    return channel_endpoint(ingress->channel);
}

const struct ingress_counts *ingress_counts(const struct ingress *ingress)
{
    return &ingress->counts;
}

uint64_t ingress_dropped(const struct ingress *ingress)
{
    return channel_refused(ingress->channel);
}
