/* kind - the kinds of fact that are reported, each a table of fields.
 * These tables are the one description of the data: reading CSV and JSON, checking, packing,
 * storing and documentation all walk them. A field's name is its name in proto/submission.proto and
 * its column in sql/. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum kind {
    KIND_TREATY_ACTION,
    KIND_LAW,
    KIND_STRATEGY,
    KIND_SURVEY,
    KIND_OBSERVATION,
    KIND_CAMPAIGN,
    KIND_CHILD_LED_INITIATIVE,
    KIND_REGIONAL_PLAN,
    KIND_GLOBAL_INITIATIVE,
    KIND_COUNT
};

enum field_type {
    FIELD_AREA,       /* becomes ISO alpha-3 */
    FIELD_INSTRUMENT, /* becomes the instrument's code */
    FIELD_INDICATOR,
    FIELD_CODE,  /* of the codelist named; becomes the list's spelling */
    FIELD_CODES, /* several, ';' between them; become sorted and distinct */
    FIELD_DATE,  /* YYYY-MM-DD, YYYY-MM or YYYY */
    FIELD_DECIMAL,
    FIELD_WHOLE,    /* whole number >= 0 */
    FIELD_TEXT,     /* free text, one line */
    FIELD_LONG_TEXT /* free text, line breaks allowed */
};

#define FIELD_MAX 24 /* fields of one kind, at most */

struct field {
    const char *name;
    enum field_type type;
    const char *codelist; /* of FIELD_CODE and FIELD_CODES */
    bool key;             /* part of what identifies the fact */
    bool required;
    const char *fallback; /* value taken when absent; NULL: stays absent */
    size_t max_bytes;
    const char
        *aliases; /* other column names accepted in files, ';' between them: "iso3;REF_AREA" */
    const char *meaning; /* a phrase for --help and the documentation */
};

struct kind_table {
    enum kind kind;
    const char *name;   /* "treaty_action": as in the oneof of Row, in SQL and in file names */
    const char *plural; /* "treaty actions" */
    const char *meaning;
    const struct field *fields;
    size_t n_fields;
};

/* Field positions that rules name. Each enum is in the order of its table. */
enum treaty_action_field {
    TREATY_REF_AREA,
    TREATY_INSTRUMENT,
    TREATY_ACTION,
    TREATY_DATE,
    TREATY_DATE_IS,
    TREATY_ENTRY_INTO_FORCE,
    TREATY_REFERENCE,
    TREATY_NOTE,
    TREATY_SOURCE
};
enum law_field {
    LAW_REF_AREA,
    LAW_TITLE,
    LAW_STAGE,
    LAW_DATE,
    LAW_DATE_IS,
    LAW_TOPICS,
    LAW_SETTINGS,
    LAW_URL,
    LAW_NOTE,
    LAW_SOURCE
};
enum strategy_field {
    STRATEGY_REF_AREA,
    STRATEGY_TITLE,
    STRATEGY_DATE,
    STRATEGY_DATE_IS,
    STRATEGY_PERIOD_START,
    STRATEGY_PERIOD_END,
    STRATEGY_IN_DEVELOPMENT_PLAN,
    STRATEGY_TARGETS,
    STRATEGY_URL,
    STRATEGY_NOTE,
    STRATEGY_SOURCE
};
enum survey_field {
    SURVEY_REF_AREA,
    SURVEY_TITLE,
    SURVEY_PROGRAMME,
    SURVEY_FIELDWORK_START,
    SURVEY_FIELDWORK_END,
    SURVEY_DESIGN,
    SURVEY_SAMPLE_SIZE,
    SURVEY_PUBLISHER,
    SURVEY_ETHICS_REVIEW,
    SURVEY_URL,
    SURVEY_NOTE,
    SURVEY_SOURCE
};
enum observation_field {
    OBS_REF_AREA,
    OBS_INDICATOR,
    OBS_TIME_PERIOD,
    OBS_SEX,
    OBS_AGE,
    OBS_RESIDENCE,
    OBS_WEALTH,
    OBS_EDUCATION,
    OBS_DISABILITY,
    OBS_VULNERABILITY,
    OBS_VALUE,
    OBS_UNIT,
    OBS_LOWER,
    OBS_UPPER,
    OBS_SAMPLE_WEIGHTED,
    OBS_SAMPLE_UNWEIGHTED,
    OBS_OBS_STATUS,
    OBS_CONF_STATUS,
    OBS_SURVEY,
    OBS_FOOTNOTE,
    OBS_SOURCE
};
enum campaign_field {
    CAMPAIGN_REF_AREA,
    CAMPAIGN_TITLE,
    CAMPAIGN_PERIOD_START,
    CAMPAIGN_PERIOD_END,
    CAMPAIGN_REACH,
    CAMPAIGN_AUDIENCE,
    CAMPAIGN_TOPICS,
    CAMPAIGN_URL,
    CAMPAIGN_NOTE,
    CAMPAIGN_SOURCE
};
enum child_led_field {
    CHILD_LED_REF_AREA,
    CHILD_LED_TITLE,
    CHILD_LED_PERIOD_START,
    CHILD_LED_PERIOD_END,
    CHILD_LED_URL,
    CHILD_LED_NOTE,
    CHILD_LED_SOURCE
};
enum regional_plan_field {
    PLAN_TITLE,
    PLAN_DATE,
    PLAN_DATE_IS,
    PLAN_PERIOD_START,
    PLAN_PERIOD_END,
    PLAN_TARGETS,
    PLAN_URL,
    PLAN_NOTE,
    PLAN_SOURCE
};
enum global_initiative_field {
    GLOBAL_REF_AREA,
    GLOBAL_INITIATIVE,
    GLOBAL_DATE,
    GLOBAL_DATE_IS,
    GLOBAL_NOTE,
    GLOBAL_SOURCE
};

/* The table of a kind. Never NULL for a valid kind. */
const struct kind_table *kind_table(enum kind kind);
/* By name ("law"); NULL if there is none. */
const struct kind_table *kind_by_name(const char *name);
/* Position of the field of that name, or -1; kind_field_by_column also knows the aliases, in any
 * letter case. */
int kind_field(const struct kind_table *table, const char *name);
int kind_field_by_column(const struct kind_table *table, const char *column);
