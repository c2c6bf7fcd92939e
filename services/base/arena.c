#include "base/arena.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct block {
    struct block *next; /* older, owned */
    size_t used, capacity;
    _Alignas(ALIGNMENT) uint8_t bytes[];
};

struct arena {
    struct block *newest; /* owned */
    size_t max_bytes;     /* 0: no cap */
    size_t used;
};

struct arena *arena_create(size_t max_bytes)
{
    struct arena *a = xcalloc(1, sizeof *a);

    a->max_bytes = max_bytes;
    return a;
}

static void free_blocks(struct block *block)
{
    while (block != NULL) {
        struct block *next = block->next;

        free(block);
        block = next;
    }
}

void arena_destroy(struct arena *a)
{
    if (a == NULL)
        return;
    free_blocks(a->newest);
    free(a);
}

/* A new block for at least size bytes: each twice the one before, up to LARGEST_BLOCK. */
static void add_block(struct arena *a, size_t size)
{
    size_t capacity = a->newest != NULL ? 2 * a->newest->capacity : FIRST_BLOCK;
    struct block *block;

    if (capacity > LARGEST_BLOCK)
        capacity = LARGEST_BLOCK;
    if (capacity < size)
        capacity = size;
    block = xmalloc(sizeof *block + capacity);
    block->next = a->newest;
    block->used = 0;
    block->capacity = capacity;
    a->newest = block;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t rounded;
    void *ret;

    if (size > SIZE_MAX / 4) /* before rounding and block headers can overflow */
        return NULL;
    rounded = size > 0 ? (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1) : ALIGNMENT;
    if (a->max_bytes != 0 && rounded > a->max_bytes - a->used)
        return NULL;
    if (a->newest == NULL || a->newest->capacity - a->newest->used < rounded)
        add_block(a, rounded);
    ret = a->newest->bytes + a->newest->used;
    a->newest->used += rounded;
    a->used += rounded;
    return ret;
}

void *arena_xalloc(struct arena *a, size_t size)
{
    void *ret = arena_alloc(a, size);

    if (ret == NULL)
        abort(); /* a bug: this arena was not meant to have a cap that can be passed */
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
    char *ret;
    int size;

    va_start(args, fmt);
    size = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (size < 0 || (ret = arena_alloc(a, (size_t)size + 1)) == NULL)
        return NULL;
    va_start(args, fmt);
    vsnprintf(ret, (size_t)size + 1, fmt, args);
    va_end(args);
    return ret;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

void arena_reset(struct arena *a)
{
    struct block *block = a->newest;

    while (block != NULL && block->next != NULL) {
        struct block *next = block->next;

        free(block);
        block = next;
    }
    if (block != NULL)
        block->used = 0;
    a->newest = block;
    a->used = 0;
}
