/* Places on a leaderboard whose figures are known within intervals.
 *
 *   rank = 1 + the number of answers that are surely faster: whose whole interval lies above this
 *          one's
 *
 * So the fastest and all that may be as fast are first, nobody is placed behind an answer that may
 * be slower, and a rank depends on the measurements alone, not on the order of a list. Two answers
 * whose intervals overlap share their rank, but where a third lies surely above one of them and not
 * above the other: to overlap is not transitive. The rejected alternatives: ranks by the figure
 * alone make differences of what is none; one rank for a whole chain of overlaps puts answers that
 * are surely apart into one place, in a large group nearly all of them. Intervals that touch
 * overlap. */
#ifndef KATA_CLASS_RANKS_H
#define KATA_CLASS_RANKS_H

#include <stdbool.h>
#include <stddef.h>

struct class_rank {
    size_t answer;             /* whose, for the caller */
    double ratio, interval[2]; /* more is faster; finite, interval[0] <= interval[1] */
    size_t rank;               /* from 1 */
    bool shared;               /* with another */
};

/* Sets ranks, and sorts: by rank, then faster ones first, then by answer. Time O(n log n). */
void class_ranks(struct class_rank *r, size_t n);

/* Is it a figure to be ranked by? */
bool class_ranks_known(double ratio, const double interval[2]);

#endif
