/* composition - what the parts of the composer share while one document is made: the state that is
 * passed down, the questions, and the step from an answer to a figure of the document. Nothing
 * outside the composer includes it. */
#pragma once
#include "reporter/composer.h"
#include "reporter/sentence.h"

/* Kinds of progress of which nothing was reported: "campaigns". */
struct nothing {
    const char *names[KIND_COUNT];
    size_t n;
};

struct composition {
    const struct asker *asker;
    const struct composer_plan *plan;
    const struct reference *reference;
    struct arena *arena;
    struct document *document;
    struct composer_failure *failure;
    struct nothing *nothing; /* for the last conclusion */
    const char *since_name;  /* "Strasbourg (18 June 2015)"; NULL without a previous edition */
};

/* One count that the report shows. */
struct count_plan {
    const char *id, *label, *basis, *unit; /* unit NULL: States */
    const char *column;                    /* with by_group: heading in the regional tables */
    struct count_query query;              /* without dates, they are the edition's */
};

/* Ask, and take only an answer of that kind: Busy and Failure become a status and the failure's
 * code. */
NODISCARD enum status composition_exchange(const struct asker *asker, struct message *request,
                                           enum message_kind expected, struct arena *arena,
                                           struct message *ret, struct composer_failure *failure,
                                           struct error *err);
/* Ask at the plan's cutoff and check that the answer is of the same cutoff and question. */
NODISCARD enum status composition_ask(const struct composition *c, struct ask *ask,
                                      struct answer *ret, struct error *err);
/* Ask a count on the edition's dates. */
NODISCARD enum status composition_count(const struct composition *c, const struct count_plan *plan,
                                        struct figure *ret, struct error *err);
/* Put an answered count into the section; returns its increase in words, or NULL. */
const char *composition_add_count(const struct composition *c, struct document_section *section,
                                  const struct count_plan *plan, const struct figure *figure);
/* Add a sentence to the section "Conclusions". */
void composition_conclude(const struct composition *c, const char *figure, const char *text);
/* All facts of a kind, page by page, up to a limit that no edition comes near: over it,
 * STATUS_INVALID. */
NODISCARD enum status composition_facts(const struct composition *c, enum kind kind,
                                        struct fact **ret, size_t *n, struct error *err);
/* "Trafficking" for CETS197, "OPSC" for OPSC: a code with digits is a number of a treaty series, so
 * the first alias of letters alone stands for it, with a capital. */
const char *composition_short_name(struct arena *arena, const struct instrument *instrument);

/* The parts, each of which adds one section or more. */
NODISCARD enum status compose_treaties(const struct composition *c, struct error *err);
NODISCARD enum status compose_laws(const struct composition *c, struct error *err);
NODISCARD enum status compose_strategies(const struct composition *c, struct error *err);
NODISCARD enum status compose_surveys(const struct composition *c, struct error *err);
NODISCARD enum status compose_initiatives(const struct composition *c, struct error *err);
void compose_regions(const struct composition *c);
void compose_sources(const struct composition *c);
/* A table of facts whose day may have come by the reference date, for kinds that not only States
 * report. */
NODISCARD enum status compose_fact_table(const struct composition *c,
                                         struct document_section *section, enum kind kind,
                                         size_t *ret_rows, struct error *err);
/* For each indicator with observations and a population: the means of the programme regions. */
NODISCARD enum status compose_indicators(const struct composition *c,
                                         struct document_section *section, struct error *err);
