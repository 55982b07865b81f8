/* One grading, from a file to a report: compile and gate twice side by side, test, and, when all is
 * right, measure. */
#ifndef KATA_GRADE_H
#define KATA_GRADE_H

#include "grader/arena.h"
#include "grader/kit.h"
#include "grader/pair.h"
#include "grader/report.h"

struct grade_options {
    const char *exercise, *submission; /* submission: NULL: the learner's own file,
                                          made from the stub where it is missing */
    const char *only;                  /* one test, or NULL */
    uint64_t seed;
    uint64_t lap_seed; /* of the timed rounds: seed where one was asked for, else drawn */
    bool bench;
    enum pair_sizes sizes; /* to measure */
    double budget_ms;      /* of one size's timed rounds */
};

/* Fills the report. NULL, or words: wrong usage, or the kit's own fault, which is a report too
 * (verdict fault, with its exercise; wrong usage leaves that NULL). */
const char *grade(struct report *r, const struct grade_options *o, const struct kit *k,
                  struct arena *a);

#endif
