/* reference_cache - one set in memory, one in a file.
 * The file is the aggregator's Reference message as it came, so that it is read and checked by the
 * same code. */
#include "collector/reference_cache.h"
#include "base/file.h"
#include "base/log.h"
#include "base/random.h"
#include "wire/limits.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct reference_cache {
    char *path; /* NULL: memory only */
    struct reference *reference;
    uint64_t version;
    uint8_t digest[DIGEST_SHA256_SIZE];
    bool foreign; /* the set in use is none of the aggregator's: ask for all */
    bool open;    /* question is waiting for its answer */
    uint8_t question[MESSAGE_ID_SIZE];
};

/* Check a set that came with its files, and put it in use. */
static enum status take_in(struct reference_cache *cache, const struct reference_set *set,
                           struct error *err)
{
    OWNED(arena) arena = arena_create(0);
    OWNED(reference) parsed = NULL;
    struct problems problems = {0};
    uint8_t digest[DIGEST_SHA256_SIZE];

    reference_digest(set->files, set->n_files, digest);
    if (memcmp(digest, set->digest, sizeof digest) != 0)
        return error_set(err, STATUS_INVALID, "version %ju does not have the digest that it names",
                         (uintmax_t)set->version);
    enum status status = reference_parse(set->files, set->n_files, arena, &parsed, &problems, err);
    if (status != STATUS_OK && problems.n_listed > 0)
        return error_set(err, status, "version %ju has %zu problems; the first: row %u, %s: %s",
                         (uintmax_t)set->version, problems.count, problems.listed[0].row,
                         problems.listed[0].field, problems.listed[0].message);
    if (status != STATUS_OK) {
        error_prefix(err, "version %ju: ", (uintmax_t)set->version);
        return status;
    }
    reference_destroy(cache->reference);
    cache->reference = parsed;
    parsed = NULL; /* the cache owns it now */
    cache->version = set->version;
    memcpy(cache->digest, digest, sizeof digest);
    cache->foreign = false;
    return STATUS_OK;
}

static enum status load(struct reference_cache *cache, struct error *err)
{
    SCOPED(buffer) content = {0};
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message kept = {0};
    enum status status = file_read(cache->path, MESSAGE_ANSWER_BYTES_MAX, &content, err);

    if (status == STATUS_OK)
        status = message_unpack(content.bytes, content.used, arena, &kept, err);
    if (status != STATUS_OK)
        return status;
    if (kept.kind != MESSAGE_REFERENCE || kept.reference.n_files == 0)
        return error_set(err, STATUS_INVALID, "it holds no reference data");
    return take_in(cache, &kept.reference, err);
}

static void set_aside(const struct reference_cache *cache, const struct error *why)
{
    OWNED_TEXT broken = xasprintf("%s.broken", cache->path);
    bool renamed = rename(cache->path, broken) == 0;

    log_event(LOG_WARNING, "reference_cache_broken", LOG_STR("file", cache->path),
              LOG_STR("error", why->text), LOG_STR("kept_as", renamed ? broken : NULL));
}

enum status reference_cache_create(const char *directory, struct reference_cache **ret,
                                   struct error *err)
{
    OWNED(reference_cache) cache = xcalloc(1, sizeof *cache);
    struct error why;

    if (directory != NULL) {
        if ((mkdir(directory, 0700) != 0 && errno != EEXIST)
            || access(directory, R_OK | W_OK | X_OK) != 0)
            return error_set(err, STATUS_FAILED, "the cache directory '%s' cannot be used: %s",
                             directory, strerror(errno));
        cache->path = xasprintf("%s/reference", directory);
        if (access(cache->path, F_OK) != 0)
            log_event(LOG_INFO, "reference_cache_empty", LOG_STR("directory", directory));
        else if (load(cache, &why) != STATUS_OK)
            set_aside(cache, &why);
        else
            log_event(LOG_INFO, "reference_loaded", LOG_INT("version", cache->version),
                      LOG_STR("from", cache->path));
    }
    *ret = cache;
    cache = NULL; /* the caller owns it now */
    return STATUS_OK;
}

void reference_cache_destroy(struct reference_cache *cache)
{
    if (cache == NULL)
        return;
    reference_destroy(cache->reference);
    free(cache->path);
    free(cache);
}

const struct reference *reference_cache_newest(const struct reference_cache *cache)
{
    return cache->reference;
}

uint64_t reference_cache_version(const struct reference_cache *cache)
{
    return cache->version;
}

void reference_cache_ask(struct reference_cache *cache, struct message *ret)
{
    *ret =
        (struct message){.kind = MESSAGE_REFERENCE_QUERY,
                         .reference_query = {.have_version = cache->foreign ? 0 : cache->version}};
    random_id(cache->question);
    memcpy(ret->id, cache->question, sizeof ret->id);
    cache->open = true;
}

bool reference_cache_asked(const struct reference_cache *cache, const struct message *answer)
{
    return cache->open && memcmp(cache->question, answer->id, sizeof cache->question) == 0;
}

/* A failure costs no more than fetching the set at the next start. */
static void save(const struct reference_cache *cache, const struct message *answer)
{
    SCOPED(buffer) packed = {0};
    struct error why;

    if (cache->path == NULL)
        return;
    message_pack(answer, &packed);
    if (file_write_atomically(cache->path, packed.bytes, packed.used, 0644, &why) != STATUS_OK)
        log_event(LOG_WARNING, "reference_not_saved", LOG_STR("error", why.text));
}

/* The aggregator says that the version in use is its newest. It is another one's when the database
 * was made anew. */
static bool compare(struct reference_cache *cache, const struct reference_set *set)
{
    bool same = set->version == cache->version
                && memcmp(set->digest, cache->digest, sizeof cache->digest) == 0;

    if (same || set->version == 0 || cache->foreign) {
        cache->foreign = !same && cache->version != 0;
        return false;
    }
    log_event(LOG_WARNING, "reference_foreign", LOG_INT("version", cache->version),
              LOG_INT("version_of_aggregator", set->version));
    cache->foreign = true;
    return true;
}

bool reference_cache_answer(struct reference_cache *cache, const struct message *answer)
{
    struct error why;
    uint64_t before = cache->version;

    cache->open = false;
    if (answer->kind != MESSAGE_REFERENCE) {
        log_event(LOG_WARNING, "reference_not_given",
                  LOG_STR("answer", message_kind_name(answer->kind)),
                  LOG_STR("error", answer->kind == MESSAGE_FAILURE ? answer->failure.message
                                   : answer->kind == MESSAGE_BUSY  ? answer->busy.reason
                                                                   : NULL));
        return false;
    }
    if (answer->reference.n_files == 0)
        return compare(cache, &answer->reference);
    if (take_in(cache, &answer->reference, &why) != STATUS_OK) {
        log_event(LOG_ERROR, "reference_refused", LOG_STR("error", why.text));
        return false;
    }
    save(cache, answer);
    log_event(LOG_INFO, "reference_changed", LOG_INT("from_version", before),
              LOG_INT("version", cache->version));
    return false;
}
