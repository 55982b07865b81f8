/* Cosine similarity: the dot product of two vectors over the product of their lengths.
 *
 *     sim = sum_i a[i] b[i] / (max(|a|, eps) max(|b|, eps)),     |x| = sqrt(sum_i x[i]^2)
 *
 *   a, b  [d]  any finite floats, from denormals to FLT_MAX
 *   d          at least 1; may be in the millions
 *   eps        a floor for each length on its own; any finite value >= 0
 *   sim   [1]  never outside [-1, 1], and no further than (d + 4) * 4.5e-16 from the exact value:
 *              sums kept in double achieve that, sums kept in float do not
 *
 * ML_EINVAL: a, b or sim NULL; d = 0; eps negative or not finite; any element of a or b not finite,
 *            even where the other vector is zero; sim untouched.
 * ML_EDOM:   eps = 0, and a or b is all zeros: such a vector has no direction; sim is NaN.
 *            With eps > 0, be it as small as DBL_MIN, a zero vector has similarity 0 and ML_OK.
 * ML_ENOMEM: only if you allocate and that fails; sim untouched, nothing leaked.
 * Time O(d); no memory is needed. Definition and a floor for each length as in the documentation
 * of torch.nn.functional.cosine_similarity; where that gives 0/0, here a status says so. */
#ifndef COSINE_SIMILARITY_H
#define COSINE_SIMILARITY_H

#include "ml.h"

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim);

#endif
