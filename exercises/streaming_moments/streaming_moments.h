/* Mean, variance, skewness and kurtosis of a stream: each value is seen once, none is kept, and two
 * streams can be merged into what one stream of all their values would have given.
 *
 *     mean = sum of x / n              m_k  = sum of (x - mean)^k / n
 *     var  = n m_2 / (n - ddof)        skew = m_3 / m_2^(3/2)        kurt = m_4 / m_2^2 - 3
 *
 * skew and kurt are those of the population (g1, and g2, the excess), whatever ddof is.
 *
 *   n                  values pushed since init, merged ones included
 *   min, max           the least and the largest of them; +INFINITY and -INFINITY while there is
 *                      none
 *   mean, m2, m3, m4   yours to use: the names are a proposal. init prepares them
 *   mean, var     [1]  of moments_get
 *   skew, kurt    [1]  NULL: not asked for
 *
 * moments_init    the stream starts anew, whatever *s held. s is not NULL.
 * moments_push    ML_EINVAL: s is NULL; x is infinite or NaN. *s is left as it was.
 * moments_merge   into becomes the stream of all values of both; other is not written. An empty
 *                 other changes nothing, an empty into becomes a copy of it. Neither is NULL, and
 *                 they are two. Neither has anything to do with the other afterwards.
 * moments_get     ML_EINVAL: s, mean or var is NULL. Nothing is written.
 *                 ML_EDOM:   n <= ddof: var is NaN (and with n = 0 the others, too); all values are
 *                            equal, min = max, and skew or kurt is asked for: these are NaN, var is
 *                            exactly 0. What is defined is written.
 *                 *s is not written, and pushing may go on.
 *
 * *s is the whole state: it may be copied, sent and stored, and the copy is a stream of its own. No
 * memory but *s. Time O(1) each.
 *
 * Graded to, with sd = sqrt(m_2), a = max |x| / sd, r = (max - min) / sd, and
 * q = (n + 16) * DBL_EPSILON:
 *
 *     mean  4 q max |x|        skew  16 q r (a + r^2)
 *     var   8 q (a + r^2) var  kurt  16 q r^2 (a + r^2)
 *
 * Updates of the mean and of sums about it do that, and sums about any fixed value within the data.
 * Sums of raw powers do not: they lose a^2. Values up to 1e70 and sd from 1e-70 are graded; beyond,
 * n, min and max alone.
 *
 * Welford 1962 (mean and variance); Chan, Golub & LeVeque 1979 (merging); Pébay 2008 (any moment).
 * mean and var as numpy's; skew and kurt as those of scipy.stats with bias=True, fisher=True. */
#ifndef STREAMING_MOMENTS_H
#define STREAMING_MOMENTS_H

#include "ml.h"

struct moments {
    uint64_t n;
    double mean, m2, m3, m4, min, max;
};

void moments_init(struct moments *s);
enum ml_status moments_push(struct moments *s, double x);
void moments_merge(struct moments *into, const struct moments *other);
enum ml_status moments_get(const struct moments *s, unsigned ddof, double *mean, double *var,
                           double *skew_opt, double *kurt_opt);

#endif
