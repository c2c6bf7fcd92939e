/* record - see record.h. */
#include "model/record.h"
#include "base/digest.h"
#include <string.h>

static void add_value(struct digest *digest, struct value value)
{
    if (value.text == NULL || value.len == 0)
        digest_add_absent(digest);
    else
        digest_add(digest, value.text, value.len);
}

static void add_fields(struct digest *digest, const struct record *record, bool key)
{
    const struct kind_table *table = kind_table(record->kind);

    for (size_t i = 0; i < table->n_fields; i++)
        if (table->fields[i].key == key)
            add_value(digest, record->values[i]);
}

void record_key(const struct record *record, const char *organization,
                uint8_t ret[RECORD_DIGEST_SIZE])
{
    struct digest digest;

    digest_init(&digest);
    digest_add_text(&digest, kind_table(record->kind)->name);
    digest_add_text(&digest, organization);
    add_fields(&digest, record, true);
    digest_take(&digest, ret);
}

void record_content(const struct record *record, uint8_t ret[RECORD_DIGEST_SIZE])
{
    struct digest digest;

    digest_init(&digest);
    add_fields(&digest, record, false);
    digest_take(&digest, ret);
}

const char *record_area(const struct record *record, const char *organization)
{
    const struct kind_table *table = kind_table(record->kind);
    const struct value *first = &record->values[0];

    return table->fields[0].type == FIELD_AREA && first->text != NULL && first->len > 0
               ? first->text
               : organization;
}

bool value_has_code(struct value list, const char *code)
{
    size_t size = strlen(code);
    const char *at = list.text, *end = list.text == NULL ? NULL : list.text + list.len;

    while (at != NULL && size > 0) {
        const char *stop = memchr(at, ';', (size_t)(end - at));
        size_t length = (size_t)((stop == NULL ? end : stop) - at);
        if (length == size && memcmp(at, code, size) == 0)
            return true;
        at = stop == NULL ? NULL : stop + 1;
    }
    return false;
}
