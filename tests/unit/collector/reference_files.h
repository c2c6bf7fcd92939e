/* reference_files - the reference data that are shipped (environment REFERENCE_DIR), for tests. */
#pragma once
#include "base/arena.h"
#include "model/reference.h"

/* Fails the test if they cannot be read. All lives in arena, which has no cap. */
struct reference_file *reference_files_read(struct arena *arena, size_t *n);
/* The same files with one organization more, XORG. */
struct reference_file *reference_files_changed(struct arena *arena, size_t *n);
