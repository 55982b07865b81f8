#include "cosine_topk.h"

enum ml_status cosine_topk(const float *q, size_t nq, const float *x, size_t n, size_t d, size_t k,
                           int64_t *idx, float *sim)
{
    /* TODO
     * 1. turn away what the contract calls malformed, before anything is written
     * 2. the similarity of one query and one row; think about what their squares may be
     * 3. keep the best k so far: what do you compare a new row with, and where does that one lie?
     * 4. put them in order; ties; the places that no row fills */
    (void)q, (void)nq, (void)x, (void)n, (void)d, (void)k, (void)idx, (void)sim;
    return ML_OK;
}
