// expect: fail numerics/a_large_offset_costs_no_variance
// says: Variance as the mean of the squares less the square of the mean: with a large offset both are huge and nearly equal, and their difference is noise, even negative. Sum powers of deviations instead, from the running mean or from any value within the data.
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
    s->n++;
    s->mean += x;
    s->m2 += x * x;
    s->m3 += x * x * x;
    s->m4 += x * x * x * x;
    if (x < s->min) s->min = x;
    if (x > s->max) s->max = x;
    return ML_OK;
}

void moments_merge(struct moments *into, const struct moments *other)
{
    into->n += other->n;
    into->mean += other->mean;
    into->m2 += other->m2;
    into->m3 += other->m3;
    into->m4 += other->m4;
    into->min = fmin(into->min, other->min);
    into->max = fmax(into->max, other->max);
}

enum ml_status moments_get(const struct moments *s, unsigned ddof, double *mean, double *var,
                           double *skew_opt, double *kurt_opt)
{
    if (!s || !mean || !var) return ML_EINVAL;
    double n = (double)s->n, c = s->mean / n, m2 = s->m2 - n * c * c;
    double m3 = s->m3 - 3 * c * s->m2 + 2 * n * c * c * c;
    double m4 = s->m4 - 4 * c * s->m3 + 6 * c * c * s->m2 - 3 * n * c * c * c * c;
    bool spread = s->min < s->max;
    *mean = s->n ? c : NAN;
    *var = s->n > ddof ? (spread ? m2 : 0) / (n - ddof) : NAN;
    if (skew_opt) *skew_opt = spread ? sqrt(n) * m3 / pow(m2, 1.5) : NAN;
    if (kurt_opt) *kurt_opt = spread ? n * m4 / (m2 * m2) - 3 : NAN;
    bool undefined = s->n <= ddof || (!spread && (skew_opt || kurt_opt));
    return undefined ? ML_EDOM : ML_OK;
}
