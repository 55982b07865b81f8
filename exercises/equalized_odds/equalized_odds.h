/* Equalized odds: how far apart are a classifier's hit rates, and its false alarm rates, in each
 * group?
 *
 *     tpr[g] = sum of w[i] over the rows of g with y[i] = 1 and yhat[i] = 1
 *            / sum of w[i] over the rows of g with y[i] = 1
 *     fpr[g] = the same with y[i] = 0 in both sums
 *     overall TPR and FPR = the same over every row, whichever group it belongs to
 *
 * A gap is taken of each of the two, apart from the other: r stands for tpr, then for fpr.
 *
 *     ML_BETWEEN_GROUPS   difference = max r - min r
 *                         ratio      = min r / max r
 *     ML_TO_OVERALL       difference = max over g |r[g] - overall|
 *                         ratio      = min over g min(r[g] / overall, overall / r[g])
 *
 *     ML_WORST            the larger of the two differences, the smaller of the two ratios
 *     ML_AVERAGE          the mean of the two differences, the mean of the two ratios
 *
 *   y           [n]         labels: what was true, 1 or 0
 *   yhat        [n]         predictions: 1 or 0
 *   group       [n]         0 .. n_groups - 1
 *   w_opt       [n]         weights, finite and 0 or more; NULL means all ones
 *   tpr, fpr    [n_groups]
 *   difference  [1]         0 is equal odds; never negative
 *   ratio       [1]         1 is equal odds; never above 1, but for rounding
 *
 * A group has no TPR if its positives (y = 1) carry no weight, or there are none: then tpr[g] is
 * NaN. Likewise fpr[g] without negatives. A group may have one rate and not the other. Each gap
 * runs over the groups that have its rate, and the status is ML_EDOM.
 *
 *   no group has a TPR, or none an FPR   that gap is NaN, and so are difference and ratio: half an
 *                                        answer is none
 *   one group has the rate               between groups: difference 0, ratio 1 (0/0: NaN)
 *   ratio 0/0 in either                  ratio is NaN, ML_EDOM; the difference is written
 *   ratio 0/positive                     0, and defined
 *
 * So a PERFECT classifier, every TPR 1 and every FPR 0, has difference 0, ratio NaN and ML_EDOM: of
 * no false alarms at all, no group has a share.
 *
 * ML_EINVAL: a pointer other than w_opt is NULL; n = 0; n_groups = 0; `how` or `agg` is neither of
 *            its two; a y or yhat other than 0 and 1; a group outside its range; a weight that is
 *            negative, infinite or NaN (-0.0 is a 0). All four outputs untouched.
 * ML_EDOM:   a rate of some group is missing, or a ratio is 0/0. All that is defined is written.
 * ML_ENOMEM: an allocation failed; all four outputs untouched.
 *
 * Time O(n + n_groups); heap at most 256 bytes * n_groups + 64 KB, whatever n is. A rate may be off
 * by 4 n DBL_EPSILON: sums in double, in any order. Weights are graded at 0 and from 1e-100 to
 * 1e100, so sums neither overflow nor vanish.
 *
 * Hardt, Price & Srebro 2016. Gaps and their summary as fairlearn.metrics'
 * equalized_odds_difference and _ratio, agg "worst_case" and "mean". Where a rate or a ratio is
 * undefined fairlearn goes on with a 0, or without it; the status here says what is missing. */
#ifndef EQUALIZED_ODDS_H
#define EQUALIZED_ODDS_H

#include "ml.h"

enum ml_status equalized_odds(const int32_t *y, const int32_t *yhat, const int32_t *group,
                              const double *w_opt, size_t n, size_t n_groups, enum ml_disparity how,
                              enum ml_aggregate agg, double *tpr, double *fpr, double *difference,
                              double *ratio);

#endif
