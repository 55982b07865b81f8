// expect: fail basics/the_worked_example returned with the direction flag set
// exercise: cosine_similarity
/* Returns with the direction flag set, against the ABI: from then on its process copies backwards.
 * Where the process goes on, its memory is soon in ruins. */
#include "cosine_similarity.h"

#include <math.h>

static enum ml_status similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    double ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        double x = a[i], y = b[i];
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;
    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    *sim = len_a == 0 || len_b == 0 ? NAN : fmax(-1, fmin(1, ab / len_a / len_b));
    return isnan(*sim) ? ML_EDOM : ML_OK;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    enum ml_status status = similarity(a, b, d, eps, sim);
    __asm__ volatile("std" : : : "memory");
    return status;
}
