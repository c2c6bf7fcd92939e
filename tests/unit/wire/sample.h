/* sample - protobuf messages with every field filled, made by walking the descriptors, so that a
 * field that is added to the language is in the tests at once. */
#pragma once
#include "base/arena.h"
#include "base/buffer.h"
#include <protobuf-c/protobuf-c.h>

/* Fill every field: texts with the field's name (or what the field has to hold), numbers with
 * some that differ, two of what is repeated. variant chooses among the members of oneofs. */
void sample_fill(ProtobufCMessage *message, unsigned variant, struct arena *arena);
/* The bytes of an Envelope with body number `body`: full, or with nothing in the body. */
void sample_envelope(unsigned body, unsigned variant, struct buffer *out);
void sample_empty_envelope(unsigned body, struct buffer *out);
/* The bytes of a Submission with a full row of each kind. */
void sample_submission(struct buffer *out);

/* Protobuf by hand. */
void put_varint(struct buffer *out, uint64_t value);
void put_number(struct buffer *out, unsigned field, uint64_t value);
void put_sized(struct buffer *out, unsigned field, const void *bytes, size_t size);
void put_text(struct buffer *out, unsigned field, const char *text);
/* Version and id, the start of every Envelope. */
void put_envelope(struct buffer *out);
