/* settle_submission - submissions become facts and receipts.
 *
 * They are settled in runs: as many in a row as do not depend on each other, so that each statement
 * serves a whole run. Whoever has the id, or a fact, of one before it in the run, or replaces a
 * submission, begins the next. */
#include "aggregator/draft.h"
#include "aggregator/settle.h"
#include "base/clock.h"
#include "base/hashmap.h"
#include <string.h>

/* Consecutive drafts. */
struct run {
    struct draft *drafts;
    size_t n;
};

int64_t settle_time(struct settling *settling)
{
    int64_t now_us = clock_wall_us();

    *settling->last_us = now_us > *settling->last_us ? now_us : *settling->last_us + 1;
    return *settling->last_us;
}

static enum status too_large(struct error *err)
{
    return error_set(err, STATUS_INVALID, "the submissions are too large");
}

enum status settle_refusal(const struct forward *forward, struct arena *arena, const char *reason,
                           struct message *answer, struct error *err)
{
    struct draft draft;
    struct problem why = {.code = "not_storable", .message = arena_text(arena, reason)};
    enum status status = draft_begin(forward, arena, answer, &draft, err);

    if (status != STATUS_OK || draft.state == DRAFT_ANSWERED)
        return status;
    return draft_refuse(&draft, &why, arena, err);
}

/* --- known already? --- */

static enum status answer_known(struct settling *settling, struct run *run, struct error *err)
{
    struct submission_name *names = arena_array(settling->arena, run->n, sizeof *names);
    struct stored_submission *stored = arena_array(settling->arena, run->n, sizeof *stored);
    struct draft **asking = arena_array(settling->arena, run->n, sizeof(struct draft *));
    size_t n = 0;

    if (names == NULL || stored == NULL || asking == NULL)
        return too_large(err);
    for (size_t i = 0; i < run->n; i++) {
        const struct submission *submission = &run->drafts[i].submission;

        if (run->drafts[i].state == DRAFT_ANSWERED)
            continue;
        names[n] = (struct submission_name){submission->organization, submission->id};
        asking[n++] = &run->drafts[i];
    }
    enum status status =
        store_find_submissions(settling->store, names, n, settling->arena, stored, err);
    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        if (stored[i].number != 0)
            status = draft_answer_known(asking[i], &stored[i], settling->arena, err);
    return status;
}

/* --- new --- */

static enum status check(struct settling *settling, struct run *run, struct error *err)
{
    const struct reference *reference = NULL;
    uint64_t version = 0;
    enum status status =
        shelf_get(settling->shelf, settling->store, NULL, &reference, &version, err);

    for (size_t i = 0; i < run->n && status == STATUS_OK; i++)
        if (run->drafts[i].state == DRAFT_UNREAD)
            status = draft_check(&run->drafts[i], reference, version, settling->arena, err);
    return status;
}

static enum status find_replaced(struct settling *settling, struct draft *draft, struct error *err)
{
    const struct submission *submission = &draft->submission;
    struct submission_name name = {submission->organization, submission->replaces};
    struct problem why = {.field = "replaces", .value = submission->replaces};

    if (draft->state != DRAFT_CHECKED || submission->replaces == NULL)
        return STATUS_OK;
    enum status status =
        store_find_submissions(settling->store, &name, 1, settling->arena, &draft->replaced, err);
    if (status != STATUS_OK)
        return status;
    if (draft->replaced.number != 0 && !draft->replaced.replaced)
        return STATUS_OK;
    why.code = draft->replaced.number == 0 ? "unknown_submission" : "already_replaced";
    why.message = draft->replaced.number == 0
                      ? "no submission of this organization has that id: name one that was "
                        "stored, or leave it out"
                      : "another submission has replaced that one already: name the one that did";
    return draft_refuse(draft, &why, settling->arena, err);
}

/* --- storing --- */

/* Those of the run that are to be stored, with a number and a record time. */
static enum status begin_facts(struct settling *settling, const struct run *run,
                               struct draft **drafts, struct new_facts *facts, size_t *n,
                               struct error *err)
{
    int64_t *numbers = arena_array(settling->arena, run->n, sizeof *numbers);

    *n = 0;
    if (numbers == NULL)
        return too_large(err);
    for (size_t i = 0; i < run->n; i++)
        if (run->drafts[i].state == DRAFT_CHECKED)
            drafts[(*n)++] = &run->drafts[i];
    enum status status =
        *n > 0 ? store_next_submissions(settling->store, *n, numbers, err) : STATUS_OK;
    for (size_t i = 0; i < *n && status == STATUS_OK; i++)
        facts[i] = (struct new_facts){
            .submission = &drafts[i]->submission,
            .left_out = drafts[i]->check.n_rejected > 0 ? drafts[i]->check.rejected : NULL,
            .keys = drafts[i]->keys,
            .number = numbers[i],
            .recorded_us = settle_time(settling),
            .replaces = drafts[i]->replaced.number};
    return status;
}

static void complete_receipt(struct draft *draft, const struct new_facts *facts)
{
    const struct written *written = &facts->written;
    struct receipt *receipt = &draft->receipt;

    receipt->state = SUBMISSION_COMMITTED;
    receipt->inserted = written->inserted;
    receipt->revised = written->revised;
    receipt->unchanged = written->unchanged;
    receipt->rejected = written->rejected;
    receipt->ended = written->ended;
    receipt->outcomes = written->outcomes;
    receipt->problems = draft->check.problems;
    receipt->warnings = draft->check.warnings;
    receipt->recorded_us = facts->recorded_us;
    draft_answer_receipt(draft);
}

/* The receipt is kept as it is packed here, so that it is the same for ever. */
static enum status pack_receipt(const struct draft *draft, struct arena *arena,
                                struct new_submission *ret, struct error *err)
{
    SCOPED(buffer) packed = {0};
    struct message message = {.kind = MESSAGE_RECEIPT, .receipt = draft->receipt};

    message_pack(&message, &packed);
    ret->packed_receipt_size = packed.used;
    ret->packed_receipt =
        (const uint8_t *)arena_textn(arena, (const char *)packed.bytes, packed.used);
    return ret->packed_receipt != NULL ? STATUS_OK : too_large(err);
}

static enum status keep(struct settling *settling, struct draft *const *drafts,
                        const struct new_facts *facts, size_t n, struct error *err)
{
    struct new_submission *added = arena_array(settling->arena, n, sizeof *added);
    enum status status = added != NULL ? STATUS_OK : too_large(err);

    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        complete_receipt(drafts[i], &facts[i]);
        added[i] = (struct new_submission){.number = facts[i].number,
                                           .submission = &drafts[i]->submission,
                                           .bytes = drafts[i]->bytes.bytes,
                                           .size = drafts[i]->bytes.size,
                                           .reference_version = drafts[i]->reference_version,
                                           .receipt = &drafts[i]->receipt};
        status = pack_receipt(drafts[i], settling->arena, &added[i], err);
    }
    if (status == STATUS_OK)
        status = store_add_submissions(settling->store, added, n, err);
    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        if (facts[i].replaces != 0)
            status =
                store_replace_submission(settling->store, facts[i].replaces, facts[i].number, err);
    return status;
}

static enum status store_run(struct settling *settling, const struct run *run,
                             struct settled *settled, struct error *err)
{
    struct draft **drafts = arena_array(settling->arena, run->n, sizeof(struct draft *));
    struct new_facts *facts = arena_array(settling->arena, run->n, sizeof *facts);
    size_t n = 0;

    if (drafts == NULL || facts == NULL)
        return too_large(err);
    enum status status = begin_facts(settling, run, drafts, facts, &n, err);
    if (status != STATUS_OK || n == 0)
        return status;
    status = store_write_facts(settling->store, facts, n, settling->arena, err);
    if (status == STATUS_OK)
        status = keep(settling, drafts, facts, n, err);
    for (size_t i = 0; i < n; i++)
        settled[drafts[i] - run->drafts].wrote = true;
    return status;
}

/* --- runs --- */

static bool same_name(const struct submission *a, const struct submission *b)
{
    return strcmp(a->id, b->id) == 0 && strcmp(a->organization, b->organization) == 0;
}

/* May next be in one run with those before it, as far as can be told before it is checked? */
static bool may_join(const struct run *run, const struct draft *next)
{
    if (next->state == DRAFT_ANSWERED || run->n == 0)
        return true;
    if (next->submission.replaces != NULL)
        return false;
    for (size_t i = 0; i < run->n; i++)
        if (run->drafts[i].submission.replaces != NULL
            || (run->drafts[i].state != DRAFT_ANSWERED
                && same_name(&run->drafts[i].submission, &next->submission)))
            return false;
    return true;
}

/* Has the draft a fact that one before it has? If not, its facts are added to seen. */
static bool collides(const struct draft *draft, struct hashmap *seen)
{
    if (draft->state != DRAFT_CHECKED)
        return false;
    for (size_t row = 0; row < draft->submission.n_rows; row++)
        if (hashmap_get(seen, draft->keys[row], RECORD_DIGEST_SIZE) != NULL)
            return true;
    for (size_t row = 0; row < draft->submission.n_rows; row++)
        hashmap_put(seen, draft->keys[row], RECORD_DIGEST_SIZE, seen);
    return false;
}

/* Cut the run before the first draft that has a fact of one before it. */
static void cut(struct run *run)
{
    OWNED(hashmap) seen = hashmap_create(run->n);
    size_t n = 0;

    while (n < run->n && !collides(&run->drafts[n], seen))
        n++;
    run->n = n;
}

/* What is cut off stays checked, and is looked up again with the next run. */
static enum status settle_run(struct settling *settling, struct run *run, struct settled *settled,
                              struct error *err)
{
    enum status status = answer_known(settling, run, err);

    if (status == STATUS_OK)
        status = check(settling, run, err);
    if (status == STATUS_OK && run->n > 1)
        cut(run);
    if (status == STATUS_OK)
        status = find_replaced(settling, &run->drafts[0], err);
    return status == STATUS_OK ? store_run(settling, run, settled, err) : status;
}

enum status settle_submissions(struct settling *settling, const struct forward *forwards, size_t n,
                               struct settled *ret, struct error *err)
{
    struct draft *drafts = arena_array(settling->arena, n, sizeof *drafts);
    enum status status = drafts != NULL ? STATUS_OK : too_large(err);

    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        status = draft_begin(&forwards[i], settling->arena, &ret[i].answer, &drafts[i], err);
    for (size_t first = 0; first < n && status == STATUS_OK;) {
        struct run run = {.drafts = drafts + first};

        while (first + run.n < n && may_join(&run, &run.drafts[run.n]))
            run.n++;
        status = settle_run(settling, &run, ret + first, err);
        first += run.n;
    }
    return status;
}
