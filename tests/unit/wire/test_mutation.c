/* Random damage to valid messages, always the same for one seed: nothing may crash, leak, or take
 * more memory than the arena's cap, and what is taken must survive being sent again. */
#include "envelope.pb-c.h"
#include "sample.h"
#include "support/test.h"
#include "wire/limits.h"
#include "wire/message.h"
#include <stdio.h>

enum { ROUNDS = 20000, VARIANTS = 9, SEED = 20160530 };

/* xorshift64*: small, and the same on every machine. */
static uint64_t random_state = SEED;
static uint32_t random_of(size_t below)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (uint32_t)((random_state * UINT64_C(2685821657736338717) >> 32) % below);
}

static void remove_range(struct buffer *b, size_t at, size_t size)
{
    memmove(b->bytes + at, b->bytes + at + size, b->used - at - size);
    b->used -= size;
}

static void insert_copy(struct buffer *b, size_t to, size_t from, size_t size)
{
    SCOPED(buffer) copy = {0};

    buffer_append(&copy, b->bytes + from, size);
    buffer_reserve(b, size);
    memmove(b->bytes + to + size, b->bytes + to, b->used - to);
    memcpy(b->bytes + to, copy.bytes, size);
    b->used += size;
}

static void mutate(struct buffer *b)
{
    static const uint8_t edges[] = {0x00, 0x01, 0x7f, 0x80, 0xff, 0x0a, 0x08, 0xc3};
    size_t at, size;

    if (b->used < 2)
        return;
    at = random_of(b->used);
    size = 1 + random_of(b->used - at < 40 ? b->used - at : 40);
    switch (random_of(6)) {
    case 0: b->bytes[at] ^= (uint8_t)(1 << random_of(8)); break;
    case 1: b->bytes[at] = edges[random_of(sizeof edges)]; break;
    case 2: b->bytes[at] = (uint8_t)(b->bytes[at] + random_of(5) - 2); break;
    case 3: remove_range(b, at, size); break;
    case 4: insert_copy(b, random_of(b->used), at, size); break;
    default: b->used = at + 1; break;
    }
}

static unsigned body_number(unsigned i)
{
    return roundtable__envelope__descriptor.fields[2 + i].id;
}

static void damaged_messages_are_refused_or_understood(void **state)
{
    OWNED(arena) arena = arena_create(4 << 20);
    unsigned taken = 0, refused = 0;

    (void)state;
    for (unsigned i = 0; i < ROUNDS; i++) {
        SCOPED(buffer) bytes = {0}, again = {0};
        struct message message;
        struct error err;

        sample_envelope(body_number(i % MESSAGE_KIND_COUNT), i % VARIANTS, &bytes);
        for (uint32_t n = 1 + random_of(3); n > 0; n--)
            mutate(&bytes);
        arena_reset(arena);
        err.text[0] = '\0';
        if (message_unpack(bytes.bytes, bytes.used, arena, &message, &err) != STATUS_OK) {
            assert_true(err.text[0] != '\0');
            assert_null(strstr(err.text, "too large"));
            refused++;
            continue;
        }
        taken++;
        message_pack(&message, &again);
        if (message_unpack(again.bytes, again.used, arena, &message, &err) != STATUS_OK)
            fail_msg("round %u: taken, but what was made of it is refused: %s", i, err.text);
    }
    /* Damage in free text stays a message; most other damage does not. */
    assert_true(taken > ROUNDS / 50);
    assert_true(refused > ROUNDS / 2);
}

static void damaged_submissions_are_refused_or_understood(void **state)
{
    OWNED(arena) arena = arena_create(4 << 20);
    unsigned taken = 0;

    (void)state;
    for (unsigned i = 0; i < ROUNDS / 4; i++) {
        SCOPED(buffer) bytes = {0}, again = {0};
        struct submission submission;
        struct error err;

        sample_submission(&bytes);
        mutate(&bytes);
        arena_reset(arena);
        if (submission_unpack((struct bytes){bytes.bytes, bytes.used}, arena, &submission, &err)
            != STATUS_OK)
            continue;
        taken++;
        submission_pack(&submission, &again);
        if (submission_unpack((struct bytes){again.bytes, again.used}, arena, &submission, &err)
            != STATUS_OK)
            fail_msg("round %u: %s", i, err.text);
    }
    assert_true(taken > ROUNDS / 200);
}

static void every_beginning_of_a_message_is_refused_or_understood(void **state)
{
    OWNED(arena) arena = arena_create(4 << 20);

    (void)state;
    for (unsigned i = 0; i < MESSAGE_KIND_COUNT; i++) {
        SCOPED(buffer) bytes = {0};

        sample_envelope(body_number(i), 0, &bytes);
        for (size_t size = 0; size < bytes.used; size++) {
            struct message message;
            struct error err;

            arena_reset(arena);
            /* No field of an Envelope ends here before its last. */
            assert_int_equal(message_unpack(bytes.bytes, size, arena, &message, &err),
                             STATUS_INVALID);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damaged_messages_are_refused_or_understood),
        cmocka_unit_test(damaged_submissions_are_refused_or_understood),
        cmocka_unit_test(every_beginning_of_a_message_is_refused_or_understood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
