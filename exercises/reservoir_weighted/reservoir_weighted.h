/* Keep a weighted random sample of k items from a stream whose length nobody knows.
 *
 * After any number of pushes the sample is items[0 .. min(seen, k)), in any order. It is as if it
 * had been drawn from all items seen so far, one after another and none twice, each time with
 * chances in proportion to the weights of those that are left:
 *
 *     P(i is next | D is drawn) = w_i / sum of w_j over all j not in D
 *
 * While seen <= k the sample is all of them. An item is any int64_t; equal items are items apart.
 *
 *   items [k]   the caller's; written by push alone, never beyond min(seen, k)
 *   keys  [k]   the caller's, and yours to use: no one else looks at them
 *   k           at least 1
 *   weight      0 or positive, finite. 0 is ML_OK: such an item is never in the sample, and counts
 *               for nothing, not even in seen. -0.0 is a 0
 *   seen        items of positive weight pushed since init
 *   jump        yours to use; init prepares it
 *
 * reservoir_weighted_init   ML_EINVAL: r, items or keys is NULL, or k = 0; nothing is written.
 *                           Otherwise the stream starts anew, whatever *r and keys held.
 * reservoir_weighted_push   ML_EINVAL: r or rng is NULL; weight is negative, infinite or NaN.
 *                           Nothing is written, and nothing drawn from rng.
 *
 * All chance comes from rng: the same seed and the same stream give the same sample, and two live
 * samplers do not disturb each other. No memory but *r, items and keys.
 *
 * What counts is how weights compare, not their unit: the law above is graded for weights from
 * 1e-300 to 1e300, both in one stream included. Other positive weights are taken, counted, and
 * kept while there is a place.
 *
 * Time O(log k) a push. Efraimidis & Spirakis 2006: a draw a push (A-Res) is enough; where weights
 * keep their size along the stream O(k (1 + log(n/k))) draws in all are (A-ExpJ). */
#ifndef RESERVOIR_WEIGHTED_H
#define RESERVOIR_WEIGHTED_H

#include "ml.h"

struct reservoir_weighted {
    size_t k;
    uint64_t seen;
    int64_t *items;
    double *keys;
    double jump;
};

enum ml_status reservoir_weighted_init(struct reservoir_weighted *r, int64_t *items, double *keys,
                                       size_t k);
enum ml_status reservoir_weighted_push(struct reservoir_weighted *r, int64_t item, double weight,
                                       struct ml_rng *rng);

#endif
