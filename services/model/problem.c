/* problem - see problem.h. */
#include "model/problem.h"
#include "base/text.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE_MAX = 1000 };

/* Room for one more at the end of the list; NULL when it is full or memory ends. The room doubles.
 */
static struct problem *next_problem(struct problem_log *log)
{
    struct problems *all = &log->problems;
    size_t n = all->n_listed;

    if (n >= PROBLEMS_LISTED_MAX || log->too_large)
        return NULL;
    if ((n & (n - 1)) == 0) { /* 0, 1, 2, 4, 8: what is there is full */
        struct problem *larger = arena_array(log->arena, n == 0 ? 1 : 2 * n, sizeof *larger);
        if (larger == NULL)
            return NULL;
        if (n > 0)
            memcpy(larger, all->listed, n * sizeof *larger);
        all->listed = larger;
    }
    return &all->listed[n];
}

const char *problem_show(struct value value, char ret[PROBLEM_VALUE_MAX + 4])
{
    const char *text = value.text == NULL ? "" : value.text;
    size_t size = value.text == NULL ? 0 : value.len;
    bool cut = size > PROBLEM_VALUE_MAX;
    bool printable = text_printable(text, size, TEXT_ONE_LINE);

    if (cut)
        size = printable ? text_cut(text, size, PROBLEM_VALUE_MAX) : PROBLEM_VALUE_MAX;
    for (size_t i = 0; i < size; i++)
        ret[i] = printable || (text[i] >= ' ' && text[i] <= '~') ? text[i] : '?';
    memcpy(ret + size, cut ? "..." : "", cut ? 4 : 1);
    return ret;
}

void problem_log_add(struct problem_log *log, uint32_t row, const char *field, struct value value,
                     const char *code, const char *fmt, ...)
{
    char shown[PROBLEM_VALUE_MAX + 4], message[MESSAGE_MAX + 100];
    struct problem *problem = next_problem(log);
    va_list arguments;

    log->problems.count++;
    if (problem == NULL) {
        log->too_large |= log->problems.n_listed < PROBLEMS_LISTED_MAX;
        return;
    }
    va_start(arguments, fmt);
    vsnprintf(message, sizeof message, fmt, arguments);
    va_end(arguments);
    message[text_cut(message, strlen(message), MESSAGE_MAX)] = '\0';
    *problem = (struct problem){.row = row, .field = field, .code = code};
    problem->value = value.text == NULL ? NULL : arena_text(log->arena, problem_show(value, shown));
    problem->message = arena_text(log->arena, message);
    if ((value.text != NULL && problem->value == NULL) || problem->message == NULL)
        log->too_large = true;
    else
        log->problems.n_listed++;
}
