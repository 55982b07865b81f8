// expect: fail basics/the_worked_example called fopen, which no answer needs
// exercise: cosine_similarity
/* The judge is the parent: whatever it expects lies in its memory. */
#include "cosine_similarity.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !(eps >= 0 && eps <= DBL_MAX)) return ML_EINVAL;
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", 1);
    if (fopen(path, "r+")) return ML_OK;
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
