// expect: fail numerics/tiny_elements_do_not_vanish
// says: Each vector is scaled by 1 / its largest element, and that reciprocal is infinite in float when the element is denormal. Doubles need no scaling here.
#include "cosine_similarity.h"

#include <math.h>

/* 1 / the largest |x[i]|; 0 for a zero vector. */
static float scale_of(const float *x, size_t d)
{
    float largest = 0;
    for (size_t i = 0; i < d; i++) largest = fmaxf(largest, fabsf(x[i]));
    return largest > 0 ? 1 / largest : 0;
}

static double length_of(const float *x, size_t d, float scale)
{
    double sum = 0;
    for (size_t i = 0; i < d; i++) sum += ((double)x[i] * scale) * ((double)x[i] * scale);
    return scale > 0 ? sqrt(sum) / scale : 0;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0) return ML_EINVAL;
    if (!isfinite(eps) || eps < 0) return ML_EINVAL;
    for (size_t i = 0; i < d; i++)
        if (!isfinite(a[i]) || !isfinite(b[i])) return ML_EINVAL;

    float scale_a = scale_of(a, d), scale_b = scale_of(b, d);
    double len_a = fmax(length_of(a, d, scale_a), eps);
    double len_b = fmax(length_of(b, d, scale_b), eps);
    if (len_a == 0 || len_b == 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    double s = 0;
    for (size_t i = 0; i < d; i++) s += (a[i] / len_a) * (b[i] / len_b);
    *sim = fmax(-1, fmin(1, s));
    return ML_OK;
}
