/* roundtable show: what the aggregator knows. */
#include "base/clock.h"
#include "client/show.h"
#include "wire/limits.h"
#include <string.h>

int show_open(const struct command_io *io, const struct settings *settings, struct exchange **ret)
{
    struct error err;

    if (exchange_open(settings_text(settings, "aggregator"), settings_int(settings, "timeout"), ret,
                      &err)
        == STATUS_OK)
        return COMMAND_DONE;
    return command_usage(io, "%s", err.text);
}

int show_ask(const struct command_io *io, const struct settings *settings,
             struct exchange *exchange, struct ask *ask, struct arena *arena, struct answer *ret)
{
    struct message request = {.kind = MESSAGE_ASK, .ask = *ask};
    struct message answer;
    struct error err;

    if (ask->cutoff == NULL)
        request.ask.cutoff = settings_text(settings, "as-known-at");
    enum status status = exchange_ask(exchange, &request, MESSAGE_ANSWER, arena, &answer, &err);
    if (status == STATUS_OK && answer.answer.question != ask->question)
        status = error_set(&err, STATUS_FAILED, "the aggregator answered another question");
    if (status != STATUS_OK)
        return command_failed(io, &err);
    *ret = answer.answer;
    return COMMAND_DONE;
}

int show_date(const struct command_io *io, const struct settings *settings, const char *name,
              day_t *ret)
{
    const char *text = settings_text(settings, name);
    struct error err;

    if (text == NULL) {
        *ret = (day_t)(clock_wall_us() / INT64_C(86400000000));
        return COMMAND_DONE;
    }
    if (day_parse(text, strlen(text), ret, &err) != STATUS_OK)
        return command_usage(io, "--%s: %s", name, err.text);
    return COMMAND_DONE;
}

enum output_format show_format(const struct settings *settings)
{
    return (enum output_format)settings_choice(settings, "format");
}

void show_json_begin(struct json_writer *json, struct buffer *text)
{
    json_writer_init(json, text, JSON_PRETTY);
    json_begin_object(json);
}

void show_json_end(struct json_writer *json, const struct command_io *io)
{
    json_end_object(json);
    json_writer_end(json);
    fwrite(json->out->bytes, 1, json->out->used, io->out);
}

void show_json_text(struct json_writer *json, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0')
        json_key_text(json, key, text);
}

const char *show_day(day_t day, char ret[DAY_TEXT_SIZE])
{
    ret[0] = '\0';
    if (day != DAY_MIN && day != DAY_MAX)
        day_format(day, ret);
    return ret;
}

void show_json_day(struct json_writer *json, const char *key, day_t day)
{
    char text[DAY_TEXT_SIZE];

    show_json_text(json, key, show_day(day, text));
}

void show_json_time(struct json_writer *json, const char *key, int64_t time_us)
{
    char text[CLOCK_TEXT_SIZE];

    if (time_us == 0)
        return;
    clock_format(time_us, text);
    json_key_text(json, key, text);
}

void show_json_provenance(struct json_writer *json, const struct provenance *provenance)
{
    json_begin_object(json);
    show_json_text(json, "organization", provenance->organization);
    show_json_time(json, "recorded_at", provenance->recorded_us);
    if (provenance->row != 0)
        json_key_int(json, "row", provenance->row);
    show_json_text(json, "source", provenance->source);
    show_json_text(json, "submission", provenance->submission_id);
    json_end_object(json);
}

static const struct command *const children[] = {&show_states,         &show_laws,
                                                 &show_strategies,     &show_surveys,
                                                 &show_campaigns,      &show_initiatives,
                                                 &show_plans,          &show_global_initiatives,
                                                 &show_treaty_actions, &show_observations,
                                                 &show_indicator,      &show_regions,
                                                 &show_indicators,     &show_areas,
                                                 &show_instruments,    &show_changes,
                                                 &show_cutoff,         NULL};

const struct command cmd_show = {
    .name = "show",
    .summary = "Show what is known: States, laws, observations, regions and what changed.",
    .examples =
        "  roundtable show states --instrument OPSC --date 2016-05-30 --since 2015-06-18\n"
        "  roundtable show laws --topic corporal_punishment --all-settings\n"
        "  roundtable show indicator PT_F_20-24_MRD_U18 --among UNICEF_SA --window 2015-2020\n"
        "  roundtable show changes --since 2016-05-01T00:00:00Z --format json\n",
    .children = children,
};
