/* receipt_print - what became of submissions and rows, for people and for programs. */
#pragma once
#include "base/json_writer.h"
#include "model/submission.h"
#include <stdio.h>

/* "laws.csv:row 12, column date: "2015-02-29": The date does not exist. [not_a_date]" and a line
 * feed. file NULL: none is named. */
void problem_print(FILE *out, const char *file, const struct problem *problem);
/* Sorted by row, then as they stand; with a line that says how many are not listed. */
void problems_print(FILE *out, const char *file, const struct problems *problems);

/* As JSON: an array of objects. */
void problems_json(struct json_writer *json, const struct problems *problems);
/* The members of one JSON object, in order; file may be NULL. outcomes: also one word per row. */
void receipt_json(struct json_writer *json, const struct receipt *receipt, const char *file,
                  bool outcomes);

/* "committed", "inserted"; "unknown" for any other value. */
const char *submission_state_name(enum submission_state state);
const char *outcome_name(enum outcome outcome);
