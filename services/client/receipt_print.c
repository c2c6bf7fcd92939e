#include "client/receipt_print.h"
#include "base/clock.h"
#include "base/text.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *submission_state_name(enum submission_state state)
{
    switch (state) {
    case SUBMISSION_COMMITTED: return "committed";
    case SUBMISSION_REJECTED: return "rejected";
    case SUBMISSION_CONFLICT: return "conflict";
    case SUBMISSION_UNKNOWN: break;
    }
    return "unknown";
}

const char *outcome_name(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_INSERTED: return "inserted";
    case OUTCOME_REVISED: return "revised";
    case OUTCOME_UNCHANGED: return "unchanged";
    case OUTCOME_REJECTED: return "rejected";
    }
    return "unknown";
}

static bool has(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* Text of others on a terminal: no control characters. */
static void print_safely(FILE *out, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        bool c1 = c[0] == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0;
        fputc(*c < 0x20 || *c == 0x7F || c1 ? ' ' : *c, out);
        c += c1;
    }
}

void problem_print(FILE *out, const char *file, const struct problem *problem)
{
    if (has(file))
        fprintf(out, "%s: ", file);
    if (problem->row > 0)
        fprintf(out, "row %" PRIu32, problem->row);
    if (has(problem->field))
        fprintf(out, "%scolumn %s", problem->row > 0 ? ", " : "", problem->field);
    if (problem->row > 0 || has(problem->field))
        fputs(": ", out);
    if (has(problem->value)) {
        fputc('"', out);
        print_safely(out, problem->value);
        fputs("\": ", out);
    }
    print_safely(out, has(problem->message) ? problem->message : "not accepted");
    fprintf(out, " [%s]\n", has(problem->code) ? problem->code : "unknown");
}

static int by_row(const void *a, const void *b)
{
    const struct problem *left = *(const struct problem *const *)a;
    const struct problem *right = *(const struct problem *const *)b;

    if (left->row != right->row)
        return left->row < right->row ? -1 : 1;
    return left < right ? -1 : left > right; /* of one row: as they stand */
}

/* The problems in order of row; the caller frees the array. */
static const struct problem **sorted(const struct problems *problems)
{
    const struct problem **order = xcalloc(problems->n_listed, sizeof *order);

    for (size_t i = 0; i < problems->n_listed; i++)
        order[i] = &problems->listed[i];
    qsort(order, problems->n_listed, sizeof *order, by_row);
    return order;
}

void problems_print(FILE *out, const char *file, const struct problems *problems)
{
    const struct problem **order = sorted(problems);

    for (size_t i = 0; i < problems->n_listed; i++)
        problem_print(out, file, order[i]);
    if (problems->count > problems->n_listed)
        fprintf(out, "%s%sand %zu more problems that are not listed\n", has(file) ? file : "",
                has(file) ? ": " : "", problems->count - problems->n_listed);
    free(order);
}

/* Only valid UTF-8 goes into JSON; problems made here hold nothing else, and the wire checks its
 * own. */
static void key_text(struct json_writer *json, const char *key, const char *text)
{
    if (has(text))
        json_key_text(json, key, text);
}

void problems_json(struct json_writer *json, const struct problems *problems)
{
    const struct problem **order = sorted(problems);

    json_begin_array(json);
    for (size_t i = 0; i < problems->n_listed; i++) {
        json_begin_object(json);
        key_text(json, "code", order[i]->code);
        key_text(json, "field", order[i]->field);
        key_text(json, "message", order[i]->message);
        json_key_int(json, "row", order[i]->row);
        key_text(json, "value", order[i]->value);
        json_end_object(json);
    }
    json_end_array(json);
    free(order);
}

static void outcomes_json(struct json_writer *json, const struct receipt *receipt)
{
    json_key(json, "outcomes");
    json_begin_array(json);
    for (uint32_t i = 0; receipt->outcomes != NULL && i < receipt->rows; i++)
        json_text(json, outcome_name((enum outcome)receipt->outcomes[i]));
    json_end_array(json);
}

void receipt_json(struct json_writer *json, const struct receipt *receipt, const char *file,
                  bool outcomes)
{
    char recorded_at[CLOCK_TEXT_SIZE] = "";

    if (receipt->recorded_us != 0)
        clock_format(receipt->recorded_us, recorded_at);
    json_key_int(json, "ended", receipt->ended);
    key_text(json, "file", file != NULL && !text_utf8_valid(file, strlen(file)) ? "?" : file);
    json_key_text(json, "id", has(receipt->submission_id) ? receipt->submission_id : "");
    json_key_int(json, "inserted", receipt->inserted);
    key_text(json, "organization", receipt->organization);
    if (outcomes)
        outcomes_json(json, receipt);
    json_key_int(json, "problem_count", (int64_t)receipt->problems.count);
    json_key(json, "problems");
    problems_json(json, &receipt->problems);
    key_text(json, "recorded_at", recorded_at);
    json_key_int(json, "rejected", receipt->rejected);
    json_key_int(json, "revised", receipt->revised);
    json_key_int(json, "rows", receipt->rows);
    json_key_text(json, "state", submission_state_name(receipt->state));
    json_key_int(json, "unchanged", receipt->unchanged);
    json_key(json, "warnings");
    problems_json(json, &receipt->warnings);
}
