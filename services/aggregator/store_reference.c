/* store_reference - reference data and the plans of editions. */
#include "aggregator/store_private.h"
#include <string.h>

enum stamp_column { STAMP_VERSION, STAMP_DIGEST, STAMP_RECORDED };
enum edition_column {
    EDITION_CODE,
    EDITION_TITLE,
    EDITION_PLACE,
    EDITION_HOST,
    EDITION_START,
    EDITION_END,
    EDITION_REFERENCE,
    EDITION_PREVIOUS
};

static void params_time_or_null(struct params *params, const int64_t *time_us)
{
    if (time_us != NULL)
        params_time(params, *time_us);
    else
        params_text(params, NULL);
}

enum status store_reference_at(struct store *store, const int64_t *at_us,
                               struct reference_stamp *ret, struct error *err)
{
    OWNED_RESULT result = NULL;
    struct params params = {0};

    params_time_or_null(&params, at_us);
    enum status status =
        store_query(store, "reference_at", NULL, &params, RESULT_BINARY, &result, err);
    if (status != STATUS_OK)
        return status;
    *ret = (struct reference_stamp){0};
    if (PQntuples(result) == 0)
        return STATUS_OK;
    if (PQgetlength(result, 0, STAMP_DIGEST) != (int)sizeof ret->digest)
        return error_set(err, STATUS_FAILED, "the digest of the reference data is broken");
    ret->version = (uint64_t)result_int(result, 0, STAMP_VERSION);
    memcpy(ret->digest, PQgetvalue(result, 0, STAMP_DIGEST), sizeof ret->digest);
    ret->recorded_us = result_int(result, 0, STAMP_RECORDED);
    return STATUS_OK;
}

enum status store_reference_files(struct store *store, uint64_t version, struct arena *arena,
                                  struct reference_file **ret, size_t *n, struct error *err)
{
    OWNED_RESULT result = NULL;
    struct params params = {0};

    params_int(&params, (int64_t)version);
    enum status status =
        store_query(store, "reference_files", NULL, &params, RESULT_BINARY, &result, err);
    if (status != STATUS_OK)
        return status;
    size_t n_files = (size_t)PQntuples(result);
    struct reference_file *files = arena_array(arena, n_files, sizeof *files);
    for (size_t i = 0; i < n_files && files != NULL; i++) {
        files[i].name = result_text(result, (int)i, 0, arena);
        files[i].content = (const uint8_t *)result_text(result, (int)i, 1, arena);
        files[i].size = (size_t)PQgetlength(result, (int)i, 1);
        if (files[i].name == NULL || files[i].content == NULL)
            files = NULL;
    }
    if (files == NULL)
        return error_set(err, STATUS_INVALID, "the reference data are too large");
    *ret = files;
    *n = n_files;
    return STATUS_OK;
}

enum status store_add_reference(struct store *store, const struct reference_stamp *stamp,
                                const struct reference_file *files, size_t n_files,
                                struct error *err)
{
    struct params params = {0};

    params_int(&params, (int64_t)stamp->version);
    params_bytes(&params, stamp->digest, sizeof stamp->digest);
    params_time(&params, stamp->recorded_us);
    enum status status = store_execute(store, "reference_insert", NULL, &params, err);
    for (size_t i = 0; i < n_files && status == STATUS_OK; i++) {
        struct params file = {0};

        params_int(&file, (int64_t)stamp->version);
        params_text(&file, files[i].name);
        params_bytes(&file, files[i].content, files[i].size);
        status = store_execute(store, "reference_file_insert", NULL, &file, err);
    }
    return status;
}

static enum status read_day(const PGresult *result, int row, int column, day_t *ret,
                            struct error *err)
{
    return day_parse(PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column), ret,
                     err);
}

static enum status read_edition(const PGresult *result, int row, struct arena *arena,
                                struct edition *ret, struct error *err)
{
    *ret = (struct edition){.code = result_text(result, row, EDITION_CODE, arena),
                            .title = result_text(result, row, EDITION_TITLE, arena),
                            .place = result_text(result, row, EDITION_PLACE, arena),
                            .host = result_text(result, row, EDITION_HOST, arena),
                            .previous = result_text(result, row, EDITION_PREVIOUS, arena)};
    enum status status = read_day(result, row, EDITION_START, &ret->date_start, err);
    if (status == STATUS_OK)
        status = read_day(result, row, EDITION_END, &ret->date_end, err);
    if (status == STATUS_OK)
        status = read_day(result, row, EDITION_REFERENCE, &ret->reference_date, err);
    return status;
}

enum status store_editions_at(struct store *store, const int64_t *at_us, struct arena *arena,
                              struct edition **ret, size_t *n, struct error *err)
{
    OWNED_RESULT result = NULL;
    struct params params = {0};

    params_time_or_null(&params, at_us);
    enum status status =
        store_query(store, "editions_at", NULL, &params, RESULT_TEXT, &result, err);
    if (status != STATUS_OK)
        return status;
    size_t n_editions = (size_t)PQntuples(result);
    struct edition *editions = arena_array(arena, n_editions, sizeof *editions);
    if (editions == NULL)
        return error_set(err, STATUS_INVALID, "there are too many editions for one answer");
    for (size_t i = 0; i < n_editions && status == STATUS_OK; i++)
        status = read_edition(result, (int)i, arena, &editions[i], err);
    if (status != STATUS_OK)
        return status;
    *ret = editions;
    *n = n_editions;
    return STATUS_OK;
}

enum status store_put_edition(struct store *store, const struct edition *edition,
                              int64_t recorded_us, struct error *err)
{
    char days[3][DAY_TEXT_SIZE];
    struct params ending = {0}, adding = {0};

    day_format(edition->date_start, days[0]);
    day_format(edition->date_end, days[1]);
    day_format(edition->reference_date, days[2]);
    params_text(&ending, edition->code);
    params_time(&ending, recorded_us);
    enum status status = store_execute(store, "edition_end", NULL, &ending, err);
    params_text(&adding, edition->code);
    params_time(&adding, recorded_us);
    params_text(&adding, edition->title);
    params_text(&adding, edition->place);
    params_text(&adding, edition->host);
    for (int i = 0; i < 3; i++)
        params_text(&adding, days[i]);
    params_text(&adding, edition->previous);
    return status == STATUS_OK ? store_execute(store, "edition_insert", NULL, &adding, err)
                               : status;
}
