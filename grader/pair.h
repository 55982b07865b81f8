/* Speed: the answer and the references in turn, lap by lap, and the ratio of their times.
 *
 * Each rung is a process of its own (harness/lap.h), all pinned to one processor, with the same
 * buffers at the same addresses and the same fresh inputs in each round. A round asks yours, then
 * each rung, then each rung again in reverse, then yours (ABBA), so that a drift of the machine's
 * speed falls on both sides of every ratio. The estimate is the median of the rounds' ratios. */
#ifndef KATA_PAIR_H
#define KATA_PAIR_H

#include "grader/kit.h"
#include "grader/manifest.h"
#include "grader/report.h"

struct pair_options {
    const struct kit *kit;
    const struct manifest *manifest;
    uint64_t seed;
    const char *answer; /* the shared object */
    bool with_blas;     /* it calls cblas_* */
};

/* Sets r->speed; where a timed round came out wrong, adds a failed test instead. NULL, or words:
 * the kit's fault. */
const char *pair_measure(struct report *r, const struct pair_options *o, struct arena *a);

#endif
