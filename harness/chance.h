/* Statistical checks with a stated rate of false failure: CHANCE_ALPHA, one right answer in a
 * million, for each check.
 *
 * The seeds are fixed, so a right answer that passes once passes always; the rate says how a fresh
 * seed behaves. */
#ifndef KATA_CHANCE_H
#define KATA_CHANCE_H

#include <stddef.h>
#include <stdint.h>

#define CHANCE_ALPHA 1e-6

/* Pearson's chi-square of counts against expected counts. scale corrects for draws that are not
 * independent: the statistic is divided by it before it is compared. The failure names the cell
 * that is furthest off as "<what> 19", with its count, the expected count and its standard error.
 */
void expect_chi2(const char *what, const uint64_t *count, const double *expected, size_t n,
                 double df, double scale);

/* `trials` subsets of size k out of n, each equally likely: how often each item was kept. */
void expect_uniform_subset(const char *what, const uint64_t *count, size_t n, size_t k,
                           uint64_t trials);

/* ... and how often each two items were kept together: count is [n][n], only i < j is read. Blind
 * to the single items' counts, which expect_uniform_subset judges. n > 3, k > 1. */
void expect_uniform_pairs(const char *what, const uint64_t *count, size_t n, size_t k,
                          uint64_t trials);

/* A count that is Binomial(trials, p): fails outside the exact two-sided CHANCE_ALPHA bounds. */
void expect_binomial(const char *what, uint64_t count, uint64_t trials, double p);

#endif
