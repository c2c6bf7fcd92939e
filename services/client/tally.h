/* tally - what became of the parts of one `roundtable submit`: the sums, the problems as they
 * become known, and the bar that shows how far it is. */
#pragma once
#include "base/json_writer.h"
#include "client/command.h"
#include "client/splitter.h"

struct tally {
    const struct command_io *io;
    const char *id; /* of the whole submission */
    bool dry_run, as_json;
    uint64_t parts, rows, inserted, revised, unchanged, rejected, ended, problems;
    bool refused; /* something was not taken */
    struct buffer text;
    struct json_writer json;
    bool bar;         /* there is a terminal to draw on */
    bool bar_drawn;   /* and it shows one */
    int64_t drawn_at; /* monotonic milliseconds */
};

void tally_begin(struct tally *tally, const struct command_io *io, const char *id, bool dry_run,
                 bool as_json);
/* A part with its receipt (rows that were not sent are added here) or, in a dry run, with what the
 * check found. */
void tally_part(struct tally *tally, const struct part *part, const struct receipt *receipt);
/* A part of which nothing was or can be sent; why is one more problem, row 0, or NULL. */
void tally_refused(struct tally *tally, const struct part *part, const struct problem *why);
/* Show how far the reading is, a few times a second. */
void tally_progress(struct tally *tally, const struct splitter *splitter);
/* Take the bar away before something else is printed on the terminal. */
void tally_clear_bar(struct tally *tally);
/* Print the sums; returns the exit code, as far as the rows decide it. */
int tally_end(struct tally *tally);
