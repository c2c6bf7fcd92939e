/* reader_form - what the forms of file share: how a form reads its rows, and the helpers they have
 * in common. Only the reader*.c files include this. */
#pragma once
#include "base/buffer.h"
#include "base/csv_reader.h"
#include "client/reader.h"

/* Bytes of in, the first of which can be looked at before a form is chosen. */
struct source {
    FILE *in;             /* borrowed */
    struct buffer peeked; /* bytes already read from in */
    size_t taken;         /* of peeked */
};
/* Have at least want bytes in peeked, unless the end comes first. */
NODISCARD enum status source_peek(struct source *source, size_t want, struct error *err);
/* A csv_source_fn on a struct source. */
NODISCARD enum status source_fill(void *source, void *bytes, size_t capacity, size_t *ret,
                                  struct error *err);

/* Columns or members that were met with content and are not kept: each is named once. */
struct strangers {
    struct {
        char *name;
        bool told;
    } names[256];
    size_t count;
};
/* Remember that name has content nobody keeps. */
void strangers_add(struct strangers *strangers, const char *name);
void strangers_finish(struct strangers *strangers);

/* A form: state is what open made. next fills ret, which is zeroed but for row. */
struct form {
    enum status (*next)(void *state, struct arena *arena, struct reader_row *ret,
                        struct error *err);
    void (*destroy)(void *state);
};

struct reader {
    struct source source;
    struct strangers strangers;
    struct buffer warning; /* text of the last one handed out */
    const char *pending;   /* a warning made by the form, borrowed from a constant; NULL: none */
    char form_name[64];
    const struct form *form;
    void *state;
};

/* Add a problem with one value of the row; text as of printf. The row is not usable afterwards. */
void row_problem(struct reader_row *row, struct arena *arena, const char *field, const char *value,
                 const char *code, const char *fmt, ...) PRINTF_LIKE(6, 7);
/* Start a record of that kind in row, all values absent. */
void row_begin(struct reader_row *row, struct arena *arena, enum kind kind);
/* Set a field; an empty text leaves it absent. text is copied. */
void row_set(struct reader_row *row, struct arena *arena, int field, struct text_span text);

/* The kind that a file of this name holds ("laws.csv", "x/treaty_actions.csv"); NULL if it doesn't
 * say. */
const struct kind_table *kind_by_file_name(const char *name);

/* Open a form; each sets reader->form, state and form_name. The csv_reader is handed over. */
NODISCARD enum status form_open_csv(struct reader *reader, const struct reader_options *options,
                                    struct csv_reader *csv, const struct csv_record *header,
                                    struct error *err);
NODISCARD enum status form_open_sdmx(struct reader *reader, struct csv_reader *csv,
                                     const struct csv_record *header, struct error *err);
NODISCARD enum status form_open_json(struct reader *reader, const struct reader_options *options,
                                     struct error *err);
/* Is this the header of an SDMX-CSV file? */
bool form_is_sdmx(const struct csv_record *header);

/* Take the next record as a row of that kind. *ret is its cells, as many as the header has names;
 * NULL at the end and for a row that can't be read, whose problems row then has. */
NODISCARD enum status csv_row_next(struct csv_reader *csv, enum kind kind, char *const *names,
                                   size_t n_names, struct arena *arena, struct reader_row *row,
                                   const struct csv_record **ret, struct error *err);
/* The header's names, trimmed; the array and the texts are the caller's (csv_names_free). */
char **csv_names(const struct csv_record *header);
void csv_names_free(char **names, size_t n);
