// expect: fail contract/a_zero_vector_does_not_excuse_the_other
// says: A zero vector ends the function before the other vector is looked at: input must be found well-formed before it is found to be zero.
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
    if (aa == 0 || bb == 0) {
        *sim = eps > 0 ? 0 : NAN;
        return eps > 0 ? ML_OK : ML_EDOM;
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;

    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    *sim = fmax(-1, fmin(1, dot / len_a / len_b));
    return ML_OK;
}
