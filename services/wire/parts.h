/* parts - inside wire: single values between protobuf-c's structs and plain ones. */
#pragma once
#include "base/arena.h"
#include "model/date.h"
#include "model/decimal.h"
#include "wire/message.h"
#include <protobuf-c/protobuf-c.h>

/* Set an optional number and say that it is there. */
#define SET(pb, field, content) ((pb)->has_##field = 1, (pb)->field = (content))

/* Unpack scanned bytes into arena. STATUS_INVALID: the arena's cap was passed. */
NODISCARD enum status part_unpack(const ProtobufCMessageDescriptor *type, const uint8_t *bytes,
                                  size_t size, struct arena *arena, void *ret, struct error *err);
/* Append the packed message. */
void part_pack(const void *pb, struct buffer *out);

/* An initialized message in an arena without cap; n of them, and pointers to each. */
void *part_new(const ProtobufCMessageDescriptor *type, struct arena *arena);
void *part_new_array(const ProtobufCMessageDescriptor *type, size_t n, struct arena *arena);

/* Zeroed room for what is read: NULL and the error when the arena is full. For n of 0 too, *ret
 * is not NULL. */
NODISCARD enum status part_array(struct arena *arena, size_t n, size_t size, void *ret,
                                 struct error *err);
/* NULL when absent or empty. */
const char *part_text(const char *text);
/* The position of text in names[1..last], or 0. */
unsigned part_name(const char *text, const char *const *names, unsigned last);
struct bytes part_bytes(ProtobufCBinaryData bytes);
ProtobufCBinaryData part_binary(const void *bytes, size_t size);
/* 32 bytes, zeros when absent. */
void part_digest(ProtobufCBinaryData digest, uint8_t ret[DIGEST_SHA256_SIZE]);

/* field is named in the error. A required text must be there. */
NODISCARD enum status part_required(const char *text, const char *field, const char **ret,
                                    struct error *err);
NODISCARD enum status part_day(const char *text, const char *field, day_t *ret, struct error *err);
/* *has tells whether it is there. */
NODISCARD enum status part_day_if(const char *text, const char *field, bool *has, day_t *ret,
                                  struct error *err);
/* Microseconds; 0 when absent. */
NODISCARD enum status part_time(const char *text, const char *field, int64_t *ret,
                                struct error *err);
NODISCARD enum status part_decimal(const char *text, const char *field, decimal_t *ret,
                                   struct error *err);
NODISCARD enum status part_kind(const char *text, const char *field, enum kind *ret,
                                struct error *err);

/* Texts in arena. A time of 0 gives NULL, and so does a day out of the range that can be read. */
char *part_day_text(day_t day, struct arena *arena);
char *part_time_text(int64_t time_us, struct arena *arena);
char *part_decimal_text(decimal_t value, int places, struct arena *arena);
