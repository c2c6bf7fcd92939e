/* receipt - submit, receipt query, receipt, forward, and the problems that they carry. */
#include "wire/codec.h"
#include "wire/parts.h"
#include <string.h>

enum status read_submit(const void *body, struct arena *arena, struct message *ret,
                        struct error *err)
{
    const Roundtable__Submit *pb = body;

    (void)arena, (void)err;
    ret->submit = part_bytes(pb->submission);
    return STATUS_OK;
}

void write_submit(const struct message *message, struct arena *arena, void *body)
{
    Roundtable__Submit *pb = body;

    (void)arena;
    SET(pb, submission, part_binary(message->submit.bytes, message->submit.size));
}

enum status read_receipt_query(const void *body, struct arena *arena, struct message *ret,
                               struct error *err)
{
    const Roundtable__ReceiptQuery *pb = body;
    enum status status = part_required(pb->organization, "ReceiptQuery.organization",
                                       &ret->receipt_query.organization, err);

    (void)arena;
    if (status != STATUS_OK)
        return status;
    return part_required(pb->submission_id, "ReceiptQuery.submission_id",
                         &ret->receipt_query.submission_id, err);
}

void write_receipt_query(const struct message *message, struct arena *arena, void *body)
{
    Roundtable__ReceiptQuery *pb = body;

    (void)arena;
    pb->organization = (char *)message->receipt_query.organization;
    pb->submission_id = (char *)message->receipt_query.submission_id;
}

enum status read_problems(size_t n, Roundtable__Problem *const *pbs, uint32_t count,
                          struct arena *arena, struct problems *ret, struct error *err)
{
    struct problem *listed;
    enum status status = part_array(arena, n, sizeof *listed, &listed, err);

    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        listed[i] = (struct problem){.row = pbs[i]->row,
                                     .field = part_text(pbs[i]->field),
                                     .value = part_text(pbs[i]->value),
                                     .code = part_text(pbs[i]->code),
                                     .message = part_text(pbs[i]->message)};
    *ret = (struct problems){.listed = listed, .n_listed = n, .count = count > n ? count : n};
    return STATUS_OK;
}

Roundtable__Problem **write_problems(const struct problems *problems, struct arena *arena,
                                     size_t *n)
{
    size_t listed = problems->n_listed;
    Roundtable__Problem **pbs;

    if (listed > PROBLEMS_LISTED_MAX)
        listed = PROBLEMS_LISTED_MAX;
    pbs = part_new_array(&roundtable__problem__descriptor, listed, arena);
    for (size_t i = 0; i < listed; i++) {
        const struct problem *problem = &problems->listed[i];

        SET(pbs[i], row, problem->row);
        pbs[i]->field = (char *)problem->field;
        pbs[i]->value = (char *)problem->value;
        pbs[i]->code = (char *)problem->code;
        pbs[i]->message = (char *)problem->message;
    }
    *n = listed;
    return pbs;
}

static enum status read_counts(const Roundtable__Receipt *pb, struct receipt *ret,
                               struct error *err)
{
    uint64_t sum = (uint64_t)pb->inserted + pb->revised + pb->unchanged + pb->rejected;

    if (sum != pb->rows)
        return error_set(err, STATUS_INVALID,
                         "Receipt: inserted, revised, unchanged and rejected are %llu together, "
                         "but there are %u rows",
                         (unsigned long long)sum, pb->rows);
    if (pb->n_outcomes != 0 && pb->n_outcomes != pb->rows)
        return error_set(err, STATUS_INVALID, "Receipt.outcomes: %zu of them for %u rows",
                         pb->n_outcomes, pb->rows);
    ret->rows = pb->rows;
    ret->inserted = pb->inserted;
    ret->revised = pb->revised;
    ret->unchanged = pb->unchanged;
    ret->rejected = pb->rejected;
    ret->ended = pb->ended;
    return STATUS_OK;
}

static enum status read_outcomes(const Roundtable__Receipt *pb, struct arena *arena,
                                 struct receipt *ret, struct error *err)
{
    uint8_t *outcomes;
    enum status status;

    if (pb->n_outcomes == 0)
        return STATUS_OK;
    status = part_array(arena, pb->n_outcomes, sizeof *outcomes, &outcomes, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < pb->n_outcomes; i++)
        outcomes[i] = (uint8_t)pb->outcomes[i];
    ret->outcomes = outcomes;
    return STATUS_OK;
}

enum status read_receipt(const void *body, struct arena *arena, struct message *ret,
                         struct error *err)
{
    const Roundtable__Receipt *pb = body;
    struct receipt *receipt = &ret->receipt;
    enum status status;

    if (!pb->has_state)
        return error_set(err, STATUS_INVALID, "Receipt.state: is missing");
    receipt->organization = part_text(pb->organization);
    receipt->submission_id = part_text(pb->submission_id);
    receipt->state = (enum submission_state)pb->state;
    part_digest(pb->digest, receipt->digest);
    status = part_time(pb->recorded_at, "Receipt.recorded_at", &receipt->recorded_us, err);
    if (status == STATUS_OK)
        status = read_counts(pb, receipt, err);
    if (status == STATUS_OK)
        status = read_outcomes(pb, arena, receipt, err);
    if (status == STATUS_OK)
        status = read_problems(pb->n_problems, pb->problems, pb->problem_count, arena,
                               &receipt->problems, err);
    if (status == STATUS_OK)
        status = read_problems(pb->n_warnings, pb->warnings, 0, arena, &receipt->warnings, err);
    return status;
}

static void write_outcomes(const struct receipt *receipt, struct arena *arena,
                           Roundtable__Receipt *pb)
{
    if (receipt->outcomes == NULL)
        return;
    pb->n_outcomes = receipt->rows;
    pb->outcomes = arena_xalloc(arena, receipt->rows * sizeof *pb->outcomes);
    for (size_t i = 0; i < receipt->rows; i++)
        pb->outcomes[i] = (Roundtable__Outcome)receipt->outcomes[i];
}

void write_receipt(const struct message *message, struct arena *arena, void *body)
{
    const struct receipt *receipt = &message->receipt;
    Roundtable__Receipt *pb = body;

    pb->organization = (char *)receipt->organization;
    pb->submission_id = (char *)receipt->submission_id;
    SET(pb, digest, part_binary(receipt->digest, sizeof receipt->digest));
    SET(pb, state, (Roundtable__SubmissionState)receipt->state);
    SET(pb, rows, receipt->rows);
    SET(pb, inserted, receipt->inserted);
    SET(pb, revised, receipt->revised);
    SET(pb, unchanged, receipt->unchanged);
    SET(pb, rejected, receipt->rejected);
    SET(pb, ended, receipt->ended);
    write_outcomes(receipt, arena, pb);
    pb->problems = write_problems(&receipt->problems, arena, &pb->n_problems);
    SET(pb, problem_count, (uint32_t)receipt->problems.count);
    pb->warnings = write_problems(&receipt->warnings, arena, &pb->n_warnings);
    pb->recorded_at = part_time_text(receipt->recorded_us, arena);
}

enum status read_forward(const void *body, struct arena *arena, struct message *ret,
                         struct error *err)
{
    const Roundtable__Forward *pb = body;
    struct forward *forward = &ret->forward;
    enum status status;

    forward->submission = part_bytes(pb->submission);
    forward->reference_version = pb->reference_version;
    status = read_problems(pb->n_problems, pb->problems, pb->problem_count, arena,
                           &forward->problems, err);
    if (status != STATUS_OK)
        return status;
    return read_problems(pb->n_warnings, pb->warnings, 0, arena, &forward->warnings, err);
}

void write_forward(const struct message *message, struct arena *arena, void *body)
{
    const struct forward *forward = &message->forward;
    Roundtable__Forward *pb = body;

    SET(pb, submission, part_binary(forward->submission.bytes, forward->submission.size));
    SET(pb, reference_version, forward->reference_version);
    pb->problems = write_problems(&forward->problems, arena, &pb->n_problems);
    SET(pb, problem_count, (uint32_t)forward->problems.count);
    pb->warnings = write_problems(&forward->warnings, arena, &pb->n_warnings);
}
