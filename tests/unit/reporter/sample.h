/* sample - a small document with everything that a renderer meets, texts that try to break out
 * among it. */
#pragma once
#include "reporter/document.h"

#define HOSTILE "<script>alert(\"x\")</script>\n=1+1, 'é' & \\"

/* One section with a count, a withheld mean, sentences, and tables of facts and of numbers. */
void sample_document(struct arena *arena, struct document *ret);
