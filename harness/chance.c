/* Quantiles come from GSL. Chi-square's own approximation is good here: every cell expects hundreds
 * of counts or more. */
#include "harness/chance.h"

#include <gsl/gsl_cdf.h>
#include <inttypes.h>
#include <math.h>

#include "harness/expect.h"

static size_t furthest(const uint64_t *count, const double *expected, size_t n)
{
    size_t worst = 0;
    double most = -1;
    for (size_t i = 0; i < n; i++) {
        double off = fabs((double)count[i] - expected[i]) / sqrt(expected[i]);
        if (off > most) {
            most = off;
            worst = i;
        }
    }
    return worst;
}

/* sum (O - E)^2 / E */
void expect_chi2(const char *what, const uint64_t *count, const double *expected, size_t n,
                 double df, double scale)
{
    double chi2 = 0;
    for (size_t i = 0; i < n; i++) {
        double off = (double)count[i] - expected[i];
        chi2 += off * off / expected[i] / scale;
    }
    double limit = gsl_cdf_chisq_Qinv(CHANCE_ALPHA, df);
    if (chi2 <= limit) return;
    size_t i = furthest(count, expected, n);
    fail_test("%s %zu   %" PRIu64 " times   expected %.0f ± %.0f\n"
              "χ² = %.0f on %.0f degrees of freedom; one right answer in a million exceeds %.0f",
              what, i, count[i], expected[i], sqrt(expected[i] * scale), chi2, df, limit);
}

/* Of n items each trial keeps exactly k, so counts lean against each other: their covariance matrix
 * is trials * p (1 - p) * n / (n - 1) times the projection that takes out the mean, p = k / n.
 * Pearson's statistic is then (1 - p) n / (n - 1) times a chi-square on n - 1 degrees of freedom.
 */
void expect_uniform_subset(const char *what, const uint64_t *count, size_t n, size_t k,
                           uint64_t trials)
{
    double p = (double)k / (double)n, expected[256];
    if (n > 256) fail_test("the kit asks for more than 256 cells");
    for (size_t i = 0; i < n; i++) expected[i] = p * (double)trials;
    expect_chi2(what, count, expected, n, (double)n - 1, (1 - p) * (double)n / ((double)n - 1));
}

static double choose(size_t n, size_t k)
{
    double ways = 1;
    for (size_t i = 1; i <= k; i++) ways *= (double)(n - k + i) / (double)i;
    return ways;
}

/* The pairs' counts, less their mean, split into a part that single items explain, a_i + a_j with
 * a_i = row sum / (n - 2), and the rest. On the rest, a space of n (n - 3) / 2 dimensions, the
 * covariance of one trial is C(n-4, k-2) / C(n, k) times the identity (the eigenvalue of the
 * inclusion matrix of pairs in k-subsets on the Johnson scheme's second eigenspace). */
void expect_uniform_pairs(const char *what, const uint64_t *count, size_t n, size_t k,
                          uint64_t trials)
{
    double mean = (double)trials * choose(n - 2, k - 2) / choose(n, k), row[256] = {0}, chi2 = 0;
    double variance = (double)trials * choose(n - 4, k - 2) / choose(n, k), worst = -1;
    size_t first = 0, second = 0;
    if (n > 256) fail_test("the kit asks for more than 256 cells");
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            double off = (double)count[i * n + j] - mean;
            row[i] += off, row[j] += off;
        }
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            double rest = (double)count[i * n + j] - mean - (row[i] + row[j]) / ((double)n - 2);
            chi2 += rest * rest / variance;
            if (fabs(rest) > worst) worst = fabs(rest), first = i, second = j;
        }
    double df = (double)n * ((double)n - 3) / 2, limit = gsl_cdf_chisq_Qinv(CHANCE_ALPHA, df);
    if (chi2 <= limit) return;
    fail_test("%s %zu and %zu   %" PRIu64 " times together   expected %.0f ± %.0f\n"
              "χ² = %.0f on %.0f degrees of freedom; one right answer in a million exceeds %.0f",
              what, first, second, count[first * n + second], mean, sqrt(variance), chi2, df,
              limit);
}

void expect_binomial(const char *what, uint64_t count, uint64_t trials, double p)
{
    double below = gsl_cdf_binomial_P((unsigned)count, p, (unsigned)trials);
    double above = count ? gsl_cdf_binomial_Q((unsigned)count - 1, p, (unsigned)trials) : 1;
    if (fmin(below, above) >= CHANCE_ALPHA / 2) return;
    double mean = p * (double)trials;
    fail_test("%s   %" PRIu64 " times in %" PRIu64 "   expected %.1f ± %.1f\n"
              "fewer than one right answer in a million is this far off",
              what, count, trials, mean, sqrt(mean * (1 - p)));
}
