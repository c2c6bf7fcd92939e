/* The reporter as it runs: real sockets, an aggregator from the script, ended by a signal. */
#include "support/test.h"

#include "base/channel.h"
#include "base/log.h"
#include "reporter/service.h"
#include "wire/conversation.h"
#include "world.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { TIMEOUT_MS = 20000, SOON_MS = 300 };

struct fixture {
    char aggregator[128];
    pthread_t service_thread, world_thread;
    struct loop *loop;
    struct service *service;
    void *service_zmq;
    enum status result;
    struct world *world;
    struct channel *questions; /* the aggregator's side */
    void *world_zmq, *zmq;
    struct conversation *reader;
    struct arena *arena;
};

static void *serve(void *self)
{
    struct fixture *f = self;

    f->result = loop_run(f->loop, NULL);
    return NULL;
}

static void answer_one(struct fixture *f)
{
    OWNED(arena) arena = arena_create(0);
    SCOPED(buffer) packed = {0};
    struct message request, answer;
    struct peer peer;
    zmq_msg_t payload;

    zmq_msg_init(&payload);
    if (channel_receive(f->questions, &peer, &payload, NULL) == STATUS_OK
        && message_unpack(zmq_msg_data(&payload), zmq_msg_size(&payload), arena, &request, NULL)
               == STATUS_OK
        && world_ask(f->world, &request, arena, &answer, NULL) == STATUS_OK) {
        memcpy(answer.id, request.id, sizeof answer.id);
        message_pack(&answer, &packed);
        if (channel_send(f->questions, &peer, packed.bytes, packed.used, NULL) != STATUS_OK)
            fprintf(stderr, "an answer could not be sent\n");
    }
    zmq_msg_close(&payload);
}

/* The aggregator: until its context ends. */
static void *be_the_aggregator(void *self)
{
    struct fixture *f = self;
    enum status status;

    while ((status = channel_wait(f->questions, -1, NULL)) != STATUS_FAILED) {
        if (status == STATUS_OK)
            answer_one(f);
    }
    channel_destroy(f->questions);
    return NULL;
}

static void start_aggregator(struct fixture *f)
{
    struct error err = {0};
    const struct channel_options options = {.max_message_bytes = MESSAGE_ANSWER_BYTES_MAX};

    f->world_zmq = zmq_ctx_new();
    if (channel_bind_router(f->world_zmq, "tcp://127.0.0.1:*", &options, &f->questions, &err)
        != STATUS_OK)
        fail_msg("%s", err.text);
    snprintf(f->aggregator, sizeof f->aggregator, "%s", channel_endpoint(f->questions));
    assert_int_equal(pthread_create(&f->world_thread, NULL, be_the_aggregator, f), 0);
}

static void start_service(struct fixture *f, int question_timeout_ms)
{
    const struct service_settings settings = {"tcp://127.0.0.1:*", f->aggregator,
                                              question_timeout_ms};
    struct error err = {0};

    f->service_zmq = zmq_ctx_new();
    if (loop_create(LOOP_TERM_SIGNALS, &f->loop, &err) != STATUS_OK
        || service_create(f->service_zmq, f->loop, &settings, &f->service, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(pthread_create(&f->service_thread, NULL, serve, f), 0);
    f->zmq = zmq_ctx_new();
    if (conversation_open(f->zmq, service_endpoint(f->service), &f->reader, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static int begin(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    sigset_t term;

    /* The service's own thread takes the signal, through its loop. */
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, NULL);
    log_start("reporter", LOG_ERROR);
    f->world = world_create();
    f->arena = arena_create(0);
    *state = f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;

    conversation_destroy(f->reader);
    zmq_ctx_term(f->zmq);
    kill(getpid(), SIGTERM);
    pthread_join(f->service_thread, NULL);
    service_destroy(f->service);
    loop_destroy(f->loop);
    zmq_ctx_term(f->service_zmq);
    if (f->world_zmq != NULL) {
        zmq_ctx_shutdown(f->world_zmq);
        pthread_join(f->world_thread, NULL);
        zmq_ctx_term(f->world_zmq);
    }
    assert_int_equal(f->result, STATUS_OK);
    arena_destroy(f->arena);
    world_destroy(f->world);
    free(f);
    return 0;
}

static struct message ask(struct fixture *f, struct message *request)
{
    struct message answer;
    struct error err = {0};

    if (conversation_ask(f->reader, request, TIMEOUT_MS, f->arena, &answer, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return answer;
}

static struct message report_query(void)
{
    return (struct message){.kind = MESSAGE_REPORT_QUERY,
                            .report_query = {"2016-stockholm", REPORT_HTML, NULL}};
}

static void a_reader_gets_the_report_and_a_signal_ends_the_service(void **state)
{
    struct fixture *f = *state;
    struct message request = report_query(), answer;

    start_aggregator(f);
    start_service(f, TIMEOUT_MS);
    answer = ask(f, &request);
    assert_int_equal(answer.kind, MESSAGE_REPORT);
    assert_memory_equal(answer.report.content.bytes, "<!DOCTYPE html>", 15);
}

static void without_an_aggregator_readers_are_told_to_come_back(void **state)
{
    struct fixture *f = *state;
    struct message request = report_query(), answer;

    snprintf(f->aggregator, sizeof f->aggregator, "tcp://127.0.0.1:9");
    start_service(f, SOON_MS);
    answer = ask(f, &request);
    assert_int_equal(answer.kind, MESSAGE_BUSY);
    assert_true(answer.busy.retry_after_ms > 0);
}

static void what_is_no_request_for_a_report_is_refused(void **state)
{
    struct fixture *f = *state;
    struct message request = {.kind = MESSAGE_EDITION_QUERY}, answer;

    snprintf(f->aggregator, sizeof f->aggregator, "tcp://127.0.0.1:9");
    start_service(f, SOON_MS);
    answer = ask(f, &request);
    assert_int_equal(answer.kind, MESSAGE_FAILURE);
    assert_string_equal(answer.failure.code, "unsupported");
}

static void more_requests_than_the_queue_holds_are_busy_at_once(void **state)
{
    struct fixture *f = *state;
    size_t many = 0;

    snprintf(f->aggregator, sizeof f->aggregator, "tcp://127.0.0.1:9");
    start_service(f, SOON_MS);
    for (int i = 0; i < 24; i++) {
        struct message request = report_query();

        assert_int_equal(conversation_send(f->reader, &request, NULL), STATUS_OK);
    }
    for (int i = 0; i < 24; i++) {
        struct message answer;
        struct error err = {0};

        if (conversation_receive(f->reader, TIMEOUT_MS, f->arena, &answer, &err) != STATUS_OK)
            fail_msg("%s", err.text);
        assert_int_equal(answer.kind, MESSAGE_BUSY);
        many += strstr(answer.busy.reason, "many reports") != NULL;
    }
    assert_true(many >= 8);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_reader_gets_the_report_and_a_signal_ends_the_service),
        TEST(without_an_aggregator_readers_are_told_to_come_back),
        TEST(what_is_no_request_for_a_report_is_refused),
        TEST(more_requests_than_the_queue_holds_are_busy_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
