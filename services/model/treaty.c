/* treaty - the status of a State under an instrument. */
#include "model/treaty.h"
#include <string.h>

static bool is_consent(const char *action)
{
    static const char *const consents[] = {"ratification", "acceptance", "approval",
                                           "accession",    "succession", "formal_confirmation"};

    for (size_t i = 0; i < sizeof consents / sizeof consents[0]; i++)
        if (strcmp(action, consents[i]) == 0)
            return true;
    return false;
}

enum status treaty_event(const struct fact *fact, const struct instrument *instrument,
                         struct event *ret, bool *relevant, struct error *err)
{
    static const int date[] = {TREATY_DATE};
    const struct value *values = fact->record.values;
    const char *action = values[TREATY_ACTION].text;
    struct event event = {.subject = "", .group = ""};

    *relevant = false;
    if (action == NULL || values[TREATY_INSTRUMENT].text == NULL
        || strcmp(values[TREATY_INSTRUMENT].text, instrument->code) != 0)
        return STATUS_OK;
    if (strcmp(action, "signature") == 0)
        event.track = TRACK_SIGNATURE;
    else if (strcmp(action, "denunciation") == 0)
        event.ends = true;
    else if (!is_consent(action))
        return STATUS_OK;
    enum status status = report_read(fact, action, date, 1, TREATY_DATE_IS, &event.report, err);
    if (status != STATUS_OK)
        return status;
    event_finish(&event);
    *ret = event;
    *relevant = true;
    return STATUS_OK;
}

day_t treaty_effect(enum effect_rule rule, int n, day_t deposited)
{
    int year, month, mday;

    if (deposited == DAY_MIN || deposited == DAY_MAX)
        return deposited;
    switch (rule) {
    case EFFECT_AFTER_DAYS: return deposited + n;
    case EFFECT_AFTER_MONTHS: return day_add_months(deposited, n);
    case EFFECT_FIRST_OF_MONTH_AFTER_MONTHS: break;
    }
    day_split(day_add_months(deposited, n), &year, &month, &mday);
    return day_add_months(day_of(year, month, 1), 1);
}

static struct turn turn_effect(struct turn deposited, enum effect_rule rule, int n)
{
    return (struct turn){.counts = treaty_effect(rule, n, deposited.counts),
                         .first = treaty_effect(rule, n, deposited.first),
                         .last = treaty_effect(rule, n, deposited.last)};
}

static day_t later(day_t a, day_t b)
{
    return a > b ? a : b;
}

static struct turn turn_not_before(struct turn turn, day_t day)
{
    return (struct turn){.counts = later(turn.counts, day),
                         .first = later(turn.first, day),
                         .last = later(turn.last, day)};
}

/* The day of effect that those who made the claim report. */
static bool reported_effect(const struct claim *claim, const char *of, struct disputes *disputes,
                            struct workspace *ws, struct turn *ret)
{
    static const int effect[] = {TREATY_ENTRY_INTO_FORCE};
    struct report *reports = workspace_scratch(ws, claim->n_facts, sizeof *reports);
    struct claims claims;
    size_t n = 0;

    for (size_t i = 0; i < claim->n_facts; i++) {
        struct report report;
        if (claim->facts[i]->record.values[TREATY_ENTRY_INTO_FORCE].text != NULL
            && report_read(claim->facts[i], of, effect, 1, -1, &report, NULL) == STATUS_OK)
            reports[n++] = report;
    }
    if (n == 0)
        return false;
    claims_resolve(reports, n, ws, &claims);
    if (disputes != NULL)
        disputes_add_claims(disputes, workspace_printf(ws, "date of %s for the State", of),
                            &claims);
    *ret = turn_of(&claims.claims[0].when);
    return true;
}

static struct turn entry_into_force(const struct claim *claim, const struct instrument *instrument,
                                    struct disputes *disputes, struct workspace *ws)
{
    struct turn entry;

    if (!reported_effect(claim, "entry into force", disputes, ws, &entry))
        entry = turn_effect(turn_of(&claim->when), instrument->entry_rule, instrument->entry_n);
    return turn_not_before(entry, instrument->entered_into_force);
}

static struct turn end_of_effect(const struct claim *claim, const struct instrument *instrument,
                                 struct disputes *disputes, struct workspace *ws)
{
    struct turn end;

    if (claim->n_facts == 0)
        return TURN_NEVER;
    if (!reported_effect(claim, "effect of the denunciation", disputes, ws, &end))
        end = turn_effect(turn_of(&claim->when), instrument->denunciation_rule,
                          instrument->denunciation_n);
    return end;
}

static const char *about(const struct claims *claims, const char *subject, struct workspace *ws)
{
    (void)subject;
    for (size_t i = 1; i < claims->n; i++)
        if (strcmp(claims->claims[0].label, claims->claims[i].label) != 0)
            return "consent to be bound";
    return workspace_printf(ws, "date of %s", claims->claims[0].label);
}

/* Signed, until the first consent: from then on a party, or one that has left. */
static void signatory_spells(struct spells *signatures, const struct spells *parties)
{
    struct turn first = TURN_NEVER;

    for (size_t i = 0; i < parties->n; i++)
        if (parties->spells[i].from.counts < first.counts)
            first = parties->spells[i].from;
    for (size_t i = 0; i < signatures->n; i++)
        signatures->spells[i].until = first;
}

void treaty_spells(const struct count_query *query, const struct instrument *instrument,
                   const struct event *events, size_t n, struct disputes *disputes,
                   struct workspace *ws, struct spells *ret)
{
    bool signatory = query->status == TREATY_SIGNATORY;
    struct spells parties;
    size_t main_events = 0;

    while (main_events < n && events[main_events].track == TRACK_MAIN)
        main_events++;
    spells_of_events(events, main_events, about, signatory ? NULL : disputes, ws, &parties);
    if (signatory) {
        spells_of_events(events + main_events, n - main_events, about, disputes, ws, ret);
        signatory_spells(ret, &parties);
        return;
    }
    for (size_t i = 0; i < parties.n; i++) {
        struct spell *spell = &parties.spells[i];
        spell->until = end_of_effect(&spell->ended, instrument, disputes, ws);
        if (query->basis == BASIS_IN_FORCE)
            spell->from = entry_into_force(&spell->begun, instrument, disputes, ws);
    }
    *ret = parties;
}
