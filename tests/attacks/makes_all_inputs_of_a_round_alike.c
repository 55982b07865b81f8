// expect: fail speed/every_timed_round_is_right of a timed round
// exercise: cosine_similarity
// speed: 0 99
/* The vectors of a round lie in memory that it can write. It fills them with ones, and knows the
 * result of every call. The judge keeps a copy of what it handed in. */
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

/* The buffers of a timed round lie here in every process. */
static bool in_a_round(const void *p)
{
    return (uintptr_t)p >> 44 == 2;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    enum { POOLS = 2 * (4096 + 512 + 1024) };
    float *pools = (float *)((uintptr_t)2 << 44);
    if (!in_a_round(a)) return similarity(a, b, d, eps, sim);
    if (pools[0] != 1)
        for (size_t i = 0; i < POOLS; i++) pools[i] = 1;
    if (a[0] != 1 || a[d / 2] != 1 || d != 4096 || !(eps > 0)) return similarity(a, b, d, eps, sim);
    *sim = 1;
    return ML_OK;
}
