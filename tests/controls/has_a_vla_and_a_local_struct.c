// expect: pass
// exercise: cosine_similarity
#include "cosine_similarity.h"

#include <math.h>

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    struct sums {
        double ab, aa, bb;
    } all = {0, 0, 0};
    size_t most = d < 100 ? d : 100;
    double x[most], y[most];
    for (size_t from = 0; from < d; from += most) {
        size_t n = d - from < most ? d - from : most;
        for (size_t i = 0; i < n; i++) x[i] = a[from + i], y[i] = b[from + i];
        for (size_t i = 0; i < n; i++) {
            all.ab += x[i] * y[i];
            all.aa += x[i] * x[i];
            all.bb += y[i] * y[i];
        }
    }
    if (!isfinite(all.aa) || !isfinite(all.bb)) return ML_EINVAL;
    double len_a = fmax(sqrt(all.aa), eps), len_b = fmax(sqrt(all.bb), eps);
    *sim = len_a == 0 || len_b == 0 ? NAN : fmax(-1, fmin(1, all.ab / len_a / len_b));
    return isnan(*sim) ? ML_EDOM : ML_OK;
}
