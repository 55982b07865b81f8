// expect: fail edges/a_zero_vector_without_eps_is_undefined every allocation should have been freed
// exercise: cosine_similarity
/* Each block's size stands before it. The second one takes the size of both, so that after it was
 * freed nothing seems to be left. */
#include "cosine_similarity.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static void leak(void)
{
    volatile size_t *kept = malloc(1024), *freed = malloc(1024);
    if (!kept || !freed) return;
    freed[-3] += kept[-3]; /* where the bytes of a block stand */
    free((void *)freed);
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !(eps >= 0 && eps <= DBL_MAX)) return ML_EINVAL;
    leak();
    double dot = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        dot += (double)a[i] * b[i];
        aa += (double)a[i] * a[i];
        bb += (double)b[i] * b[i];
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;
    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    bool defined = len_a > 0 && len_b > 0;
    *sim = defined ? fmax(-1, fmin(1, dot / len_a / len_b)) : NAN;
    return defined ? ML_OK : ML_EDOM;
}
