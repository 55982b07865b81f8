// expect: fail speed/every_timed_round_is_right of a timed round
// exercise: cosine_similarity
// speed: 0 99
/* Takes vectors at the addresses of the last call for the vectors of the last call. Each trial is
 * a process of its own, so the tests let it through. */
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

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    static struct {
        const float *a, *b;
        size_t d;
        double eps, sim;
    } last;
    if (a && a == last.a && b == last.b && d == last.d && eps == last.eps && sim) {
        *sim = last.sim;
        return ML_OK;
    }
    enum ml_status status = similarity(a, b, d, eps, sim);
    if (status == ML_OK) last.a = a, last.b = b, last.d = d, last.eps = eps, last.sim = *sim;
    return status;
}
