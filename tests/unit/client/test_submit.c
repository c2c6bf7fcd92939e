#include "support/test.h"

#include "base/buffer.h"
#include "console.h"
#include "fake.h"
#include <stdio.h>
#include <stdlib.h>

/* A collector that says what its script says, one letter per request and then always '+': '+'
 * committed, 'b' busy, 's' silence, 'r' rejected with problems, 'c' conflict, 'f' failure, 'i'
 * internal failure. */
struct collector {
    const char *script;
    int requests;
    char ids[600]; /* of the submissions, in order of arrival */
    size_t rows;
    struct submission last;
    char texts[4][80]; /* edition, replaces, note and the first title of the last one */
};

static void keep(struct collector *collector, struct bytes packed, struct arena *arena)
{
    struct submission submission;

    assert_int_equal(submission_unpack(packed, arena, &submission, NULL), STATUS_OK);
    strncat(collector->ids, submission.id, 64);
    strncat(collector->ids, " ", 2);
    collector->rows += submission.n_rows;
    collector->last = submission;
    snprintf(collector->texts[0], 80, "%s", submission.edition == NULL ? "" : submission.edition);
    snprintf(collector->texts[1], 80, "%s", submission.replaces == NULL ? "" : submission.replaces);
    snprintf(collector->texts[2], 80, "%s", submission.nil_note == NULL ? "" : submission.nil_note);
}

static bool answer(void *self, const struct message *request, struct arena *arena,
                   struct message *ret)
{
    static struct problem listed[] = {{2, "title", "B", "odd", "The second."},
                                      {1, "date", "2015-02-29", "not_a_date", "No such day."}};
    struct collector *collector = self;
    char what = *collector->script == '\0' ? '+' : *collector->script++;

    collector->requests++;
    if (what == 's')
        return false;
    if (request->kind == MESSAGE_RECEIPT_QUERY) {
        static const uint8_t outcomes[] = {OUTCOME_REVISED, OUTCOME_UNCHANGED};
        ret->kind = MESSAGE_RECEIPT;
        ret->receipt = (struct receipt){.organization = request->receipt_query.organization,
                                        .submission_id = request->receipt_query.submission_id,
                                        .state = SUBMISSION_UNKNOWN};
        if (what == '+')
            return true;
        ret->receipt.state = SUBMISSION_COMMITTED;
        ret->receipt.rows = 2;
        ret->receipt.revised = ret->receipt.unchanged = 1;
        ret->receipt.outcomes = outcomes;
        return true;
    }
    if (what == 'b' || what == 'f' || what == 'i') {
        ret->kind = what == 'b' ? MESSAGE_BUSY : MESSAGE_FAILURE;
        if (what == 'b')
            ret->busy = (struct busy){10, "the database is away"};
        else
            ret->failure = (struct failure){what == 'f' ? "invalid" : "internal", "it is broken"};
        return true;
    }
    keep(collector, request->submit, arena);
    fake_committed(request->submit, arena, ret);
    if (what == '+')
        return true;
    struct receipt *receipt = &ret->receipt;
    receipt->state = what == 'c' ? SUBMISSION_CONFLICT : SUBMISSION_REJECTED;
    receipt->rejected = what == 'c' ? 0 : receipt->rows;
    receipt->rows = receipt->rejected;
    receipt->inserted = 0;
    receipt->recorded_us = 0;
    if (what == 'c')
        receipt->outcomes = NULL;
    else {
        memset((void *)receipt->outcomes, OUTCOME_REJECTED, receipt->rows);
        receipt->problems = (struct problems){listed, 2, 2};
    }
    return true;
}

struct world {
    struct collector collector;
    struct fake *fake;
    char *folder;
    char *laws; /* a file with two good rows */
    struct console console;
};

static void begin(struct world *world, const char *script)
{
    *world = (struct world){.collector = {.script = script}};
    world->fake = fake_start(answer, &world->collector);
    world->folder = folder_make();
    world->laws = folder_write(world->folder, "laws.csv",
                               "iso3,title,stage,date\nPER,A,in_force,2015\nMNG,B,in_force,2016\n");
}

static void end(struct world *world)
{
    console_finish(&world->console);
    fake_stop(world->fake);
    free(world->laws);
    folder_remove(world->folder);
}

#define SUBMIT(world, ...)                                                        \
    CONSOLE(&(world)->console, "submit", "--organization", "SICA", "--collector", \
            fake_endpoint((world)->fake), __VA_ARGS__)

static void a_file_is_submitted_and_the_sums_are_printed(void **state)
{
    struct world world;
    (void)state;

    begin(&world, "");
    SUBMIT(&world, world.laws, "--id", "x-1", "--edition", "2016-stockholm", "--replaces", "x-0",
           "--best-effort");
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_string_equal(world.console.out,
                        "x-1: 2 rows: 2 inserted, 0 revised, 0 unchanged, 0 rejected\n");
    assert_string_equal(world.console.err, "");
    assert_string_equal(world.collector.ids, "x-1 ");
    assert_string_equal(world.collector.texts[0], "2016-stockholm");
    assert_string_equal(world.collector.texts[1], "x-0");
    assert_true(world.collector.last.best_effort);
    end(&world);
}

static void problems_are_printed_with_file_row_and_column_and_exit_one(void **state)
{
    struct world world;
    (void)state;

    begin(&world, "r");
    SUBMIT(&world, world.laws, "--id", "x");
    assert_int_equal(world.console.code, COMMAND_REFUSED);
    char *expected = xasprintf("%s: row 1, column date: \"2015-02-29\": No such day. [not_a_date]\n"
                               "%s: row 2, column title: \"B\": The second. [odd]\n"
                               "x: 2 rows: 0 inserted, 0 revised, 0 unchanged, 2 rejected\n",
                               world.laws, world.laws);
    assert_string_equal(world.console.out, expected);
    free(expected);
    end(&world);
}

static void a_conflict_and_a_failure_are_explained(void **state)
{
    struct world world;
    (void)state;

    begin(&world, "c");
    SUBMIT(&world, world.laws, "--id", "x");
    assert_int_equal(world.console.code, COMMAND_REFUSED);
    assert_non_null(strstr(world.console.out, "[conflict]"));
    assert_non_null(strstr(world.console.out, "2 rejected"));
    end(&world);
    begin(&world, "f");
    SUBMIT(&world, world.laws, "--id", "x");
    assert_int_equal(world.console.code, COMMAND_REFUSED);
    assert_non_null(strstr(world.console.out, "it is broken"));
    end(&world);
    begin(&world, "i");
    SUBMIT(&world, world.laws, "--id", "x");
    assert_int_equal(world.console.code, COMMAND_LATER);
    assert_non_null(strstr(world.console.err, "not done: x "));
    end(&world);
}

static void busy_is_waited_out_and_in_the_end_tells_what_is_not_done(void **state)
{
    struct world world;
    (void)state;

    begin(&world, "bb");
    SUBMIT(&world, world.laws, "--id", "x");
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_int_equal(world.collector.requests, 3);
    end(&world);
    begin(&world, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
    SUBMIT(&world, world.laws, "--id", "x", "--timeout", "400ms");
    assert_int_equal(world.console.code, COMMAND_LATER);
    assert_non_null(strstr(world.console.err, "the database is away"));
    assert_non_null(strstr(world.console.err, "not done: x "));
    assert_non_null(strstr(world.console.err, "--id x"));
    end(&world);
}

static void silence_ends_with_exit_three(void **state)
{
    struct world world;
    (void)state;

    begin(&world, "ssssssss");
    SUBMIT(&world, world.laws, "--id", "x", "--timeout", "300ms");
    assert_int_equal(world.console.code, COMMAND_LATER);
    assert_non_null(strstr(world.console.err, "not done: x "));
    end(&world);
}

static void a_long_file_goes_in_parts_of_which_a_busy_one_is_not_lost(void **state)
{
    struct world world;
    SCOPED(buffer) text = {0};
    (void)state;

    buffer_append_text(&text, "iso3,title,stage,date\n");
    for (int i = 0; i < 55000; i++)
        buffer_printf(&text, "PER,Law %d,in_force,2015\n", i);
    begin(&world, "+b+");
    OWNED_TEXT file = folder_write(world.folder, "long.csv", buffer_text(&text));
    SUBMIT(&world, file, "--id", "x", "--kind", "law");
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_string_equal(
        world.console.out,
        "x: 55000 rows: 55000 inserted, 0 revised, 0 unchanged, 0 rejected (6 parts)\n");
    assert_int_equal(world.collector.rows, 55000);
    for (int i = 1; i <= 6; i++) {
        char id[12];
        snprintf(id, sizeof id, "x.%04d ", i);
        char *found = strstr(world.collector.ids, id);
        assert_non_null(found);
        assert_null(strstr(found + 1, id));
    }
    console_finish(&world.console);
    SUBMIT(&world, file, "--id", "y", "--kind", "law", "--replaces", "x");
    assert_int_equal(world.console.code, COMMAND_USAGE);
    assert_null(strstr(world.collector.ids, "y.0001")); /* nothing of it was sent */
    end(&world);
}

static void a_row_that_cannot_be_read_keeps_an_atomic_part_back(void **state)
{
    struct world world;
    (void)state;

    begin(&world, "");
    OWNED_TEXT file = folder_write(world.folder, "rows.jsonl",
                                   "{\"kind\":\"law\",\"title\":\"A\"}\n{\"kind\":\"rumour\"}\n");
    SUBMIT(&world, file, "--id", "x");
    assert_int_equal(world.console.code, COMMAND_REFUSED);
    assert_non_null(strstr(world.console.out, "row 2, column kind: \"rumour\""));
    assert_non_null(strstr(world.console.out, "0 inserted, 0 revised, 0 unchanged, 2 rejected"));
    console_finish(&world.console);
    SUBMIT(&world, file, "--id", "x", "--best-effort", "--format", "json");
    assert_int_equal(world.console.code, COMMAND_REFUSED);
    assert_non_null(strstr(world.console.out, "\"unknown_kind\""));
    assert_non_null(strstr(world.console.out, "\"inserted\": 1,"));
    assert_non_null(strstr(world.console.out, "\"rejected\": 1,"));
    assert_non_null(strstr(world.console.out, "\"rows\": 2,"));
    end(&world);
    assert_int_equal(world.collector.requests, 1);
}

static void a_nil_report_has_a_note_and_no_rows(void **state)
{
    struct world world;
    (void)state;

    begin(&world, "");
    SUBMIT(&world, "--nil", "Nothing happened.", "--id", "n");
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_true(world.collector.last.nil);
    assert_int_equal(world.collector.last.n_rows, 0);
    assert_string_equal(world.collector.texts[2], "Nothing happened.");
    end(&world);
}

static void the_status_of_a_submission_can_be_asked(void **state)
{
    struct world world;
    (void)state;

    begin(&world, "kk");
    CONSOLE(&world.console, "status", "x", "--organization", "SICA", "--collector",
            fake_endpoint(world.fake));
    assert_int_equal(world.console.code, COMMAND_DONE);
    assert_string_equal(world.console.out,
                        "x: committed\n2 rows: 0 inserted, 1 revised, 1 unchanged, 0 rejected\n");
    console_finish(&world.console);
    CONSOLE(&world.console, "status", "x", "--organization", "SICA", "--format", "json",
            "--collector", fake_endpoint(world.fake));
    assert_non_null(strstr(world.console.out, "\"outcomes\": [\n    \"revised\","));
    console_finish(&world.console);
    CONSOLE(&world.console, "status", "y", "--organization", "SICA", "--collector",
            fake_endpoint(world.fake));
    assert_int_equal(world.console.code, COMMAND_REFUSED);
    assert_non_null(strstr(world.console.out, "y: unknown\n"));
    end(&world);
}

static void files_without_rows_are_not_submitted(void **state)
{
    struct world world;
    (void)state;

    begin(&world, "");
    OWNED_TEXT file = folder_write(world.folder, "surveys.csv", "iso3,title,fieldwork_end\n");
    SUBMIT(&world, file);
    assert_int_equal(world.console.code, COMMAND_USAGE);
    assert_non_null(strstr(world.console.err, "--nil"));
    end(&world);
    assert_int_equal(world.collector.requests, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_submitted_and_the_sums_are_printed),
        cmocka_unit_test(problems_are_printed_with_file_row_and_column_and_exit_one),
        cmocka_unit_test(a_conflict_and_a_failure_are_explained),
        cmocka_unit_test(busy_is_waited_out_and_in_the_end_tells_what_is_not_done),
        cmocka_unit_test(silence_ends_with_exit_three),
        cmocka_unit_test(a_long_file_goes_in_parts_of_which_a_busy_one_is_not_lost),
        cmocka_unit_test(a_row_that_cannot_be_read_keeps_an_atomic_part_back),
        cmocka_unit_test(a_nil_report_has_a_note_and_no_rows),
        cmocka_unit_test(the_status_of_a_submission_can_be_asked),
        cmocka_unit_test(files_without_rows_are_not_submitted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
