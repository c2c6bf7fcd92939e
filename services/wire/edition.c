/* edition - the plans of meetings' reports, and the reports. */
#include "wire/codec.h"
#include "wire/parts.h"

enum status read_edition_plan(const void *body, struct arena *arena, struct message *ret,
                              struct error *err)
{
    const Roundtable__Edition *pb = ((const Roundtable__EditionPlan *)body)->edition;

    (void)arena;
    if (pb == NULL)
        return error_set(err, STATUS_INVALID, "EditionPlan.edition: is missing");
    ret->edition_plan = (struct edition_plan){.code = part_text(pb->code),
                                              .title = part_text(pb->title),
                                              .place = part_text(pb->place),
                                              .host = part_text(pb->host),
                                              .date_start = part_text(pb->date_start),
                                              .date_end = part_text(pb->date_end),
                                              .reference_date = part_text(pb->reference_date),
                                              .previous = part_text(pb->previous)};
    return STATUS_OK;
}

void write_edition_plan(const struct message *message, struct arena *arena, void *body)
{
    const struct edition_plan *plan = &message->edition_plan;
    Roundtable__Edition *pb = part_new(&roundtable__edition__descriptor, arena);

    pb->code = (char *)plan->code;
    pb->title = (char *)plan->title;
    pb->place = (char *)plan->place;
    pb->host = (char *)plan->host;
    pb->date_start = (char *)plan->date_start;
    pb->date_end = (char *)plan->date_end;
    pb->reference_date = (char *)plan->reference_date;
    pb->previous = (char *)plan->previous;
    ((Roundtable__EditionPlan *)body)->edition = pb;
}

enum status read_edition_query(const void *body, struct arena *arena, struct message *ret,
                               struct error *err)
{
    const Roundtable__EditionQuery *pb = body;

    (void)arena, (void)err;
    ret->edition_query.code = part_text(pb->code);
    ret->edition_query.cutoff = part_text(pb->cutoff);
    return STATUS_OK;
}

void write_edition_query(const struct message *message, struct arena *arena, void *body)
{
    Roundtable__EditionQuery *pb = body;

    (void)arena;
    pb->code = (char *)message->edition_query.code;
    pb->cutoff = (char *)message->edition_query.cutoff;
}

static enum status read_edition(const Roundtable__Edition *pb, struct edition *ret,
                                struct error *err)
{
    enum status status = part_day(pb->date_start, "Edition.date_start", &ret->date_start, err);

    if (status == STATUS_OK)
        status = part_day(pb->date_end, "Edition.date_end", &ret->date_end, err);
    if (status == STATUS_OK)
        status = part_day(pb->reference_date, "Edition.reference_date", &ret->reference_date, err);
    ret->code = part_text(pb->code);
    ret->title = part_text(pb->title);
    ret->place = part_text(pb->place);
    ret->host = part_text(pb->host);
    ret->previous = part_text(pb->previous);
    return status;
}

enum status read_edition_list(const void *body, struct arena *arena, struct message *ret,
                              struct error *err)
{
    const Roundtable__EditionList *pb = body;
    struct edition_list *list = &ret->edition_list;
    enum status status =
        part_array(arena, pb->n_editions, sizeof *list->editions, &list->editions, err);

    list->n = pb->n_editions;
    for (size_t i = 0; i < pb->n_editions && status == STATUS_OK; i++)
        status = read_edition(pb->editions[i], &list->editions[i], err);
    return status;
}

void write_edition_list(const struct message *message, struct arena *arena, void *body)
{
    const struct edition_list *list = &message->edition_list;
    Roundtable__EditionList *pb = body;

    pb->n_editions = list->n;
    pb->editions = part_new_array(&roundtable__edition__descriptor, list->n, arena);
    for (size_t i = 0; i < list->n; i++) {
        const struct edition *edition = &list->editions[i];
        Roundtable__Edition *to = pb->editions[i];

        to->code = (char *)edition->code;
        to->title = (char *)edition->title;
        to->place = (char *)edition->place;
        to->host = (char *)edition->host;
        to->date_start = part_day_text(edition->date_start, arena);
        to->date_end = part_day_text(edition->date_end, arena);
        to->reference_date = part_day_text(edition->reference_date, arena);
        to->previous = (char *)edition->previous;
    }
}

enum status read_report_query(const void *body, struct arena *arena, struct message *ret,
                              struct error *err)
{
    const Roundtable__ReportQuery *pb = body;
    struct report_query *query = &ret->report_query;

    (void)arena;
    if (!pb->has_format)
        return error_set(err, STATUS_INVALID, "ReportQuery.format: is missing");
    query->format = (enum report_format)pb->format;
    query->cutoff = part_text(pb->cutoff);
    return part_required(pb->edition, "ReportQuery.edition", &query->edition, err);
}

void write_report_query(const struct message *message, struct arena *arena, void *body)
{
    const struct report_query *query = &message->report_query;
    Roundtable__ReportQuery *pb = body;

    (void)arena;
    pb->edition = (char *)query->edition;
    SET(pb, format, (Roundtable__Format)query->format);
    pb->cutoff = (char *)query->cutoff;
}

enum status read_report(const void *body, struct arena *arena, struct message *ret,
                        struct error *err)
{
    const Roundtable__Report *pb = body;
    struct report *report = &ret->report;

    (void)arena;
    if (!pb->has_format)
        return error_set(err, STATUS_INVALID, "Report.format: is missing");
    report->edition = part_text(pb->edition);
    report->format = (enum report_format)pb->format;
    report->content = part_bytes(pb->content);
    part_digest(pb->digest, report->digest);
    return part_time(pb->cutoff, "Report.cutoff", &report->cutoff_us, err);
}

void write_report(const struct message *message, struct arena *arena, void *body)
{
    const struct report *report = &message->report;
    Roundtable__Report *pb = body;

    pb->edition = (char *)report->edition;
    SET(pb, format, (Roundtable__Format)report->format);
    pb->cutoff = part_time_text(report->cutoff_us, arena);
    SET(pb, content, part_binary(report->content.bytes, report->content.size));
    SET(pb, digest, part_binary(report->digest, sizeof report->digest));
}
