/* delivery - the table of open requests.
 * Requests are found by the message id that the aggregator repeats, and forwarded submissions by
 * their content too. All requests get the same time, so the oldest is the first to time out, and
 * the list in order of arrival is the list in order of deadlines. */
#include "collector/delivery.h"
#include "base/hashmap.h"
#include "base/random.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum purpose { PURPOSE_FORWARD, PURPOSE_QUERY, PURPOSE_CONFIRM_REJECTION };

struct request {
    struct request *older, *newer;
    uint8_t id[MESSAGE_ID_SIZE];
    enum purpose purpose;
    struct buffer content; /* what makes a forwarded submission the same; else empty */
    struct asker *askers;  /* owned */
    size_t n_askers;
    size_t bytes;
    int64_t deadline_ms;
    struct arena *arena; /* owned; holds rejection when that is to be confirmed, else NULL */
    struct message rejection;
};

struct delivery {
    struct delivery_limits limits;
    struct delivery_outlet outlet;
    struct delivery_counts counts;
    struct hashmap *by_id;      /* struct request, of which this is the owner */
    struct hashmap *by_content; /* those forwarded */
    struct request *oldest, *newest;
    size_t pending, pending_bytes;
    bool up, draining;
};

static void request_destroy(struct request *request)
{
    buffer_finish(&request->content);
    free(request->askers);
    arena_destroy(request->arena);
    free(request);
}

struct delivery *delivery_create(const struct delivery_limits *limits,
                                 const struct delivery_outlet *outlet)
{
    struct delivery *d = xcalloc(1, sizeof *d);

    d->limits = *limits;
    d->outlet = *outlet;
    d->by_id = hashmap_create(0);
    d->by_content = hashmap_create(0);
    return d;
}

void delivery_destroy(struct delivery *d)
{
    if (d == NULL)
        return;
    while (d->oldest != NULL) {
        struct request *request = d->oldest;
        d->oldest = request->newer;
        request_destroy(request);
    }
    hashmap_destroy(d->by_id);
    hashmap_destroy(d->by_content);
    free(d);
}

static void add_asker(struct delivery *d, struct request *request, const struct asker *from)
{
    request->askers =
        xreallocarray(request->askers, request->n_askers + 1, sizeof *request->askers);
    request->askers[request->n_askers++] = *from;
    d->pending++;
}

static struct request *request_open(struct delivery *d, enum purpose purpose,
                                    const struct asker *from, size_t bytes, int64_t now_ms)
{
    struct request *request = xcalloc(1, sizeof *request);

    random_id(request->id);
    request->purpose = purpose;
    request->bytes = bytes;
    request->deadline_ms = now_ms + d->limits.answer_timeout_ms;
    add_asker(d, request, from);
    d->pending_bytes += bytes;
    request->older = d->newest;
    *(d->newest == NULL ? &d->oldest : &d->newest->newer) = request;
    d->newest = request;
    hashmap_put(d->by_id, request->id, sizeof request->id, request);
    return request;
}

/* Take the request out of the table; it is the caller's then. */
static void request_take_out(struct delivery *d, struct request *request)
{
    *(request->older == NULL ? &d->oldest : &request->older->newer) = request->newer;
    *(request->newer == NULL ? &d->newest : &request->newer->older) = request->older;
    hashmap_remove(d->by_id, request->id, sizeof request->id);
    if (request->content.used > 0)
        hashmap_remove(d->by_content, request->content.bytes, request->content.used);
    d->pending -= request->n_askers;
    d->pending_bytes -= request->bytes;
}

static void tell(struct delivery *d, const struct asker *to, const struct message *answer)
{
    struct message own = *answer;

    memcpy(own.id, to->id, sizeof own.id);
    d->outlet.to_asker(d->outlet.self, &to->peer, &own);
}

/* Answer everybody who waits for request, and forget it. */
static void request_close(struct delivery *d, struct request *request, const struct message *answer)
{
    request_take_out(d, request);
    assert(d->oldest != request);
    for (size_t i = 0; i < request->n_askers; i++)
        tell(d, &request->askers[i], answer);
    request_destroy(request);
}

void delivery_busy(struct delivery *d, const struct asker *to, const char *reason)
{
    struct message busy = {.kind = MESSAGE_BUSY, .busy = {.reason = reason}};

    /* At random, so that those who were sent away together do not come back together. */
    busy.busy.retry_after_ms = d->limits.retry_ms + random_below(d->limits.retry_ms + 1);
    d->counts.busy++;
    tell(d, to, &busy);
}

/* There will be no answer of the aggregator. */
static void request_give_up(struct delivery *d, struct request *request, const char *reason)
{
    if (request->purpose == PURPOSE_CONFIRM_REJECTION) {
        request_close(d, request, &request->rejection);
        return;
    }
    request_take_out(d, request);
    assert(d->oldest != request);
    for (size_t i = 0; i < request->n_askers; i++)
        delivery_busy(d, &request->askers[i], reason);
    request_destroy(request);
}

void delivery_connection(struct delivery *d, bool up)
{
    d->up = up;
    while (!up && d->oldest != NULL)
        request_give_up(d, d->oldest, "the connection to the aggregator was lost");
}

void delivery_drain(struct delivery *d)
{
    d->draining = true;
}

/* Why a request of that many bytes can't be taken now; NULL if it can. */
static const char *no_room(const struct delivery *d, size_t bytes)
{
    if (d->draining)
        return "the collector is stopping";
    if (!d->up)
        return "the aggregator is away";
    if (d->pending >= d->limits.pending_max)
        return "too many requests are waiting for the aggregator";
    if (bytes > 0 && d->pending_bytes > 0 && d->pending_bytes + bytes > d->limits.pending_bytes_max)
        return "too much is waiting for the aggregator";
    return NULL;
}

static void request_send(struct delivery *d, struct request *request, struct message *message)
{
    memcpy(message->id, request->id, sizeof message->id);
    if (!d->outlet.to_aggregator(d->outlet.self, message))
        request_give_up(d, request, "the aggregator does not keep up");
}

static void content_of(struct buffer *ret, const char *organization, const char *submission_id,
                       const uint8_t digest[DIGEST_SHA256_SIZE])
{
    buffer_append(ret, organization, strlen(organization) + 1);
    buffer_append(ret, submission_id, strlen(submission_id) + 1);
    buffer_append(ret, digest, DIGEST_SHA256_SIZE);
}

void delivery_submit(struct delivery *d, const struct asker *from, const char *organization,
                     const char *submission_id, const uint8_t digest[DIGEST_SHA256_SIZE],
                     const struct forward *forward, int64_t now_ms)
{
    SCOPED(buffer) content = {0};
    content_of(&content, organization, submission_id, digest);
    struct request *same = hashmap_get(d->by_content, content.bytes, content.used);
    const char *why_not = no_room(d, same == NULL ? forward->submission.size : 0);

    if (why_not != NULL) {
        delivery_busy(d, from, why_not);
        return;
    }
    if (same != NULL) {
        add_asker(d, same, from);
        d->counts.joined++;
        return;
    }
    struct request *request =
        request_open(d, PURPOSE_FORWARD, from, forward->submission.size, now_ms);
    request->content = content;
    buffer_init(&content); /* the request owns it now */
    hashmap_put(d->by_content, request->content.bytes, request->content.used, request);
    d->counts.forwarded++;
    request_send(d, request, &(struct message){.kind = MESSAGE_FORWARD, .forward = *forward});
}

void delivery_query(struct delivery *d, const struct asker *from, const struct receipt_query *query,
                    int64_t now_ms)
{
    const char *why_not = no_room(d, 0);

    if (why_not != NULL) {
        delivery_busy(d, from, why_not);
        return;
    }
    request_send(d, request_open(d, PURPOSE_QUERY, from, 0, now_ms),
                 &(struct message){.kind = MESSAGE_RECEIPT_QUERY, .receipt_query = *query});
}

/* Copy the message into an arena of its own, by way of its bytes. */
static struct arena *keep(const struct buffer *packed, struct message *ret)
{
    struct arena *arena = arena_create(0);

    if (message_unpack(packed->bytes, packed->used, arena, ret, NULL) == STATUS_OK)
        return arena;
    arena_destroy(arena);
    return NULL;
}

void delivery_reject(struct delivery *d, const struct asker *from, const struct receipt *rejection,
                     int64_t now_ms)
{
    struct message rejected = {.kind = MESSAGE_RECEIPT, .receipt = *rejection};
    SCOPED(buffer) packed = {0};

    message_pack(&rejected, &packed);
    struct message kept = {0};
    struct arena *arena = rejection->organization == NULL || rejection->submission_id == NULL
                                  || no_room(d, packed.used) != NULL
                              ? NULL
                              : keep(&packed, &kept);
    if (arena == NULL) {
        tell(d, from, &rejected);
        return;
    }
    struct request *request = request_open(d, PURPOSE_CONFIRM_REJECTION, from, packed.used, now_ms);
    request->arena = arena;
    request->rejection = kept;
    request_send(d, request,
                 &(struct message){.kind = MESSAGE_RECEIPT_QUERY,
                                   .receipt_query = {.organization = rejection->organization,
                                                     .submission_id = rejection->submission_id}});
}

/* A submission that was found wrong: what the aggregator knows under its id decides. */
static void close_confirmation(struct delivery *d, struct request *request,
                               const struct message *answer)
{
    const struct receipt *stored = &answer->receipt;

    if (answer->kind != MESSAGE_RECEIPT || stored->state != SUBMISSION_COMMITTED) {
        request_close(d, request, &request->rejection);
        return;
    }
    d->counts.contradicted++;
    if (memcmp(stored->digest, request->rejection.receipt.digest, sizeof stored->digest) == 0) {
        request_close(d, request, answer);
        return;
    }
    struct message conflict = {.kind = MESSAGE_RECEIPT,
                               .receipt = {.organization = stored->organization,
                                           .submission_id = stored->submission_id,
                                           .state = SUBMISSION_CONFLICT}};
    memcpy(conflict.receipt.digest, stored->digest, sizeof stored->digest);
    request_close(d, request, &conflict);
}

void delivery_answer(struct delivery *d, const struct message *answer)
{
    static const struct message unexpected = {
        .kind = MESSAGE_FAILURE,
        .failure = {.code = "internal",
                    .message = "the aggregator gave an answer of another kind; tell the operator"}};
    struct request *request = hashmap_get(d->by_id, answer->id, sizeof answer->id);

    if (request == NULL) {
        d->counts.late++;
        return;
    }
    d->counts.answered += request->n_askers;
    if (request->purpose == PURPOSE_CONFIRM_REJECTION)
        close_confirmation(d, request, answer);
    else if (answer->kind == MESSAGE_RECEIPT || answer->kind == MESSAGE_BUSY
             || answer->kind == MESSAGE_FAILURE)
        request_close(d, request, answer);
    else
        request_close(d, request, &unexpected);
}

void delivery_tick(struct delivery *d, int64_t now_ms)
{
    while (d->oldest != NULL && d->oldest->deadline_ms <= now_ms) {
        d->counts.timed_out++;
        request_give_up(d, d->oldest, "the aggregator did not answer in time");
    }
}

size_t delivery_pending(const struct delivery *d)
{
    return d->pending;
}

const struct delivery_counts *delivery_counts(const struct delivery *d)
{
    return &d->counts;
}
