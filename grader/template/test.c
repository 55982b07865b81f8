/* TODO(author): say here what each group judges. A test's name is a claim about the answer; test
 * only what the contract promises. Groups and their points stand in exercise.json.
 *
 * basics and edges add small whole numbers, which float does exactly too; only numerics judges
 * digits, so that a sum in float fails where a test's name speaks of it. */
#include "harness/suite.h"

#include "@NAME@.h"

/* ---- what is expected ---- */

/* TODO(author): an oracle, slow and obvious. JUDGE puts it out of the answer's reach. */
JUDGE static double exact(const double *x, size_t n)
{
    long double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    return (double)(sum / n);
}

/* TODO(author): why this tolerance and no other. In any order n - 1 additions round, each by 2^-53
 * of sum |x| at most, and so does the division: n 2^-53 of the mean |x| in all. The contract grants
 * twice that and a little more, for those who divide first or keep a running mean. */
JUDGE static double contract_tol(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += fabs(x[i]);
    return ((double)n + 4) * DBL_EPSILON * sum / (double)n;
}

/* ---- asking ---- */

/* One call in a trial: inputs are copied behind guard pages, the output is poisoned. */
static const double *ask(const double *src, size_t n)
{
    const double *x = given_f64("x", n, src);
    double *mean = asked_f64("mean", 1);
    note("n = %zu", n);
    CALL(@NAME@(x, n, mean));
    return mean;
}

static void expect_mean(const double *src, size_t n, double want)
{
    const double *mean = ask(src, n);
    expect_status(ML_OK);
    expect_f64(mean, want, contract_tol(src, n));
}

/* ---- basics ---- */

/* The example of the README: 16 / 4. */
TEST(basics, the_worked_example)
{
    static const double x[] = {1, 2, 6, 7};
    expect_mean(x, 4, 4);
}

/* Every length from 1 to 33, many calls in one trial: what is unrolled or vectorised has a rest to
 * see to. The lengths end where x ends, at an unreadable page. */
TEST(basics, every_element_counts)
{
    enum { N = 33 };
    double src[N];
    for (size_t i = 0; i < N; i++) src[i] = (double)ml_rng_below(dice(), 1000) - 500;
    const double *x = given_f64("x", N, src);
    double *mean = asked_f64("mean", N);
    note("n = 1 .. %d", N);
    TRIAL(for (size_t n = 1; n <= N; n++) @NAME@(x + N - n, n, mean + n - 1));
    for (size_t n = 1; n <= N; n++) {
        note("the last n = %zu elements of x", n);
        expect_f64(&mean[n - 1], exact(src + N - n, n), contract_tol(src + N - n, n));
    }
}

/* ---- edges ---- */

TEST(edges, one_element_is_its_own_mean)
{
    static const double x[] = {-3.5};
    expect_mean(x, 1, -3.5);
}

TEST(edges, opposite_elements_cancel)
{
    static const double x[] = {5, -8, 8, -5};
    expect_mean(x, 4, 0);
}

/* ---- contract ---- */

TEST(contract, a_null_pointer_is_invalid)
{
    static const double src[] = {1, 2, 3};
    const double *x = given_f64("x", 3, src);
    double *mean = asked_f64("mean", 1);
    int32_t *status = asked_i32("status", 2);
    note("x, then mean is NULL; n = 3");
    TRIAL(status[0] = @NAME@(NULL, 3, mean); status[1] = @NAME@(x, 3, NULL));
    expect_status_at(&status[0], ML_EINVAL, "with x = NULL");
    expect_status_at(&status[1], ML_EINVAL, "with mean = NULL");
    expect_untouched(mean);
}

TEST(contract, no_elements_are_invalid)
{
    static const double nothing[1];
    const double *mean = ask(nothing, 0);
    expect_status(ML_EINVAL);
    expect_untouched(mean);
}

TEST(contract, a_non_finite_element_is_invalid)
{
    static const double bad[][3] = {{NAN, 1, 2}, {1, 2, INFINITY}, {1, -INFINITY, 2}};
    for (size_t i = 0; i < 3; i++) {
        const double *mean = ask(bad[i], 3);
        expect_status(ML_EINVAL);
        expect_untouched(mean);
    }
}

TEST(contract, nothing_is_allocated)
{
    static const double x[] = {1, 2, 6, 7};
    expect_mean(x, 4, 4);
    expect_peak(0);
}

/* ---- numerics ---- */

/* Kept in float this sum is about 1e-7 off; 1e-13 is allowed. */
TEST(numerics, the_sum_is_kept_in_double)
{
    enum { N = 1000 };
    double x[N];
    for (size_t i = 0; i < N; i++) x[i] = ml_rng_uniform(dice());
    const double *mean = ask(x, N);
    expect_status(ML_OK);
    expect_f64(mean, exact(x, N), contract_tol(x, N));
}
