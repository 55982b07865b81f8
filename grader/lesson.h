/* Around the writing of an answer: a file to begin with, hints, the solution, the debrief. What is
 * asked for here is kept in the history, for a score that had help is another one.
 *
 * All return NULL, or words. What was not kept is said on stderr, and hinders nothing. */
#ifndef KATA_LESSON_H
#define KATA_LESSON_H

#include <stdbool.h>
#include <stdio.h>

#include "grader/arena.h"
#include "grader/kit.h"
#include "grader/report.h"

struct lesson {
    FILE *in, *out; /* in: where "are you sure?" is answered */
    const struct term_style *style;
    const struct kit *k;
    const char *exercise;
    bool yes; /* YES=1: all such questions are answered */
    struct arena *a;
};

/* The learner's file from the stub, where there is none yet; its clock starts, and the statement is
 * shown. */
const char *lesson_start(const struct lesson *l);

/* A blank stub again, after asking; what was there lies beside it, as EX.1.c, EX.2.c, …. */
const char *lesson_reset(const struct lesson *l);

const char *lesson_hint(const struct lesson *l); /* the next one */

/* The references: after a pass, or after giving up. A handout has none, and words say so. */
const char *lesson_solution(const struct lesson *l);

const char *lesson_debrief(const struct lesson *l);

#endif
