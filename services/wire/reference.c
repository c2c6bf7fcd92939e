/* reference - the reference data as files: query, set, load and loaded. */
#include "wire/codec.h"
#include "wire/parts.h"

enum status read_reference_query(const void *body, struct arena *arena, struct message *ret,
                                 struct error *err)
{
    const Roundtable__ReferenceQuery *pb = body;

    (void)arena, (void)err;
    ret->reference_query.have_version = pb->have_version;
    ret->reference_query.cutoff = part_text(pb->cutoff);
    return STATUS_OK;
}

void write_reference_query(const struct message *message, struct arena *arena, void *body)
{
    Roundtable__ReferenceQuery *pb = body;

    (void)arena;
    SET(pb, have_version, message->reference_query.have_version);
    pb->cutoff = (char *)message->reference_query.cutoff;
}

/* No files at all gives NULL. */
static enum status read_files(size_t n, Roundtable__ReferenceFile *const *pbs, struct arena *arena,
                              struct reference_file **ret, struct error *err)
{
    struct reference_file *files;
    enum status status;

    if (n == 0)
        return STATUS_OK;
    status = part_array(arena, n, sizeof *files, &files, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        status = part_required(pbs[i]->name, "ReferenceFile.name", &files[i].name, err);
        if (status != STATUS_OK)
            return status;
        files[i].content = pbs[i]->content.data;
        files[i].size = pbs[i]->content.len;
    }
    *ret = files;
    return STATUS_OK;
}

static Roundtable__ReferenceFile **write_files(const struct reference_file *files, size_t n,
                                               struct arena *arena)
{
    Roundtable__ReferenceFile **pbs =
        part_new_array(&roundtable__reference_file__descriptor, n, arena);

    for (size_t i = 0; i < n; i++) {
        pbs[i]->name = (char *)files[i].name;
        SET(pbs[i], content, part_binary(files[i].content, files[i].size));
    }
    return pbs;
}

enum status read_reference(const void *body, struct arena *arena, struct message *ret,
                           struct error *err)
{
    const Roundtable__Reference *pb = body;
    struct reference_set *reference = &ret->reference;
    enum status status =
        part_time(pb->recorded_at, "Reference.recorded_at", &reference->recorded_us, err);

    if (status != STATUS_OK)
        return status;
    reference->version = pb->version;
    part_digest(pb->digest, reference->digest);
    reference->n_files = pb->n_files;
    return read_files(pb->n_files, pb->files, arena, &reference->files, err);
}

void write_reference(const struct message *message, struct arena *arena, void *body)
{
    const struct reference_set *reference = &message->reference;
    Roundtable__Reference *pb = body;

    SET(pb, version, reference->version);
    SET(pb, digest, part_binary(reference->digest, sizeof reference->digest));
    pb->recorded_at = part_time_text(reference->recorded_us, arena);
    if (reference->files == NULL)
        return;
    pb->n_files = reference->n_files;
    pb->files = write_files(reference->files, reference->n_files, arena);
}

enum status read_reference_load(const void *body, struct arena *arena, struct message *ret,
                                struct error *err)
{
    const Roundtable__ReferenceLoad *pb = body;

    ret->reference_load.n_files = pb->n_files;
    return read_files(pb->n_files, pb->files, arena, &ret->reference_load.files, err);
}

void write_reference_load(const struct message *message, struct arena *arena, void *body)
{
    Roundtable__ReferenceLoad *pb = body;

    pb->n_files = message->reference_load.n_files;
    pb->files = write_files(message->reference_load.files, pb->n_files, arena);
}

enum status read_reference_loaded(const void *body, struct arena *arena, struct message *ret,
                                  struct error *err)
{
    const Roundtable__ReferenceLoaded *pb = body;

    ret->reference_loaded.version = pb->version;
    ret->reference_loaded.unchanged = pb->unchanged != 0;
    return read_problems(pb->n_problems, pb->problems, 0, arena, &ret->reference_loaded.problems,
                         err);
}

void write_reference_loaded(const struct message *message, struct arena *arena, void *body)
{
    const struct reference_loaded *loaded = &message->reference_loaded;
    Roundtable__ReferenceLoaded *pb = body;

    SET(pb, version, loaded->version);
    SET(pb, unchanged, loaded->unchanged);
    pb->problems = write_problems(&loaded->problems, arena, &pb->n_problems);
}
