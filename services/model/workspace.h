/* workspace - where a computation puts its results and its scratch.
 * Results go to the caller's arena, whose cap is the limit of an answer. Past it they go to the
 * scratch, so that no step has to ask; the computation asks once, at its end, whether full is set,
 * and then gives no answer. */
#pragma once
#include "base/arena.h"
#include <stdbool.h>

struct workspace {
    struct arena *results; /* borrowed */
    struct arena *scratch; /* borrowed, without a cap */
    bool full;
};

/* Zeroed array of count elements in the results; never NULL. */
void *workspace_array(struct workspace *ws, size_t count, size_t size)
    __attribute__((returns_nonnull));
/* Text in the results; never NULL. */
const char *workspace_printf(struct workspace *ws, const char *fmt, ...) PRINTF_LIKE(2, 3)
    __attribute__((returns_nonnull));
/* Zeroed array in the scratch. */
void *workspace_scratch(struct workspace *ws, size_t count, size_t size)
    __attribute__((returns_nonnull));
