// expect: fail speed/every_timed_round_is_right of a timed round
// exercise: cosine_similarity
// speed: 0 99
/* In a timed round each call hands out what the call before it worked out, and none but every other
 * call works. */
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
    static bool has_result;
    static double result;
    if (in_a_round(a) && has_result && d == 4096 && eps > 0) {
        has_result = false;
        *sim = result;
        return ML_OK;
    }
    enum ml_status status = similarity(a, b, d, eps, sim);
    has_result = status == ML_OK;
    if (has_result) result = *sim;
    return status;
}
