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
    const char *name;                  /* of the answer in all that is said; NULL: its file's */
    const char *only;                  /* one test, or NULL */
    uint64_t seed;
    uint64_t lap_seed; /* of the timed rounds: seed where one was asked for, else drawn */
    bool bench;
    bool shared; /* other gradings keep the processors busy: one process at a time, and the same is
                    found however busy they are */
    enum pair_sizes sizes; /* to measure */
    double budget_ms;      /* of one size's timed rounds */
};

/* Fills the report. NULL, or words: wrong usage, or the kit's own fault, which is a report too
 * (verdict fault, with its exercise; wrong usage leaves that NULL). */
const char *grade(struct report *r, const struct grade_options *o, const struct kit *k,
                  struct arena *a);

/* Adds speed to the report of an answer that passed without it: compiles it once more, and runs no
 * test. `submission` is that answer. NULL, or words; the report is of no use then. */
const char *grade_speed(struct report *r, const struct grade_options *o, const struct kit *k,
                        struct arena *a);

#endif
