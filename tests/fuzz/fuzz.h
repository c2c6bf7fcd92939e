/* fuzz - what the fuzz targets share: claims that end the program when they do not hold, and a
 * limit on the time that an input may take. Each target is one file with LLVMFuzzerTestOneInput; it
 * is linked either with libFuzzer or with replay.c, and always with careful_arena.c. */
#pragma once
#include "base/buffer.h"
#include "model/reference.h"
#include "model/submission.h"
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Unlike assert it is there in every build. */
#define REQUIRE(condition) \
    ((condition) ? (void)0 : fuzz_broken_claim(__FILE__, __LINE__, #condition))
/* Print and abort. */
void fuzz_broken_claim(const char *file, int line, const char *condition)
    __attribute__((noreturn, cold));

/* CPU seconds of this thread so far. */
double fuzz_seconds(void);
/* Abort if an input of size bytes took more than a second and 4 microseconds for each byte since
 * begun: an order of magnitude over what sanitizers make of a linear reader. */
void fuzz_require_fast(double begun, size_t size);

/* The sentence of a refusal: there, and plain UTF-8. */
void fuzz_require_sentence(const struct error *err);
/* Each has a code, a field and a sentence, and a value that may be shown; listed is what count
 * says, up to the limit. */
void fuzz_require_problems(const struct problems *problems);
bool fuzz_same_text(const char *a, const char *b);
bool fuzz_same_bytes(const struct buffer *a, const struct buffer *b);

/* Text that is as long as it says, and absent only when it has no bytes. */
void fuzz_require_values(const struct record *record);

/* The reference data that the project ships, parsed once and kept until the program ends. */
const struct reference *fuzz_reference(void);
