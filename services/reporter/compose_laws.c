/* compose_laws - prohibitions of corporal punishment in all settings, comprehensive laws, and the
 * laws of every other topic of which something was reported. */
#include "reporter/composition.h"

#include <string.h>

enum { LAWS_NAMED = 4 };

static const struct {
    const char *topic;
    struct count_plan plan;
    struct wording wording;
} headlines[] = {
    {"corporal_punishment",
     {.id = "law.corporal_punishment.all_settings.in_force",
      .label = "Corporal punishment of children prohibited in all settings",
      .basis = "law in force that covers every setting",
      .column = "Bans in all settings",
      .query = {.kind = KIND_LAW,
                .basis = BASIS_IN_FORCE,
                .topic = "corporal_punishment",
                .all_settings = true,
                .by_group = true}},
     {"State", "States", "has prohibited corporal punishment of children by law in all settings",
      "have prohibited corporal punishment of children by law in all settings",
      "No law in force that prohibits corporal punishment of children in all settings has been "
      "reported",
      LAWS_NAMED}},
    {"all_forms_all_settings",
     {.id = "law.all_forms_all_settings.adopted",
      .label = "Comprehensive law against all forms of violence in all settings",
      .basis = "law adopted",
      .column = "Laws on all forms",
      .query = {.kind = KIND_LAW,
                .basis = BASIS_DEPOSITED,
                .topic = "all_forms_all_settings",
                .by_group = true}},
     {"State", "States",
      "has adopted a comprehensive law against all forms of violence against children",
      "have adopted comprehensive laws against all forms of violence against children",
      "No comprehensive law against all forms of violence against children has been reported",
      LAWS_NAMED}},
};

static enum status compose_headline(const struct composition *c, struct document_section *section,
                                    size_t i, struct error *err)
{
    const char *topic = headlines[i].topic, *increase;
    struct figure figure;
    enum status status;

    if (reference_code(c->reference, "topic", topic, strlen(topic)) == NULL)
        return STATUS_OK;
    status = composition_count(c, &headlines[i].plan, &figure, err);

    if (status != STATUS_OK)
        return status;
    increase = composition_add_count(c, section, &headlines[i].plan, &figure);
    composition_conclude(c, headlines[i].plan.id,
                         sentence_count(c->arena, &figure, &headlines[i].wording, increase));
    return STATUS_OK;
}

static bool is_headline(const char *topic, enum basis basis)
{
    for (size_t i = 0; i < sizeof headlines / sizeof *headlines; i++) {
        const struct count_query *query = &headlines[i].plan.query;

        if (strcmp(headlines[i].topic, topic) == 0 && query->basis == basis && !query->all_settings)
            return true;
    }
    return false;
}

/* Laws on one topic, in any setting: only where something was reported. */
static enum status compose_topic(const struct composition *c, struct document_section *section,
                                 const struct code *topic, enum basis basis, bool *ret_found,
                                 struct error *err)
{
    const char *code = arena_text(c->arena, topic->code);
    bool adopted = basis == BASIS_DEPOSITED;
    struct count_plan plan = {
        .id = arena_printf(c->arena, "law.%s.%s", code, adopted ? "adopted" : "in_force"),
        .label = arena_printf(c->arena, "Law %s on: %s, in any setting",
                              adopted ? "adopted" : "in force", topic->name),
        .basis = adopted ? "law adopted" : "law in force",
        .query = {.kind = KIND_LAW, .basis = basis, .topic = code},
    };
    struct figure figure;
    enum status status = composition_count(c, &plan, &figure, err);

    if (status != STATUS_OK)
        return status;
    *ret_found = figure.n_states > 0 || figure.n_undetermined > 0;
    if (*ret_found)
        composition_add_count(c, section, &plan, &figure);
    return STATUS_OK;
}

static enum status compose_topics(const struct composition *c, struct document_section *section,
                                  struct error *err)
{
    static const enum basis bases[] = {BASIS_DEPOSITED, BASIS_IN_FORCE};
    const struct code *topics;
    size_t n;

    topics = reference_codes(c->reference, "topic", &n);
    for (size_t i = 0; i < n; i++) {
        bool found[2] = {false, false};

        for (size_t b = 0; b < 2; b++) {
            enum status status = STATUS_OK;

            if (is_headline(topics[i].code, bases[b]))
                found[b] = true;
            else
                status = compose_topic(c, section, &topics[i], bases[b], &found[b], err);
            if (status != STATUS_OK)
                return status;
        }
        if (!found[0] && !found[1])
            document_add_sentence(
                section, c->arena, NULL,
                arena_printf(c->arena, "No law has been reported on: %s.", topics[i].name));
    }
    return STATUS_OK;
}

enum status compose_laws(const struct composition *c, struct error *err)
{
    struct document_section *section = document_add_section(c->document, c->arena, "laws", "Laws");

    for (size_t i = 0; i < sizeof headlines / sizeof *headlines; i++) {
        enum status status = compose_headline(c, section, i, err);

        if (status != STATUS_OK)
            return status;
    }
    return compose_topics(c, section, err);
}
