/* submission - submission_unpack of wire/message.h: the rows that an organization sends. */
#include "base/text.h"
#include "fuzz.h"
#include "wire/limits.h"
#include "wire/message.h"
#include <stdio.h>
#include <string.h>

static void require_shape(const struct submission *submission)
{
    REQUIRE(submission->n_rows <= SUBMISSION_ROWS_MAX);
    REQUIRE(submission->nil || submission->nil_note == NULL);
    for (size_t i = 0; i < submission->n_rows; i++) {
        uint8_t key[RECORD_DIGEST_SIZE], content[RECORD_DIGEST_SIZE];

        REQUIRE(submission->rows[i].row != 0);
        fuzz_require_values(&submission->rows[i]);
        record_key(&submission->rows[i], "SACG", key);
        record_content(&submission->rows[i], content);
    }
}

/* A code that holds a ';' becomes several when it is packed, perhaps more than one list may have.
 */
static bool has_split_code(const struct submission *submission)
{
    for (size_t i = 0; i < submission->n_rows; i++) {
        const struct record *row = &submission->rows[i];
        const struct kind_table *table = kind_table(row->kind);

        for (size_t f = 0; f < table->n_fields; f++) {
            size_t codes = 1;

            if (table->fields[f].type != FIELD_CODES)
                continue;
            for (size_t c = 0; c < row->values[f].len; c++)
                codes += row->values[f].text[c] == ';';
            if (codes > WIRE_LIST_CODES_MAX)
                return true;
        }
    }
    return false;
}

static void require_round_trip(const struct submission *submission)
{
    SCOPED(buffer) first = {0};
    SCOPED(buffer) second = {0};
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct submission again;
    struct error err = {0};

    submission_pack(submission, &first);
    if (first.used > SUBMISSION_BYTES_MAX) /* rows without number were given one */
        return;
    enum status status =
        submission_unpack((struct bytes){first.bytes, first.used}, arena, &again, &err);
    if (status != STATUS_OK && has_split_code(submission))
        return;
    if (status != STATUS_OK)
        fprintf(stderr, "packed again: %s\n", err.text);
    REQUIRE(status == STATUS_OK);
    submission_pack(&again, &second);
    REQUIRE(fuzz_same_bytes(&first, &second));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    double begun = fuzz_seconds();
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct submission submission;
    struct error err = {0};
    enum status status = submission_unpack((struct bytes){bytes, size}, arena, &submission, &err);

    REQUIRE(arena_used(arena) <= WIRE_ARENA_BYTES_MAX);
    REQUIRE(status == STATUS_OK || status == STATUS_INVALID);
    if (status == STATUS_OK) {
        require_shape(&submission);
        require_round_trip(&submission);
    } else {
        fuzz_require_sentence(&err);
    }
    fuzz_require_fast(begun, size);
    return 0;
}
