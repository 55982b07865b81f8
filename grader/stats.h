/* What can be said of noisy measurements without assuming a distribution. */
#ifndef KATA_STATS_H
#define KATA_STATS_H

#include <stdbool.h>
#include <stddef.h>

/* Sorts x. NaN for n = 0. */
double stats_median(double *x, size_t n);

/* The interval of order statistics that covers the median with at least 95 %: after the binomial
 * distribution of how many of n independent values fall below it. Sorts x. For n < 6 no interval
 * does: the range is given. */
void stats_median_interval(double *x, size_t n, double interval[2]);

/* Did x rise or fall while it was taken? Mann & Kendall's test, which asks of every pair which came
 * out greater: in series without a trend |z| exceeds 3.29 once in a thousand. Positive: it rose; 0
 * for n < 3. Time O(n^2). */
double stats_trend(const double *x, size_t n);

/* Two heaps with nothing between them: x is sorted, and cut where the heaps are tightest. They are
 * two modes if each holds 15 % of the values and their medians lie apart by eight times the wider
 * heap's median absolute deviation, and by 4 % of the median. (A normal distribution cut in halves
 * reaches 3.4, a uniform one 4.) `low` and `high` are the medians. */
struct stats_modes {
    bool two;
    double low, high;
};
struct stats_modes stats_modes(double *x, size_t n);

/* The exponent k of y = c x^k: least squares on logarithms. NaN unless two x differ and all are
 * above zero. */
double stats_exponent(const double *x, const double *y, size_t n);

#endif
