/* codec - inside wire: from what protobuf-c unpacked to the plain structs of wire/message.h, and
 * back. One pair of functions per body of an Envelope, grouped by conversation: receipt.c,
 * reference.c, edition.c, question.c, answer.c; and the parts that several of them share.
 *
 * Reading: pb is a scanned message that lives in arena, and what comes out points into it. Absent
 * and empty texts both become NULL. STATUS_INVALID names the field, or says that the arena is full.
 * Writing: pb is an initialized message, which borrows from the plain struct and from arena, an
 * arena without cap. */
#pragma once
#include "answer.pb-c.h"
#include "edition.pb-c.h"
#include "question.pb-c.h"
#include "receipt.pb-c.h"
#include "reference.pb-c.h"
#include "submission.pb-c.h"
#include "wire/message.h"

typedef enum status read_fn(const void *pb, struct arena *arena, struct message *ret,
                            struct error *err);
typedef void write_fn(const struct message *message, struct arena *arena, void *pb);

read_fn read_submit, read_receipt_query, read_receipt, read_forward, read_reference_query,
    read_reference, read_reference_load, read_reference_loaded, read_edition_plan,
    read_edition_query, read_edition_list, read_ask, read_answer, read_report_query, read_report;
write_fn write_submit, write_receipt_query, write_receipt, write_forward, write_reference_query,
    write_reference, write_reference_load, write_reference_loaded, write_edition_plan,
    write_edition_query, write_edition_list, write_ask, write_answer, write_report_query,
    write_report;

/* A row; row_number is taken when the Row brings none. The Row must name a kind. */
NODISCARD enum status read_row(const Roundtable__Row *pb, uint32_t row_number, struct arena *arena,
                               struct record *ret, struct error *err);
void write_row(const struct record *record, struct arena *arena, Roundtable__Row *pb);
/* count is what the sender says that there are in all. */
NODISCARD enum status read_problems(size_t n, Roundtable__Problem *const *pbs, uint32_t count,
                                    struct arena *arena, struct problems *ret, struct error *err);
Roundtable__Problem **write_problems(const struct problems *problems, struct arena *arena,
                                     size_t *n);
/* NULL gives a provenance without anything. */
NODISCARD enum status read_provenance(const Roundtable__Provenance *pb, struct provenance *ret,
                                      struct error *err);
Roundtable__Provenance *write_provenance(const struct provenance *provenance, struct arena *arena);
NODISCARD enum status read_figure(const Roundtable__Figure *pb, struct arena *arena,
                                  struct figure *ret, struct error *err);
void write_figure(const struct figure *figure, struct arena *arena, Roundtable__Figure *pb);
NODISCARD enum status read_aggregate(const Roundtable__Aggregate *pb, struct arena *arena,
                                     struct aggregate *ret, struct error *err);
void write_aggregate(const struct aggregate *aggregate, struct arena *arena,
                     Roundtable__Aggregate *pb);
