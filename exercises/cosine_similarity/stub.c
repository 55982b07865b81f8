#include "cosine_similarity.h"

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    /* TODO
     * 1. turn away what the contract calls malformed, before anything is written
     * 2. collect the three sums that the formula needs; think about the type that holds them
     * 3. turn away elements that are not finite
     * 4. apply eps to each length; where the result is undefined, say so
     * 5. write sim, within its range */
    (void)a, (void)b, (void)d, (void)eps, (void)sim;
    return ML_OK;
}
