/* Softmax cross-entropy of rows of logits with class labels, and its derivative, in one go.
 *
 *     p[i][j] = exp(z[i][j]) / sum over k of exp(z[i][k])
 *     q[i][j] = 1 - smoothing + smoothing / c  for j = y[i],  smoothing / c  for the other classes
 *
 *     loss[i]  = sum over j of q[i][j] (-log p[i][j])
 *     dz[i][j] = p[i][j] - q[i][j]
 *
 * A row with y[i] = ignore_index is ignored: its loss is 0, and so is its row of dz. ignore_index
 * may be a class; that class then still has its share of the softmax of every other row.
 *
 *     ML_MEAN   loss [1] is the sum of loss[i] over the rows that are kept, divided by their
 *               number, and dz is divided by that number too
 *     ML_SUM    loss [1] is the sum
 *     ML_NONE   loss [n] is loss[i]; dz as for ML_SUM, each row's own derivative
 *
 *   z       [n][c]  logits: any finite float, from -FLT_MAX to FLT_MAX
 *   y       [n]     each a class, 0 <= y[i] < c, or ignore_index
 *   n, c            rows and classes: at least 1
 *   ignore_index    any integer; one that is no label ignores nothing
 *   smoothing       0 <= smoothing < 1: what of each target is spread evenly over all c classes
 *   loss    [1], or [n] for ML_NONE
 *   dz_opt  [n][c]  NULL: not asked for
 *
 * No two arrays overlap.
 *
 * Digits. No term of loss[i] is negative. dz[i][j] is a difference, of p[i][j] and smoothing / c;
 * at j = y[i] of smoothing (c - 1) / c and of 1 - p[i][j], the share of all other classes; D is
 * the sum of the two. Each may be off by no more than
 *
 *     loss[i]        (1000 + c) DBL_EPSILON loss[i] + 1e-300: of the logits 40 and 0, with y = 0
 *                    and no smoothing, it is 4.248e-18, and not 0
 *     mean and sum   that for each loss[i], and n DBL_EPSILON of the sum: sums are kept in double
 *     dz[i][j]       4 FLT_EPSILON D, divided as dz[i][j] is, and 2^-149: in that example both are
 *                    4.248e-18, with opposite signs
 *
 * ML_EINVAL: z, y or loss NULL; n = 0 or c = 0; red none of the three; smoothing not finite, below
 *            0, or 1 and more; a label that is neither a class nor ignore_index; a logit that is
 *            not finite, in ignored rows too. loss and dz untouched.
 * ML_EDOM:   ML_MEAN and all rows are ignored: loss is NaN, dz all 0.
 * ML_ENOMEM: only if you allocate and that fails; loss and dz untouched, nothing leaked.
 * Time O(n c). No memory is needed; at most 32 (n + c) + 4096 bytes of heap are granted.
 * Definition as torch.nn.functional.cross_entropy with class indices and without weights. */
#ifndef SOFTMAX_XENT_H
#define SOFTMAX_XENT_H

#include "ml.h"

enum ml_status softmax_xent(const float *z, const int32_t *y, size_t n, size_t c,
                            int32_t ignore_index, double smoothing, enum ml_reduction red,
                            double *loss, float *dz_opt);

#endif
