// expect: fail numerics/a_long_and_a_short_vector_keep_their_digits
// says: a.b = (|a|^2 + |b|^2 - |a - b|^2) / 2 is true and cancels: with one long and one short vector the difference keeps few digits of the small part.
#include "cosine_similarity.h"

#include <math.h>

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0) return ML_EINVAL;
    if (!isfinite(eps) || eps < 0) return ML_EINVAL;

    double apart = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        double x = a[i], y = b[i];
        apart += (x - y) * (x - y);
        aa += x * x;
        bb += y * y;
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;

    double dot = (aa + bb - apart) / 2;
    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    if (len_a == 0 || len_b == 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    *sim = fmax(-1, fmin(1, dot / len_a / len_b));
    return ML_OK;
}
