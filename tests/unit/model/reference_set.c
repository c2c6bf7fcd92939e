/* reference_set - see reference_set.h. */
#include "reference_set.h"
#include "base/file.h"
#include "support/test.h"
#include <glob.h>

static void read_folder(struct reference_set *set, const char *pattern)
{
    glob_t found;

    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        SCOPED(buffer) content = {0};
        struct error err;
        assert_true(set->n < REFERENCE_SET_MAX);
        if (file_read(found.gl_pathv[i], 4 << 20, &content, &err) != STATUS_OK)
            fail_msg("%s", err.text);
        set->files[set->n++] = (struct reference_file){
            .name = arena_text(set->arena, found.gl_pathv[i] + strlen(REFERENCE_DIR) + 1),
            .content = (uint8_t *)arena_textn(set->arena, (char *)content.bytes, content.used),
            .size = content.used};
    }
    globfree(&found);
}

void reference_set_read(struct reference_set *set)
{
    *set = (struct reference_set){.arena = arena_create(0)};
    read_folder(set, REFERENCE_DIR "/*.csv");
    read_folder(set, REFERENCE_DIR "/codelists/*.csv");
}

void reference_set_finish(struct reference_set *set)
{
    arena_destroy(set->arena);
}

static struct reference_file *find(struct reference_set *set, const char *file)
{
    for (size_t i = 0; i < set->n; i++)
        if (strcmp(set->files[i].name, file) == 0)
            return &set->files[i];
    fail_msg("no file %s", file);
    return NULL;
}

void reference_set_replace(struct reference_set *set, const char *file, const char *old,
                           const char *new)
{
    struct reference_file *found = find(set, file);
    const char *text = (const char *)found->content;
    const char *at = strstr(text, old);

    assert_non_null(at);
    const char *changed =
        arena_printf(set->arena, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    found->content = (const uint8_t *)changed;
    found->size = strlen(changed);
}

void reference_set_append(struct reference_set *set, const char *file, const char *text)
{
    struct reference_file *found = find(set, file);
    const char *changed = arena_printf(set->arena, "%s%s", (const char *)found->content, text);

    found->content = (const uint8_t *)changed;
    found->size = strlen(changed);
}

void reference_set_remove(struct reference_set *set, const char *file)
{
    struct reference_file *found = find(set, file);

    *found = set->files[--set->n];
}

struct reference *reference_set_parse(struct reference_set *set)
{
    struct reference *reference = NULL;
    struct error err;
    enum status status =
        reference_parse(set->files, set->n, set->arena, &reference, &set->problems, &err);

    assert_int_equal(status, set->problems.count == 0 ? STATUS_OK : STATUS_INVALID);
    assert_true((status == STATUS_OK) == (reference != NULL));
    return reference;
}

struct reference *reference_set_shipped(void)
{
    struct reference_set set;

    reference_set_read(&set);
    struct reference *reference = reference_set_parse(&set);
    for (size_t i = 0; i < set.problems.n_listed; i++)
        print_error("%s row %u '%s': %s\n", set.problems.listed[i].field,
                    set.problems.listed[i].row, set.problems.listed[i].value,
                    set.problems.listed[i].message);
    assert_non_null(reference);
    reference_set_finish(&set);
    return reference;
}
