/* Speed: the answer and the references in turn, lap by lap, and the ratio of their times.
 *
 * A round asks yours, the reference, the reference and yours (ABBA; the next one BAAB), so that a
 * drift of the machine's speed falls on both sides of the ratio; both see the same fresh inputs. In
 * every fourth round the other rungs stand between them. The shorter a round, the less the machine
 * changes in it: many short laps tell more than a few long ones. A dozen times a window all buffers
 * are laid out anew (harness/lap.c). What the rounds' ratios say is speed.h's business; here is
 * when there have been enough:
 *
 *   - no sooner than half the budget, because the moods of a shared machine last tens of ms; then
 *     as soon as the figure is precise, else when the budget is spent
 *   - where the interval holds the edge of a band, or is too wide for any, a second window follows,
 *     a moment later. If it still holds an edge, the faster band is given; if it is still too wide,
 *     the measurement is inconclusive, and says why. */
#ifndef KATA_PAIR_H
#define KATA_PAIR_H

#include "grader/kit.h"
#include "grader/manifest.h"
#include "grader/report.h"

/* At every size all rungs are measured, but for a grading's second one: there yours alone, which
 * tells how it grows. */
enum pair_sizes {
    PAIR_GRADED, /* the graded one, and the next smaller */
    PAIR_NEAR,   /* up to the one above the graded */
    PAIR_ALL
};

enum { PAIR_BUDGET_MS = 200, PAIR_MOST_SECONDS = 30 };

struct pair_options {
    const struct kit *kit;
    const struct manifest *manifest;
    uint64_t seed;
    const char *answer; /* the shared object */
    bool with_blas;     /* it calls cblas_* */
    enum pair_sizes sizes;
    double budget_ms; /* of one window */
};

/* Sets r->speed; where a timed round came out wrong, adds a failed test instead. NULL, or words:
 * the kit's fault. */
const char *pair_measure(struct report *r, const struct pair_options *o, struct arena *a);

#endif
