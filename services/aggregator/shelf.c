/* shelf - see the header. */
#include "aggregator/shelf.h"
#include <stdlib.h>

/* A report compares two cutoffs at most; the rest is for readers of old editions. */
#define SHELF_SLOTS 4
/* Twice what a load may bring. */
#define FILES_BYTES_MAX (32 << 20)

struct slot {
    uint64_t version, last_use; /* version 0: empty */
    struct reference *reference;
};

struct shelf {
    struct slot slots[SHELF_SLOTS];
    uint64_t uses;
};

struct shelf *shelf_create(void)
{
    return xcalloc(1, sizeof(struct shelf));
}

void shelf_destroy(struct shelf *shelf)
{
    if (shelf == NULL)
        return;
    for (size_t i = 0; i < SHELF_SLOTS; i++)
        reference_destroy(shelf->slots[i].reference);
    free(shelf);
}

/* The slot of that version, or the one that was used longest ago. */
static struct slot *find_slot(struct shelf *shelf, uint64_t version)
{
    struct slot *oldest = &shelf->slots[0];

    for (size_t i = 0; i < SHELF_SLOTS; i++) {
        struct slot *slot = &shelf->slots[i];

        if (slot->version == version)
            return slot;
        if (slot->last_use < oldest->last_use)
            oldest = slot;
    }
    return oldest;
}

static enum status load(struct store *store, uint64_t version, struct slot *slot, struct error *err)
{
    OWNED(arena) arena = arena_create(FILES_BYTES_MAX);
    OWNED(arena) unlimited = arena_create(0);
    struct reference_file *files = NULL;
    struct reference *reference = NULL;
    struct problems problems = {0};
    size_t n = 0;
    enum status status = store_reference_files(store, version, arena, &files, &n, err);

    if (status == STATUS_OK
        && reference_parse(files, n, unlimited, &reference, &problems, err) != STATUS_OK)
        status = error_set(
            err, STATUS_FAILED,
            "the stored reference data of version %llu are not readable by this program: %s",
            (unsigned long long)version,
            problems.n_listed > 0 ? problems.listed[0].message : "no reason known");
    if (status != STATUS_OK)
        return status;
    reference_destroy(slot->reference);
    slot->reference = reference;
    slot->version = version;
    return STATUS_OK;
}

enum status shelf_get(struct shelf *shelf, struct store *store, const int64_t *at_us,
                      const struct reference **ret, uint64_t *version, struct error *err)
{
    struct reference_stamp stamp = {0};
    enum status status = store_reference_at(store, at_us, &stamp, err);

    if (status != STATUS_OK)
        return status;
    *version = stamp.version;
    *ret = NULL;
    if (stamp.version == 0)
        return STATUS_OK;
    struct slot *slot = find_slot(shelf, stamp.version);
    if (slot->version != stamp.version)
        status = load(store, stamp.version, slot, err);
    if (status != STATUS_OK)
        return status;
    slot->last_use = ++shelf->uses;
    *ret = slot->reference;
    return STATUS_OK;
}
