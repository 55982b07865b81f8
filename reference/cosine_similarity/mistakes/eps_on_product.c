// expect: fail edges/eps_raises_each_length_on_its_own
// says: eps is a floor for each length, and here it is one for their product: a short vector beside a long one escapes it.
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

    double lengths = fmax(sqrt(aa) * sqrt(bb), eps);
    if (lengths == 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    *sim = fmax(-1, fmin(1, dot / lengths));
    return ML_OK;
}
