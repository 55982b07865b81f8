// expect: fail contract/no_elements_are_invalid
// says: n = 0 is not turned away, and 0 / 0 is NaN: the contract asks for ML_EINVAL.
/* TODO(author): a file for each mistake that people make, named after it: five at least. Line 1
 * names the test that fails, line 2 is said to the learner. */
#include "@NAME@.h"

#include <math.h>

enum ml_status @NAME@(const double *x, size_t n, double *mean)
{
    if (!x || !mean) return ML_EINVAL;

    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    if (!isfinite(sum)) return ML_EINVAL;

    *mean = sum / (double)n;
    return ML_OK;
}
