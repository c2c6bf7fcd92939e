/* claims - grouping reports that agree, and choosing among those that don't. */
#include "model/claims.h"
#include <stdlib.h>
#include <string.h>

#define MICROSECONDS_PER_DAY (INT64_C(86400) * 1000000)

static const char RULE[] =
    "Used is the claim with the most precise date (a day, a month, a year, then \"on or before\"); "
    "of equally precise ones the later, so that progress is never dated too early; then the first "
    "organization by code, then the first source.";

static day_t recorded_day(const struct provenance *provenance)
{
    int64_t us = provenance->recorded_us;
    int64_t day = us / MICROSECONDS_PER_DAY - (us % MICROSECONDS_PER_DAY < 0);

    return (day_t)day;
}

enum status report_read(const struct fact *fact, const char *label, const int *fields,
                        size_t n_fields, int date_is, struct report *ret, struct error *err)
{
    const struct value *values = fact->record.values;
    const struct value *date = NULL;
    const char *is = NULL;

    *ret = (struct report){.fact = fact, .label = label, .date = ""};
    for (size_t i = 0; i < n_fields && date == NULL; i++) {
        if (values[fields[i]].text == NULL)
            continue;
        date = &values[fields[i]];
        is = i == 0 && date_is >= 0 ? values[date_is].text : NULL;
    }
    if (date == NULL) {
        ret->when = (struct when){DAY_MIN, recorded_day(&fact->provenance), PRECISION_DAY, true};
        return STATUS_OK;
    }
    ret->date = date->text;
    enum status status = when_parse(date->text, date->len, is, &ret->when, err);
    if (status != STATUS_OK)
        error_prefix(err,
                     "%s of %s, row %u of submission %s: ", kind_table(fact->record.kind)->name,
                     fact->ref_area, fact->provenance.row, fact->provenance.submission_id);
    return status;
}

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

int provenance_compare(const struct provenance *a, const struct provenance *b)
{
    int order = compare_texts(a->organization, b->organization);

    if (order == 0)
        order = compare_texts(a->source, b->source);
    if (order == 0)
        order = compare_texts(a->submission_id, b->submission_id);
    if (order == 0)
        order = (a->row > b->row) - (a->row < b->row);
    return order;
}

static int compare_facts(const void *a, const void *b)
{
    const struct fact *const *x = a, *const *y = b;

    return provenance_compare(&(*x)->provenance, &(*y)->provenance);
}

/* The more is known of the day, the smaller. */
static int vagueness(const struct when *when, const char *date)
{
    if (date[0] == '\0')
        return 4;
    return when->on_or_before ? 3 : (int)when->precision;
}

/* The better date first. */
static int compare_dates(const struct when *a, const char *a_date, const struct when *b,
                         const char *b_date)
{
    int vague_a = vagueness(a, a_date), vague_b = vagueness(b, b_date);

    if (vague_a != vague_b)
        return vague_a - vague_b;
    if (vague_a == 4)
        return 0; /* the day of recording says nothing about the event */
    if (a->last != b->last)
        return (a->last < b->last) - (a->last > b->last);
    return (int)a->precision - (int)b->precision;
}

static int compare_reports(const void *a, const void *b)
{
    const struct report *x = a, *y = b;
    int order = compare_dates(&x->when, x->date, &y->when, y->date);

    if (order == 0)
        order = strcmp(x->label, y->label);
    if (order == 0)
        order = provenance_compare(&x->fact->provenance, &y->fact->provenance);
    return order;
}

static int compare_claims(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    int order = compare_dates(&x->when, x->date, &y->when, y->date);

    if (order == 0) /* without dates: it was done when the first said so */
        order = (x->when.last > y->when.last) - (x->when.last < y->when.last);
    if (order == 0)
        order = provenance_compare(&x->facts[0]->provenance, &y->facts[0]->provenance);
    if (order == 0)
        order = strcmp(x->label, y->label);
    return order;
}

static bool same_claim(const struct report *a, const struct report *b)
{
    return compare_dates(&a->when, a->date, &b->when, b->date) == 0
           && strcmp(a->label, b->label) == 0;
}

static struct claim claim_of(const struct report *reports, size_t n, struct workspace *ws)
{
    struct claim claim = {.label = reports[0].label,
                          .date = reports[0].date,
                          .when = reports[0].when,
                          .facts = workspace_scratch(ws, n, sizeof *claim.facts),
                          .n_facts = n};

    for (size_t i = 0; i < n; i++) {
        claim.facts[i] = reports[i].fact;
        /* Undated ones: it was done by the day of the first who said so. */
        if (reports[i].when.last < claim.when.last)
            claim.when = reports[i].when;
    }
    return claim;
}

static void claim_join(struct claim *claim, const struct claim *undated, struct workspace *ws)
{
    size_t n = claim->n_facts + undated->n_facts;
    const struct fact **facts = workspace_scratch(ws, n, sizeof *facts);

    memcpy(facts, claim->facts, claim->n_facts * sizeof *facts);
    memcpy(facts + claim->n_facts, undated->facts, undated->n_facts * sizeof *facts);
    qsort(facts, n, sizeof *facts, compare_facts);
    claim->facts = facts;
    claim->n_facts = n;
}

/* Undated claims are last in order, one per label. */
static void join_undated(struct claims *claims, struct workspace *ws)
{
    size_t dated = 0, kept;

    while (dated < claims->n && claims->claims[dated].date[0] != '\0')
        dated++;
    kept = dated;
    for (size_t i = dated; i < claims->n; i++) {
        size_t best = 0;
        while (best < dated && strcmp(claims->claims[best].label, claims->claims[i].label) != 0)
            best++;
        if (best < dated)
            claim_join(&claims->claims[best], &claims->claims[i], ws);
        else
            claims->claims[kept++] = claims->claims[i];
    }
    claims->n = kept;
}

void claims_resolve(struct report *reports, size_t n, struct workspace *ws, struct claims *ret)
{
    struct claims claims = {.claims = workspace_scratch(ws, n, sizeof *claims.claims)};

    qsort(reports, n, sizeof *reports, compare_reports);
    for (size_t i = 0; i < n;) {
        size_t first = i;
        while (i < n && same_claim(&reports[first], &reports[i]))
            i++;
        claims.claims[claims.n++] = claim_of(&reports[first], i - first, ws);
    }
    qsort(claims.claims, claims.n, sizeof *claims.claims, compare_claims);
    join_undated(&claims, ws);
    *ret = claims;
}

struct disagreement *disputes_add(struct disputes *disputes, const char *about, const char *rule,
                                  size_t n_claims)
{
    struct workspace *ws = disputes->ws;

    if (disputes->n == disputes->capacity) {
        size_t capacity = disputes->capacity == 0 ? 16 : 2 * disputes->capacity;
        struct disagreement *found = workspace_scratch(ws, capacity, sizeof *found);
        if (disputes->n > 0)
            memcpy(found, disputes->found, disputes->n * sizeof *found);
        disputes->found = found;
        disputes->capacity = capacity;
    }
    struct disagreement *added = &disputes->found[disputes->n++];
    *added = (struct disagreement){
        .ref_area = disputes->ref_area,
        .name = disputes->name,
        .about = about,
        .claims = workspace_array(ws, n_claims, sizeof *added->claims),
        .n_claims = n_claims,
        .rule = rule,
    };
    return added;
}

static const char *claim_says(const struct claim *claim, bool with_label, struct workspace *ws)
{
    const char *date = claim->date[0] != '\0' ? claim->date : "no date";
    const char *how = claim->date[0] != '\0' && claim->when.on_or_before ? "not later than " : "";

    if (!with_label)
        return workspace_printf(ws, "%s%s", how, date);
    return workspace_printf(ws, "%s, %s%s", claim->label, how, date);
}

static bool labels_differ(const struct claims *claims)
{
    for (size_t i = 1; i < claims->n; i++)
        if (strcmp(claims->claims[0].label, claims->claims[i].label) != 0)
            return true;
    return false;
}

static bool concerns(const struct claims *claims, day_t reference_date)
{
    for (size_t i = 0; i < claims->n; i++)
        if (when_possibly_by(&claims->claims[i].when, reference_date))
            return true;
    return false;
}

void disputes_add_claims(struct disputes *disputes, const char *about, const struct claims *claims)
{
    size_t n = 0, at = 0;
    bool with_label = labels_differ(claims);

    if (claims->n < 2 || !concerns(claims, disputes->reference_date))
        return;
    for (size_t i = 0; i < claims->n; i++)
        n += claims->claims[i].n_facts;
    struct disagreement *added = disputes_add(disputes, about, RULE, n);
    for (size_t i = 0; i < claims->n; i++) {
        const struct claim *claim = &claims->claims[i];
        const char *says = claim_says(claim, with_label, disputes->ws);
        for (size_t j = 0; j < claim->n_facts; j++)
            added->claims[at++] = (struct disagreement_claim){
                .says = says, .used = i == 0, .provenance = claim->facts[j]->provenance};
    }
}
