/* show - what the subcommands of `roundtable show` share: asking the aggregator as known at a time,
 * dates, and the JSON of what every answer carries. */
#pragma once
#include "client/command.h"
#include "client/sheet.h"

extern const struct command show_states, show_laws, show_strategies, show_surveys, show_campaigns,
    show_initiatives, show_plans, show_global_initiatives, show_treaty_actions, show_observations,
    show_indicator, show_regions, show_indicators, show_areas, show_instruments, show_changes,
    show_cutoff;

/* Connect to --aggregator. COMMAND_DONE, or the exit code after the sentence was printed; so below.
 */
int show_open(const struct command_io *io, const struct settings *settings, struct exchange **ret);
/* Ask, with --as-known-at unless ask->cutoff is set; the answer lives in arena and is of the
 * question asked. */
int show_ask(const struct command_io *io, const struct settings *settings,
             struct exchange *exchange, struct ask *ask, struct arena *arena, struct answer *ret);
/* The date in a setting, or today if it was not given. */
int show_date(const struct command_io *io, const struct settings *settings, const char *name,
              day_t *ret);
enum output_format show_format(const struct settings *settings);

/* Begin the JSON object of an answer in text; end and print it. */
void show_json_begin(struct json_writer *json, struct buffer *text);
void show_json_end(struct json_writer *json, const struct command_io *io);
/* A member that is left out if text is NULL or empty. */
void show_json_text(struct json_writer *json, const char *key, const char *text);
/* A date; left out if it is none. */
void show_json_day(struct json_writer *json, const char *key, day_t day);
void show_json_time(struct json_writer *json, const char *key, int64_t time_us);
/* An object with the provenance, as a value. */
void show_json_provenance(struct json_writer *json, const struct provenance *provenance);
/* The day as text in ret, "" if it is none; returns ret. */
const char *show_day(day_t day, char ret[DAY_TEXT_SIZE]);

#define SETTING_DATE(meant)                                                                   \
    {                                                                                         \
        .name = "date", .type = SETTING_TEXT, .placeholder = "YYYY-MM-DD", .meaning = (meant) \
    }
#define SETTING_AMONG                                                                      \
    {                                                                                      \
        .name = "among", .type = SETTING_TEXT, .placeholder = "CODE",                      \
        .meaning = "Only members of this organization or region, such as COE or UNICEF_SA" \
    }
