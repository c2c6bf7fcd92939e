#include "fake.h"
#include "base/channel.h"
#include "base/clock.h"
#include "wire/limits.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct fake {
    void *zmq;
    struct channel *channel;
    fake_fn *answer;
    void *self;
    pthread_t thread;
    atomic_bool stop;
};

static void serve_one(struct fake *fake)
{
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    SCOPED(buffer) packed = {0};
    struct message request, answer = {0};
    struct peer peer;
    zmq_msg_t payload;

    zmq_msg_init(&payload);
    if (channel_receive(fake->channel, &peer, &payload, NULL) == STATUS_OK
        && message_unpack(zmq_msg_data(&payload), zmq_msg_size(&payload), arena, &request, NULL)
               == STATUS_OK) {
        memcpy(answer.id, request.id, sizeof answer.id);
        if (fake->answer(fake->self, &request, arena, &answer)) {
            message_pack(&answer, &packed);
            if (channel_send(fake->channel, &peer, packed.bytes, packed.used, NULL) != STATUS_OK)
                abort();
        }
    }
    zmq_msg_close(&payload);
}

static void *serve(void *self)
{
    struct fake *fake = self;

    while (!atomic_load(&fake->stop))
        if (channel_wait(fake->channel, 20, NULL) == STATUS_OK)
            serve_one(fake);
    return NULL;
}

struct fake *fake_start(fake_fn *answer, void *self)
{
    struct fake *fake = xcalloc(1, sizeof *fake);
    struct channel_options options = {.max_message_bytes = MESSAGE_BYTES_MAX};

    fake->answer = answer;
    fake->self = self;
    fake->zmq = zmq_ctx_new();
    if (channel_bind_router(fake->zmq, "tcp://127.0.0.1:*", &options, &fake->channel, NULL)
            != STATUS_OK
        || pthread_create(&fake->thread, NULL, serve, fake) != 0)
        abort();
    return fake;
}

void fake_stop(struct fake *fake)
{
    atomic_store(&fake->stop, true);
    pthread_join(fake->thread, NULL);
    channel_destroy(fake->channel);
    zmq_ctx_term(fake->zmq);
    free(fake);
}

const char *fake_endpoint(const struct fake *fake)
{
    return channel_endpoint(fake->channel);
}

void fake_committed(struct bytes packed, struct arena *arena, struct message *answer)
{
    struct submission submission;

    if (submission_unpack(packed, arena, &submission, NULL) != STATUS_OK)
        abort();
    uint8_t *outcomes = arena_xalloc(arena, submission.n_rows);
    memset(outcomes, OUTCOME_INSERTED, submission.n_rows);
    answer->kind = MESSAGE_RECEIPT;
    answer->receipt = (struct receipt){.organization = submission.organization,
                                       .submission_id = submission.id,
                                       .state = SUBMISSION_COMMITTED,
                                       .rows = (uint32_t)submission.n_rows,
                                       .inserted = (uint32_t)submission.n_rows,
                                       .outcomes = outcomes,
                                       .recorded_us = INT64_C(1464609600000000)};
    digest_sha256(packed.bytes, packed.size, answer->receipt.digest);
}
