/* check - may this submission be stored? Every rule about what a row may say is here.
 * Pure: the same submission, reference data and day always give the same problems. */
#pragma once
#include "base/arena.h"
#include "model/problem.h" /* the codes of problems */
#include "model/reference.h"
#include "model/submission.h"

struct check_result {
    struct problems problems; /* in order of row, then of field */
    struct problems warnings; /* stored all the same, but worth a look */
    uint8_t *rejected;        /* one per row: 1 if it has a problem */
    size_t n_rejected;
};

/* Check all rows and bring their values into canonical form in place (codes as the lists spell
 * them, areas as ISO alpha-3, fallbacks filled in, decimals without superfluous zeros, lists
 * sorted). today is the latest day that a fact may have happened on. Problems of the whole
 * submission (bad id, unknown organization, no rows and no nil, nil with rows) have row 0: they
 * refuse all rows, best effort or not, though rejected does not say so. Texts live in arena;
 * STATUS_INVALID only if the arena's cap is passed.
 *
 * The rules, beside those of the fields' tables (kind.h):
 * - No date is before 1900; what is reported as done is not after today, but for the end of a
 * period, the period of a strategy or plan, an entry into force, and the period of a forecast
 * (obs_status F, PR, PRED, MD).
 * - Nobody acts on an instrument before it was adopted, nor is it in force for a State before it is
 * itself.
 * - A strategy or plan has a date or a period_start, a survey one end of its fieldwork.
 * - A value is in its unit's range: PCNT and PT 0 to 100, PROB, BINARY and YES_NO 0 to 1, counts
 * and rates 0 or more (check_observation.c has the table); a bound outside of it is a warning.
 * - There is a value, or an obs_status of L, M, O, Q, H, never both; with such a status there are
 * no bounds either.
 * - Sex, age and unit absent: those of the indicator; others than those are a warning.
 * - A later row with the key of an earlier good one is a duplicate or a contradiction. */
NODISCARD enum status check_submission(struct submission *submission,
                                       const struct reference *reference, day_t today,
                                       struct arena *arena, struct check_result *ret,
                                       struct error *err);
