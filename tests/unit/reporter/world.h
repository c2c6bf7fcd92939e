/* world - an aggregator for tests of the reporter: it knows two editions and the shipped reference
 * data, counts from a script, and notes what it was asked. */
#pragma once
#include "reporter/composer.h"

#define WORLD_CUTOFF "2026-01-02T03:04:05.000000Z"

struct world {
    struct arena *arena; /* owned */
    struct edition editions[2];
    size_t n_editions;
    int64_t cutoff_us;
    bool edition_is_newer; /* planned after the cutoff */
    bool nothing_reported;
    bool no_reference;
    size_t other_cutoffs; /* questions that named another cutoff than WORLD_CUTOFF: the report would
                             be torn */
    size_t asked, references_sent;
    size_t away_from; /* from this question on nobody answers; 0: never */
    size_t busy_from, torn_from;
};

struct world *world_create(void);
void world_destroy(struct world *world);
OWNED_BY_SCOPE(world)

/* An asker that asks this world. */
struct asker world_asker(struct world *world);
/* What an asker calls; also to serve a socket from. */
enum status world_ask(void *self, struct message *request, struct arena *arena, struct message *ret,
                      struct error *err);
/* The whole way: resolve, reference, compose; asserts that each step works. */
void world_compose(struct world *world, struct arena *arena, struct document *ret);

/* The figure of that id; fails the test if there is none. */
const struct document_figure *world_figure(const struct document *document, const char *id);
/* Is there a figure, and is there a sentence holding this text in the section? */
bool world_has_figure(const struct document *document, const char *id);
bool world_says(const struct document *document, const char *section, const char *text);
