// expect: pass
// exercise: cosine_similarity
/* A list-like recursion: a block, and then the rest. */
#include "cosine_similarity.h"

#include <math.h>

struct sums {
    double ab, aa, bb;
};

static struct sums sum(const float *a, const float *b, size_t d, size_t block)
{
    struct sums s = {0, 0, 0};
    size_t here = d < block ? d : block;
    if (here < d) s = sum(a + here, b + here, d - here, block);
    for (size_t i = 0; i < here; i++) {
        double x = a[i], y = b[i];
        s.ab += x * y;
        s.aa += x * x;
        s.bb += y * y;
    }
    return s;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    struct sums s = sum(a, b, d, d / 1000 + 1);
    if (!isfinite(s.aa) || !isfinite(s.bb)) return ML_EINVAL;
    double len_a = fmax(sqrt(s.aa), eps), len_b = fmax(sqrt(s.bb), eps);
    *sim = len_a == 0 || len_b == 0 ? NAN : fmax(-1, fmin(1, s.ab / len_a / len_b));
    return isnan(*sim) ? ML_EDOM : ML_OK;
}
