/* forwarder - messages to and from the aggregator. */
#include "collector/forwarder.h"
#include "base/log.h"
#include "wire/limits.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct forwarder {
    struct loop *loop;
    struct forwarder_outlet outlet;
    void *monitor; /* PAIR that hears about connections */
    int monitor_fd;
    struct channel *channel;
    struct buffer packed;
    bool up;
};

static void set_up(struct forwarder *f, bool up)
{
    if (f->up == up)
        return;
    f->up = up;
    log_event(up ? LOG_INFO : LOG_WARNING, up ? "aggregator_connected" : "aggregator_lost",
              LOG_STR("endpoint", channel_endpoint(f->channel)));
    f->outlet.on_connection(f->outlet.self, up);
}

/* The first frame of an event starts with its number; the second one is an address. */
static void on_monitor(void *self)
{
    struct forwarder *f = self;
    uint8_t frame[6];
    int size;

    while ((size = zmq_recv(f->monitor, frame, sizeof frame, ZMQ_DONTWAIT)) >= 0) {
        uint16_t event = 0;
        int more = 0;
        size_t more_size = sizeof more;

        if (zmq_getsockopt(f->monitor, ZMQ_RCVMORE, &more, &more_size) != 0 || !more)
            continue;
        if ((size_t)size >= sizeof event)
            memcpy(&event, frame, sizeof event);
        if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED || event == ZMQ_EVENT_DISCONNECTED)
            set_up(f, event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
    }
}

static void on_message(void *self, const struct peer *from, zmq_msg_t *payload)
{
    struct forwarder *f = self;
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message answer = {0};
    struct error why;
    (void)from;

    if (message_unpack(zmq_msg_data(payload), zmq_msg_size(payload), arena, &answer, &why)
        != STATUS_OK) {
        log_event(LOG_ERROR, "answer_unreadable", LOG_HEX("id", answer.id, sizeof answer.id),
                  LOG_INT("bytes", zmq_msg_size(payload)), LOG_STR("error", why.text));
        answer.kind = MESSAGE_FAILURE;
        answer.failure = (struct failure){
            .code = "internal",
            .message = "the aggregator's answer cannot be read; tell the operator"};
    }
    f->outlet.on_answer(f->outlet.self, &answer);
}

static enum status open_monitor(struct forwarder *f, void *zmq, char address[64], struct error *err)
{
    size_t size = sizeof f->monitor_fd;

    snprintf(address, 64, "inproc://aggregator-connection-%p", (void *)f);
    f->monitor = zmq_socket(zmq, ZMQ_PAIR);
    if (f->monitor == NULL || zmq_getsockopt(f->monitor, ZMQ_FD, &f->monitor_fd, &size) != 0
        || zmq_connect(f->monitor, address) != 0)
        return error_set(err, STATUS_FAILED, "monitor of the connection to the aggregator: %s",
                         zmq_strerror(errno));
    return STATUS_OK;
}

enum status forwarder_create(void *zmq, struct loop *loop, const char *endpoint,
                             const struct forwarder_outlet *outlet, struct forwarder **ret,
                             struct error *err)
{
    OWNED(forwarder) f = xcalloc(1, sizeof *f);
    char address[64];

    f->outlet = *outlet;
    enum status status = open_monitor(f, zmq, address, err);
    if (status == STATUS_OK)
        status = channel_connect_dealer(
            zmq, endpoint,
            &(struct channel_options){.max_message_bytes = MESSAGE_ANSWER_BYTES_MAX,
                                      .monitor = address},
            &f->channel, err);
    if (status != STATUS_OK)
        return status;
    f->loop = loop;
    /* In this order: answers that came just before the connection was lost are still taken. */
    loop_add_channel(loop, f->channel, on_message, NULL, f);
    loop_add_fd(loop, f->monitor_fd, on_monitor, f);
    *ret = f;
    f = NULL; /* the caller owns it now */
    return STATUS_OK;
}

void forwarder_destroy(struct forwarder *f)
{
    if (f == NULL)
        return;
    if (f->loop != NULL) {
        loop_remove_fd(f->loop, f->monitor_fd);
        loop_remove_channel(f->loop, f->channel);
    }
    channel_destroy(f->channel);
    if (f->monitor != NULL)
        zmq_close(f->monitor);
    buffer_finish(&f->packed);
    free(f);
}

bool forwarder_send(struct forwarder *f, const struct message *message)
{
    struct error why;

    buffer_clear(&f->packed);
    message_pack(message, &f->packed);
    enum status status = channel_send(f->channel, NULL, f->packed.bytes, f->packed.used, &why);
    if (status != STATUS_OK)
        log_event(status == STATUS_RETRY ? LOG_WARNING : LOG_ERROR, "not_sent",
                  LOG_STR("kind", message_kind_name(message->kind)),
                  LOG_INT("bytes", f->packed.used), LOG_STR("error", why.text));
    return status == STATUS_OK;
}
