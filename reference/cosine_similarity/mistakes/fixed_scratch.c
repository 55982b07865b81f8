// expect: fail scale/a_long_vector_is_no_different
// says: The scratch arrays hold 4096 elements and nothing stops a longer vector from being written past their end.
#include "cosine_similarity.h"

#include <math.h>

enum { MAX_D = 4096 };

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0) return ML_EINVAL;
    if (!isfinite(eps) || eps < 0) return ML_EINVAL;

    double x[MAX_D], y[MAX_D];
    for (size_t i = 0; i < d; i++) {
        x[i] = a[i];
        y[i] = b[i];
    }
    double dot = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        dot += x[i] * y[i];
        aa += x[i] * x[i];
        bb += y[i] * y[i];
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;

    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    if (len_a == 0 || len_b == 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    *sim = fmax(-1, fmin(1, dot / len_a / len_b));
    return ML_OK;
}
