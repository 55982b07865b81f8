/* TODO(author): what a strong candidate writes in the round: short, readable, correct. Beside it
 * may stand blas.c (with "cblas": true) and fast.c, the fastest you know, where they beat it.
 *
 * The sum over the count. */
#include "@NAME@.h"

#include <math.h>

enum ml_status @NAME@(const double *x, size_t n, double *mean)
{
    if (!x || !mean || n == 0) return ML_EINVAL;

    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    /* Elements within the contract cannot overflow it: a sum that is not finite tells of one. */
    if (!isfinite(sum)) return ML_EINVAL;

    *mean = sum / (double)n;
    return ML_OK;
}
