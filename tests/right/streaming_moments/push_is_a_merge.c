// expect: pass
/* One formula for all: a push merges a stream of one value. Moments are shifted by the binomial
 * theorem, each part to the common mean, in long double. */
#include "streaming_moments.h"

#include <math.h>

void moments_init(struct moments *s)
{
    s->n = 0;
    s->mean = s->m2 = s->m3 = s->m4 = 0;
    s->min = HUGE_VAL;
    s->max = -HUGE_VAL;
}

/* Adds the sums of b about a point that lies `by` below b's mean. */
static void add_shifted(long double sum[3], const struct moments *b, long double by)
{
    long double n = (long double)b->n;
    sum[0] += b->m2 + n * by * by;
    sum[1] += b->m3 + 3 * by * b->m2 + n * by * by * by;
    sum[2] += b->m4 + 4 * by * b->m3 + 6 * by * by * b->m2 + n * by * by * by * by;
}

void moments_merge(struct moments *into, const struct moments *other)
{
    if (into->n == 0)
        *into = *other;
    else if (other->n > 0) {
        long double na = (long double)into->n, nb = (long double)other->n, sum[3] = {0};
        long double delta = (long double)other->mean - into->mean;
        add_shifted(sum, into, -delta * (nb / (na + nb)));
        add_shifted(sum, other, delta * (na / (na + nb)));
        into->mean = (double)(into->mean + delta * (nb / (na + nb)));
        into->m2 = (double)sum[0];
        into->m3 = (double)sum[1];
        into->m4 = (double)sum[2];
        into->n += other->n;
        if (other->min < into->min) into->min = other->min;
        if (other->max > into->max) into->max = other->max;
    }
}

enum ml_status moments_push(struct moments *s, double x)
{
    if (s == NULL || isnan(x) || isinf(x)) return ML_EINVAL;
    struct moments one = {.n = 1, .mean = x, .min = x, .max = x};
    moments_merge(s, &one);
    return ML_OK;
}

enum ml_status moments_get(const struct moments *s, unsigned ddof, double *mean, double *var,
                           double *skew_opt, double *kurt_opt)
{
    if (s == NULL || mean == NULL || var == NULL) return ML_EINVAL;
    enum ml_status status = ML_OK;
    double n = (double)s->n, m_2 = s->m2 / n, none = 0.0 / 0.0;
    *mean = s->n > 0 ? s->mean : none;
    *var = none;
    if (s->n > ddof)
        *var = s->m2 / (double)(s->n - ddof);
    else
        status = ML_EDOM;
    int shapeless = s->n == 0 || s->min == s->max;
    if (skew_opt) *skew_opt = shapeless ? none : s->m3 / n / m_2 / sqrt(m_2);
    if (kurt_opt) *kurt_opt = shapeless ? none : s->m4 / n / m_2 / m_2 - 3;
    if (shapeless && (skew_opt || kurt_opt)) status = ML_EDOM;
    return status;
}
