/* document - one edition's report, before it is written in any format: sections of sentences,
 * figures and tables. Plain data: the composer fills it, the renderers walk it, and neither knows
 * the other. All of it lives in one arena without a cap (what goes in was limited when it was
 * received); texts are borrowed or of that arena. Nothing in it depends on when or where it was
 * made, so that the same edition and cutoff give the same bytes. */
#pragma once
#include "model/edition.h"
#include "model/figure.h"

/* What a State listed behind a figure has to do with it. */
enum entry_role {
    ENTRY_COUNTED,      /* one of those counted */
    ENTRY_UNDETERMINED, /* may belong to the count; the date reported can't tell */
    ENTRY_INPUT,        /* a value that went into a mean */
    ENTRY_EXCLUDED      /* a State or value left out of a mean, with the reason */
};

struct document_entry {
    enum entry_role role;
    const char *area, *name;
    const char *what;           /* "ratification", the law's title; NULL of inputs */
    const char *date, *date_is; /* as reported; NULL if not */
    bool has_counts_from;
    day_t counts_from;
    enum since_answer since;
    const char *value,
        *weight; /* decimal, persons; NULL but for inputs (value: of exclusions too) */
    const char *reason, *explanation;           /* of exclusions */
    const struct provenance *const *provenance; /* the claim used first */
    size_t n_provenance;
};

/* How a mean was made. Texts are decimals. */
struct document_mean {
    const char *indicator, *indicator_name, *population;
    uint32_t states, members;
    const char *coverage;
    int window_first, window_last, weight_year;
    const char *lower, *upper; /* NULL: not every input has them */
};

struct document_figure {
    const char *id;     /* stable: "treaty.OPSC.party.deposited" */
    const char *label;  /* "Party to the Optional Protocol on ... (OPSC)" */
    const char *column; /* heading in the regional tables; NULL: not counted by group */
    const char *basis;  /* what is counted: "instrument deposited", "in force for the State", ... */
    day_t date;         /* what was true on this day */
    const char *area, *area_name; /* "WORLD", "World"; or the region */
    const char *unit;             /* "States"; of a mean the indicator's unit */
    const char *value;            /* NULL: withheld_because says why */
    const char *withheld_because; /* a sentence */
    uint32_t count;               /* of a count: the States counted */
    bool has_increase;
    day_t since;
    uint32_t at_least, at_most, count_since;
    const char *increase; /* "4 more since Strasbourg (18 June 2015)"; NULL without has_increase */
    struct document_entry *entries; /* in order of role, then of name */
    size_t n_entries;
    uint32_t n_undetermined;
    const struct disagreement *disagreements;
    size_t n_disagreements;
    const struct group_count *groups; /* organizations, then regions; NULL: not counted by group */
    size_t n_groups;
    uint32_t sum_over_organizations, distinct_over_organizations;
    const struct document_mean *mean; /* NULL: a count of States */
};

struct document_table {
    const char *id, *caption;
    const char *const *columns;
    size_t n_columns;
    const char **cells; /* row by row; NULL: not reported. The first of a row names it. */
    size_t n_rows;
    size_t n_totals;                      /* the last rows, which sum up the others */
    const struct provenance **provenance; /* of each row; NULL: the rows are not facts */
};

struct document_sentence {
    const char *figure; /* id of the figure it tells; NULL: of none */
    const char *text;
};

struct document_section {
    const char *id, *title; /* "treaties", "Treaties" */
    struct document_sentence *sentences;
    size_t n_sentences;
    struct document_figure *figures;
    size_t n_figures;
    struct document_table *tables;
    size_t n_tables;
};

struct document {
    struct edition edition;
    bool has_previous;
    struct edition previous;
    const char *cutoff; /* UTC, microseconds: what was known */
    int64_t cutoff_us;
    uint64_t reference_version;
    struct document_section *sections; /* numbered from 1 in their order */
    size_t n_sections;
};

/* Add one zeroed item and return it; pointers got before from the same call no longer hold. */
struct document_section *document_add_section(struct document *document, struct arena *arena,
                                              const char *id, const char *title);
struct document_figure *document_add_figure(struct document_section *section, struct arena *arena);
void document_add_sentence(struct document_section *section, struct arena *arena,
                           const char *figure, const char *text);
struct document_table *document_add_table(struct document_section *section, struct arena *arena,
                                          const char *id, const char *caption,
                                          const char *const *columns, size_t n_columns);
/* A row of cells, all NULL, to be filled in. provenance is NULL in a table whose rows are not
 * facts. */
const char **document_add_row(struct document_table *table, struct arena *arena,
                              const struct provenance *provenance);
struct document_entry *document_add_entry(struct document_figure *figure, struct arena *arena);
/* The first count before figure in its section that lists the very same States, dates, marks and
 * disagreements (or more of these), so that the list need not be told again; NULL: none. */
const struct document_figure *document_same_list(const struct document_section *section,
                                                 const struct document_figure *figure);

/* Whether column k has numbers only, or nothing; never so of the first, which names the row. */
bool document_column_is_number(const struct document_table *table, size_t k);

/* "counted", "undetermined", "input", "excluded". */
const char *entry_role_name(enum entry_role role);
/* "new", "old", "unknown"; NULL for SINCE_NOT_ASKED. */
const char *since_answer_name(enum since_answer since);
/* A date for people, as it was reported: "30 May 2016", "May 2016", "2016", "on or before 30 May
 * 2016", "no date". */
const char *document_date(struct arena *arena, const char *date, const char *date_is);
/* "30 May 2016". */
const char *document_day(struct arena *arena, day_t day);
/* "18-19 June 2015", "30 May 2016": the days of a meeting. */
const char *document_days(struct arena *arena, day_t first, day_t last);
