/* TODO(author): this comment is the manual, always in this order: sentence, formula, shapes,
 * failure, cost, source. What it does not promise is not graded.
 *
 * The arithmetic mean of n numbers.
 *
 *     mean = (x[0] + x[1] + ... + x[n - 1]) / n
 *
 *   x     [n]  finite, of magnitude 1e100 at most, so that no sum overflows
 *   n          at least 1
 *   mean  [1]  no further than (n + 4) * 2.2e-16 * (the mean of all |x[i]|) from the exact value:
 *              sums kept in double achieve that in any order, sums kept in float do not
 *
 * ML_EINVAL: x or mean NULL; n = 0; any element of x not finite; mean untouched.
 * Time O(n); nothing is allocated.
 * TODO(author): a paper, or a library's function and its version. */
#ifndef @GUARD@_H
#define @GUARD@_H

#include "ml.h"

enum ml_status @NAME@(const double *x, size_t n, double *mean);

#endif
