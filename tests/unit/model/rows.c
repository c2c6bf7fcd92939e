/* rows - see rows.h. */
#include "rows.h"
#include "reference_set.h"
#include "support/test.h"

#define ROWS_ROOM 64

void checking_init(struct checking_test *test, const struct reference *reference)
{
    *test = (struct checking_test){.arena = arena_create(0), .reference = reference};
    test->submission = (struct submission){.organization = "SICA", .id = "test-1"};
    test->submission.rows = arena_xalloc(test->arena, ROWS_ROOM * sizeof(struct record));
}

void checking_finish(struct checking_test *test)
{
    arena_destroy(test->arena);
}

static void set_fields(struct checking_test *test, struct record *row, const char *fields)
{
    char *rest = arena_text(test->arena, fields == NULL ? "" : fields), *pair;

    while (*rest != '\0' && (pair = strsep(&rest, "|")) != NULL) {
        char *text = strchr(pair, '=');
        assert_non_null(text);
        *text++ = '\0';
        int field = kind_field(kind_table(row->kind), pair);
        if (field < 0)
            fail_msg("no field %s", pair);
        row->values[field] = (struct value){.text = text, .len = (uint32_t)strlen(text)};
        if (rest == NULL)
            return;
    }
}

struct record *checking_add(struct checking_test *test, enum kind kind, const char *fields,
                            const char *more)
{
    assert_true(test->submission.n_rows < ROWS_ROOM);
    struct record *row = &test->submission.rows[test->submission.n_rows++];

    *row = (struct record){.kind = kind,
                           .row = (uint32_t)test->submission.n_rows,
                           .values = arena_xalloc(test->arena, FIELD_MAX * sizeof(struct value))};
    set_fields(test, row, fields);
    set_fields(test, row, more);
    return row;
}

void checking_run(struct checking_test *test)
{
    struct error err;
    day_t today;

    assert_int_equal(day_parse(TODAY, strlen(TODAY), &today, &err), STATUS_OK);
    if (check_submission(&test->submission, test->reference, today, test->arena, &test->result,
                         &err)
        != STATUS_OK)
        fail_msg("%s", err.text);
}

const char *problems_text(struct checking_test *test, const struct problems *problems)
{
    const char *text = "";

    for (size_t i = 0; i < problems->n_listed; i++) {
        const struct problem *p = &problems->listed[i];
        assert_true(strlen(p->message) > 10);
        text = arena_printf(test->arena, "%s%s%u %s %s", text, i == 0 ? "" : "; ", p->row,
                            p->field == NULL ? "-" : p->field, p->code);
    }
    return text;
}

const char *value_at(const struct checking_test *test, size_t row, size_t field)
{
    const struct value *value = &test->submission.rows[row].values[field];

    if (value->text == NULL)
        return "";
    assert_int_equal(strlen(value->text), value->len);
    return value->text;
}

static void expect_list(struct checking_test *test, const struct row_case *expected,
                        const struct problems *problems, const char *wanted)
{
    const char *text = problems_text(test, problems);
    const char *all = *wanted == '\0' ? "" : "1 ";

    for (const char *at = wanted; *at != '\0'; at++)
        all = arena_printf(test->arena, *at == ';' ? "%s; 1 " : "%s%c", all, *at);
    if (strcmp(text, all) != 0)
        fail_msg("%s with %s gives '%s', not '%s': %s", expected->fields, expected->change, text,
                 all, problems->n_listed > 0 ? problems->listed[0].message : "");
}

void expect_row(const struct reference *reference, const struct row_case *expected)
{
    struct checking_test test;

    checking_init(&test, reference);
    checking_add(&test, expected->kind, expected->fields, expected->change);
    checking_run(&test);
    expect_list(&test, expected, &test.result.problems,
                expected->problems == NULL ? "" : expected->problems);
    expect_list(&test, expected, &test.result.warnings,
                expected->warnings == NULL ? "" : expected->warnings);
    const struct problems *first =
        test.result.problems.n_listed > 0 ? &test.result.problems : &test.result.warnings;
    if (expected->says != NULL
        && (first->n_listed == 0 || strstr(first->listed[0].message, expected->says) == NULL))
        fail_msg("%s: '%s' does not say %s", expected->change,
                 first->n_listed > 0 ? first->listed[0].message : "", expected->says);
    assert_int_equal(test.result.rejected[0], test.result.problems.count > 0);
    assert_int_equal(test.result.n_rejected, test.result.rejected[0]);
    checking_finish(&test);
}

int reference_setup(void **state)
{
    *state = reference_set_shipped();
    return 0;
}

int reference_teardown(void **state)
{
    reference_destroy(*state);
    return 0;
}
