/* The canonical form: valid, sorted, and the same bytes each time. */
#include "support/test.h"

#include "reporter/render.h"
#include "sample.h"

#include <jansson.h>

static json_t *parse(struct buffer *out)
{
    OWNED(arena) arena = arena_create(0);
    struct document document;
    json_error_t error;
    json_t *root;

    sample_document(arena, &document);
    render_json(&document, out);
    root = json_loadb((const char *)out->bytes, out->used, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        fail_msg("line %d: %s", error.line, error.text);
    return root;
}

static void assert_sorted(const json_t *value)
{
    const char *last = "", *key;
    const json_t *item;
    size_t i;

    json_object_foreach((json_t *)value, key, item)
    {
        assert_true(strcmp(last, key) < 0);
        last = key;
        assert_sorted(item);
    }
    json_array_foreach(value, i, item) assert_sorted(item);
}

static void it_is_valid_json_with_sorted_keys(void **state)
{
    SCOPED(buffer) out = {0};
    json_t *root = parse(&out);

    (void)state;
    assert_sorted(root);
    json_decref(root);
}

static void hostile_text_comes_back_as_it_was(void **state)
{
    SCOPED(buffer) out = {0};
    json_t *root = parse(&out);
    const json_t *edition = json_object_get(root, "edition");

    (void)state;
    assert_string_equal(json_string_value(json_object_get(edition, "title")), HOSTILE);
    json_decref(root);
}

static json_t *figure_at(const json_t *root, size_t i)
{
    const json_t *section = json_array_get(json_object_get(root, "sections"), 0);

    return json_array_get(json_object_get(section, "figures"), i);
}

static void a_figure_carries_what_it_counts_its_date_and_the_states_behind_it(void **state)
{
    SCOPED(buffer) out = {0};
    json_t *root = parse(&out);
    const json_t *figure = figure_at(root, 0), *entry;

    (void)state;
    assert_int_equal(json_integer_value(json_object_get(figure, "value")), 2);
    assert_string_equal(json_string_value(json_object_get(figure, "basis")),
                        "instruments deposited");
    assert_string_equal(json_string_value(json_object_get(figure, "date")), "2016-05-30");
    entry = json_array_get(json_object_get(figure, "entries"), 0);
    assert_string_equal(json_string_value(json_object_get(entry, "area")), "SAM");
    assert_string_equal(json_string_value(json_object_get(entry, "since")), "new");
    entry = json_array_get(json_object_get(entry, "provenance"), 0);
    assert_int_equal(json_integer_value(json_object_get(entry, "row")), 12);
    json_decref(root);
}

static void a_withheld_value_is_null_with_its_reason(void **state)
{
    SCOPED(buffer) out = {0};
    json_t *root = parse(&out);
    const json_t *figure = figure_at(root, 1);

    (void)state;
    assert_true(json_is_null(json_object_get(figure, "value")));
    assert_string_equal(json_string_value(json_object_get(figure, "status")), "withheld");
    assert_string_equal(json_string_value(json_object_get(figure, "withheld_because")),
                        "Only 12.3 per cent are covered.");
    json_decref(root);
}

static void the_same_document_gives_the_same_bytes(void **state)
{
    SCOPED(buffer) first = {0};
    SCOPED(buffer) second = {0};

    (void)state;
    json_decref(parse(&first));
    json_decref(parse(&second));
    assert_int_equal(first.used, second.used);
    assert_memory_equal(first.bytes, second.bytes, first.used);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_valid_json_with_sorted_keys),
        cmocka_unit_test(hostile_text_comes_back_as_it_was),
        cmocka_unit_test(a_figure_carries_what_it_counts_its_date_and_the_states_behind_it),
        cmocka_unit_test(a_withheld_value_is_null_with_its_reason),
        cmocka_unit_test(the_same_document_gives_the_same_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
