/* scan - looks at the bytes of a message before they are unpacked: protobuf-c takes what it should
 * refuse, at a price that the sender sets (seconds of CPU for repeated sub-messages, a hundred
 * times its size in memory for empty ones, UTF-8 that is none). One pass, linear, no allocation.
 * What the values mean is not looked at. Every limit is in wire/limits.h. */
#pragma once
#include "base/error.h"
#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

enum { SCAN_FIELDS_MAX = 32 }; /* fields of a message type, at most */

enum scan_unknown { SCAN_REFUSE_UNKNOWN, SCAN_PASS_UNKNOWN };

/* STATUS_INVALID for anything but a well-formed message of this type within the limits; the
 * sentence says where: "Submission.rows[13].law.date: is not UTF-8", elements counted from 1.
 * After STATUS_OK, protobuf_c_message_unpack can only fail for want of memory. */
NODISCARD enum status scan_message(const ProtobufCMessageDescriptor *type, const uint8_t *bytes,
                                   size_t size, enum scan_unknown unknown, struct error *err);
