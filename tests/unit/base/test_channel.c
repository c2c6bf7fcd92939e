#include "base/channel.h"
#include "support/test.h"
#include <stdio.h>

static void *zmq;

static int start_context(void **state)
{
    (void)state;
    zmq = zmq_ctx_new();
    return zmq == NULL;
}

/* Hangs, until the test times out, if a test leaks a socket. */
static int end_context(void **state)
{
    (void)state;
    return zmq_ctx_term(zmq);
}

static struct channel *bind_router(const char *endpoint, const struct channel_options *options)
{
    struct channel *ch = NULL;
    struct error err = {0};

    if (channel_bind_router(zmq, endpoint, options, &ch, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return ch;
}

static struct channel *connect_dealer(const char *endpoint, const struct channel_options *options)
{
    struct channel *ch = NULL;
    struct error err = {0};

    if (channel_connect_dealer(zmq, endpoint, options, &ch, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return ch;
}

static void send_text(struct channel *ch, const struct peer *to, const char *text)
{
    assert_int_equal(channel_send(ch, to, text, strlen(text), NULL), STATUS_OK);
}

/* Wait for the next message and check that it is this text. */
static void check_received(struct channel *ch, struct peer *from, const char *text)
{
    zmq_msg_t payload;

    zmq_msg_init(&payload);
    assert_int_equal(channel_wait(ch, 5000, NULL), STATUS_OK);
    assert_int_equal(channel_receive(ch, from, &payload, NULL), STATUS_OK);
    assert_int_equal(zmq_msg_size(&payload), strlen(text));
    assert_memory_equal(zmq_msg_data(&payload), text, strlen(text));
    zmq_msg_close(&payload);
}

static enum status receive_nothing(struct channel *ch)
{
    zmq_msg_t payload;
    enum status status;
    struct peer from;

    zmq_msg_init(&payload);
    status = channel_receive(ch, &from, &payload, NULL);
    zmq_msg_close(&payload);
    return status;
}

/* A bare socket with a name of its own, as a client that is not ours might have. */
static void *connect_bare(const char *endpoint, const char *name)
{
    void *socket = zmq_socket(zmq, ZMQ_DEALER);
    int zero = 0;

    zmq_setsockopt(socket, ZMQ_LINGER, &zero, sizeof zero);
    if (name != NULL)
        zmq_setsockopt(socket, ZMQ_ROUTING_ID, name, strlen(name));
    assert_int_equal(zmq_connect(socket, endpoint), 0);
    return socket;
}

static void check_question_and_answer(const char *endpoint)
{
    OWNED(channel) router = bind_router(endpoint, NULL);
    OWNED(channel) dealer = connect_dealer(channel_endpoint(router), NULL);
    struct peer from;

    send_text(dealer, NULL, "question");
    check_received(router, &from, "question");
    assert_int_equal(from.size, 5);
    assert_int_equal(from.id[0], 0);
    send_text(router, &from, "answer");
    check_received(dealer, NULL, "answer");
    assert_int_equal(receive_nothing(router), STATUS_RETRY);
    assert_int_equal(channel_refused(router), 0);
}

static void a_question_is_answered_over_tcp(void **state)
{
    (void)state;
    check_question_and_answer("tcp://127.0.0.1:*");
}

static void a_question_is_answered_over_inproc(void **state)
{
    (void)state;
    check_question_and_answer("inproc://a");
}

static void the_endpoint_tells_the_port_that_was_taken(void **state)
{
    OWNED(channel) router = bind_router("tcp://127.0.0.1:*", NULL);
    int port = 0;

    (void)state;
    assert_int_equal(sscanf(channel_endpoint(router), "tcp://127.0.0.1:%d", &port), 1);
    assert_true(port > 0);
}

static void two_peers_are_told_apart(void **state)
{
    OWNED(channel) router = bind_router("inproc://a", NULL);
    OWNED(channel) one = connect_dealer("inproc://a", NULL);
    OWNED(channel) two = connect_dealer("inproc://a", NULL);
    struct peer first, second;

    (void)state;
    send_text(one, NULL, "1");
    check_received(router, &first, "1");
    send_text(two, NULL, "2");
    check_received(router, &second, "2");
    assert_int_equal(first.size, second.size);
    assert_memory_not_equal(first.id, second.id, first.size);
    send_text(router, &first, "to 1");
    check_received(one, NULL, "to 1");
    assert_int_equal(receive_nothing(two), STATUS_RETRY);
}

static void an_empty_message_is_a_message(void **state)
{
    OWNED(channel) router = bind_router("inproc://a", NULL);
    OWNED(channel) dealer = connect_dealer("inproc://a", NULL);
    struct peer from;

    (void)state;
    assert_int_equal(channel_send(dealer, NULL, "", 0, NULL), STATUS_OK);
    check_received(router, &from, "");
}

static void a_message_of_many_frames_is_refused(void **state)
{
    OWNED(channel) router = bind_router("tcp://127.0.0.1:*", NULL);
    void *bare = connect_bare(channel_endpoint(router), NULL);
    struct peer from;

    (void)state;
    zmq_send(bare, "", 0, ZMQ_SNDMORE);
    zmq_send(bare, "envelope", 8, ZMQ_SNDMORE);
    zmq_send(bare, "more", 4, 0);
    zmq_send(bare, "good", 4, 0);
    check_received(router, &from, "good");
    assert_int_equal(channel_refused(router), 1);
    zmq_close(bare);
}

static void a_flood_of_refused_messages_does_not_keep_the_caller(void **state)
{
    OWNED(channel) router = bind_router("inproc://a", NULL);
    void *bare = connect_bare("inproc://a", NULL);

    (void)state;
    for (int i = 0; i < 40; i++) {
        zmq_send(bare, "x", 1, ZMQ_SNDMORE);
        zmq_send(bare, "y", 1, 0);
    }
    assert_int_equal(receive_nothing(router), STATUS_RETRY);
    assert_true(channel_refused(router) < 40);
    for (int i = 0; i < 3; i++)
        assert_int_equal(receive_nothing(router), STATUS_RETRY);
    assert_int_equal(channel_refused(router), 40);
    zmq_close(bare);
}

static void a_peer_that_chose_its_routing_id_is_refused(void **state)
{
    OWNED(channel) router = bind_router("tcp://127.0.0.1:*", NULL);
    void *named = connect_bare(channel_endpoint(router), "mallory");
    void *five = connect_bare(channel_endpoint(router), "abcde");

    (void)state;
    zmq_send(named, "x", 1, 0);
    zmq_send(five, "x", 1, 0);
    while (channel_refused(router) < 2) {
        assert_int_equal(channel_wait(router, 5000, NULL), STATUS_OK);
        assert_int_equal(receive_nothing(router), STATUS_RETRY);
    }
    zmq_close(named);
    zmq_close(five);
}

static void a_message_over_the_limit_is_not_sent(void **state)
{
    const struct channel_options small = {.max_message_bytes = 10};
    OWNED(channel) dealer = connect_dealer("inproc://a", &small);
    struct error err;

    (void)state;
    assert_int_equal(channel_send(dealer, NULL, "12345678901", 11, &err), STATUS_INVALID);
    assert_string_equal(err.text, "a message of 11 bytes is over the limit of 10");
    assert_int_equal(channel_send(dealer, NULL, "1234567890", 10, &err), STATUS_OK);
}

static void a_message_over_the_limit_is_refused_over_inproc(void **state)
{
    const struct channel_options small = {.max_message_bytes = 10};
    OWNED(channel) router = bind_router("inproc://a", &small);
    OWNED(channel) dealer = connect_dealer("inproc://a", NULL);
    struct peer from;

    (void)state;
    send_text(dealer, NULL, "12345678901");
    send_text(dealer, NULL, "1234567890");
    check_received(router, &from, "1234567890");
    assert_int_equal(channel_refused(router), 1);
}

static void a_message_over_the_limit_never_arrives_over_tcp(void **state)
{
    const struct channel_options small = {.max_message_bytes = 1024};
    OWNED(channel) router = bind_router("tcp://127.0.0.1:*", &small);
    OWNED(channel) bad = connect_dealer(channel_endpoint(router), NULL);
    OWNED(channel) good = connect_dealer(channel_endpoint(router), NULL);
    static const char large[1025];
    struct peer from;

    (void)state;
    assert_int_equal(channel_send(bad, NULL, large, sizeof large, NULL), STATUS_OK);
    assert_int_equal(channel_wait(router, 300, NULL), STATUS_RETRY);
    send_text(good, NULL, "good");
    check_received(router, &from, "good");
}

static void sending_to_a_peer_that_is_gone_is_invalid(void **state)
{
    OWNED(channel) router = bind_router("inproc://a", NULL);
    const struct peer nobody = {.id = {0, 1, 2, 3, 4}, .size = 5};
    struct error err;

    (void)state;
    assert_int_equal(channel_send(router, &nobody, "x", 1, &err), STATUS_INVALID);
    assert_string_equal(err.text, "the peer is no longer connected to 'inproc://a'");
}

/* Send until the answer is not OK; returns it and how many were taken. */
static enum status fill(struct channel *ch, const struct peer *to, int *sent)
{
    enum status status;

    for (*sent = 0; (status = channel_send(ch, to, "x", 1, NULL)) == STATUS_OK; ++*sent)
        assert_true(*sent < 1000);
    return status;
}

static void a_full_queue_says_retry_and_loses_nothing(void **state)
{
    const struct channel_options low = {.send_high_water = 3, .receive_high_water = 2};
    OWNED(channel) router = bind_router("inproc://a", &low);
    OWNED(channel) dealer = connect_dealer("inproc://a", &low);
    struct peer from;
    int to_router, to_dealer;

    (void)state;
    assert_int_equal(fill(dealer, NULL, &to_router), STATUS_RETRY);
    for (int i = 0; i < to_router; i++)
        check_received(router, &from, "x");
    assert_int_equal(receive_nothing(router), STATUS_RETRY);
    assert_int_equal(fill(router, &from, &to_dealer), STATUS_RETRY);
    assert_true(to_dealer > 0);
    for (int i = 0; i < to_dealer; i++)
        check_received(dealer, NULL, "x");
    assert_int_equal(receive_nothing(dealer), STATUS_RETRY);
}

static void pairs_connect_two_threads(void **state)
{
    struct channel *bound = NULL, *connected = NULL;

    (void)state;
    assert_int_equal(channel_bind_pair(zmq, "inproc://p", NULL, &bound, NULL), STATUS_OK);
    assert_int_equal(channel_send(bound, NULL, "x", 1, NULL), STATUS_RETRY); /* alone */
    assert_int_equal(channel_connect_pair(zmq, "inproc://p", NULL, &connected, NULL), STATUS_OK);
    send_text(bound, NULL, "there");
    check_received(connected, NULL, "there");
    send_text(connected, NULL, "back");
    check_received(bound, NULL, "back");
    channel_destroy(bound);
    channel_destroy(connected);
}

static void a_monitored_channel_tells_of_connections(void **state)
{
    struct channel_options watched = {.monitor = "inproc://m", .heartbeat_ms = -1};
    void *events = zmq_socket(zmq, ZMQ_PAIR);
    OWNED(channel) router = bind_router("tcp://127.0.0.1:*", NULL);
    OWNED(channel) dealer = NULL;
    zmq_msg_t event;
    uint16_t number;

    (void)state;
    assert_int_equal(zmq_connect(events, watched.monitor), 0);
    dealer = connect_dealer(channel_endpoint(router), &watched);
    zmq_msg_init(&event);
    assert_true(zmq_msg_recv(&event, events, 0) >= 6);
    memcpy(&number, zmq_msg_data(&event), sizeof number);
    assert_int_equal(number, ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
    zmq_msg_close(&event);
    zmq_close(events);
}

static void a_monitored_channel_queues_nothing_while_nobody_is_connected(void **state)
{
    struct channel_options watched = {.monitor = "inproc://m"};
    OWNED(channel) unmonitored = connect_dealer("tcp://127.0.0.1:1", NULL);
    OWNED(channel) dealer = connect_dealer("tcp://127.0.0.1:1", &watched);

    (void)state;
    assert_int_equal(channel_send(unmonitored, NULL, "x", 1, NULL), STATUS_OK);
    assert_int_equal(channel_send(dealer, NULL, "x", 1, NULL), STATUS_RETRY);
}

static void hints_are_published(void **state)
{
    struct channel *publisher = NULL, *subscriber = NULL;

    (void)state;
    assert_int_equal(channel_bind_publisher(zmq, "inproc://h", NULL, &publisher, NULL), STATUS_OK);
    assert_int_equal(channel_connect_subscriber(zmq, "inproc://h", NULL, &subscriber, NULL),
                     STATUS_OK);
    /* The subscription travels: hints before it arrives are lost, as promised. */
    for (int i = 0; i < 100 && channel_wait(subscriber, 20, NULL) != STATUS_OK; i++)
        send_text(publisher, NULL, "hint");
    check_received(subscriber, NULL, "hint");
    channel_destroy(publisher);
    channel_destroy(subscriber);
}

static void a_wrong_endpoint_or_one_in_use_is_named(void **state)
{
    OWNED(channel) router = bind_router("tcp://127.0.0.1:*", NULL);
    struct channel *ch = NULL;
    struct error err;

    (void)state;
    assert_int_equal(channel_bind_router(zmq, channel_endpoint(router), NULL, &ch, &err),
                     STATUS_FAILED);
    assert_non_null(strstr(err.text, channel_endpoint(router)));
    assert_non_null(strstr(err.text, "Address already in use"));
    assert_int_equal(channel_connect_dealer(zmq, "nonsense", NULL, &ch, &err), STATUS_FAILED);
    assert_non_null(strstr(err.text, "connect 'nonsense'"));
    assert_null(ch);
    channel_destroy(NULL);
}

static void wrong_options_are_refused(void **state)
{
    const struct channel_options wrong = {.send_high_water = -5};
    struct channel *ch = NULL;
    struct error err;

    (void)state;
    assert_int_equal(channel_bind_router(zmq, "inproc://a", &wrong, &ch, &err), STATUS_FAILED);
}

static void an_ended_context_is_a_failure(void **state)
{
    OWNED(channel) router = bind_router("inproc://a", NULL);
    OWNED(channel) dealer = connect_dealer("inproc://a", NULL);
    const struct peer nobody = {.id = {0, 1, 2, 3, 4}, .size = 5};

    (void)state;
    zmq_ctx_shutdown(zmq);
    assert_int_equal(receive_nothing(router), STATUS_FAILED);
    assert_int_equal(channel_send(router, &nobody, "x", 1, NULL), STATUS_FAILED);
    assert_int_equal(channel_wait(router, 0, NULL), STATUS_FAILED);
}

static void an_endless_heartbeat_can_be_turned_off(void **state)
{
    const struct channel_options quiet = {.heartbeat_ms = -1, .linger_ms = 10};
    OWNED(channel) router = bind_router("tcp://127.0.0.1:*", &quiet);
    OWNED(channel) dealer = connect_dealer(channel_endpoint(router), &quiet);
    struct peer from;

    (void)state;
    send_text(dealer, NULL, "x");
    check_received(router, &from, "x");
    assert_ptr_not_equal(channel_zmq_socket(router), NULL);
}

/* A pair of CURVE keys in the form that channels take. */
struct keys {
    uint8_t public_key[32], secret_key[32];
};

static struct keys make_keys(void)
{
    char public_text[41], secret_text[41];
    struct keys keys;

    assert_int_equal(zmq_curve_keypair(public_text, secret_text), 0);
    zmq_z85_decode(keys.public_key, public_text);
    zmq_z85_decode(keys.secret_key, secret_text);
    return keys;
}

/* Answer one request of ZAP: 200 with the user id "asean". */
static void answer_zap(void *rep)
{
    char frame[256];
    char id[256];
    int more = 1, id_size = 0;
    size_t size = sizeof more;

    for (int i = 0; more; i++) {
        int got = zmq_recv(rep, frame, sizeof frame, 0);

        if (i == 1) {
            id_size = got;
            memcpy(id, frame, (size_t)got);
        }
        zmq_getsockopt(rep, ZMQ_RCVMORE, &more, &size);
    }
    zmq_send(rep, "1.0", 3, ZMQ_SNDMORE);
    zmq_send(rep, id, (size_t)id_size, ZMQ_SNDMORE);
    zmq_send(rep, "200", 3, ZMQ_SNDMORE);
    zmq_send(rep, "OK", 2, ZMQ_SNDMORE);
    zmq_send(rep, "asean", 5, ZMQ_SNDMORE);
    zmq_send(rep, "", 0, 0);
}

/* A server and a client that know each other's keys. */
static void open_curve(struct channel **server, struct channel **client)
{
    struct keys of_server = make_keys(), of_client = make_keys();
    const struct channel_curve server_curve = {.public_key = of_server.public_key,
                                               .secret_key = of_server.secret_key,
                                               .zap_domain = "roundtable"};
    const struct channel_curve client_curve = {.public_key = of_client.public_key,
                                               .secret_key = of_client.secret_key,
                                               .server_public_key = of_server.public_key};
    const struct channel_options for_server = {.curve = &server_curve};
    const struct channel_options for_client = {.curve = &client_curve};

    *server = bind_router("tcp://127.0.0.1:*", &for_server);
    *client = connect_dealer(channel_endpoint(*server), &for_client);
}

static void a_user_is_known_by_its_curve_key_and_can_be_cut(void **state)
{
    void *rep = zmq_socket(zmq, ZMQ_REP);
    struct channel *server = NULL, *client = NULL;
    struct peer from;
    zmq_msg_t payload;

    (void)state;
    zmq_msg_init(&payload);
    assert_int_equal(zmq_bind(rep, "inproc://zeromq.zap.01"), 0);
    open_curve(&server, &client);
    send_text(client, NULL, "secret");
    answer_zap(rep);
    assert_int_equal(channel_wait(server, 5000, NULL), STATUS_OK);
    assert_int_equal(channel_receive(server, &from, &payload, NULL), STATUS_OK);
    assert_string_equal(channel_user_id(&payload), "asean");
    channel_cut(&payload);
    /* The router notices, and the peer's routing id is gone. */
    for (int i = 0; channel_send(server, &from, "x", 1, NULL) != STATUS_INVALID; i++) {
        assert_true(i < 500);
        assert_int_equal(channel_wait(server, 10, NULL), STATUS_RETRY);
    }
    zmq_msg_close(&payload);
    channel_destroy(server);
    channel_destroy(client);
    zmq_close(rep);
}

static void curve_without_a_zap_handler_lets_nobody_in(void **state)
{
    struct channel *server = NULL, *client = NULL;

    (void)state;
    open_curve(&server, &client);
    send_text(client, NULL, "secret");
    assert_int_equal(channel_wait(server, 500, NULL), STATUS_RETRY);
    channel_destroy(server);
    channel_destroy(client);
}

static void curve_needs_a_domain_or_the_servers_key(void **state)
{
    struct keys keys = make_keys();
    const struct channel_curve curve = {.public_key = keys.public_key,
                                        .secret_key = keys.secret_key};
    const struct channel_options options = {.curve = &curve};
    struct channel *ch = NULL;
    struct error err;

    (void)state;
    assert_int_equal(channel_bind_router(zmq, "tcp://127.0.0.1:*", &options, &ch, &err),
                     STATUS_INVALID);
    assert_string_equal(err.text, "binding with CURVE needs a ZAP domain");
    assert_int_equal(channel_connect_dealer(zmq, "tcp://127.0.0.1:1", &options, &ch, &err),
                     STATUS_INVALID);
}

static void a_message_within_the_process_has_no_user(void **state)
{
    OWNED(channel) router = bind_router("inproc://a", NULL);
    OWNED(channel) dealer = connect_dealer("inproc://a", NULL);
    zmq_msg_t payload;
    struct peer from;

    (void)state;
    zmq_msg_init(&payload);
    send_text(dealer, NULL, "x");
    assert_int_equal(channel_receive(router, &from, &payload, NULL), STATUS_OK);
    assert_null(channel_user_id(&payload));
    channel_cut(&payload); /* nothing to cut */
    zmq_msg_close(&payload);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start_context, end_context)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_question_is_answered_over_tcp),
        TEST(a_question_is_answered_over_inproc),
        TEST(the_endpoint_tells_the_port_that_was_taken),
        TEST(two_peers_are_told_apart),
        TEST(an_empty_message_is_a_message),
        TEST(a_message_of_many_frames_is_refused),
        TEST(a_flood_of_refused_messages_does_not_keep_the_caller),
        TEST(a_peer_that_chose_its_routing_id_is_refused),
        TEST(a_message_over_the_limit_is_not_sent),
        TEST(a_message_over_the_limit_is_refused_over_inproc),
        TEST(a_message_over_the_limit_never_arrives_over_tcp),
        TEST(sending_to_a_peer_that_is_gone_is_invalid),
        TEST(a_full_queue_says_retry_and_loses_nothing),
        TEST(pairs_connect_two_threads),
        TEST(a_monitored_channel_tells_of_connections),
        TEST(a_monitored_channel_queues_nothing_while_nobody_is_connected),
        TEST(hints_are_published),
        TEST(a_wrong_endpoint_or_one_in_use_is_named),
        TEST(wrong_options_are_refused),
        TEST(an_ended_context_is_a_failure),
        TEST(an_endless_heartbeat_can_be_turned_off),
        TEST(a_user_is_known_by_its_curve_key_and_can_be_cut),
        TEST(curve_without_a_zap_handler_lets_nobody_in),
        TEST(curve_needs_a_domain_or_the_servers_key),
        TEST(a_message_within_the_process_has_no_user),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
