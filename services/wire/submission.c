/* submission - rows: the one description of their fields is model/kind.h, and protobuf-c's
 * descriptors say where each lies. The fields of a kind's message are numbered in the order of the
 * kind's table, and the kinds in Row's oneof in the order of enum kind (a test holds them to it).
 * Lists are repeated strings on the wire, and one text with ';' between the codes in a record. */
#include "base/text.h"
#include "wire/codec.h"
#include "wire/limits.h"
#include "wire/parts.h"
#include "wire/scan.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_KIND_NUMBER = ROUNDTABLE__ROW__FACT_TREATY_ACTION };

static const ProtobufCMessageDescriptor *kind_type(enum kind kind)
{
    const ProtobufCFieldDescriptor *member = protobuf_c_message_descriptor_get_field(
        &roundtable__row__descriptor, FIRST_KIND_NUMBER + (unsigned)kind);

    assert(member != NULL);
    return member->descriptor;
}

static void *at(const void *pb, unsigned offset)
{
    return (uint8_t *)pb + offset;
}

/* The codes of a list with ';' between them, NULL when there is none. */
static enum status join(char *const *codes, size_t n, struct arena *arena, struct value *ret,
                        struct error *err)
{
    size_t size = 0;
    char *text;
    enum status status;

    if (n == 0)
        return STATUS_OK;
    for (size_t i = 0; i < n; i++)
        size += strlen(codes[i]) + 1;
    status = part_array(arena, size, 1, &text, err);
    if (status != STATUS_OK)
        return status;
    ret->text = text;
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(codes[i]);

        memcpy(text, codes[i], length);
        text += length;
        *text++ = i + 1 < n ? ';' : '\0';
    }
    ret->len = (uint32_t)(size - 1);
    if (ret->len == 0)
        ret->text = NULL;
    return STATUS_OK;
}

static enum status read_value(const void *fact, const ProtobufCFieldDescriptor *field,
                              struct arena *arena, struct value *ret, struct error *err)
{
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return join(*(char ***)at(fact, field->offset),
                    *(size_t *)at(fact, field->quantifier_offset), arena, ret, err);
    ret->text = part_text(*(char **)at(fact, field->offset));
    ret->len = ret->text != NULL ? (uint32_t)strlen(ret->text) : 0;
    return STATUS_OK;
}

enum status read_row(const Roundtable__Row *pb, uint32_t row_number, struct arena *arena,
                     struct record *ret, struct error *err)
{
    uint32_t number = pb->has_number && pb->number != 0 ? pb->number : row_number;
    enum kind kind = (enum kind)((unsigned)pb->fact_case - FIRST_KIND_NUMBER);
    const ProtobufCMessageDescriptor *type;
    enum status status;

    if (pb->fact_case == ROUNDTABLE__ROW__FACT__NOT_SET)
        return error_set(err, STATUS_INVALID,
                         "row %u is empty: give it one fact, such as a treaty_action or a law",
                         number);
    type = kind_type(kind);
    *ret = (struct record){.kind = kind, .row = number};
    status = part_array(arena, type->n_fields, sizeof *ret->values, &ret->values, err);
    for (unsigned i = 0; i < type->n_fields && status == STATUS_OK; i++)
        /* Each member of the union is a pointer to a message. */
        status = read_value(pb->treaty_action, &type->fields[i], arena, &ret->values[i], err);
    return status;
}

static void split(struct value list, struct arena *arena, char ***ret, size_t *n)
{
    char *copy = arena_xalloc(arena, list.len + 1), *rest = copy, *part;
    size_t most = 1;

    memcpy(copy, list.text, list.len);
    for (size_t i = 0; i < list.len; i++)
        most += list.text[i] == ';';
    *ret = arena_xalloc(arena, most * sizeof **ret);
    while ((part = strsep(&rest, ";")) != NULL)
        if (part[0] != '\0')
            (*ret)[(*n)++] = part;
}

void write_row(const struct record *record, struct arena *arena, Roundtable__Row *pb)
{
    const ProtobufCMessageDescriptor *type = kind_type(record->kind);
    void *fact = part_new(type, arena);

    SET(pb, number, record->row);
    pb->fact_case = (Roundtable__Row__FactCase)(FIRST_KIND_NUMBER + (int)record->kind);
    pb->treaty_action = fact;
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        struct value value = record->values[i];

        if (value.text == NULL || value.len == 0)
            continue;
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            split(value, arena, at(fact, field->offset), at(fact, field->quantifier_offset));
        else
            *(char **)at(fact, field->offset) = (char *)value.text;
    }
}

static enum status read_rows(const Roundtable__Submission *pb, struct arena *arena,
                             struct submission *ret, struct error *err)
{
    enum status status = part_array(arena, pb->n_rows, sizeof *ret->rows, &ret->rows, err);

    ret->n_rows = pb->n_rows;
    for (size_t i = 0; i < pb->n_rows && status == STATUS_OK; i++)
        status = read_row(pb->rows[i], (uint32_t)i + 1, arena, &ret->rows[i], err);
    return status;
}

enum status submission_unpack(struct bytes packed, struct arena *arena, struct submission *ret,
                              struct error *err)
{
    const ProtobufCMessageDescriptor *type = &roundtable__submission__descriptor;
    const Roundtable__Submission *pb;
    struct submission submission = {0};
    enum status status;

    if (packed.size > SUBMISSION_BYTES_MAX)
        return error_set(err, STATUS_INVALID, "a submission of %zu bytes is over the limit of %d",
                         packed.size, SUBMISSION_BYTES_MAX);
    status = scan_message(type, packed.bytes, packed.size, SCAN_REFUSE_UNKNOWN, err);
    if (status == STATUS_OK)
        status = part_unpack(type, packed.bytes, packed.size, arena, &pb, err);
    if (status != STATUS_OK)
        return status;
    submission.organization = part_text(pb->organization);
    submission.id = part_text(pb->id);
    submission.edition = part_text(pb->edition);
    submission.replaces = part_text(pb->replaces);
    submission.best_effort = pb->best_effort != 0;
    submission.nil = pb->nil != NULL;
    submission.nil_note = pb->nil != NULL ? part_text(pb->nil->note) : NULL;
    status = read_rows(pb, arena, &submission, err);
    if (status == STATUS_OK)
        *ret = submission;
    return status;
}

void submission_pack(const struct submission *submission, struct buffer *out)
{
    OWNED(arena) arena = arena_create(0);
    Roundtable__Submission pb = ROUNDTABLE__SUBMISSION__INIT;
    Roundtable__Nil nil = ROUNDTABLE__NIL__INIT;

    pb.organization = (char *)submission->organization;
    pb.id = (char *)submission->id;
    pb.edition = (char *)submission->edition;
    pb.replaces = (char *)submission->replaces;
    if (submission->best_effort)
        SET(&pb, best_effort, 1);
    nil.note = (char *)submission->nil_note;
    pb.nil = submission->nil ? &nil : NULL;
    pb.n_rows = submission->n_rows;
    pb.rows = part_new_array(&roundtable__row__descriptor, pb.n_rows, arena);
    for (size_t i = 0; i < pb.n_rows; i++)
        write_row(&submission->rows[i], arena, pb.rows[i]);
    part_pack(&pb, out);
}
