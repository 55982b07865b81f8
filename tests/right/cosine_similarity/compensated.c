// expect: pass
/* Neumaier's sums: what each addition rounds away is collected beside it. */
#include "cosine_similarity.h"

#include <math.h>

struct sum {
    double value, lost;
};

static void add(struct sum *s, double x)
{
    double t = s->value + x;
    s->lost += fabs(s->value) >= fabs(x) ? (s->value - t) + x : (x - t) + s->value;
    s->value = t;
}

static double clamp(double x)
{
    if (x > 1) return 1;
    if (x < -1) return -1;
    return x;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (a == NULL || b == NULL || sim == NULL || d == 0) return ML_EINVAL;
    if (isnan(eps) || isinf(eps) || eps < 0) return ML_EINVAL;

    struct sum dot = {0}, aa = {0}, bb = {0};
    for (size_t i = 0; i < d; i++) {
        if (!isfinite(a[i]) || !isfinite(b[i])) return ML_EINVAL;
        add(&dot, (double)a[i] * b[i]);
        add(&aa, (double)a[i] * a[i]);
        add(&bb, (double)b[i] * b[i]);
    }
    double len_a = sqrt(aa.value + aa.lost), len_b = sqrt(bb.value + bb.lost);
    if (len_a < eps) len_a = eps;
    if (len_b < eps) len_b = eps;
    if (len_a == 0 || len_b == 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    *sim = clamp((dot.value + dot.lost) / len_a / len_b);
    return ML_OK;
}
