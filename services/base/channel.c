#include "base/channel.h"
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

/* Not in zmq.h of a stable build, although the library has it. */
#define ZAP_ENFORCE_DOMAIN 93

enum {
    DEFAULT_MESSAGE_BYTES = 4 << 20,
    DEFAULT_HIGH_WATER = 1000,
    DEFAULT_HEARTBEAT_MS = 10000,
    DEFAULT_HANDSHAKE_MS = 5000,
    DEFAULT_BACKLOG = 128,
    REFUSED_IN_A_ROW = 16, /* so that a flood of refused messages does not keep the caller */
    CURVE_KEY_SIZE = 32
};

struct channel {
    void *socket; /* owned */
    int type;
    int64_t max_message_bytes;
    uint64_t refused;
    char endpoint[256];
};

/* ROUTER counts its routing ids on from rand(), and a client that claims the next one stops the
 * server: so it must not be a number anybody knows. */
static void seed_rand(void)
{
    unsigned seed;

    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
        abort();
    srand(seed);
}

static int or_default(int value, int otherwise)
{
    return value != 0 ? value : otherwise;
}

static bool set_int(void *socket, int option, int value)
{
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

static bool set_key(void *socket, int option, const uint8_t *key)
{
    return zmq_setsockopt(socket, option, key, CURVE_KEY_SIZE) == 0;
}

static bool set_heartbeat(void *socket, int every_ms)
{
    return every_ms < 0
           || (set_int(socket, ZMQ_HEARTBEAT_IVL, every_ms)
               && set_int(socket, ZMQ_HEARTBEAT_TIMEOUT, 3 * every_ms)
               && set_int(socket, ZMQ_HEARTBEAT_TTL, 3 * every_ms));
}

static bool set_limits(struct channel *ch, const struct channel_options *o)
{
    ch->max_message_bytes =
        o->max_message_bytes != 0 ? o->max_message_bytes : DEFAULT_MESSAGE_BYTES;
    return zmq_setsockopt(ch->socket, ZMQ_MAXMSGSIZE, &ch->max_message_bytes,
                          sizeof ch->max_message_bytes)
               == 0
           && set_int(ch->socket, ZMQ_SNDHWM, or_default(o->send_high_water, DEFAULT_HIGH_WATER))
           && set_int(ch->socket, ZMQ_RCVHWM, or_default(o->receive_high_water, DEFAULT_HIGH_WATER))
           && set_int(ch->socket, ZMQ_HANDSHAKE_IVL,
                      or_default(o->handshake_ms, DEFAULT_HANDSHAKE_MS))
           && set_int(ch->socket, ZMQ_BACKLOG, or_default(o->backlog, DEFAULT_BACKLOG))
           && set_int(ch->socket, ZMQ_LINGER, o->linger_ms)
           && set_heartbeat(ch->socket, or_default(o->heartbeat_ms, DEFAULT_HEARTBEAT_MS));
}

static bool set_type_options(struct channel *ch)
{
    switch (ch->type) {
    case ZMQ_ROUTER: return set_int(ch->socket, ZMQ_ROUTER_MANDATORY, 1);
    case ZMQ_SUB: return zmq_setsockopt(ch->socket, ZMQ_SUBSCRIBE, "", 0) == 0;
    default: return true;
    }
}

/* CURVE without a ZAP handler lets everyone in, unless the domain is enforced: read back that it
 * is, because the option is not in every build. */
static enum status set_curve_server(struct channel *ch, const struct channel_curve *curve,
                                    struct error *err)
{
    int enforced = 0;
    size_t size = sizeof enforced;

    if (curve->zap_domain == NULL || curve->zap_domain[0] == '\0')
        return error_set(err, STATUS_INVALID, "binding with CURVE needs a ZAP domain");
    if (!set_int(ch->socket, ZMQ_CURVE_SERVER, 1)
        || !set_key(ch->socket, ZMQ_CURVE_SECRETKEY, curve->secret_key)
        || zmq_setsockopt(ch->socket, ZMQ_ZAP_DOMAIN, curve->zap_domain, strlen(curve->zap_domain))
               != 0
        || !set_int(ch->socket, ZAP_ENFORCE_DOMAIN, 1)
        || zmq_getsockopt(ch->socket, ZAP_ENFORCE_DOMAIN, &enforced, &size) != 0 || enforced != 1)
        return error_set(err, STATUS_FAILED, "CURVE with an enforced ZAP domain: %s",
                         zmq_strerror(errno));
    return STATUS_OK;
}

static enum status set_curve(struct channel *ch, bool bind, const struct channel_curve *curve,
                             struct error *err)
{
    if (curve == NULL)
        return STATUS_OK;
    if (bind)
        return set_curve_server(ch, curve, err);
    if (curve->server_public_key == NULL)
        return error_set(err, STATUS_INVALID, "connecting with CURVE needs the server's key");
    if (!set_key(ch->socket, ZMQ_CURVE_SERVERKEY, curve->server_public_key)
        || !set_key(ch->socket, ZMQ_CURVE_PUBLICKEY, curve->public_key)
        || !set_key(ch->socket, ZMQ_CURVE_SECRETKEY, curve->secret_key))
        return error_set(err, STATUS_FAILED, "CURVE: %s", zmq_strerror(errno));
    return STATUS_OK;
}

static enum status set_monitor(struct channel *ch, const char *address, struct error *err)
{
    if (address == NULL)
        return STATUS_OK;
    if (!set_int(ch->socket, ZMQ_IMMEDIATE, 1)
        || zmq_socket_monitor(ch->socket, address,
                              ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED)
               != 0)
        return error_set(err, STATUS_FAILED, "monitor '%.200s': %s", address, zmq_strerror(errno));
    return STATUS_OK;
}

/* Attach the socket, whose options are set, and remember where. */
static enum status attach(struct channel *ch, bool bind, const char *endpoint, struct error *err)
{
    size_t size = sizeof ch->endpoint;

    if ((bind ? zmq_bind(ch->socket, endpoint) : zmq_connect(ch->socket, endpoint)) != 0)
        return error_set(err, STATUS_FAILED, "%s '%.200s': %s", bind ? "bind" : "connect", endpoint,
                         zmq_strerror(errno));
    if (zmq_getsockopt(ch->socket, ZMQ_LAST_ENDPOINT, ch->endpoint, &size) != 0)
        return error_set(err, STATUS_FAILED, "endpoint of '%.200s': %s", endpoint,
                         zmq_strerror(errno));
    return STATUS_OK;
}

static enum status channel_open(void *zmq, int type, bool bind, const char *endpoint,
                                const struct channel_options *options, struct channel **ret,
                                struct error *err)
{
    static pthread_once_t seeded = PTHREAD_ONCE_INIT;
    static const struct channel_options defaults = {0};
    OWNED(channel) ch = xcalloc(1, sizeof *ch);
    enum status status;

    if (options == NULL)
        options = &defaults;
    pthread_once(&seeded, seed_rand);
    ch->type = type;
    ch->socket = zmq_socket(zmq, type);
    if (ch->socket == NULL || !set_limits(ch, options) || !set_type_options(ch))
        return error_set(err, STATUS_FAILED, "socket for '%.200s': %s", endpoint,
                         zmq_strerror(errno));
    status = set_curve(ch, bind, options->curve, err);
    if (status == STATUS_OK)
        status = set_monitor(ch, options->monitor, err);
    if (status == STATUS_OK)
        status = attach(ch, bind, endpoint, err);
    if (status != STATUS_OK)
        return status;
    *ret = ch;
    ch = NULL; /* the caller owns it now */
    return STATUS_OK;
}

enum status channel_bind_router(void *zmq, const char *endpoint,
                                const struct channel_options *options, struct channel **ret,
                                struct error *err)
{
    return channel_open(zmq, ZMQ_ROUTER, true, endpoint, options, ret, err);
}

enum status channel_connect_dealer(void *zmq, const char *endpoint,
                                   const struct channel_options *options, struct channel **ret,
                                   struct error *err)
{
    return channel_open(zmq, ZMQ_DEALER, false, endpoint, options, ret, err);
}

enum status channel_bind_pair(void *zmq, const char *endpoint,
                              const struct channel_options *options, struct channel **ret,
                              struct error *err)
{
    return channel_open(zmq, ZMQ_PAIR, true, endpoint, options, ret, err);
}

enum status channel_connect_pair(void *zmq, const char *endpoint,
                                 const struct channel_options *options, struct channel **ret,
                                 struct error *err)
{
    return channel_open(zmq, ZMQ_PAIR, false, endpoint, options, ret, err);
}

enum status channel_bind_publisher(void *zmq, const char *endpoint,
                                   const struct channel_options *options, struct channel **ret,
                                   struct error *err)
{
    return channel_open(zmq, ZMQ_PUB, true, endpoint, options, ret, err);
}

enum status channel_connect_subscriber(void *zmq, const char *endpoint,
                                       const struct channel_options *options, struct channel **ret,
                                       struct error *err)
{
    return channel_open(zmq, ZMQ_SUB, false, endpoint, options, ret, err);
}

void channel_destroy(struct channel *ch)
{
    if (ch == NULL)
        return;
    if (ch->socket != NULL)
        zmq_close(ch->socket);
    free(ch);
}

static enum status receive_frame(struct channel *ch, zmq_msg_t *frame, struct error *err)
{
    int size;

    do
        size = zmq_msg_recv(frame, ch->socket, ZMQ_DONTWAIT);
    while (size < 0 && errno == EINTR);
    if (size >= 0)
        return STATUS_OK;
    if (errno == EAGAIN)
        return error_set(err, STATUS_RETRY, "nothing is waiting");
    return error_set(err, STATUS_FAILED, "receive on '%s': %s", ch->endpoint, zmq_strerror(errno));
}

/* Receive and forget the frames that follow. A message arrives whole, so they are all there. */
static enum status discard_rest(struct channel *ch, zmq_msg_t *frame, struct error *err)
{
    enum status status = STATUS_OK;

    while (status == STATUS_OK && zmq_msg_more(frame))
        status = receive_frame(ch, frame, err);
    return status;
}

/* The frame that ROUTER puts in front. */
static bool read_peer(const zmq_msg_t *frame, struct peer *ret)
{
    size_t size = zmq_msg_size(frame);
    const uint8_t *id = zmq_msg_data((zmq_msg_t *)frame);

    *ret = (struct peer){0};
    if (size != 5 || id[0] != 0)
        return false;
    memcpy(ret->id, id, size);
    ret->size = (uint8_t)size;
    return true;
}

/* Receive one message with the help of frame; *refused when it was one to refuse. On STATUS_OK, the
 * payload is in frame. */
static enum status receive_message(struct channel *ch, struct peer *from, zmq_msg_t *frame,
                                   bool *refused, struct error *err)
{
    bool good = true;
    enum status status = receive_frame(ch, frame, err);

    if (status == STATUS_OK && ch->type == ZMQ_ROUTER) {
        good = read_peer(frame, from) && zmq_msg_more(frame);
        if (good)
            status = receive_frame(ch, frame, err);
    }
    if (status != STATUS_OK)
        return status;
    *refused =
        !good || zmq_msg_more(frame) || zmq_msg_size(frame) > (uint64_t)ch->max_message_bytes;
    return discard_rest(ch, frame, err);
}

enum status channel_receive(struct channel *ch, struct peer *from, zmq_msg_t *payload,
                            struct error *err)
{
    struct peer sender = {0};
    bool refused = true;
    enum status status = STATUS_OK;
    zmq_msg_t frame;

    zmq_msg_init(&frame);
    for (int i = 0; i < REFUSED_IN_A_ROW && refused && status == STATUS_OK; i++) {
        refused = false;
        status = receive_message(ch, &sender, &frame, &refused, err);
        ch->refused += refused;
    }
    if (status == STATUS_OK && refused)
        status = error_set(err, STATUS_RETRY, "only refused messages were waiting");
    if (status == STATUS_OK) {
        zmq_msg_move(payload, &frame);
        if (from != NULL)
            *from = sender;
    }
    zmq_msg_close(&frame);
    return status;
}

/* One zmq_send, again when a signal came. */
static int try_send(struct channel *ch, const void *bytes, size_t size, int more)
{
    int sent;

    do
        sent = zmq_send(ch->socket, bytes, size, ZMQ_DONTWAIT | more);
    while (sent < 0 && errno == EINTR);
    return sent;
}

static enum status send_frame(struct channel *ch, const void *bytes, size_t size, int more,
                              struct error *err)
{
    int sent = try_send(ch, bytes, size, more);

    if (sent < 0 && errno == EAGAIN) {
        /* ZeroMQ looks only now and then at what became free; asking for events makes it look. */
        int events;
        size_t events_size = sizeof events;

        zmq_getsockopt(ch->socket, ZMQ_EVENTS, &events, &events_size);
        sent = try_send(ch, bytes, size, more);
    }
    if (sent >= 0)
        return STATUS_OK;
    if (errno == EAGAIN)
        return error_set(err, STATUS_RETRY, "the queue of '%s' is full", ch->endpoint);
    if (errno == EHOSTUNREACH)
        return error_set(err, STATUS_INVALID, "the peer is no longer connected to '%s'",
                         ch->endpoint);
    return error_set(err, STATUS_FAILED, "send on '%s': %s", ch->endpoint, zmq_strerror(errno));
}

enum status channel_send(struct channel *ch, const struct peer *to, const void *bytes, size_t size,
                         struct error *err)
{
    assert((to != NULL) == (ch->type == ZMQ_ROUTER));
    if (size > (uint64_t)ch->max_message_bytes)
        return error_set(err, STATUS_INVALID, "a message of %zu bytes is over the limit of %lld",
                         size, (long long)ch->max_message_bytes);
    if (to != NULL) {
        /* ROUTER decides with this frame: what follows cannot find the queue full any more. */
        enum status status = send_frame(ch, to->id, to->size, ZMQ_SNDMORE, err);

        if (status != STATUS_OK)
            return status;
    }
    return send_frame(ch, bytes, size, 0, err);
}

enum status channel_wait(struct channel *ch, int64_t timeout_ms, struct error *err)
{
    zmq_pollitem_t item = {.socket = ch->socket, .events = ZMQ_POLLIN};
    int ready = zmq_poll(&item, 1, (long)timeout_ms);

    if (ready > 0)
        return STATUS_OK;
    if (ready == 0 || errno == EINTR)
        return error_set(err, STATUS_RETRY, "nothing came");
    return error_set(err, STATUS_FAILED, "wait on '%s': %s", ch->endpoint, zmq_strerror(errno));
}

const char *channel_endpoint(const struct channel *ch)
{
    return ch->endpoint;
}

uint64_t channel_refused(const struct channel *ch)
{
    return ch->refused;
}

void *channel_zmq_socket(struct channel *ch)
{
    return ch->socket;
}

const char *channel_user_id(const zmq_msg_t *payload)
{
    return zmq_msg_gets(payload, "User-Id");
}

void channel_cut(const zmq_msg_t *payload)
{
    int fd = zmq_msg_get(payload, ZMQ_SRCFD);

    if (fd >= 0)
        shutdown(fd, SHUT_RDWR);
}
