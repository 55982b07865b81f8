/* What makes this fast:
 *
 *   sums about a fixed centre   a push adds four powers of x - centre, each to a sum of its own: no
 *                               division, and no sum waits for another. What remains is the time an
 *                               addition takes through memory, and that of being called
 *   a centre for nothing        the struct has no field left for it: it is that point of [min, max]
 *                               that is nearest to 0, so it moves with the extremes only
 *   one test for the rest       a value within [min, max] is finite and moves neither of them, nor
 *                               the centre. In a stream in random order all but some 2 log n values
 *                               are; the others go out of line, where the sums are moved along
 *   two fields at a time        in vectors of two, which the next push finds in the store buffer
 *
 * One such addition a push is the least there is: n, min and max are public, and four sums fill the
 * rest, so that no value can wait in the struct for another to be added with.
 *
 * The fields mean, m2, m3 and m4 hold the sums of the 1st to 4th powers of x - centre. Moments
 * about the mean lose by cancellation what (mean - centre)^2 / variance says: this is at most r^2,
 * and at most (mean / sd)^2. A single value far out, on the side of 0, is the worst case: then it
 * is about n. */
#include "streaming_moments.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

typedef double pair __attribute__((vector_size(16)));

/* Not to be fused with an addition: the sum would wait for its old value for longer. */
#ifdef __has_builtin
#if __has_builtin(__builtin_assoc_barrier)
#define APART(product) __builtin_assoc_barrier(product)
#endif
#endif
#ifndef APART
#define APART(product) (product)
#endif

static double centre(const struct moments *s)
{
    double low = s->max < 0 ? s->max : 0;
    return s->min > low ? s->min : low;
}

/* Sums about a centre that lies `by` below the one before. */
static void recentre(struct moments *s, double by)
{
    if (by == 0) return;
    double n = (double)s->n, s1 = s->mean, s2 = s->m2, s3 = s->m3;
    s->mean = s1 + by * n;
    s->m2 = s2 + by * (2 * s1 + by * n);
    s->m3 = s3 + by * (3 * s2 + by * (3 * s1 + by * n));
    s->m4 += by * (4 * s3 + by * (6 * s2 + by * (4 * s1 + by * n)));
}

static void widen(struct moments *s, double low, double high)
{
    double before = centre(s);
    s->min = low < s->min ? low : s->min;
    s->max = high > s->max ? high : s->max;
    if (s->n) recentre(s, before - centre(s));
}

static void add(double *two, pair addend)
{
    pair sum;
    memcpy(&sum, two, sizeof sum);
    sum += addend;
    memcpy(two, &sum, sizeof sum);
}

/* Of a value within [min, max]. */
static inline void count(struct moments *s, double x)
{
    double d = x - centre(s), square = d * d;
    pair low = {d, square}, squares = {square, square};
    add(&s->mean, low);
    add(&s->m3, APART(low * squares));
    s->n++;
}

void moments_init(struct moments *s)
{
    *s = (struct moments){.min = INFINITY, .max = -INFINITY};
}

static enum ml_status push_outside(struct moments *s, double x) __attribute__((noinline));
static enum ml_status push_outside(struct moments *s, double x)
{
    if (!isfinite(x)) return ML_EINVAL;
    widen(s, x, x);
    count(s, x);
    return ML_OK;
}

enum ml_status moments_push(struct moments *s, double x)
{
    if (!s) return ML_EINVAL;
    if (!(s->min <= x && x <= s->max)) return push_outside(s, x);
    count(s, x);
    return ML_OK;
}

void moments_merge(struct moments *into, const struct moments *other)
{
    struct moments b = *other;
    if (b.n == 0) return;
    widen(&b, into->min, into->max);
    widen(into, b.min, b.max);
    into->n += b.n;
    add(&into->mean, (pair){b.mean, b.m2});
    add(&into->m3, (pair){b.m3, b.m4});
}

enum ml_status moments_get(const struct moments *s, unsigned ddof, double *mean, double *var,
                           double *skew_opt, double *kurt_opt)
{
    if (!s || !mean || !var) return ML_EINVAL;
    double n = (double)s->n, s1 = s->mean, s2 = s->m2, s3 = s->m3;
    double c = s1 / n, m2 = s2 - c * s1, m3 = s3 - c * (3 * s2 - 2 * c * s1);
    double m4 = s->m4 - c * (4 * s3 - c * (6 * s2 - 3 * c * s1));
    bool spread = s->min < s->max;
    *mean = s->n ? centre(s) + c : NAN;
    *var = s->n > ddof ? m2 / (n - ddof) : NAN;
    if (skew_opt) *skew_opt = spread ? m3 / m2 * sqrt(n / m2) : NAN;
    if (kurt_opt) *kurt_opt = spread ? n * m4 / (m2 * m2) - 3 : NAN;
    bool undefined = s->n <= ddof || (!spread && (skew_opt || kurt_opt));
    return undefined ? ML_EDOM : ML_OK;
}
