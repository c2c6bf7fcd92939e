/* press - from a request for a report to its answer: resolves, composes or finds it in the cache,
 * renders. Blocks while it asks; so it has a thread of its own. */
#pragma once
#include "reporter/composer.h"

struct press;

/* asker is copied; what it points to is borrowed. */
struct press *press_create(const struct asker *asker);
void press_destroy(struct press *press);
OWNED_BY_SCOPE(press)

/* What became of a request, for the log. */
struct press_outcome {
    bool from_cache;
    struct error error; /* why there was no report; STATUS_OK if there was */
};

/* Answer query with a Report, Busy or Failure, packed into out under the request's id. */
void press_report(struct press *press, const struct report_query *query,
                  const uint8_t id[MESSAGE_ID_SIZE], struct buffer *out, struct press_outcome *ret);
