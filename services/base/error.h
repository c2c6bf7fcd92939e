/* error - what a call that can fail says: a status for the caller's next step, and a sentence for
 * people. The status is named by what the caller does with it, not by what went wrong. */
#pragma once

#define NODISCARD __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_position, first_argument) \
    __attribute__((format(printf, format_position, first_argument)))

enum status {
    STATUS_OK = 0,  /* done */
    STATUS_RETRY,   /* nothing is wrong with the request: try again later */
    STATUS_INVALID, /* refuse the request: the same one will fail again */
    STATUS_FAILED   /* we, or what we stand on, failed */
};

struct error {
    enum status status;
    char text[1024];
};

/* Write the sentence and the status into err, unless err is NULL, and return status. Arguments may
 * be err->text itself. A text that is too long is cut between UTF-8 characters. */
enum status error_set(struct error *err, enum status status, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
#ifdef __clang_analyzer__
/* It returns the status given, which the analyzer cannot see from here. */
#define error_set(err, status, ...) ((void)(error_set)(err, status, __VA_ARGS__), (status))
#endif

/* Put context in front of the sentence: "read 'a.csv': " + "line 3: ..." (the text fmt gives is
 * used as it is, so end it with ": "). Status stays. NULL is fine. */
void error_prefix(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* "ok", "retry", "invalid", "failed"; "unknown" for any other value. */
const char *status_name(enum status status);
