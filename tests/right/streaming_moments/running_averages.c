// expect: pass
/* The fields hold m_2, m_3 and m_4 themselves, averages and not sums: each push is a weighted mean
 * of what was and of the newcomer, with the weights p = 1/n and q = 1 - p. */
#include "streaming_moments.h"

#include <math.h>

void moments_init(struct moments *s)
{
    *s = (struct moments){.min = INFINITY, .max = -INFINITY};
}

/* Two clouds of weights q and p, b's mean `delta` above a's. */
static void mix(struct moments *a, const struct moments *b, double p)
{
    double q = 1 - p, delta = b->mean - a->mean, up = q * delta, down = -p * delta;
    double m2 = q * (a->m2 + down * down) + p * (b->m2 + up * up);
    double m3 = q * (a->m3 + 3 * down * a->m2 + down * down * down) +
                p * (b->m3 + 3 * up * b->m2 + up * up * up);
    double m4 = q * (a->m4 + 4 * down * a->m3 + 6 * down * down * a->m2 + pow(down, 4)) +
                p * (b->m4 + 4 * up * b->m3 + 6 * up * up * b->m2 + pow(up, 4));
    a->mean += p * delta;
    a->m2 = m2;
    a->m3 = m3;
    a->m4 = m4;
    a->n += b->n;
    a->min = fmin(a->min, b->min);
    a->max = fmax(a->max, b->max);
}

enum ml_status moments_push(struct moments *s, double x)
{
    if (!s || !isfinite(x)) return ML_EINVAL;
    struct moments one = {1, x, 0, 0, 0, x, x};
    if (s->n == 0)
        *s = one;
    else
        mix(s, &one, 1 / (1 + (double)s->n));
    return ML_OK;
}

void moments_merge(struct moments *into, const struct moments *other)
{
    if (other->n == 0) return;
    if (into->n == 0)
        *into = *other;
    else
        mix(into, other, (double)other->n / ((double)into->n + (double)other->n));
}

enum ml_status moments_get(const struct moments *s, unsigned ddof, double *mean, double *var,
                           double *skew_opt, double *kurt_opt)
{
    if (!s || !mean || !var) return ML_EINVAL;
    double n = (double)s->n, sd = s->min < s->max ? sqrt(s->m2) : NAN;
    *mean = n > 0 ? s->mean : NAN;
    *var = n > ddof ? s->m2 * (n / (n - ddof)) : NAN;
    if (skew_opt) *skew_opt = s->m3 / (sd * sd * sd);
    if (kurt_opt) *kurt_opt = s->m4 / (sd * sd) / (sd * sd) - 3;
    if (isnan(*var) || (isnan(sd) && (skew_opt || kurt_opt))) return ML_EDOM;
    return ML_OK;
}
