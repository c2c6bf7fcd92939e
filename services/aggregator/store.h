/* store - everything that is in PostgreSQL: the only user of libpq. A store is one connection, for
 * one thread.
 *
 * Statements are the files of sql/queries, prepared when first needed, with parameters only. Every
 * call may fail with STATUS_RETRY (the database is away, busy, or a lock did not come),
 * STATUS_INVALID (what was given cannot be stored or asked) or STATUS_FAILED. After a failure
 * inside a transaction, roll back; ask store_alive whether the connection is still good, and open a
 * new store if not. Times are microseconds since 1970, UTC. Results live in the arena given. */
#pragma once
#include "base/arena.h"
#include "model/change.h"
#include "model/edition.h"
#include "model/reference.h"
#include "model/submission.h"
#include <stdbool.h>

struct store;

enum store_role {
    STORE_READER, /* read-only transactions */
    STORE_INTAKE, /* the one writer: takes the intake lock */
    STORE_SCHEMA  /* neither, and no bound on the time of a statement */
};

/* Connect, refuse a server that is too old or may lose what it confirmed, set the bounds of the
 * session, and (but for STORE_SCHEMA) check the schema. Keywords in conninfo win over the defaults
 * (connect_timeout 5 s, keepalives). STATUS_RETRY: the database is away, or another intake holds
 * the lock. STATUS_INVALID: this database will not do as it is; err says what to do. */
NODISCARD enum status store_open(const char *conninfo, enum store_role role, struct store **ret,
                                 struct error *err);
void store_destroy(struct store *store);
OWNED_BY_SCOPE(store)
/* Is the connection usable, as far as is known without asking? */
bool store_alive(const struct store *store);

/* Transactions. One that is begun with a mark (a savepoint) can go back to it, as often as needed;
 * moving the mark keeps what was done until now. */
NODISCARD enum status store_begin(struct store *store, struct error *err);
NODISCARD enum status store_commit(struct store *store, struct error *err);
NODISCARD enum status store_roll_back(struct store *store, struct error *err);
NODISCARD enum status store_begin_marked(struct store *store, struct error *err);
NODISCARD enum status store_move_mark(struct store *store, struct error *err);
NODISCARD enum status store_back_to_mark(struct store *store, struct error *err);

/* --- record times and cutoffs --- */
struct record_times {
    int64_t recorded_us; /* the last one given out; 0: none */
    int64_t cutoff_us;   /* the newest one published; 0: none */
};
NODISCARD enum status store_record_times(struct store *store, struct record_times *ret,
                                         struct error *err);
NODISCARD enum status store_publish_cutoff(struct store *store, int64_t cutoff_us, int64_t now_us,
                                           struct error *err);
/* The newest cutoff at or before asked_us (NULL: of all); 0: there is none. */
NODISCARD enum status store_cutoff_at(struct store *store, const int64_t *asked_us, int64_t *ret,
                                      struct error *err);

/* --- submissions --- */
struct stored_submission {
    int64_t number; /* 0: there is none of that id */
    uint8_t digest[32];
    bool replaced;
    const uint8_t *receipt; /* packed */
    size_t receipt_size;
};
/* By whom, and under which id. */
struct submission_name {
    const char *organization, *id;
};
/* One in ret for each name. */
NODISCARD enum status store_find_submissions(struct store *store,
                                             const struct submission_name *names, size_t n,
                                             struct arena *arena, struct stored_submission *ret,
                                             struct error *err);
/* The numbers of the next n submissions, in order. */
NODISCARD enum status store_next_submissions(struct store *store, size_t n, int64_t *ret,
                                             struct error *err);

struct new_submission {
    int64_t number;
    const struct submission *submission;
    const uint8_t *bytes; /* as received */
    size_t size;
    uint64_t reference_version;
    const struct receipt *receipt;
    const uint8_t *packed_receipt;
    size_t packed_receipt_size;
};
NODISCARD enum status store_add_submissions(struct store *store, const struct new_submission *added,
                                            size_t n, struct error *err);
/* The submission `replaced` was replaced by the submission `by`. */
NODISCARD enum status store_replace_submission(struct store *store, int64_t replaced, int64_t by,
                                               struct error *err);

/* --- facts: write (role STORE_INTAKE, inside a transaction) --- */

/* What writing the rows of one submission did. */
struct written {
    uint8_t *outcomes; /* one enum outcome per row of the submission; rows left out are
                          OUTCOME_REJECTED */
    uint32_t inserted, revised, unchanged, rejected, ended;
};
/* The rows of one submission. */
struct new_facts {
    const struct submission *submission;
    const uint8_t *left_out;                   /* left_out[i] is 1: not row i; NULL: all */
    const uint8_t (*keys)[RECORD_DIGEST_SIZE]; /* record_key of each row */
    int64_t number, recorded_us;
    int64_t replaces;       /* number of the submission that this one replaces, or 0 */
    struct written written; /* set by store_write_facts */
};
/* Write the rows of n submissions as versions that begin at the record time of each. Current
 * versions that say otherwise end then; with `replaces`, so does what that one reported and these
 * rows do not. STATUS_INVALID if two of all the rows are about the same fact. */
NODISCARD enum status store_write_facts(struct store *store, struct new_facts *facts, size_t n,
                                        struct arena *arena, struct error *err);

/* --- facts: read --- */
#define STORE_FACT_KEY_SIZE 37 /* a uuid as text, and NUL */

struct facts_filter {
    const char *const *areas; /* with n_areas; NULL: all */
    size_t n_areas;
    const char *organization; /* NULL: all */
    const char
        *equals[FIELD_MAX]; /* by field position: the value, or what a list must hold; NULL: any */
    const char
        *after_area; /* with after_key: the last fact of the page before; NULL: from the start */
    const char *after_key;
    size_t limit; /* 0: none */
};
struct facts {
    struct fact *facts; /* in order of area and key */
    const char **keys;  /* the key of each */
    size_t n;
};
/* Facts of a kind as known at cutoff_us. STATUS_INVALID too when they pass the cap of arena. */
NODISCARD enum status store_read_facts(struct store *store, enum kind kind,
                                       const struct facts_filter *filter, int64_t cutoff_us,
                                       struct arena *arena, struct facts *ret, struct error *err);

struct changes {
    struct change *changes; /* by time, then area and key */
    size_t n;
};
/* What was recorded after since_us and not later than cutoff_us: at least the first `limit`
 * changes, and all that were recorded together with the last of them. */
NODISCARD enum status store_read_changes(struct store *store, enum kind kind, int64_t since_us,
                                         int64_t cutoff_us, size_t limit, struct arena *arena,
                                         struct changes *ret, struct error *err);

/* --- reference data --- */
struct reference_stamp {
    uint64_t version; /* 0: there is none */
    uint8_t digest[32];
    int64_t recorded_us;
};
/* The version that counted at at_us (NULL: the newest). */
NODISCARD enum status store_reference_at(struct store *store, const int64_t *at_us,
                                         struct reference_stamp *ret, struct error *err);
NODISCARD enum status store_reference_files(struct store *store, uint64_t version,
                                            struct arena *arena, struct reference_file **ret,
                                            size_t *n, struct error *err);
NODISCARD enum status store_add_reference(struct store *store, const struct reference_stamp *stamp,
                                          const struct reference_file *files, size_t n_files,
                                          struct error *err);

/* --- editions --- */

/* The plans at at_us (NULL: now), by first day. */
NODISCARD enum status store_editions_at(struct store *store, const int64_t *at_us,
                                        struct arena *arena, struct edition **ret, size_t *n,
                                        struct error *err);
/* Add the edition, or give it a new plan, at recorded_us. */
NODISCARD enum status store_put_edition(struct store *store, const struct edition *edition,
                                        int64_t recorded_us, struct error *err);

/* --- the schema --- */

/* STATUS_INVALID with what to do unless exactly the migrations of this program were applied. */
NODISCARD enum status store_check_schema(struct store *store, struct error *err);
/* Apply what is missing, in order, each in its own transaction; *ret is how many. STATUS_INVALID:
 * the database has others. */
NODISCARD enum status store_migrate(struct store *store, int64_t now_us, size_t *ret,
                                    struct error *err);
