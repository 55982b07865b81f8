/* The dot product over both lengths. Every sum is kept in double, where the square of no float
 * overflows or vanishes. */
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
    /* Finite floats cannot overflow these sums: one that is not finite tells of such an element. */
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;

    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    if (len_a == 0 || len_b == 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    double s = dot / len_a / len_b; /* one at a time: the product of two tiny eps is 0 */
    *sim = fmax(-1, fmin(1, s));
    return ML_OK;
}
