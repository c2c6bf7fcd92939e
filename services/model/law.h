/* law - when a State has a law on a topic: from which stage on, in which settings, until which
 * repeal. Reads laws as events. */
#pragma once
#include "model/spell.h"

/* The topic of laws against every form of violence in every setting, and the one whose list of
 * all-settings bans such a law is compared with. */
#define LAW_TOPIC_ALL_FORMS           "all_forms_all_settings"
#define LAW_TOPIC_CORPORAL_PUNISHMENT "corporal_punishment"

#define LAW_EVENTS_MAX 2 /* of one fact: it may be of two tracks */

/* settings: the codelist's; n_settings of them. *n events, none if the fact does not matter. */
NODISCARD enum status law_events(const struct fact *fact, const struct count_query *query,
                                 const struct code *settings, size_t n_settings,
                                 struct event ret[LAW_EVENTS_MAX], size_t *n, struct error *err);
/* Spells with such a law, from the State's events (sorted). */
void law_spells(const struct event *events, size_t n, struct disputes *disputes,
                struct workspace *ws, struct spells *ret);
