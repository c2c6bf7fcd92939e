#include "wire/scan.h"
#include "base/text.h"
#include "wire/cursor.h"
#include "wire/field_limits.h"
#include "wire/limits.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    ARENA_ALIGNMENT = 16,
    /* protobuf-c keeps a note of this size on every field that it meets, and doubles the room for
     * them when it ends; the first 16 are on its stack. */
    NOTE_SIZE = 2 * 40,
    NOTES_ON_STACK = 16
};

struct scan {
    enum scan_unknown unknown;
    size_t messages;
    size_t unpacked; /* bytes that unpacking will ask for */
    struct error *err;
};

/* One message on the way down, with what was seen of it so far. */
struct level {
    const struct level *parent;
    const ProtobufCMessageDescriptor *type;
    const ProtobufCFieldDescriptor *field; /* the one being looked at */
    struct cursor in;
    size_t met; /* fields, repetitions and unknown ones included */
    int depth;
    uint32_t counts[SCAN_FIELDS_MAX];
    uint32_t limits[SCAN_FIELDS_MAX]; /* of repeated fields, set when the first one comes */
};

static enum status scan_level(struct scan *scan, struct level *level);

/* "Submission.rows[13].law.date" */
static size_t write_path(const struct level *level, char *ret, size_t size)
{
    size_t used = 0;

    if (level->parent != NULL)
        used = write_path(level->parent, ret, size);
    else
        used = (size_t)snprintf(ret, size, "%s", level->type->short_name);
    if (level->field != NULL && used < size)
        used += (size_t)snprintf(ret + used, size - used, ".%s", level->field->name);
    if (level->field != NULL && used < size && level->field->label == PROTOBUF_C_LABEL_REPEATED)
        used += (size_t)snprintf(ret + used, size - used, "[%u]",
                                 level->counts[level->field - level->type->fields]);
    return used < size ? used : size - 1;
}

static enum status refuse(struct scan *scan, const struct level *level, const char *why)
{
    char path[256];

    write_path(level, path, sizeof path);
    return error_set(scan->err, STATUS_INVALID, "%s: %s", path, why);
}

static enum status refuse_over(struct scan *scan, const struct level *level, const char *what,
                               size_t limit)
{
    char why[100];

    snprintf(why, sizeof why, "more than %zu %s", limit, what);
    return refuse(scan, level, why);
}

static enum status count_unpacked(struct scan *scan, const struct level *level, size_t bytes)
{
    scan->unpacked += (bytes + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    if (scan->unpacked > WIRE_UNPACKED_BYTES_MAX)
        return refuse_over(scan, level, "bytes of memory when unpacked", WIRE_UNPACKED_BYTES_MAX);
    return STATUS_OK;
}

static enum status scan_text(struct scan *scan, const struct level *level, const uint8_t *bytes,
                             size_t size)
{
    if (!text_utf8_valid(bytes, size))
        return refuse(scan, level, "is not UTF-8");
    if (size > 0 && memchr(bytes, 0, size) != NULL)
        return refuse(scan, level, "contains a NUL character");
    return STATUS_OK;
}

static enum status scan_sized(struct scan *scan, const struct level *level, const uint8_t *bytes,
                              size_t size)
{
    size_t min, max;

    field_size_range(level->type, level->field, &min, &max);
    if (size > max)
        return refuse_over(scan, level, "bytes", max);
    if (size < min)
        return refuse(scan, level, "is too short");
    if (level->field->type == PROTOBUF_C_TYPE_STRING) {
        enum status status = scan_text(scan, level, bytes, size);

        if (status != STATUS_OK)
            return status;
    }
    if (level->field->label == PROTOBUF_C_LABEL_REPEATED)
        scan->unpacked += sizeof(char *);
    return count_unpacked(scan, level, size + 1);
}

static enum status scan_number(struct scan *scan, struct level *level)
{
    uint64_t value;

    if (!cursor_varint(&level->in, VARINT_BYTES_MAX, &value))
        return refuse(scan, level, "is not a well-formed number");
    switch (level->field->type) {
    case PROTOBUF_C_TYPE_UINT64: return STATUS_OK;
    case PROTOBUF_C_TYPE_UINT32:
        return value <= UINT32_MAX ? STATUS_OK : refuse(scan, level, "is over 32 bits");
    case PROTOBUF_C_TYPE_BOOL:
        return value <= 1 ? STATUS_OK : refuse(scan, level, "is neither true nor false");
    case PROTOBUF_C_TYPE_ENUM:
        if (value <= INT32_MAX
            && protobuf_c_enum_descriptor_get_value(level->field->descriptor, (int)value) != NULL)
            return STATUS_OK;
        return refuse(scan, level, "is no value of its enum");
    default: return refuse(scan, level, "has a type that this language does not use");
    }
}

/* Count one more of the field; level->field is set. */
static enum status count_field(struct scan *scan, struct level *level)
{
    const ProtobufCFieldDescriptor *field = level->field;
    size_t i = (size_t)(field - level->type->fields);

    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        if (level->counts[i] == 0)
            level->limits[i] = (uint32_t)field_count_max(level->type, field);
        if (level->counts[i] == level->limits[i])
            return refuse_over(scan, level, "of them", level->limits[i]);
        level->counts[i]++;
        return STATUS_OK;
    }
    if (level->counts[i]++ > 0)
        return refuse(scan, level, "is given twice");
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0)
        return STATUS_OK;
    for (unsigned j = 0; j < level->type->n_fields; j++) {
        const ProtobufCFieldDescriptor *other = &level->type->fields[j];

        if (level->counts[j] > 0 && other != field && (other->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
            && other->quantifier_offset == field->quantifier_offset)
            return refuse(scan, level, "is given beside another of which only one may be");
    }
    return STATUS_OK;
}

/* Numbers one behind the other, up to end. */
static enum status scan_packed(struct scan *scan, struct level *level, size_t size)
{
    const uint8_t *end = level->in.end;
    enum status status = STATUS_OK;

    level->in.end = level->in.at + size;
    while (status == STATUS_OK && level->in.at < level->in.end) {
        status = count_field(scan, level);
        if (status == STATUS_OK)
            status = scan_number(scan, level);
    }
    level->in.end = end;
    return status == STATUS_OK ? count_unpacked(scan, level, size * sizeof(uint64_t)) : status;
}

static enum status scan_child(struct scan *scan, struct level *level, size_t size)
{
    const ProtobufCMessageDescriptor *type = level->field->descriptor;
    struct level child;

    if (level->depth == WIRE_DEPTH_MAX)
        return refuse_over(scan, level, "levels of messages", WIRE_DEPTH_MAX);
    child.parent = level;
    child.type = type;
    child.field = NULL;
    child.in = (struct cursor){level->in.at, level->in.at + size};
    child.met = 0;
    child.depth = level->depth + 1;
    memset(child.counts, 0, sizeof child.counts[0] * type->n_fields);
    level->in.at += size;
    return scan_level(scan, &child);
}

/* The content of a known field whose wire type is right. */
static enum status scan_content(struct scan *scan, struct level *level, unsigned wire)
{
    const ProtobufCFieldDescriptor *field = level->field;
    enum status status;
    size_t size;

    if (wire == WIRE_VARINT)
        return count_field(scan, level) == STATUS_OK ? scan_number(scan, level) : STATUS_INVALID;
    if (!cursor_size(&level->in, &size))
        return refuse(scan, level, "is longer than the message that holds it");
    if (field->type != PROTOBUF_C_TYPE_MESSAGE && field->type != PROTOBUF_C_TYPE_STRING
        && field->type != PROTOBUF_C_TYPE_BYTES)
        return scan_packed(scan, level, size);
    status = count_field(scan, level);
    if (status != STATUS_OK)
        return status;
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        return scan_child(scan, level, size);
    level->in.at += size;
    return scan_sized(scan, level, level->in.at - size, size);
}

static bool wire_type_fits(const ProtobufCFieldDescriptor *field, unsigned wire)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_MESSAGE:
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES: return wire == WIRE_SIZED;
    default:
        return wire == WIRE_VARINT
               || (wire == WIRE_SIZED && field->label == PROTOBUF_C_LABEL_REPEATED);
    }
}

static enum status skip_unknown(struct scan *scan, struct level *level, uint32_t number,
                                unsigned wire)
{
    const uint8_t *start = level->in.at;
    char why[60];

    snprintf(why, sizeof why, "unknown field %u", number);
    if (scan->unknown == SCAN_REFUSE_UNKNOWN)
        return refuse(scan, level, why);
    if (!cursor_skip(&level->in, wire))
        return refuse(scan, level, "an unknown field is malformed");
    /* protobuf-c keeps the bytes and a note on each. */
    return count_unpacked(scan, level,
                          (size_t)(level->in.at - start) + sizeof(ProtobufCMessageUnknownField));
}

static enum status scan_field(struct scan *scan, struct level *level)
{
    uint32_t number;
    unsigned wire;

    level->field = NULL;
    if (!cursor_tag(&level->in, &number, &wire))
        return refuse(scan, level, "is malformed: no field where one was expected");
    if (++level->met > NOTES_ON_STACK) {
        enum status status = count_unpacked(scan, level, NOTE_SIZE);

        if (status != STATUS_OK)
            return status;
    }
    level->field = protobuf_c_message_descriptor_get_field(level->type, number);
    if (level->field == NULL)
        return skip_unknown(scan, level, number, wire);
    if (!wire_type_fits(level->field, wire))
        return refuse(scan, level, "is sent as another type");
    return scan_content(scan, level, wire);
}

static enum status scan_required(struct scan *scan, struct level *level)
{
    level->field = NULL;
    for (unsigned i = 0; i < level->type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &level->type->fields[i];

        if (field->label == PROTOBUF_C_LABEL_REQUIRED && level->counts[i] == 0) {
            level->field = field;
            return refuse(scan, level, "is missing");
        }
    }
    return STATUS_OK;
}

static enum status scan_level(struct scan *scan, struct level *level)
{
    /* A pointer in the array of its field comes with each. */
    enum status status = count_unpacked(scan, level, level->type->sizeof_message + sizeof(void *));

    if (status == STATUS_OK && ++scan->messages > WIRE_MESSAGES_MAX)
        return refuse_over(scan, level, "messages in one", WIRE_MESSAGES_MAX);
    while (status == STATUS_OK && level->in.at < level->in.end)
        status = scan_field(scan, level);
    return status == STATUS_OK ? scan_required(scan, level) : status;
}

enum status scan_message(const ProtobufCMessageDescriptor *type, const uint8_t *bytes, size_t size,
                         enum scan_unknown unknown, struct error *err)
{
    struct scan scan = {.unknown = unknown, .err = err};
    struct level top = {.type = type, .in = {bytes, bytes + size}, .depth = 1};

    if (size == 0) /* bytes may be NULL */
        top.in = (struct cursor){(const uint8_t *)"", (const uint8_t *)""};
    return scan_level(&scan, &top);
}
