/* reference_cache - the reference data that submissions are checked against, and their file.
 * Makes the question for the aggregator and takes its answer; who sends them, and when, is the
 * collector's business. The newest set is kept in a directory, so that checking goes on when the
 * collector starts while the aggregator is away. Only whole, digested and parsed sets are ever in
 * use. */
#pragma once
#include "model/reference.h"
#include "wire/message.h"
#include <stdbool.h>

struct reference_cache;

/* directory: where the set is kept (made if it is not there; its parent must exist), or NULL to
 * keep it in memory only. A set that is there is loaded; one that can't be used is renamed to
 * "reference.broken", with a warning in the log. STATUS_FAILED: the directory cannot be used. */
NODISCARD enum status reference_cache_create(const char *directory, struct reference_cache **ret,
                                             struct error *err);
void reference_cache_destroy(struct reference_cache *cache);
OWNED_BY_SCOPE(reference_cache)

/* NULL until there is one; borrowed until the next reference_cache_answer. */
const struct reference *reference_cache_newest(const struct reference_cache *cache);
/* Its version; 0: none. */
uint64_t reference_cache_version(const struct reference_cache *cache);

/* "What is newer than what I have?" An earlier question that is still open is given up. */
void reference_cache_ask(struct reference_cache *cache, struct message *ret);
/* Is that the answer to the question? */
bool reference_cache_asked(const struct reference_cache *cache, const struct message *answer);
/* Take the answer: a newer set replaces the one in use. What is wrong with it is logged, and the
 * one in use stays. true: ask again at once, because the set in use is not one of the aggregator's.
 */
bool reference_cache_answer(struct reference_cache *cache, const struct message *answer);
