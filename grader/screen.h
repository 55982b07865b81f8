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

/* What others say in the same words: report_markdown.c. */
extern const char screen_unsolved[];
const char *screen_verdict(enum verdict v); /* "not yet" */
const char *screen_mark(enum test_status s);
bool screen_was_run(const struct report *r);
bool screen_has_failed(const struct report_test *test); /* a test of the suite's */
bool screen_ended_alike(const struct report_test *a, const struct report_test *b);
const char *screen_message(const struct report_test *test);
void screen_add_score(struct text *line, double score);
void screen_add_vs_reference(struct text *line, const struct report_speed *s);
void screen_add_heap(const struct term *t, struct text *line, const struct report *r);
void screen_add_closing(const struct term *t, struct text *line,
                        const struct report *r);                 /* "not yet · 78 of 100" */
void screen_add_next(struct text *line, const struct report *r); /* the command; "": none */
const char *screen_unmeasured(const struct report *r); /* why speed was not; NULL: that is known */
void screen_add_gone(struct text *words, const struct report *r); /* what became of the file */
void screen_add_steps(struct text *readme, struct text *answer, struct text *grade,
                      const struct report *r); /* of an answer that is still the stub */

/* make grade EX=…, of one test (or NULL), with SUBMISSION where the answer does not lie in its
 * usual place. */
void screen_add_command(struct text *line, const struct report *r, const char *test);

#endif
