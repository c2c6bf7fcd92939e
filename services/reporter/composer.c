/* composer - see composer.h: finding the plan and the reference data, and the order of the
 * sections. */
#include "reporter/composer.h"

#include "base/clock.h"
#include "reporter/composition.h"

#include <stdio.h>
#include <string.h>

/* Enough to help a person who mistyped; an edition list has some twenty entries. */
enum { EDITIONS_NAMED_MAX = 30 };

/* An answer without cutoff is of an aggregator that has recorded nothing yet. */
static enum status resolve_cutoff(const struct asker *asker, const char *cutoff,
                                  struct arena *arena, struct composer_plan *ret,
                                  struct composer_failure *failure, struct error *err)
{
    struct message request = {.kind = MESSAGE_ASK,
                              .ask = {.cutoff = cutoff, .question = QUESTION_NEWEST_CUTOFF}};
    struct message answer;
    char text[CLOCK_TEXT_SIZE];
    int64_t wanted;
    enum status status;

    if (cutoff != NULL && clock_parse(cutoff, strlen(cutoff), &wanted, err) != STATUS_OK) {
        failure->code = "invalid";
        error_prefix(err, "cutoff: ");
        return STATUS_INVALID;
    }
    status = composition_exchange(asker, &request, MESSAGE_ANSWER, arena, &answer, failure, err);
    if (status != STATUS_OK)
        return status;
    clock_format(answer.answer.cutoff_us, text);
    ret->cutoff = arena_text(arena, text);
    ret->cutoff_us = answer.answer.cutoff_us;
    ret->reference_version = answer.answer.reference_version;
    return STATUS_OK;
}

static enum status ask_editions(const struct asker *asker, const char *code, const char *cutoff,
                                struct arena *arena, struct edition_list *ret,
                                struct composer_failure *failure, struct error *err)
{
    struct message request = {.kind = MESSAGE_EDITION_QUERY,
                              .edition_query = {.code = code, .cutoff = cutoff}};
    struct message answer;
    enum status status =
        composition_exchange(asker, &request, MESSAGE_EDITION_LIST, arena, &answer, failure, err);

    if (status == STATUS_OK)
        *ret = answer.edition_list;
    return status;
}

static const struct edition *edition_in(const struct edition_list *list, const char *code)
{
    for (size_t i = 0; i < list->n; i++) {
        if (strcmp(list->editions[i].code, code) == 0)
            return &list->editions[i];
    }
    return NULL;
}

/* The edition's plan as known at the cutoff, else its newest; *ret is NULL if there is none at all.
 */
static enum status find_edition(const struct asker *asker, const char *code, const char *cutoff,
                                struct arena *arena, const struct edition **ret,
                                struct composer_failure *failure, struct error *err)
{
    const char *cutoffs[] = {cutoff, NULL};

    *ret = NULL;
    for (size_t i = 0; i < 2 && *ret == NULL; i++) {
        struct edition_list *list = arena_xalloc(arena, sizeof *list);
        enum status status = ask_editions(asker, code, cutoffs[i], arena, list, failure, err);

        if (status == STATUS_INVALID && failure->code != NULL
            && strcmp(failure->code, "not_found") == 0)
            continue;
        if (status != STATUS_OK)
            return status;
        *ret = edition_in(list, code);
    }
    return STATUS_OK;
}

static enum status no_such_edition(const struct asker *asker, const char *code, struct arena *arena,
                                   struct composer_failure *failure, struct error *err)
{
    const char *names[EDITIONS_NAMED_MAX];
    struct edition_list list;
    enum status status = ask_editions(asker, NULL, NULL, arena, &list, failure, err);
    size_t n;

    if (status != STATUS_OK)
        return status;
    n = list.n < EDITIONS_NAMED_MAX ? list.n : EDITIONS_NAMED_MAX;
    for (size_t i = 0; i < n; i++)
        names[i] = list.editions[i].code;
    failure->code = "not_found";
    if (n == 0)
        return error_set(err, STATUS_INVALID,
                         "there is no edition '%s', and no other: plan one first", code);
    return error_set(err, STATUS_INVALID, "there is no edition '%s'; known are %s", code,
                     sentence_list(arena, names, n));
}

enum status composer_resolve(const struct asker *asker, const char *edition, const char *cutoff,
                             struct arena *arena, struct composer_plan *ret,
                             struct composer_failure *failure, struct error *err)
{
    struct composer_plan plan = {0};
    const struct edition *found;
    enum status status;

    *failure = (struct composer_failure){.code = "internal"};
    status = resolve_cutoff(asker, cutoff, arena, &plan, failure, err);
    if (status != STATUS_OK)
        return status;
    status = find_edition(asker, edition, plan.cutoff, arena, &found, failure, err);
    if (status != STATUS_OK)
        return status;
    if (found == NULL)
        return no_such_edition(asker, edition, arena, failure, err);
    plan.edition = *found;
    if (found->previous != NULL) {
        status = find_edition(asker, found->previous, plan.cutoff, arena, &found, failure, err);
        if (status != STATUS_OK)
            return status;
        plan.has_previous = found != NULL;
        if (found != NULL)
            plan.previous = *found;
    }
    *ret = plan;
    return STATUS_OK;
}

enum status composer_reference(const struct asker *asker, const struct composer_plan *plan,
                               struct arena *arena, struct reference **ret,
                               struct composer_failure *failure, struct error *err)
{
    struct message request = {.kind = MESSAGE_REFERENCE_QUERY,
                              .reference_query = {.cutoff = plan->cutoff}};
    struct message answer;
    struct problems problems = {0};
    enum status status;

    *failure = (struct composer_failure){.code = "internal"};
    status = composition_exchange(asker, &request, MESSAGE_REFERENCE, arena, &answer, failure, err);
    if (status != STATUS_OK)
        return status;
    if (answer.reference.n_files == 0) {
        failure->code = "not_found";
        return error_set(err, STATUS_INVALID,
                         "no reference data was loaded by %s: load it, or ask for a later cutoff",
                         plan->cutoff);
    }
    status = reference_parse(answer.reference.files, answer.reference.n_files, arena, ret,
                             &problems, err);
    if (status == STATUS_OK)
        return STATUS_OK;
    error_prefix(err,
                 "reference data, version %llu: ", (unsigned long long)answer.reference.version);
    return STATUS_FAILED;
}

static enum status compose_sections(const struct composition *c, struct error *err)
{
    typedef enum status part_fn(const struct composition *c, struct error *err);
    static part_fn *const parts[] = {compose_treaties, compose_laws, compose_strategies,
                                     compose_surveys, compose_initiatives};

    document_add_section(c->document, c->arena, "conclusions", "Conclusions");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        enum status status = parts[i](c, err);

        if (status != STATUS_OK)
            return status;
    }
    if (c->nothing->n > 0)
        composition_conclude(
            c, NULL,
            arena_printf(c->arena, "Nothing was reported of %s.",
                         sentence_list(c->arena, c->nothing->names, c->nothing->n)));
    compose_regions(c);
    compose_sources(c);
    return STATUS_OK;
}

enum status composer_compose(const struct asker *asker, const struct composer_plan *plan,
                             const struct reference *reference, struct arena *arena,
                             struct document *ret, struct composer_failure *failure,
                             struct error *err)
{
    struct document document = {
        .edition = plan->edition,
        .has_previous = plan->has_previous,
        .previous = plan->previous,
        .cutoff = plan->cutoff,
        .cutoff_us = plan->cutoff_us,
        .reference_version = plan->reference_version,
    };
    struct nothing nothing = {0};
    struct composition c = {asker, plan, reference, arena, &document, failure, &nothing, NULL};
    enum status status;

    *failure = (struct composer_failure){.code = "internal"};
    if (plan->has_previous) {
        const char *place =
            plan->previous.place == NULL ? plan->previous.title : plan->previous.place;

        c.since_name = arena_printf(arena, "%s (%s)", place,
                                    document_day(arena, plan->previous.reference_date));
    }
    status = compose_sections(&c, err);
    if (status == STATUS_OK)
        *ret = document;
    return status;
}
