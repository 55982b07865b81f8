// expect: pass
/* Sums of powers about the middle of the range, moved along whenever that widens. Nothing is
 * updated about the mean: moments_get shifts to it. */
#include "streaming_moments.h"

#include <math.h>
#include <stdbool.h>

static double middle(const struct moments *s)
{
    return s->n ? s->min / 2 + s->max / 2 : 0;
}

/* sum of (x - c)^k, about c - by */
static void shift(double n, double s[4], double by)
{
    double b2 = by * by, s1 = s[0], s2 = s[1], s3 = s[2];
    s[3] += 4 * by * s3 + 6 * b2 * s2 + 4 * b2 * by * s1 + n * b2 * b2;
    s[2] += 3 * by * s2 + 3 * b2 * s1 + n * b2 * by;
    s[1] += 2 * by * s1 + n * b2;
    s[0] += n * by;
}

void moments_init(struct moments *s)
{
    *s = (struct moments){.min = INFINITY, .max = -INFINITY};
}

static struct moments single(double x)
{
    return (struct moments){.n = 1, .min = x, .max = x};
}

void moments_merge(struct moments *into, const struct moments *other)
{
    const struct moments a = *into, b = *other;
    if (b.n == 0) return;
    into->n += b.n;
    into->min = fmin(a.min, b.min);
    into->max = fmax(a.max, b.max);
    double sa[4] = {a.mean, a.m2, a.m3, a.m4}, sb[4] = {b.mean, b.m2, b.m3, b.m4};
    if (a.n) shift((double)a.n, sa, middle(&a) - middle(into));
    shift((double)b.n, sb, middle(&b) - middle(into));
    into->mean = sa[0] + sb[0];
    into->m2 = sa[1] + sb[1];
    into->m3 = sa[2] + sb[2];
    into->m4 = sa[3] + sb[3];
}

enum ml_status moments_push(struct moments *s, double x)
{
    if (!s || !(fabs(x) < INFINITY)) return ML_EINVAL;
    struct moments one = single(x);
    moments_merge(s, &one);
    return ML_OK;
}

enum ml_status moments_get(const struct moments *s, unsigned ddof, double *mean, double *var,
                           double *skew_opt, double *kurt_opt)
{
    if (!s || !mean || !var) return ML_EINVAL;
    double n = (double)s->n, sum[4] = {s->mean, s->m2, s->m3, s->m4}, off = s->mean / n;
    bool shape = s->n && s->min != s->max;
    shift(n, sum, -off);
    *mean = s->n ? middle(s) + off : NAN;
    *var = s->n > ddof ? (shape ? sum[1] : 0) / (n - ddof) : NAN;
    if (skew_opt) *skew_opt = shape ? sum[2] / n / pow(sum[1] / n, 1.5) : NAN;
    if (kurt_opt) *kurt_opt = shape ? sum[3] / n / pow(sum[1] / n, 2) - 3 : NAN;
    return s->n > ddof && (shape || (!skew_opt && !kurt_opt)) ? ML_OK : ML_EDOM;
}
