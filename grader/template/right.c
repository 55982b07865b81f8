// expect: pass
/* TODO(author): right answers unlike plain.c, named after what they do: the suite lets them pass.
 *
 * Looks at the elements first, then moves a running mean, from the back. */
#include "@NAME@.h"

#include <math.h>

enum ml_status @NAME@(const double *x, size_t n, double *mean)
{
    if (!x || !mean || n == 0) return ML_EINVAL;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(x[i])) return ML_EINVAL;

    double m = 0;
    for (size_t i = n; i-- > 0;) m += (x[i] - m) / (double)(n - i);
    *mean = m;
    return ML_OK;
}
