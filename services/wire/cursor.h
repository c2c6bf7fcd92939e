/* cursor - a place in protobuf bytes that moves on while tags and sizes are read. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Wire types; groups (3 and 4) are not spoken here. */
enum { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_SIZED = 2, WIRE_FIXED32 = 5 };
enum { VARINT_BYTES_MAX = 10, TAG_BYTES_MAX = 5 };

struct cursor {
    const uint8_t *at, *end;
};

/* A varint of at most max_bytes; false if it is longer, cut off, or over 64 bits. */
static inline bool cursor_varint(struct cursor *c, int max_bytes, uint64_t *ret)
{
    uint64_t value = 0;

    for (int i = 0; i < max_bytes && c->at < c->end; i++) {
        uint8_t byte = *c->at++;

        if (i == VARINT_BYTES_MAX - 1 && byte > 1)
            return false;
        value |= (uint64_t)(byte & 0x7F) << (7 * i);
        if (byte < 0x80) {
            *ret = value;
            return true;
        }
    }
    return false;
}

/* The tag of a field; false unless it is one. */
static inline bool cursor_tag(struct cursor *c, uint32_t *number, unsigned *wire)
{
    uint64_t tag;

    if (!cursor_varint(c, TAG_BYTES_MAX, &tag) || tag > UINT32_MAX || tag >> 3 == 0)
        return false;
    *number = (uint32_t)(tag >> 3);
    *wire = (unsigned)(tag & 7);
    return true;
}

/* The size of what follows; false unless so much follows. */
static inline bool cursor_size(struct cursor *c, size_t *ret)
{
    uint64_t value;

    if (!cursor_varint(c, TAG_BYTES_MAX, &value) || value > (uint64_t)(c->end - c->at))
        return false;
    *ret = (size_t)value;
    return true;
}

/* Go behind the content of a field of this wire type; false if it is malformed. */
static inline bool cursor_skip(struct cursor *c, unsigned wire)
{
    uint64_t value;
    size_t size = 0;

    switch (wire) {
    case WIRE_VARINT: return cursor_varint(c, VARINT_BYTES_MAX, &value);
    case WIRE_SIZED:
        if (!cursor_size(c, &size))
            return false;
        break;
    case WIRE_FIXED32: size = 4; break;
    case WIRE_FIXED64: size = 8; break;
    default: return false;
    }
    if ((size_t)(c->end - c->at) < size)
        return false;
    c->at += size;
    return true;
}
