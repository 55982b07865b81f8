// expect: pass
/* Widens blocks into a workspace that stays, and keeps eight sums at once. */
#include "cosine_similarity.h"

#include <math.h>

enum { BLOCK = 256, LANES = 8 };

static double wide_a[BLOCK], wide_b[BLOCK];

static void widen(double *wide, const float *x, size_t n)
{
    for (size_t i = 0; i < n; i++) wide[i] = x[i];
    for (size_t i = n; i < BLOCK; i++) wide[i] = 0;
}

static double dot(const double *x, const double *y)
{
    double lane[LANES] = {0}, sum = 0;
    for (size_t i = 0; i < BLOCK; i += LANES)
        for (size_t k = 0; k < LANES; k++) lane[k] += x[i + k] * y[i + k];
    for (size_t k = 0; k < LANES; k++) sum += lane[k];
    return sum;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    double ab = 0, aa = 0, bb = 0;
    for (size_t at = 0; at < d; at += BLOCK) {
        size_t n = d - at < BLOCK ? d - at : BLOCK;
        widen(wide_a, a + at, n);
        widen(wide_b, b + at, n);
        ab += dot(wide_a, wide_b);
        aa += dot(wide_a, wide_a);
        bb += dot(wide_b, wide_b);
    }
    if (!isfinite(aa + bb)) return ML_EINVAL;
    if (eps == 0 && (aa == 0 || bb == 0)) {
        *sim = NAN;
        return ML_EDOM;
    }
    *sim = ab / fmax(sqrt(aa), eps) / fmax(sqrt(bb), eps);
    if (*sim > 1) *sim = 1;
    if (*sim < -1) *sim = -1;
    return ML_OK;
}
