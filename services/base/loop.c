#include "base/loop.h"
#include "base/clock.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* A channel or a file descriptor. Allocated one by one, so that handlers may add more; one that is
 * removed stays, marked, until no handler is running. */
struct source {
    struct channel *ch; /* borrowed; NULL: a file descriptor */
    int fd;
    loop_message_fn *on_message;
    loop_fn *on_drained, *on_readable;
    void *self;
    bool removed;
};

/* Few timers are expected (tens), so that they are searched through in order. */
struct timer {
    uint64_t id; /* 0: free */
    int64_t due_ms, period_ms;
    loop_fn *on_time;
    void *self;
};

struct loop {
    struct source **sources; /* owned, and each of them */
    size_t source_count;
    struct timer *timers; /* owned */
    size_t timer_count;
    uint64_t last_timer;
    zmq_pollitem_t *items;  /* owned; wake, signal, and then those of the first sources */
    int wake_fd, signal_fd; /* signal_fd may be -1 */
    sigset_t old_signals;
    loop_fn *on_wake;
    void *wake_self;
    bool stopping;
    struct error failure; /* status is OK unless loop_fail was called */
};

enum { WAKE_ITEM, SIGNAL_ITEM, FIXED_ITEMS };

static enum status open_signals(struct loop *loop, struct error *err)
{
    sigset_t ending;

    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    loop->signal_fd = signalfd(-1, &ending, SFD_NONBLOCK | SFD_CLOEXEC);
    if (loop->signal_fd < 0)
        return error_set(err, STATUS_FAILED, "signalfd: %s", strerror(errno));
    pthread_sigmask(SIG_BLOCK, &ending, &loop->old_signals);
    return STATUS_OK;
}

enum status loop_create(enum loop_signals signals, struct loop **ret, struct error *err)
{
    OWNED(loop) loop = xcalloc(1, sizeof *loop);

    loop->signal_fd = -1;
    loop->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (loop->wake_fd < 0)
        return error_set(err, STATUS_FAILED, "eventfd: %s", strerror(errno));
    if (signals == LOOP_TERM_SIGNALS && open_signals(loop, err) != STATUS_OK)
        return STATUS_FAILED;
    *ret = loop;
    loop = NULL; /* the caller owns it now */
    return STATUS_OK;
}

void loop_destroy(struct loop *loop)
{
    if (loop == NULL)
        return;
    if (loop->signal_fd >= 0) {
        close(loop->signal_fd);
        pthread_sigmask(SIG_SETMASK, &loop->old_signals, NULL);
    }
    if (loop->wake_fd >= 0)
        close(loop->wake_fd);
    for (size_t i = 0; i < loop->source_count; i++)
        free(loop->sources[i]);
    free(loop->sources);
    free(loop->timers);
    free(loop->items);
    free(loop);
}

static void add_source(struct loop *loop, struct source source)
{
    struct source *added = xmalloc(sizeof *added);

    *added = source;
    loop->sources = xreallocarray(loop->sources, loop->source_count + 1, sizeof(struct source *));
    loop->sources[loop->source_count++] = added;
}

/* ch, or if that is NULL fd; NULL if it is not there. */
static struct source *find_source(const struct loop *loop, const struct channel *ch, int fd)
{
    for (size_t i = 0; i < loop->source_count; i++) {
        struct source *source = loop->sources[i];

        if (!source->removed && source->ch == ch && (ch != NULL || source->fd == fd))
            return source;
    }
    return NULL;
}

void loop_add_channel(struct loop *loop, struct channel *ch, loop_message_fn *on_message,
                      loop_fn *on_drained, void *self)
{
    add_source(
        loop,
        (struct source){
            .ch = ch, .fd = -1, .on_message = on_message, .on_drained = on_drained, .self = self});
}

void loop_remove_channel(struct loop *loop, struct channel *ch)
{
    struct source *source = find_source(loop, ch, -1);

    if (source != NULL)
        source->removed = true;
}

void loop_add_fd(struct loop *loop, int fd, loop_fn *on_readable, void *self)
{
    add_source(loop, (struct source){.fd = fd, .on_readable = on_readable, .self = self});
}

void loop_remove_fd(struct loop *loop, int fd)
{
    struct source *source = find_source(loop, NULL, fd);

    if (source != NULL)
        source->removed = true;
}

/* A free place in the table of timers. */
static struct timer *free_timer(struct loop *loop)
{
    for (size_t i = 0; i < loop->timer_count; i++)
        if (loop->timers[i].id == 0)
            return &loop->timers[i];
    loop->timers = xreallocarray(loop->timers, loop->timer_count + 1, sizeof *loop->timers);
    return &loop->timers[loop->timer_count++];
}

uint64_t loop_add_timer(struct loop *loop, int64_t after_ms, int64_t period_ms, loop_fn *on_time,
                        void *self)
{
    struct timer *timer = free_timer(loop);

    *timer = (struct timer){.id = ++loop->last_timer,
                            .due_ms = clock_monotonic_ms() + (after_ms > 0 ? after_ms : 0),
                            .period_ms = period_ms,
                            .on_time = on_time,
                            .self = self};
    return timer->id;
}

void loop_cancel_timer(struct loop *loop, uint64_t timer)
{
    for (size_t i = 0; i < loop->timer_count; i++)
        if (loop->timers[i].id == timer)
            loop->timers[i].id = 0;
}

void loop_on_wake(struct loop *loop, loop_fn *on_wake, void *self)
{
    loop->on_wake = on_wake;
    loop->wake_self = self;
}

void loop_wake(struct loop *loop)
{
    const uint64_t one = 1;
    int saved = errno;

    /* It can only fail because the counter is full: then the loop is awake anyway. */
    if (write(loop->wake_fd, &one, sizeof one) < 0)
        errno = saved;
}

void loop_stop(struct loop *loop)
{
    loop->stopping = true;
}

void loop_fail(struct loop *loop, const struct error *why)
{
    if (loop->failure.status == STATUS_OK)
        loop->failure = *why;
    if (loop->failure.status == STATUS_OK)
        loop->failure.status = STATUS_FAILED;
    loop->stopping = true;
}

/* Milliseconds until the next timer is due, -1 if there is none. */
static long until_next_timer(const struct loop *loop)
{
    int64_t now = clock_monotonic_ms();
    int64_t wait = -1;

    for (size_t i = 0; i < loop->timer_count; i++) {
        const struct timer *timer = &loop->timers[i];
        int64_t left = timer->due_ms > now ? timer->due_ms - now : 0;

        if (timer->id != 0 && (wait < 0 || left < wait))
            wait = left;
    }
    return (long)wait;
}

/* Call what is due. Timers that handlers add are not called before the next turn, because their ids
 * are higher; the table may move in memory meanwhile. */
static void run_timers(struct loop *loop)
{
    int64_t now = clock_monotonic_ms();
    uint64_t newest = loop->last_timer;

    for (size_t i = 0; i < loop->timer_count && !loop->stopping; i++) {
        struct timer *timer = &loop->timers[i];
        struct timer due = *timer;

        if (due.id == 0 || due.id > newest || due.due_ms > now)
            continue;
        if (due.period_ms > 0)
            timer->due_ms = now + due.period_ms;
        else
            timer->id = 0;
        due.on_time(due.self);
    }
}

/* Forget the removed sources; no handler is running. */
static void sweep_sources(struct loop *loop)
{
    size_t kept = 0;

    for (size_t i = 0; i < loop->source_count; i++) {
        if (loop->sources[i]->removed)
            free(loop->sources[i]);
        else
            loop->sources[kept++] = loop->sources[i];
    }
    loop->source_count = kept;
}

/* What to poll in this turn; returns how many items. */
static int collect_items(struct loop *loop)
{
    sweep_sources(loop);
    loop->items = xreallocarray(loop->items, loop->source_count + FIXED_ITEMS, sizeof *loop->items);
    loop->items[WAKE_ITEM] = (zmq_pollitem_t){.fd = loop->wake_fd, .events = ZMQ_POLLIN};
    /* Without signals, the place holds an item that asks for nothing. */
    loop->items[SIGNAL_ITEM] = loop->signal_fd >= 0
                                   ? (zmq_pollitem_t){.fd = loop->signal_fd, .events = ZMQ_POLLIN}
                                   : (zmq_pollitem_t){.fd = loop->wake_fd, .events = 0};
    for (size_t i = 0; i < loop->source_count; i++) {
        struct source *source = loop->sources[i];

        loop->items[FIXED_ITEMS + i] =
            source->ch != NULL
                ? (zmq_pollitem_t){.socket = channel_zmq_socket(source->ch), .events = ZMQ_POLLIN}
                : (zmq_pollitem_t){.fd = source->fd, .events = ZMQ_POLLIN | ZMQ_POLLERR};
    }
    return (int)loop->source_count;
}

static void take_wake(struct loop *loop)
{
    uint64_t wakes;

    if (read(loop->wake_fd, &wakes, sizeof wakes) == sizeof wakes && loop->on_wake != NULL)
        loop->on_wake(loop->wake_self);
}

static void take_signal(struct loop *loop)
{
    struct signalfd_siginfo info;

    if (read(loop->signal_fd, &info, sizeof info) != sizeof info)
        return;
    loop->stopping = true;
}

/* Hand out up to LOOP_DRAIN_MAX messages. on_drained is called even when a handler stopped the
 * loop: it was promised for the messages before. */
static void drain(struct loop *loop, struct source *source)
{
    int messages = 0;
    enum status status = STATUS_OK;
    struct error err = {0};
    zmq_msg_t payload;

    zmq_msg_init(&payload);
    while (messages < LOOP_DRAIN_MAX && !loop->stopping && !source->removed) {
        struct peer from = {0};

        status = channel_receive(source->ch, &from, &payload, &err);
        if (status != STATUS_OK)
            break;
        messages++;
        source->on_message(source->self, &from, &payload);
    }
    zmq_msg_close(&payload);
    if (status == STATUS_FAILED)
        loop_fail(loop, &err);
    if (messages > 0 && source->on_drained != NULL && !source->removed)
        source->on_drained(source->self);
}

static void handle_ready(struct loop *loop, int count)
{
    if (loop->items[SIGNAL_ITEM].revents != 0)
        take_signal(loop);
    if (loop->items[WAKE_ITEM].revents != 0)
        take_wake(loop);
    for (int i = 0; i < count && !loop->stopping; i++) {
        struct source *source = loop->sources[i];

        if (loop->items[FIXED_ITEMS + i].revents == 0 || source->removed)
            continue;
        if (source->ch != NULL)
            drain(loop, source);
        else
            source->on_readable(source->self);
    }
}

enum status loop_run(struct loop *loop, struct error *err)
{
    loop->stopping = false;
    loop->failure = (struct error){0};
    while (!loop->stopping) {
        int count = collect_items(loop);

        if (zmq_poll(loop->items, FIXED_ITEMS + count, until_next_timer(loop)) >= 0) {
            handle_ready(loop, count);
        } else if (errno != EINTR) {
            struct error why;

            error_set(&why, STATUS_FAILED, "poll: %s", zmq_strerror(errno));
            loop_fail(loop, &why);
        }
        if (!loop->stopping)
            run_timers(loop);
    }
    if (loop->failure.status != STATUS_OK)
        return error_set(err, loop->failure.status, "%s", loop->failure.text);
    return STATUS_OK;
}
