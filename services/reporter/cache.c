/* cache - see cache.h. */
#include "reporter/cache.h"

#include "base/digest.h"

#include <stdlib.h>
#include <string.h>

struct kept {
    uint8_t key[DIGEST_KEY_SIZE];
    struct arena *arena; /* owned; NULL: free */
    struct document document;
    uint64_t used; /* when, counted in uses of the cache */
};

struct cache {
    struct kept *entries;
    size_t max;
    uint64_t uses;
};

static void digest_edition(struct digest *d, const struct edition *edition)
{
    digest_add_text(d, edition->code);
    digest_add_text(d, edition->title);
    digest_add_text(d, edition->place);
    digest_add_text(d, edition->host);
    digest_add_int64(d, edition->date_start);
    digest_add_int64(d, edition->date_end);
    digest_add_int64(d, edition->reference_date);
    digest_add_text(d, edition->previous);
}

/* The plan of an edition may change while the cutoff does not: all that the report is made from is
 * in the key. */
static void key_of(const struct composer_plan *plan, uint8_t ret[DIGEST_KEY_SIZE])
{
    struct digest d;

    digest_init(&d);
    digest_add_int64(&d, plan->cutoff_us);
    digest_add_int64(&d, (int64_t)plan->reference_version);
    digest_edition(&d, &plan->edition);
    if (plan->has_previous)
        digest_edition(&d, &plan->previous);
    digest_take(&d, ret);
}

struct cache *cache_create(size_t max)
{
    struct cache *cache = xcalloc(1, sizeof *cache);

    cache->entries = xcalloc(max, sizeof *cache->entries);
    cache->max = max;
    return cache;
}

void cache_destroy(struct cache *cache)
{
    if (cache == NULL)
        return;
    for (size_t i = 0; i < cache->max; i++)
        arena_destroy(cache->entries[i].arena);
    free(cache->entries);
    free(cache);
}

const struct document *cache_get(struct cache *cache, const struct composer_plan *plan)
{
    uint8_t key[DIGEST_KEY_SIZE];

    key_of(plan, key);
    for (size_t i = 0; i < cache->max; i++) {
        struct kept *entry = &cache->entries[i];

        if (entry->arena != NULL && memcmp(entry->key, key, sizeof key) == 0) {
            entry->used = ++cache->uses;
            return &entry->document;
        }
    }
    return NULL;
}

const struct document *cache_put(struct cache *cache, const struct composer_plan *plan,
                                 const struct document *document, struct arena *arena)
{
    struct kept *oldest = &cache->entries[0];

    for (size_t i = 1; i < cache->max; i++) {
        if (cache->entries[i].used < oldest->used)
            oldest = &cache->entries[i];
    }
    arena_destroy(oldest->arena);
    *oldest = (struct kept){.arena = arena, .document = *document, .used = ++cache->uses};
    key_of(plan, oldest->key);
    return &oldest->document;
}
