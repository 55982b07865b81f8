// expect: fail speed/every_timed_round_is_right
// exercise: cosine_similarity
// speed: 0 99
/* Leaves the direction flag set where it is timed: what is copied for the next call, and whatever
 * else runs in its process, goes backwards. */
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
    enum ml_status status = similarity(a, b, d, eps, sim);
    if (in_a_round(a)) __asm__ volatile("std" : : : "memory");
    return status;
}
