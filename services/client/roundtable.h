/* roundtable.h - submit reports to a Roundtable collector from a program, and ask what became of
 * them.
 *
 *     struct roundtable_error error;
 *     struct roundtable_connection *connection;
 *     struct roundtable_submission *submission;
 *     struct roundtable_receipt *receipt;
 *     const char *fields[] = {"ref_area", "instrument", "action", "date", "source"};
 *     const char *values[] = {"PER", "OPSC", "ratification", "2002-05-08", "depositary"};
 *
 *     if (roundtable_open("tcp://127.0.0.1:7401", 30000, &connection, &error) != ROUNDTABLE_OK)
 *         ...
 *     roundtable_submission_create("IIN-OAS", "2016-05-30-a", &submission, &error);
 *     roundtable_submission_add(submission, "treaty_action", fields, values, 5, &error);
 *     if (roundtable_submit(connection, submission, &receipt, &error) == ROUNDTABLE_OK)
 *         printf("%u inserted\n", roundtable_receipt_count(receipt, ROUNDTABLE_INSERTED));
 *
 * Rules. Nothing is printed, and no input, however wrong, ends the program: a call that fails
 * returns a code other than ROUNDTABLE_OK, leaves *ret as it was and writes a sentence into *error
 * (which may be NULL). NULL for a handle is an error (ROUNDTABLE_INVALID) or, for the calls that
 * free, fine. Texts are UTF-8 and copied. The handles know no locks: use one handle in one thread
 * at a time; different handles are independent. Limits come before memory is taken; only when the
 * machine has none left at all does the process end. Kinds, their fields and the codes of problems
 * are in docs/files.md and docs/protocol.md. */
#ifndef ROUNDTABLE_H
#define ROUNDTABLE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ROUNDTABLE_PUBLIC __attribute__((visibility("default")))

struct roundtable_connection; /* to a collector */
struct roundtable_submission; /* rows of one organization under one id */
struct roundtable_receipt;    /* what became of a submission */

/* What a call returns, named by what to do next. */
enum roundtable_code {
    ROUNDTABLE_OK = 0,
    ROUNDTABLE_AGAIN = 1, /* not now: do the same again later; nothing is stored twice */
    ROUNDTABLE_INVALID =
        2, /* what was asked for can't be done, now or later; the sentence says why */
    ROUNDTABLE_FAILED = 3 /* the service or this machine failed */
};

struct roundtable_error {
    int code; /* enum roundtable_code */
    char text[1024];
};

/* "0.1.0" */
ROUNDTABLE_PUBLIC const char *roundtable_version(void);

/* Connect to the collector at endpoint, "tcp://HOST:PORT"; it need not be running yet. timeout_ms
 * (1 to 86400000) is how long each call below keeps trying, through Busy and silence. */
ROUNDTABLE_PUBLIC int roundtable_open(const char *endpoint, int64_t timeout_ms,
                                      struct roundtable_connection **ret,
                                      struct roundtable_error *error);
ROUNDTABLE_PUBLIC void roundtable_close(struct roundtable_connection *connection);

/* Start a submission of an organization ("SICA"). id: 1 to 64 characters of A-Z a-z 0-9 . _ : -
 * that this organization has never used; the same id with the same rows gives the same receipt
 * again. */
ROUNDTABLE_PUBLIC int roundtable_submission_create(const char *organization, const char *id,
                                                   struct roundtable_submission **ret,
                                                   struct roundtable_error *error);
ROUNDTABLE_PUBLIC void roundtable_submission_destroy(struct roundtable_submission *submission);
/* The meeting it is meant for: "2016-stockholm". */
ROUNDTABLE_PUBLIC int roundtable_submission_set_edition(struct roundtable_submission *submission,
                                                        const char *edition,
                                                        struct roundtable_error *error);
/* Id of an earlier submission: facts which that one reported and this one does not are ended. */
ROUNDTABLE_PUBLIC int roundtable_submission_set_replaces(struct roundtable_submission *submission,
                                                         const char *id,
                                                         struct roundtable_error *error);
/* 1: store the good rows and reject the others; 0 (as it starts): all rows or none. */
ROUNDTABLE_PUBLIC int roundtable_submission_set_best_effort(
    struct roundtable_submission *submission, int best_effort, struct roundtable_error *error);
/* "We have nothing to report": instead of rows. note may be NULL. */
ROUNDTABLE_PUBLIC int roundtable_submission_set_nil(struct roundtable_submission *submission,
                                                    const char *note,
                                                    struct roundtable_error *error);
/* Add a row: the name of its kind ("law"), and count fields by name with their values as text; a
 * NULL or empty value is "not reported". Several codes of a list are separated by ';'. Values are
 * not judged here: the collector does that, and its problems name the row. Rows are counted from 1.
 * At most 10 000. */
ROUNDTABLE_PUBLIC int roundtable_submission_add(struct roundtable_submission *submission,
                                                const char *kind, const char *const *fields,
                                                const char *const *values, size_t count,
                                                struct roundtable_error *error);

/* Hand it over and wait for the receipt, which the caller owns. ROUNDTABLE_OK says that there is a
 * receipt: see its state. ROUNDTABLE_AGAIN: no receipt within the time limit; whether it was stored
 * is unknown, and submitting the same again is safe. */
ROUNDTABLE_PUBLIC int roundtable_submit(struct roundtable_connection *connection,
                                        const struct roundtable_submission *submission,
                                        struct roundtable_receipt **ret,
                                        struct roundtable_error *error);
/* Ask for the receipt of an earlier submission; its state is ROUNDTABLE_UNKNOWN if there is none.
 */
ROUNDTABLE_PUBLIC int roundtable_query(struct roundtable_connection *connection,
                                       const char *organization, const char *id,
                                       struct roundtable_receipt **ret,
                                       struct roundtable_error *error);
ROUNDTABLE_PUBLIC void roundtable_receipt_destroy(struct roundtable_receipt *receipt);

enum roundtable_state {
    ROUNDTABLE_COMMITTED = 1, /* in the database */
    ROUNDTABLE_REJECTED = 2,  /* nothing was stored, the problems say why; the id is free again */
    ROUNDTABLE_CONFLICT = 3,  /* other content has this id already; nothing was stored */
    ROUNDTABLE_UNKNOWN = 4    /* answer to a query: no such submission */
};

/* What became of a row. */
enum roundtable_outcome {
    ROUNDTABLE_INSERTED = 1,
    ROUNDTABLE_REVISED = 2,
    ROUNDTABLE_UNCHANGED = 3,
    ROUNDTABLE_ROW_REJECTED = 4
};

/* Something wrong with a row, or worth a look. Texts live as long as the receipt, and are never
 * NULL. */
struct roundtable_problem {
    uint32_t row; /* 0: the submission as a whole */
    const char *field, *value, *code, *message;
};

/* Of a receipt; for NULL they give 0 or "". */
ROUNDTABLE_PUBLIC enum roundtable_state roundtable_receipt_state(
    const struct roundtable_receipt *receipt);
ROUNDTABLE_PUBLIC uint32_t roundtable_receipt_rows(const struct roundtable_receipt *receipt);
/* How many rows had this outcome: the four add up to the rows. */
ROUNDTABLE_PUBLIC uint32_t roundtable_receipt_count(const struct roundtable_receipt *receipt,
                                                    enum roundtable_outcome outcome);
/* Facts that were ended because `replaces` named them. */
ROUNDTABLE_PUBLIC uint32_t roundtable_receipt_ended(const struct roundtable_receipt *receipt);
/* Of the row-th row, from 1; 0 if there is no such row. */
ROUNDTABLE_PUBLIC enum roundtable_outcome roundtable_receipt_outcome(
    const struct roundtable_receipt *receipt, uint32_t row);
/* How many problems there are, and how many of them are listed (at most 5 000). */
ROUNDTABLE_PUBLIC size_t roundtable_receipt_problem_count(const struct roundtable_receipt *receipt);
ROUNDTABLE_PUBLIC size_t
roundtable_receipt_problems_listed(const struct roundtable_receipt *receipt);
ROUNDTABLE_PUBLIC struct roundtable_problem roundtable_receipt_problem(
    const struct roundtable_receipt *receipt, size_t index);
ROUNDTABLE_PUBLIC size_t
roundtable_receipt_warnings_listed(const struct roundtable_receipt *receipt);
ROUNDTABLE_PUBLIC struct roundtable_problem roundtable_receipt_warning(
    const struct roundtable_receipt *receipt, size_t index);
/* UTC, microseconds: "2016-05-30T12:00:00.000000Z"; "" if nothing was recorded. */
ROUNDTABLE_PUBLIC const char *roundtable_receipt_recorded_at(
    const struct roundtable_receipt *receipt);

#ifdef __cplusplus
}
#endif
#endif
