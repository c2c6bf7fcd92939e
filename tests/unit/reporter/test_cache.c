/* Composed documents are found again, and only for exactly the same plan. */
#include "support/test.h"

#include "reporter/cache.h"

static struct composer_plan plan_of(int64_t cutoff_us)
{
    return (struct composer_plan){
        .cutoff_us = cutoff_us, .reference_version = 1, .edition = {.code = "2016-stockholm"}};
}

static void put(struct cache *cache, int64_t cutoff_us)
{
    struct composer_plan plan = plan_of(cutoff_us);
    struct document document = {.cutoff_us = cutoff_us};

    cache_put(cache, &plan, &document, arena_create(0));
}

static bool has(struct cache *cache, int64_t cutoff_us)
{
    struct composer_plan plan = plan_of(cutoff_us);
    const struct document *document = cache_get(cache, &plan);

    assert_true(document == NULL || document->cutoff_us == cutoff_us);
    return document != NULL;
}

static void a_document_is_found_by_its_plan(void **state)
{
    OWNED(cache) cache = cache_create(2);

    (void)state;
    assert_false(has(cache, 1));
    put(cache, 1);
    assert_true(has(cache, 1));
    assert_false(has(cache, 2));
}

static void any_change_of_the_plan_makes_another_document(void **state)
{
    OWNED(cache) cache = cache_create(2);
    struct composer_plan plan = plan_of(1);

    (void)state;
    put(cache, 1);
    plan.edition.title = "another title";
    assert_null(cache_get(cache, &plan));
    plan = plan_of(1);
    plan.edition.reference_date = 1;
    assert_null(cache_get(cache, &plan));
    plan = plan_of(1);
    plan.reference_version = 2;
    assert_null(cache_get(cache, &plan));
    plan = plan_of(1);
    plan.has_previous = true;
    assert_null(cache_get(cache, &plan));
}

static void the_one_used_longest_ago_goes_first(void **state)
{
    OWNED(cache) cache = cache_create(2);

    (void)state;
    put(cache, 1);
    put(cache, 2);
    assert_true(has(cache, 1));
    put(cache, 3);
    assert_true(has(cache, 1));
    assert_false(has(cache, 2));
    assert_true(has(cache, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_found_by_its_plan),
        cmocka_unit_test(any_change_of_the_plan_makes_another_document),
        cmocka_unit_test(the_one_used_longest_ago_goes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
