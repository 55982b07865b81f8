// expect: fail basics/the_worked_example
// says: Each length is the square root of its sum of squares; without the roots, longer vectors look less similar.
#include "cosine_similarity.h"

#include <math.h>

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0) return ML_EINVAL;
    if (!isfinite(eps) || eps < 0) return ML_EINVAL;

    double dot = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        double x = a[i], y = b[i];
        dot += x * y;
        aa += x * x;
        bb += y * y;
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;

    double len_a = fmax(aa, eps), len_b = fmax(bb, eps);
    if (len_a == 0 || len_b == 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    *sim = fmax(-1, fmin(1, dot / len_a / len_b));
    return ML_OK;
}
