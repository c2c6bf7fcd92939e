/* submission_id - the ids that organizations give to their submissions. */
#pragma once
#include "base/error.h"
#include "model/submission.h"
#include <stdint.h>

/* Is this a submission id (see proto/submission.proto)? STATUS_INVALID says why not. */
NODISCARD enum status submission_id_check(const char *id, struct error *err);
/* A new id, of the time and of chance: "2026-11-23T203000Z-4f9c2a1b". */
void submission_id_make(int64_t now_us, char ret[SUBMISSION_ID_MAX + 1]);
