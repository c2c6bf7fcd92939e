/* limits - what foreign bytes may ask of us. The table, and what is refused besides, is in
 * docs/protocol.md; a test holds the two together. */
#pragma once
#include "model/submission.h"

#define WIRE_LIST_CODES_MAX     64 /* in one list field of a row */
#define WIRE_WHERE_MAX          32
#define WIRE_FACTS_MAX          5000
#define WIRE_CHANGES_MAX        25000
#define WIRE_NAMED_MAX          1000
#define WIRE_FILES_MAX          256
#define WIRE_FILE_BYTES_MAX     (8 << 20)
#define WIRE_REPEATED_MAX       10000
#define WIRE_TEXT_BYTES_MAX     (64 << 10)
#define WIRE_PAGE_BYTES_MAX     1024
#define WIRE_REPORT_BYTES_MAX   (48 << 20)
#define WIRE_MESSAGES_MAX       200000
#define WIRE_DEPTH_MAX          8
#define WIRE_UNPACKED_BYTES_MAX (96 << 20)
/* A cap for the arena of message_unpack or submission_unpack that every message within the limits
 * fits. */
#define WIRE_ARENA_BYTES_MAX (160 << 20)
