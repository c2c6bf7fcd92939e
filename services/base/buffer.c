#include "base/buffer.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_init(struct buffer *b)
{
    *b = (struct buffer){0};
}

void buffer_finish(struct buffer *b)
{
    free(b->bytes);
    buffer_init(b);
}

void buffer_reserve(struct buffer *b, size_t extra)
{
    size_t needed, capacity;

    if (__builtin_add_overflow(b->used, extra, &needed) || needed > SIZE_MAX / 2)
        abort();
    if (b->bytes != NULL && needed <= b->capacity)
        return;
    capacity = b->capacity > 0 ? b->capacity : 64;
    while (capacity < needed)
        capacity *= 2;
    b->bytes = xrealloc(b->bytes, capacity);
    b->capacity = capacity;
}

void buffer_clear(struct buffer *b)
{
    b->used = 0;
}

void buffer_append(struct buffer *b, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    buffer_reserve(b, size);
    memcpy(b->bytes + b->used, bytes, size);
    b->used += size;
}

void buffer_append_text(struct buffer *b, const char *text)
{
    buffer_append(b, text, strlen(text));
}

void buffer_append_char(struct buffer *b, char c)
{
    buffer_append(b, &c, 1);
}

void buffer_printf(struct buffer *b, const char *fmt, ...)
{
    va_list args;
    int size;

    va_start(args, fmt);
    size = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (size < 0)
        abort(); /* a wrong format: a bug */
    buffer_reserve(b, (size_t)size + 1);
    va_start(args, fmt);
    vsnprintf((char *)b->bytes + b->used, (size_t)size + 1, fmt, args);
    va_end(args);
    b->used += (size_t)size;
}

const char *buffer_text(struct buffer *b)
{
    buffer_reserve(b, 1);
    b->bytes[b->used] = '\0';
    return (const char *)b->bytes;
}
