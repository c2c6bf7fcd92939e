/* library - the calls of roundtable.h. Here input that is wrong is refused before it reaches code
 * which takes it for granted; how submissions travel is pipeline.h's business. */
#include "base/clock.h"
#include "base/text.h"
#include "client/pipeline.h"
#include "client/roundtable.h"
#include "client/submission_id.h"
#include "wire/limits.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_MOST_MS = 86400000 };

struct roundtable_connection {
    struct exchange *exchange;
};

struct roundtable_submission {
    struct arena *arena;
    struct submission content; /* texts and rows' values in arena */
    size_t capacity;           /* of content.rows */
    size_t bytes;              /* about what it takes when packed */
};

struct roundtable_receipt {
    struct arena *arena;
    struct receipt content; /* in arena */
    char recorded_at[CLOCK_TEXT_SIZE];
};

/* Hand our error to the caller. */
static int report(enum status status, const struct error *err, struct roundtable_error *error)
{
    static const int codes[] = {ROUNDTABLE_OK, ROUNDTABLE_AGAIN, ROUNDTABLE_INVALID,
                                ROUNDTABLE_FAILED};

    if (error == NULL)
        return codes[status];
    error->code = codes[status];
    snprintf(error->text, sizeof error->text, "%s", status == STATUS_OK ? "" : err->text);
    return codes[status];
}

static int refuse(struct roundtable_error *error, const char *fmt, ...) PRINTF_LIKE(2, 3);
static int refuse(struct roundtable_error *error, const char *fmt, ...)
{
    va_list args;

    if (error == NULL)
        return ROUNDTABLE_INVALID;
    error->code = ROUNDTABLE_INVALID;
    va_start(args, fmt);
    vsnprintf(error->text, sizeof error->text, fmt, args);
    va_end(args);
    return ROUNDTABLE_INVALID;
}

static int done(struct roundtable_error *error)
{
    return report(STATUS_OK, NULL, error);
}

/* A text that may travel; what names it for the sentence. */
static bool text_ok(const char *text, const char *what, struct roundtable_error *error)
{
    size_t size = strlen(text);

    if (size <= WIRE_TEXT_BYTES_MAX && text_utf8_valid(text, size))
        return true;
    refuse(error,
           size > WIRE_TEXT_BYTES_MAX ? "the %.100s is over 64 KiB" : "the %.100s is not UTF-8",
           what);
    return false;
}

const char *roundtable_version(void)
{
    return ROUNDTABLE_VERSION;
}

int roundtable_open(const char *endpoint, int64_t timeout_ms, struct roundtable_connection **ret,
                    struct roundtable_error *error)
{
    struct exchange *exchange;
    struct error err = {0};

    if (endpoint == NULL || ret == NULL)
        return refuse(error, "the endpoint or the place for the connection is missing");
    if (timeout_ms < 1 || timeout_ms > TIMEOUT_MOST_MS)
        return refuse(error, "the time limit of %" PRId64 " ms is not from 1 to %d ms", timeout_ms,
                      TIMEOUT_MOST_MS);
    enum status status = exchange_open(endpoint, timeout_ms, &exchange, &err);
    if (status != STATUS_OK)
        return report(status, &err, error);
    struct roundtable_connection *connection = xcalloc(1, sizeof *connection);
    connection->exchange = exchange;
    *ret = connection;
    return done(error);
}

void roundtable_close(struct roundtable_connection *connection)
{
    if (connection != NULL)
        exchange_destroy(connection->exchange);
    free(connection);
}

int roundtable_submission_create(const char *organization, const char *id,
                                 struct roundtable_submission **ret, struct roundtable_error *error)
{
    struct error err = {0};

    if (organization == NULL || id == NULL || ret == NULL)
        return refuse(error, "the organization, the id or the place for the submission is missing");
    if (organization[0] == '\0' || !text_ok(organization, "organization", error))
        return organization[0] == '\0' ? refuse(error, "the organization is empty")
                                       : ROUNDTABLE_INVALID;
    enum status status = submission_id_check(id, &err);
    if (status != STATUS_OK)
        return report(status, &err, error);
    struct roundtable_submission *submission = xcalloc(1, sizeof *submission);
    submission->arena = arena_create(0); /* bounded by rows and bytes */
    submission->content.organization = arena_text(submission->arena, organization);
    submission->content.id = arena_text(submission->arena, id);
    *ret = submission;
    return done(error);
}

void roundtable_submission_destroy(struct roundtable_submission *submission)
{
    if (submission == NULL)
        return;
    arena_destroy(submission->arena);
    free(submission->content.rows);
    free(submission);
}

/* Set one of the texts about the whole submission. */
static int set_text(struct roundtable_submission *submission, const char *text, const char *what,
                    const char **ret, struct roundtable_error *error)
{
    if (text == NULL || text[0] == '\0')
        return refuse(error, "the %s is missing", what);
    if (!text_ok(text, what, error))
        return ROUNDTABLE_INVALID;
    submission->bytes += strlen(text) + 8;
    *ret = arena_text(submission->arena, text);
    return done(error);
}

int roundtable_submission_set_edition(struct roundtable_submission *submission, const char *edition,
                                      struct roundtable_error *error)
{
    if (submission == NULL)
        return refuse(error, "the submission is missing");
    return set_text(submission, edition, "edition", &submission->content.edition, error);
}

int roundtable_submission_set_replaces(struct roundtable_submission *submission, const char *id,
                                       struct roundtable_error *error)
{
    struct error err = {0};

    if (submission == NULL || id == NULL)
        return refuse(error, "the submission or the id is missing");
    enum status status = submission_id_check(id, &err);
    if (status != STATUS_OK)
        return report(status, &err, error);
    return set_text(submission, id, "id", &submission->content.replaces, error);
}

int roundtable_submission_set_best_effort(struct roundtable_submission *submission, int best_effort,
                                          struct roundtable_error *error)
{
    if (submission == NULL)
        return refuse(error, "the submission is missing");
    submission->content.best_effort = best_effort != 0;
    return done(error);
}

int roundtable_submission_set_nil(struct roundtable_submission *submission, const char *note,
                                  struct roundtable_error *error)
{
    if (submission == NULL)
        return refuse(error, "the submission is missing");
    if (submission->content.n_rows > 0)
        return refuse(error, "the submission has rows; a nil report has none");
    if (note != NULL && note[0] != '\0'
        && set_text(submission, note, "note", &submission->content.nil_note, error)
               != ROUNDTABLE_OK)
        return ROUNDTABLE_INVALID;
    submission->content.nil = true;
    return done(error);
}

/* Check one field of a row before anything of it is kept. *bytes grows by what it takes. */
static bool field_ok(const struct kind_table *table, const char *name, const char *value,
                     size_t *bytes, struct roundtable_error *error)
{
    int field = name == NULL ? -1 : kind_field(table, name);

    if (field < 0) {
        refuse(error, "a %s has no field '%.100s'", table->name, name == NULL ? "" : name);
        return false;
    }
    if (value == NULL)
        return true;
    size_t codes = 1;
    for (const char *c = value; table->fields[field].type == FIELD_CODES && *c != '\0'; c++)
        codes += *c == ';';
    if (codes > WIRE_LIST_CODES_MAX) {
        refuse(error, "the list in '%s' has over %d codes", name, WIRE_LIST_CODES_MAX);
        return false;
    }
    *bytes += strlen(value) + 8;
    return text_ok(value, name, error);
}

/* Keep a row that was checked. */
static void keep_row(struct roundtable_submission *submission, const struct kind_table *table,
                     const char *const *fields, const char *const *values, size_t count)
{
    struct submission *content = &submission->content;

    if (content->n_rows == submission->capacity) {
        submission->capacity = submission->capacity == 0 ? 64 : submission->capacity * 2;
        content->rows = xreallocarray(content->rows, submission->capacity, sizeof *content->rows);
    }
    struct value *kept = arena_xalloc(submission->arena, table->n_fields * sizeof *kept);
    for (size_t i = 0; i < count; i++) {
        if (values[i] == NULL || values[i][0] == '\0')
            continue;
        struct value *value = &kept[kind_field(table, fields[i])];
        value->len = (uint32_t)strlen(values[i]);
        value->text = arena_text(submission->arena, values[i]);
    }
    content->rows[content->n_rows] =
        (struct record){table->kind, (uint32_t)content->n_rows + 1, kept};
    content->n_rows++;
}

int roundtable_submission_add(struct roundtable_submission *submission, const char *kind,
                              const char *const *fields, const char *const *values, size_t count,
                              struct roundtable_error *error)
{
    const struct kind_table *table = kind == NULL ? NULL : kind_by_name(kind);
    size_t bytes = 32;

    if (submission == NULL || ((fields == NULL || values == NULL) && count > 0))
        return refuse(error, "the submission, the fields or the values are missing");
    if (table == NULL)
        return refuse(error, "there is no kind '%.100s'", kind == NULL ? "" : kind);
    if (submission->content.nil)
        return refuse(error, "the submission is a nil report; it has no rows");
    if (submission->content.n_rows == SUBMISSION_ROWS_MAX)
        return refuse(error, "the submission has %d rows; send the others under another id",
                      SUBMISSION_ROWS_MAX);
    for (size_t i = 0; i < count; i++)
        if (!field_ok(table, fields[i], values[i], &bytes, error))
            return ROUNDTABLE_INVALID;
    if (submission->bytes + bytes > SUBMISSION_BYTES_MAX)
        return refuse(error,
                      "the submission would be over 8 MiB; send the others under another id");
    submission->bytes += bytes;
    keep_row(submission, table, fields, values, count);
    return done(error);
}

/* Takes arena, which content lives in. */
static struct roundtable_receipt *receipt_create(struct arena *arena, const struct receipt *content)
{
    struct roundtable_receipt *receipt = xcalloc(1, sizeof *receipt);

    receipt->arena = arena;
    receipt->content = *content;
    if (content->recorded_us != 0)
        clock_format(content->recorded_us, receipt->recorded_at);
    return receipt;
}

int roundtable_submit(struct roundtable_connection *connection,
                      const struct roundtable_submission *submission,
                      struct roundtable_receipt **ret, struct roundtable_error *error)
{
    OWNED(pipeline) pipeline = NULL;
    struct verdict verdict;
    struct error err = {0};

    if (connection == NULL || submission == NULL || ret == NULL)
        return refuse(error,
                      "the connection, the submission or the place for the receipt is missing");
    if (submission->content.n_rows == 0 && !submission->content.nil)
        return refuse(error, "the submission has no rows; to report nothing, make it a nil report");
    pipeline = pipeline_create(connection->exchange);
    enum status status = pipeline_put(pipeline, &submission->content, NULL, &err);
    if (status == STATUS_OK)
        status = pipeline_next(pipeline, &verdict, &err);
    if (status != STATUS_OK)
        return report(status, &err, error);
    if (!verdict.settled) {
        struct message answer = {.kind = MESSAGE_FAILURE, .failure = verdict.failure};
        return report(conversation_failure(&answer, &err), &err, error);
    }
    *ret = receipt_create(pipeline_take_arena(pipeline), &verdict.receipt);
    return done(error);
}

int roundtable_query(struct roundtable_connection *connection, const char *organization,
                     const char *id, struct roundtable_receipt **ret,
                     struct roundtable_error *error)
{
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message answer;
    struct error err = {0};

    if (connection == NULL || organization == NULL || id == NULL || ret == NULL)
        return refuse(error, "the connection, the organization, the id or the place for the receipt"
                             " is missing");
    if (!text_ok(organization, "organization", error))
        return ROUNDTABLE_INVALID;
    enum status status = submission_id_check(id, &err);
    struct message request = {.kind = MESSAGE_RECEIPT_QUERY, .receipt_query = {organization, id}};
    if (status == STATUS_OK)
        status =
            exchange_ask(connection->exchange, &request, MESSAGE_RECEIPT, arena, &answer, &err);
    if (status != STATUS_OK)
        return report(status, &err, error);
    *ret = receipt_create(arena, &answer.receipt);
    arena = NULL;
    return done(error);
}

void roundtable_receipt_destroy(struct roundtable_receipt *receipt)
{
    if (receipt == NULL)
        return;
    arena_destroy(receipt->arena);
    free(receipt);
}

enum roundtable_state roundtable_receipt_state(const struct roundtable_receipt *receipt)
{
    return receipt == NULL ? 0 : (enum roundtable_state)receipt->content.state;
}

uint32_t roundtable_receipt_rows(const struct roundtable_receipt *receipt)
{
    return receipt == NULL ? 0 : receipt->content.rows;
}

uint32_t roundtable_receipt_count(const struct roundtable_receipt *receipt,
                                  enum roundtable_outcome outcome)
{
    if (receipt == NULL)
        return 0;
    switch (outcome) {
    case ROUNDTABLE_INSERTED: return receipt->content.inserted;
    case ROUNDTABLE_REVISED: return receipt->content.revised;
    case ROUNDTABLE_UNCHANGED: return receipt->content.unchanged;
    case ROUNDTABLE_ROW_REJECTED: return receipt->content.rejected;
    }
    return 0;
}

uint32_t roundtable_receipt_ended(const struct roundtable_receipt *receipt)
{
    return receipt == NULL ? 0 : receipt->content.ended;
}

enum roundtable_outcome roundtable_receipt_outcome(const struct roundtable_receipt *receipt,
                                                   uint32_t row)
{
    if (receipt == NULL || receipt->content.outcomes == NULL || row == 0
        || row > receipt->content.rows)
        return 0;
    return (enum roundtable_outcome)receipt->content.outcomes[row - 1];
}

static struct roundtable_problem problem_at(const struct problems *problems, size_t index)
{
    if (index >= problems->n_listed)
        return (struct roundtable_problem){0, "", "", "", ""};
    const struct problem *said = &problems->listed[index];
    return (struct roundtable_problem){
        said->row, said->field == NULL ? "" : said->field, said->value == NULL ? "" : said->value,
        said->code == NULL ? "" : said->code, said->message == NULL ? "" : said->message};
}

size_t roundtable_receipt_problem_count(const struct roundtable_receipt *receipt)
{
    return receipt == NULL ? 0 : receipt->content.problems.count;
}

size_t roundtable_receipt_problems_listed(const struct roundtable_receipt *receipt)
{
    return receipt == NULL ? 0 : receipt->content.problems.n_listed;
}

struct roundtable_problem roundtable_receipt_problem(const struct roundtable_receipt *receipt,
                                                     size_t index)
{
    static const struct problems none;

    return problem_at(receipt == NULL ? &none : &receipt->content.problems, index);
}

size_t roundtable_receipt_warnings_listed(const struct roundtable_receipt *receipt)
{
    return receipt == NULL ? 0 : receipt->content.warnings.n_listed;
}

struct roundtable_problem roundtable_receipt_warning(const struct roundtable_receipt *receipt,
                                                     size_t index)
{
    static const struct problems none;

    return problem_at(receipt == NULL ? &none : &receipt->content.warnings, index);
}

const char *roundtable_receipt_recorded_at(const struct roundtable_receipt *receipt)
{
    return receipt == NULL ? "" : receipt->recorded_at;
}
