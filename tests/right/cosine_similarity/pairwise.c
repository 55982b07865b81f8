// expect: pass
/* Halves the vectors until eight elements are left, and adds up on the way back. */
#include "cosine_similarity.h"

#include <math.h>

struct sums {
    double dot, aa, bb;
};

static struct sums leaf(const float *a, const float *b, size_t d)
{
    struct sums s = {0, 0, 0};
    for (size_t i = 0; i < d; i++) {
        s.dot = fma(a[i], b[i], s.dot);
        s.aa = fma(a[i], a[i], s.aa);
        s.bb = fma(b[i], b[i], s.bb);
    }
    return s;
}

static struct sums pairwise(const float *a, const float *b, size_t d)
{
    if (d <= 8) return leaf(a, b, d);
    size_t half = d / 2;
    struct sums l = pairwise(a, b, half), r = pairwise(a + half, b + half, d - half);
    return (struct sums){l.dot + r.dot, l.aa + r.aa, l.bb + r.bb};
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0) return ML_EINVAL;
    if (!(eps >= 0) || isinf(eps)) return ML_EINVAL;
    struct sums s = pairwise(a, b, d);
    if (!isfinite(s.dot)) return ML_EINVAL;
    double len_a = fmax(sqrt(s.aa), eps), len_b = fmax(sqrt(s.bb), eps);
    if (len_a <= 0 || len_b <= 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    double x = s.dot / len_a / len_b;
    *sim = fabs(x) > 1 ? copysign(1, x) : x;
    return ML_OK;
}
