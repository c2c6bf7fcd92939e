/* change - what a submission did to one fact. */
#pragma once
#include "model/record.h"

enum change_what { CHANGE_INSERTED = 1, CHANGE_REVISED, CHANGE_ENDED };
struct change {
    enum change_what what;
    const struct record *before;  /* NULL if inserted */
    const struct record *after;   /* NULL if ended */
    struct provenance provenance; /* of the change itself */
};
