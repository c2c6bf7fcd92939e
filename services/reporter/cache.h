/* cache - documents that were composed, so that the next format of the same report costs no
 * questions. Bounded in number; the one used longest ago goes first. For one thread. */
#pragma once
#include "reporter/composer.h"

struct cache;

/* At most max documents (> 0). */
struct cache *cache_create(size_t max);
void cache_destroy(struct cache *cache);
OWNED_BY_SCOPE(cache)

/* The document of exactly this plan, borrowed until the next cache_put; NULL if it isn't there. */
const struct document *cache_get(struct cache *cache, const struct composer_plan *plan);
/* Keep document; takes over arena, in which it and the plan live. Returns the kept one, borrowed as
 * above. */
const struct document *cache_put(struct cache *cache, const struct composer_plan *plan,
                                 const struct document *document, struct arena *arena);
