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

/* Kendall 1975, with his correction of the variance for ties. */
double stats_trend(const double *x, size_t n)
{
    if (n < 3) return 0;
    double score = 0, ties = 0, m = (double)n;
    for (size_t i = 0; i < n; i++) {
        size_t same = 1, before = 0;
        for (size_t j = 0; j < n; j++) {
            same += j != i && x[j] == x[i];
            before += j < i && x[j] == x[i];
            if (j > i) score += (x[j] > x[i]) - (x[j] < x[i]);
        }
        double t = (double)same;
        if (before == 0) ties += t * (t - 1) * (2 * t + 5);
    }
    double variance = (m * (m - 1) * (2 * m + 5) - ties) / 18;
    if (score == 0 || !(variance > 0)) return 0;
    return (score - (score > 0 ? 1 : -1)) / sqrt(variance);
}

/* The least sum of squares about two means: O(n) from running sums. */
static size_t tightest_cut(const double *x, size_t n, size_t least)
{
    double all = 0, left = 0, most = -1;
    size_t cut = 0;
    for (size_t i = 0; i < n; i++) all += x[i];
    for (size_t k = 1; k + least <= n; k++) {
        left += x[k - 1];
        double m = (double)k, apart = left / m - (all - left) / ((double)n - m);
        double between = m * ((double)n - m) * apart * apart;
        if (k >= least && between > most) most = between, cut = k;
    }
    return cut;
}

/* x is sorted; the deviations go to `room`. */
static double deviation(const double *x, size_t n, double median, double *room)
{
    for (size_t i = 0; i < n; i++) room[i] = fabs(x[i] - median);
    return stats_median(room, n);
}

struct stats_modes stats_modes(double *x, size_t n)
{
    struct stats_modes m = {0};
    double all = stats_median(x, n), *room = n >= 12 ? malloc(n * sizeof *x) : NULL;
    if (!room) return m;
    size_t least = (size_t)ceil(0.15 * (double)n), cut = tightest_cut(x, n, least);
    m.low = stats_median(x, cut);
    m.high = stats_median(x + cut, n - cut);
    double wide = fmax(deviation(x, cut, m.low, room), deviation(x + cut, n - cut, m.high, room));
    double apart = m.high - m.low;
    m.two = apart >= 8 * wide && apart >= 0.04 * all;
    free(room);
    return m;
}

double stats_exponent(const double *x, const double *y, size_t n)
{
    double mean_x = 0, mean_y = 0, xx = 0, xy = 0;
    for (size_t i = 0; i < n; i++) mean_x += log(x[i]) / (double)n;
    for (size_t i = 0; i < n; i++) mean_y += log(y[i]) / (double)n;
    for (size_t i = 0; i < n; i++) {
        double dx = log(x[i]) - mean_x;
        xx += dx * dx;
        xy += dx * (log(y[i]) - mean_y);
    }
    return xx > 0 && isfinite(xy) ? xy / xx : NAN;
}
