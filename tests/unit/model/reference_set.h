/* reference_set - the reference files that the project ships, and broken variants of them. */
#pragma once
#include "base/arena.h"
#include "model/reference.h"

#define REFERENCE_SET_MAX 64

struct reference_set {
    struct arena *arena; /* owned */
    struct reference_file files[REFERENCE_SET_MAX];
    size_t n;
    struct problems problems; /* of the last reference_set_parse */
};

void reference_set_read(struct reference_set *set);
void reference_set_finish(struct reference_set *set);
/* The file's content, where the first `old` becomes `new`; fails the test if there is no such text.
 */
void reference_set_replace(struct reference_set *set, const char *file, const char *old,
                           const char *new);
void reference_set_append(struct reference_set *set, const char *file, const char *text);
void reference_set_remove(struct reference_set *set, const char *file);
/* NULL if there are problems. */
struct reference *reference_set_parse(struct reference_set *set);
/* As shipped; fails the test if they are broken. */
struct reference *reference_set_shipped(void);
