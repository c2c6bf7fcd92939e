#include "reading.h"
#include <string.h>

enum status reading_open(struct reading *reading, const char *name, const char *kind,
                         const char *text, size_t size)
{
    struct reader_options options = {.name = name};

    *reading = (struct reading){0};
    reading->arena = arena_create(0);
    reading->in = fmemopen((void *)(size == 0 ? " " : text), size == 0 ? 1 : size, "rb");
    if (kind != NULL) {
        options.has_kind = true;
        options.kind = kind_by_name(kind)->kind;
    }
    return reader_open(reading->in, &options, &reading->reader, &reading->err);
}

enum status reading_next(struct reading *reading)
{
    return reader_next(reading->reader, reading->arena, &reading->row, &reading->err);
}

void reading_finish(struct reading *reading)
{
    reader_destroy(reading->reader);
    arena_destroy(reading->arena);
    fclose(reading->in);
}

const char *reading_value(const struct reading *reading, const char *field)
{
    if (!reading->row.usable)
        return NULL;
    int f = kind_field(kind_table(reading->row.record.kind), field);
    if (f < 0)
        return NULL;
    const char *text = reading->row.record.values[f].text;
    return text == NULL ? "" : text;
}
