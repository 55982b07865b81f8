#include "streaming_moments.h"

void moments_init(struct moments *s)
{
    /* TODO: an empty stream, whatever *s held */
    (void)s;
}

enum ml_status moments_push(struct moments *s, double x)
{
    /* TODO
     * 1. refuse what the contract refuses, before anything is written
     * 2. count x, and let it move the extremes
     * 3. let it move the mean and the sums of powers of the deviations from the mean */
    (void)s, (void)x;
    return ML_OK;
}

void moments_merge(struct moments *into, const struct moments *other)
{
    /* TODO: what `into` would be if it had seen the values of `other` as well */
    (void)into, (void)other;
}

enum ml_status moments_get(const struct moments *s, unsigned ddof, double *mean, double *var,
                           double *skew_opt, double *kurt_opt)
{
    /* TODO
     * 1. refuse what the contract refuses, before anything is written
     * 2. write what is defined, NaN for the rest, and say which it was */
    (void)s, (void)ddof, (void)mean, (void)var, (void)skew_opt, (void)kurt_opt;
    return ML_OK;
}
