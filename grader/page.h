/* Our Markdown on a terminal: headings strong, paragraphs, items and tables broken to the width,
 * code as it stands. Nothing else of Markdown is understood, and nothing else is written. */
#ifndef KATA_PAGE_H
#define KATA_PAGE_H

#include "grader/arena.h"
#include "grader/term.h"

void page_show(struct term *t, size_t indent, const char *markdown, struct arena *a);

/* The part below the nth heading "## …", from 1; NULL: there are fewer. */
const char *page_part(const char *markdown, int nth, struct arena *a);

#endif
