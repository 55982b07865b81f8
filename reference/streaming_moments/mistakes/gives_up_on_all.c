// expect: fail edges/variance_needs_more_values_than_ddof
// says: With too few values for the variance, the call returns before the mean is written. What is defined is written, also when something else is not.
#include "streaming_moments.h"

#include <math.h>
#include <stdbool.h>

void moments_init(struct moments *s)
{
    *s = (struct moments){.min = INFINITY, .max = -INFINITY};
}

enum ml_status moments_push(struct moments *s, double x)
{
    if (!s || !isfinite(x)) return ML_EINVAL;
    double before = (double)s->n++, n = (double)s->n;
    double delta = x - s->mean, step = delta / n, square = delta * step * before;
    s->mean += step;
    s->m4 += square * step * step * (n * n - 3 * n + 3);
    s->m4 += 6 * step * step * s->m2 - 4 * step * s->m3;
    s->m3 += square * step * (n - 2) - 3 * step * s->m2;
    s->m2 += square;
    if (x < s->min) s->min = x;
    if (x > s->max) s->max = x;
    return ML_OK;
}

void moments_merge(struct moments *into, const struct moments *other)
{
    struct moments a = *into, b = *other;
    if (b.n == 0) return;
    if (a.n == 0) {
        *into = b; /* step * nb below may be an ulp off */
        return;
    }
    double na = (double)a.n, nb = (double)b.n, n = na + nb;
    double delta = b.mean - a.mean, step = delta / n, square = delta * step * na * nb;
    into->n = a.n + b.n;
    into->mean = a.mean + step * nb;
    into->m2 = a.m2 + b.m2 + square;
    into->m3 = a.m3 + b.m3 + square * step * (na - nb) + 3 * step * (na * b.m2 - nb * a.m2);
    into->m4 = a.m4 + b.m4 + square * step * step * (na * na - na * nb + nb * nb) +
               6 * step * step * (na * na * b.m2 + nb * nb * a.m2) +
               4 * step * (na * b.m3 - nb * a.m3);
    into->min = fmin(a.min, b.min);
    into->max = fmax(a.max, b.max);
}

enum ml_status moments_get(const struct moments *s, unsigned ddof, double *mean, double *var,
                           double *skew_opt, double *kurt_opt)
{
    if (!s || !mean || !var) return ML_EINVAL;
    double n = (double)s->n;
    bool spread = s->min < s->max;
    if (s->n <= ddof) {
        *var = NAN;
        return ML_EDOM;
    }
    *mean = s->n ? s->mean : NAN;
    *var = s->n > ddof ? s->m2 / (n - ddof) : NAN;
    if (skew_opt) *skew_opt = spread ? sqrt(n) * s->m3 / pow(s->m2, 1.5) : NAN;
    if (kurt_opt) *kurt_opt = spread ? n * s->m4 / (s->m2 * s->m2) - 3 : NAN;
    bool undefined = s->n <= ddof || (!spread && (skew_opt || kurt_opt));
    return undefined ? ML_EDOM : ML_OK;
}
