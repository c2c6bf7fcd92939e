/* kind - see kind.h. Column aliases are those of the sample files, of UNICEF's and the Global SDG
 * database's SDMX-CSV, and what people write in a header. */
#include "model/kind.h"
#include <assert.h>
#include <string.h>
#include <strings.h>

/* Limits in bytes. A date, a code or a number is never near its limit; a text that is one by
 * mistake is refused for what it says, not for its length. */
enum { CODE = 64, CODES = 1000, TITLE = 500, NOTE = 4000, URL = 2000 };

#define AREA_ALIASES "iso3;iso2;iso;m49;area;country;state;GEOGRAPHIC_AREA;GeoAreaCode"
#define REF_AREA_KEY \
    .name = "ref_area", .type = FIELD_AREA, .key = true, .max_bytes = 200, .aliases = AREA_ALIASES
#define AREA_REQUIRED                                                                   \
    {                                                                                   \
        REF_AREA_KEY, .required = true,                                                 \
                      .meaning = "the State: ISO 3166 alpha-3 or alpha-2, M49, or name" \
    }
#define AREA_OR_OWN                                                               \
    {                                                                             \
        REF_AREA_KEY, .meaning = "the State; absent: the organization as a whole" \
    }
#define TITLE_KEY(what)                                                                         \
    {                                                                                           \
        .name = "title", .type = FIELD_TEXT, .key = true, .required = true, .max_bytes = TITLE, \
        .aliases = "name", .meaning = (what)                                                    \
    }
#define DATE(field, other, what)                                                    \
    {                                                                               \
        .name = (field), .type = FIELD_DATE, .max_bytes = CODE, .aliases = (other), \
        .meaning = (what)                                                           \
    }
#define DATE_REQUIRED(other, what)                                               \
    {                                                                            \
        .name = "date", .type = FIELD_DATE, .required = true, .max_bytes = CODE, \
        .aliases = (other), .meaning = (what)                                    \
    }
#define DATE_IS                                                                         \
    {                                                                                   \
        .name = "date_is", .type = FIELD_CODE, .codelist = "date_is", .fallback = "on", \
        .max_bytes = CODE, .aliases = "date_type",                                      \
        .meaning = "on, or on_or_before: the date is only the latest possible one"      \
    }
#define PERIOD_START DATE("period_start", "start;start_date;from", "first day, month or year")
#define PERIOD_START_REQUIRED                                                               \
    {                                                                                       \
        .name = "period_start", .type = FIELD_DATE, .required = true, .max_bytes = CODE,    \
        .aliases = "start;start_date;from;date;year", .meaning = "first day, month or year" \
    }
#define PERIOD_END DATE("period_end", "end;end_date;to", "last day, month or year")
#define CODE_OF(field, list, other, what)                                           \
    {                                                                               \
        .name = (field), .type = FIELD_CODE, .codelist = (list), .max_bytes = CODE, \
        .aliases = (other), .meaning = (what)                                       \
    }
#define KEY_CODE(field, list, other, what)                                                      \
    {                                                                                           \
        .name = (field), .type = FIELD_CODE, .codelist = (list), .key = true, .required = true, \
        .max_bytes = CODE, .aliases = (other), .meaning = (what)                                \
    }
#define BREAKDOWN(field, list, otherwise, other, what)                                    \
    {                                                                                     \
        .name = (field), .type = FIELD_CODE, .codelist = (list), .key = true,             \
        .fallback = (otherwise), .max_bytes = CODE, .aliases = (other), .meaning = (what) \
    }
#define CODES_OF(field, list, other, what)                                            \
    {                                                                                 \
        .name = (field), .type = FIELD_CODES, .codelist = (list), .max_bytes = CODES, \
        .aliases = (other), .meaning = (what)                                         \
    }
#define TEXT(field, other, what)                                                     \
    {                                                                                \
        .name = (field), .type = FIELD_TEXT, .max_bytes = TITLE, .aliases = (other), \
        .meaning = (what)                                                            \
    }
#define NUMBER(field, kind_of, other, what)                                        \
    {                                                                              \
        .name = (field), .type = (kind_of), .max_bytes = CODE, .aliases = (other), \
        .meaning = (what)                                                          \
    }
#define LINK                                                                                \
    {                                                                                       \
        .name = "url", .type = FIELD_TEXT, .max_bytes = URL, .aliases = "link;source_link", \
        .meaning = "where to read it"                                                       \
    }
#define LONG_TEXT(field, other, what)                                                    \
    {                                                                                    \
        .name = (field), .type = FIELD_LONG_TEXT, .max_bytes = NOTE, .aliases = (other), \
        .meaning = (what)                                                                \
    }
#define REMARK LONG_TEXT("note", "notes;comment;remark;remarks", "what else is worth knowing")
#define SOURCE(other)                                                                              \
    {                                                                                              \
        .name = "source", .type = FIELD_TEXT, .key = true, .max_bytes = TITLE, .aliases = (other), \
        .meaning = "where the reporter has it from"                                                \
    }

static const struct field TREATY_FIELDS[] = {
    AREA_REQUIRED,
    {.name = "instrument",
     .type = FIELD_INSTRUMENT,
     .key = true,
     .required = true,
     .max_bytes = CODE,
     .aliases = "treaty;convention",
     .meaning = "code or alias of the instrument: OPSC, LANZAROTE"},
    KEY_CODE("action", "action", "type;treaty_action",
             "what the State did: ratification, accession, ..."),
    DATE_REQUIRED("date_of_deposit;deposited;year", "date of deposit, or of signature"),
    DATE_IS,
    DATE("entry_into_force", "in_force;eif",
         "for this State, where the source states it; else it is computed"),
    {.name = "reference",
     .type = FIELD_TEXT,
     .key = true,
     .max_bytes = TITLE,
     .aliases = "notification;cn",
     .meaning = "depositary notification; tells apart several actions of one kind"},
    LONG_TEXT("note", "notes;comment;text", "text of a reservation, declaration, ..."),
    SOURCE("basis;data_source"),
};
static const struct field LAW_FIELDS[] = {
    AREA_REQUIRED,
    TITLE_KEY("title of the law"),
    KEY_CODE("stage", "stage", "status",
             "introduced, adopted, in_force, amended, repealed, confirmed"),
    DATE_REQUIRED("year", "when it reached this stage"),
    DATE_IS,
    CODES_OF("topics", "topic", "topic", "what it is about"),
    CODES_OF("settings", "setting", "setting", "where it protects children"),
    LINK,
    REMARK,
    SOURCE("basis;data_source"),
};
static const struct field STRATEGY_FIELDS[] = {
    AREA_REQUIRED,
    TITLE_KEY("title of the strategy or plan"),
    DATE("date", "year;adopted", "adoption"),
    DATE_IS,
    PERIOD_START,
    PERIOD_END,
    CODE_OF("in_development_plan", "yes_no", "development_plan",
            "yes or no: part of the national development plan"),
    CODES_OF("targets", "target", "target", "targets of the 2030 Agenda"),
    LINK,
    REMARK,
    SOURCE("basis;data_source"),
};
static const struct field SURVEY_FIELDS[] = {
    AREA_REQUIRED,
    TITLE_KEY("title of the survey"),
    TEXT("programme", "program", "MICS, DHS, VACS, ..."),
    DATE("fieldwork_start", "start;start_date", "first day, month or year of fieldwork"),
    DATE("fieldwork_end", "end;end_date;year",
         "last day, month or year of fieldwork: the survey's year"),
    TEXT("design", "sample_design", "how the sample was drawn"),
    NUMBER("sample_size", FIELD_WHOLE, "sample;cases", "persons or households interviewed"),
    TEXT("publisher", "published_by", "who published it"),
    CODE_OF("ethics_review", "yes_no", "ethics", "yes or no: was it reviewed by an ethics board"),
    LINK,
    REMARK,
    SOURCE("basis;data_source"),
};
static const struct field OBSERVATION_FIELDS[] = {
    AREA_REQUIRED,
    {.name = "indicator",
     .type = FIELD_INDICATOR,
     .key = true,
     .required = true,
     .max_bytes = CODE,
     .aliases = "SERIES;SeriesCode",
     .meaning = "UNICEF or SDG series code"},
    {.name = "time_period",
     .type = FIELD_DATE,
     .key = true,
     .required = true,
     .max_bytes = CODE,
     .aliases = "year;period;TimePeriod",
     .meaning = "the year or month the value is about"},
    BREAKDOWN("sex", "sex", NULL, NULL, "absent: the sex the indicator is about, or _T"),
    BREAKDOWN("age", "age", NULL, "CURRENT_AGE", "absent: the age range of the indicator, or _T"),
    BREAKDOWN("residence", "residence", "_T", "URBANISATION;location", "absent: _T"),
    BREAKDOWN("wealth", "wealth", "_T", "WEALTH_QUINTILE;INCOME_WEALTH_QUANTILE", "absent: _T"),
    BREAKDOWN("education", "education", "_T", "EDUCATION_LEVEL;EDUCATION_LEV", "absent: _T"),
    BREAKDOWN("disability", "disability", "_T", "DISABILITY_STATUS", "absent: _T"),
    BREAKDOWN("vulnerability", "vulnerability", "_T", "group",
              "group of vulnerability; absent: _T"),
    NUMBER("value", FIELD_DECIMAL, "OBS_VALUE", "absent only with an obs_status that says why"),
    CODE_OF("unit", "unit", "UNIT_MEASURE;units", "absent: the indicator's own"),
    NUMBER("lower", FIELD_DECIMAL, "LOWER_BOUND;lower_ci", "lower confidence bound"),
    NUMBER("upper", FIELD_DECIMAL, "UPPER_BOUND;upper_ci", "upper confidence bound"),
    NUMBER("sample_weighted", FIELD_DECIMAL, "WGTD_SAMPL_SIZE;WEIGHTED_SAMPLE_SIZE;weighted",
           "weighted number of cases"),
    NUMBER("sample_unweighted", FIELD_WHOLE,
           "SAMPLE_SIZE;UNWEIGHTED;UNWEIGHTED_SAMPLE_SIZE;UNWGTD_SAMPL_SIZE", "number of cases"),
    {.name = "obs_status",
     .type = FIELD_CODE,
     .codelist = "obs_status",
     .fallback = "A",
     .max_bytes = CODE,
     .aliases = "status;observation_status",
     .meaning = "A: a normal value; L, M, O, Q or H: why there is none"},
    {.name = "conf_status",
     .type = FIELD_CODE,
     .codelist = "conf_status",
     .fallback = "F",
     .max_bytes = CODE,
     .aliases = "OBS_CONF;confidentiality",
     .meaning = "F: free; others may not be published"},
    TEXT("survey", "survey_title", "title of the survey it comes from"),
    LONG_TEXT("footnote", "OBS_FOOTNOTE;note;notes;comment;COMMENT_OBS",
              "what a reader must know about the value"),
    SOURCE("DATA_SOURCE;SOURCE_DETAIL;basis"),
};
static const struct field CAMPAIGN_FIELDS[] = {
    AREA_OR_OWN,
    TITLE_KEY("title of the campaign"),
    PERIOD_START_REQUIRED,
    PERIOD_END,
    NUMBER("reach", FIELD_WHOLE, "people_reached", "people reached"),
    TEXT("audience", "target_group", "whom it is for"),
    CODES_OF("topics", "topic", "topic", "what it is about"),
    LINK,
    REMARK,
    SOURCE("basis;data_source"),
};
static const struct field CHILD_LED_FIELDS[] = {
    AREA_OR_OWN,
    TITLE_KEY("title; never a child's name"),
    PERIOD_START_REQUIRED,
    PERIOD_END,
    LINK,
    REMARK,
    SOURCE("basis;data_source"),
};
static const struct field PLAN_FIELDS[] = {
    TITLE_KEY("title of the plan"),
    DATE("date", "year;adopted", "adoption"),
    DATE_IS,
    PERIOD_START,
    PERIOD_END,
    CODES_OF("targets", "target", "target", "targets of the 2030 Agenda"),
    LINK,
    REMARK,
    SOURCE("basis;data_source"),
};
static const struct field GLOBAL_FIELDS[] = {
    AREA_REQUIRED,
    KEY_CODE("initiative", "initiative", "global_initiative", "HIGH_TIME, GLOBAL_PARTNERSHIP, ..."),
    DATE_REQUIRED("year;joined", "when the State joined"),
    DATE_IS,
    REMARK,
    SOURCE("basis;data_source"),
};

#define TABLE(of, named, many, what, array) \
    [(of)] = {.kind = (of),                 \
              .name = (named),              \
              .plural = (many),             \
              .meaning = (what),            \
              .fields = (array),            \
              .n_fields = sizeof(array) / sizeof *(array)}

static const struct kind_table TABLES[KIND_COUNT] = {
    TABLE(KIND_TREATY_ACTION, "treaty_action", "treaty actions", "a State acts on an instrument",
          TREATY_FIELDS),
    TABLE(KIND_LAW, "law", "laws", "national legislation reaches a stage", LAW_FIELDS),
    TABLE(KIND_STRATEGY, "strategy", "strategies",
          "a multi-sectoral integrated strategy or plan of a State", STRATEGY_FIELDS),
    TABLE(KIND_SURVEY, "survey", "surveys", "a national survey", SURVEY_FIELDS),
    TABLE(KIND_OBSERVATION, "observation", "observations", "one value of one indicator",
          OBSERVATION_FIELDS),
    TABLE(KIND_CAMPAIGN, "campaign", "campaigns", "information and awareness raising",
          CAMPAIGN_FIELDS),
    TABLE(KIND_CHILD_LED_INITIATIVE, "child_led_initiative", "child-led initiatives",
          "led by children and young people", CHILD_LED_FIELDS),
    TABLE(KIND_REGIONAL_PLAN, "regional_plan", "regional plans",
          "a plan of the organization itself", PLAN_FIELDS),
    TABLE(KIND_GLOBAL_INITIATIVE, "global_initiative", "global initiatives",
          "a State joins a global initiative", GLOBAL_FIELDS),
};

const struct kind_table *kind_table(enum kind kind)
{
    assert((unsigned)kind < KIND_COUNT);
    return &TABLES[kind];
}

const struct kind_table *kind_by_name(const char *name)
{
    for (size_t i = 0; i < KIND_COUNT; i++)
        if (strcmp(TABLES[i].name, name) == 0)
            return &TABLES[i];
    return NULL;
}

int kind_field(const struct kind_table *table, const char *name)
{
    for (size_t i = 0; i < table->n_fields; i++)
        if (strcmp(table->fields[i].name, name) == 0)
            return (int)i;
    return -1;
}

/* Is name one of the aliases (';' between them), ignoring ASCII case? */
static bool is_alias(const char *aliases, const char *name)
{
    size_t size = strlen(name);

    while (aliases != NULL) {
        const char *end = strchr(aliases, ';');
        size_t length = end == NULL ? strlen(aliases) : (size_t)(end - aliases);
        if (length == size && strncasecmp(aliases, name, size) == 0)
            return true;
        aliases = end == NULL ? NULL : end + 1;
    }
    return false;
}

int kind_field_by_column(const struct kind_table *table, const char *column)
{
    for (size_t i = 0; i < table->n_fields; i++)
        if (strcasecmp(table->fields[i].name, column) == 0)
            return (int)i;
    for (size_t i = 0; i < table->n_fields; i++)
        if (is_alias(table->fields[i].aliases, column))
            return (int)i;
    return -1;
}
