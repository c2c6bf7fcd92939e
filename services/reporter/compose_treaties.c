/* compose_treaties - parties and signatories of each instrument of the reference data, by deposit
 * and in force. */
#include "reporter/composition.h"

#include <string.h>

enum { TREATIES_NAMED = 4 };

/* The three counts of one instrument, in this order. */
enum treaty_count { PARTY_DEPOSITED, PARTY_IN_FORCE, SIGNED, TREATY_COUNTS };

struct treaty {
    const char *full_name; /* "Optional Protocol on ... (OPSC)" */
    const char *short_name;
    struct count_plan plans[TREATY_COUNTS];
    struct figure figures[TREATY_COUNTS];
};

/* "Name (OPSC)", unless the name ends in it already: "Convention on ... (Lanzarote)". */
static const char *full_name(struct arena *arena, const struct instrument *instrument,
                             const char *short_name)
{
    const char *tail = arena_printf(arena, "(%s)", short_name);
    size_t size = strlen(instrument->name), tail_size = strlen(tail);

    if (size >= tail_size && strcmp(instrument->name + size - tail_size, tail) == 0)
        return arena_text(arena, instrument->name);
    return arena_printf(arena, "%s %s", instrument->name, tail);
}

static void plan_treaty(const struct composition *c, const struct instrument *instrument,
                        struct treaty *ret)
{
    const char *code = arena_text(c->arena, instrument->code);

    *ret = (struct treaty){.short_name = composition_short_name(c->arena, instrument)};
    ret->full_name = full_name(c->arena, instrument, ret->short_name);
    ret->plans[PARTY_DEPOSITED] =
        (struct count_plan){.id = arena_printf(c->arena, "treaty.%s.party.deposited", code),
                            .label = arena_printf(c->arena, "Party to the %s", ret->full_name),
                            .basis = "instruments of consent deposited",
                            .column = ret->short_name,
                            .query = {.kind = KIND_TREATY_ACTION,
                                      .basis = BASIS_DEPOSITED,
                                      .instrument = code,
                                      .status = TREATY_PARTY,
                                      .by_group = true}};
    ret->plans[PARTY_IN_FORCE] = (struct count_plan){
        .id = arena_printf(c->arena, "treaty.%s.party.in_force", code),
        .label = arena_printf(c->arena, "The %s in force for the State", ret->full_name),
        .basis = "in force for the State",
        .query = {.kind = KIND_TREATY_ACTION,
                  .basis = BASIS_IN_FORCE,
                  .instrument = code,
                  .status = TREATY_PARTY}};
    ret->plans[SIGNED] = (struct count_plan){
        .id = arena_printf(c->arena, "treaty.%s.signatory", code),
        .label = arena_printf(c->arena, "Signatory of the %s, not party", ret->full_name),
        .basis = "signed, no consent deposited",
        .query = {.kind = KIND_TREATY_ACTION,
                  .basis = BASIS_DEPOSITED,
                  .instrument = code,
                  .status = TREATY_SIGNATORY}};
}

static bool nothing_reported(const struct treaty *treaty)
{
    for (size_t i = 0; i < TREATY_COUNTS; i++) {
        const struct figure *figure = &treaty->figures[i];

        if (figure->n_states > 0 || figure->n_undetermined > 0 || figure->count_since > 0)
            return false;
    }
    return true;
}

/* "In force for 172."; "In force for 1 to 45, ..." */
static const char *in_force_sentence(struct arena *arena, const struct figure *in_force)
{
    size_t least = in_force->n_states, most = least + in_force->n_undetermined;

    if (least == most)
        return arena_printf(arena, "In force for %zu.", least);
    return arena_printf(arena, "In force for %s%zu: the dates reported cannot tell for how many.",
                        least == 0 ? "up to " : arena_printf(arena, "%zu to ", least), most);
}

static const char *signed_sentence(struct arena *arena, const struct figure *figure)
{
    if (figure->n_states == 0)
        return "";
    return arena_printf(arena, " %zu %s signed and not yet ratified.", figure->n_states,
                        figure->n_states == 1 ? "State has" : "States have");
}

static void conclude(const struct composition *c, const struct treaty *treaty, const char *increase)
{
    struct wording wording = {
        .subject = "State",
        .subjects = "States",
        .one = arena_printf(c->arena, "is party to the %s", treaty->full_name),
        .many = arena_printf(c->arena, "are party to the %s", treaty->full_name),
        .none = arena_printf(c->arena, "No State is party to the %s", treaty->full_name),
        .named = TREATIES_NAMED,
    };

    composition_conclude(c, treaty->plans[PARTY_DEPOSITED].id,
                         arena_printf(c->arena, "%s %s%s",
                                      sentence_count(c->arena, &treaty->figures[PARTY_DEPOSITED],
                                                     &wording, increase),
                                      in_force_sentence(c->arena, &treaty->figures[PARTY_IN_FORCE]),
                                      signed_sentence(c->arena, &treaty->figures[SIGNED])));
}

/* "OPIC 27 (in force 26), signed and not yet party 20": the line that a reader looks up. */
static const char *in_short(struct arena *arena, const struct treaty *treaty)
{
    const struct figure *in_force = &treaty->figures[PARTY_IN_FORCE];
    const char *force = arena_printf(arena, "%zu", in_force->n_states);

    if (in_force->n_undetermined > 0)
        force =
            arena_printf(arena, "%s to %zu", force, in_force->n_states + in_force->n_undetermined);
    return arena_printf(arena, "%s %zu (in force %s), signed and not yet party %zu.",
                        treaty->short_name, treaty->figures[PARTY_DEPOSITED].n_states, force,
                        treaty->figures[SIGNED].n_states);
}

static enum status compose_treaty(const struct composition *c, struct document_section *section,
                                  const struct instrument *instrument, struct error *err)
{
    struct treaty treaty;
    const char *increase = NULL, *none;

    plan_treaty(c, instrument, &treaty);
    for (size_t i = 0; i < TREATY_COUNTS; i++) {
        enum status status = composition_count(c, &treaty.plans[i], &treaty.figures[i], err);

        if (status != STATUS_OK)
            return status;
    }
    if (nothing_reported(&treaty)) {
        none = arena_printf(c->arena, "No action on the %s has been reported.", treaty.full_name);
        document_add_sentence(section, c->arena, NULL, none);
        return STATUS_OK;
    }
    document_add_sentence(section, c->arena, treaty.plans[PARTY_DEPOSITED].id,
                          in_short(c->arena, &treaty));
    for (size_t i = 0; i < TREATY_COUNTS; i++) {
        const char *words = composition_add_count(c, section, &treaty.plans[i], &treaty.figures[i]);

        increase = i == PARTY_DEPOSITED ? words : increase;
    }
    conclude(c, &treaty, increase);
    return STATUS_OK;
}

/* Treaties of the United Nations are open to every State: they come first. */
static bool is_universal(const struct instrument *instrument)
{
    return instrument->depositary != NULL && strcmp(instrument->depositary, "UN") == 0;
}

static enum status compose_those(const struct composition *c, struct document_section *section,
                                 const struct instrument *instruments, size_t n, bool universal,
                                 struct error *err)
{
    for (size_t i = 0; i < n; i++) {
        enum status status = STATUS_OK;

        if (is_universal(&instruments[i]) == universal)
            status = compose_treaty(c, section, &instruments[i], err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status compose_treaties(const struct composition *c, struct error *err)
{
    struct document_section *section =
        document_add_section(c->document, c->arena, "treaties", "Treaties");
    const struct instrument *instruments;
    enum status status;
    size_t n;

    instruments = reference_instruments(c->reference, &n);
    if (n == 0)
        document_add_sentence(section, c->arena, NULL, "The reference data has no instrument.");
    status = compose_those(c, section, instruments, n, true, err);
    return status == STATUS_OK ? compose_those(c, section, instruments, n, false, err) : status;
}
