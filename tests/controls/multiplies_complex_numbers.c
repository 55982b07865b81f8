// expect: pass
// exercise: cosine_similarity
/* (a + 0i)(a + bi) = a^2 + ab i, so that one complex sum keeps two; the compiler multiplies with a
 * call of libgcc's. */
#include <complex.h>
#include <math.h>

#include "cosine_similarity.h"

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    double complex aa_ab = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        double complex x = a[i], both = a[i] + (double)b[i] * I;
        aa_ab += x * both;
        bb += cabs(b[i]) * cabs(b[i]);
    }
    double aa = creal(aa_ab), ab = cimag(aa_ab), b2 = creal(bb);
    if (!isfinite(aa) || !isfinite(b2)) return ML_EINVAL;
    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(b2), eps);
    *sim = len_a == 0 || len_b == 0 ? NAN : fmax(-1, fmin(1, ab / len_a / len_b));
    return isnan(*sim) ? ML_EDOM : ML_OK;
}
