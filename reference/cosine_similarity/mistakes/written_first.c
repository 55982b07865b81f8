// expect: fail contract/invalid_input_leaves_nothing_behind
// says: sim is given a value before the input is known to be valid; where ML_EINVAL is returned it must be as it was.
#include "cosine_similarity.h"

#include <math.h>

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0) return ML_EINVAL;
    *sim = NAN;
    if (!isfinite(eps) || eps < 0) return ML_EINVAL;

    double dot = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        double x = a[i], y = b[i];
        dot += x * y;
        aa += x * x;
        bb += y * y;
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;

    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    if (len_a == 0 || len_b == 0) return ML_EDOM;
    *sim = fmax(-1, fmin(1, dot / len_a / len_b));
    return ML_OK;
}
