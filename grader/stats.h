/* What can be said of noisy measurements without assuming a distribution. */
#ifndef KATA_STATS_H
#define KATA_STATS_H

#include <stddef.h>

/* Sorts x. NaN for n = 0. */
double stats_median(double *x, size_t n);

/* The interval of order statistics that covers the median with at least 95 %: after the binomial
 * distribution of how many of n independent values fall below it. Sorts x. For n < 6 no interval
 * does: the range is given. */
void stats_median_interval(double *x, size_t n, double interval[2]);

#endif
