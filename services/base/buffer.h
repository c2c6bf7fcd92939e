/* buffer - growable bytes. Growth aborts when memory ends: who fills one from outside sets a limit
 * first. A zeroed struct buffer is an empty one. */
#pragma once
#include "base/memory.h"
#include <stddef.h>
#include <stdint.h>

struct buffer {
    uint8_t *bytes; /* owned; NULL while nothing was reserved */
    size_t used, capacity;
};

void buffer_init(struct buffer *b);
/* Free the bytes; b is empty and usable again. */
void buffer_finish(struct buffer *b);
/* Make room for at least extra more bytes. */
void buffer_reserve(struct buffer *b, size_t extra);
/* Forget the content, keep the memory. */
void buffer_clear(struct buffer *b);
void buffer_append(struct buffer *b, const void *bytes, size_t size);
void buffer_append_text(struct buffer *b, const char *text);
void buffer_append_char(struct buffer *b, char c);
void buffer_printf(struct buffer *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The content with a NUL behind it (not counted in used); borrowed until b changes. */
const char *buffer_text(struct buffer *b);
