/* Huber's loss of a regression, and its derivative: squares for small residuals, a line for large.
 *
 *     r[i]     = pred[i] - target[i]
 *     loss[i]  = r[i]^2 / 2                         where |r[i]| <= delta
 *                delta (|r[i]| - delta / 2)         elsewhere
 *     dpred[i] = r[i], but no less than -delta and no more than delta
 *
 *     ML_MEAN   loss [1] is the sum of loss[i] over n, and dpred[i] is divided by n too
 *     ML_SUM    loss [1] is the sum
 *     ML_NONE   loss [n] is loss[i]; dpred as for ML_SUM, each element's own derivative
 *
 *   pred      [n]  any finite float, from -FLT_MAX to FLT_MAX
 *   target    [n]  any finite float
 *   n              at least 1; may be in the millions
 *   delta          any finite double above 0, however large or small
 *   loss      [1], or [n] for ML_NONE
 *   dpred_opt [n]  NULL: not asked for
 *
 * No two arrays overlap. At |r| = delta both pieces say the same, in loss and in derivative.
 *
 * Digits. Each may be off by no more than
 *
 *     loss[i]        8 DBL_EPSILON loss[i] + DBL_MIN: residuals and all that follows are doubles
 *     mean and sum   that for each loss[i], and n DBL_EPSILON of the sum
 *     dpred[i]       4 FLT_EPSILON |dpred[i]| + 2^-149
 *
 * Nothing that this asks for leaves the range of a double, whatever pred, target and delta are. A
 * dpred[i] that is beyond FLT_MAX (delta has to be, and r[i]) is not graded.
 *
 * ML_EINVAL: pred, target or loss NULL; n = 0; red none of the three; delta not finite or not above
 *            0; a prediction or target that is not finite. loss and dpred untouched.
 * ML_ENOMEM: only if you allocate and that fails; loss and dpred untouched, nothing leaked.
 * Time O(n); no memory is needed. Huber 1964; delta as in torch.nn.HuberLoss, which is delta times
 * torch.nn.SmoothL1Loss with beta = delta. torch looks at delta and lets NaN pass. */
#ifndef HUBER_LOSS_H
#define HUBER_LOSS_H

#include "ml.h"

enum ml_status huber_loss(const float *pred, const float *target, size_t n, double delta,
                          enum ml_reduction red, double *loss, float *dpred_opt);

#endif
