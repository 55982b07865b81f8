/* What a series of pair ratios says: how fast, how sure, and which band. No clock, no processes:
 * numbers in, a judgement out.
 *
 * A round's ratio is the reference's time by yours, both from that round. Of the ratios the median
 * is the figure, and the interval of order statistics that covers it with 95 % says how sure it is.
 * That interval supposes rounds that do not depend on each other. Two things show when they do: a
 * trend, and two modes (a shared machine that switches between speeds). Then the interval is made
 * to hold both ends of the trend, or both modes: what it spans is what was really seen. */
#ifndef KATA_SPEED_H
#define KATA_SPEED_H

#include <stdbool.h>
#include <stddef.h>

#include "grader/arena.h"
#include "grader/manifest.h"

/* Half a percent to either side is as good as a shared machine gives: no need to go on. */
#define SPEED_PRECISE 1.01

enum speed_state {
    SPEED_SURE,    /* the interval lies in one band */
    SPEED_ON_EDGE, /* it is narrow, and holds the edge of a band */
    SPEED_UNSURE   /* it is wider than a band may be */
};

struct speed_judgement {
    double ratio, interval[2];
    enum speed_state state;
    bool drifts, two_modes;
    double from, to; /* of the drift, or the modes */
    size_t band;     /* where the interval holds an edge, the faster one */
};

struct speed_judgement speed_judge(const double *ratio, size_t n, const struct manifest *m);

bool speed_is_precise(const struct speed_judgement *j);

/* "from round to round the ratio wandered between 0.50 and 0.81" */
const char *speed_why_unsure(const struct speed_judgement *j, struct arena *a);

#endif
