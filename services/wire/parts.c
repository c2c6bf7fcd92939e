#include "wire/parts.h"
#include "base/clock.h"
#include <inttypes.h>
#include <string.h>

static void *allocate(void *arena, size_t size)
{
    return arena_alloc(arena, size);
}

/* The arena ends with the request. */
static void keep(void *arena, void *block)
{
    (void)arena;
    (void)block;
}

static enum status too_large(struct error *err)
{
    return error_set(err, STATUS_INVALID,
                     "too large: it takes more memory than is given to one message");
}

enum status part_unpack(const ProtobufCMessageDescriptor *type, const uint8_t *bytes, size_t size,
                        struct arena *arena, void *ret, struct error *err)
{
    ProtobufCAllocator allocator = {.alloc = allocate, .free = keep, .allocator_data = arena};
    ProtobufCMessage *message = protobuf_c_message_unpack(type, &allocator, size, bytes);

    if (message == NULL)
        return too_large(err);
    memcpy(ret, &message, sizeof message);
    return STATUS_OK;
}

void part_pack(const void *pb, struct buffer *out)
{
    buffer_reserve(out, protobuf_c_message_get_packed_size(pb));
    out->used += protobuf_c_message_pack(pb, out->bytes + out->used);
}

void *part_new(const ProtobufCMessageDescriptor *type, struct arena *arena)
{
    void *pb = arena_xalloc(arena, type->sizeof_message);

    protobuf_c_message_init(type, pb);
    return pb;
}

void *part_new_array(const ProtobufCMessageDescriptor *type, size_t n, struct arena *arena)
{
    void **pbs = arena_xalloc(arena, n * sizeof *pbs);

    for (size_t i = 0; i < n; i++)
        pbs[i] = part_new(type, arena);
    return pbs;
}

enum status part_array(struct arena *arena, size_t n, size_t size, void *ret, struct error *err)
{
    void *array = arena_array(arena, n, size);

    if (array == NULL)
        return too_large(err);
    memcpy(ret, &array, sizeof array);
    return STATUS_OK;
}

const char *part_text(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

unsigned part_name(const char *text, const char *const *names, unsigned last)
{
    for (unsigned i = 1; i <= last && text != NULL; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    return 0;
}

struct bytes part_bytes(ProtobufCBinaryData bytes)
{
    return (struct bytes){bytes.data, bytes.len};
}

ProtobufCBinaryData part_binary(const void *bytes, size_t size)
{
    return (ProtobufCBinaryData){.len = size, .data = (uint8_t *)bytes};
}

void part_digest(ProtobufCBinaryData digest, uint8_t ret[DIGEST_SHA256_SIZE])
{
    memset(ret, 0, DIGEST_SHA256_SIZE);
    if (digest.len == DIGEST_SHA256_SIZE)
        memcpy(ret, digest.data, DIGEST_SHA256_SIZE);
}

enum status part_required(const char *text, const char *field, const char **ret, struct error *err)
{
    if (part_text(text) == NULL)
        return error_set(err, STATUS_INVALID, "%s: is missing", field);
    *ret = text;
    return STATUS_OK;
}

static enum status within(enum status status, const char *field, struct error *err)
{
    if (status != STATUS_OK)
        error_prefix(err, "%s: ", field);
    return status;
}

enum status part_day(const char *text, const char *field, day_t *ret, struct error *err)
{
    enum status status = part_required(text, field, &text, err);

    if (status != STATUS_OK)
        return status;
    return within(day_parse(text, strlen(text), ret, err), field, err);
}

enum status part_day_if(const char *text, const char *field, bool *has, day_t *ret,
                        struct error *err)
{
    *has = part_text(text) != NULL;
    return *has ? part_day(text, field, ret, err) : STATUS_OK;
}

enum status part_time(const char *text, const char *field, int64_t *ret, struct error *err)
{
    *ret = 0;
    if (part_text(text) == NULL)
        return STATUS_OK;
    return within(clock_parse(text, strlen(text), ret, err), field, err);
}

enum status part_decimal(const char *text, const char *field, decimal_t *ret, struct error *err)
{
    enum status status = part_required(text, field, &text, err);

    if (status != STATUS_OK)
        return status;
    return within(decimal_parse(text, strlen(text), ret, err), field, err);
}

enum status part_kind(const char *text, const char *field, enum kind *ret, struct error *err)
{
    enum status status = part_required(text, field, &text, err);
    const struct kind_table *table;

    if (status != STATUS_OK)
        return status;
    table = kind_by_name(text);
    if (table == NULL)
        return error_set(err, STATUS_INVALID,
                         "%s: there is no kind '%.40s'; write one such as 'treaty_action' or 'law'",
                         field, text);
    *ret = table->kind;
    return STATUS_OK;
}

char *part_day_text(day_t day, struct arena *arena)
{
    char text[DAY_TEXT_SIZE];

    if (day < day_of(1800, 1, 1) || day > day_of(2200, 12, 31))
        return NULL;
    day_format(day, text);
    return arena_text(arena, text);
}

char *part_time_text(int64_t time_us, struct arena *arena)
{
    char text[CLOCK_TEXT_SIZE];

    if (time_us == 0)
        return NULL;
    clock_format(time_us, text);
    return arena_text(arena, text);
}

char *part_decimal_text(decimal_t value, int places, struct arena *arena)
{
    char text[DECIMAL_TEXT_SIZE];

    return arena_text(arena, decimal_format(value, places, text));
}
