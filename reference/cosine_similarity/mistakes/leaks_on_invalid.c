// expect: fail contract/invalid_input_leaves_nothing_behind
// says: An early return passes by the calls of free: every path that leaves the function gives its memory back.
#include "cosine_similarity.h"

#include <math.h>
#include <stdlib.h>

static double dot_of(const double *x, const double *y, size_t d)
{
    double sum = 0;
    for (size_t i = 0; i < d; i++) sum += x[i] * y[i];
    return sum;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0) return ML_EINVAL;
    if (!isfinite(eps) || eps < 0) return ML_EINVAL;

    double *x = malloc(d * sizeof *x), *y = malloc(d * sizeof *y);
    if (!x || !y) {
        free(x);
        free(y);
        return ML_ENOMEM;
    }
    for (size_t i = 0; i < d; i++) {
        x[i] = a[i];
        y[i] = b[i];
    }
    double dot = dot_of(x, y, d), aa = dot_of(x, x, d), bb = dot_of(y, y, d);
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;
    free(x);
    free(y);

    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    if (len_a == 0 || len_b == 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    *sim = fmax(-1, fmin(1, dot / len_a / len_b));
    return ML_OK;
}
