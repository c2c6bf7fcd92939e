#include "client/exchange.h"
#include "base/clock.h"
#include "base/random.h"
#include <limits.h>
#include <stdlib.h>
#include <time.h>
#include <zmq.h>

enum { PAUSE_LEAST_MS = 50, PAUSE_MOST_MS = 5000 };

struct exchange {
    void *zmq;
    struct conversation *conversation;
    int64_t timeout_ms;
};

enum status exchange_open(const char *endpoint, int64_t timeout_ms, struct exchange **ret,
                          struct error *err)
{
    OWNED(exchange) exchange = xcalloc(1, sizeof *exchange);

    exchange->timeout_ms = timeout_ms;
    exchange->zmq = zmq_ctx_new();
    if (exchange->zmq == NULL)
        return error_set(err, STATUS_FAILED, "cannot start ZeroMQ: %s", zmq_strerror(zmq_errno()));
    enum status status = conversation_open(exchange->zmq, endpoint, &exchange->conversation, err);
    if (status != STATUS_OK)
        return status;
    *ret = exchange;
    exchange = NULL;
    return STATUS_OK;
}

void exchange_destroy(struct exchange *exchange)
{
    if (exchange == NULL)
        return;
    conversation_destroy(exchange->conversation);
    if (exchange->zmq != NULL)
        zmq_ctx_term(exchange->zmq);
    free(exchange);
}

int64_t exchange_pause_ms(uint32_t asked_ms, unsigned attempt)
{
    int64_t pause = asked_ms < PAUSE_LEAST_MS ? PAUSE_LEAST_MS : asked_ms;

    for (unsigned i = 0; i < attempt && pause < PAUSE_MOST_MS; i++)
        pause *= 2;
    if (pause > PAUSE_MOST_MS)
        pause = PAUSE_MOST_MS;
    return pause / 2 + random_below((uint32_t)(pause / 2 + 1));
}

void exchange_sleep_ms(int64_t pause_ms)
{
    struct timespec pause = {pause_ms / 1000, pause_ms % 1000 * 1000000};

    if (pause_ms > 0)
        nanosleep(&pause, NULL);
}

enum status exchange_ask(struct exchange *exchange, struct message *request,
                         enum message_kind expected, struct arena *arena, struct message *ret,
                         struct error *err)
{
    int64_t deadline = clock_monotonic_ms() + exchange->timeout_ms;
    struct message answer;

    for (unsigned attempt = 0;; attempt++) {
        int64_t left = deadline - clock_monotonic_ms();
        if (left < 1)
            left = 1; /* a time limit that small still lets the question go out */
        enum status status =
            conversation_ask(exchange->conversation, request, left > INT_MAX ? INT_MAX : (int)left,
                             arena, &answer, err);
        if (status != STATUS_OK)
            return status;
        status = conversation_expect(&answer, expected, err);
        if (status == STATUS_OK)
            *ret = answer;
        if (status != STATUS_RETRY)
            return status;
        int64_t pause = exchange_pause_ms(answer.busy.retry_after_ms, attempt);
        if (clock_monotonic_ms() + pause >= deadline)
            return status;
        exchange_sleep_ms(pause);
    }
}

struct conversation *exchange_conversation(struct exchange *exchange)
{
    return exchange->conversation;
}

int64_t exchange_timeout_ms(const struct exchange *exchange)
{
    return exchange->timeout_ms;
}
