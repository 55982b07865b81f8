/* Precision, recall and F-beta of the last so many predictions of a stream.
 *
 *     y = 1, yhat = 1   tp            precision = tp / (tp + fp)
 *     y = 0, yhat = 1   fp            recall    = tp / (tp + fn)
 *     y = 1, yhat = 0   fn            fbeta     = (1 + beta^2) tp /
 *     y = 0, yhat = 0   tn                        ((1 + beta^2) tp + beta^2 fn + fp)
 *
 *   tp, fp, fn, tn   of the outcomes in the window, after every call: anyone may read them
 *   cap, len, head   yours to use: the names are a proposal. init prepares them
 *   ring  [window]   bytes of the caller, yours to use from init on, whatever they held before; no
 *                    byte outside of them. One byte an outcome is enough
 *   window           at least 1: the newest outcomes that count, as many as were pushed until then
 *   y, yhat          0 or 1: the truth, and what was predicted
 *   precision, recall, fbeta  [1]
 *
 * prf_init   the window is empty, whatever *s and ring held.
 *            ML_EINVAL: s or ring is NULL, window = 0. Nothing is written.
 * prf_push   the newest comes in; where the window was full, the oldest leaves.
 *            ML_EINVAL: s is NULL, y or yhat is neither 0 nor 1. Nothing is written: the window is
 *            as if there had been no call.
 * prf_get    ML_EINVAL: s, precision, recall or fbeta is NULL; beta is negative, infinite or NaN.
 *                       Nothing is written.
 *            ML_EDOM:   0/0 in any of the three. That one is NaN, and the others are written:
 *                       precision without a predicted positive, recall without an actual one, fbeta
 *                       without either (so it is 0 where only one of the two is missing).
 *            Nothing of *s or the ring is written, and pushing may go on.
 *
 * beta = 0 makes fbeta the precision, undefined with it. However large or small beta is, fbeta lies
 * between precision and recall. Graded to 4 DBL_EPSILON of itself, fbeta to 16.
 *
 * *s and the ring are the whole state: windows are independent of each other. No other memory.
 * prf_init may take time O(window); prf_push and prf_get are O(1), whatever the window is.
 *
 * Definitions as scikit-learn's precision_recall_fscore_support for binary labels, with NaN for its
 * zero_division; the window as river's utils.Rolling. */
#ifndef STREAMING_PRF_H
#define STREAMING_PRF_H

#include "ml.h"

struct prf {
    uint64_t tp, fp, fn, tn;
    size_t cap, len, head;
    uint8_t *ring;
};

enum ml_status prf_init(struct prf *s, uint8_t *ring, size_t window);
enum ml_status prf_push(struct prf *s, int32_t y, int32_t yhat);
enum ml_status prf_get(const struct prf *s, double beta, double *precision, double *recall,
                       double *fbeta);

#endif
