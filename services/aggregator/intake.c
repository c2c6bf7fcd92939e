/* intake - see the header. */
#include "aggregator/intake.h"
#include "aggregator/settle.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "wire/limits.h"
#include <stdlib.h>
#include <string.h>

#define BATCH_BYTES_MAX (16 << 20)
#define ARENA_BYTES_MAX (2 * (size_t)WIRE_ARENA_BYTES_MAX)
/* Submissions are settled together up to this; one larger than that is settled alone. */
#define GROUP_BYTES_MAX (1 << 20)
/* How often to look after a database that is away, or an intake lock that somebody else has. */
#define REOPEN_MS     250
#define REOPEN_MS_MAX 2000

struct job {
    struct ticket ticket;
    zmq_msg_t payload; /* the ticket is in it, too */
    struct bytes message;
    struct buffer answer;
    enum message_kind answered; /* kind of the answer */
    bool wrote;
    struct { /* for the log; no content of rows */
        char organization[32], submission_id[SUBMISSION_ID_MAX + 1];
        struct receipt receipt;
    } said;
};

struct intake {
    const char *conninfo;
    struct channel *channel;
    struct loop *loop;
    struct store *store; /* NULL: the database is away */
    struct shelf *shelf;
    struct arena *arena;  /* of the jobs at hand */
    int64_t last_us;      /* the last record time given out */
    int64_t reopen_at_ms; /* not before */
    int64_t reopen_ms;    /* the pause after the next failure */
    struct job jobs[LOOP_DRAIN_MAX];
    size_t n_jobs, n_bytes;
    bool stopping;
};

/* --- the database --- */

static void close_store(struct intake *in)
{
    store_destroy(in->store);
    in->store = NULL;
}

static void put_off(struct intake *in, const struct error *why)
{
    log_event(LOG_WARNING, "intake_waits", LOG_STR("reason", why->text),
              LOG_INT("ms", in->reopen_ms));
    close_store(in);
    in->reopen_at_ms = clock_monotonic_ms() + in->reopen_ms + random_below((uint32_t)in->reopen_ms);
    in->reopen_ms = in->reopen_ms < REOPEN_MS_MAX ? 2 * in->reopen_ms : REOPEN_MS_MAX;
}

/* What was committed by a session that did not get to publishing it. */
static enum status catch_up(struct intake *in, struct error *err)
{
    struct record_times times = {0};
    enum status status = store_record_times(in->store, &times, err);

    if (status != STATUS_OK)
        return status;
    if (times.recorded_us > in->last_us)
        in->last_us = times.recorded_us;
    if (times.recorded_us <= times.cutoff_us)
        return STATUS_OK;
    log_event(LOG_INFO, "cutoff_caught_up", LOG_INT("recorded_us", times.recorded_us));
    return store_publish_cutoff(in->store, times.recorded_us, clock_wall_us(), err);
}

static bool open_store(struct intake *in)
{
    struct error why;

    if (in->store != NULL)
        return true;
    if (clock_monotonic_ms() < in->reopen_at_ms)
        return false;
    enum status status = store_open(in->conninfo, STORE_INTAKE, &in->store, &why);
    if (status == STATUS_OK)
        status = catch_up(in, &why);
    if (status != STATUS_OK) {
        put_off(in, &why);
        return false;
    }
    in->reopen_ms = REOPEN_MS;
    log_mark(LOG_INFO, "intake_open");
    return true;
}

/* --- requests --- */

static void remember(struct job *job, const struct message *answer)
{
    const struct receipt *receipt = &answer->receipt;

    job->answered = answer->kind;
    if (answer->kind != MESSAGE_RECEIPT)
        return;
    job->said.receipt = *receipt;
    snprintf(job->said.organization, sizeof job->said.organization, "%s",
             receipt->organization != NULL ? receipt->organization : "");
    snprintf(job->said.submission_id, sizeof job->said.submission_id, "%s",
             receipt->submission_id != NULL ? receipt->submission_id : "");
}

/* What to say about a request that was taken back. */
static void answer_failed(struct intake *in, struct job *job, const struct message *request,
                          const struct error *why)
{
    struct message answer = {.kind = MESSAGE_FAILURE};
    struct error ignored;

    log_event(why->status == STATUS_FAILED ? LOG_ERROR : LOG_WARNING, "not_stored",
              LOG_STR("kind", message_kind_name(job->ticket.kind)),
              LOG_HEX("id", job->ticket.id, sizeof job->ticket.id), LOG_STR("reason", why->text));
    if (why->status == STATUS_RETRY) {
        answer.kind = MESSAGE_BUSY; /* for the log */
        ticket_pack_busy(&job->ticket, "the database did not get to it in time", &job->answer);
    } else if (why->status == STATUS_FAILED)
        ticket_pack_failure(&job->ticket, "internal",
                            "the aggregator failed at this request: tell the operator",
                            &job->answer);
    else if (request->kind == MESSAGE_FORWARD
             && settle_refusal(&request->forward, in->arena, why->text, &answer, &ignored)
                    == STATUS_OK)
        ticket_pack_answer(&job->ticket, &answer, &job->answer);
    else
        ticket_pack_failure(&job->ticket, "invalid", why->text, &job->answer);
    remember(job, &answer);
}

static enum status settle_forwards(struct settling *settling, const struct message *requests,
                                   size_t n, struct settled *ret, struct error *err)
{
    struct forward *forwards = arena_array(settling->arena, n, sizeof *forwards);

    if (forwards == NULL)
        return error_set(err, STATUS_INVALID, "the submissions are too large");
    for (size_t i = 0; i < n; i++)
        forwards[i] = requests[i].forward;
    return settle_submissions(settling, forwards, n, ret, err);
}

/* More than one: they are submissions. */
static enum status settle(struct intake *in, const struct message *requests, size_t n,
                          struct settled *ret, struct error *err)
{
    struct settling settling = {
        .store = in->store, .shelf = in->shelf, .arena = in->arena, .last_us = &in->last_us};

    switch (requests->kind) {
    case MESSAGE_FORWARD: return settle_forwards(&settling, requests, n, ret, err);
    case MESSAGE_REFERENCE_LOAD:
        return settle_reference(&settling, requests->reference_load.files,
                                requests->reference_load.n_files, ret, err);
    case MESSAGE_EDITION_PLAN: return settle_edition(&settling, &requests->edition_plan, ret, err);
    default: return error_set(err, STATUS_FAILED, "the intake does not know this request");
    }
}

/* Nothing is packed unless all jobs are settled. */
static enum status try_to_serve(struct intake *in, struct job *jobs, size_t n,
                                struct message *requests, struct error *err)
{
    struct settled *settled = arena_array(in->arena, n, sizeof *settled);
    enum status status =
        settled != NULL ? STATUS_OK : error_set(err, STATUS_INVALID, "the requests are too large");

    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        status = message_unpack(jobs[i].message.bytes, jobs[i].message.size, in->arena,
                                &requests[i], err);
    if (status == STATUS_OK)
        status = settle(in, requests, n, settled, err);
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        jobs[i].wrote = settled[i].wrote;
        remember(&jobs[i], &settled[i].answer);
        ticket_pack_answer(&jobs[i].ticket, &settled[i].answer, &jobs[i].answer);
    }
    return status;
}

static enum status serve(struct intake *in, struct job *jobs, size_t n, struct error *err);

/* Jobs that were taken back. One of them may be at fault alone: halves find it. */
static enum status serve_again(struct intake *in, struct job *jobs, size_t n,
                               const struct message *requests, const struct error *why,
                               struct error *err)
{
    if (n > 1 && why->status != STATUS_RETRY) {
        enum status status = serve(in, jobs, n / 2, err);

        if (status == STATUS_OK)
            status = store_move_mark(in->store, err);
        return status == STATUS_OK ? serve(in, jobs + n / 2, n - n / 2, err) : status;
    }
    for (size_t i = 0; i < n; i++)
        answer_failed(in, &jobs[i], &requests[i], why);
    return STATUS_OK;
}

/* STATUS_OK also when jobs failed alone and are answered. The mark is where the jobs begin. */
static enum status serve(struct intake *in, struct job *jobs, size_t n, struct error *err)
{
    struct message requests[LOOP_DRAIN_MAX];
    struct error why;

    memset(requests, 0, n * sizeof *requests);
    arena_reset(in->arena);
    if (try_to_serve(in, jobs, n, requests, &why) == STATUS_OK)
        return STATUS_OK;
    if (store_back_to_mark(in->store, err) != STATUS_OK)
        return error_set(err, STATUS_RETRY, "%s", why.text);
    return serve_again(in, jobs, n, requests, &why, err);
}

/* How many of the jobs are settled together. */
static size_t group_size(const struct job *jobs, size_t n)
{
    size_t size = 1, bytes = jobs[0].message.size;

    while (size < n && bytes + jobs[size].message.size <= GROUP_BYTES_MAX)
        bytes += jobs[size++].message.size;
    return size;
}

/* --- one transaction --- */

/* A connection that was lost while nothing was asked shows only now; nothing was sent yet, so begin
 * again. */
static enum status begin(struct intake *in, struct error *err)
{
    if (!open_store(in))
        return error_set(err, STATUS_RETRY, "the database is away");
    if (store_begin_marked(in->store, err) == STATUS_OK)
        return STATUS_OK;
    close_store(in);
    if (!open_store(in))
        return error_set(err, STATUS_RETRY, "the database is away");
    return store_begin_marked(in->store, err);
}

static void log_job(const struct job *job)
{
    static const char *const STATES[] = {"", "committed", "rejected", "conflict", "unknown"};
    const struct receipt *receipt = &job->said.receipt;

    if (receipt->state == 0)
        log_event(LOG_INFO, "settled", LOG_STR("kind", message_kind_name(job->ticket.kind)),
                  LOG_STR("answer", message_kind_name(job->answered)),
                  LOG_BOOL("written", job->wrote));
    else
        log_event(LOG_INFO, "settled", LOG_STR("kind", message_kind_name(job->ticket.kind)),
                  LOG_STR("organization", job->said.organization),
                  LOG_STR("submission", job->said.submission_id),
                  LOG_STR("state", STATES[receipt->state]), LOG_BOOL("written", job->wrote),
                  LOG_INT("rows", receipt->rows), LOG_INT("inserted", receipt->inserted),
                  LOG_INT("revised", receipt->revised), LOG_INT("unchanged", receipt->unchanged),
                  LOG_INT("rejected", receipt->rejected), LOG_INT("ended", receipt->ended));
}

static void send_answer(struct intake *in, const struct job *job)
{
    struct error why;

    if (ticket_send(in->channel, &job->ticket, job->answer.bytes, job->answer.used, &why)
        != STATUS_OK)
        log_event(LOG_ERROR, "answer_lost", LOG_STR("reason", why.text));
}

/* The commit stands whatever happens here: what is not published now is published when the store is
 * opened again. */
static void publish(struct intake *in, const struct job *jobs, size_t n)
{
    struct error why;
    bool wrote = false;

    for (size_t i = 0; i < n; i++)
        wrote |= jobs[i].wrote;
    if (wrote && store_publish_cutoff(in->store, in->last_us, clock_wall_us(), &why) != STATUS_OK)
        put_off(in, &why);
}

static void answer_all_busy(struct intake *in, struct job *jobs, size_t n, const struct error *why)
{
    for (size_t i = 0; i < n; i++) {
        ticket_pack_busy(&jobs[i].ticket, why->text, &jobs[i].answer);
        send_answer(in, &jobs[i]);
    }
}

static void run_transaction(struct intake *in, struct job *jobs, size_t n)
{
    struct error why;
    int64_t begun_ms = clock_monotonic_ms();
    enum status status = begin(in, &why);

    for (size_t i = 0, size = 0; i < n && status == STATUS_OK; i += size) {
        size = group_size(jobs + i, n - i);
        if (i > 0)
            status = store_move_mark(in->store, &why);
        if (status == STATUS_OK)
            status = serve(in, jobs + i, size, &why);
    }
    if (status == STATUS_OK)
        status = store_commit(in->store, &why);
    if (status != STATUS_OK) {
        if (in->store != NULL)
            put_off(in, &why);
        answer_all_busy(in, jobs, n, &why);
        return;
    }
    publish(in, jobs, n);
    for (size_t i = 0; i < n; i++) {
        log_job(&jobs[i]);
        send_answer(in, &jobs[i]);
    }
    log_event(LOG_DEBUG, "batch", LOG_INT("requests", n),
              LOG_INT("ms", clock_monotonic_ms() - begun_ms));
}

/* --- the queue --- */

/* Submissions share a transaction; each of the others, which later ones depend on, has one of its
 * own. */
static void run_batch(struct intake *in)
{
    for (size_t first = 0, last; first < in->n_jobs; first = last) {
        last = first + 1;
        while (last < in->n_jobs && in->jobs[first].ticket.kind == MESSAGE_FORWARD
               && in->jobs[last].ticket.kind == MESSAGE_FORWARD)
            last++;
        run_transaction(in, in->jobs + first, last - first);
    }
    for (size_t i = 0; i < in->n_jobs; i++) {
        zmq_msg_close(&in->jobs[i].payload);
        buffer_finish(&in->jobs[i].answer);
    }
    in->n_jobs = 0;
    in->n_bytes = 0;
}

static void on_drained(void *self)
{
    struct intake *in = self;

    run_batch(in);
    if (in->stopping)
        loop_stop(in->loop);
}

static void on_message(void *self, const struct peer *from, zmq_msg_t *payload)
{
    struct intake *in = self;
    struct job *job = &in->jobs[in->n_jobs];
    (void)from;

    memset(job, 0, sizeof *job);
    zmq_msg_init(&job->payload);
    zmq_msg_move(&job->payload, payload);
    if (ticket_read(&job->payload, &job->ticket, &job->message) != 0) {
        zmq_msg_close(&job->payload);
        in->stopping = true; /* the last frame: what is queued before it is served first */
        return;
    }
    in->n_jobs++;
    in->n_bytes += job->message.size;
    if (in->n_jobs == LOOP_DRAIN_MAX || in->n_bytes > BATCH_BYTES_MAX)
        run_batch(in);
}

static void on_timer(void *self)
{
    (void)open_store(self);
}

static enum status run(struct intake *in, struct error *err)
{
    enum status status = loop_create(LOOP_NO_SIGNALS, &in->loop, err);

    if (status != STATUS_OK)
        return status;
    loop_add_channel(in->loop, in->channel, on_message, on_drained, in);
    loop_add_timer(in->loop, REOPEN_MS, REOPEN_MS, on_timer, in);
    (void)open_store(in);
    status = ticket_send_signal(in->channel, TICKET_READY, err);
    return status == STATUS_OK ? loop_run(in->loop, err) : status;
}

void intake_run(const struct worker_setup *setup)
{
    OWNED(channel) channel = NULL;
    OWNED(shelf) shelf = shelf_create();
    OWNED(arena) arena = arena_create(ARENA_BYTES_MAX);
    struct intake *in = xcalloc(1, sizeof *in);
    struct error why;

    enum status status = worker_connect(setup, &channel, &why);
    *in = (struct intake){.conninfo = setup->conninfo,
                          .channel = channel,
                          .shelf = shelf,
                          .arena = arena,
                          .reopen_ms = REOPEN_MS};
    if (status == STATUS_OK)
        status = run(in, &why);
    if (status != STATUS_OK)
        log_event(LOG_ERROR, "intake_failed", LOG_STR("reason", why.text));
    if (channel != NULL)
        (void)!ticket_send_signal(channel, TICKET_STOPPED, &why);
    close_store(in);
    loop_destroy(in->loop);
    free(in);
}
