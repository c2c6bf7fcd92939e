/* render_json - the canonical form: keys sorted, numbers as they are to be published, no time of
 * generation. */
#include "base/clock.h"
#include "base/json_writer.h"
#include "reporter/render.h"

/* Grows when a program that reads the format has to be changed. */
enum { FORMAT_VERSION = 1 };

static void write_day(struct json_writer *w, const char *key, day_t day)
{
    char text[DAY_TEXT_SIZE];

    day_format(day, text);
    json_key_text(w, key, text);
}

static void write_edition(struct json_writer *w, const struct edition *edition)
{
    json_begin_object(w);
    json_key_text(w, "code", edition->code);
    write_day(w, "date_end", edition->date_end);
    write_day(w, "date_start", edition->date_start);
    json_key_text(w, "host", edition->host);
    json_key_text(w, "place", edition->place);
    write_day(w, "reference_date", edition->reference_date);
    json_key_text(w, "title", edition->title);
    json_end_object(w);
}

static void write_provenance(struct json_writer *w, const struct provenance *provenance)
{
    char recorded[CLOCK_TEXT_SIZE];

    if (provenance->organization == NULL) {
        json_null(w);
        return;
    }
    clock_format(provenance->recorded_us, recorded);
    json_begin_object(w);
    json_key_text(w, "organization", provenance->organization);
    json_key_text(w, "recorded_at", recorded);
    json_key_int(w, "row", provenance->row);
    json_key_text(w, "source", provenance->source);
    json_key_text(w, "submission", provenance->submission_id);
    json_end_object(w);
}

static void write_entry(struct json_writer *w, const struct document_entry *entry)
{
    json_begin_object(w);
    json_key_text(w, "area", entry->area);
    if (entry->has_counts_from)
        write_day(w, "counts_from", entry->counts_from);
    json_key_text(w, "date", entry->date);
    json_key_text(w, "date_is", entry->date_is);
    json_key_text(w, "explanation", entry->explanation);
    json_key_text(w, "name", entry->name);
    json_key(w, "provenance");
    json_begin_array(w);
    for (size_t i = 0; i < entry->n_provenance; i++)
        write_provenance(w, entry->provenance[i]);
    json_end_array(w);
    json_key_text(w, "reason", entry->reason);
    json_key_text(w, "role", entry_role_name(entry->role));
    json_key_text(w, "since", since_answer_name(entry->since));
    json_key_number(w, "value", entry->value);
    json_key_number(w, "weight", entry->weight);
    json_key_text(w, "what", entry->what);
    json_end_object(w);
}

static void write_disagreement(struct json_writer *w, const struct disagreement *disagreement)
{
    json_begin_object(w);
    json_key_text(w, "about", disagreement->about);
    json_key_text(w, "area", disagreement->ref_area);
    json_key(w, "claims");
    json_begin_array(w);
    for (size_t i = 0; i < disagreement->n_claims; i++) {
        json_begin_object(w);
        json_key(w, "provenance");
        write_provenance(w, &disagreement->claims[i].provenance);
        json_key_text(w, "says", disagreement->claims[i].says);
        json_key_bool(w, "used", disagreement->claims[i].used);
        json_end_object(w);
    }
    json_end_array(w);
    json_key_text(w, "name", disagreement->name);
    json_key_text(w, "rule", disagreement->rule);
    json_end_object(w);
}

static void write_groups(struct json_writer *w, const struct document_figure *figure)
{
    json_begin_object(w);
    json_key_int(w, "distinct_over_organizations", figure->distinct_over_organizations);
    json_key(w, "list");
    json_begin_array(w);
    for (size_t i = 0; i < figure->n_groups; i++) {
        const struct group_count *group = &figure->groups[i];

        json_begin_object(w);
        json_key(w, "areas");
        json_begin_array(w);
        for (size_t k = 0; group->ref_areas != NULL && k < group->count; k++)
            json_text(w, group->ref_areas[k]);
        json_end_array(w);
        json_key_text(w, "code", group->code);
        json_key_int(w, "count", group->count);
        json_key_bool(w, "is_organization", group->is_organization);
        json_key_int(w, "members", group->members);
        json_key_text(w, "name", group->name);
        json_end_object(w);
    }
    json_end_array(w);
    json_key_int(w, "sum_over_organizations", figure->sum_over_organizations);
    json_end_object(w);
}

static void write_increase(struct json_writer *w, const struct document_figure *figure)
{
    json_begin_object(w);
    json_key_int(w, "at_least", figure->at_least);
    json_key_int(w, "at_most", figure->at_most);
    json_key_int(w, "count_since", figure->count_since);
    write_day(w, "since", figure->since);
    json_key_text(w, "text", figure->increase);
    json_end_object(w);
}

static void write_mean(struct json_writer *w, const struct document_mean *mean)
{
    json_begin_object(w);
    json_key_number(w, "coverage", mean->coverage);
    json_key_text(w, "indicator", mean->indicator);
    json_key_text(w, "indicator_name", mean->indicator_name);
    json_key_number(w, "lower", mean->lower);
    json_key_int(w, "members", mean->members);
    json_key_text(w, "population", mean->population);
    json_key_int(w, "states", mean->states);
    json_key_number(w, "upper", mean->upper);
    json_key_int(w, "weight_year", mean->weight_year);
    json_key_int(w, "window_first", mean->window_first);
    json_key_int(w, "window_last", mean->window_last);
    json_end_object(w);
}

static void write_lists(struct json_writer *w, const struct document_figure *figure)
{
    json_key(w, "disagreements");
    json_begin_array(w);
    for (size_t i = 0; i < figure->n_disagreements; i++)
        write_disagreement(w, &figure->disagreements[i]);
    json_end_array(w);
    json_key(w, "entries");
    json_begin_array(w);
    for (size_t i = 0; i < figure->n_entries; i++)
        write_entry(w, &figure->entries[i]);
    json_end_array(w);
    if (figure->n_groups > 0) {
        json_key(w, "groups");
        write_groups(w, figure);
    }
}

static void write_figure(struct json_writer *w, const struct document_figure *figure)
{
    json_begin_object(w);
    json_key_text(w, "area", figure->area);
    json_key_text(w, "area_name", figure->area_name);
    json_key_text(w, "basis", figure->basis);
    write_day(w, "date", figure->date);
    write_lists(w, figure);
    json_key_text(w, "id", figure->id);
    if (figure->has_increase) {
        json_key(w, "increase");
        write_increase(w, figure);
    }
    json_key_text(w, "label", figure->label);
    if (figure->mean != NULL) {
        json_key(w, "mean");
        write_mean(w, figure->mean);
    }
    json_key_text(w, "status", figure->value == NULL ? "withheld" : "given");
    json_key_int(w, "undetermined", figure->n_undetermined);
    json_key_text(w, "unit", figure->unit);
    json_key_number(w, "value", figure->value);
    json_key_text(w, "withheld_because", figure->withheld_because);
    json_end_object(w);
}

static void write_table(struct json_writer *w, const struct document_table *table)
{
    json_begin_object(w);
    json_key_text(w, "caption", table->caption);
    json_key(w, "columns");
    json_begin_array(w);
    for (size_t i = 0; i < table->n_columns; i++)
        json_text(w, table->columns[i]);
    json_end_array(w);
    json_key_text(w, "id", table->id);
    json_key(w, "rows");
    json_begin_array(w);
    for (size_t i = 0; i < table->n_rows; i++) {
        json_begin_object(w);
        json_key(w, "cells");
        json_begin_array(w);
        for (size_t k = 0; k < table->n_columns; k++)
            json_text(w, table->cells[i * table->n_columns + k]);
        json_end_array(w);
        if (table->provenance != NULL) {
            json_key(w, "provenance");
            write_provenance(w, table->provenance[i]);
        }
        json_end_object(w);
    }
    json_end_array(w);
    json_end_object(w);
}

static void write_section(struct json_writer *w, const struct document_section *section,
                          size_t number)
{
    json_begin_object(w);
    json_key(w, "figures");
    json_begin_array(w);
    for (size_t i = 0; i < section->n_figures; i++)
        write_figure(w, &section->figures[i]);
    json_end_array(w);
    json_key_text(w, "id", section->id);
    json_key_int(w, "number", (int64_t)number);
    json_key(w, "sentences");
    json_begin_array(w);
    for (size_t i = 0; i < section->n_sentences; i++) {
        json_begin_object(w);
        json_key_text(w, "figure", section->sentences[i].figure);
        json_key_text(w, "text", section->sentences[i].text);
        json_end_object(w);
    }
    json_end_array(w);
    json_key(w, "tables");
    json_begin_array(w);
    for (size_t i = 0; i < section->n_tables; i++)
        write_table(w, &section->tables[i]);
    json_end_array(w);
    json_key_text(w, "title", section->title);
    json_end_object(w);
}

void render_json(const struct document *document, struct buffer *out)
{
    struct json_writer w;

    json_writer_init(&w, out, JSON_PRETTY);
    json_begin_object(&w);
    json_key_text(&w, "cutoff", document->cutoff);
    json_key(&w, "edition");
    write_edition(&w, &document->edition);
    json_key_text(&w, "format", "roundtable.report");
    json_key_int(&w, "format_version", FORMAT_VERSION);
    json_key(&w, "previous");
    if (document->has_previous)
        write_edition(&w, &document->previous);
    else
        json_null(&w);
    json_key_int(&w, "reference_data_version", (int64_t)document->reference_version);
    json_key(&w, "sections");
    json_begin_array(&w);
    for (size_t i = 0; i < document->n_sections; i++)
        write_section(&w, &document->sections[i], i + 1);
    json_end_array(&w);
    json_end_object(&w);
    json_writer_end(&w);
}
