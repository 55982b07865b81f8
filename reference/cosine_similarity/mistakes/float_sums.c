// expect: fail numerics/sums_are_kept_in_double
// says: The sums are kept in float: past 2^24 it cannot even count, and 1e20 squared overflows it. Keep running sums in double.
#include "cosine_similarity.h"

#include <math.h>

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0) return ML_EINVAL;
    if (!isfinite(eps) || eps < 0) return ML_EINVAL;

    float dot = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        float x = a[i], y = b[i];
        dot += x * y;
        aa += x * x;
        bb += y * y;
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
