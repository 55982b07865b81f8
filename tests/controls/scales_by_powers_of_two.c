// expect: pass
// exercise: cosine_similarity
/* frexp, ldexp, fma, hypot, signbit, copysign and long double: a good part of libm. */
#include <math.h>
#include <stddef.h>

#include "cosine_similarity.h"

/* The exponent of the largest element; 0 for a vector of zeros. */
static int exponent_of(const float *x, size_t d)
{
    float top = 0;
    int exponent = 0;
    for (size_t i = 0; i < d; i++) top = fmaxf(top, fabsf(x[i]));
    frexpf(top, &exponent);
    return top > 0 ? exponent : 0;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || signbit(eps + 0.0)) return ML_EINVAL;
    for (size_t i = 0; i < d; i++)
        if (!isfinite(a[i]) || !isfinite(b[i])) return ML_EINVAL;
    int ea = exponent_of(a, d), eb = exponent_of(b, d);
    long double ab = 0;
    double aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        double x = ldexp(a[i], -ea), y = ldexp(b[i], -eb);
        ab += (long double)x * y;
        aa = fma(x, x, aa);
        bb = fma(y, y, bb);
    }
    double len_a = fmax(hypot(sqrt(aa), 0), ldexp(eps, -ea));
    double len_b = fmax(hypot(sqrt(bb), 0), ldexp(eps, -eb));
    double s = len_a == 0 || len_b == 0 ? NAN : (double)(ab / len_a / len_b);
    *sim = fabs(s) > 1 ? copysign(1, s) : s;
    return isnan(*sim) ? ML_EDOM : ML_OK;
}
