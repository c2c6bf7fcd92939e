/* render_csv - one flat table: a line for each figure, and one for each State, claim, group and
 * cell behind it. The column "line" says which; the columns "figure" and "line" together are what
 * to filter by. */
#include "base/csv_writer.h"
#include "reporter/render.h"

static const char *const columns[] = {
    "line",    "figure",       "label",      "basis", "date",   "value",
    "unit",    "status",       "area",       "name",  "detail", "action_date",
    "date_is", "organization", "submission", "row",   "source"};

/* One line; what is NULL stays absent. */
struct line {
    const char *line, *value, *unit, *status, *area, *name, *detail, *action_date, *date_is;
    const struct provenance *provenance; /* NULL: none */
};

static void write_provenance(struct csv_writer *w, const struct provenance *provenance)
{
    if (provenance == NULL || provenance->organization == NULL) {
        for (size_t i = 0; i < 4; i++)
            csv_writer_absent(w);
        return;
    }
    csv_writer_text(w, provenance->organization);
    csv_writer_text(w, provenance->submission_id);
    csv_writer_int(w, provenance->row);
    csv_writer_text(w, provenance->source);
}

static void write_line(struct csv_writer *w, const struct document_figure *figure,
                       const struct line *line)
{
    char date[DAY_TEXT_SIZE];

    day_format(figure->date, date);
    csv_writer_text(w, line->line);
    csv_writer_text(w, figure->id);
    csv_writer_text(w, figure->label);
    csv_writer_text(w, figure->basis);
    csv_writer_number(w, date);
    csv_writer_number(w, line->value);
    csv_writer_text(w, line->unit);
    csv_writer_text(w, line->status);
    csv_writer_text(w, line->area);
    csv_writer_text(w, line->name);
    csv_writer_text(w, line->detail);
    csv_writer_text(w, line->action_date);
    csv_writer_text(w, line->date_is);
    write_provenance(w, line->provenance);
    csv_writer_end_record(w);
}

static void write_number(struct csv_writer *w, const struct document_figure *figure,
                         const char *line, uint32_t n, const char *detail)
{
    SCOPED(buffer) value = {0};

    buffer_printf(&value, "%u", n);
    write_line(w, figure,
               &(struct line){.line = line,
                              .value = buffer_text(&value),
                              .unit = figure->unit,
                              .detail = detail,
                              .area = figure->area,
                              .name = figure->area_name});
}

static void write_figure_itself(struct csv_writer *w, const struct document_figure *figure)
{
    write_line(w, figure,
               &(struct line){
                   .line = "figure",
                   .value = figure->value,
                   .unit = figure->unit,
                   .status = figure->value == NULL ? "withheld" : "given",
                   .area = figure->area,
                   .name = figure->area_name,
                   .detail = figure->value == NULL ? figure->withheld_because : figure->increase,
               });
    if (figure->has_increase) {
        write_number(w, figure, "increase_at_least", figure->at_least, NULL);
        write_number(w, figure, "increase_at_most", figure->at_most, NULL);
    }
    if (figure->mean != NULL)
        write_line(w, figure,
                   &(struct line){.line = "coverage",
                                  .value = figure->mean->coverage,
                                  .unit = "per cent",
                                  .area = figure->area,
                                  .name = figure->area_name,
                                  .detail = figure->mean->population});
}

/* The first claim, which was used, and one line more for each that agrees with it. */
static void write_entry(struct csv_writer *w, const struct document_figure *figure,
                        const struct document_entry *entry)
{
    struct line line = {
        .line = entry_role_name(entry->role),
        .value = entry->value,
        .status = since_answer_name(entry->since),
        .area = entry->area,
        .name = entry->name,
        .detail = entry->explanation == NULL ? entry->what : entry->explanation,
        .action_date = entry->date,
        .date_is = entry->date_is,
    };

    if (entry->role == ENTRY_EXCLUDED)
        line.status = entry->reason;
    if (entry->role == ENTRY_INPUT)
        line.detail = entry->weight;
    line.provenance = entry->n_provenance > 0 ? entry->provenance[0] : NULL;
    write_line(w, figure, &line);
    for (size_t i = 1; i < entry->n_provenance; i++) {
        line.line = "agrees";
        line.provenance = entry->provenance[i];
        write_line(w, figure, &line);
    }
}

static void write_disagreement(struct csv_writer *w, const struct document_figure *figure,
                               const struct disagreement *disagreement)
{
    for (size_t i = 0; i < disagreement->n_claims; i++) {
        const struct disagreement_claim *claim = &disagreement->claims[i];
        SCOPED(buffer) detail = {0};

        buffer_printf(&detail, "%s: %s", disagreement->about, claim->says);
        write_line(w, figure,
                   &(struct line){.line = "disagreement",
                                  .status = claim->used ? "used" : "not used",
                                  .area = disagreement->ref_area,
                                  .name = disagreement->name,
                                  .detail = buffer_text(&detail),
                                  .provenance = &claim->provenance});
    }
}

static void write_group(struct csv_writer *w, const struct document_figure *figure,
                        const struct group_count *group)
{
    SCOPED(buffer) value = {0};
    SCOPED(buffer) detail = {0};

    buffer_printf(&value, "%u", group->count);
    buffer_printf(&detail, "%u members", group->members);
    write_line(w, figure,
               &(struct line){.line = group->is_organization ? "organization" : "region",
                              .value = group->members == 0 ? NULL : buffer_text(&value),
                              .status = group->members == 0 ? "not applicable" : NULL,
                              .unit = figure->unit,
                              .area = group->code,
                              .name = group->name,
                              .detail = buffer_text(&detail)});
}

static void write_figure(struct csv_writer *w, const struct document_figure *figure)
{
    write_figure_itself(w, figure);
    for (size_t i = 0; i < figure->n_entries; i++)
        write_entry(w, figure, &figure->entries[i]);
    for (size_t i = 0; i < figure->n_disagreements; i++)
        write_disagreement(w, figure, &figure->disagreements[i]);
    for (size_t i = 0; i < figure->n_groups; i++)
        write_group(w, figure, &figure->groups[i]);
    if (figure->n_groups > 0)
        write_number(w, figure, "distinct_over_organizations", figure->distinct_over_organizations,
                     NULL);
}

/* Facts that no figure lists: one line each, its cells in "detail". Tables made from figures are
 * not repeated. */
static void write_table(struct csv_writer *w, const struct document_table *table, day_t date)
{
    struct document_figure as_figure = {.id = table->id, .label = table->caption, .date = date};

    for (size_t i = 0; table->provenance != NULL && i < table->n_rows; i++) {
        const char **row = &table->cells[i * table->n_columns];
        SCOPED(buffer) detail = {0};

        for (size_t k = 1; k < table->n_columns; k++) {
            if (row[k] != NULL)
                buffer_printf(&detail, "%s%s: %s", detail.used > 0 ? "; " : "", table->columns[k],
                              row[k]);
        }
        write_line(w, &as_figure,
                   &(struct line){.line = "fact",
                                  .name = row[0],
                                  .detail = buffer_text(&detail),
                                  .provenance = table->provenance[i]});
    }
}

void render_csv(const struct document *document, struct buffer *out)
{
    struct csv_writer w;

    csv_writer_init(&w, out, ',', true);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        csv_writer_text(&w, columns[i]);
    csv_writer_end_record(&w);
    for (size_t s = 0; s < document->n_sections; s++) {
        const struct document_section *section = &document->sections[s];

        for (size_t i = 0; i < section->n_figures; i++)
            write_figure(&w, &section->figures[i]);
        for (size_t i = 0; i < section->n_tables; i++)
            write_table(&w, &section->tables[i], document->edition.reference_date);
    }
}
