/* careful_arena - base/arena.h for the fuzz targets, instead of base's own, whose blocks hide from
 * AddressSanitizer what is read or written beside an allocation. Here each is a block of its own,
 * of just its size, and filled with what is no sensible value. The cap counts as base's does. */
#include "base/arena.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, FILLING = 0xA5 };

struct block {
    struct block *next; /* older, owned */
    _Alignas(ALIGNMENT) uint8_t bytes[];
};

struct arena {
    struct block *newest; /* owned */
    size_t max_bytes, used;
};

struct arena *arena_create(size_t max_bytes)
{
    struct arena *a = xcalloc(1, sizeof *a);

    a->max_bytes = max_bytes;
    return a;
}

void arena_reset(struct arena *a)
{
    while (a->newest != NULL) {
        struct block *next = a->newest->next;

        free(a->newest);
        a->newest = next;
    }
    a->used = 0;
}

void arena_destroy(struct arena *a)
{
    if (a == NULL)
        return;
    arena_reset(a);
    free(a);
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t counted = size > 0 ? (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1) : ALIGNMENT;
    struct block *block;

    if (size > SIZE_MAX / 4 || (a->max_bytes != 0 && counted > a->max_bytes - a->used))
        return NULL;
    block = xmalloc(sizeof *block + size);
    memset(block->bytes, FILLING, size);
    block->next = a->newest;
    a->newest = block;
    a->used += counted;
    return block->bytes;
}

void *arena_xalloc(struct arena *a, size_t size)
{
    void *ret = arena_alloc(a, size);

    if (ret == NULL)
        abort();
    return memset(ret, 0, size);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t total;
    void *ret;

    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    ret = arena_alloc(a, total);
    return ret != NULL ? memset(ret, 0, total) : NULL;
}

char *arena_text(struct arena *a, const char *text)
{
    return arena_textn(a, text, strlen(text));
}

char *arena_textn(struct arena *a, const char *text, size_t size)
{
    char *ret = size < SIZE_MAX ? arena_alloc(a, size + 1) : NULL;

    if (ret == NULL)
        return NULL;
    if (size > 0)
        memcpy(ret, text, size);
    ret[size] = '\0';
    return ret;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list args;
    char *text, *ret;

    va_start(args, fmt);
    int size = vasprintf(&text, fmt, args);
    va_end(args);
    if (size < 0)
        return NULL;
    ret = arena_textn(a, text, (size_t)size);
    free(text);
    return ret;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}
