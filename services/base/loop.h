/* loop - waits for messages, timers and signals, and calls who asked for them; one thread.
 * Handlers run to their end one after the other, and may add, remove, cancel and stop anything,
 * themselves included. A ready channel is drained up to LOOP_DRAIN_MAX messages before
 * the others have their turn. */
#pragma once
#include "base/channel.h"
#include "base/memory.h"
#include <stdint.h>

enum { LOOP_DRAIN_MAX = 64 };

struct loop;

/* payload is borrowed for the call (use zmq_msg_move to keep it). from is zeroed unless the channel
 * is a router. */
typedef void loop_message_fn(void *self, const struct peer *from, zmq_msg_t *payload);
typedef void loop_fn(void *self);

enum loop_signals {
    LOOP_NO_SIGNALS,  /* for worker threads and tests */
    LOOP_TERM_SIGNALS /* SIGTERM and SIGINT end loop_run: blocks them in this thread, and in those
                         started later, so create the loop before any other thread, and before the
                         ZeroMQ context does something */
};

NODISCARD enum status loop_create(enum loop_signals signals, struct loop **ret, struct error *err);
/* Does not destroy the channels. NULL is fine. */
void loop_destroy(struct loop *loop);
OWNED_BY_SCOPE(loop)

/* Call on_message for every message of ch (borrowed until removed), then on_drained (may be NULL)
 * once after each burst of at least one message: the place for one commit for many messages. */
void loop_add_channel(struct loop *loop, struct channel *ch, loop_message_fn *on_message,
                      loop_fn *on_drained, void *self);
void loop_remove_channel(struct loop *loop, struct channel *ch);
/* Call on_readable while the file descriptor can be read. */
void loop_add_fd(struct loop *loop, int fd, loop_fn *on_readable, void *self);
void loop_remove_fd(struct loop *loop, int fd);

/* Call on_time after after_ms and then, unless period_ms is 0, every period_ms (late ones are not
 * made up for). Returns the timer's id, never 0. A one-shot timer's id is used up when it fires. */
uint64_t loop_add_timer(struct loop *loop, int64_t after_ms, int64_t period_ms, loop_fn *on_time,
                        void *self);
/* Ids that are 0, used up or cancelled already are fine. */
void loop_cancel_timer(struct loop *loop, uint64_t timer);

/* Call on_wake soon after each loop_wake (several may become one). */
void loop_on_wake(struct loop *loop, loop_fn *on_wake, void *self);
/* The only function here that other threads, and signal handlers, may call. */
void loop_wake(struct loop *loop);

/* Run until loop_stop, loop_fail or a signal. STATUS_FAILED: with what loop_fail said, or because a
 * channel or the poll failed. Can be run again after it returned. */
NODISCARD enum status loop_run(struct loop *loop, struct error *err);
/* End loop_run with STATUS_OK when the handler returns. */
void loop_stop(struct loop *loop);
/* End loop_run with this error when the handler returns; the first one counts. */
void loop_fail(struct loop *loop, const struct error *why);
