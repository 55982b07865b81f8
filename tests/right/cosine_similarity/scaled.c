// expect: pass
/* Brings each vector to a length near 1 by a power of two, which rounds nothing, and then sums.
 * Doubles would not need it. */
#include "cosine_similarity.h"

#include <math.h>
#include <stdbool.h>

/* The exponent of the largest element. False: one of them is not finite. */
static bool exponent_of(const float *x, size_t d, int *exponent)
{
    double largest = 0;
    for (size_t i = 0; i < d; i++) {
        if (!isfinite(x[i])) return false;
        if (fabs(x[i]) > largest) largest = fabs(x[i]);
    }
    frexp(largest, exponent);
    return true;
}

static double dot(const float *x, int ex, const float *y, int ey, size_t d)
{
    double sum = 0, scale_x = ldexp(1, -ex), scale_y = ldexp(1, -ey);
    for (size_t i = 0; i < d; i++) sum += (x[i] * scale_x) * (y[i] * scale_y);
    return sum;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    int ea, eb;
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    if (!exponent_of(a, d, &ea) || !exponent_of(b, d, &eb)) return ML_EINVAL;
    double len_a = fmax(sqrt(dot(a, ea, a, ea, d)), ldexp(eps, -ea));
    double len_b = fmax(sqrt(dot(b, eb, b, eb, d)), ldexp(eps, -eb));
    if (len_a == 0 || len_b == 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    *sim = fmax(-1, fmin(1, dot(a, ea, b, eb, d) / len_a / len_b));
    return ML_OK;
}
