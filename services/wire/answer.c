/* answer - what is known: the envelope of each answer, facts with where they come from, and
 * changes. */
#include "wire/codec.h"
#include "wire/parts.h"
#include <string.h>

enum status read_provenance(const Roundtable__Provenance *pb, struct provenance *ret,
                            struct error *err)
{
    *ret = (struct provenance){0};
    if (pb == NULL)
        return STATUS_OK;
    ret->organization = part_text(pb->organization);
    ret->submission_id = part_text(pb->submission_id);
    ret->row = pb->row;
    ret->source = part_text(pb->source);
    return part_time(pb->recorded_at, "Provenance.recorded_at", &ret->recorded_us, err);
}

Roundtable__Provenance *write_provenance(const struct provenance *provenance, struct arena *arena)
{
    Roundtable__Provenance *pb = part_new(&roundtable__provenance__descriptor, arena);

    pb->organization = (char *)provenance->organization;
    pb->submission_id = (char *)provenance->submission_id;
    if (provenance->row != 0)
        SET(pb, row, provenance->row);
    pb->source = (char *)provenance->source;
    pb->recorded_at = part_time_text(provenance->recorded_us, arena);
    return pb;
}

static enum status read_fact(const Roundtable__Fact *pb, struct arena *arena, struct fact *ret,
                             struct error *err)
{
    enum status status = read_provenance(pb->provenance, &ret->provenance, err);

    if (status != STATUS_OK)
        return status;
    if (pb->row == NULL)
        return error_set(err, STATUS_INVALID, "Fact.row: is missing");
    status = read_row(pb->row, ret->provenance.row, arena, &ret->record, err);
    if (status == STATUS_OK)
        ret->ref_area = record_area(&ret->record, ret->provenance.organization);
    return status;
}

static enum status read_facts(const Roundtable__FactsAnswer *pb, struct arena *arena,
                              struct facts_answer *ret, struct error *err)
{
    enum status status = part_array(arena, pb->n_facts, sizeof *ret->facts, &ret->facts, err);

    ret->n = pb->n_facts;
    ret->next = part_bytes(pb->next);
    for (size_t i = 0; i < pb->n_facts && status == STATUS_OK; i++)
        status = read_fact(pb->facts[i], arena, &ret->facts[i], err);
    return status;
}

static Roundtable__FactsAnswer *write_facts(const struct facts_answer *facts, struct arena *arena)
{
    Roundtable__FactsAnswer *pb = part_new(&roundtable__facts_answer__descriptor, arena);

    pb->n_facts = facts->n;
    pb->facts = part_new_array(&roundtable__fact__descriptor, facts->n, arena);
    for (size_t i = 0; i < facts->n; i++) {
        pb->facts[i]->row = part_new(&roundtable__row__descriptor, arena);
        write_row(&facts->facts[i].record, arena, pb->facts[i]->row);
        pb->facts[i]->provenance = write_provenance(&facts->facts[i].provenance, arena);
    }
    if (facts->next.size > 0)
        SET(pb, next, part_binary(facts->next.bytes, facts->next.size));
    return pb;
}

static const char *const change_names[] = {
    [CHANGE_INSERTED] = "inserted", [CHANGE_REVISED] = "revised", [CHANGE_ENDED] = "ended"};

/* One side of a change; NULL when that side is not there. */
static enum status read_side(const Roundtable__Row *pb, uint32_t row, struct arena *arena,
                             const struct record **ret, struct error *err)
{
    struct record *record;
    enum status status;

    if (pb == NULL)
        return STATUS_OK;
    status = part_array(arena, 1, sizeof *record, &record, err);
    if (status == STATUS_OK)
        status = read_row(pb, row, arena, record, err);
    if (status == STATUS_OK)
        *ret = record;
    return status;
}

static enum status check_change(const Roundtable__Change *pb, const struct change *change,
                                struct error *err)
{
    const struct record *before = change->before, *after = change->after;
    const struct record *side = after != NULL ? after : before;

    if (change->what == 0)
        return error_set(err, STATUS_INVALID,
                         "Change.what: is not 'inserted', 'revised' or 'ended'");
    if ((before == NULL) != (change->what == CHANGE_INSERTED)
        || (after == NULL) != (change->what == CHANGE_ENDED))
        return error_set(err, STATUS_INVALID, "Change: '%s' does not fit its rows before and after",
                         pb->what);
    if ((before != NULL && before->kind != side->kind) || part_text(pb->kind) == NULL
        || strcmp(pb->kind, kind_table(side->kind)->name) != 0)
        return error_set(err, STATUS_INVALID, "Change.kind: is not the kind of its rows");
    return STATUS_OK;
}

static enum status read_change(const Roundtable__Change *pb, struct arena *arena,
                               struct change *ret, struct error *err)
{
    enum status status = read_provenance(pb->provenance, &ret->provenance, err);

    ret->what = (enum change_what)part_name(pb->what, change_names, CHANGE_ENDED);
    if (status == STATUS_OK)
        status = read_side(pb->before, ret->provenance.row, arena, &ret->before, err);
    if (status == STATUS_OK)
        status = read_side(pb->after, ret->provenance.row, arena, &ret->after, err);
    return status == STATUS_OK ? check_change(pb, ret, err) : status;
}

static enum status read_changes(const Roundtable__ChangesAnswer *pb, struct arena *arena,
                                struct changes_answer *ret, struct error *err)
{
    enum status status = part_array(arena, pb->n_changes, sizeof *ret->changes, &ret->changes, err);

    ret->n = pb->n_changes;
    ret->more = pb->more != 0;
    for (size_t i = 0; i < pb->n_changes && status == STATUS_OK; i++)
        status = read_change(pb->changes[i], arena, &ret->changes[i], err);
    return status;
}

static Roundtable__Row *write_side(const struct record *record, struct arena *arena)
{
    Roundtable__Row *pb;

    if (record == NULL)
        return NULL;
    pb = part_new(&roundtable__row__descriptor, arena);
    write_row(record, arena, pb);
    return pb;
}

static Roundtable__ChangesAnswer *write_changes(const struct changes_answer *changes,
                                                struct arena *arena)
{
    Roundtable__ChangesAnswer *pb = part_new(&roundtable__changes_answer__descriptor, arena);

    pb->n_changes = changes->n;
    pb->changes = part_new_array(&roundtable__change__descriptor, changes->n, arena);
    for (size_t i = 0; i < changes->n; i++) {
        const struct change *change = &changes->changes[i];
        const struct record *side = change->after != NULL ? change->after : change->before;
        Roundtable__Change *to = pb->changes[i];

        to->kind = side != NULL ? (char *)kind_table(side->kind)->name : NULL;
        to->what = (char *)change_names[change->what];
        to->before = write_side(change->before, arena);
        to->after = write_side(change->after, arena);
        to->provenance = write_provenance(&change->provenance, arena);
    }
    SET(pb, more, changes->more);
    return pb;
}

enum status read_answer(const void *body, struct arena *arena, struct message *ret,
                        struct error *err)
{
    const Roundtable__Answer *pb = body;
    struct answer *answer = &ret->answer;
    enum status status = part_time(pb->cutoff, "Answer.cutoff", &answer->cutoff_us, err);

    if (status != STATUS_OK)
        return status;
    answer->reference_version = pb->reference_version;
    switch (pb->answer_case) {
    case ROUNDTABLE__ANSWER__ANSWER_FIGURE:
        answer->question = QUESTION_COUNT;
        return read_figure(pb->figure, arena, &answer->figure, err);
    case ROUNDTABLE__ANSWER__ANSWER_FACTS:
        answer->question = QUESTION_FACTS;
        return read_facts(pb->facts, arena, &answer->facts, err);
    case ROUNDTABLE__ANSWER__ANSWER_AGGREGATE:
        answer->question = QUESTION_AGGREGATE;
        return read_aggregate(pb->aggregate, arena, &answer->aggregate, err);
    case ROUNDTABLE__ANSWER__ANSWER_CHANGES:
        answer->question = QUESTION_CHANGES;
        return read_changes(pb->changes, arena, &answer->changes, err);
    default: answer->question = QUESTION_NEWEST_CUTOFF; return STATUS_OK;
    }
}

void write_answer(const struct message *message, struct arena *arena, void *body)
{
    const struct answer *answer = &message->answer;
    Roundtable__Answer *pb = body;

    pb->cutoff = part_time_text(answer->cutoff_us, arena);
    SET(pb, reference_version, answer->reference_version);
    switch (answer->question) {
    case QUESTION_COUNT:
        pb->answer_case = ROUNDTABLE__ANSWER__ANSWER_FIGURE;
        pb->figure = part_new(&roundtable__figure__descriptor, arena);
        write_figure(&answer->figure, arena, pb->figure);
        break;
    case QUESTION_FACTS:
        pb->answer_case = ROUNDTABLE__ANSWER__ANSWER_FACTS;
        pb->facts = write_facts(&answer->facts, arena);
        break;
    case QUESTION_AGGREGATE:
        pb->answer_case = ROUNDTABLE__ANSWER__ANSWER_AGGREGATE;
        pb->aggregate = part_new(&roundtable__aggregate__descriptor, arena);
        write_aggregate(&answer->aggregate, arena, pb->aggregate);
        break;
    case QUESTION_CHANGES:
        pb->answer_case = ROUNDTABLE__ANSWER__ANSWER_CHANGES;
        pb->changes = write_changes(&answer->changes, arena);
        break;
    case QUESTION_NEWEST_CUTOFF: break;
    }
}
