#include "base/memory.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No allocation, no stdio: there is no memory. */
static _Noreturn void out_of_memory(void)
{
    static const char text[] = "level=error event=out_of_memory\n";

    if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
        abort();
    abort();
}

void *xmalloc(size_t size)
{
    void *block = malloc(size > 0 ? size : 1);

    if (block == NULL)
        out_of_memory();
    return block;
}

void *xcalloc(size_t count, size_t size)
{
    void *block = count > 0 && size > 0 ? calloc(count, size) : calloc(1, 1);

    if (block == NULL)
        out_of_memory();
    return block;
}

void *xrealloc(void *block, size_t size)
{
    void *moved = realloc(block, size > 0 ? size : 1);

    if (moved == NULL)
        out_of_memory();
    return moved;
}

void *xreallocarray(void *block, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total))
        out_of_memory();
    return xrealloc(block, total);
}

char *xstrdup(const char *text)
{
    return xstrndup(text, strlen(text));
}

char *xstrndup(const char *text, size_t max)
{
    size_t size = strnlen(text, max);
    char *copy = xmalloc(size + 1);

    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

char *xasprintf(const char *fmt, ...)
{
    va_list args;
    char *text = NULL;
    int size;

    va_start(args, fmt);
    size = vasprintf(&text, fmt, args);
    va_end(args);
    if (size < 0 || text == NULL)
        out_of_memory();
    return text;
}

void owned_text_leave_scope(char **owned)
{
    free(*owned);
}
