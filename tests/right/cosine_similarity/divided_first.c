// expect: pass
/* Makes unit vectors in scratch memory, then takes their dot product. */
#include "cosine_similarity.h"

#include <math.h>
#include <stdlib.h>

static double length(const float *x, size_t d)
{
    double sum = 0;
    for (size_t i = 0; i < d; i++) sum += (double)x[i] * (double)x[i];
    return sqrt(sum);
}

static void divide(double *unit, const float *x, size_t d, double len)
{
    for (size_t i = 0; i < d; i++) unit[i] = x[i] / len;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    double len_a = length(a, d), len_b = length(b, d);
    if (!isfinite(len_a) || !isfinite(len_b)) return ML_EINVAL;
    len_a = fmax(len_a, eps);
    len_b = fmax(len_b, eps);
    if (len_a == 0 || len_b == 0) {
        *sim = NAN;
        return ML_EDOM;
    }

    double *unit_a = malloc(d * sizeof *unit_a);
    double *unit_b = malloc(d * sizeof *unit_b);
    enum ml_status status = ML_ENOMEM;
    if (unit_a && unit_b) {
        divide(unit_a, a, d, len_a);
        divide(unit_b, b, d, len_b);
        double s = 0;
        for (size_t i = 0; i < d; i++) s += unit_a[i] * unit_b[i];
        *sim = fmin(fmax(s, -1), 1);
        status = ML_OK;
    }
    free(unit_a);
    free(unit_b);
    return status;
}
