/* basics and edges judge the formula and what eps means, to the digits of a float; numerics judges
 * digits, by the contract's own bound. So sums in float fail where a test's name speaks of them. */
#include "harness/suite.h"

#include "cosine_similarity.h"

enum { MAX_PAIRS = 256 };

static const double EPS = 1e-8; /* torch's default */

/* ---- what is expected ---- */

/* Products of floats are exact in long double, so that only d additions round, 2^-64 each. */
JUDGE static double exact(const float *a, const float *b, size_t d, double eps)
{
    long double dot = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        dot += (long double)a[i] * b[i];
        aa += (long double)a[i] * a[i];
        bb += (long double)b[i] * b[i];
    }
    return (double)(dot / fmaxl(sqrtl(aa), eps) / fmaxl(sqrtl(bb), eps));
}

/* Summed in double in any order, with u = 2^-53: the dot product is off by d u |a||b| at most, each
 * length by a factor of 1 + (d/2 + 1) u, and two divisions round: (2 d + 4) u in all, as |sim| is
 * 1 at most. The contract grants twice as much, so that vectors may be scaled or divided first. */
static double contract_tol(size_t d)
{
    return (2.0 * (double)d + 8) * DBL_EPSILON;
}

/* The same for sums in float. */
static double float_tol(size_t d)
{
    return (2.0 * (double)d + 8) * (double)FLT_EPSILON;
}

/* ---- asking ---- */

static void list(char *text, size_t size, const float *x, size_t d)
{
    size_t at = 0;
    for (size_t i = 0; i < d && i < 6 && at < size; i++)
        at += (size_t)snprintf(text + at, size - at, "%s%.9g", i ? ", " : "", (double)x[i]);
    if (d > 6 && at < size) snprintf(text + at, size - at, ", ...");
}

/* Pairs of vectors of one length, one behind the other in a and b, each with an eps of its own:
 * many calls in one trial. status[i] and sim[i] are what call i gave. */
struct pairs {
    size_t m, d;
    const float *a, *b;
    double eps[MAX_PAIRS];
    int32_t *status;
    double *sim;
};

/* Which of the calls a failure is about. */
static void note_nth(const struct pairs *p, size_t i)
{
    char in_a[160] = "", in_b[160] = "";
    list(in_a, sizeof in_a, p->a + i * p->d, p->d);
    list(in_b, sizeof in_b, p->b + i * p->d, p->d);
    note("i = %zu: {%s} and {%s}, d = %zu, eps = %g", i, in_a, in_b, p->d, p->eps[i]);
}

static void ask_one(struct pairs *p)
{
    const float *a = given_f32("a", p->d, p->a), *b = given_f32("b", p->d, p->b);
    double *sim = p->sim = asked_f64("sim", 1);
    p->status = trial_status;
    size_t d = p->d;
    double eps = p->eps[0];
    note("d = %zu, eps = %g", d, eps);
    CALL(cosine_similarity(a, b, d, eps, sim));
}

static struct pairs ask_each(size_t m, size_t d, const float *src_a, const float *src_b,
                             const double *src_eps)
{
    struct pairs p = {.m = m, .d = d, .a = src_a, .b = src_b};
    memcpy(p.eps, src_eps, m * sizeof *src_eps);
    if (m == 1) {
        ask_one(&p);
        return p;
    }
    const float *a = given_f32("a", m * d, src_a), *b = given_f32("b", m * d, src_b);
    const double *eps = given_f64("eps", m, src_eps);
    int32_t *status = p.status = asked_i32("status", m);
    double *sim = p.sim = asked_f64("sim", m);
    note("%zu pairs of %zu elements, one behind the other", m, d);
    TRIAL(for (size_t i = 0; i < m; i++) status[i] =
              cosine_similarity(a + i * d, b + i * d, d, eps[i], sim + i));
    return p;
}

static struct pairs ask(size_t m, size_t d, const float *a, const float *b, double eps)
{
    double each[MAX_PAIRS];
    for (size_t i = 0; i < m; i++) each[i] = eps;
    return ask_each(m, d, a, b, each);
}

static const char *name_of(int status)
{
    switch (status) {
    case ML_OK: return "ML_OK";
    case ML_EINVAL: return "ML_EINVAL";
    case ML_EDOM: return "ML_EDOM";
    case ML_ENOMEM: return "ML_ENOMEM";
    }
    return "no status of the contract";
}

static void expect_nth_status(const struct pairs *p, size_t i, enum ml_status want)
{
    if (p->status[i] == (int32_t)want) return;
    if (p->m > 1) note_nth(p, i);
    fail_test("returned %s   expected %s", name_of(p->status[i]), name_of(want));
}

static void expect_nth(const struct pairs *p, size_t i, double want, double tol)
{
    expect_nth_status(p, i, ML_OK);
    if (p->m > 1 && !(fabs(p->sim[i] - want) <= tol)) note_nth(p, i);
    expect_f64(&p->sim[i], want, tol);
}

static void expect_status_of_all(const struct pairs *p, enum ml_status want)
{
    for (size_t i = 0; i < p->m; i++) expect_nth_status(p, i, want);
}

static void expect_all(const struct pairs *p, double want, double tol)
{
    for (size_t i = 0; i < p->m; i++) expect_nth(p, i, want, tol);
}

/* Each pair against the oracle. */
static void expect_exact(const struct pairs *p, double tol)
{
    for (size_t i = 0; i < p->m; i++)
        expect_nth(p, i, exact(p->a + i * p->d, p->b + i * p->d, p->d, p->eps[i]), tol);
}

static void fill_random(float *x, size_t n, double scale)
{
    for (size_t i = 0; i < n; i++) x[i] = (float)(scale * (2 * ml_rng_uniform(dice()) - 1));
}

/* ---- basics ---- */

TEST(basics, vectors_at_a_right_angle_have_similarity_zero)
{
    static const float a[] = {1, 0, 0, 0, 1, 2, -2, 0, 3, 0.5f, 4, 1};
    static const float b[] = {0, 2, 0, 0, 2, 1, 2, 5, 4, 8, -4, 0};
    struct pairs p = ask(3, 4, a, b, EPS);
    expect_all(&p, 0, float_tol(p.d));
}

/* The example of the README: 23 / (5 * 6). */
TEST(basics, the_worked_example)
{
    static const float a[] = {1, 2, 2, 4}, b[] = {3, 1, -1, 5};
    struct pairs p = ask(1, 4, a, b, EPS);
    expect_nth(&p, 0, 23.0 / 30, float_tol(p.d));
}

TEST(basics, only_the_direction_counts)
{
    float u[8], v[8], a[4 * 8], b[4 * 8];
    fill_random(u, 8, 1);
    for (size_t i = 0; i < 8; i++) v[i] = u[i] + (float)ml_rng_uniform(dice());
    static const float scale_a[] = {1, 4, -1, 0.25f}, scale_b[] = {1, 0.5f, 2, -64};
    for (size_t i = 0; i < 4 * 8; i++) {
        a[i] = scale_a[i / 8] * u[i % 8];
        b[i] = scale_b[i / 8] * v[i % 8];
    }
    struct pairs p = ask(4, 8, a, b, EPS);
    double want = exact(u, v, 8, EPS);
    for (size_t i = 0; i < 4; i++) expect_nth(&p, i, i < 2 ? want : -want, float_tol(8));
}

/* Every length from 1 to 67, each ending where a and b end: what is unrolled or vectorised has a
 * rest to see to. */
TEST(basics, every_element_counts)
{
    enum { D = 67 };
    float src_a[D], src_b[D];
    fill_random(src_a, D, 1);
    fill_random(src_b, D, 1);
    const float *a = given_f32("a", D, src_a);
    double *sim = asked_f64("sim", D); /* between a and b, so that both lie flush right */
    const float *b = given_f32("b", D, src_b);
    note("d = 1 .. %d, eps = %g", D, EPS);
    TRIAL(for (size_t d = 1; d <= D; d++)
              cosine_similarity(a + D - d, b + D - d, d, EPS, sim + d - 1));
    for (size_t d = 1; d <= D; d++) {
        const float *last_a = src_a + D - d, *last_b = src_b + D - d;
        note("the last d = %zu elements of a and of b, eps = %g", d, EPS);
        expect_f64(&sim[d - 1], exact(last_a, last_b, d, EPS), float_tol(d));
    }
}

/* ---- edges ---- */

TEST(edges, one_element_has_only_a_sign)
{
    static const float a[] = {2, -3, 0.1f, -0.7f}, b[] = {5, 0.25f, 0.3f, -9};
    static const double want[] = {1, -1, 1, 1};
    struct pairs p = ask(4, 1, a, b, EPS);
    for (size_t i = 0; i < p.m; i++) expect_nth(&p, i, want[i], float_tol(1));
}

/* Lengths 5 and 6 with eps = 0.5; then 0.5, whose square is only 0.25, and 3 with eps = 0.3. */
TEST(edges, eps_changes_nothing_between_longer_vectors)
{
    static const float a[] = {1, 2, 2, 4, 0.3f, 0.4f, 0, 0}, b[] = {3, 1, -1, 5, 3, 0, 0, 0};
    struct pairs p = ask_each(2, 4, a, b, (const double[]){0.5, 0.3});
    expect_nth(&p, 0, 23.0 / 30, float_tol(4));
    expect_nth(&p, 1, 0.6, float_tol(4));
}

/* The example of the README with eps = 5.5; lengths 0.1 and 10, whose product exceeds eps = 0.5 and
 * one of them does not; two that are both raised. */
TEST(edges, eps_raises_each_length_on_its_own)
{
    static const float a[] = {1, 2, 2, 4, 0.06f, 0.08f, 0, 0, 0.06f, 0.08f, 0, 0};
    static const float b[] = {3, 1, -1, 5, 0, 10, 0, 0, 0, 0.1f, 0, 0};
    struct pairs p = ask_each(3, 4, a, b, (const double[]){5.5, 0.5, 0.5});
    expect_nth(&p, 0, 23 / (5.5 * 6), float_tol(4));
    expect_nth(&p, 1, 0.8 / (0.5 * 10), float_tol(4));
    expect_nth(&p, 2, 0.008 / (0.5 * 0.5), float_tol(4));
}

/* However small: the square of DBL_MIN is 0, and so is the product of two. */
TEST(edges, any_eps_makes_a_zero_vector_similar_to_nothing)
{
    static const float a[] = {0, 0, 1, 2, 0, 0, -0.0f, 0, 0, 0, 1, 2, 0, -0.0f};
    static const float b[] = {3, 4, 0, 0, 0, 0, 3, 4, 3, 4, 0, 0, 0, 0};
    static const double eps[] = {1e-8, 1e-8, 1e-8, 10, DBL_MIN, DBL_MIN, DBL_MIN};
    struct pairs p = ask_each(7, 2, a, b, eps);
    expect_all(&p, 0, 0); /* 0 divided by anything is 0, exactly */
}

TEST(edges, a_zero_vector_without_eps_is_undefined)
{
    static const float a[] = {0, 0, 1, 2, 0, -0.0f}, b[] = {3, 4, 0, 0, 0, 0};
    struct pairs p = ask(3, 2, a, b, 0);
    for (size_t i = 0; i < p.m; i++) {
        expect_nth_status(&p, i, ML_EDOM);
        if (!isnan(p.sim[i])) note_nth(&p, i);
        expect_f64(&p.sim[i], NAN, 0);
    }
    expect_no_leak();
}

/* ---- contract ---- */

TEST(contract, a_null_pointer_is_invalid)
{
    static const float x[] = {1, 2, 3};
    const float *a = given_f32("a", 3, x), *b = given_f32("b", 3, x);
    double *sim = asked_f64("sim", 1);
    int32_t *status = asked_i32("status", 3);
    note("a, then b, then sim is NULL; d = 3, eps = 1e-08");
    TRIAL(status[0] = cosine_similarity(NULL, b, 3, EPS, sim);
          status[1] = cosine_similarity(a, NULL, 3, EPS, sim);
          status[2] = cosine_similarity(a, b, 3, EPS, NULL));
    static const char *const null[] = {"a", "b", "sim"};
    for (size_t i = 0; i < 3; i++)
        expect_that(status[i] == ML_EINVAL, "with %s = NULL: returned %s   expected ML_EINVAL",
                    null[i], name_of(status[i]));
}

TEST(contract, vectors_without_elements_are_invalid)
{
    static const float nothing[1];
    struct pairs p = ask_each(2, 0, nothing, nothing, (const double[]){EPS, 0});
    expect_status_of_all(&p, ML_EINVAL);
}

TEST(contract, eps_is_finite_and_not_negative)
{
    static const double bad[] = {-1e-8, NAN, INFINITY, -INFINITY, -DBL_MAX};
    static const float x[] = {3, 4, 3, 4, 3, 4, 3, 4, 3, 4};
    struct pairs p = ask_each(5, 2, x, x, bad);
    expect_status_of_all(&p, ML_EINVAL);
}

/* A NaN at each place of a, then of b; then an infinity. */
TEST(contract, a_non_finite_element_anywhere_is_invalid)
{
    enum { D = 19, M = 4 * D };
    static float x[2][M * D];
    fill_random(x[0], M * D, 1);
    fill_random(x[1], M * D, 1);
    float infinity = ml_rng_below(dice(), 2) ? INFINITY : -INFINITY;
    for (size_t i = 0; i < M; i++) x[i / D % 2][i * D + i % D] = i < M / 2 ? NAN : infinity;
    struct pairs p = ask(M, D, x[0], x[1], EPS);
    for (size_t i = 0; i < M; i++) {
        if (p.status[i] == ML_EINVAL) continue;
        note("i = %zu: element %zu of %c is %g, d = %d, eps = %g", i, i % D, i / D % 2 ? 'b' : 'a',
             i < M / 2 ? NAN : (double)infinity, D, EPS);
        fail_test("returned %s   expected ML_EINVAL", name_of(p.status[i]));
    }
}

TEST(contract, a_zero_vector_does_not_excuse_the_other)
{
    static const float a[] = {0, 0, 0, 1, NAN, 2, 0, 0, 0},
                       b[] = {1, 2, NAN, 0, 0, 0, INFINITY, 1, 1};
    struct pairs p = ask_each(3, 3, a, b, (const double[]){EPS, 0, EPS});
    expect_status_of_all(&p, ML_EINVAL);
}

TEST(contract, invalid_input_leaves_nothing_behind)
{
    static const float fine[] = {1, 2}, odd[] = {1, NAN};
    const float *a = given_f32("a", 2, fine), *b = given_f32("b", 2, fine);
    const float *with_nan = given_f32("with_nan", 2, odd);
    double *sim = asked_f64("sim", 6);
    note("each call breaks the contract in one way");
    TRIAL(cosine_similarity(NULL, b, 2, EPS, &sim[0]); cosine_similarity(a, NULL, 2, EPS, &sim[1]);
          cosine_similarity(a, b, 0, EPS, &sim[2]); cosine_similarity(a, b, 2, -1, &sim[3]);
          cosine_similarity(with_nan, b, 2, EPS, &sim[4]);
          cosine_similarity(a, with_nan, 2, 0, &sim[5]));
    expect_untouched(sim);
    expect_no_leak();
}

/* No memory is needed. Who takes some has each allocation refused in turn. */
TEST(contract, a_failed_allocation_is_survived)
{
    static const float src_a[] = {1, 2, 2, 4}, src_b[] = {3, 1, -1, 5};
    const float *a = given_f32("a", 4, src_a), *b = given_f32("b", 4, src_b);
    double *sim = asked_f64("sim", 1);
    for (size_t i = 0; i < 8; i++) {
        asked_again(sim);
        heap_fail_at(i);
        note("d = 4, eps = 1e-08; allocation %zu of this call fails", i);
        CALL(cosine_similarity(a, b, 4, EPS, sim));
        expect_no_leak();
        if (*trial_status != ML_ENOMEM) {
            expect_status(ML_OK);
            expect_f64(sim, 23.0 / 30, float_tol(4));
        } else {
            expect_that(heap_used().failed, "returned ML_ENOMEM although no allocation failed");
            expect_untouched(sim);
        }
        if (!heap_used().failed) return;
    }
}

/* ---- numerics ---- */

/* All sums here are whole numbers below 40: only what follows them can lose digits. */
TEST(numerics, lengths_are_kept_in_double)
{
    static const float a[] = {1, 1, 0, 1, 2, 1, 3, 2, 1, 1, -1, 1};
    static const float b[] = {1, 0, 0, 1, 1, 1, 1, 0, 1, 5, 1, 3};
    struct pairs p = ask(4, 3, a, b, 0);
    expect_exact(&p, contract_tol(p.d));
}

/* Odd whole numbers up to 2047: each product is exact even in float, their sums pass 2^24. */
TEST(numerics, sums_are_kept_in_double)
{
    enum { D = 4096 };
    static float a[D], b[D];
    for (size_t i = 0; i < D; i++) {
        a[i] = (float)(2 * (double)ml_rng_below(dice(), 2048) - 2047);
        b[i] = (float)(2 * (double)ml_rng_below(dice(), 2048) - 2047);
    }
    struct pairs p = ask(1, D, a, b, EPS);
    expect_exact(&p, contract_tol(D));
}

static void expect_digits(double scale_a, double scale_b)
{
    enum { M = 32, D = 8 };
    float a[M * D], b[M * D];
    fill_random(a, M * D, scale_a);
    fill_random(b, M * D, scale_b);
    struct pairs p = ask(M, D, a, b, EPS);
    expect_exact(&p, contract_tol(D));
}

/* Full 24-bit numbers, few of them: what is lost here was lost in the products. */
TEST(numerics, products_are_formed_in_double)
{
    expect_digits(1, 1);
}

/* a is a million times as long: |a|^2 + |b|^2 - |a - b|^2 would keep ten digits. */
TEST(numerics, a_long_and_a_short_vector_keep_their_digits)
{
    expect_digits(1e6, 1);
}

/* Pairs whose elements are of the sizes in scale_a and scale_b; the second half of each pair leans
 * towards the first, so that similarities are not all near zero. */
static void expect_digits_at(const double *scale_a, const double *scale_b, size_t m)
{
    enum { D = 12 };
    float a[MAX_PAIRS / 16 * D], b[MAX_PAIRS / 16 * D];
    for (size_t i = 0; i < m; i++) {
        fill_random(a + i * D, D, scale_a[i]);
        fill_random(b + i * D, D, scale_b[i]);
        for (size_t j = D / 2; j < D; j++)
            b[i * D + j] = (float)((double)a[i * D + j] / scale_a[i] * scale_b[i]);
    }
    struct pairs p = ask(m, D, a, b, 0);
    expect_exact(&p, contract_tol(D));
}

TEST(numerics, huge_elements_do_not_overflow)
{
    static const double scale_a[] = {1e30, 1e36, FLT_MAX, 1e36, FLT_MAX};
    static const double scale_b[] = {1e30, 1e36, FLT_MAX, 1, 1e-3};
    expect_digits_at(scale_a, scale_b, 5);
}

/* The last five are denormal: multiples of 2^-149, about 1.4e-45. */
TEST(numerics, tiny_elements_do_not_vanish)
{
    static const double scale_a[] = {1e-10, 1e-20, 1e-30, 1e-36, 1e-36, 1e-39, 1e-41, 1e-43, 1e-40};
    static const double scale_b[] = {1e-10, 1e-20, 1e-30, 1e-36, 1, 1e-39, 1e-41, 1e-43, 1e36};
    expect_digits_at(scale_a, scale_b, 9);
}

/* b = 3 a, then b = -3 a, exactly: the 22 bits of an element leave room for the factor. Rounding
 * alone takes the quotient past 1 for about every fourth pair. */
TEST(numerics, the_result_never_leaves_its_range)
{
    enum { M = 200, D = 13 };
    static float a[M * D], b[M * D];
    for (size_t i = 0; i < M * D; i++) {
        a[i] = ldexpf((float)ml_rng_below(dice(), 1 << 22), -(int)ml_rng_below(dice(), 8));
        b[i] = i < M * D / 2 ? 3 * a[i] : -3 * a[i];
    }
    struct pairs p = ask(M, D, a, b, EPS);
    for (size_t i = 0; i < M; i++) {
        expect_nth(&p, i, i < M / 2 ? 1 : -1, contract_tol(D));
        if (fabs(p.sim[i]) <= 1) continue;
        note_nth(&p, i);
        fail_test("sim[%zu] is %.17g, outside [-1, 1]", i, p.sim[i]);
    }
}

/* ---- scale ---- */

/* A block of 4096 elements, eight times; in the last two b points the other way, which halves
 * the dot product and leaves the lengths. */
TEST(scale, a_long_vector_is_no_different)
{
    enum { BLOCK = 4096, REPEATS = 8, D = BLOCK * REPEATS };
    static float u[BLOCK], v[2][BLOCK], a[D], b[D];
    fill_random(u, BLOCK, 1);
    fill_random(v[0], BLOCK, 1);
    for (size_t i = 0; i < BLOCK; i++) {
        v[0][i] += u[i];
        v[1][i] = -v[0][i];
    }
    for (size_t r = 0; r < REPEATS; r++) {
        memcpy(a + r * BLOCK, u, sizeof u);
        memcpy(b + r * BLOCK, v[r >= REPEATS * 3 / 4], sizeof u);
    }
    struct pairs p = ask(1, D, a, b, EPS);
    expect_nth(&p, 0, exact(u, v[0], BLOCK, EPS) / 2, contract_tol(D));
}
