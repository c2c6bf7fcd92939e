/* workspace - results within the caller's cap, scratch without one. */
#include "model/workspace.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

void *workspace_scratch(struct workspace *ws, size_t count, size_t size)
{
    assert(size > 0 && count <= SIZE_MAX / size);
    return arena_xalloc(ws->scratch, count * size);
}

void *workspace_array(struct workspace *ws, size_t count, size_t size)
{
    void *array = arena_array(ws->results, count, size);

    if (array != NULL)
        return array;
    ws->full = true;
    return workspace_scratch(ws, count, size);
}

const char *workspace_printf(struct workspace *ws, const char *fmt, ...)
{
    va_list args, again;

    va_start(args, fmt);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, fmt, args);
    assert(length >= 0);
    size_t size = (size_t)length + 1;
    char *text = workspace_array(ws, size, 1);
    vsnprintf(text, size, fmt, again);
    va_end(again);
    va_end(args);
    return text;
}
