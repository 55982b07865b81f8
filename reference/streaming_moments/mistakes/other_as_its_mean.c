// expect: fail merge/it_is_as_if_one_stream_had_seen_all
// says: other's values are pushed as n times their mean, which has their place and none of their spread. Its own sums belong to the merged ones.
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
    if (other->n == 0) return;
    if (into->n == 0) {
        *into = *other;
        return;
    }
    for (uint64_t i = 0; i < other->n && i < 1000000; i++) moments_push(into, other->mean);
    into->min = fmin(into->min, other->min);
    into->max = fmax(into->max, other->max);
}

enum ml_status moments_get(const struct moments *s, unsigned ddof, double *mean, double *var,
                           double *skew_opt, double *kurt_opt)
{
    if (!s || !mean || !var) return ML_EINVAL;
    double n = (double)s->n;
    bool spread = s->min < s->max;
    *mean = s->n ? s->mean : NAN;
    *var = s->n > ddof ? s->m2 / (n - ddof) : NAN;
    if (skew_opt) *skew_opt = spread ? sqrt(n) * s->m3 / pow(s->m2, 1.5) : NAN;
    if (kurt_opt) *kurt_opt = spread ? n * s->m4 / (s->m2 * s->m2) - 3 : NAN;
    bool undefined = s->n <= ddof || (!spread && (skew_opt || kurt_opt));
    return undefined ? ML_EDOM : ML_OK;
}
