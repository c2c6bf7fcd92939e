/* message - everything that is said between programs, as plain structs; bytes <-> struct message.
 * wire is the only code that sees *.pb-c.h, and the place where every limit on foreign bytes is
 * enforced. Texts and arrays of an unpacked message live in the arena it was unpacked into; byte
 * strings too. */
#pragma once
#include "base/arena.h"
#include "base/buffer.h"
#include "model/aggregate.h"
#include "model/change.h"
#include "model/edition.h"
#include "model/figure.h"
#include "model/reference.h"
#include "model/submission.h"

#define MESSAGE_ID_SIZE 16
#define MESSAGE_VERSION 1
/* Largest message a public socket takes in, and what an answer may be. */
#define MESSAGE_BYTES_MAX        (16 << 20)
#define MESSAGE_ANSWER_BYTES_MAX (64 << 20)

enum message_kind {
    MESSAGE_SUBMIT,
    MESSAGE_RECEIPT_QUERY,
    MESSAGE_RECEIPT,
    MESSAGE_FORWARD,
    MESSAGE_REFERENCE_QUERY,
    MESSAGE_REFERENCE,
    MESSAGE_REFERENCE_LOAD,
    MESSAGE_REFERENCE_LOADED,
    MESSAGE_EDITION_PLAN,
    MESSAGE_EDITION_QUERY,
    MESSAGE_EDITION_LIST,
    MESSAGE_ASK,
    MESSAGE_ANSWER,
    MESSAGE_REPORT_QUERY,
    MESSAGE_REPORT,
    MESSAGE_BUSY,
    MESSAGE_FAILURE,
    MESSAGE_KIND_COUNT
};

struct bytes {
    const uint8_t *bytes;
    size_t size;
};

struct receipt_query {
    const char *organization, *submission_id;
};
struct forward {
    struct bytes submission;
    uint64_t reference_version;
    struct problems problems, warnings;
};
struct reference_query {
    uint64_t have_version;
    const char *cutoff;
};
struct reference_set {
    uint64_t version;
    uint8_t digest[32];
    int64_t recorded_us;
    struct reference_file *files; /* NULL if the asker has this version */
    size_t n_files;
};
struct reference_loaded {
    uint64_t version;
    bool unchanged;
    struct problems problems;
};
struct edition_query {
    const char *code, *cutoff;
};
struct edition_list {
    struct edition *editions;
    size_t n;
};

struct field_filter {
    const char *field, *value;
};
struct facts_query {
    enum kind kind;
    const char **ref_areas;
    size_t n_ref_areas;
    const char *among;
    bool has_reference_date;
    day_t reference_date;
    const char *organization;
    struct field_filter *where;
    size_t n_where;
    uint32_t limit; /* 0: the default */
    struct bytes after;
};
struct changes_query {
    const char *since;
    bool has_kind;
    enum kind kind;
    uint32_t limit;
};
enum question {
    QUESTION_COUNT = 1,
    QUESTION_FACTS,
    QUESTION_AGGREGATE,
    QUESTION_CHANGES,
    QUESTION_NEWEST_CUTOFF
};
struct ask {
    const char *cutoff; /* NULL: the newest */
    enum question question;
    union {
        struct count_query count;
        struct facts_query facts;
        struct aggregate_query aggregate;
        struct changes_query changes;
    };
};
struct facts_answer {
    struct fact *facts;
    size_t n;
    struct bytes next; /* size 0: that was all */
};
struct changes_answer {
    struct change *changes;
    size_t n;
    bool more;
};
struct answer {
    int64_t cutoff_us;
    uint64_t reference_version;
    enum question question; /* which of the union; QUESTION_NEWEST_CUTOFF has no body */
    union {
        struct figure figure;
        struct facts_answer facts;
        struct aggregate aggregate;
        struct changes_answer changes;
    };
};

enum report_format { REPORT_JSON = 1, REPORT_CSV, REPORT_TEXT, REPORT_HTML };
struct report_query {
    const char *edition;
    enum report_format format;
    const char *cutoff;
};
struct report {
    const char *edition;
    enum report_format format;
    int64_t cutoff_us;
    struct bytes content;
    uint8_t digest[32];
};
struct busy {
    uint32_t retry_after_ms;
    const char *reason;
};
struct failure {
    const char *code, *message;
};

struct message {
    enum message_kind kind;
    uint8_t id[MESSAGE_ID_SIZE];
    union {
        struct bytes submit; /* a packed submission */
        struct receipt_query receipt_query;
        struct receipt receipt;
        struct forward forward;
        struct reference_query reference_query;
        struct reference_set reference;
        struct {
            struct reference_file *files;
            size_t n_files;
        } reference_load;
        struct reference_loaded reference_loaded;
        struct edition_plan edition_plan;
        struct edition_query edition_query;
        struct edition_list edition_list;
        struct ask ask;
        struct answer answer;
        struct report_query report_query;
        struct report report;
        struct busy busy;
        struct failure failure;
    };
};

/* Bytes -> message. STATUS_INVALID with a sentence for anything malformed, too large (max_bytes of
 * arena included), of another version, without a body, lacking what its kind requires, or against a
 * limit of wire/limits.h. Unknown fields are refused in requests; answers may bring new ones. On
 * STATUS_INVALID *ret is the Failure to answer with: its code, the sentence, and the id of the
 * message that was refused (zeros if it could not be read). */
NODISCARD enum status message_unpack(const uint8_t *bytes, size_t size, struct arena *arena,
                                     struct message *ret, struct error *err);
/* The id of a packed message, without looking at the rest; false (and zeros) if it has none. */
bool message_id(const uint8_t *bytes, size_t size, uint8_t ret[MESSAGE_ID_SIZE]);
/* Message -> bytes, appended to out. */
void message_pack(const struct message *message, struct buffer *out);

/* The submission inside Submit and Forward. Rows of no kind are refused (row named). Field values
 * are taken as they are; only limits, UTF-8 and NUL are checked here: what they say is
 * model/check.h's business, but control characters are passed on to it. */
NODISCARD enum status submission_unpack(struct bytes packed, struct arena *arena,
                                        struct submission *ret, struct error *err);
void submission_pack(const struct submission *submission, struct buffer *out);

/* Name of a message kind for logs: "submit". */
const char *message_kind_name(enum message_kind kind);
