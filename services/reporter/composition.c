/* composition - see composition.h. */
#include "reporter/composition.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

/* Facts of one kind other than observations: campaigns, plans and the like come by the hundred. */
enum { FACTS_MAX = 100000 };

enum status composition_exchange(const struct asker *asker, struct message *request,
                                 enum message_kind expected, struct arena *arena,
                                 struct message *ret, struct composer_failure *failure,
                                 struct error *err)
{
    struct message answer = {0};
    enum status status = asker->ask(asker->self, request, arena, &answer, err);

    if (status != STATUS_OK)
        return status;
    if (answer.kind == MESSAGE_BUSY) {
        failure->retry_after_ms = answer.busy.retry_after_ms;
        return error_set(err, STATUS_RETRY, "the aggregator is busy: %s",
                         answer.busy.reason == NULL ? "it gave no reason" : answer.busy.reason);
    }
    if (answer.kind == MESSAGE_FAILURE) {
        failure->code = answer.failure.code == NULL ? "internal" : answer.failure.code;
        return error_set(err, STATUS_INVALID, "%s",
                         answer.failure.message == NULL ? "the aggregator gave no reason"
                                                        : answer.failure.message);
    }
    if (answer.kind != expected)
        return error_set(err, STATUS_FAILED, "the aggregator answered '%s' with '%s'",
                         message_kind_name(request->kind), message_kind_name(answer.kind));
    *ret = answer;
    return STATUS_OK;
}

enum status composition_ask(const struct composition *c, struct ask *ask, struct answer *ret,
                            struct error *err)
{
    struct message request = {.kind = MESSAGE_ASK}, answer = {0};
    enum status status;

    ask->cutoff = c->plan->cutoff;
    request.ask = *ask;
    status = composition_exchange(c->asker, &request, MESSAGE_ANSWER, c->arena, &answer, c->failure,
                                  err);
    if (status != STATUS_OK)
        return status;
    if (answer.answer.question != ask->question || answer.answer.cutoff_us != c->plan->cutoff_us)
        return error_set(err, STATUS_FAILED,
                         "the aggregator's answer is of another question or cutoff");
    *ret = answer.answer;
    return STATUS_OK;
}

enum status composition_count(const struct composition *c, const struct count_plan *plan,
                              struct figure *ret, struct error *err)
{
    struct ask ask = {.question = QUESTION_COUNT, .count = plan->query};
    struct answer answer;
    enum status status;

    ask.count.reference_date = c->plan->edition.reference_date;
    ask.count.has_since = c->plan->has_previous;
    if (c->plan->has_previous)
        ask.count.since = c->plan->previous.reference_date;
    status = composition_ask(c, &ask, &answer, err);
    if (status == STATUS_OK)
        *ret = answer.figure;
    else
        error_prefix(err, "%s: ", plan->id);
    return status;
}

static void add_states(const struct composition *c, struct document_figure *into,
                       enum entry_role role, const struct state_entry *states, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct document_entry *entry = document_add_entry(into, c->arena);

        *entry = (struct document_entry){
            .role = role,
            .area = states[i].ref_area,
            .name = states[i].name == NULL ? states[i].ref_area : states[i].name,
            .what = states[i].what,
            .date = states[i].date,
            .date_is = states[i].date_is,
            .has_counts_from = role == ENTRY_COUNTED,
            .counts_from = states[i].counts_from,
            .since = states[i].since,
            .provenance = (const struct provenance *const *)states[i].provenance,
            .n_provenance = states[i].n_provenance,
        };
    }
}

const char *composition_add_count(const struct composition *c, struct document_section *section,
                                  const struct count_plan *plan, const struct figure *figure)
{
    struct document_figure *into = document_add_figure(section, c->arena);
    const char *increase = sentence_increase(c->arena, figure, c->since_name);

    *into = (struct document_figure){
        .id = plan->id,
        .label = plan->label,
        .column = plan->column,
        .basis = plan->basis,
        .date = c->plan->edition.reference_date,
        .area = "WORLD",
        .area_name = "World",
        .unit = plan->unit == NULL ? "States" : plan->unit,
        .value = arena_printf(c->arena, "%zu", figure->n_states),
        .count = (uint32_t)figure->n_states,
        .n_undetermined = (uint32_t)figure->n_undetermined,
        .has_increase = figure->has_since,
        .since = c->plan->has_previous ? c->plan->previous.reference_date : 0,
        .at_least = figure->increase_at_least,
        .at_most = figure->increase_at_most,
        .count_since = figure->count_since,
        .increase = increase,
        .disagreements = figure->disagreements,
        .n_disagreements = figure->n_disagreements,
        .groups = figure->groups,
        .n_groups = plan->query.by_group ? figure->n_groups : 0,
        .sum_over_organizations = figure->sum_over_organizations,
        .distinct_over_organizations = figure->distinct_over_organizations,
    };
    add_states(c, into, ENTRY_COUNTED, figure->states, figure->n_states);
    add_states(c, into, ENTRY_UNDETERMINED, figure->undetermined, figure->n_undetermined);
    return increase;
}

void composition_conclude(const struct composition *c, const char *figure, const char *text)
{
    document_add_sentence(&c->document->sections[0], c->arena, figure, text);
}

enum status composition_facts(const struct composition *c, enum kind kind, struct fact **ret,
                              size_t *n, struct error *err)
{
    struct ask ask = {.question = QUESTION_FACTS, .facts = {.kind = kind}};
    struct fact *all = NULL;
    size_t used = 0;

    do {
        struct answer answer = {0};
        struct fact *grown;
        enum status status = composition_ask(c, &ask, &answer, err);

        if (status != STATUS_OK)
            return status;
        if (used + answer.facts.n > FACTS_MAX)
            return error_set(err, STATUS_INVALID,
                             "there are more than %d %s, too many for one report", FACTS_MAX,
                             kind_table(kind)->plural);
        grown = arena_xalloc(c->arena, (used + answer.facts.n) * sizeof *grown);
        if (used > 0)
            memcpy(grown, all, used * sizeof *grown);
        if (answer.facts.n > 0)
            memcpy(grown + used, answer.facts.facts, answer.facts.n * sizeof *grown);
        all = grown;
        used += answer.facts.n;
        ask.facts.after = answer.facts.next;
        /* A page without facts would never end. */
        if (answer.facts.n == 0)
            break;
    } while (ask.facts.after.size > 0);
    *ret = all;
    *n = used;
    return STATUS_OK;
}

static bool only_letters(struct text_span text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (!isalpha((unsigned char)text.start[i]))
            return false;
    }
    return text.size > 0;
}

const char *composition_short_name(struct arena *arena, const struct instrument *instrument)
{
    struct text_span rest = text_span_of(instrument->aliases == NULL ? "" : instrument->aliases),
                     alias;

    if (strpbrk(instrument->code, "0123456789") == NULL)
        return arena_text(arena, instrument->code);
    while (text_split(&rest, ';', &alias)) {
        if (only_letters(alias)) {
            char *name = arena_textn(arena, alias.start, alias.size);

            for (size_t i = 1; i < alias.size; i++)
                name[i] = (char)tolower((unsigned char)name[i]);
            return name;
        }
    }
    return arena_text(arena, instrument->code);
}
