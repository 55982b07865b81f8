/* Binary cross-entropy from logits, and its derivative.
 *
 *     loss[i] = w[i] (pos_weight y[i] softplus(-z[i]) + (1 - y[i]) softplus(z[i]))
 *     dz[i]   = w[i] ((1 - y[i]) sigma(z[i]) - pos_weight y[i] sigma(-z[i]))
 *
 *     softplus(x) = log(1 + exp(x)),     sigma(x) = 1 / (1 + exp(-x))
 *
 *     ML_MEAN   loss [1] is the sum of loss[i] over n, and dz[i] is divided by n too: by the number
 *               of elements, not by the sum of weights, so that all-zero weights give 0 and ML_OK
 *     ML_SUM    loss [1] is the sum
 *     ML_NONE   loss [n] is loss[i]; dz as for ML_SUM, each element's own derivative
 *
 *   z       [n]  logits: any finite float, from -FLT_MAX to FLT_MAX
 *   y       [n]  targets from 0 to 1, ends included; any value between is as good as an end
 *   w_opt   [n]  weights, finite and 0 or more; NULL means all ones
 *   n            at least 1; may be in the millions
 *   pos_weight   finite and above 0; what a positive counts for, in loss and dz alike
 *   loss    [1], or [n] for ML_NONE
 *   dz_opt  [n]  NULL: not asked for
 *
 * No two arrays overlap. A weight of -0.0 is a 0, and so is a target of -0.0.
 *
 * Digits. T is the sum of the two terms of loss[i], or of dz[i], both taken as positive; C = w[i]
 * (pos_weight y[i] + 1 - y[i]); each may be off by no more than
 *
 *     loss[i]        16 DBL_EPSILON T + 1e-300 C: at z = -40 and y = 0 it is 4.248e-18, not 0
 *     mean and sum   that for each loss[i], and n DBL_EPSILON of the sum: sums are kept in double
 *     dz[i]          4 FLT_EPSILON T + 1e-300 C, divided by n as dz[i] is, and 2^-149
 *
 * pos_weight is graded from 1e-6 to 1e6, and where pos_weight is not 1, weights up to 1e30: nothing
 * then leaves the range of its type.
 *
 * ML_EINVAL: z, y or loss NULL; n = 0; red none of the three; pos_weight not finite or not above 0;
 *            a logit, target or weight that is not finite; a target outside [0, 1]; a negative
 *            weight. That holds for elements of weight 0 too. loss and dz untouched.
 * ML_ENOMEM: only if you allocate and that fails; loss and dz untouched, nothing leaked.
 * Time O(n); no memory is needed. Definition as torch.nn.BCEWithLogitsLoss (weight, pos_weight,
 * reduction), which checks none of its input. */
#ifndef BCE_LOGITS_H
#define BCE_LOGITS_H

#include "ml.h"

enum ml_status bce_logits(const float *z, const float *y, const float *w_opt, size_t n,
                          double pos_weight, enum ml_reduction red, double *loss, float *dz_opt);

#endif
