/* setting_value - one typed value as somebody typed it: is it allowed, which number is it, and what
 * would be allowed. For settings.c and the help it prints. */
#pragma once
#include "base/buffer.h"
#include "base/error.h"
#include "base/settings.h"
#include <stdint.h>

/* Check text against the setting's type and limits. *ret is the integer, the milliseconds, 0 or 1,
 * the index of the choice, or 0 for types of text. STATUS_INVALID: "'x' is not ..." */
NODISCARD enum status setting_value_parse(const struct setting *setting, const char *text,
                                          int64_t *ret, struct error *err);
/* Append what is allowed: "an integer from 1 to 65535", "one of a, b, c". */
void setting_value_describe(const struct setting *setting, struct buffer *ret);
/* Append milliseconds as they would be typed: 7d, 90s, 1500ms. */
void setting_value_append_duration(struct buffer *ret, int64_t ms);
