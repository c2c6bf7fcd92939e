/* style - the style sheet of the HTML report: for screens and for paper, without any outside
 * resource. Contrast of text to ground is at least 7:1, of rules and marks at least 3:1. */
#pragma once

extern const char report_style[], report_style_paper[];
