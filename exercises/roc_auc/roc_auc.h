/* Area under the ROC curve: the chance that a positive outscores a negative, ties counting half.
 *
 *           sum over positives i and negatives j of w[i] w[j] ([s_i > s_j] + [s_i = s_j] / 2)
 *     auc = ---------------------------------------------------------------------------------
 *                  (sum of w over the positives) * (sum of w over the negatives)
 *
 *   score  [n]   any finite doubles; neighbouring doubles differ, but -0.0 ties with +0.0
 *   y      [n]   1 for a positive, 0 for a negative
 *   w_opt  [n]   weights, finite and 0 or more; NULL means that every weight is one. A row of
 *                weight 0 counts for nothing. Only ratios within a class matter: weights of 1e-200
 *                and of 1e200 are as good as weights of 1 (smaller and larger ones are not graded)
 *   n            1 or more; the rows come in no particular order
 *   auc    [1]   within (8 n + 16) * 1.1e-16 of the exact value: sums in double, in any order, do
 *                that; sums in float do not
 *
 * ML_EINVAL: score, y or auc NULL; n = 0; a label other than 0 and 1; a score that is not finite; a
 *            weight that is negative or not finite; each of these also in a row of weight 0, and
 *            where one class is missing. auc untouched.
 * ML_EDOM:   one class has no rows, or none with weight: there is no pair, and auc is NaN.
 * ML_ENOMEM: an allocation failed. auc untouched, nothing leaked.
 * Time O(n log n), on sorted rows and heavy ties as well; heap at most 64 bytes a row plus 1 MB.
 * The inputs are not yours to sort. Mann & Whitney 1947: U over the number of pairs. Ties and
 * weights as in scikit-learn's roc_auc_score, which for one class has raised, has given 0.0, and
 * now gives NaN. */
#ifndef ROC_AUC_H
#define ROC_AUC_H

#include "ml.h"

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc);

#endif
