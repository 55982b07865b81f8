/* What the history is good for at the keyboard: `make history`, and any version back by
 * `make restore`. */
#ifndef KATA_PAST_H
#define KATA_PAST_H

#include <stdio.h>

#include "grader/arena.h"
#include "grader/kit.h"
#include "grader/report.h"

/* A line a grading of the exercise, the newest last. NULL, or words. */
const char *past_show(FILE *out, const char *exercise, const struct term_style *style,
                      struct arena *a);

/* Makes the learner's file what it was at grading `at` ("7"). What it is now is copied beside it
 * before, as EX.1.c, EX.2.c, …, and no moment is without it: the new file takes the old one's place
 * at once, when all of it is written. NULL, or words. */
const char *past_restore(FILE *out, const char *exercise, const char *at, const struct kit *k,
                         struct arena *a);

#endif
