#include "base/channel.h"
#include "base/clock.h"
#include "support/test.h"
#include "wire/conversation.h"
#include "wire/limits.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* A service on TCP loopback that does as it was told with every request. */
enum manner {
    ANSWERS,
    ANSWERS_OTHERS_FIRST, /* with ids nobody asked with, then the right one */
    ONLY_OTHERS,          /* never stops answering somebody else */
    KEEPS_SILENT,
    TALKS_NONSENSE,
    ANSWERS_NONSENSE /* under the right id */
};

struct service {
    void *zmq;
    struct channel *channel;
    pthread_t thread;
    _Atomic enum manner manner;
    atomic_bool ending;
    atomic_int requests;
};

static void send_message(struct service *service, const struct peer *to, const uint8_t *id,
                         uint32_t retry_after_ms)
{
    struct message answer = {.kind = MESSAGE_BUSY, .busy = {retry_after_ms, "so it is"}};
    SCOPED(buffer) packed = {0};

    memcpy(answer.id, id, sizeof answer.id);
    message_pack(&answer, &packed);
    assert_int_equal(channel_send(service->channel, to, packed.bytes, packed.used, NULL),
                     STATUS_OK);
}

static void send_others(struct service *service, const struct peer *to, int n)
{
    for (int i = 0; i < n; i++) {
        uint8_t id[MESSAGE_ID_SIZE];

        memset(id, 1 + i % 100, sizeof id);
        send_message(service, to, id, 99);
    }
}

static void serve(struct service *service, const struct peer *from, const struct message *request)
{
    static const char nonsense[] = "\x08\x01\x12\x10"
                                   "................\xff";
    uint8_t bytes[sizeof nonsense];

    switch (service->manner) {
    case ANSWERS: send_message(service, from, request->id, 7); break;
    case ANSWERS_OTHERS_FIRST:
        send_others(service, from, 3);
        send_message(service, from, request->id, 7);
        break;
    case ONLY_OTHERS: send_others(service, from, 20); break;
    case KEEPS_SILENT: break;
    case TALKS_NONSENSE: (void)!channel_send(service->channel, from, "\xff", 1, NULL); break;
    case ANSWERS_NONSENSE:
        memcpy(bytes, nonsense, sizeof nonsense);
        memcpy(bytes + 4, request->id, sizeof request->id);
        (void)!channel_send(service->channel, from, bytes, sizeof bytes - 1, NULL);
        break;
    }
}

static void *run(void *self)
{
    struct service *service = self;
    struct peer from;
    zmq_msg_t payload;

    zmq_msg_init(&payload);
    while (!service->ending) {
        OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
        struct message request;

        if (channel_wait(service->channel, 10, NULL) != STATUS_OK
            || channel_receive(service->channel, &from, &payload, NULL) != STATUS_OK)
            continue;
        assert_int_equal(
            message_unpack(zmq_msg_data(&payload), zmq_msg_size(&payload), arena, &request, NULL),
            STATUS_OK);
        service->requests++;
        serve(service, &from, &request);
    }
    zmq_msg_close(&payload);
    return NULL;
}

static int start(void **state)
{
    struct service *service = xcalloc(1, sizeof *service);
    struct error err = {0};

    service->zmq = zmq_ctx_new();
    if (channel_bind_router(service->zmq, "tcp://127.0.0.1:*", NULL, &service->channel, &err)
        != STATUS_OK)
        return -1;
    *state = service;
    return pthread_create(&service->thread, NULL, run, service);
}

static int stop(void **state)
{
    struct service *service = *state;

    service->ending = true;
    pthread_join(service->thread, NULL);
    channel_destroy(service->channel);
    zmq_ctx_term(service->zmq); /* waits for ever if a socket was left open */
    free(service);
    return 0;
}

static struct conversation *open_conversation(struct service *service)
{
    struct conversation *conv = NULL;

    assert_int_equal(
        conversation_open(service->zmq, channel_endpoint(service->channel), &conv, NULL),
        STATUS_OK);
    return conv;
}

static void an_answer_with_the_requests_id_comes_back(void **state)
{
    OWNED(conversation) conv = open_conversation(*state);
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message request = {.kind = MESSAGE_EDITION_QUERY}, answer;
    uint8_t first[MESSAGE_ID_SIZE];

    assert_int_equal(conversation_ask(conv, &request, 5000, arena, &answer, NULL), STATUS_OK);
    assert_memory_equal(answer.id, request.id, sizeof answer.id);
    assert_int_equal(answer.kind, MESSAGE_BUSY);
    assert_int_equal(answer.busy.retry_after_ms, 7);
    memcpy(first, request.id, sizeof first);
    assert_int_equal(conversation_ask(conv, &request, 5000, arena, &answer, NULL), STATUS_OK);
    assert_memory_not_equal(first, request.id, sizeof first);
}

static void answers_to_others_are_dropped(void **state)
{
    struct service *service = *state;
    OWNED(conversation) conv = open_conversation(service);
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message request = {.kind = MESSAGE_EDITION_QUERY}, answer;
    struct error err;

    service->manner = ANSWERS_OTHERS_FIRST;
    assert_int_equal(conversation_ask(conv, &request, 5000, arena, &answer, NULL), STATUS_OK);
    assert_int_equal(answer.busy.retry_after_ms, 7);
    service->manner = ONLY_OTHERS;
    assert_int_equal(conversation_ask(conv, &request, 100, arena, &answer, &err), STATUS_RETRY);
}

static void silence_is_retry_and_the_next_question_is_answered(void **state)
{
    struct service *service = *state;
    OWNED(conversation) conv = open_conversation(service);
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message request = {.kind = MESSAGE_EDITION_QUERY}, answer;
    char expected[200];
    struct error err;
    int64_t start_ms = clock_monotonic_ms();

    service->manner = KEEPS_SILENT;
    assert_int_equal(conversation_ask(conv, &request, 150, arena, &answer, &err), STATUS_RETRY);
    assert_true(clock_monotonic_ms() - start_ms >= 150);
    snprintf(expected, sizeof expected, "no answer from %s within 0.15 s: is it running?",
             channel_endpoint(service->channel));
    assert_string_equal(err.text, expected);
    service->manner = ANSWERS;
    assert_int_equal(conversation_ask(conv, &request, 5000, arena, &answer, &err), STATUS_OK);
}

static void requests_to_nobody_do_not_queue_up(void **state)
{
    struct service *service = *state;
    OWNED(conversation) conv = NULL;
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message request = {.kind = MESSAGE_EDITION_QUERY}, answer;
    struct channel *late = NULL;
    char endpoint[256];
    zmq_msg_t payload;
    struct peer from;

    /* A port that is free: taken, and left. */
    assert_int_equal(channel_bind_router(service->zmq, "tcp://127.0.0.1:*", NULL, &late, NULL),
                     STATUS_OK);
    snprintf(endpoint, sizeof endpoint, "%s", channel_endpoint(late));
    channel_destroy(late);
    assert_int_equal(conversation_open(service->zmq, endpoint, &conv, NULL), STATUS_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(conversation_ask(conv, &request, 30, arena, &answer, NULL), STATUS_RETRY);
    late = NULL;
    for (int i = 0; i < 200 && late == NULL; i++)
        if (channel_bind_router(service->zmq, endpoint, NULL, &late, NULL) != STATUS_OK)
            zmq_poll(NULL, 0, 10);
    assert_non_null(late);
    assert_int_equal(channel_wait(late, 300, NULL), STATUS_RETRY);
    assert_int_equal(conversation_send(conv, &request, NULL), STATUS_OK);
    assert_int_equal(channel_wait(late, 5000, NULL), STATUS_OK);
    zmq_msg_init(&payload);
    assert_int_equal(channel_receive(late, &from, &payload, NULL), STATUS_OK);
    zmq_msg_close(&payload);
    channel_destroy(late);
}

static void nonsense_is_told_from_silence(void **state)
{
    static const enum manner manners[] = {TALKS_NONSENSE, ANSWERS_NONSENSE};
    struct service *service = *state;
    OWNED(conversation) conv = open_conversation(service);
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message request = {.kind = MESSAGE_EDITION_QUERY}, answer;
    struct error err;

    for (int i = 0; i < 2; i++) {
        service->manner = manners[i];
        assert_int_equal(conversation_ask(conv, &request, 5000, arena, &answer, &err),
                         STATUS_FAILED);
        assert_non_null(strstr(err.text, "cannot be read: Envelope"));
    }
}

static void several_requests_can_be_open(void **state)
{
    struct service *service = *state;
    OWNED(conversation) conv = open_conversation(service);
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message requests[4], answer;
    struct error err;
    int open = 4;

    for (int i = 0; i < 4; i++) {
        requests[i] = (struct message){.kind = MESSAGE_EDITION_QUERY};
        assert_int_equal(conversation_send(conv, &requests[i], NULL), STATUS_OK);
    }
    for (int i = 0; i < 4; i++) {
        assert_int_equal(conversation_receive(conv, 5000, arena, &answer, NULL), STATUS_OK);
        for (int j = 0; j < 4; j++)
            open -= memcmp(answer.id, requests[j].id, sizeof answer.id) == 0;
    }
    assert_int_equal(open, 0);
    assert_int_equal(service->requests, 4);
    assert_int_equal(conversation_receive(conv, 20, arena, &answer, &err), STATUS_RETRY);
}

static void a_request_that_is_too_large_is_not_sent(void **state)
{
    OWNED(conversation) conv = open_conversation(*state);
    uint8_t *content = xcalloc(1, MESSAGE_BYTES_MAX);
    struct message request = {.kind = MESSAGE_SUBMIT, .submit = {content, MESSAGE_BYTES_MAX}};
    struct error err;

    assert_int_equal(conversation_send(conv, &request, &err), STATUS_INVALID);
    assert_non_null(strstr(err.text, "is over the limit of 16777216"));
    free(content);
}

static void a_wrong_endpoint_is_named(void **state)
{
    struct service *service = *state;
    struct conversation *conv = NULL;
    struct error err;

    assert_int_equal(conversation_open(service->zmq, "collector:7100", &conv, &err), STATUS_FAILED);
    assert_non_null(strstr(err.text, "collector:7100"));
    assert_null(conv);
    conversation_destroy(NULL);
}

static void busy_and_failure_become_errors(void **state)
{
    const struct message busy = {.kind = MESSAGE_BUSY, .busy = {1500, "the store is away"}};
    const struct message refused = {.kind = MESSAGE_FAILURE,
                                    .failure = {"not_found", "no edition 2031-mars"}};
    const struct message broken = {.kind = MESSAGE_FAILURE, .failure = {"internal", NULL}};
    const struct message list = {.kind = MESSAGE_EDITION_LIST};
    struct error err;

    (void)state;
    assert_int_equal(conversation_failure(&busy, &err), STATUS_RETRY);
    assert_string_equal(err.text, "the store is away; try again in 1.5 s");
    assert_int_equal(conversation_failure(&refused, &err), STATUS_INVALID);
    assert_string_equal(err.text, "no edition 2031-mars (not_found)");
    assert_int_equal(conversation_failure(&broken, &err), STATUS_FAILED);
    assert_string_equal(err.text, "the request was refused (internal)");
    assert_int_equal(conversation_failure(&list, &err), STATUS_OK);
    assert_int_equal(conversation_expect(&list, MESSAGE_EDITION_LIST, &err), STATUS_OK);
    assert_int_equal(conversation_expect(&list, MESSAGE_RECEIPT, &err), STATUS_FAILED);
    assert_string_equal(err.text, "the answer is 'edition_list', where 'receipt' was expected");
    assert_int_equal(conversation_expect(&busy, MESSAGE_RECEIPT, &err), STATUS_RETRY);
}

#define WITH_SERVICE(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVICE(an_answer_with_the_requests_id_comes_back),
        WITH_SERVICE(answers_to_others_are_dropped),
        WITH_SERVICE(silence_is_retry_and_the_next_question_is_answered),
        WITH_SERVICE(requests_to_nobody_do_not_queue_up),
        WITH_SERVICE(nonsense_is_told_from_silence),
        WITH_SERVICE(several_requests_can_be_open),
        WITH_SERVICE(a_request_that_is_too_large_is_not_sent),
        WITH_SERVICE(a_wrong_endpoint_is_named),
        cmocka_unit_test(busy_and_failure_become_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
