/* field_limits - the limits of single fields, as wire/limits.h lists them, for the scan. */
#pragma once
#include <protobuf-c/protobuf-c.h>
#include <stddef.h>

/* Elements of a repeated field, at most. */
size_t field_count_max(const ProtobufCMessageDescriptor *type,
                       const ProtobufCFieldDescriptor *field);
/* Bytes of a text or a byte string: from *min to *max. */
void field_size_range(const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field,
                      size_t *min, size_t *max);
