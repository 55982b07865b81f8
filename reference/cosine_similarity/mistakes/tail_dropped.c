// expect: fail basics/every_element_counts
// says: The unrolled loop takes four elements at a time; what is left over when d is not a multiple of four needs a loop of its own.
#include "cosine_similarity.h"

#include <math.h>

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0) return ML_EINVAL;
    if (!isfinite(eps) || eps < 0) return ML_EINVAL;

    double dot4[4] = {0}, aa4[4] = {0}, bb4[4] = {0};
    for (size_t i = 0; i + 4 <= d; i += 4) {
        for (size_t k = 0; k < 4; k++) {
            double x = a[i + k], y = b[i + k];
            dot4[k] += x * y;
            aa4[k] += x * x;
            bb4[k] += y * y;
        }
    }
    double dot = dot4[0] + dot4[1] + dot4[2] + dot4[3];
    double aa = aa4[0] + aa4[1] + aa4[2] + aa4[3];
    double bb = bb4[0] + bb4[1] + bb4[2] + bb4[3];
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;

    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    if (len_a == 0 || len_b == 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    *sim = fmax(-1, fmin(1, dot / len_a / len_b));
    return ML_OK;
}
