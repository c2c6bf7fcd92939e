/* check - see check.h. This file goes through the submission: its own fields, each row, and rows
 * that are the same fact. */
#include "model/check.h"
#include "base/hashmap.h"
#include "base/text.h"
#include "model/check_parts.h"
#include "model/edition.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUGGESTIONS_MAX = 200, NOTE_MAX = 4000, MESSAGE_MAX = 1000 };

struct value check_keep(struct checking *c, const char *text, size_t size)
{
    const char *kept = arena_textn(c->arena, text, size);

    if (kept == NULL) {
        c->problems.too_large = true;
        return (struct value){.text = "", .len = 0};
    }
    return (struct value){.text = kept, .len = (uint32_t)size};
}

static void add(struct checking *c, struct problem_log *log, size_t field, const char *code,
                const char *fmt, va_list arguments) __attribute__((format(printf, 5, 0)));
static void add(struct checking *c, struct problem_log *log, size_t field, const char *code,
                const char *fmt, va_list arguments)
{
    char message[MESSAGE_MAX];

    vsnprintf(message, sizeof message, fmt, arguments);
    problem_log_add(log, c->row->row, c->table->fields[field].name, c->row->values[field], code,
                    "%s", message);
}

void check_problem(struct checking *c, size_t field, const char *code, const char *fmt, ...)
{
    va_list arguments;

    va_start(arguments, fmt);
    add(c, &c->problems, field, code, fmt, arguments);
    va_end(arguments);
}

void check_warning(struct checking *c, size_t field, const char *code, const char *fmt, ...)
{
    va_list arguments;

    va_start(arguments, fmt);
    add(c, &c->warnings, field, code, fmt, arguments);
    va_end(arguments);
}

/* A problem of the submission as a whole. */
static void refuse(struct checking *c, const char *field, const char *text, const char *code,
                   const char *message)
{
    struct value value = {.text = text, .len = text == NULL ? 0 : (uint32_t)strlen(text)};

    problem_log_add(&c->problems, 0, field, value, code, "%s", message);
}

static bool is_id(const char *text)
{
    size_t size =
        strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    return size > 0 && size <= SUBMISSION_ID_MAX && text[size] == '\0';
}

static void check_names(struct checking *c, const struct submission *s)
{
    static const char ID_FORM[] = "an id has 1 to 64 characters of A-Z a-z 0-9 . _ : -";

    if (s->organization == NULL || *s->organization == '\0')
        refuse(c, "organization", NULL, PROBLEM_MISSING, "say which organization reports");
    else if (reference_organization(c->reference, s->organization) == NULL)
        refuse(c, "organization", s->organization, PROBLEM_UNKNOWN_ORGANIZATION,
               "the reference data has no organization of this code");
    if (s->id == NULL || *s->id == '\0')
        refuse(c, "id", NULL, PROBLEM_MISSING, "give the submission an id of your own");
    else if (!is_id(s->id))
        refuse(c, "id", s->id, PROBLEM_BAD_ID, ID_FORM);
    if (s->edition != NULL && *s->edition != '\0' && !edition_is_code(s->edition))
        refuse(c, "edition", s->edition, PROBLEM_BAD_ID,
               "an edition's code has 1 to 40 characters of a-z 0-9 -");
    if (s->replaces == NULL || *s->replaces == '\0')
        return;
    if (!is_id(s->replaces))
        refuse(c, "replaces", s->replaces, PROBLEM_BAD_ID, ID_FORM);
    else if (s->id != NULL && strcmp(s->replaces, s->id) == 0)
        refuse(c, "replaces", s->replaces, PROBLEM_BAD_ID,
               "a submission cannot replace itself: give it a new id");
}

static void check_amount(struct checking *c, const struct submission *s)
{
    if (s->nil && s->n_rows > 0)
        refuse(c, "nil", NULL, PROBLEM_NIL_WITH_ROWS,
               "a nil report says that there is nothing to report: it has no rows");
    if (!s->nil && s->n_rows == 0)
        refuse(c, "rows", NULL, PROBLEM_EMPTY,
               "there are no rows; if there is nothing to report, send a nil report");
    if (s->n_rows > SUBMISSION_ROWS_MAX)
        refuse(c, "rows", NULL, PROBLEM_TOO_MANY_ROWS,
               "a submission has at most 10000 rows: split it");
    if (!s->nil || s->nil_note == NULL)
        return;
    if (strlen(s->nil_note) > NOTE_MAX)
        refuse(c, "nil", s->nil_note, PROBLEM_TOO_LONG, "the note takes at most 4000 bytes");
    else if (!text_printable(s->nil_note, strlen(s->nil_note), TEXT_MANY_LINES))
        refuse(c, "nil", s->nil_note, PROBLEM_NOT_TEXT,
               "the note holds a control character or one that changes the direction of text: "
               "remove it");
}

/* Problems of a row from position first on: in order of field. They are few. */
static void order_by_field(const struct kind_table *table, struct problems *problems, size_t first)
{
    for (size_t i = first + 1; i < problems->n_listed; i++) {
        struct problem moved = problems->listed[i];
        int place = kind_field(table, moved.field);
        size_t to = i;
        while (to > first && kind_field(table, problems->listed[to - 1].field) > place) {
            problems->listed[to] = problems->listed[to - 1];
            to--;
        }
        problems->listed[to] = moved;
    }
}

/* Rows of the submission by key. */
struct seen {
    struct hashmap *rows;
    uint8_t (*keys)[RECORD_DIGEST_SIZE];
    const char *organization;
};

/* The first field in which they differ; NULL if they are the same. */
static const char *difference(const struct record *a, const struct record *b)
{
    const struct kind_table *table = kind_table(a->kind);

    for (size_t i = 0; i < table->n_fields; i++)
        if (a->values[i].len != b->values[i].len
            || (a->values[i].len > 0
                && memcmp(a->values[i].text, b->values[i].text, a->values[i].len) != 0))
            return table->fields[i].name;
    return NULL;
}

/* Has a good row before it the same key? */
static void check_repetition(struct checking *c, struct seen *seen, size_t position)
{
    record_key(c->row, seen->organization, seen->keys[position]);
    const struct record *first =
        hashmap_put_new(seen->rows, seen->keys[position], RECORD_DIGEST_SIZE, c->row);
    if (first == NULL)
        return;
    const char *differs = difference(first, c->row);
    if (differs == NULL)
        problem_log_add(&c->problems, c->row->row, NULL, (struct value){0}, PROBLEM_DUPLICATE,
                        "row %u says the same: remove one of them", first->row);
    else
        problem_log_add(
            &c->problems, c->row->row, differs, c->row->values[kind_field(c->table, differs)],
            PROBLEM_CONTRADICTION,
            "row %u is about the same fact, and says otherwise here: keep the right one",
            first->row);
}

static bool check_row(struct checking *c, struct record *row)
{
    size_t problems = c->problems.problems.count;
    size_t listed = c->problems.problems.n_listed, warned = c->warnings.problems.n_listed;

    c->row = row;
    c->table = kind_table(row->kind);
    for (size_t i = 0; i < c->table->n_fields; i++)
        check_value(c, i);
    check_rules(c);
    order_by_field(c->table, &c->problems.problems, listed);
    order_by_field(c->table, &c->warnings.problems, warned);
    return c->problems.problems.count == problems;
}

static void check_all_rows(struct checking *c, struct submission *s, struct check_result *result)
{
    struct seen seen = {.rows = hashmap_create(s->n_rows),
                        .keys = xreallocarray(NULL, s->n_rows, sizeof *seen.keys),
                        .organization = s->organization};

    for (size_t i = 0; i < s->n_rows && !c->problems.too_large; i++) {
        size_t before = c->problems.problems.count;
        if (check_row(c, &s->rows[i]))
            check_repetition(c, &seen, i);
        result->rejected[i] = c->problems.problems.count > before;
        result->n_rejected += result->rejected[i];
    }
    hashmap_destroy(seen.rows);
    free(seen.keys);
}

enum status check_submission(struct submission *submission, const struct reference *reference,
                             day_t today, struct arena *arena, struct check_result *ret,
                             struct error *err)
{
    struct checking *c = xcalloc(1, sizeof *c);
    struct check_result result = {.rejected = arena_array(arena, submission->n_rows, 1)};

    c->reference = reference;
    c->today = today;
    c->arena = c->problems.arena = c->warnings.arena = arena;
    c->suggestions_left = SUGGESTIONS_MAX;
    check_names(c, submission);
    check_amount(c, submission);
    if (result.rejected == NULL)
        c->problems.too_large = true;
    else if (submission->n_rows <= SUBMISSION_ROWS_MAX)
        check_all_rows(c, submission, &result);
    result.problems = c->problems.problems;
    result.warnings = c->warnings.problems;
    bool too_large = c->problems.too_large || c->warnings.too_large;
    free(c);
    if (too_large)
        return error_set(err, STATUS_INVALID,
                         "the submission takes too much memory to check; send it in smaller parts");
    *ret = result;
    return STATUS_OK;
}
