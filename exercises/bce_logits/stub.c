#include "bce_logits.h"

enum ml_status bce_logits(const float *z, const float *y, const float *w_opt, size_t n,
                          double pos_weight, enum ml_reduction red, double *loss, float *dz_opt)
{
    /* TODO
     * 1. turn away what the contract calls malformed, before anything is written
     * 2. one exp an element, of a number that is never positive: what follows from it?
     * 3. both terms of the loss, each of them positive; nothing subtracted
     * 4. the reduction
     * 5. the derivative, if it is asked for; the reduction is part of it */
    (void)z, (void)y, (void)w_opt, (void)n, (void)pos_weight, (void)red, (void)loss, (void)dz_opt;
    return ML_OK;
}
