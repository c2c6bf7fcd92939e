/* docs/protocol.md says what the code does: every limit, every code of a problem. */
#include "base/buffer.h"
#include "base/file.h"
#include "model/problem.h"
#include "support/test.h"
#include "wire/limits.h"
#include "wire/message.h"
#include <stdio.h>
#include <stdlib.h>

static char *text_of_file(const char *path)
{
    SCOPED(buffer) content = {0};
    struct error err;

    if (file_read(path, 1 << 20, &content, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return xstrdup(buffer_text(&content));
}

static int setup(void **state)
{
    *state = text_of_file(PROTOCOL_MD);
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

/* "16 MiB", "64 KiB", "10 000": as the page writes numbers. */
static const char *shown(size_t number, bool bytes, char ret[32])
{
    if (bytes && number % (1 << 20) == 0)
        snprintf(ret, 32, "%zu MiB", number >> 20);
    else if (bytes && number % (1 << 10) == 0)
        snprintf(ret, 32, "%zu KiB", number >> 10);
    else if (number >= 1000)
        snprintf(ret, 32, "%zu %03zu", number / 1000, number % 1000);
    else
        snprintf(ret, 32, "%zu", number);
    return ret;
}

static void the_page_gives_every_limit(void **state)
{
    static const struct {
        const char *before; /* the row up to the number */
        size_t limit;
        bool bytes;
        const char *after;
    } rows[] = {
        {"| a request | ", MESSAGE_BYTES_MAX, true, " |"},
        {"| an answer | ", MESSAGE_ANSWER_BYTES_MAX, true, " |"},
        {"| `Submit.submission` | ", SUBMISSION_BYTES_MAX, true, " |"},
        {"| rows of a submission; `Receipt.outcomes` | ", SUBMISSION_ROWS_MAX, false, " |"},
        {"| codes in one list field of a row (`topics`, `settings`, `targets`) | ",
         WIRE_LIST_CODES_MAX, false, " |"},
        {"| listed problems; listed warnings | ", PROBLEMS_LISTED_MAX, false, " each |"},
        {"| `FactsAnswer.facts`; `ChangesAnswer.changes` | ", WIRE_FACTS_MAX, false, "; "},
        {"| `FactsAnswer.facts`; `ChangesAnswer.changes` | 5 000; ", WIRE_CHANGES_MAX, false, " |"},
        {"| `FactsQuestion.where` | ", WIRE_WHERE_MAX, false, " |"},
        {"| `FactsQuestion.ref_areas`, `EditionList.editions` | ", WIRE_NAMED_MAX, false, " |"},
        {"| reference files; the content of one | ", WIRE_FILES_MAX, false, "; "},
        {"| reference files; the content of one | 256; ", WIRE_FILE_BYTES_MAX, true, " |"},
        {"| any other repeated field | ", WIRE_REPEATED_MAX, false, " |"},
        {"| one text | ", WIRE_TEXT_BYTES_MAX, true, " ("},
        {"| `FactsQuestion.after`, `FactsAnswer.next` | ", WIRE_PAGE_BYTES_MAX, true, " |"},
        {"| `Report.content` | ", WIRE_REPORT_BYTES_MAX, true, " |"},
        {"| a digest; `Envelope.id` | exactly ", DIGEST_SHA256_SIZE, false, "; "},
        {"| a digest; `Envelope.id` | exactly 32; ", MESSAGE_ID_SIZE, false, " bytes |"},
        {"| messages inside one message, all levels together | ", WIRE_MESSAGES_MAX, false, " |"},
        {"| depth of messages | ", WIRE_DEPTH_MAX, false, " |"},
        {"| memory that a message takes when unpacked | ", WIRE_UNPACKED_BYTES_MAX, true, " |"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char number[32], row[200];
        snprintf(row, sizeof row, "\n%s%s%s", rows[i].before,
                 shown(rows[i].limit, rows[i].bytes, number), rows[i].after);
        if (strstr(*state, row) == NULL)
            fail_msg("docs/protocol.md has no row '%s'", row + 1);
    }
}

static void the_page_explains_every_code_of_a_problem(void **state)
{
    static const char define[] = "#define PROBLEM_";
    char *header = text_of_file(PROBLEM_H);
    const char *codes = strstr(*state, "\n## Codes of problems\n");
    size_t found = 0;

    assert_non_null(codes);
    for (char *at = header; (at = strstr(at, define)) != NULL; at += sizeof define) {
        char code[40], wanted[44];
        if (sscanf(at, "#define PROBLEM_%*[A-Z0-9_] \"%39[a-z0-9_]\"", code) != 1)
            continue; /* a number */
        found++;
        snprintf(wanted, sizeof wanted, "`%s`", code);
        if (strstr(codes, wanted) == NULL)
            fail_msg("docs/protocol.md does not explain the code '%s'", code);
    }
    assert_in_range(found, 28, 100);
    free(header);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_gives_every_limit),
        cmocka_unit_test(the_page_explains_every_code_of_a_problem),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
