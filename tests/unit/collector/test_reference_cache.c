#include "support/test.h"

#include "collector/reference_cache.h"
#include "unit/collector/reference_files.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct place {
    char directory[64], path[96], broken[128];
    struct arena *arena;
    struct reference_cache *cache;
};

static struct reference_cache *open_cache(const char *directory)
{
    struct reference_cache *cache = NULL;

    assert_int_equal(reference_cache_create(directory, &cache, NULL), STATUS_OK);
    return cache;
}

static int setup(void **state)
{
    struct place *p = xcalloc(1, sizeof *p);

    snprintf(p->directory, sizeof p->directory, "/tmp/test_reference_cache_XXXXXX");
    assert_non_null(mkdtemp(p->directory));
    snprintf(p->path, sizeof p->path, "%s/reference", p->directory);
    snprintf(p->broken, sizeof p->broken, "%s.broken", p->path);
    p->arena = arena_create(0);
    p->cache = open_cache(p->directory);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;

    reference_cache_destroy(p->cache);
    arena_destroy(p->arena);
    unlink(p->path);
    unlink(p->broken);
    assert_int_equal(rmdir(p->directory), 0);
    free(p);
    return 0;
}

static void reopen(struct place *p)
{
    reference_cache_destroy(p->cache);
    p->cache = open_cache(p->directory);
}

/* The aggregator's answer: the files as shipped, or with XORG in them; none if the asker has them.
 */
static bool answer(struct place *p, uint64_t version, bool changed, bool with_files)
{
    struct message question;
    struct message answer = {.kind = MESSAGE_REFERENCE, .reference = {.version = version}};
    size_t n;
    struct reference_file *files =
        changed ? reference_files_changed(p->arena, &n) : reference_files_read(p->arena, &n);

    reference_digest(files, n, answer.reference.digest);
    if (with_files) {
        answer.reference.files = files;
        answer.reference.n_files = n;
    }
    reference_cache_ask(p->cache, &question);
    memcpy(answer.id, question.id, sizeof answer.id);
    assert_true(reference_cache_asked(p->cache, &answer));
    return reference_cache_answer(p->cache, &answer);
}

static uint64_t version_asked_with(struct place *p)
{
    struct message question;

    reference_cache_ask(p->cache, &question);
    assert_int_equal(question.kind, MESSAGE_REFERENCE_QUERY);
    return question.reference_query.have_version;
}

static void nothing_is_known_at_first(void **state)
{
    struct place *p = *state;

    assert_null(reference_cache_newest(p->cache));
    assert_int_equal(version_asked_with(p), 0);
}

static void a_set_is_used_and_found_again_after_a_restart(void **state)
{
    struct place *p = *state;

    assert_false(answer(p, 3, false, true));
    assert_int_equal(reference_cache_version(p->cache), 3);
    assert_non_null(reference_organization(reference_cache_newest(p->cache), "SICA"));
    reopen(p);
    assert_int_equal(reference_cache_version(p->cache), 3);
    assert_non_null(reference_organization(reference_cache_newest(p->cache), "SICA"));
    assert_int_equal(version_asked_with(p), 3);
}

static void a_newer_set_replaces_the_older(void **state)
{
    struct place *p = *state;

    answer(p, 3, false, true);
    assert_null(reference_organization(reference_cache_newest(p->cache), "XORG"));
    answer(p, 4, true, true);
    assert_non_null(reference_organization(reference_cache_newest(p->cache), "XORG"));
    reopen(p);
    assert_int_equal(reference_cache_version(p->cache), 4);
    assert_non_null(reference_organization(reference_cache_newest(p->cache), "XORG"));
}

static void the_same_version_changes_nothing(void **state)
{
    struct place *p = *state;

    answer(p, 3, false, true);
    const struct reference *before = reference_cache_newest(p->cache);
    assert_false(answer(p, 3, false, false));
    assert_ptr_equal(reference_cache_newest(p->cache), before);
    assert_int_equal(version_asked_with(p), 3);
}

static void a_set_of_another_database_is_asked_for_anew(void **state)
{
    struct place *p = *state;

    answer(p, 3, false, true);
    assert_true(answer(p, 3, true, false)); /* same number, other digest */
    assert_int_equal(version_asked_with(p), 0);
    answer(p, 1, true, true);
    assert_int_equal(reference_cache_version(p->cache), 1);
    assert_int_equal(version_asked_with(p), 1);
}

static void an_empty_aggregator_does_not_take_the_set_away(void **state)
{
    struct place *p = *state;
    struct message question;
    struct message none = {.kind = MESSAGE_REFERENCE};

    answer(p, 3, false, true);
    reference_cache_ask(p->cache, &question);
    memcpy(none.id, question.id, sizeof none.id);
    assert_false(reference_cache_answer(p->cache, &none));
    assert_int_equal(reference_cache_version(p->cache), 3);
    assert_int_equal(version_asked_with(p), 0);
}

static void a_set_whose_digest_is_wrong_is_refused(void **state)
{
    struct place *p = *state;
    struct message question;
    struct message wrong = {.kind = MESSAGE_REFERENCE, .reference = {.version = 9}};

    answer(p, 3, false, true);
    reference_cache_ask(p->cache, &question);
    memcpy(wrong.id, question.id, sizeof wrong.id);
    wrong.reference.files = reference_files_changed(p->arena, &wrong.reference.n_files);
    wrong.reference.digest[0] = 1;
    assert_false(reference_cache_answer(p->cache, &wrong));
    assert_int_equal(reference_cache_version(p->cache), 3);
    reopen(p);
    assert_int_equal(reference_cache_version(p->cache), 3);
}

static void a_set_that_does_not_parse_is_refused(void **state)
{
    struct place *p = *state;
    struct message question;
    struct reference_file file = {"areas.csv", (const uint8_t *)"nonsense\n", 9};
    struct message wrong = {.kind = MESSAGE_REFERENCE,
                            .reference = {.version = 9, .files = &file, .n_files = 1}};

    answer(p, 3, false, true);
    reference_cache_ask(p->cache, &question);
    memcpy(wrong.id, question.id, sizeof wrong.id);
    reference_digest(&file, 1, wrong.reference.digest);
    assert_false(reference_cache_answer(p->cache, &wrong));
    assert_int_equal(reference_cache_version(p->cache), 3);
}

static void a_busy_or_late_answer_changes_nothing(void **state)
{
    struct place *p = *state;
    struct message question;
    struct message busy = {.kind = MESSAGE_BUSY, .busy = {100, "later"}};

    answer(p, 3, false, true);
    reference_cache_ask(p->cache, &question);
    assert_false(reference_cache_asked(p->cache, &busy));
    memcpy(busy.id, question.id, sizeof busy.id);
    assert_true(reference_cache_asked(p->cache, &busy));
    assert_false(reference_cache_answer(p->cache, &busy));
    assert_false(reference_cache_asked(p->cache, &busy));
    assert_int_equal(reference_cache_version(p->cache), 3);
}

static void flip_a_byte(const char *path, size_t from_end)
{
    SCOPED(buffer) content = {0};

    assert_int_equal(file_read(path, 64 << 20, &content, NULL), STATUS_OK);
    content.bytes[content.used - from_end] ^= 1;
    assert_int_equal(file_write_atomically(path, content.bytes, content.used, 0644, NULL),
                     STATUS_OK);
}

static void a_broken_file_is_set_aside_and_the_set_fetched_again(void **state)
{
    struct place *p = *state;

    answer(p, 3, false, true);
    flip_a_byte(p->path, 1000);
    reopen(p);
    assert_null(reference_cache_newest(p->cache));
    assert_int_equal(version_asked_with(p), 0);
    assert_int_equal(access(p->broken, F_OK), 0);
    assert_int_not_equal(access(p->path, F_OK), 0);
    answer(p, 3, false, true);
    reopen(p);
    assert_int_equal(reference_cache_version(p->cache), 3);
}

static void a_truncated_file_is_set_aside(void **state)
{
    struct place *p = *state;

    answer(p, 3, false, true);
    assert_int_equal(truncate(p->path, 5000), 0);
    reopen(p);
    assert_null(reference_cache_newest(p->cache));
    assert_int_equal(access(p->broken, F_OK), 0);
}

static void a_directory_is_made_when_its_parent_is_there(void **state)
{
    struct place *p = *state;
    OWNED_TEXT directory = xasprintf("%s/new", p->directory);

    reference_cache_destroy(p->cache);
    p->cache = open_cache(directory);
    assert_int_equal(rmdir(directory), 0);
}

static void a_directory_that_cannot_be_made_is_an_error_that_names_it(void **state)
{
    struct reference_cache *cache = NULL;
    struct error err = {0};
    (void)state;

    assert_int_equal(reference_cache_create("/nowhere/at/all", &cache, &err), STATUS_FAILED);
    assert_non_null(strstr(err.text, "/nowhere/at/all"));
    assert_null(cache);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_known_at_first),
        TEST(a_set_is_used_and_found_again_after_a_restart),
        TEST(a_newer_set_replaces_the_older),
        TEST(the_same_version_changes_nothing),
        TEST(a_set_of_another_database_is_asked_for_anew),
        TEST(an_empty_aggregator_does_not_take_the_set_away),
        TEST(a_set_whose_digest_is_wrong_is_refused),
        TEST(a_set_that_does_not_parse_is_refused),
        TEST(a_busy_or_late_answer_changes_nothing),
        TEST(a_broken_file_is_set_aside_and_the_set_fetched_again),
        TEST(a_truncated_file_is_set_aside),
        TEST(a_directory_is_made_when_its_parent_is_there),
        cmocka_unit_test(a_directory_that_cannot_be_made_is_an_error_that_names_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
