/* Keep a uniform random sample of k items from a stream whose length nobody knows.
 *
 * After any number of pushes the sample is items[0 .. min(seen, k)), in any order, and every
 * subset of that size of the items seen so far is equally likely. While seen <= k the sample is
 * all of them. An item is any int64_t; equal items are items apart.
 *
 *   items [k]  the caller's; written by reservoir_push, never beyond min(seen, k)
 *   k          at least 1
 *   seen       items pushed since init
 *   w, skip    yours to use (a skipping algorithm keeps its state there); init prepares them
 *
 * reservoir_init   ML_EINVAL: r or items is NULL, or k = 0; nothing is written.
 *                  Otherwise the stream starts anew, whatever *r held, and items is not written.
 * reservoir_push   ML_EINVAL: r or rng is NULL; nothing is written.
 *
 * All chance comes from rng: the same seed and the same stream give the same sample, and two live
 * samplers do not disturb each other. No memory but *r and items: O(k) whatever the stream's
 * length.
 *
 * Time O(1) a push. A draw a push is enough (Vitter 1985, algorithm R, who credits Waterman); O(k
 * (1 + log(n/k))) draws in all are possible (Li 1994, algorithm L). */
#ifndef RESERVOIR_H
#define RESERVOIR_H

#include "ml.h"

struct reservoir {
    size_t k;
    uint64_t seen;
    int64_t *items;
    double w;
    uint64_t skip;
};

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k);
enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng);

#endif
