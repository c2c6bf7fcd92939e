#include "base/clock.h"
#include "base/loop.h"
#include "support/test.h"
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

/* What the handlers of a test share. */
struct scene {
    void *zmq;
    struct loop *loop;
    struct channel *router, *dealer;
    int messages, bursts, ticks, wakes;
    int stop_after; /* messages or ticks */
    uint64_t timer;
    char order[32];
};

static int open_scene(void **state)
{
    static struct scene scene;

    scene = (struct scene){.zmq = zmq_ctx_new(), .stop_after = 1};
    *state = &scene;
    return loop_create(LOOP_NO_SIGNALS, &scene.loop, NULL) != STATUS_OK
           || channel_bind_router(scene.zmq, "inproc://a", NULL, &scene.router, NULL) != STATUS_OK
           || channel_connect_dealer(scene.zmq, "inproc://a", NULL, &scene.dealer, NULL)
                  != STATUS_OK;
}

static int close_scene(void **state)
{
    struct scene *s = *state;

    loop_destroy(s->loop);
    channel_destroy(s->router);
    channel_destroy(s->dealer);
    return zmq_ctx_term(s->zmq);
}

static void send_many(struct scene *s, int count)
{
    for (int i = 0; i < count; i++)
        assert_int_equal(channel_send(s->dealer, NULL, "x", 1, NULL), STATUS_OK);
}

static void note(struct scene *s, char what)
{
    size_t used = strlen(s->order);

    if (used + 1 < sizeof s->order)
        s->order[used] = what;
}

static void count_message(void *self, const struct peer *from, zmq_msg_t *payload)
{
    struct scene *s = self;

    assert_int_equal(from->size, 5);
    assert_int_equal(zmq_msg_size(payload), 1);
    if (++s->messages == s->stop_after)
        loop_stop(s->loop);
}

static void count_burst(void *self)
{
    ((struct scene *)self)->bursts++;
}

static void count_tick(void *self)
{
    struct scene *s = self;

    note(s, 't');
    if (++s->ticks == s->stop_after)
        loop_stop(s->loop);
}

static void stop(void *self)
{
    loop_stop(((struct scene *)self)->loop);
}

static void fail_twice(void *self)
{
    struct scene *s = self;
    struct error err;

    error_set(&err, STATUS_RETRY, "first");
    loop_fail(s->loop, &err);
    error_set(&err, STATUS_FAILED, "second");
    loop_fail(s->loop, &err);
}

static void run(struct scene *s)
{
    struct error err = {0};

    if (loop_run(s->loop, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void messages_are_handed_out_in_bounded_bursts(void **state)
{
    struct scene *s = *state;

    s->stop_after = 2 * LOOP_DRAIN_MAX + 1;
    send_many(s, s->stop_after);
    loop_add_channel(s->loop, s->router, count_message, count_burst, s);
    run(s);
    assert_int_equal(s->messages, s->stop_after);
    assert_int_equal(s->bursts, 3);
}

static void a_burst_is_closed_even_when_its_handler_stops_the_loop(void **state)
{
    struct scene *s = *state;

    send_many(s, 5);
    loop_add_channel(s->loop, s->router, count_message, count_burst, s);
    run(s);
    assert_int_equal(s->messages, 1);
    assert_int_equal(s->bursts, 1);
    s->stop_after = 5;
    run(s);
    assert_int_equal(s->messages, 5);
}

static void remove_itself(void *self, const struct peer *from, zmq_msg_t *payload)
{
    struct scene *s = self;

    (void)from;
    (void)payload;
    s->messages++;
    loop_remove_channel(s->loop, s->router);
}

static void a_handler_may_remove_its_channel(void **state)
{
    struct scene *s = *state;

    send_many(s, 3);
    loop_add_channel(s->loop, s->router, remove_itself, count_burst, s);
    loop_add_timer(s->loop, 30, 0, stop, s);
    run(s);
    assert_int_equal(s->messages, 1);
    assert_int_equal(s->bursts, 0);
    loop_remove_channel(s->loop, s->router); /* not there any more */
}

static void a_timer_fires_once_and_a_periodic_one_again(void **state)
{
    struct scene *s = *state;
    int64_t start = clock_monotonic_ms();

    s->stop_after = 4;
    loop_add_timer(s->loop, 0, 0, count_tick, s);
    loop_add_timer(s->loop, 10, 10, count_tick, s);
    run(s);
    assert_int_equal(s->ticks, 4);
    assert_true(clock_monotonic_ms() - start >= 30);
}

static void cancel_the_other(void *self)
{
    struct scene *s = self;

    loop_cancel_timer(s->loop, s->timer);
    loop_cancel_timer(s->loop, 0);
    loop_add_timer(s->loop, 0, 0, stop, s);
}

static void a_cancelled_timer_does_not_fire(void **state)
{
    struct scene *s = *state;

    s->stop_after = -1;
    loop_add_timer(s->loop, 0, 0, cancel_the_other, s);
    s->timer = loop_add_timer(s->loop, 0, 0, count_tick, s);
    run(s);
    assert_int_equal(s->ticks, 0);
}

static void add_many_timers(void *self)
{
    struct scene *s = self;

    for (int i = 0; i < 50; i++)
        loop_add_timer(s->loop, 0, 0, count_tick, s);
}

static void a_handler_may_add_timers(void **state)
{
    struct scene *s = *state;

    s->stop_after = 50;
    loop_add_timer(s->loop, 0, 0, add_many_timers, s);
    run(s);
    assert_int_equal(s->ticks, 50);
}

static void add_the_channel_again(void *self)
{
    struct scene *s = self;

    for (int i = 0; i < 10; i++) {
        loop_add_channel(s->loop, s->router, count_message, NULL, s);
        loop_remove_channel(s->loop, s->router);
    }
    loop_add_channel(s->loop, s->router, count_message, NULL, s);
}

static void a_handler_may_add_channels(void **state)
{
    struct scene *s = *state;

    send_many(s, 1);
    loop_add_timer(s->loop, 0, 0, add_the_channel_again, s);
    run(s);
    assert_int_equal(s->messages, 1);
}

static void on_wake(void *self)
{
    struct scene *s = self;

    s->wakes++;
    loop_stop(s->loop);
}

static void *wake_from_elsewhere(void *loop)
{
    loop_wake(loop);
    return NULL;
}

static void another_thread_can_wake_the_loop(void **state)
{
    struct scene *s = *state;
    pthread_t thread;

    loop_on_wake(s->loop, on_wake, s);
    assert_int_equal(pthread_create(&thread, NULL, wake_from_elsewhere, s->loop), 0);
    run(s);
    pthread_join(thread, NULL);
    assert_int_equal(s->wakes, 1);
}

static int pipe_ends[2];

static void read_pipe(void *self)
{
    struct scene *s = self;
    char byte;

    assert_int_equal(read(pipe_ends[0], &byte, 1), 1);
    loop_remove_fd(s->loop, pipe_ends[0]);
    loop_remove_fd(s->loop, 12345);
    loop_stop(s->loop);
}

static void a_file_descriptor_is_watched(void **state)
{
    struct scene *s = *state;

    assert_int_equal(pipe(pipe_ends), 0);
    loop_add_fd(s->loop, pipe_ends[0], read_pipe, s);
    assert_int_equal(write(pipe_ends[1], "x", 1), 1);
    run(s);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

static void a_handler_can_end_the_run_with_an_error(void **state)
{
    struct scene *s = *state;
    struct error err = {0};

    loop_add_timer(s->loop, 0, 0, fail_twice, s);
    assert_int_equal(loop_run(s->loop, &err), STATUS_RETRY);
    assert_string_equal(err.text, "first");
    loop_add_timer(s->loop, 0, 0, stop, s);
    run(s); /* the failure is over */
}

static void an_ended_context_ends_the_run(void **state)
{
    struct scene *s = *state;
    struct error err = {0};

    loop_add_channel(s->loop, s->router, count_message, NULL, s);
    zmq_ctx_shutdown(s->zmq);
    assert_int_equal(loop_run(s->loop, &err), STATUS_FAILED);
    assert_non_null(strstr(err.text, "Context was terminated"));
}

static void raise_term(void *self)
{
    (void)self;
    kill(getpid(), SIGTERM);
}

static void a_signal_ends_the_run_cleanly(void **state)
{
    OWNED(loop) loop = NULL;

    (void)state; /* no scene: ZeroMQ's threads take signals in the moment in which they start */
    assert_int_equal(loop_create(LOOP_TERM_SIGNALS, &loop, NULL), STATUS_OK);
    loop_add_timer(loop, 0, 0, raise_term, NULL);
    assert_int_equal(loop_run(loop, NULL), STATUS_OK);
    loop_destroy(NULL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_scene, close_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(messages_are_handed_out_in_bounded_bursts),
        TEST(a_burst_is_closed_even_when_its_handler_stops_the_loop),
        TEST(a_handler_may_remove_its_channel),
        TEST(a_timer_fires_once_and_a_periodic_one_again),
        TEST(a_cancelled_timer_does_not_fire),
        TEST(a_handler_may_add_timers),
        TEST(a_handler_may_add_channels),
        TEST(another_thread_can_wake_the_loop),
        TEST(a_file_descriptor_is_watched),
        TEST(a_handler_can_end_the_run_with_an_error),
        TEST(an_ended_context_ends_the_run),
        cmocka_unit_test(a_signal_ends_the_run_cleanly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
