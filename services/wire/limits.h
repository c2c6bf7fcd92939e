/* limits - what foreign bytes may ask of us: one table, quoted by docs/protocol.md.
 *
 * | what                                                       | at most                     |
 * |------------------------------------------------------------|-----------------------------|
 * | a request                                                  | 16 MiB                      |
 * | an answer                                                  | 64 MiB                      |
 * | Submit.submission, Forward.submission                      | 8 MiB                       |
 * | rows of a submission; Receipt.outcomes                     | 10 000                      |
 * | codes in one list field of a row (topics, settings, ...)   | 64                          |
 * | listed problems; listed warnings                           | 5 000 each                  |
 * | FactsAnswer.facts; ChangesAnswer.changes                   | 5 000; 25 000               |
 * | FactsQuestion.where                                        | 32                          |
 * | FactsQuestion.ref_areas, EditionList.editions              | 1 000                       |
 * | reference files; one file's content                        | 256; 8 MiB                  |
 * | any other repeated field                                   | 10 000                      |
 * | one text                                                   | 64 KiB                      |
 * | FactsQuestion.after, FactsAnswer.next                      | 1 KiB                       |
 * | Report.content                                             | 48 MiB                      |
 * | any digest; Envelope.id                                    | exactly 32; 16 bytes        |
 * | messages inside one message, all levels together           | 200 000                     |
 * | depth                                                      | 8                           |
 * | memory that a message takes when unpacked                  | 96 MiB                      |
 *
 * Refused besides: unknown fields (in requests and submissions; answers may bring new ones), a
 * singular field or a member of a oneof given twice, wrong wire types, unknown enum values, numbers
 * out of range, text that is not UTF-8 or contains NUL. */
#pragma once
#include "model/submission.h"

#define WIRE_LIST_CODES_MAX     64
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
