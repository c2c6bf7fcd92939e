/* reader - client/reader.h: files in any form that somebody has exported from anywhere. The first
 * line of the input is the file's name, after "KIND:" if the user says the kind. */
#include "client/reader.h"
#include "base/text.h"
#include "fuzz.h"
#include "wire/limits.h"
#include "wire/message.h"
#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 100 };

/* What a row was, and that of all rows before. */
static void digest_row(struct digest *digest, const struct reader_row *row)
{
    digest_add_int64(digest, row->row);
    digest_add_int64(digest, row->usable);
    for (size_t i = 0; i < row->n_problems; i++) {
        digest_add_text(digest, row->problems[i].code);
        digest_add_text(digest, row->problems[i].message);
    }
    if (!row->usable)
        return;
    for (size_t i = 0; i < kind_table(row->record.kind)->n_fields; i++)
        digest_add_text(digest, row->record.values[i].text);
}

/* Can the wire carry it? */
static bool within_limits(const struct record *record)
{
    const struct kind_table *table = kind_table(record->kind);

    for (size_t i = 0; i < table->n_fields; i++) {
        size_t codes = 1;

        if (table->fields[i].type == FIELD_CODES)
            for (size_t c = 0; c < record->values[i].len; c++)
                codes += record->values[i].text[c] == ';';
        if (record->values[i].len > WIRE_TEXT_BYTES_MAX || codes > WIRE_LIST_CODES_MAX)
            return false;
    }
    return true;
}

/* What a reader gives can be sent: the wire refuses nothing of it. */
static void require_sendable(struct record *record)
{
    struct submission submission = {.organization = "SACG", .id = "x", .rows = record, .n_rows = 1};
    OWNED(arena) arena = arena_create(WIRE_ARENA_BYTES_MAX);
    SCOPED(buffer) packed = {0};
    struct submission sent;
    struct error err = {0};

    if (!within_limits(record))
        return;
    submission_pack(&submission, &packed);
    enum status status =
        submission_unpack((struct bytes){packed.bytes, packed.used}, arena, &sent, &err);
    if (status != STATUS_OK)
        fprintf(stderr, "sent: %s\n", err.text);
    REQUIRE(status == STATUS_OK);
    REQUIRE(sent.n_rows == 1 && sent.rows[0].kind == record->kind
            && sent.rows[0].row == record->row);
}

static void require_row(struct reader_row *row, uint32_t previous)
{
    struct problems problems = {row->problems, row->n_problems, row->n_problems};

    REQUIRE(row->row > previous);
    REQUIRE(row->usable == (row->n_problems == 0));
    fuzz_require_problems(&problems);
    for (size_t i = 0; i < row->n_problems; i++) {
        REQUIRE(row->problems[i].row == row->row);
        REQUIRE(row->problems[i].field != NULL);
    }
    if (!row->usable)
        return;
    REQUIRE(row->record.row == row->row);
    fuzz_require_values(&row->record);
    require_sendable(&row->record);
}

static void read_rows(struct reader *reader, size_t size, struct digest *digest)
{
    OWNED(arena) arena = arena_create(0);
    struct error err = {0};
    uint32_t previous = 0;

    for (size_t rows = 0;; rows++) {
        struct reader_row row;
        const char *warning;

        REQUIRE(rows <= size);
        enum status status = reader_next(reader, arena, &row, &err);
        REQUIRE(status == STATUS_OK || status == STATUS_INVALID);
        if (status != STATUS_OK)
            fuzz_require_sentence(&err);
        if (status != STATUS_OK || row.end)
            return;
        require_row(&row, previous);
        previous = row.row;
        digest_row(digest, &row);
        while ((warning = reader_warning(reader)) != NULL)
            REQUIRE(warning[0] != '\0');
        arena_reset(arena);
    }
}

static void read_file(const struct reader_options *options, const uint8_t *bytes, size_t size,
                      uint8_t ret[DIGEST_KEY_SIZE])
{
    FILE *in = fmemopen((void *)(size > 0 ? bytes : (const uint8_t *)""), size, "r");
    OWNED(reader) reader = NULL;
    struct digest digest;
    struct error err = {0};

    REQUIRE(in != NULL);
    digest_init(&digest);
    enum status status = reader_open(in, options, &reader, &err);
    REQUIRE(status == STATUS_OK || status == STATUS_INVALID);
    if (status == STATUS_OK) {
        REQUIRE(reader_form(reader)[0] != '\0');
        read_rows(reader, size, &digest);
    } else {
        fuzz_require_sentence(&err);
    }
    digest_take(&digest, ret);
    fclose(in);
}

/* The size of the first line, its line feed included. */
static size_t take_name(const uint8_t *bytes, size_t size, char name[NAME_SIZE],
                        struct reader_options *ret)
{
    const uint8_t *line_end = memchr(bytes, '\n', size);
    size_t length = line_end == NULL ? size : (size_t)(line_end - bytes);
    size_t kept = length < NAME_SIZE - 1 ? length : NAME_SIZE - 1;

    memcpy(name, bytes, kept);
    name[kept] = '\0';
    char *colon = strchr(name, ':');
    *ret = (struct reader_options){.name = colon == NULL ? name : colon + 1};
    if (colon != NULL) {
        *colon = '\0';
        ret->has_kind = kind_by_name(name) != NULL;
        ret->kind = ret->has_kind ? kind_by_name(name)->kind : KIND_LAW;
    }
    return line_end == NULL ? size : length + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    double begun = fuzz_seconds();
    uint8_t once[DIGEST_KEY_SIZE], again[DIGEST_KEY_SIZE];
    struct reader_options options;
    char name[NAME_SIZE];

    if (size == 0)
        return 0;
    size_t skip = take_name(bytes, size, name, &options);
    read_file(&options, bytes + skip, size - skip, once);
    read_file(&options, bytes + skip, size - skip, again);
    REQUIRE(memcmp(once, again, sizeof once) == 0);
    fuzz_require_fast(begun, size);
    return 0;
}
