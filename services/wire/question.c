/* question - what can be asked about the facts. What a question needs is checked; whether the names
 * in it exist is known only to who has the reference data. */
#include "wire/codec.h"
#include "wire/limits.h"
#include "wire/parts.h"

#define COVERAGE_FLOOR_DEFAULT (50 * DECIMAL_ONE)
enum { YEAR_MAX = 9999 };

static enum status read_limit(uint32_t limit, const char *field, uint32_t *ret, struct error *err)
{
    if (limit > WIRE_FACTS_MAX)
        return error_set(err, STATUS_INVALID, "%s: %u is over %d; ask page by page", field, limit,
                         WIRE_FACTS_MAX);
    *ret = limit;
    return STATUS_OK;
}

/* What each kind cannot be counted without. */
static enum status check_count(const struct count_query *count, struct error *err)
{
    switch (count->kind) {
    case KIND_TREATY_ACTION:
        if (count->instrument == NULL)
            return error_set(err, STATUS_INVALID,
                             "CountQuestion.instrument: is missing; treaty actions are counted "
                             "per instrument");
        return STATUS_OK;
    case KIND_LAW:
        if (count->topic == NULL)
            return error_set(err, STATUS_INVALID,
                             "CountQuestion.topic: is missing; laws are counted per topic");
        return STATUS_OK;
    case KIND_OBSERVATION:
        return error_set(err, STATUS_INVALID,
                         "CountQuestion.kind: observations are not counted; ask for facts or an "
                         "aggregate");
    default: return STATUS_OK;
    }
}

static enum status read_count(const Roundtable__CountQuestion *pb, struct count_query *ret,
                              struct error *err)
{
    enum status status = part_kind(pb->kind, "CountQuestion.kind", &ret->kind, err);

    if (status == STATUS_OK)
        status =
            part_day(pb->reference_date, "CountQuestion.reference_date", &ret->reference_date, err);
    if (status == STATUS_OK)
        status = part_day_if(pb->since, "CountQuestion.since", &ret->has_since, &ret->since, err);
    if (status != STATUS_OK)
        return status;
    ret->basis = pb->has_basis ? (enum basis)pb->basis : BASIS_DEPOSITED;
    ret->status = pb->has_status ? (enum treaty_status)pb->status : TREATY_PARTY;
    ret->instrument = part_text(pb->instrument);
    ret->topic = part_text(pb->topic);
    ret->all_settings = pb->all_settings != 0;
    ret->initiative = part_text(pb->initiative);
    ret->among = part_text(pb->among);
    ret->by_group = pb->by_group != 0;
    return check_count(ret, err);
}

static Roundtable__CountQuestion *write_count(const struct count_query *count, struct arena *arena)
{
    Roundtable__CountQuestion *pb = part_new(&roundtable__count_question__descriptor, arena);

    pb->kind = (char *)kind_table(count->kind)->name;
    SET(pb, basis, (Roundtable__Basis)(count->basis != 0 ? count->basis : BASIS_DEPOSITED));
    pb->instrument = (char *)count->instrument;
    SET(pb, status, (Roundtable__TreatyStatus)(count->status != 0 ? count->status : TREATY_PARTY));
    pb->topic = (char *)count->topic;
    SET(pb, all_settings, count->all_settings);
    pb->initiative = (char *)count->initiative;
    pb->reference_date = part_day_text(count->reference_date, arena);
    pb->since = count->has_since ? part_day_text(count->since, arena) : NULL;
    pb->among = (char *)count->among;
    SET(pb, by_group, count->by_group);
    return pb;
}

static enum status read_where(const Roundtable__FactsQuestion *pb, struct arena *arena,
                              struct facts_query *ret, struct error *err)
{
    enum status status = part_array(arena, pb->n_where, sizeof *ret->where, &ret->where, err);

    ret->n_where = pb->n_where;
    for (size_t i = 0; i < pb->n_where && status == STATUS_OK; i++) {
        status = part_required(pb->where[i]->field, "FieldFilter.field", &ret->where[i].field, err);
        if (status == STATUS_OK && kind_field(kind_table(ret->kind), ret->where[i].field) < 0)
            status = error_set(err, STATUS_INVALID, "FieldFilter.field: %s has no field '%.40s'",
                               kind_table(ret->kind)->name, ret->where[i].field);
        if (status == STATUS_OK)
            status =
                part_required(pb->where[i]->value, "FieldFilter.value", &ret->where[i].value, err);
    }
    return status;
}

static enum status read_facts(const Roundtable__FactsQuestion *pb, struct arena *arena,
                              struct facts_query *ret, struct error *err)
{
    enum status status = part_kind(pb->kind, "FactsQuestion.kind", &ret->kind, err);

    if (status == STATUS_OK)
        status = part_day_if(pb->reference_date, "FactsQuestion.reference_date",
                             &ret->has_reference_date, &ret->reference_date, err);
    if (status == STATUS_OK)
        status = read_limit(pb->limit, "FactsQuestion.limit", &ret->limit, err);
    if (status != STATUS_OK)
        return status;
    ret->ref_areas = (const char **)pb->ref_areas;
    ret->n_ref_areas = pb->n_ref_areas;
    ret->among = part_text(pb->among);
    ret->organization = part_text(pb->organization);
    ret->after = part_bytes(pb->after);
    return read_where(pb, arena, ret, err);
}

static Roundtable__FactsQuestion *write_facts(const struct facts_query *facts, struct arena *arena)
{
    Roundtable__FactsQuestion *pb = part_new(&roundtable__facts_question__descriptor, arena);

    pb->kind = (char *)kind_table(facts->kind)->name;
    pb->n_ref_areas = facts->n_ref_areas;
    pb->ref_areas = (char **)facts->ref_areas;
    pb->among = (char *)facts->among;
    pb->reference_date =
        facts->has_reference_date ? part_day_text(facts->reference_date, arena) : NULL;
    pb->organization = (char *)facts->organization;
    pb->n_where = facts->n_where;
    pb->where = part_new_array(&roundtable__field_filter__descriptor, facts->n_where, arena);
    for (size_t i = 0; i < facts->n_where; i++) {
        pb->where[i]->field = (char *)facts->where[i].field;
        pb->where[i]->value = (char *)facts->where[i].value;
    }
    SET(pb, limit, facts->limit);
    if (facts->after.size > 0)
        SET(pb, after, part_binary(facts->after.bytes, facts->after.size));
    return pb;
}

static enum status read_window(const Roundtable__AggregateQuestion *pb, struct aggregate_query *ret,
                               struct error *err)
{
    if (!pb->has_window_first || !pb->has_window_last)
        return error_set(err, STATUS_INVALID,
                         "AggregateQuestion.window_first, window_last: are missing; give the first "
                         "and last year that a value may be of");
    if (pb->window_first > pb->window_last || pb->window_last > YEAR_MAX)
        return error_set(err, STATUS_INVALID,
                         "AggregateQuestion.window_last: %u to %u is no span of years",
                         pb->window_first, pb->window_last);
    if (pb->weight_year > YEAR_MAX)
        return error_set(err, STATUS_INVALID, "AggregateQuestion.weight_year: %u is no year",
                         pb->weight_year);
    ret->window_first = (int)pb->window_first;
    ret->window_last = (int)pb->window_last;
    ret->weight_year = (int)pb->weight_year;
    return STATUS_OK;
}

static enum status read_coverage_floor(const char *text, decimal_t *ret, struct error *err)
{
    enum status status;

    *ret = COVERAGE_FLOOR_DEFAULT;
    if (part_text(text) == NULL)
        return STATUS_OK;
    status = part_decimal(text, "AggregateQuestion.coverage_floor", ret, err);
    if (status == STATUS_OK && (*ret < 0 || *ret > 100 * DECIMAL_ONE))
        return error_set(err, STATUS_INVALID,
                         "AggregateQuestion.coverage_floor: %.40s is not from 0 to 100 per cent",
                         text);
    return status;
}

static enum status read_aggregate_question(const Roundtable__AggregateQuestion *pb,
                                           struct aggregate_query *ret, struct error *err)
{
    enum status status =
        part_required(pb->indicator, "AggregateQuestion.indicator", &ret->indicator, err);

    if (status == STATUS_OK)
        status = part_required(pb->among, "AggregateQuestion.among", &ret->among, err);
    if (status == STATUS_OK)
        status = part_day(pb->reference_date, "AggregateQuestion.reference_date",
                          &ret->reference_date, err);
    if (status == STATUS_OK)
        status = read_window(pb, ret, err);
    if (status == STATUS_OK)
        status = read_coverage_floor(pb->coverage_floor, &ret->coverage_floor, err);
    ret->sex = part_text(pb->sex);
    ret->age = part_text(pb->age);
    ret->residence = part_text(pb->residence);
    ret->wealth = part_text(pb->wealth);
    ret->education = part_text(pb->education);
    ret->disability = part_text(pb->disability);
    ret->vulnerability = part_text(pb->vulnerability);
    return status;
}

static Roundtable__AggregateQuestion *write_aggregate_question(const struct aggregate_query *query,
                                                               struct arena *arena)
{
    Roundtable__AggregateQuestion *pb =
        part_new(&roundtable__aggregate_question__descriptor, arena);
    char floor[DECIMAL_TEXT_SIZE];

    pb->indicator = (char *)query->indicator;
    pb->among = (char *)query->among;
    pb->sex = (char *)query->sex;
    pb->age = (char *)query->age;
    pb->residence = (char *)query->residence;
    pb->wealth = (char *)query->wealth;
    pb->education = (char *)query->education;
    pb->disability = (char *)query->disability;
    pb->vulnerability = (char *)query->vulnerability;
    SET(pb, window_first, (uint32_t)query->window_first);
    SET(pb, window_last, (uint32_t)query->window_last);
    if (query->weight_year != 0)
        SET(pb, weight_year, (uint32_t)query->weight_year);
    pb->reference_date = part_day_text(query->reference_date, arena);
    pb->coverage_floor = arena_text(arena, decimal_format_exact(query->coverage_floor, floor));
    return pb;
}

static enum status read_changes(const Roundtable__ChangesQuestion *pb, struct changes_query *ret,
                                struct error *err)
{
    enum status status = part_required(pb->since, "ChangesQuestion.since", &ret->since, err);

    ret->has_kind = part_text(pb->kind) != NULL;
    if (status == STATUS_OK && ret->has_kind)
        status = part_kind(pb->kind, "ChangesQuestion.kind", &ret->kind, err);
    if (status == STATUS_OK)
        status = read_limit(pb->limit, "ChangesQuestion.limit", &ret->limit, err);
    return status;
}

static Roundtable__ChangesQuestion *write_changes(const struct changes_query *changes,
                                                  struct arena *arena)
{
    Roundtable__ChangesQuestion *pb = part_new(&roundtable__changes_question__descriptor, arena);

    pb->since = (char *)changes->since;
    pb->kind = changes->has_kind ? (char *)kind_table(changes->kind)->name : NULL;
    SET(pb, limit, changes->limit);
    return pb;
}

enum status read_ask(const void *body, struct arena *arena, struct message *ret, struct error *err)
{
    const Roundtable__Ask *pb = body;
    struct ask *ask = &ret->ask;

    ask->cutoff = part_text(pb->cutoff);
    switch (pb->question_case) {
    case ROUNDTABLE__ASK__QUESTION_COUNT:
        ask->question = QUESTION_COUNT;
        return read_count(pb->count, &ask->count, err);
    case ROUNDTABLE__ASK__QUESTION_FACTS:
        ask->question = QUESTION_FACTS;
        return read_facts(pb->facts, arena, &ask->facts, err);
    case ROUNDTABLE__ASK__QUESTION_AGGREGATE:
        ask->question = QUESTION_AGGREGATE;
        return read_aggregate_question(pb->aggregate, &ask->aggregate, err);
    case ROUNDTABLE__ASK__QUESTION_CHANGES:
        ask->question = QUESTION_CHANGES;
        return read_changes(pb->changes, &ask->changes, err);
    case ROUNDTABLE__ASK__QUESTION_NEWEST_CUTOFF:
        ask->question = QUESTION_NEWEST_CUTOFF;
        return STATUS_OK;
    default: return error_set(err, STATUS_INVALID, "Ask: has no question");
    }
}

void write_ask(const struct message *message, struct arena *arena, void *body)
{
    const struct ask *ask = &message->ask;
    Roundtable__Ask *pb = body;

    pb->cutoff = (char *)ask->cutoff;
    switch (ask->question) {
    case QUESTION_COUNT:
        pb->question_case = ROUNDTABLE__ASK__QUESTION_COUNT;
        pb->count = write_count(&ask->count, arena);
        break;
    case QUESTION_FACTS:
        pb->question_case = ROUNDTABLE__ASK__QUESTION_FACTS;
        pb->facts = write_facts(&ask->facts, arena);
        break;
    case QUESTION_AGGREGATE:
        pb->question_case = ROUNDTABLE__ASK__QUESTION_AGGREGATE;
        pb->aggregate = write_aggregate_question(&ask->aggregate, arena);
        break;
    case QUESTION_CHANGES:
        pb->question_case = ROUNDTABLE__ASK__QUESTION_CHANGES;
        pb->changes = write_changes(&ask->changes, arena);
        break;
    case QUESTION_NEWEST_CUTOFF:
        pb->question_case = ROUNDTABLE__ASK__QUESTION_NEWEST_CUTOFF;
        pb->newest_cutoff = part_new(&roundtable__cutoff_question__descriptor, arena);
        break;
    }
}
