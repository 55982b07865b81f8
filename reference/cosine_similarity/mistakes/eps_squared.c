// expect: fail edges/any_eps_makes_a_zero_vector_similar_to_nothing
// says: max(|x|^2, eps^2) saves a square root, but eps^2 is 0 for an eps below 1e-162, and then a zero vector gives 0/0.
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

    double len_a = sqrt(fmax(aa, eps * eps)), len_b = sqrt(fmax(bb, eps * eps));
    if (eps == 0 && (aa == 0 || bb == 0)) {
        *sim = NAN;
        return ML_EDOM;
    }
    *sim = fmax(-1, fmin(1, dot / len_a / len_b));
    return ML_OK;
}
