/* splitter - the rows of files as submissions that a collector takes in: at most
 * SUBMISSION_ROWS_MAX rows and about 4 MiB each, never of two files. Documented in docs/files.md.
 *
 * One file that fits gives one part, whose id is the submission's id. Otherwise the parts are
 * ID.0001, ID.0002 and so on: the same files give the same parts. */
#pragma once
#include "client/reader.h"
#include "client/submission_id.h"

enum { PART_BYTES_MAX = 4 << 20, PART_SUFFIX_MAX = 8 };

struct splitter;

struct part {
    const char *file; /* borrowed from the options */
    char id[SUBMISSION_ID_MAX + 1];
    bool several; /* there are other parts */
    struct arena *arena;
    struct record *rows;
    size_t n_rows, capacity;
    size_t bytes;             /* about what it takes when packed */
    struct problem *problems; /* of the rows that can't be sent at all */
    size_t n_problems, problem_capacity;
    size_t n_unreadable; /* how many rows those are; not in rows */
};
void part_destroy(struct part *part);
OWNED_BY_SCOPE(part)

struct splitter_options {
    const char *id;           /* valid and, if there may be several parts, short enough */
    const char *const *files; /* "-" is standard input */
    size_t n_files;
    bool has_kind;
    enum kind kind;
    /* Called with what the user should hear about a file. */
    void (*warn)(void *self, const char *file, const char *text);
    void *warn_self;
};

/* options are copied, what they point to is borrowed. */
struct splitter *splitter_create(const struct splitter_options *options);
void splitter_destroy(struct splitter *splitter);
OWNED_BY_SCOPE(splitter)

/* The next part, owned by the caller; NULL at the end. err names the file. STATUS_FAILED: a file
 * can't be read; STATUS_INVALID: its text is wrong beyond a row, or the id is too long for a part's
 * number. */
NODISCARD enum status splitter_next(struct splitter *splitter, struct part **ret,
                                    struct error *err);

/* Bytes read so far and in all; total is 0 when that is not known (a pipe). */
void splitter_progress(const struct splitter *splitter, int64_t *done, int64_t *total);
