/* claims - what several organizations say about one and the same thing: which of it agrees, which
 * contradicts, and which claim is used. Knows dates and reporters; what the thing is (a
 * ratification, a law's stage) is its callers' business. The rule is in docs/statistics.md. */
#pragma once
#include "model/date.h"
#include "model/figure.h"
#include "model/workspace.h"

/* One fact, read as a statement: "ratification, on 2002-09-19". */
struct report {
    const struct fact *fact;
    const char *label; /* what is claimed, besides the date: an action, a stage; never NULL */
    const char *date;  /* as reported; "" if none was */
    struct when when;  /* without a date: on or before the day it was recorded */
};

/* Reports that say the same. */
struct claim {
    const char *label, *date;
    struct when when;
    const struct fact **facts; /* in order of organization, source, submission, row */
    size_t n_facts;
};

/* All claims about one thing, the one used first. */
struct claims {
    struct claim *claims;
    size_t n;
};

/* Read a fact's date: of the first field that has one. date_is belongs to fields[0]; -1: there is
 * none. STATUS_INVALID names the fact if its date is none. */
NODISCARD enum status report_read(const struct fact *fact, const char *label, const int *fields,
                                  size_t n_fields, int date_is, struct report *ret,
                                  struct error *err);

/* Order of reporters: organization, source, submission, row. */
int provenance_compare(const struct provenance *a, const struct provenance *b);

/* Group reports (reordered; n > 0) into claims. Reports with equal date and label are one claim;
 * one without a date contradicts none, and joins the best claim of its label. */
void claims_resolve(struct report *reports, size_t n, struct workspace *ws, struct claims *ret);

/* The disagreements of one figure, as they are found. */
struct disputes {
    struct workspace *ws;
    struct disagreement *found; /* in the scratch */
    size_t n, capacity;
    day_t reference_date;
    const char *ref_area, *name; /* of the State at hand */
};

/* Add one with room for n_claims, filled in by the caller. */
struct disagreement *disputes_add(struct disputes *disputes, const char *about, const char *rule,
                                  size_t n_claims);
/* Add the claims if they contradict each other, unless all of them are about days after the
 * reference date. */
void disputes_add_claims(struct disputes *disputes, const char *about, const struct claims *claims);
