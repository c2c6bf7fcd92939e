/* settle_plan - loads of reference data and plans of editions. */
#include "aggregator/settle.h"
#include <string.h>

/* --- reference data --- */

static enum status add_reference(struct settling *settling, const struct reference_stamp *newest,
                                 const uint8_t digest[32], const struct reference_file *files,
                                 size_t n_files, struct settled *ret, struct error *err)
{
    struct reference_stamp stamp = {.version = newest->version + 1,
                                    .recorded_us = settle_time(settling)};

    memcpy(stamp.digest, digest, sizeof stamp.digest);
    ret->answer.reference_loaded.version = stamp.version;
    ret->wrote = true;
    return store_add_reference(settling->store, &stamp, files, n_files, err);
}

enum status settle_reference(struct settling *settling, const struct reference_file *files,
                             size_t n_files, struct settled *ret, struct error *err)
{
    OWNED(reference) parsed = NULL;
    struct reference_stamp newest = {0};
    struct message *answer = &ret->answer;
    uint8_t digest[32];
    enum status status = store_reference_at(settling->store, NULL, &newest, err);

    if (status != STATUS_OK)
        return status;
    *answer = (struct message){.kind = MESSAGE_REFERENCE_LOADED,
                               .reference_loaded = {.version = newest.version}};
    reference_digest(files, n_files, digest);
    if (newest.version > 0 && memcmp(digest, newest.digest, sizeof digest) == 0) {
        answer->reference_loaded.unchanged = true;
        return STATUS_OK;
    }
    status = reference_parse(files, n_files, settling->arena, &parsed,
                             &answer->reference_loaded.problems, err);
    if (status == STATUS_INVALID && answer->reference_loaded.problems.count > 0)
        return STATUS_OK;
    return status == STATUS_OK ? add_reference(settling, &newest, digest, files, n_files, ret, err)
                               : status;
}

/* --- editions --- */

static const struct edition *find(const struct edition *editions, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(editions[i].code, code) == 0)
            return &editions[i];
    return NULL;
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_plan(const struct edition *a, const struct edition *b)
{
    return same_text(a->title, b->title) && same_text(a->place, b->place)
           && same_text(a->host, b->host) && same_text(a->previous, b->previous)
           && a->date_start == b->date_start && a->date_end == b->date_end
           && a->reference_date == b->reference_date;
}

/* The edition before must be there and look at an earlier day; and so for those that come after
 * this one. */
static enum status check_order(const struct edition *edition, const struct edition *others,
                               size_t n, struct error *err)
{
    const struct edition *previous =
        edition->previous != NULL ? find(others, n, edition->previous) : NULL;

    if (edition->previous != NULL && previous == NULL)
        return error_set(err, STATUS_INVALID,
                         "the previous edition '%s' is not known: plan it first, or leave it out",
                         edition->previous);
    if (previous != NULL && previous->reference_date >= edition->reference_date)
        return error_set(
            err, STATUS_INVALID,
            "the reference date of the previous edition '%s' is not before that of '%s'",
            previous->code, edition->code);
    for (size_t i = 0; i < n; i++)
        if (same_text(others[i].previous, edition->code)
            && others[i].reference_date <= edition->reference_date)
            return error_set(
                err, STATUS_INVALID,
                "edition '%s' follows '%s', and its reference date would not be later any more",
                others[i].code, edition->code);
    return STATUS_OK;
}

static enum status say_invalid(struct settling *settling, struct message *answer,
                               const struct error *why)
{
    answer->kind = MESSAGE_FAILURE;
    answer->failure =
        (struct failure){.code = "invalid", .message = arena_text(settling->arena, why->text)};
    return STATUS_OK;
}

enum status settle_edition(struct settling *settling, const struct edition_plan *plan,
                           struct settled *ret, struct error *err)
{
    struct message *answer = &ret->answer;
    struct edition *known = NULL, *edition = arena_array(settling->arena, 1, sizeof *edition);
    size_t n = 0;

    if (edition == NULL || edition_from_plan(plan, edition, err) != STATUS_OK)
        return say_invalid(settling, answer, err);
    enum status status = store_editions_at(settling->store, NULL, settling->arena, &known, &n, err);
    if (status != STATUS_OK)
        return status;
    if (check_order(edition, known, n, err) != STATUS_OK)
        return say_invalid(settling, answer, err);
    answer->kind = MESSAGE_EDITION_LIST;
    answer->edition_list = (struct edition_list){edition, 1};
    const struct edition *before = find(known, n, edition->code);
    if (before != NULL && same_plan(before, edition))
        return STATUS_OK;
    ret->wrote = true;
    return store_put_edition(settling->store, edition, settle_time(settling), err);
}
