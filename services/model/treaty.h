/* treaty - when a State is a party to an instrument, and when it has only signed.
 * Reads treaty actions as events and applies the instrument's rules on entry into force and
 * denunciation. */
#pragma once
#include "model/spell.h"

/* STATUS_OK with *relevant false: not an action that counts (a reservation, another instrument). */
NODISCARD enum status treaty_event(const struct fact *fact, const struct instrument *instrument,
                                   struct event *ret, bool *relevant, struct error *err);
/* The day on which something deposited takes effect. DAY_MIN and DAY_MAX stay. */
day_t treaty_effect(enum effect_rule rule, int n, day_t deposited);
/* Spells as a party or signatory, from the State's events (sorted). */
void treaty_spells(const struct count_query *query, const struct instrument *instrument,
                   const struct event *events, size_t n, struct disputes *disputes,
                   struct workspace *ws, struct spells *ret);
