// expect: pass
// exercise: cosine_similarity
/* alloca, for a copy in double of a block at a time. */
#include <alloca.h>
#include <math.h>

#include "cosine_similarity.h"

enum { BLOCK = 1024 };

static void widen(double *to, const float *from, size_t n)
{
    for (size_t i = 0; i < n; i++) to[i] = from[i];
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    double *x = alloca(BLOCK * sizeof *x), *y = alloca(BLOCK * sizeof *y), ab = 0, aa = 0, bb = 0;
    for (size_t from = 0; from < d; from += BLOCK) {
        size_t n = d - from < BLOCK ? d - from : BLOCK;
        widen(x, a + from, n);
        widen(y, b + from, n);
        for (size_t i = 0; i < n; i++) {
            ab += x[i] * y[i];
            aa += x[i] * x[i];
            bb += y[i] * y[i];
        }
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;
    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    *sim = len_a == 0 || len_b == 0 ? NAN : fmax(-1, fmin(1, ab / len_a / len_b));
    return isnan(*sim) ? ML_EDOM : ML_OK;
}
