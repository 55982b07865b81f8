/* The sections of report_term's screen. Each begins with an empty line; one that has nothing to
 * say prints nothing at all. */
#ifndef KATA_SCREEN_H
#define KATA_SCREEN_H

#include "grader/report.h"
#include "grader/term.h"
#include "grader/text.h"

/* screen_tests.c */
void screen_groups(struct term *t, const struct report *r); /* a mark a test, by group */
void screen_failures(struct term *t,
                     const struct report *r); /* the first in full, the others in a line each */
void screen_outputs(struct term *t, const struct report *r); /* what the answer printed */

/* screen_code.c */
void screen_sanitizers(struct term *t, const struct report *r);
void screen_compile_errors(struct term *t, const struct report *r);
void screen_warnings(struct term *t, const struct report *r);

/* screen_speed.c */
void screen_speed(struct term *t, const struct report *r);
void screen_heap(struct term *t, const struct report *r); /* growth and heap, one line */

/* screen_bench.c */
void screen_bench(struct term *t, const struct report *r); /* every size that was measured */

/* Words that several sections need; report_term.c. */
const char *screen_words(const char *s); /* "" for NULL */
void screen_add_piece(const struct term *t, struct text *line,
                      const char *piece); /* after a ` · ` */
void screen_add_counted(struct text *line, uint64_t n, const char *one, const char *many);
void screen_add_ratio(struct text *line, double x);

/* make grade EX=…, of one test (or NULL), with SUBMISSION where the answer does not lie in its
 * usual place. */
void screen_add_command(struct text *line, const struct report *r, const char *test);

#endif
