/* text_layout - lines for a terminal: wrapped paragraphs and aligned tables, measured in
 * characters. */
#pragma once
#include "base/buffer.h"
#include "reporter/document.h"

#define TEXT_WIDTH 100

/* Wrap text at spaces: the first line starts with first, the others are indented by indent spaces;
 * ends in a line feed. A word longer than the width has a line of its own. Control characters
 * become spaces. */
void text_paragraph(struct buffer *out, const char *first, size_t indent, const char *text);
/* text, and under it as many of mark as it has characters. */
void text_heading(struct buffer *out, const char *text, char mark);
/* Columns side by side if they fit the width, headings and the first column broken at spaces,
 * numbers to the right; otherwise one paragraph for each row. Cells without a value are "-". */
void text_table(struct buffer *out, const struct document_table *table);
