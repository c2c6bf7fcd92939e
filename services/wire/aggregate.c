/* aggregate - a regional mean with its inputs and what was left out. Areas and facts that come out
 * of reading hold what the message tells of them: code, name, period, value and who said so. */
#include "base/text.h"
#include "wire/codec.h"
#include "wire/parts.h"
#include <inttypes.h>
#include <string.h>

enum { MEAN_PLACES = 3, COVERAGE_PLACES = 1 };

static struct value value_of(const char *text)
{
    text = part_text(text);
    return (struct value){text, text != NULL ? (uint32_t)strlen(text) : 0};
}

static enum status read_fact(const char *ref_area, const char *time_period, const char *value,
                             const Roundtable__Provenance *provenance, struct arena *arena,
                             const struct fact **ret, struct error *err)
{
    struct fact *fact;
    enum status status = part_array(arena, 1, sizeof *fact, &fact, err);

    if (status == STATUS_OK)
        status = part_array(arena, kind_table(KIND_OBSERVATION)->n_fields,
                            sizeof *fact->record.values, &fact->record.values, err);
    if (status != STATUS_OK)
        return status;
    fact->record.kind = KIND_OBSERVATION;
    fact->record.values[OBS_REF_AREA] = value_of(ref_area);
    fact->record.values[OBS_TIME_PERIOD] = value_of(time_period);
    fact->record.values[OBS_VALUE] = value_of(value);
    fact->ref_area = part_text(ref_area);
    status = read_provenance(provenance, &fact->provenance, err);
    fact->record.row = fact->provenance.row;
    if (status == STATUS_OK)
        *ret = fact;
    return status;
}

static enum status read_weight(const char *text, int64_t *ret, struct error *err)
{
    enum status status = part_required(text, "AggregateInput.weight", &text, err);

    if (status == STATUS_OK)
        status = text_parse_int64(text, strlen(text), 0, INT64_MAX, ret, err);
    return status;
}

static enum status read_input(const Roundtable__AggregateInput *pb, struct arena *arena,
                              struct aggregate_input *ret, struct error *err)
{
    struct area *area;
    enum status status = part_array(arena, 1, sizeof *area, &area, err);

    if (status != STATUS_OK)
        return status;
    area->iso3 = part_text(pb->ref_area);
    area->name_en = part_text(pb->name);
    ret->area = area;
    status = part_decimal(pb->value, "AggregateInput.value", &ret->value, err);
    if (status == STATUS_OK)
        status = read_weight(pb->weight, &ret->weight, err);
    if (status == STATUS_OK)
        status = read_fact(pb->ref_area, pb->time_period, pb->value, pb->provenance, arena,
                           &ret->fact, err);
    return status;
}

static void write_input(const struct aggregate_input *input, struct arena *arena,
                        Roundtable__AggregateInput *pb)
{
    char value[DECIMAL_TEXT_SIZE];

    pb->ref_area = (char *)input->area->iso3;
    pb->name = (char *)input->area->name_en;
    pb->time_period = (char *)input->fact->record.values[OBS_TIME_PERIOD].text;
    pb->value = arena_text(arena, decimal_format_exact(input->value, value));
    pb->weight = arena_printf(arena, "%" PRId64, input->weight);
    pb->provenance = write_provenance(&input->fact->provenance, arena);
}

static enum status read_exclusion(const Roundtable__AggregateExclusion *pb, struct arena *arena,
                                  struct aggregate_exclusion *ret, struct error *err)
{
    ret->ref_area = part_text(pb->ref_area);
    ret->name = part_text(pb->name);
    ret->reason = part_text(pb->reason);
    ret->explanation = part_text(pb->explanation);
    if (pb->provenance == NULL)
        return STATUS_OK;
    return read_fact(pb->ref_area, pb->time_period, pb->value, pb->provenance, arena, &ret->fact,
                     err);
}

static void write_exclusion(const struct aggregate_exclusion *exclusion, struct arena *arena,
                            Roundtable__AggregateExclusion *pb)
{
    const struct fact *fact = exclusion->fact;

    pb->ref_area = (char *)exclusion->ref_area;
    pb->name = (char *)exclusion->name;
    pb->reason = (char *)exclusion->reason;
    pb->explanation = (char *)exclusion->explanation;
    if (fact == NULL)
        return;
    pb->time_period = (char *)fact->record.values[OBS_TIME_PERIOD].text;
    pb->value = (char *)fact->record.values[OBS_VALUE].text;
    pb->provenance = write_provenance(&fact->provenance, arena);
}

static enum status read_numbers(const Roundtable__Aggregate *pb, struct aggregate *ret,
                                struct error *err)
{
    enum status status = part_decimal(pb->coverage, "Aggregate.coverage", &ret->coverage, err);

    ret->has_value = part_text(pb->value) != NULL;
    ret->has_bounds = part_text(pb->lower) != NULL || part_text(pb->upper) != NULL;
    ret->withheld_because = part_text(pb->withheld_because);
    if (status == STATUS_OK && ret->has_value == (ret->withheld_because != NULL))
        return error_set(err, STATUS_INVALID,
                         "Aggregate.value: either it or withheld_because must be given");
    if (status == STATUS_OK && ret->has_value)
        status = part_decimal(pb->value, "Aggregate.value", &ret->value, err);
    if (status == STATUS_OK && ret->has_bounds)
        status = part_decimal(pb->lower, "Aggregate.lower", &ret->lower, err);
    if (status == STATUS_OK && ret->has_bounds)
        status = part_decimal(pb->upper, "Aggregate.upper", &ret->upper, err);
    return status;
}

static enum status read_lists(const Roundtable__Aggregate *pb, struct arena *arena,
                              struct aggregate *ret, struct error *err)
{
    enum status status = part_array(arena, pb->n_inputs, sizeof *ret->inputs, &ret->inputs, err);

    ret->n_inputs = pb->n_inputs;
    ret->n_exclusions = pb->n_exclusions;
    for (size_t i = 0; i < pb->n_inputs && status == STATUS_OK; i++)
        status = read_input(pb->inputs[i], arena, &ret->inputs[i], err);
    if (status == STATUS_OK)
        status =
            part_array(arena, pb->n_exclusions, sizeof *ret->exclusions, &ret->exclusions, err);
    for (size_t i = 0; i < pb->n_exclusions && status == STATUS_OK; i++)
        status = read_exclusion(pb->exclusions[i], arena, &ret->exclusions[i], err);
    return status;
}

enum status read_aggregate(const Roundtable__Aggregate *pb, struct arena *arena,
                           struct aggregate *ret, struct error *err)
{
    enum status status = read_numbers(pb, ret, err);

    if (status != STATUS_OK)
        return status;
    ret->indicator = part_text(pb->indicator);
    ret->among = part_text(pb->among);
    ret->unit = part_text(pb->unit);
    ret->states = pb->states;
    ret->members = pb->members;
    ret->window_first = (int)pb->window_first;
    ret->window_last = (int)pb->window_last;
    ret->weight_year = (int)pb->weight_year;
    ret->population = part_text(pb->population);
    return read_lists(pb, arena, ret, err);
}

static void write_lists(const struct aggregate *aggregate, struct arena *arena,
                        Roundtable__Aggregate *pb)
{
    pb->n_inputs = aggregate->n_inputs;
    pb->inputs =
        part_new_array(&roundtable__aggregate_input__descriptor, aggregate->n_inputs, arena);
    for (size_t i = 0; i < aggregate->n_inputs; i++)
        write_input(&aggregate->inputs[i], arena, pb->inputs[i]);
    pb->n_exclusions = aggregate->n_exclusions;
    pb->exclusions = part_new_array(&roundtable__aggregate_exclusion__descriptor,
                                    aggregate->n_exclusions, arena);
    for (size_t i = 0; i < aggregate->n_exclusions; i++)
        write_exclusion(&aggregate->exclusions[i], arena, pb->exclusions[i]);
}

void write_aggregate(const struct aggregate *aggregate, struct arena *arena,
                     Roundtable__Aggregate *pb)
{
    pb->indicator = (char *)aggregate->indicator;
    pb->among = (char *)aggregate->among;
    pb->unit = (char *)aggregate->unit;
    if (aggregate->has_value)
        pb->value = part_decimal_text(aggregate->value, MEAN_PLACES, arena);
    else
        pb->withheld_because = (char *)aggregate->withheld_because;
    SET(pb, states, aggregate->states);
    SET(pb, members, aggregate->members);
    pb->coverage = part_decimal_text(aggregate->coverage, COVERAGE_PLACES, arena);
    SET(pb, window_first, (uint32_t)aggregate->window_first);
    SET(pb, window_last, (uint32_t)aggregate->window_last);
    SET(pb, weight_year, (uint32_t)aggregate->weight_year);
    pb->population = (char *)aggregate->population;
    if (aggregate->has_bounds) {
        pb->lower = part_decimal_text(aggregate->lower, MEAN_PLACES, arena);
        pb->upper = part_decimal_text(aggregate->upper, MEAN_PLACES, arena);
    }
    write_lists(aggregate, arena, pb);
}
