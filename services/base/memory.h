/* memory - allocation that never returns NULL, and ownership that ends with the scope.
 * Out of memory aborts the process: limits come first, so it means a bug. */
#pragma once
#include "base/error.h"
#include <stddef.h>

/* Size 0 gives a valid pointer of its own. Free the results with free(). */
void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *block, size_t size) __attribute__((returns_nonnull));
/* As xrealloc, for count elements; aborts when count * size overflows. */
void *xreallocarray(void *block, size_t count, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *text) __attribute__((malloc, returns_nonnull));
char *xstrndup(const char *text, size_t max) __attribute__((malloc, returns_nonnull));
char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2) __attribute__((returns_nonnull));

/* OWNED_BY_SCOPE(type), after the declaration of type_destroy(struct type *), allows
 *     OWNED(type) name = ...;
 * a struct type * that type_destroy gets when the scope ends. Hand it over by setting it to NULL.
 * Always initialize it. */
#define OWNED_BY_SCOPE(type)                                   \
    static inline void type##_leave_scope(struct type **owned) \
    {                                                          \
        type##_destroy(*owned);                                \
    }
#define OWNED(type) __attribute__((cleanup(type##_leave_scope))) struct type *

/* SCOPED(buffer) text = {0};   a struct by value that buffer_finish(&text) gets at scope end. */
#define SCOPED(type) __attribute__((cleanup(type##_finish))) struct type

/* OWNED_TEXT name = xstrdup(...);   a char * from malloc that is freed at scope end. */
#define OWNED_TEXT __attribute__((cleanup(owned_text_leave_scope))) char *
void owned_text_leave_scope(char **owned);
