// expect: pass
/* Looks at the elements first, then sums in long double, one loop a sum. */
#include "cosine_similarity.h"

#include <math.h>
#include <stdbool.h>

static long double dot(const float *x, const float *y, size_t d)
{
    long double sum = 0;
    for (size_t i = d; i-- > 0;) sum += (long double)x[i] * y[i];
    return sum;
}

static bool all_finite(const float *x, size_t d)
{
    for (size_t i = 0; i < d; i++)
        if (!isfinite(x[i])) return false;
    return true;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || !d || !(eps >= 0 && eps < INFINITY)) return ML_EINVAL;
    if (!all_finite(a, d) || !all_finite(b, d)) return ML_EINVAL;
    long double len_a = fmaxl(sqrtl(dot(a, a, d)), eps), len_b = fmaxl(sqrtl(dot(b, b, d)), eps);
    if (len_a == 0 || len_b == 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    double s = (double)(dot(a, b, d) / (len_a * len_b));
    *sim = s > 1 ? 1 : s < -1 ? -1 : s;
    return ML_OK;
}
