/* csv - base/csv_reader.h: the same records however the bytes arrive, and the same again after
 * csv_writer. The first byte of the input says how many arrive at a time, and which delimiter is
 * asked for. */
#include "base/csv_reader.h"
#include "base/csv_writer.h"
#include "fuzz.h"
#include <string.h>

enum { FIELD_BYTES_MAX = 1000, RECORD_BYTES_MAX = 3000, COLUMNS_MAX = 20 };

struct drip {
    const uint8_t *bytes;
    size_t left, at_a_time;
};

static enum status drip_fill(void *source, void *bytes, size_t capacity, size_t *ret,
                             struct error *err)
{
    struct drip *drip = source;

    (void)err;
    *ret = drip->left < drip->at_a_time ? drip->left : drip->at_a_time;
    if (*ret > capacity)
        *ret = capacity;
    memcpy(bytes, drip->bytes, *ret);
    drip->bytes += *ret;
    drip->left -= *ret;
    return STATUS_OK;
}

static void require_record(const struct csv_record *record, uint64_t row)
{
    size_t total = 0;

    REQUIRE(record->row == row);
    REQUIRE(record->count >= 1 && record->count <= COLUMNS_MAX);
    for (size_t i = 0; i < record->count; i++) {
        REQUIRE(record->fields[i].size <= FIELD_BYTES_MAX);
        REQUIRE(strlen(record->fields[i].start) == record->fields[i].size);
        total += record->fields[i].size;
    }
    REQUIRE(total <= RECORD_BYTES_MAX);
}

/* Write all records into out; returns how reading ended. */
static enum status copy_records(struct csv_reader *reader, struct buffer *out)
{
    const struct csv_record *record;
    struct csv_writer writer;
    struct error err = {0};
    enum status status;

    csv_writer_init(&writer, out, ',', false);
    for (uint64_t row = 0; (status = csv_reader_next(reader, &record, &err)) == STATUS_OK; row++) {
        if (record == NULL)
            return STATUS_OK;
        require_record(record, row);
        for (size_t i = 0; i < record->count; i++)
            csv_writer_textn(&writer, record->fields[i].start, record->fields[i].size);
        csv_writer_end_record(&writer);
    }
    REQUIRE(status == STATUS_INVALID);
    fuzz_require_sentence(&err);
    REQUIRE(csv_reader_next(reader, &record, NULL) == STATUS_INVALID);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char delimiters[] = {0, ',', ';', '\t'};
    double begun = fuzz_seconds();
    SCOPED(buffer) whole = {0};
    SCOPED(buffer) dripped = {0};
    SCOPED(buffer) again = {0};

    if (size == 0)
        return 0;
    struct csv_options options = {.delimiter = delimiters[bytes[0] % 4],
                                  .max_field_bytes = FIELD_BYTES_MAX,
                                  .max_record_bytes = RECORD_BYTES_MAX,
                                  .max_columns = COLUMNS_MAX};
    struct drip drip = {bytes + 1, size - 1, (size_t)(bytes[0] / 4) + 1};
    OWNED(csv_reader) of_bytes = csv_reader_of_bytes(bytes + 1, size - 1, &options);
    OWNED(csv_reader) of_drip = csv_reader_create(drip_fill, &drip, &options);
    enum status status = copy_records(of_bytes, &whole);

    REQUIRE(copy_records(of_drip, &dripped) == status);
    REQUIRE(fuzz_same_bytes(&whole, &dripped));
    if (whole.used >= 3 && memcmp(whole.bytes, "\xEF\xBB\xBF", 3) == 0)
        return 0; /* a second byte order mark, which would be taken for the first */
    options.delimiter = ',';
    OWNED(csv_reader) of_copy = csv_reader_of_bytes(whole.bytes, whole.used, &options);
    REQUIRE(copy_records(of_copy, &again) == STATUS_OK);
    REQUIRE(fuzz_same_bytes(&whole, &again));
    fuzz_require_fast(begun, size);
    return 0;
}
