/* question - answers to what can be asked: facts as known at a published cutoff, counted and
 * weighed by model/. */
#pragma once
#include "aggregator/shelf.h"
#include "wire/message.h"

struct asking {
    struct store *store;
    struct shelf *shelf;
    struct arena *arena; /* for everything, the answer included */
};

/* The cutoff that a question is answered at: the newest published one at or before asked (a time as
 * text; NULL: of all). *ret 0: there is none. STATUS_INVALID: asked is no time. */
NODISCARD enum status question_cutoff(struct store *store, const char *asked, int64_t *ret,
                                      struct error *err);
/* *answer is an Answer, or a Failure with a code and a sentence. STATUS_INVALID: the question
 * cannot be answered as it is. */
NODISCARD enum status question_answer(const struct asking *asking, const struct ask *ask,
                                      struct message *answer, struct error *err);

/* FactsAnswer.next and FactsQuestion.after: the key of a fact (36 characters) and its area. */
struct bytes question_next(const char *key, const char *area, struct arena *arena);
/* STATUS_INVALID: these are not bytes that question_next gave. */
NODISCARD enum status question_after(struct bytes after, struct arena *arena, const char **key,
                                     const char **area, struct error *err);
/* What was recorded after query->since and not later than cutoff_us, oldest first. */
NODISCARD enum status question_changes(struct store *store, const struct changes_query *query,
                                       int64_t cutoff_us, struct arena *arena,
                                       struct changes_answer *ret, struct error *err);
/* The changes of all kinds into ret (which has room for all): by time, then by kind, in the order
 * of each list. Returns how many. */
size_t question_merge_changes(const struct changes of_kind[KIND_COUNT], struct change *ret);
/* How many of the changes to tell when `limit` are asked for: never a part of those of one time,
 * which are one submission's. */
size_t question_cut_changes(const struct change *changes, size_t n, size_t limit);
