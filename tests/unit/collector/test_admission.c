#include "support/test.h"

#include "collector/admission.h"
#include "unit/collector/reference_files.h"

#include <stdlib.h>

struct desk {
    struct arena *arena;
    struct reference *reference;
    struct submission submission;
};

static int group_setup(void **state)
{
    struct desk *d = xcalloc(1, sizeof *d);
    struct problems problems = {0};
    struct error err = {0};
    size_t n;

    d->arena = arena_create(0);
    struct reference_file *files = reference_files_read(d->arena, &n);
    if (reference_parse(files, n, d->arena, &d->reference, &problems, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    *state = d;
    return 0;
}

static int group_teardown(void **state)
{
    struct desk *d = *state;

    reference_destroy(d->reference);
    arena_destroy(d->arena);
    free(d);
    return 0;
}

static void set_value(struct record *record, int field, const char *text)
{
    record->values[field] = (struct value){text, (uint32_t)strlen(text)};
}

/* n rows, of which those from number first_wrong on are wrong. */
static void write_rows(struct desk *d, size_t n, size_t first_wrong)
{
    size_t n_fields = kind_table(KIND_TREATY_ACTION)->n_fields;

    d->submission = (struct submission){.organization = "SICA", .id = "a", .n_rows = n};
    d->submission.rows = arena_array(d->arena, n, sizeof *d->submission.rows);
    for (size_t i = 0; i < n; i++) {
        struct record *record = &d->submission.rows[i];

        record->kind = KIND_TREATY_ACTION;
        record->row = (uint32_t)(i + 1);
        record->values = arena_array(d->arena, n_fields, sizeof *record->values);
        set_value(record, TREATY_REF_AREA, "HND");
        set_value(record, TREATY_INSTRUMENT, "OPSC");
        set_value(record, TREATY_ACTION, "declaration");
        set_value(record, TREATY_DATE, i + 1 < first_wrong ? "2002-05-08" : "2002-02-30");
        set_value(record, TREATY_REFERENCE, arena_printf(d->arena, "C.N.%zu", i + 1));
        set_value(record, TREATY_SOURCE, "UNTC");
    }
}

static struct bytes pack(struct desk *d)
{
    struct buffer packed = {0};

    submission_pack(&d->submission, &packed);
    struct bytes bytes = {(uint8_t *)arena_textn(d->arena, (char *)packed.bytes, packed.used),
                          packed.used};
    buffer_finish(&packed);
    return bytes;
}

static struct admission decide(struct desk *d)
{
    struct admission admission = {0};
    struct error err = {0};

    if (admission_decide(pack(d), d->reference, 7, day_of(2016, 5, 30), d->arena, &admission, &err)
        != STATUS_OK)
        fail_msg("%s", err.text);
    return admission;
}

static void a_submission_without_problems_is_forwarded_with_its_own_bytes(void **state)
{
    struct desk *d = *state;

    write_rows(d, 2, 3);
    struct bytes packed = pack(d);
    struct admission admission = decide(d);
    uint8_t digest[DIGEST_SHA256_SIZE];

    assert_int_equal(admission.verdict, VERDICT_FORWARD);
    assert_int_equal(admission.forward.reference_version, 7);
    assert_int_equal(admission.forward.submission.size, packed.size);
    assert_memory_equal(admission.forward.submission.bytes, packed.bytes, packed.size);
    digest_sha256(packed.bytes, packed.size, digest);
    assert_memory_equal(admission.digest, digest, sizeof digest);
    assert_string_equal(admission.organization, "SICA");
    assert_string_equal(admission.submission_id, "a");
}

static void a_nil_report_is_forwarded(void **state)
{
    struct desk *d = *state;

    d->submission = (struct submission){.organization = "SICA", .id = "nil", .nil = true};
    assert_int_equal(decide(d).verdict, VERDICT_FORWARD);
}

static void one_wrong_row_rejects_all_rows_of_an_atomic_submission(void **state)
{
    struct desk *d = *state;

    write_rows(d, 3, 3);
    struct admission admission = decide(d);
    assert_int_equal(admission.verdict, VERDICT_REJECT);
    assert_int_equal(admission.rejection.state, SUBMISSION_REJECTED);
    assert_int_equal(admission.rejection.rows, 3);
    assert_int_equal(admission.rejection.rejected, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(admission.rejection.outcomes[i], OUTCOME_REJECTED);
    assert_int_equal(admission.rejection.problems.count, 1);
    assert_int_equal(admission.rejection.problems.listed[0].row, 3);
    assert_memory_equal(admission.rejection.digest, admission.digest, sizeof admission.digest);
}

static void best_effort_forwards_the_right_rows_with_the_problems_of_the_others(void **state)
{
    struct desk *d = *state;

    write_rows(d, 3, 2);
    d->submission.best_effort = true;
    struct admission admission = decide(d);
    assert_int_equal(admission.verdict, VERDICT_FORWARD);
    assert_int_equal(admission.forward.problems.count, 2);
}

static void best_effort_without_a_right_row_is_rejected(void **state)
{
    struct desk *d = *state;

    write_rows(d, 2, 1);
    d->submission.best_effort = true;
    assert_int_equal(decide(d).verdict, VERDICT_REJECT);
}

static void best_effort_does_not_help_a_submission_that_is_wrong_as_a_whole(void **state)
{
    struct desk *d = *state;

    write_rows(d, 2, 3);
    d->submission.best_effort = true;
    d->submission.organization = "NOBODY";
    struct admission admission = decide(d);
    assert_int_equal(admission.verdict, VERDICT_REJECT);
    assert_int_equal(admission.rejection.problems.listed[0].row, 0);
}

static void best_effort_with_more_problems_than_can_be_listed_is_rejected(void **state)
{
    struct desk *d = *state;

    write_rows(d, PROBLEMS_LISTED_MAX + 2, 2);
    d->submission.best_effort = true;
    struct admission admission = decide(d);
    assert_int_equal(admission.verdict, VERDICT_REJECT);
    assert_int_equal(admission.rejection.problems.count, PROBLEMS_LISTED_MAX + 1);
    assert_int_equal(admission.rejection.problems.n_listed, PROBLEMS_LISTED_MAX);
    assert_int_equal(admission.rejection.rejected, PROBLEMS_LISTED_MAX + 2);
}

static void a_submission_without_organization_and_id_is_rejected_and_not_forwarded(void **state)
{
    struct desk *d = *state;

    write_rows(d, 1, 2);
    d->submission.organization = NULL;
    d->submission.id = NULL;
    struct admission admission = decide(d);
    assert_int_equal(admission.verdict, VERDICT_REJECT);
    assert_null(admission.organization);
}

static void bytes_that_are_no_submission_are_invalid(void **state)
{
    struct desk *d = *state;
    struct admission admission = {0};
    struct error err = {0};

    assert_int_equal(admission_decide((struct bytes){(const uint8_t *)"garbage", 7}, d->reference,
                                      7, day_of(2016, 5, 30), d->arena, &admission, &err),
                     STATUS_INVALID);
    assert_true(err.text[0] != '\0');
}

static void a_submission_that_needs_more_memory_than_allowed_is_invalid(void **state)
{
    struct desk *d = *state;
    OWNED(arena) small = arena_create(4096);
    struct admission admission = {0};
    struct error err = {0};

    write_rows(d, 500, 501);
    assert_int_equal(
        admission_decide(pack(d), d->reference, 7, day_of(2016, 5, 30), small, &admission, &err),
        STATUS_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_submission_without_problems_is_forwarded_with_its_own_bytes),
        cmocka_unit_test(a_nil_report_is_forwarded),
        cmocka_unit_test(one_wrong_row_rejects_all_rows_of_an_atomic_submission),
        cmocka_unit_test(best_effort_forwards_the_right_rows_with_the_problems_of_the_others),
        cmocka_unit_test(best_effort_without_a_right_row_is_rejected),
        cmocka_unit_test(best_effort_does_not_help_a_submission_that_is_wrong_as_a_whole),
        cmocka_unit_test(best_effort_with_more_problems_than_can_be_listed_is_rejected),
        cmocka_unit_test(a_submission_without_organization_and_id_is_rejected_and_not_forwarded),
        cmocka_unit_test(bytes_that_are_no_submission_are_invalid),
        cmocka_unit_test(a_submission_that_needs_more_memory_than_allowed_is_invalid),
    };

    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
