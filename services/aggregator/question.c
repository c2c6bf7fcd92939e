/* question - see the header. */
#include "aggregator/question.h"
#include "base/clock.h"
#include "base/text.h"
#include "wire/limits.h"
#include <string.h>

#define DAY_US        (INT64_C(86400) * 1000000)
#define FACTS_MAX     WIRE_FACTS_MAX
#define CHANGES_MAX   5000
#define KEY_TEXT_SIZE (STORE_FACT_KEY_SIZE - 1)

/* A question with what it is answered from. */
struct inquiry {
    const struct asking *asking;
    const struct reference *reference;
    struct answer *answer; /* cutoff and version are set */
};
typedef enum status answer_fn(const struct inquiry *inquiry, const struct ask *ask,
                              struct error *err);

static enum status too_large(struct error *err)
{
    return error_set(err, STATUS_INVALID,
                     "that is too much for one answer: ask for less at a time");
}

/* --- cutoff --- */

static enum status parse_time(const char *what, const char *text, int64_t *ret, struct error *err)
{
    enum status status = clock_parse(text, strlen(text), ret, err);

    if (status != STATUS_OK)
        error_prefix(err, "%s: ", what);
    return status;
}

enum status question_cutoff(struct store *store, const char *asked, int64_t *ret, struct error *err)
{
    int64_t asked_us = 0;

    if (asked == NULL)
        return store_cutoff_at(store, NULL, ret, err);
    enum status status = parse_time("cutoff", asked, &asked_us, err);
    return status == STATUS_OK ? store_cutoff_at(store, &asked_us, ret, err) : status;
}

/* --- counts and aggregates --- */

static enum status read_matching(const struct inquiry *inquiry, enum kind kind, int field,
                                 const char *value, struct facts *ret, struct error *err)
{
    struct facts_filter filter = {0};

    if (field >= 0)
        filter.equals[field] = value;
    return store_read_facts(inquiry->asking->store, kind, &filter, inquiry->answer->cutoff_us,
                            inquiry->asking->arena, ret, err);
}

/* An instrument may be named by an alias; one that is not known is left to the count to refuse. */
static enum status answer_count(const struct inquiry *inquiry, const struct ask *ask,
                                struct error *err)
{
    struct count_query query = ask->count;
    const struct instrument *instrument = NULL;
    struct facts facts = {0};
    int field = -1;

    if (query.kind == KIND_TREATY_ACTION && query.instrument != NULL) {
        instrument =
            reference_instrument(inquiry->reference, query.instrument, strlen(query.instrument));
        field = TREATY_INSTRUMENT;
        query.instrument = instrument != NULL ? instrument->code : query.instrument;
    }
    enum status status = read_matching(inquiry, query.kind, field, query.instrument, &facts, err);
    if (status != STATUS_OK)
        return status;
    return figure_count(&query, facts.facts, facts.n, inquiry->reference, inquiry->asking->arena,
                        &inquiry->answer->figure, err);
}

static enum status answer_aggregate(const struct inquiry *inquiry, const struct ask *ask,
                                    struct error *err)
{
    struct aggregate_query query = ask->aggregate;
    struct facts facts = {0};

    if (query.indicator == NULL)
        return error_set(err, STATUS_INVALID, "an aggregate needs an indicator");
    const struct indicator *indicator =
        reference_indicator(inquiry->reference, query.indicator, strlen(query.indicator));
    query.indicator = indicator != NULL ? indicator->code : query.indicator;
    enum status status =
        read_matching(inquiry, KIND_OBSERVATION, OBS_INDICATOR, query.indicator, &facts, err);
    if (status != STATUS_OK)
        return status;
    return aggregate_region(&query, facts.facts, facts.n, inquiry->reference,
                            inquiry->asking->arena, &inquiry->answer->aggregate, err);
}

/* --- facts --- */

struct bytes question_next(const char *key, const char *area, struct arena *arena)
{
    const char *next = arena_printf(arena, "%s%s", key, area);

    return (struct bytes){(const uint8_t *)next, next != NULL ? strlen(next) : 0};
}

enum status question_after(struct bytes after, struct arena *arena, const char **key,
                           const char **area, struct error *err)
{
    const char *text = (const char *)after.bytes;
    bool good = after.size > KEY_TEXT_SIZE && text_printable(text, after.size, TEXT_ONE_LINE);

    for (size_t i = 0; good && i < KEY_TEXT_SIZE; i++)
        good = strchr("0123456789abcdef-", text[i]) != NULL && text[i] != '\0';
    if (!good)
        return error_set(err, STATUS_INVALID,
                         "after: not the `next` of an earlier answer: start without it");
    *key = arena_textn(arena, text, KEY_TEXT_SIZE);
    *area = arena_textn(arena, text + KEY_TEXT_SIZE, after.size - KEY_TEXT_SIZE);
    return *key != NULL && *area != NULL ? STATUS_OK : too_large(err);
}

/* A State by any of its names, or an organization, under whose code facts without a State are. */
static enum status find_area(const struct inquiry *inquiry, const char *text, const char **ret,
                             struct error *err)
{
    const struct area *area = reference_area(inquiry->reference, text, strlen(text));
    const struct organization *organization = reference_organization(inquiry->reference, text);

    if (area == NULL && organization == NULL)
        return error_set(err, STATUS_INVALID, "ref_areas: no State or organization is called '%s'",
                         text);
    *ret = area != NULL ? area->iso3 : organization->code;
    return STATUS_OK;
}

static enum status named_areas(const struct inquiry *inquiry, const struct facts_query *query,
                               struct facts_filter *filter, struct error *err)
{
    const char **areas = arena_array(inquiry->asking->arena, query->n_ref_areas, sizeof *areas);
    enum status status = areas != NULL ? STATUS_OK : too_large(err);

    for (size_t i = 0; i < query->n_ref_areas && status == STATUS_OK; i++)
        status = find_area(inquiry, query->ref_areas[i], &areas[i], err);
    filter->areas = areas;
    filter->n_areas = query->n_ref_areas;
    return status;
}

static bool has_area(const struct facts_filter *filter, const char *area)
{
    for (size_t i = 0; i < filter->n_areas; i++)
        if (strcmp(filter->areas[i], area) == 0)
            return true;
    return false;
}

/* The members on that day, and the organization itself; of those named, if any were. */
static enum status areas_among(const struct inquiry *inquiry, const struct facts_query *query,
                               struct facts_filter *filter, struct error *err)
{
    struct arena *arena = inquiry->asking->arena;
    const struct group *group = reference_group(inquiry->reference, query->among);
    day_t day = query->has_reference_date ? query->reference_date
                                          : (day_t)(inquiry->answer->cutoff_us / DAY_US);
    size_t n_members = 0, n = 0;

    if (group == NULL)
        return error_set(err, STATUS_INVALID, "among: no organization or region has the code '%s'",
                         query->among);
    const struct area **members =
        reference_members(inquiry->reference, group->code, day, arena, &n_members);
    const char **areas = arena_array(arena, n_members + 1, sizeof *areas);
    if (areas == NULL || (members == NULL && n_members > 0))
        return too_large(err);
    for (size_t i = 0; i < n_members; i++)
        if (filter->areas == NULL || has_area(filter, members[i]->iso3))
            areas[n++] = members[i]->iso3;
    if (group->is_organization && (filter->areas == NULL || has_area(filter, group->code)))
        areas[n++] = group->code;
    filter->areas = areas;
    filter->n_areas = n;
    return STATUS_OK;
}

/* The value as it is stored: what it is called in the reference data where it is an alias or in
 * other letter case. One that is not there is looked for as it stands. Numbers have to be numbers.
 */
static enum status stored_form(const struct reference *reference, const struct field *field,
                               const char *value, const char **ret, struct error *err)
{
    size_t len = strlen(value);
    const struct instrument *instrument = NULL;
    const struct indicator *indicator = NULL;
    const struct code *code = NULL;
    int64_t whole;
    decimal_t decimal;

    *ret = value;
    switch (field->type) {
    case FIELD_DECIMAL: return decimal_parse(value, len, &decimal, err);
    case FIELD_WHOLE: return text_parse_int64(value, len, 0, INT64_MAX, &whole, err);
    case FIELD_INSTRUMENT:
        instrument = reference_instrument(reference, value, len);
        *ret = instrument != NULL ? instrument->code : value;
        return STATUS_OK;
    case FIELD_INDICATOR:
        indicator = reference_indicator(reference, value, len);
        *ret = indicator != NULL ? indicator->code : value;
        return STATUS_OK;
    case FIELD_CODE:
    case FIELD_CODES:
        code = reference_code(reference, field->codelist, value, len);
        *ret = code != NULL ? code->code : value;
        return STATUS_OK;
    default: return STATUS_OK;
    }
}

static enum status add_where(const struct inquiry *inquiry, const struct facts_query *query,
                             struct facts_filter *filter, struct error *err)
{
    const struct kind_table *table = kind_table(query->kind);

    for (size_t i = 0; i < query->n_where; i++) {
        const struct field_filter *where = &query->where[i];
        int field = where->field != NULL ? kind_field(table, where->field) : -1;

        if (field < 0 || strcmp(where->field, "ref_area") == 0)
            return error_set(err, STATUS_INVALID, "where: %s have no field '%s' to filter by",
                             table->plural, where->field != NULL ? where->field : "");
        if (where->value == NULL || filter->equals[field] != NULL)
            return error_set(err, STATUS_INVALID, "where: field '%s' needs exactly one value",
                             where->field);
        if (stored_form(inquiry->reference, &table->fields[field], where->value,
                        &filter->equals[field], err)
            != STATUS_OK) {
            error_prefix(err, "where %s: ", where->field);
            return STATUS_INVALID;
        }
    }
    return STATUS_OK;
}

static enum status make_filter(const struct inquiry *inquiry, const struct facts_query *query,
                               size_t limit, struct facts_filter *ret, struct error *err)
{
    enum status status = add_where(inquiry, query, ret, err);

    ret->organization = query->organization;
    ret->limit = limit + 1; /* one more tells whether there are more */
    if (status == STATUS_OK && query->n_ref_areas > 0)
        status = named_areas(inquiry, query, ret, err);
    if (status == STATUS_OK && query->among != NULL)
        status = areas_among(inquiry, query, ret, err);
    if (status == STATUS_OK && query->after.size > 0)
        status = question_after(query->after, inquiry->asking->arena, &ret->after_key,
                                &ret->after_area, err);
    return status;
}

static enum status answer_facts(const struct inquiry *inquiry, const struct ask *ask,
                                struct error *err)
{
    const struct facts_query *query = &ask->facts;
    size_t limit = query->limit > 0 && query->limit < FACTS_MAX ? query->limit : FACTS_MAX;
    struct facts_answer *answer = &inquiry->answer->facts;
    struct facts_filter filter = {0};
    struct facts facts = {0};
    enum status status = make_filter(inquiry, query, limit, &filter, err);

    if (status == STATUS_OK)
        status = store_read_facts(inquiry->asking->store, query->kind, &filter,
                                  inquiry->answer->cutoff_us, inquiry->asking->arena, &facts, err);
    if (status != STATUS_OK)
        return status;
    *answer = (struct facts_answer){.facts = facts.facts, .n = facts.n};
    if (facts.n > limit) {
        answer->n = limit;
        answer->next = question_next(facts.keys[limit - 1], facts.facts[limit - 1].ref_area,
                                     inquiry->asking->arena);
    }
    return STATUS_OK;
}

/* --- changes --- */

size_t question_merge_changes(const struct changes of_kind[KIND_COUNT], struct change *ret)
{
    size_t at[KIND_COUNT] = {0}, n = 0;

    for (;;) {
        int oldest = -1;

        for (int kind = 0; kind < KIND_COUNT; kind++)
            if (at[kind] < of_kind[kind].n
                && (oldest < 0
                    || of_kind[kind].changes[at[kind]].provenance.recorded_us
                           < of_kind[oldest].changes[at[oldest]].provenance.recorded_us))
                oldest = kind;
        if (oldest < 0)
            return n;
        ret[n++] = of_kind[oldest].changes[at[oldest]++];
    }
}

size_t question_cut_changes(const struct change *changes, size_t n, size_t limit)
{
    size_t told = limit;

    if (n <= limit)
        return n;
    while (told < n
           && changes[told].provenance.recorded_us == changes[told - 1].provenance.recorded_us)
        told++;
    return told;
}

static enum status read_all_changes(struct store *store, const struct changes_query *query,
                                    int64_t since_us, int64_t cutoff_us, size_t limit,
                                    struct arena *arena, struct changes *ret, struct error *err)
{
    struct changes of_kind[KIND_COUNT] = {0};
    size_t n = 0;

    for (int kind = 0; kind < KIND_COUNT; kind++) {
        if (query->has_kind && (int)query->kind != kind)
            continue;
        enum status status = store_read_changes(store, (enum kind)kind, since_us, cutoff_us, limit,
                                                arena, &of_kind[kind], err);
        if (status != STATUS_OK)
            return status;
        n += of_kind[kind].n;
    }
    struct change *all = arena_array(arena, n, sizeof *all);
    if (all == NULL)
        return too_large(err);
    *ret = (struct changes){all, question_merge_changes(of_kind, all)};
    return STATUS_OK;
}

/* What was read ends with the change that the limit was reached at; whether anything came after it
 * has to be asked. */
static enum status look_for_more(struct store *store, const struct changes_query *query,
                                 int64_t cutoff_us, struct arena *arena,
                                 struct changes_answer *answer, struct error *err)
{
    struct changes next = {0};
    int64_t last_us = answer->changes[answer->n - 1].provenance.recorded_us;
    enum status status = read_all_changes(store, query, last_us, cutoff_us, 1, arena, &next, err);

    answer->more = next.n > 0;
    return status;
}

enum status question_changes(struct store *store, const struct changes_query *query,
                             int64_t cutoff_us, struct arena *arena, struct changes_answer *ret,
                             struct error *err)
{
    size_t limit = query->limit > 0 && query->limit < CHANGES_MAX ? query->limit : CHANGES_MAX;
    struct changes all = {0};
    int64_t since_us = 0;

    if (query->since == NULL)
        return error_set(err, STATUS_INVALID,
                         "changes since when? Name a time or an earlier cutoff");
    enum status status = parse_time("since", query->since, &since_us, err);
    if (status == STATUS_OK)
        status = read_all_changes(store, query, since_us, cutoff_us, limit, arena, &all, err);
    if (status != STATUS_OK)
        return status;
    *ret = (struct changes_answer){.changes = all.changes,
                                   .n = question_cut_changes(all.changes, all.n, limit)};
    if (ret->n > WIRE_CHANGES_MAX)
        return too_large(err);
    ret->more = ret->n < all.n;
    return ret->n < limit || ret->more ? STATUS_OK
                                       : look_for_more(store, query, cutoff_us, arena, ret, err);
}

static enum status answer_changes(const struct inquiry *inquiry, const struct ask *ask,
                                  struct error *err)
{
    return question_changes(inquiry->asking->store, &ask->changes, inquiry->answer->cutoff_us,
                            inquiry->asking->arena, &inquiry->answer->changes, err);
}

static enum status answer_cutoff(const struct inquiry *inquiry, const struct ask *ask,
                                 struct error *err)
{
    (void)inquiry;
    (void)ask;
    (void)err;
    return STATUS_OK;
}

/* --- all of them --- */

static answer_fn *const ANSWERS[] = {
    [QUESTION_COUNT] = answer_count,          [QUESTION_FACTS] = answer_facts,
    [QUESTION_AGGREGATE] = answer_aggregate,  [QUESTION_CHANGES] = answer_changes,
    [QUESTION_NEWEST_CUTOFF] = answer_cutoff,
};

static void say_not_found(struct message *answer, const char *why)
{
    answer->kind = MESSAGE_FAILURE;
    answer->failure = (struct failure){.code = "not_found", .message = why};
}

enum status question_answer(const struct asking *asking, const struct ask *ask,
                            struct message *answer, struct error *err)
{
    struct inquiry inquiry = {.asking = asking, .answer = &answer->answer};
    int64_t cutoff_us = 0;
    enum status status = question_cutoff(asking->store, ask->cutoff, &cutoff_us, err);

    if (status != STATUS_OK)
        return status;
    if (cutoff_us == 0) {
        say_not_found(answer, ask->cutoff == NULL ? "nothing has been reported yet"
                                                  : "nothing had been reported by that time");
        return STATUS_OK;
    }
    *answer = (struct message){.kind = MESSAGE_ANSWER,
                               .answer = {.cutoff_us = cutoff_us, .question = ask->question}};
    status = shelf_get(asking->shelf, asking->store, &cutoff_us, &inquiry.reference,
                       &answer->answer.reference_version, err);
    if (status != STATUS_OK)
        return status;
    if (inquiry.reference == NULL && ask->question != QUESTION_NEWEST_CUTOFF) {
        say_not_found(answer, "no reference data had been loaded by that time");
        return STATUS_OK;
    }
    return ANSWERS[ask->question](&inquiry, ask, err);
}
