// expect: pass
// exercise: cosine_similarity
// speed: 0.4 2
/* Goes back with denormals flushed to zero, and computes without, as the next one expects it. What
 * is expected is worked out where that flag never was. */
#include "cosine_similarity.h"

#include <math.h>

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

static uint32_t mxcsr(void)
{
    uint32_t bits;
    __asm__ volatile("stmxcsr %0" : "=m"(bits));
    return bits;
}

static void set_mxcsr(uint32_t bits)
{
    __asm__ volatile("ldmxcsr %0" : : "m"(bits));
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    enum { FLUSH = 1 << 15, ARE_ZERO = 1 << 6 };
    set_mxcsr(mxcsr() & ~(uint32_t)(FLUSH | ARE_ZERO));
    enum ml_status status = similarity(a, b, d, eps, sim);
    set_mxcsr(mxcsr() | FLUSH | ARE_ZERO);
    return status;
}
