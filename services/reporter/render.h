/* render - a document as the bytes that readers get. Each format has its own file; all show the
 * same figures. The same document gives the same bytes on every machine. docs/editions.md describes
 * the formats. */
#pragma once
#include "base/buffer.h"
#include "reporter/document.h"
#include "wire/message.h"

/* Append the document to out in that format. */
void render(const struct document *document, enum report_format format, struct buffer *out);

void render_json(const struct document *document, struct buffer *out);
void render_csv(const struct document *document, struct buffer *out);
void render_text(const struct document *document, struct buffer *out);
void render_html(const struct document *document, struct buffer *out);

/* What renderers say in the same words. */
/* "173 States", "1 State", "28.378 per cent"; "withheld". */
const char *render_amount(struct arena *arena, const struct document_figure *figure);
/* "COE 2016-stockholm, row 12": the row that a claim came in; source not included. */
const char *render_claim(struct arena *arena, const struct provenance *provenance);
