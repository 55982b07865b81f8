#include "grader/stats.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double stats_median(double *x, size_t n)
{
    if (n == 0) return NAN;
    qsort(x, n, sizeof *x, ascending);
    return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

/* x[k] .. x[n-1-k] misses the median with probability 2 P(Binomial(n, 1/2) <= k): the largest k for
 * which that is at most 5 %. */
void stats_median_interval(double *x, size_t n, double interval[2])
{
    interval[0] = interval[1] = NAN;
    if (n == 0) return;
    qsort(x, n, sizeof *x, ascending);
    double log_term = -(double)n * log(2), below = 0; /* 2^-n itself vanishes for n > 1074 */
    size_t k = 0;
    for (size_t i = 0; i < n / 2; i++) {
        below += exp(log_term); /* P(Binomial <= i) */
        if (2 * below > 0.05) break;
        k = i;
        log_term += log((double)(n - i) / (double)(i + 1));
    }
    interval[0] = x[k];
    interval[1] = x[n - 1 - k];
}
