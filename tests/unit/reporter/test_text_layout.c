/* Paragraphs and tables for a terminal. */
#include "support/test.h"

#include "reporter/text_layout.h"

#include "base/text.h"

#include <stdio.h>

static void assert_lines_fit(const char *text)
{
    for (const char *end; *text != '\0'; text = end + 1) {
        end = strchr(text, '\n');
        assert_non_null(end);
        assert_true(text_length(text, (size_t)(end - text)) <= TEXT_WIDTH);
    }
}

static void a_paragraph_is_wrapped_at_spaces_and_indented(void **state)
{
    SCOPED(buffer) out = {0};
    SCOPED(buffer) long_text = {0};

    (void)state;
    for (int i = 0; i < 40; i++)
        buffer_append_text(&long_text, "\xc3\xa9l\xc3\xa9phant ");
    text_paragraph(&out, "- ", 2, buffer_text(&long_text));
    assert_lines_fit(buffer_text(&out));
    assert_memory_equal(out.bytes, "- \xc3\xa9l", 5);
    assert_non_null(strstr(buffer_text(&out), "\n  \xc3\xa9l"));
}

static void control_characters_never_reach_the_terminal(void **state)
{
    SCOPED(buffer) out = {0};

    (void)state;
    text_paragraph(&out, "", 0, "a\x1b[31mb\nc\td");
    assert_string_equal(buffer_text(&out), "a [31mb c d\n");
}

static void a_word_that_is_too_long_has_a_line_of_its_own(void **state)
{
    SCOPED(buffer) out = {0};
    char word[2 * TEXT_WIDTH + 1];

    (void)state;
    memset(word, 'x', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    text_paragraph(&out, "", 0, word);
    assert_int_equal(out.used, sizeof word);
}

static void a_table_aligns_numbers_and_breaks_its_headings(void **state)
{
    static const char *const columns[] = {"Organization", "Comprehensive laws"};
    const char *cells[] = {"COE", "47", "SICA", NULL};
    struct document_table table = {"t", "Caption", columns, 2, cells, 2, 0, NULL};
    SCOPED(buffer) out = {0};

    (void)state;
    text_table(&out, &table);
    assert_string_equal(buffer_text(&out), "Caption\n"
                                           "  Organization  Comprehensive\n"
                                           "                         laws\n"
                                           "  ---------------------------\n"
                                           "  COE                      47\n"
                                           "  SICA                      -\n");
}

static void a_table_that_is_too_wide_becomes_paragraphs(void **state)
{
    static const char *const columns[] = {"Name", "Title"};
    char title[TEXT_WIDTH + 1];
    const char *cells[] = {"COE", title};
    struct document_table table = {"t", "Caption", columns, 2, cells, 1, 0, NULL};
    SCOPED(buffer) out = {0};

    (void)state;
    for (size_t i = 0; i < sizeof title; i++)
        title[i] = i % 5 == 4 ? ' ' : 'x';
    title[TEXT_WIDTH] = '\0';
    text_table(&out, &table);
    assert_non_null(strstr(buffer_text(&out), "  COE; Title: xxxx"));
    assert_lines_fit(buffer_text(&out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_paragraph_is_wrapped_at_spaces_and_indented),
        cmocka_unit_test(control_characters_never_reach_the_terminal),
        cmocka_unit_test(a_word_that_is_too_long_has_a_line_of_its_own),
        cmocka_unit_test(a_table_aligns_numbers_and_breaks_its_headings),
        cmocka_unit_test(a_table_that_is_too_wide_becomes_paragraphs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
