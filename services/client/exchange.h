/* exchange - one connection to a service, and one question at a time until it is answered: a Busy
 * is waited out within the time limit. Many submissions at a time are pipeline.h's business. */
#pragma once
#include "wire/conversation.h"

struct exchange;

/* timeout_ms is for each question. STATUS_INVALID, STATUS_FAILED: the endpoint is wrong. */
NODISCARD enum status exchange_open(const char *endpoint, int64_t timeout_ms, struct exchange **ret,
                                    struct error *err);
void exchange_destroy(struct exchange *exchange);
OWNED_BY_SCOPE(exchange)

/* Ask until there is an answer of the kind expected; it lives in arena (see WIRE_ARENA_BYTES_MAX).
 * STATUS_RETRY: no answer, or Busy, until the time limit; STATUS_INVALID: the service says that
 * this can't be served; STATUS_FAILED: it failed, or its answer can't be read. */
NODISCARD enum status exchange_ask(struct exchange *exchange, struct message *request,
                                   enum message_kind expected, struct arena *arena,
                                   struct message *ret, struct error *err);

/* Borrowed. */
struct conversation *exchange_conversation(struct exchange *exchange);
int64_t exchange_timeout_ms(const struct exchange *exchange);

/* How long to pause after the attempt-th Busy (from 0), which asked for asked_ms: doubled each
 * time, up to 5 s, and spread by chance so that many clients do not come back at once. */
int64_t exchange_pause_ms(uint32_t asked_ms, unsigned attempt);
void exchange_sleep_ms(int64_t pause_ms);
