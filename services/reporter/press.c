/* press - see press.h. */
#include "reporter/press.h"

#include "base/digest.h"
#include "reporter/cache.h"
#include "reporter/render.h"
#include "wire/limits.h"

#include <stdlib.h>
#include <string.h>

/* A document of a full edition takes some 5 MB. */
enum { DOCUMENTS_KEPT = 8, RETRY_AFTER_MS = 2000 };

struct press {
    struct asker asker;
    struct cache *cache;
    struct reference *reference; /* the last one used; NULL before the first */
    uint64_t reference_version;
};

struct press *press_create(const struct asker *asker)
{
    struct press *press = xcalloc(1, sizeof *press);

    press->asker = *asker;
    press->cache = cache_create(DOCUMENTS_KEPT);
    return press;
}

void press_destroy(struct press *press)
{
    if (press == NULL)
        return;
    cache_destroy(press->cache);
    reference_destroy(press->reference);
    free(press);
}

static enum status need_reference(struct press *press, const struct composer_plan *plan,
                                  struct composer_failure *failure, struct error *err)
{
    OWNED(arena) arena = arena_create(0);
    struct reference *reference = NULL;
    enum status status;

    if (press->reference != NULL && press->reference_version == plan->reference_version)
        return STATUS_OK;
    status = composer_reference(&press->asker, plan, arena, &reference, failure, err);
    if (status != STATUS_OK)
        return status;
    reference_destroy(press->reference);
    press->reference = reference;
    press->reference_version = plan->reference_version;
    return STATUS_OK;
}

static enum status find_or_compose(struct press *press, const struct report_query *query,
                                   const struct document **ret, bool *ret_cached,
                                   struct composer_failure *failure, struct error *err)
{
    OWNED(arena) arena = arena_create(0);
    struct composer_plan plan;
    struct document document;
    enum status status =
        composer_resolve(&press->asker, query->edition, query->cutoff, arena, &plan, failure, err);

    if (status != STATUS_OK)
        return status;
    *ret = cache_get(press->cache, &plan);
    *ret_cached = *ret != NULL;
    if (*ret != NULL)
        return STATUS_OK;
    status = need_reference(press, &plan, failure, err);
    if (status == STATUS_OK)
        status = composer_compose(&press->asker, &plan, press->reference, arena, &document, failure,
                                  err);
    if (status != STATUS_OK)
        return status;
    *ret = cache_put(press->cache, &plan, &document, arena);
    arena = NULL; /* the cache's now */
    return STATUS_OK;
}

static void answer_refusal(enum status status, const struct composer_failure *failure,
                           const struct error *err, struct message *answer)
{
    if (status == STATUS_RETRY) {
        answer->kind = MESSAGE_BUSY;
        answer->busy.retry_after_ms =
            failure->retry_after_ms > 0 ? failure->retry_after_ms : RETRY_AFTER_MS;
        answer->busy.reason = err->text;
        return;
    }
    answer->kind = MESSAGE_FAILURE;
    answer->failure.code = status == STATUS_INVALID ? failure->code : "internal";
    answer->failure.message = err->text;
}

static enum status report(struct press *press, const struct report_query *query,
                          struct buffer *content, struct message *answer, bool *ret_cached,
                          struct composer_failure *failure, struct error *err)
{
    const struct document *document;
    enum status status = find_or_compose(press, query, &document, ret_cached, failure, err);

    if (status != STATUS_OK)
        return status;
    render(document, query->format, content);
    if (content->used > WIRE_REPORT_BYTES_MAX) {
        failure->code = "too_large";
        return error_set(err, STATUS_INVALID,
                         "the report has %zu bytes, more than the %d that a message can carry",
                         content->used, WIRE_REPORT_BYTES_MAX);
    }
    answer->kind = MESSAGE_REPORT;
    answer->report = (struct report){.edition = query->edition,
                                     .format = query->format,
                                     .cutoff_us = document->cutoff_us,
                                     .content = {content->bytes, content->used}};
    digest_sha256(content->bytes, content->used, answer->report.digest);
    return STATUS_OK;
}

void press_report(struct press *press, const struct report_query *query,
                  const uint8_t id[MESSAGE_ID_SIZE], struct buffer *out, struct press_outcome *ret)
{
    SCOPED(buffer) content = {0};
    struct composer_failure failure = {.code = "invalid"};
    struct message answer = {0};
    enum status status = STATUS_INVALID;

    *ret = (struct press_outcome){0};
    memcpy(answer.id, id, sizeof answer.id);
    if (query->edition == NULL || query->edition[0] == '\0')
        error_set(&ret->error, STATUS_INVALID,
                  "the query names no edition: set ReportQuery.edition");
    else if (query->format < REPORT_JSON || query->format > REPORT_HTML)
        error_set(&ret->error, STATUS_INVALID,
                  "the query names no format: JSON, CSV, text or HTML");
    else
        status = report(press, query, &content, &answer, &ret->from_cache, &failure, &ret->error);
    if (status == STATUS_OK)
        ret->error = (struct error){0}; /* what was tried first may have failed */
    else
        answer_refusal(status, &failure, &ret->error, &answer);
    message_pack(&answer, out);
}
