/* Demographic parity: how far apart are the shares of people selected in each group?
 *
 *     rate[g] = sum of w[i] over the rows of g with yhat[i] = 1  /  sum of w[i] over the rows of g
 *     overall = the same over every row, whichever group it belongs to
 *
 *     ML_BETWEEN_GROUPS   difference = max rate - min rate
 *                         ratio      = min rate / max rate
 *     ML_TO_OVERALL       difference = max over g |rate[g] - overall|
 *                         ratio      = min over g min(rate[g] / overall, overall / rate[g])
 *
 *   yhat        [n]         decisions: 1 is selected, 0 is not
 *   group       [n]         0 .. n_groups - 1
 *   w_opt       [n]         weights, finite and 0 or more; NULL means all ones
 *   min_support             rows that a group needs to count: rows and not weight, those of weight
 *                           0 included; 0 and 1 ask for nothing more than a row
 *   rate        [n_groups]
 *   difference  [1]         0 is parity; never negative
 *   ratio       [1]         1 is parity; never above 1, but for rounding
 *
 * A group is left out if it has no row, fewer rows than min_support, or no weight. Its rate is then
 * NaN, difference and ratio run over the other groups, and the status is ML_EDOM. `overall` counts
 * the rows of such a group all the same.
 *
 *   one group kept      between groups: difference 0, ratio 1. To overall: as the formulas say
 *   none kept           difference and ratio are NaN
 *   ratio 0/0           NaN and ML_EDOM; the difference, 0, is written
 *   ratio 0/positive    0, and defined: somebody is selected, and nobody of one whole group
 *
 * ML_EINVAL: a pointer other than w_opt is NULL; n = 0; n_groups = 0; `how` is neither of the two;
 *            a yhat other than 0 and 1; a group outside its range; a weight that is negative,
 *            infinite or NaN (-0.0 is a 0). rate, difference and ratio untouched.
 * ML_EDOM:   a group is left out, or the ratio is 0/0. All that is defined is written.
 * ML_ENOMEM: an allocation failed; rate, difference and ratio untouched.
 *
 * Time O(n + n_groups); heap at most 128 bytes * n_groups + 64 KB, whatever n is. A rate may be off
 * by 4 n DBL_EPSILON: sums in double, in any order. Weights are graded at 0 and from 1e-100 to
 * 1e100, so sums neither overflow nor vanish.
 *
 * Definitions as in fairlearn.metrics: selection_rate, and MetricFrame's difference and ratio with
 * method "between_groups" and "to_overall". fairlearn passes over a missing group in silence and
 * knows no min_support; the status here says that something is missing. */
#ifndef DEMOGRAPHIC_PARITY_H
#define DEMOGRAPHIC_PARITY_H

#include "ml.h"

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio);

#endif
