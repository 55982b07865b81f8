#include "huber_loss.h"

enum ml_status huber_loss(const float *pred, const float *target, size_t n, double delta,
                          enum ml_reduction red, double *loss, float *dpred_opt)
{
    /* TODO
     * 1. turn away what the contract calls malformed, before anything is written
     * 2. the residual: in which type, and what may it be as large as?
     * 3. two pieces, which meet at |r| = delta with the same value and the same slope
     * 4. the reduction
     * 5. the derivative, if it is asked for; the reduction is part of it */
    (void)pred, (void)target, (void)n, (void)delta, (void)red, (void)loss, (void)dpred_opt;
    return ML_OK;
}
