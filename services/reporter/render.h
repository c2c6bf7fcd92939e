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
/* What stands behind a name in a list: "2016-04-29*" (the day it counts from), "by 2016-05-30?",
 * "36.6 (2014)", "2017, outside window". "*": new since the previous edition; "?": it can't be told
 * whether it is. */
const char *render_short(struct arena *arena, const struct document_entry *entry);
/* A reason for leaving a value out as words: "outside window". */
const char *render_reason(struct arena *arena, const struct document_entry *entry);
/* Whether a disagreement of the figure before the i-th was settled by the same rule. */
bool render_rule_told(const struct document_figure *figure, size_t i);
/* "COE 2016-stockholm, row 12": the row that a claim came in; source not included. */
const char *render_claim(struct arena *arena, const struct provenance *provenance);
