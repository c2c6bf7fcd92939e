/* check - model/check.h on what submission_unpack lets through, against the reference data that we
 * ship. */
#include "model/check.h"
#include "base/text.h"
#include "fuzz.h"
#include "wire/limits.h"
#include "wire/message.h"
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES_MAX = 256 << 20, TEXT_ROWS_MAX = 60 };

/* A submission, unpacked and checked. */
struct judged {
    struct arena *arena; /* owned */
    struct submission submission;
    struct check_result result;
    bool is_submission; /* and the arena's cap was not passed */
};

static enum status check(struct judged *judged, struct check_result *ret)
{
    struct error err = {0};
    enum status status = check_submission(&judged->submission, fuzz_reference(),
                                          day_of(2021, 12, 31), judged->arena, ret, &err);

    REQUIRE(status == STATUS_OK || status == STATUS_INVALID);
    if (status != STATUS_OK)
        fuzz_require_sentence(&err);
    return status;
}

static struct judged judge(const uint8_t *bytes, size_t size)
{
    struct judged judged = {.arena = arena_create(ARENA_BYTES_MAX)};

    judged.is_submission =
        submission_unpack((struct bytes){bytes, size}, judged.arena, &judged.submission, NULL)
            == STATUS_OK
        && check(&judged, &judged.result) == STATUS_OK;
    REQUIRE(arena_used(judged.arena) <= ARENA_BYTES_MAX);
    return judged;
}

static bool same_problems(const struct problems *a, const struct problems *b)
{
    if (a->count != b->count || a->n_listed != b->n_listed)
        return false;
    for (size_t i = 0; i < a->n_listed; i++)
        if (a->listed[i].row != b->listed[i].row
            || !fuzz_same_text(a->listed[i].field, b->listed[i].field)
            || !fuzz_same_text(a->listed[i].code, b->listed[i].code)
            || !fuzz_same_text(a->listed[i].value, b->listed[i].value)
            || !fuzz_same_text(a->listed[i].message, b->listed[i].message))
            return false;
    return true;
}

static bool is_listed(const struct problems *problems, uint32_t row)
{
    for (size_t i = 0; i < problems->n_listed; i++)
        if (problems->listed[i].row == row)
            return true;
    return false;
}

/* Who is rejected has a problem, and the other way round. */
static void require_consistent(const struct judged *judged)
{
    const struct check_result *result = &judged->result;
    size_t rejected = 0;

    fuzz_require_problems(&result->problems);
    fuzz_require_problems(&result->warnings);
    for (size_t i = 0; i < judged->submission.n_rows; i++) {
        REQUIRE(result->rejected[i] <= 1);
        rejected += result->rejected[i];
        if (judged->submission.n_rows <= 100 && result->rejected[i])
            REQUIRE(is_listed(&result->problems, judged->submission.rows[i].row));
        fuzz_require_values(&judged->submission.rows[i]);
    }
    REQUIRE(rejected == result->n_rejected);
    REQUIRE(rejected == 0 || result->problems.count >= 1);
}

/* Rows that were found good are in canonical form: checked once more they are good and do not
 * change. */
static void require_canonical(struct judged *judged)
{
    const struct submission *submission = &judged->submission;
    uint8_t *digests = xcalloc(submission->n_rows, (size_t)2 * RECORD_DIGEST_SIZE);
    uint8_t now[2 * RECORD_DIGEST_SIZE];
    struct check_result again;

    for (size_t i = 0; i < submission->n_rows; i++) {
        record_key(&submission->rows[i], "SACG", digests + i * sizeof now);
        record_content(&submission->rows[i], digests + i * sizeof now + RECORD_DIGEST_SIZE);
    }
    if (check(judged, &again) == STATUS_OK) {
        REQUIRE(again.n_rejected == judged->result.n_rejected);
        for (size_t i = 0; i < submission->n_rows; i++) {
            REQUIRE(again.rejected[i] == judged->result.rejected[i]);
            record_key(&submission->rows[i], "SACG", now);
            record_content(&submission->rows[i], now + RECORD_DIGEST_SIZE);
            if (!again.rejected[i])
                REQUIRE(memcmp(now, digests + i * sizeof now, sizeof now) == 0);
        }
    }
    free(digests);
}

static void begin_row(struct submission *submission, struct text_span name, struct arena *arena)
{
    const struct kind_table *table = kind_by_name(arena_textn(arena, name.start, name.size));

    if (table == NULL || submission->n_rows == TEXT_ROWS_MAX)
        return;
    submission->rows[submission->n_rows++] =
        (struct record){.kind = table->kind,
                        .row = (uint32_t)submission->n_rows,
                        .values = arena_array(arena, FIELD_MAX, sizeof(struct value))};
}

/* Pack rows that are written as text. */
static void pack_text(const uint8_t *bytes, size_t size, struct buffer *ret)
{
    OWNED(arena) arena = arena_create(0);
    struct text_span rest = {(const char *)bytes, size}, line;
    struct submission submission = {.organization = "SACG", .id = "x"};
    size_t field = FIELD_MAX;

    submission.rows = arena_array(arena, TEXT_ROWS_MAX, sizeof *submission.rows);
    while (text_split(&rest, '\n', &line)) {
        if (line.size > 0 && line.start[0] == '>') {
            begin_row(&submission, (struct text_span){line.start + 1, line.size - 1}, arena);
            field = 0;
        } else if (submission.n_rows > 0 && field < FIELD_MAX) {
            const char *text = arena_textn(arena, line.start, line.size);

            submission.rows[submission.n_rows - 1].values[field++] =
                (struct value){text, (uint32_t)strlen(text)};
        }
    }
    submission_pack(&submission, ret);
}

static void require_judgement(const uint8_t *bytes, size_t size)
{
    struct judged one = judge(bytes, size);

    if (one.is_submission) {
        struct judged other = judge(bytes, size);

        REQUIRE(other.is_submission);
        require_consistent(&one);
        REQUIRE(same_problems(&one.result.problems, &other.result.problems));
        REQUIRE(same_problems(&one.result.warnings, &other.result.warnings));
        require_canonical(&one);
        arena_destroy(other.arena);
    }
    arena_destroy(one.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    (void)fuzz_reference(); /* not in the time of the first input */
    double begun = fuzz_seconds();
    SCOPED(buffer) packed = {0};

    if (size > 0 && bytes[0] == '>') {
        pack_text(bytes, size, &packed);
        require_judgement(packed.bytes, packed.used);
    } else {
        require_judgement(bytes, size);
    }
    fuzz_require_fast(begun, size);
    return 0;
}
