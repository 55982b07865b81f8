// expect: fail basics/the_worked_example turned the alignment check on
// exercise: cosine_similarity
/* Turns every misaligned access into a fault, and makes one. */
#include "cosine_similarity.h"

#include <math.h>
#include <stdint.h>

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
    static const char digits[16] = "0123456789abcde";
    uint64_t crooked;
    __asm__ volatile("pushfq\n\torl $0x40000, (%%rsp)\n\tpopfq\n\tmovq 1(%1), %0"
                     : "=r"(crooked)
                     : "r"(digits)
                     : "memory", "cc");
    return crooked ? similarity(a, b, d, eps, sim) : ML_OK;
}
