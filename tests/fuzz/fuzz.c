#include "fuzz.h"
#include "base/file.h"
#include "base/text.h"
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { REFERENCE_FILES_MAX = 64, REFERENCE_FILE_BYTES_MAX = 8 << 20 };

void fuzz_broken_claim(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort();
}

double fuzz_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void fuzz_require_fast(double begun, size_t size)
{
    double taken = fuzz_seconds() - begun;

    if (taken > 1 + (double)size * 4e-6) {
        fprintf(stderr, "%zu bytes took %.1f seconds\n", size, taken);
        abort();
    }
}

void fuzz_require_sentence(const struct error *err)
{
    size_t size = strlen(err->text);

    REQUIRE(size > 0);
    REQUIRE(text_utf8_valid(err->text, size));
}

void fuzz_require_problems(const struct problems *problems)
{
    size_t listed = problems->count < PROBLEMS_LISTED_MAX ? problems->count : PROBLEMS_LISTED_MAX;

    REQUIRE(problems->n_listed == listed);
    for (size_t i = 0; i < problems->n_listed; i++) {
        const struct problem *problem = &problems->listed[i];

        REQUIRE(problem->code != NULL && problem->code[0] != '\0');
        REQUIRE(problem->message != NULL && problem->message[0] != '\0');
        REQUIRE(text_utf8_valid(problem->message, strlen(problem->message)));
        if (problem->value != NULL)
            REQUIRE(text_printable(problem->value, strlen(problem->value), TEXT_MANY_LINES));
    }
}

bool fuzz_same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool fuzz_same_bytes(const struct buffer *a, const struct buffer *b)
{
    return a->used == b->used && (a->used == 0 || memcmp(a->bytes, b->bytes, a->used) == 0);
}

void fuzz_require_values(const struct record *record)
{
    REQUIRE((unsigned)record->kind < KIND_COUNT);
    for (size_t i = 0; i < kind_table(record->kind)->n_fields; i++) {
        struct value value = record->values[i];

        REQUIRE((value.text == NULL) == (value.len == 0));
        REQUIRE(value.text == NULL || strlen(value.text) == value.len);
        REQUIRE(value.text == NULL || text_utf8_valid(value.text, value.len));
    }
}

/* Add the files that match pattern to files; their names begin behind the first skip bytes of the
 * path. */
static size_t add_files(const char *pattern, size_t skip, struct reference_file *files, size_t n)
{
    struct error err = {0};
    glob_t found;

    REQUIRE(glob(pattern, 0, NULL, &found) == 0);
    for (size_t i = 0; i < found.gl_pathc; i++, n++) {
        struct buffer content = {0};

        REQUIRE(n < REFERENCE_FILES_MAX);
        REQUIRE(file_read(found.gl_pathv[i], REFERENCE_FILE_BYTES_MAX, &content, &err)
                == STATUS_OK);
        files[n].name = xstrdup(found.gl_pathv[i] + skip);
        files[n].size = content.used;
        files[n].content = content.bytes;
    }
    globfree(&found);
    return n;
}

static struct reference *load(void)
{
    struct reference_file files[REFERENCE_FILES_MAX];
    size_t skip = strlen(FUZZ_REFERENCE "/"), n = 0;
    OWNED(arena) arena = arena_create(0);
    struct reference *reference = NULL;
    struct problems problems;
    struct error err = {0};

    n = add_files(FUZZ_REFERENCE "/*.csv", skip, files, n);
    n = add_files(FUZZ_REFERENCE "/codelists/*.csv", skip, files, n);
    if (reference_parse(files, n, arena, &reference, &problems, &err) != STATUS_OK)
        fprintf(stderr, "%s: %s\n", FUZZ_REFERENCE, err.text);
    for (size_t i = 0; i < n; i++) {
        free((char *)files[i].name);
        free((uint8_t *)files[i].content);
    }
    REQUIRE(reference != NULL);
    return reference;
}

const struct reference *fuzz_reference(void)
{
    static struct reference *reference;

    if (reference == NULL)
        reference = load();
    return reference;
}
