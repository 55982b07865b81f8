/* What the compiler made of the answer's loops: which it turned into vector instructions, which
 * not, and why not, in plain words.
 *
 * The answer is compiled once more, as for speed, with everything that the compiler then says about
 * loops: gcc of its attempts at each, in the order in which it makes them; clang in remarks. Which
 * of the loops is the hot one, no compiler can tell: all are listed, innermost ones first. */
#ifndef KATA_REMARKS_H
#define KATA_REMARKS_H

#include <stdbool.h>

#include "grader/build.h"
#include "grader/term.h"

struct remark {
    int line;     /* of the loop's head */
    char *source; /* that line, without its newline; "" where it cannot be read */
    bool vectorised;
    bool outer;        /* another of these loops lies within it */
    const char *words; /* "vectorised, 32 bytes at a time", "not vectorised: ..." */
};

/* Compiles, confined as ever, and waits for it: some 0.1 s. Sorted: innermost loops by line, then
 * outer ones. NULL, or words: the kit's fault. An answer that does not compile has no remarks. */
const char *remarks_of(struct remark **out, size_t *n, const struct build *b, struct arena *a);

/* The same of what a compiler has said. */
void remarks_read(struct remark **out, size_t *n, const char *said, const struct build *b,
                  struct arena *a);

/* screen_remarks.c: a section of the screen, at most eight loops unless it is verbose. */
void remarks_show(struct term *t, const struct remark *r, size_t n);

/* ---- remarks_words.c: for remarks.c ---- */

/* The most telling of what was said about one loop. */
struct remarks_why {
    int rank;         /* 0: nothing yet; of two the smaller one tells more */
    const char *name; /* of a function; NULL: none */
    const char *said; /* the compiler's own words, where there are no plainer ones; or NULL */
};

/* Takes one of the compiler's messages, if it tells more than what there is. `line`: the line of
 * the source that it points to, from that column on; may be "". */
void remarks_weigh(struct remarks_why *why, const char *message, const char *line, struct arena *a);
char *remarks_why_words(const struct remarks_why *why, struct arena *a);

#endif
