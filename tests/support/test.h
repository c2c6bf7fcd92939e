/* test - what every unit test includes first. cmocka needs these headers before its own, in this
 * order. */
#pragma once
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdbool.h>
#include <string.h>
#include <cmocka.h>
/* clang-format on */
