// expect: pass
// exercise: cosine_similarity
/* Elements that are not finite, as bits of a word, with the compiler's own popcount, clz and ctz:
 * some of which are calls of libgcc where the processor's instruction may not be used. */
#include "cosine_similarity.h"

#include <math.h>
#include <stdbool.h>

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

static bool any_not_finite(const float *x, size_t d)
{
    int bad = 0;
    for (size_t from = 0; from < d; from += 64) {
        unsigned long long bits = 0;
        for (size_t i = from; i < d && i < from + 64; i++)
            bits |= (unsigned long long)!isfinite(x[i]) << (i - from);
        bad += __builtin_popcountll(bits) + __builtin_parityll(bits);
        if (bits && __builtin_clzll(bits) + __builtin_ctzll(bits) > 63) bad++;
    }
    return bad > 0;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (a && b && (any_not_finite(a, d) || any_not_finite(b, d))) return ML_EINVAL;
    return similarity(a, b, d, eps, sim);
}
