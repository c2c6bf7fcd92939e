/* arena - memory for one request: many small allocations, one destroy, and a cap on the total, so
 * that no input decides how much memory it takes. Not for use by two threads at once. */
#pragma once
#include "base/memory.h"
#include <stdarg.h>
#include <stddef.h>

struct arena;

/* max_bytes caps the bytes handed out (each allocation rounded up to 16); 0 means no cap. */
struct arena *arena_create(size_t max_bytes);
/* Free a and all that came from it; NULL is fine. */
void arena_destroy(struct arena *a);
OWNED_BY_SCOPE(arena)

/* size bytes aligned to 16, not zeroed, or NULL when the cap would be passed: the caller answers
 * STATUS_INVALID, "too large". Size 0 gives a pointer of its own. */
void *arena_alloc(struct arena *a, size_t size);
/* Zeroed; aborts when the cap would be passed: for arenas without a cap. */
void *arena_xalloc(struct arena *a, size_t size) __attribute__((returns_nonnull));
/* Zeroed array of count elements; NULL past the cap, and when count * size overflows. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* Copies with a terminating NUL; NULL past the cap. arena_textn takes exactly size bytes. */
char *arena_text(struct arena *a, const char *text);
char *arena_textn(struct arena *a, const char *text, size_t size);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Bytes handed out since the creation or the last reset, rounding included. */
size_t arena_used(const struct arena *a);
/* Forget every allocation; keeps the first block for what comes next. */
void arena_reset(struct arena *a);
