#include "client/tally.h"
#include "base/clock.h"
#include "client/receipt_print.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BAR_WIDTH = 30, BAR_EVERY_MS = 200 };

void tally_begin(struct tally *tally, const struct command_io *io, const char *id, bool dry_run,
                 bool as_json)
{
    *tally = (struct tally){.io = io, .id = id, .dry_run = dry_run, .as_json = as_json};
    tally->bar = isatty(fileno(io->err)) == 1;
    if (!as_json)
        return;
    json_writer_init(&tally->json, &tally->text, JSON_PRETTY);
    json_begin_object(&tally->json);
    json_key_text(&tally->json, "id", id);
    json_key(&tally->json, "parts");
    json_begin_array(&tally->json);
}

static void flush_json(struct tally *tally)
{
    fwrite(buffer_text(&tally->text), 1, tally->text.used, tally->io->out);
    buffer_clear(&tally->text);
}

/* Print a part whose receipt is complete. */
static void print_part(struct tally *tally, const struct part *part, const struct receipt *receipt)
{
    const char *file = part->file;

    if (tally->as_json) {
        json_begin_object(&tally->json);
        receipt_json(&tally->json, receipt, file, false);
        json_end_object(&tally->json);
        flush_json(tally);
        return;
    }
    tally_clear_bar(tally);
    problems_print(tally->io->out, file, &receipt->problems);
    for (size_t i = 0; i < receipt->warnings.n_listed; i++) {
        fputs("warning: ", tally->io->err);
        problem_print(tally->io->err, file, &receipt->warnings.listed[i]);
    }
}

static void add_up(struct tally *tally, const struct receipt *receipt)
{
    tally->parts++;
    tally->rows += receipt->rows;
    tally->inserted += receipt->inserted;
    tally->revised += receipt->revised;
    tally->unchanged += receipt->unchanged;
    tally->rejected += receipt->rejected;
    tally->ended += receipt->ended;
    tally->problems += receipt->problems.count;
    tally->refused |= receipt->rejected > 0 || receipt->state != SUBMISSION_COMMITTED;
}

/* Print and add a receipt together with the problems found before sending. */
static void settle(struct tally *tally, const struct part *part, struct receipt receipt,
                   const struct problem *why)
{
    size_t extra = part->n_problems + (why != NULL);
    struct problem *all = xcalloc(receipt.problems.n_listed + extra, sizeof *all);
    size_t n = 0;

    if (why != NULL)
        all[n++] = *why;
    for (size_t i = 0; i < part->n_problems; i++)
        all[n++] = part->problems[i];
    for (size_t i = 0; i < receipt.problems.n_listed; i++)
        all[n++] = receipt.problems.listed[i];
    receipt.problems = (struct problems){all, n, receipt.problems.count + extra};
    receipt.submission_id = part->id;
    print_part(tally, part, &receipt);
    add_up(tally, &receipt);
    free(all);
}

void tally_part(struct tally *tally, const struct part *part, const struct receipt *receipt)
{
    static const struct problem conflict = {
        .code = "conflict",
        .message = "another content was submitted under this id; use a new --id, with --replaces if"
                   " it stands in for the earlier one"};
    struct receipt whole = *receipt;

    if (whole.state == SUBMISSION_CONFLICT)
        whole.rows = whole.rejected = (uint32_t)part->n_rows;
    whole.rows += (uint32_t)part->n_unreadable;
    whole.rejected += (uint32_t)part->n_unreadable;
    bool explain = whole.state == SUBMISSION_CONFLICT && whole.problems.count == 0;
    settle(tally, part, whole, explain ? &conflict : NULL);
}

void tally_refused(struct tally *tally, const struct part *part, const struct problem *why)
{
    struct receipt receipt = {.state = SUBMISSION_REJECTED};

    receipt.rows = receipt.rejected = (uint32_t)(part->n_rows + part->n_unreadable);
    settle(tally, part, receipt, why);
}

void tally_clear_bar(struct tally *tally)
{
    if (tally->bar_drawn)
        fputs("\r\x1b[K", tally->io->err);
    tally->bar_drawn = false;
}

void tally_progress(struct tally *tally, const struct splitter *splitter)
{
    int64_t done, total, now = clock_monotonic_ms();
    char bar[BAR_WIDTH + 1];

    if (!tally->bar || now - tally->drawn_at < BAR_EVERY_MS)
        return;
    splitter_progress(splitter, &done, &total);
    int filled = total > 0 ? (int)(done * BAR_WIDTH / total) : 0;
    filled = filled > BAR_WIDTH ? BAR_WIDTH : filled;
    memset(bar, '.', BAR_WIDTH);
    memset(bar, '#', (size_t)filled);
    bar[BAR_WIDTH] = '\0';
    if (total > 0)
        fprintf(tally->io->err, "\r\x1b[K[%s] %3d %%  ", bar, (int)(done * 100 / total));
    else
        fputs("\r\x1b[K", tally->io->err);
    fprintf(tally->io->err, "%" PRIu64 " rows done, %" PRIu64 " rejected", tally->rows,
            tally->rejected);
    fflush(tally->io->err);
    tally->bar_drawn = true;
    tally->drawn_at = now;
}

static void totals_json(struct tally *tally)
{
    struct json_writer *json = &tally->json;

    json_end_array(json);
    json_key(json, "totals");
    json_begin_object(json);
    json_key_bool(json, "dry_run", tally->dry_run);
    json_key_int(json, "ended", (int64_t)tally->ended);
    json_key_int(json, "inserted", (int64_t)tally->inserted);
    json_key_int(json, "parts", (int64_t)tally->parts);
    json_key_int(json, "problems", (int64_t)tally->problems);
    json_key_int(json, "rejected", (int64_t)tally->rejected);
    json_key_int(json, "revised", (int64_t)tally->revised);
    json_key_int(json, "rows", (int64_t)tally->rows);
    json_key_int(json, "unchanged", (int64_t)tally->unchanged);
    json_end_object(json);
    json_end_object(json);
    json_writer_end(json);
    flush_json(tally);
}

static void totals_text(const struct tally *tally)
{
    FILE *out = tally->io->out;

    if (tally->dry_run) {
        fprintf(out,
                "%" PRIu64 " row%s checked, %" PRIu64 " problem%s, %" PRIu64
                " row%s would be rejected; nothing was sent\n",
                tally->rows, command_plural(tally->rows), tally->problems,
                command_plural(tally->problems), tally->rejected, command_plural(tally->rejected));
        return;
    }
    if (tally->rows == 0 && !tally->refused) {
        fprintf(out, "%s: stored that there is nothing to report\n", tally->id);
        return;
    }
    fprintf(out,
            "%s: %" PRIu64 " row%s: %" PRIu64 " inserted, %" PRIu64 " revised, %" PRIu64
            " unchanged, %" PRIu64 " rejected",
            tally->id, tally->rows, command_plural(tally->rows), tally->inserted, tally->revised,
            tally->unchanged, tally->rejected);
    if (tally->ended > 0)
        fprintf(out, "; %" PRIu64 " facts of the replaced submission ended", tally->ended);
    if (tally->parts > 1)
        fprintf(out, " (%" PRIu64 " parts)", tally->parts);
    fputc('\n', out);
}

int tally_end(struct tally *tally)
{
    tally_clear_bar(tally);
    if (tally->as_json)
        totals_json(tally);
    else if (tally->parts > 0)
        totals_text(tally);
    buffer_finish(&tally->text);
    return tally->refused ? COMMAND_REFUSED : COMMAND_DONE;
}
