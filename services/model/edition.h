/* edition - the plan of one meeting's report. */
#pragma once
#include "base/arena.h"
#include "model/date.h"
#include "model/submission.h"
#include <stdbool.h>

struct edition {
    const char *code, *title, *place, *host;
    day_t date_start, date_end, reference_date;
    const char *previous; /* NULL: the first */
};

/* The plan as it arrives, all text. */
struct edition_plan {
    const char *code, *title, *place, *host, *date_start, *date_end, *reference_date, *previous;
};

/* Check a plan; title defaults to the code, date_end to date_start, reference_date to date_start.
 * Whether the previous edition exists and lies before is the store's question. STATUS_INVALID with
 * a sentence. Texts stay borrowed. */
NODISCARD enum status edition_from_plan(const struct edition_plan *plan, struct edition *ret,
                                        struct error *err);
/* Has it the form of an edition's code: 1 to 40 of a-z 0-9 -? */
bool edition_is_code(const char *text);
