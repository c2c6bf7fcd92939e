#include "client/fetch.h"
#include "wire/limits.h"
#include <inttypes.h>

enum status fetch_reference(struct exchange *exchange, const char *cutoff, struct reference **ret,
                            uint64_t *version, struct error *err)
{
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    struct message request = {.kind = MESSAGE_REFERENCE_QUERY, .reference_query = {0, cutoff}};
    struct message answer;
    struct problems problems = {0};

    enum status status = exchange_ask(exchange, &request, MESSAGE_REFERENCE, arena, &answer, err);
    if (status != STATUS_OK)
        return status;
    if (answer.reference.version == 0 || answer.reference.n_files == 0)
        return error_set(
            err, STATUS_INVALID,
            "the aggregator has no reference data yet; load them with 'roundtable admin"
            " reference load DIR'");
    OWNED(arena) scratch = arena_create(0);
    status = reference_parse(answer.reference.files, answer.reference.n_files, scratch, ret,
                             &problems, err);
    if (status == STATUS_OK && version != NULL)
        *version = answer.reference.version;
    if (status != STATUS_OK)
        error_prefix(err, "reference data, version %" PRIu64 ": ", answer.reference.version);
    return status;
}
