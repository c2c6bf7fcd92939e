#include "client/pipeline.h"
#include "base/clock.h"
#include "wire/limits.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Without any answer for so long, everything open is sent again. */
enum { SILENCE_MS = 15000 };

enum slot_state { SLOT_UNSENT, SLOT_SENT, SLOT_BUSY, SLOT_ANSWERED };

struct slot {
    enum slot_state state;
    void *tag;
    struct buffer bytes; /* the packed submission: the very same bytes at each sending */
    uint8_t id[MESSAGE_ID_SIZE];
    int64_t again_at; /* of a busy one */
    unsigned busy_count;
    struct arena *arena; /* of the answer */
    struct message answer;
};

struct pipeline {
    struct exchange *exchange; /* borrowed */
    struct slot slots[PIPELINE_WINDOW];
    size_t first, count;
    int64_t settled_at; /* when something was settled last */
    struct error why;   /* the last reason for a delay */
    struct slot given;  /* the one that the caller looks at */
};

struct pipeline *pipeline_create(struct exchange *exchange)
{
    struct pipeline *pipeline = xcalloc(1, sizeof *pipeline);

    pipeline->exchange = exchange;
    return pipeline;
}

static void slot_finish(struct slot *slot)
{
    buffer_finish(&slot->bytes);
    arena_destroy(slot->arena);
    *slot = (struct slot){0};
}

void pipeline_destroy(struct pipeline *pipeline)
{
    if (pipeline == NULL)
        return;
    for (size_t i = 0; i < PIPELINE_WINDOW; i++)
        slot_finish(&pipeline->slots[i]);
    slot_finish(&pipeline->given);
    free(pipeline);
}

size_t pipeline_open_count(const struct pipeline *pipeline)
{
    return pipeline->count;
}

/* The i-th open one, oldest first. */
static struct slot *slot_at(struct pipeline *pipeline, size_t i)
{
    return &pipeline->slots[(pipeline->first + i) % PIPELINE_WINDOW];
}

void *pipeline_tag(const struct pipeline *pipeline, size_t index)
{
    assert(index < pipeline->count);
    return pipeline->slots[(pipeline->first + index) % PIPELINE_WINDOW].tag;
}

void *pipeline_drop(struct pipeline *pipeline)
{
    void *tag = pipeline_tag(pipeline, 0);

    slot_finish(slot_at(pipeline, 0));
    pipeline->first = (pipeline->first + 1) % PIPELINE_WINDOW;
    pipeline->count--;
    return tag;
}

static enum status send_slot(struct pipeline *pipeline, struct slot *slot, struct error *err)
{
    struct message request = {.kind = MESSAGE_SUBMIT,
                              .submit = {slot->bytes.bytes, slot->bytes.used}};

    enum status status =
        conversation_send(exchange_conversation(pipeline->exchange), &request, err);
    if (status != STATUS_OK)
        return status;
    memcpy(slot->id, request.id, sizeof slot->id);
    slot->state = SLOT_SENT;
    return STATUS_OK;
}

enum status pipeline_put(struct pipeline *pipeline, const struct submission *submission, void *tag,
                         struct error *err)
{
    SCOPED(buffer) packed = {0};

    assert(pipeline->count < PIPELINE_WINDOW);
    submission_pack(submission, &packed);
    if (packed.used > SUBMISSION_BYTES_MAX)
        return error_set(err, STATUS_INVALID,
                         "the submission has %zu bytes; at most %d can be sent", packed.used,
                         SUBMISSION_BYTES_MAX);
    struct slot *slot = slot_at(pipeline, pipeline->count++);
    slot->state = SLOT_UNSENT;
    slot->tag = tag;
    slot->bytes = packed;
    packed = (struct buffer){0};
    /* So that it travels while the caller reads on; what hinders it now, pipeline_next sees again.
     */
    if (send_slot(pipeline, slot, &pipeline->why) != STATUS_OK)
        slot->state = SLOT_UNSENT;
    return STATUS_OK;
}

/* Send what is new or has waited long enough. A full queue is no error: it is tried again. */
static enum status send_due(struct pipeline *pipeline, struct error *err)
{
    int64_t now = clock_monotonic_ms();

    for (size_t i = 0; i < pipeline->count; i++) {
        struct slot *slot = slot_at(pipeline, i);
        bool due =
            slot->state == SLOT_UNSENT || (slot->state == SLOT_BUSY && slot->again_at <= now);
        enum status status = due ? send_slot(pipeline, slot, err) : STATUS_OK;
        if (status != STATUS_OK && status != STATUS_RETRY)
            return status;
    }
    return STATUS_OK;
}

static void forget_sent(struct pipeline *pipeline)
{
    for (size_t i = 0; i < pipeline->count; i++)
        if (slot_at(pipeline, i)->state == SLOT_SENT)
            slot_at(pipeline, i)->state = SLOT_UNSENT;
}

/* Give an answer to its slot; takes the arena if it is kept. */
static void take_answer(struct pipeline *pipeline, const struct message *answer,
                        struct arena **arena)
{
    for (size_t i = 0; i < pipeline->count; i++) {
        struct slot *slot = slot_at(pipeline, i);
        if (slot->state != SLOT_SENT || memcmp(slot->id, answer->id, sizeof slot->id) != 0)
            continue;
        enum status status = conversation_failure(answer, &pipeline->why);
        if (status == STATUS_RETRY) {
            slot->state = SLOT_BUSY;
            slot->again_at = clock_monotonic_ms()
                             + exchange_pause_ms(answer->busy.retry_after_ms, slot->busy_count++);
            return;
        }
        slot->state = SLOT_ANSWERED;
        slot->answer = *answer;
        slot->arena = *arena;
        *arena = NULL;
        pipeline->settled_at = clock_monotonic_ms();
        return;
    }
}

static size_t count_in(struct pipeline *pipeline, enum slot_state state, int64_t *first_again_at)
{
    size_t found = 0;

    *first_again_at = INT64_MAX;
    for (size_t i = 0; i < pipeline->count; i++) {
        struct slot *slot = slot_at(pipeline, i);
        found += slot->state == state;
        if (slot->state == SLOT_BUSY && slot->again_at < *first_again_at)
            *first_again_at = slot->again_at;
    }
    return found;
}

/* Wait for one answer, or for the time to send again, at most left_ms. A pause that ends while
 * others are under way is made up for after the next answer: giving up on the receive would lose
 * those. */
static enum status wait_once(struct pipeline *pipeline, int64_t left_ms, struct error *err)
{
    OWNED(arena) arena = NULL;
    struct message answer;
    int64_t again_at;

    if (count_in(pipeline, SLOT_SENT, &again_at) == 0) {
        int64_t now = clock_monotonic_ms();
        int64_t pause = again_at == INT64_MAX ? 50 : again_at - now;
        exchange_sleep_ms(pause < left_ms ? pause : left_ms);
        return STATUS_OK;
    }
    arena = arena_create(WIRE_ARENA_BYTES_MAX);
    enum status status = conversation_receive(exchange_conversation(pipeline->exchange),
                                              (int)(left_ms < SILENCE_MS ? left_ms : SILENCE_MS),
                                              arena, &answer, err);
    if (status == STATUS_OK)
        take_answer(pipeline, &answer, &arena);
    if (status != STATUS_RETRY)
        return status;
    if (err != NULL)
        pipeline->why = *err;
    forget_sent(pipeline);
    return STATUS_OK;
}

/* Move the oldest, which is answered, out of the ring to where the caller may look at it. */
static enum status give(struct pipeline *pipeline, struct verdict *ret, struct error *err)
{
    slot_finish(&pipeline->given);
    pipeline->given = *slot_at(pipeline, 0);
    *slot_at(pipeline, 0) = (struct slot){0};
    pipeline->first = (pipeline->first + 1) % PIPELINE_WINDOW;
    pipeline->count--;

    const struct message *answer = &pipeline->given.answer;
    *ret = (struct verdict){.tag = pipeline->given.tag};
    if (answer->kind == MESSAGE_FAILURE) {
        ret->failure = answer->failure;
        return STATUS_OK;
    }
    enum status status = conversation_expect(answer, MESSAGE_RECEIPT, err);
    ret->settled = status == STATUS_OK;
    if (ret->settled)
        ret->receipt = answer->receipt;
    return status;
}

enum status pipeline_next(struct pipeline *pipeline, struct verdict *ret, struct error *err)
{
    struct error local;

    assert(pipeline->count > 0);
    err = err == NULL ? &local : err;
    pipeline->settled_at = clock_monotonic_ms(); /* time that the caller took is not ours */
    while (slot_at(pipeline, 0)->state != SLOT_ANSWERED) {
        int64_t left =
            pipeline->settled_at + exchange_timeout_ms(pipeline->exchange) - clock_monotonic_ms();
        if (left <= 0)
            return error_set(err, STATUS_RETRY, "%s",
                             pipeline->why.text[0] != '\0' ? pipeline->why.text
                                                           : "the collector does not answer");
        enum status status = send_due(pipeline, err);
        if (status == STATUS_OK)
            status = wait_once(pipeline, left, err);
        if (status != STATUS_OK)
            return status;
    }
    return give(pipeline, ret, err);
}

struct arena *pipeline_take_arena(struct pipeline *pipeline)
{
    struct arena *arena = pipeline->given.arena;

    pipeline->given.arena = NULL;
    return arena;
}
