/* reference - see reference.h. Making one and letting it go; reference_load fills it,
 * reference_index looks things up. */
#include "model/reference.h"
#include "base/buffer.h"
#include "base/digest.h"
#include "model/reference_parts.h"
#include <stdlib.h>
#include <string.h>

static struct reference *reference_create(void)
{
    struct reference *reference = xcalloc(1, sizeof *reference);

    reference->arena = arena_create(0);
    reference->area_by_iso3 = hashmap_create(300);
    reference->area_by_text = hashmap_create(1500);
    reference->organization_by_code = hashmap_create(0);
    reference->instrument_by_text = hashmap_create(0);
    reference->indicator_by_code = hashmap_create(200);
    reference->codelist_by_name = hashmap_create(0);
    reference->group_by_code = hashmap_create(0);
    return reference;
}

void reference_destroy(struct reference *reference)
{
    if (reference == NULL)
        return;
    for (size_t i = 0; i < reference->n_codelists; i++)
        hashmap_destroy(reference->codelists[i].by_code);
    hashmap_destroy(reference->area_by_iso3);
    hashmap_destroy(reference->area_by_text);
    hashmap_destroy(reference->organization_by_code);
    hashmap_destroy(reference->instrument_by_text);
    hashmap_destroy(reference->indicator_by_code);
    hashmap_destroy(reference->codelist_by_name);
    hashmap_destroy(reference->group_by_code);
    arena_destroy(reference->arena);
    free(reference);
}

enum status reference_parse(const struct reference_file *files, size_t n_files, struct arena *arena,
                            struct reference **ret, struct problems *problems, struct error *err)
{
    OWNED(reference) reference = reference_create();
    struct loading loading = {
        .files = files, .n_files = n_files, .reference = reference, .log = {.arena = arena}};

    reference_load(&loading);
    *problems = loading.log.problems;
    if (problems->count > 0)
        return error_set(err, STATUS_INVALID, "the reference data has %zu problem%s%s",
                         problems->count, problems->count == 1 ? "" : "s",
                         loading.log.too_large ? ", too many to list them all" : "");
    *ret = reference;
    reference = NULL; /* the caller owns it now */
    return STATUS_OK;
}

static int compare_files(const void *a, const void *b)
{
    const struct reference_file *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

void reference_digest(const struct reference_file *files, size_t n_files, uint8_t ret[32])
{
    const struct reference_file **order = xreallocarray(NULL, n_files, sizeof *order);
    SCOPED(buffer) all = {0};

    for (size_t i = 0; i < n_files; i++)
        order[i] = &files[i];
    qsort(order, n_files, sizeof *order, compare_files);
    for (size_t i = 0; i < n_files; i++) { /* sizes go before, so that no two sets look alike */
        buffer_printf(&all, "%zu %zu %s ", strlen(order[i]->name), order[i]->size, order[i]->name);
        if (order[i]->size > 0)
            buffer_append(&all, order[i]->content, order[i]->size);
    }
    digest_sha256(all.bytes, all.used, ret);
    free(order);
}
