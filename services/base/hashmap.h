/* hashmap - from byte strings to pointers. Hashes with SipHash under a random key, so that keys
 * chosen by somebody hostile stay as fast as others. Keys and values are borrowed: the caller keeps
 * them in place as long as they are in the map. */
#pragma once
#include "base/memory.h"
#include <stdbool.h>
#include <stddef.h>

struct hashmap;

/* expected: the number of keys to make room for at once; 0 if unknown. */
struct hashmap *hashmap_create(size_t expected);
/* Free the map, not its keys and values; NULL is fine. */
void hashmap_destroy(struct hashmap *map);
OWNED_BY_SCOPE(hashmap)

/* Set key to value (not NULL); returns the value that it replaces, or NULL. A replaced entry takes
 * over the new key pointer as well. */
void *hashmap_put(struct hashmap *map, const void *key, size_t key_size, void *value);
/* Set key to value (not NULL) unless it is there; returns the value that is there already, or NULL
 * if it was added: to find duplicates. */
void *hashmap_put_new(struct hashmap *map, const void *key, size_t key_size, void *value);
/* The value, or NULL. */
void *hashmap_get(const struct hashmap *map, const void *key, size_t key_size);
/* Take the key out; returns its value, or NULL if it was not there. */
void *hashmap_remove(struct hashmap *map, const void *key, size_t key_size);
size_t hashmap_count(const struct hashmap *map);

/* The same for keys that are C strings, without their NUL. */
void *hashmap_put_text(struct hashmap *map, const char *key, void *value);
void *hashmap_get_text(const struct hashmap *map, const char *key);
