/* message - wire/message.h: the bytes that any peer may send to a public socket. */
#include "wire/message.h"
#include "base/text.h"
#include "fuzz.h"
#include "wire/limits.h"
#include <stdio.h>
#include <string.h>

/* What was understood can be said again, and then says the same. */
static void require_round_trip(const struct message *message)
{
    SCOPED(buffer) first = {0};
    SCOPED(buffer) second = {0};
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message again;
    struct error err = {0};

    message_pack(message, &first);
    enum status status = message_unpack(first.bytes, first.used, arena, &again, &err);
    if (status != STATUS_OK)
        fprintf(stderr, "%s, packed again: %s\n", message_kind_name(message->kind), err.text);
    REQUIRE(status == STATUS_OK);
    REQUIRE(again.kind == message->kind);
    REQUIRE(memcmp(again.id, message->id, MESSAGE_ID_SIZE) == 0);
    message_pack(&again, &second);
    REQUIRE(fuzz_same_bytes(&first, &second));
}

/* There is a Failure to answer with, which the sender can read. */
static void require_refusal(const struct message *answer, const struct error *err)
{
    fuzz_require_sentence(err);
    REQUIRE(answer->kind == MESSAGE_FAILURE);
    REQUIRE(answer->failure.code != NULL && answer->failure.code[0] != '\0');
    REQUIRE(strcmp(answer->failure.message, err->text) == 0);
    require_round_trip(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    double begun = fuzz_seconds();
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    uint8_t id[MESSAGE_ID_SIZE];
    struct message message;
    struct error err = {0};
    enum status status = message_unpack(bytes, size, arena, &message, &err);

    REQUIRE(arena_used(arena) <= WIRE_ARENA_BYTES_MAX);
    (void)message_id(bytes, size, id);
    REQUIRE(memcmp(id, message.id, MESSAGE_ID_SIZE) == 0);
    REQUIRE(status == STATUS_OK || status == STATUS_INVALID);
    if (status == STATUS_OK)
        require_round_trip(&message);
    else
        require_refusal(&message, &err);
    fuzz_require_fast(begun, size);
    return 0;
}
