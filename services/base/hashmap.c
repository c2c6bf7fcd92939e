#include "base/hashmap.h"
#include <assert.h>
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Open addressing with linear probing; at most three quarters full; removal moves later entries
 * back, so that there are no tombstones. */
struct slot {
    uint64_t hash;
    const void *key;
    size_t key_size;
    void *value; /* NULL: the slot is free */
};

struct hashmap {
    struct slot *slots; /* owned */
    size_t mask;        /* number of slots - 1, a power of two - 1 */
    size_t count;
    uint8_t seed[crypto_shorthash_KEYBYTES];
};

enum { FEWEST_SLOTS = 16 };

static size_t slots_for(size_t count)
{
    size_t slots = FEWEST_SLOTS;

    while (slots / 4 * 3 < count) {
        if (slots > SIZE_MAX / 4 / sizeof(struct slot))
            abort();
        slots *= 2;
    }
    return slots;
}

struct hashmap *hashmap_create(size_t expected)
{
    struct hashmap *map = xcalloc(1, sizeof *map);
    size_t slots = slots_for(expected);

    if (sodium_init() < 0)
        abort();
    randombytes_buf(map->seed, sizeof map->seed);
    map->slots = xcalloc(slots, sizeof *map->slots);
    map->mask = slots - 1;
    return map;
}

void hashmap_destroy(struct hashmap *map)
{
    if (map == NULL)
        return;
    free(map->slots);
    free(map);
}

static uint64_t hash_of(const struct hashmap *map, const void *key, size_t key_size)
{
    uint8_t digest[crypto_shorthash_BYTES];
    uint64_t hash;

    crypto_shorthash(digest, key_size > 0 ? key : "", key_size, map->seed);
    memcpy(&hash, digest, sizeof hash);
    return hash;
}

/* The slot of the key, or the free one where it belongs. */
static struct slot *find(const struct hashmap *map, uint64_t hash, const void *key, size_t key_size)
{
    for (size_t at = hash & map->mask;; at = (at + 1) & map->mask) {
        struct slot *slot = &map->slots[at];

        if (slot->value == NULL)
            return slot;
        if (slot->hash == hash && slot->key_size == key_size
            && (key_size == 0 || memcmp(slot->key, key, key_size) == 0))
            return slot;
    }
}

static void grow(struct hashmap *map)
{
    struct slot *old = map->slots;
    size_t old_slots = map->mask + 1;
    size_t slots = slots_for(map->count + 1);

    map->slots = xcalloc(slots, sizeof *map->slots);
    map->mask = slots - 1;
    for (size_t i = 0; i < old_slots; i++)
        if (old[i].value != NULL)
            *find(map, old[i].hash, old[i].key, old[i].key_size) = old[i];
    free(old);
}

/* The slot for the key, with room made for a new one. */
static struct slot *find_for_put(struct hashmap *map, const void *key, size_t key_size,
                                 uint64_t *hash)
{
    if (map->count + 1 > (map->mask + 1) / 4 * 3)
        grow(map);
    *hash = hash_of(map, key, key_size);
    return find(map, *hash, key, key_size);
}

void *hashmap_put(struct hashmap *map, const void *key, size_t key_size, void *value)
{
    uint64_t hash;
    struct slot *slot = find_for_put(map, key, key_size, &hash);
    void *replaced = slot->value;

    assert(value != NULL);
    if (replaced == NULL)
        map->count++;
    *slot = (struct slot){hash, key, key_size, value};
    return replaced;
}

void *hashmap_put_new(struct hashmap *map, const void *key, size_t key_size, void *value)
{
    uint64_t hash;
    struct slot *slot = find_for_put(map, key, key_size, &hash);

    assert(value != NULL);
    if (slot->value != NULL)
        return slot->value;
    *slot = (struct slot){hash, key, key_size, value};
    map->count++;
    return NULL;
}

void *hashmap_get(const struct hashmap *map, const void *key, size_t key_size)
{
    return find(map, hash_of(map, key, key_size), key, key_size)->value;
}

/* Fill the hole with later entries of the same run, which otherwise could not be found any more. */
static void close_hole(struct hashmap *map, size_t hole)
{
    for (size_t at = (hole + 1) & map->mask; map->slots[at].value != NULL;
         at = (at + 1) & map->mask) {
        size_t home = map->slots[at].hash & map->mask;

        if (((at - home) & map->mask) >= ((at - hole) & map->mask)) {
            map->slots[hole] = map->slots[at];
            hole = at;
        }
    }
    map->slots[hole] = (struct slot){0};
}

void *hashmap_remove(struct hashmap *map, const void *key, size_t key_size)
{
    struct slot *slot = find(map, hash_of(map, key, key_size), key, key_size);
    void *value = slot->value;

    if (value == NULL)
        return NULL;
    close_hole(map, (size_t)(slot - map->slots));
    map->count--;
    return value;
}

size_t hashmap_count(const struct hashmap *map)
{
    return map->count;
}

void *hashmap_put_text(struct hashmap *map, const char *key, void *value)
{
    return hashmap_put(map, key, strlen(key), value);
}

void *hashmap_get_text(const struct hashmap *map, const char *key)
{
    return hashmap_get(map, key, strlen(key));
}
