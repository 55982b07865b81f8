/* What was measured in a round: from gradings alone, never from what was said. */
#ifndef KATA_ROUND_MEASURED_H
#define KATA_ROUND_MEASURED_H

#include "grader/report.h"
#include "grader/round_log.h"

struct round_grading {
    const char *exercise, *verdict, *band; /* band: "" none */
    double clock_ms, score, max_score;
    double vs_reference; /* NaN: not measured */
    size_t n_groups;
    const struct past_tests *group;
};

/* One, as the report has it. */
struct round_grading round_grading_of(const struct report *r, double clock_ms, struct arena *a);

/* Those in the history that fall into the round, as round_read made it: of the learner's own files,
 * all tests at once, up to the last one of each exercise, wherever they were asked for. A round
 * knows its clock at its steps; in between, the days' clock tells how far. */
size_t round_gradings(struct round_grading **g, const struct round *r, const struct history *h,
                      const struct past_tests *tests, size_t n_tests, struct arena *a);

enum { ROUND_GROUPS = 16 };

struct round_measured { /* of one exercise; times are those of the round's clock, NaN: never */
    size_t gradings;
    double compile_ms, clean_ms, pass_ms;
    double fastest_ms;     /* its fastest band */
    double best, best_ms;  /* vs_reference */
    const char *best_band; /* "" none */
    const char *verdict;   /* of the last one; NULL: there is none */
    double score, max_score;
    size_t n_groups;
    struct {
        const char *name;
        size_t failed; /* gradings */
    } group[ROUND_GROUPS];
};
void round_measure(struct round_measured *m, const char *exercise, const char *fastest_band,
                   const struct round_grading *g, size_t n);

#endif
