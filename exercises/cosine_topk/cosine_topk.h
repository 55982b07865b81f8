/* Exact nearest neighbours: for each query the k rows that point most nearly its way, best first.
 *
 *     s(q, x) = sum_j q[j] x[j] / (|q| |x|),  |v| = sqrt(sum_j v[j]^2);  0 if either is all zeros
 *
 *   q    [nq][d]  queries, nq >= 1
 *   x    [n][d]   the rows to search; n may be 0
 *   d             at least 1
 *   k             at least 1; may be more than n
 *   idx  [nq][k]  which rows, best first
 *   sim  [nq][k]  their similarities, never outside [-1, 1]
 *
 * Elements are any finite floats, from denormals to FLT_MAX: scale does not matter. With k > n the
 * places past the n-th hold idx -1 and sim -INFINITY; with n = 0 these are all, and that is ML_OK.
 *
 * Digits. Each sim is within 5e-7 of the exact value, and so is what a row is left out for: no row
 * that is missing has an exact similarity of more than the last sim + 5e-7. Sums kept in double
 * achieve that. Sums kept in float do where a long one is made of several: 64 terms that follow
 * each other are fine, 4096 are not.
 *
 * Ties are ties of the float that is returned: of equal ones the lower index comes first, and is
 * kept before the higher one where k ends among them.
 *
 * ML_EINVAL: q, x, idx or sim NULL, x even if n = 0; nq, d or k is 0; any element of q or x not
 *            finite. idx and sim untouched.
 * ML_ENOMEM: only if you allocate and that fails; idx and sim untouched, nothing leaked.
 * Time O(nq n (d + log k)). Memory of your own: no more than 16 bytes x n and 1 MB, whatever nq, d
 * and k are, so never all similarities at once.
 * Definition as in an inner-product search of unit vectors (FAISS, IndexFlatIP), which leaves equal
 * ones in no promised order, and as scikit-learn's cosine_similarity, where a zero vector has 0. */
#ifndef COSINE_TOPK_H
#define COSINE_TOPK_H

#include "ml.h"

enum ml_status cosine_topk(const float *q, size_t nq, const float *x, size_t n, size_t d, size_t k,
                           int64_t *idx, float *sim);

#endif
