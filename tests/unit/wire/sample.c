#include "sample.h"
#include "envelope.pb-c.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPEATED = 2, OUTCOMES = 10 };

/* Texts that are not free. */
static const struct {
    const char *field, *text;
} texts[] = {
    {"CountQuestion.since", "2015-06-18"},
    {"Figure.since", "2015-06-19"},
    {"StateEntry.since", "old"},
    {"StateEntry.counts_from", "2016-01-02"},
    {"Change.what", "revised"},
    {"FieldFilter.field", "title"},
    {"Aggregate.value", "28.378"},
    {"Aggregate.lower", "27.001"},
    {"Aggregate.upper", "-29.500"},
    {"Aggregate.coverage", "91.3"},
    {"AggregateQuestion.coverage_floor", "40.5"},
    {"AggregateInput.value", "12.25"},
    {"AggregateInput.weight", "9007199254740993"},
    {"Answer.cutoff", "2016-05-30T12:00:00.000001Z"},
    {"Report.cutoff", "2016-05-30T12:00:00.000002Z"},
    {"Edition.date_start", "2016-05-30"},
    {"Edition.date_end", "2016-05-31"},
    {".reference_date", "2016-05-29"},
    {".recorded_at", "2016-05-30T12:00:00.000003Z"},
    {".kind", "law"},
};

static const struct {
    const char *field;
    uint32_t number;
} numbers[] = {
    {"Envelope.version", 1},    {"Receipt.rows", OUTCOMES},     {"Receipt.inserted", 1},
    {"Receipt.revised", 2},     {"Receipt.unchanged", 3},       {"Receipt.rejected", 4},
    {"Figure.count", REPEATED}, {"GroupCount.count", REPEATED},
};

struct filling {
    struct arena *arena;
    unsigned choice; /* for the next oneof */
};

static void fill(struct filling *filling, ProtobufCMessage *message);

/* "Figure.since" or, for any message, ".since". */
static bool is_field(const char *pattern, const ProtobufCMessageDescriptor *type,
                     const ProtobufCFieldDescriptor *field)
{
    char name[100];

    snprintf(name, sizeof name, "%s.%s", type->short_name, field->name);
    return strcmp(pattern, pattern[0] == '.' ? strchr(name, '.') : name) == 0;
}

static char *text_of(struct filling *filling, const ProtobufCMessageDescriptor *type,
                     const ProtobufCFieldDescriptor *field, size_t i)
{
    for (size_t j = 0; j < sizeof texts / sizeof *texts; j++)
        if (is_field(texts[j].field, type, field))
            return arena_text(filling->arena, texts[j].text);
    return arena_printf(filling->arena, "%s é%zu", field->name, i);
}

static uint32_t number_of(const ProtobufCMessageDescriptor *type,
                          const ProtobufCFieldDescriptor *field)
{
    for (size_t j = 0; j < sizeof numbers / sizeof *numbers; j++)
        if (is_field(numbers[j].field, type, field))
            return numbers[j].number;
    return 100 + field->id;
}

static ProtobufCBinaryData bytes_of(struct filling *filling, const ProtobufCFieldDescriptor *field)
{
    bool digest = strcmp(field->name, "digest") == 0;
    size_t size = digest ? 32 : strcmp(field->name, "id") == 0 ? 16 : 5;
    uint8_t *bytes = arena_xalloc(filling->arena, size);

    for (size_t i = 1; i < size; i++)
        bytes[i] = (uint8_t)(field->id * 16 + i);
    return (ProtobufCBinaryData){size, bytes};
}

static void fill_one(struct filling *filling, const ProtobufCMessageDescriptor *type,
                     const ProtobufCFieldDescriptor *field, size_t i, void *to)
{
    const ProtobufCMessageDescriptor *inner = field->descriptor;
    const ProtobufCEnumDescriptor *names = field->descriptor;
    ProtobufCMessage *message;

    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING: *(char **)to = text_of(filling, type, field, i); break;
    case PROTOBUF_C_TYPE_BYTES: *(ProtobufCBinaryData *)to = bytes_of(filling, field); break;
    case PROTOBUF_C_TYPE_BOOL: *(protobuf_c_boolean *)to = 1; break;
    case PROTOBUF_C_TYPE_UINT64: *(uint64_t *)to = UINT64_MAX - number_of(type, field); break;
    case PROTOBUF_C_TYPE_UINT32: *(uint32_t *)to = number_of(type, field); break;
    case PROTOBUF_C_TYPE_ENUM:
        *(int *)to = names->values[(names->n_values - 1 + i) % names->n_values].value;
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        message = arena_xalloc(filling->arena, inner->sizeof_message);
        protobuf_c_message_init(inner, message);
        fill(filling, message);
        *(ProtobufCMessage **)to = message;
        break;
    default: abort();
    }
}

static size_t size_of(const ProtobufCFieldDescriptor *field)
{
    return field->type == PROTOBUF_C_TYPE_ENUM ? sizeof(int) : sizeof(void *);
}

static void fill_repeated(struct filling *filling, const ProtobufCMessageDescriptor *type,
                          const ProtobufCFieldDescriptor *field, uint8_t *message)
{
    size_t n = field->type == PROTOBUF_C_TYPE_ENUM ? OUTCOMES : REPEATED;
    uint8_t *array;

    if (strcmp(field->name, "rows") == 0)
        n = 9; /* as many as there are kinds */
    array = arena_xalloc(filling->arena, n * size_of(field));
    for (size_t i = 0; i < n; i++)
        fill_one(filling, type, field, i, array + i * size_of(field));
    *(size_t *)(message + field->quantifier_offset) = n;
    *(void **)(message + field->offset) = array;
}

/* The members of the oneof that field belongs to, which is the only one of its message. */
static unsigned members_of(const ProtobufCMessageDescriptor *type)
{
    unsigned n = 0;

    for (unsigned i = 0; i < type->n_fields; i++)
        n += (type->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
    return n;
}

/* Both rows of a change, and the kind it names, are of one kind. */
static void agree(Roundtable__Change *change)
{
    change->after = change->before;
    change->kind = (char *)protobuf_c_message_descriptor_get_field(
                       &roundtable__row__descriptor, (unsigned)change->before->fact_case)
                       ->name;
}

static void fill(struct filling *filling, ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    unsigned members = members_of(type), member = 0, chosen = 0;
    uint8_t *to = (uint8_t *)message;

    if (members > 0)
        chosen = filling->choice++ % members;
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        bool in_oneof = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;

        if ((in_oneof && member++ != chosen) || is_field("Aggregate.withheld_because", type, field))
            continue;
        if (in_oneof)
            *(uint32_t *)(to + field->quantifier_offset) = field->id;
        else if (field->label == PROTOBUF_C_LABEL_OPTIONAL && field->quantifier_offset != 0)
            *(protobuf_c_boolean *)(to + field->quantifier_offset) = 1;
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            fill_repeated(filling, type, field, to);
        else
            fill_one(filling, type, field, 0, to + field->offset);
    }
    if (type == &roundtable__change__descriptor)
        agree((Roundtable__Change *)message);
}

void sample_fill(ProtobufCMessage *message, unsigned variant, struct arena *arena)
{
    struct filling filling = {arena, variant};

    fill(&filling, message);
}

static void pack(const ProtobufCMessage *message, struct buffer *out)
{
    buffer_reserve(out, protobuf_c_message_get_packed_size(message));
    out->used += protobuf_c_message_pack(message, out->bytes + out->used);
}

static void pack_envelope(unsigned body, bool full, unsigned variant, struct buffer *out)
{
    OWNED(arena) arena = arena_create(0);
    Roundtable__Envelope envelope = ROUNDTABLE__ENVELOPE__INIT;
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field(envelope.base.descriptor, body);
    const ProtobufCMessageDescriptor *type = field->descriptor;
    ProtobufCMessage *message = arena_xalloc(arena, type->sizeof_message);

    protobuf_c_message_init(type, message);
    if (full)
        sample_fill(message, variant, arena);
    envelope.version = 1;
    envelope.id = (ProtobufCBinaryData){16, (uint8_t *)"0123456789abcdef"};
    envelope.body_case = (Roundtable__Envelope__BodyCase)body;
    envelope.submit = (Roundtable__Submit *)message;
    pack(&envelope.base, out);
}

void sample_envelope(unsigned body, unsigned variant, struct buffer *out)
{
    pack_envelope(body, true, variant, out);
}

void sample_empty_envelope(unsigned body, struct buffer *out)
{
    pack_envelope(body, false, 0, out);
}

void sample_submission(struct buffer *out)
{
    OWNED(arena) arena = arena_create(0);
    Roundtable__Submission submission = ROUNDTABLE__SUBMISSION__INIT;

    sample_fill(&submission.base, 0, arena);
    pack(&submission.base, out);
}

void put_varint(struct buffer *out, uint64_t value)
{
    while (value >= 0x80) {
        buffer_append_char(out, (char)(value | 0x80));
        value >>= 7;
    }
    buffer_append_char(out, (char)value);
}

void put_number(struct buffer *out, unsigned field, uint64_t value)
{
    put_varint(out, (uint64_t)field << 3);
    put_varint(out, value);
}

void put_sized(struct buffer *out, unsigned field, const void *bytes, size_t size)
{
    put_varint(out, (uint64_t)field << 3 | 2);
    put_varint(out, size);
    buffer_append(out, bytes, size);
}

void put_text(struct buffer *out, unsigned field, const char *text)
{
    put_sized(out, field, text, strlen(text));
}

void put_envelope(struct buffer *out)
{
    put_number(out, 1, 1);
    put_text(out, 2, "0123456789abcdef");
}
