/* basics and edges judge the formula and its reductions, to the digits of a float; numerics judges
 * digits and range, by the contract's own bound. */
#include "harness/suite.h"

#include "huber_loss.h"

enum { MOST = 32768 };

/* What one call is about. */
struct input {
    size_t n;
    const float *pred, *target;
    double delta;
    enum ml_reduction red;
};

/* ---- what is expected ---- */

struct exact {
    long double loss, slope;
};

JUDGE static struct exact exact_at(const struct input *in, size_t i)
{
    long double r = (long double)in->pred[i] - in->target[i], a = fabsl(r), delta = in->delta;
    if (a <= delta) return (struct exact){r * r / 2, r};
    return (struct exact){delta * (a - delta / 2), copysignl(delta, r)};
}

JUDGE static long double exact_sum(const struct input *in)
{
    long double sum = 0;
    for (size_t i = 0; i < in->n; i++) sum += exact_at(in, i).loss;
    return sum;
}

/* The contract's, in u = DBL_EPSILON / 2. r is off by u of itself, and so r^2 by 3 u. On the line
 * what is subtracted is at most half of what it is subtracted from, so that errors no more than
 * double: delta |r| - delta^2 / 2 is off by 6 u, and no usual form by more. 16 u are granted. A sum
 * of n numbers that are not negative adds n u in any order, twice that is granted. */
static double loss_tol(double loss, double terms)
{
    return (8 + terms) * DBL_EPSILON * loss + DBL_MIN;
}

/* The contract's too: in float, the residual, delta, 1 / n and the product round by half of
 * FLT_EPSILON each. Twice that is granted. */
static double slope_tol(double slope)
{
    return 4 * (double)FLT_EPSILON * fabs(slope) + 0x1p-149;
}

/* For basics and edges. */
static double coarse(double want)
{
    return 1e-5 * fabs(want) + 1e-6;
}

/* ---- asking ---- */

static struct answer {
    double *loss;
    float *dpred; /* NULL: not asked for */
} answer;

static const char *name_of(enum ml_reduction red)
{
    static const char *const name[] = {"ML_MEAN", "ML_SUM", "ML_NONE"};
    return name[red];
}

static void note_element(const struct input *in, size_t i)
{
    note("pred[%zu] = %.9g, target[%zu] = %.9g; n = %zu, delta = %.17g, red = %s", i,
         (double)in->pred[i], i, (double)in->target[i], in->n, in->delta, name_of(in->red));
}

static void ask(const struct input *in, bool sloped)
{
    size_t n = in->n;
    double delta = in->delta;
    enum ml_reduction red = in->red;
    given_release(); /* where a test asks more than once, a failure shows this call alone */
    const float *pred = given_f32("pred", n, in->pred);
    const float *target = given_f32("target", n, in->target);
    double *loss = asked_f64("loss", red == ML_NONE ? n : 1);
    float *dpred_opt = sloped ? asked_f32("dpred", n) : NULL;
    note("n = %zu, delta = %.17g, red = %s", n, delta, name_of(red));
    CALL(huber_loss(pred, target, n, delta, red, loss, dpred_opt));
    answer = (struct answer){loss, dpred_opt};
}

static void judge_loss(const struct input *in, size_t i, double want, double tol)
{
    if (!(fabs(answer.loss[i] - want) <= tol) && in->red == ML_NONE) note_element(in, i);
    expect_f64_at(&answer.loss[i], want, tol, "loss");
}

static void judge_slope(const struct input *in, size_t i, double want, double tol)
{
    if (!(fabs((double)answer.dpred[i] - want) <= tol)) note_element(in, i);
    expect_f32_at(&answer.dpred[i], want, tol, "dpred");
}

/* Off by no more than loss_tol, and rtol on top of it. */
static void judge_losses(const struct input *in, double rtol)
{
    if (in->red == ML_NONE) {
        for (size_t i = 0; i < in->n; i++) {
            double want = (double)exact_at(in, i).loss;
            judge_loss(in, i, want, loss_tol(want, 0) + rtol * want);
        }
        return;
    }
    double n = (double)in->n, want = (double)(exact_sum(in) / (in->red == ML_MEAN ? n : 1));
    judge_loss(in, 0, want, loss_tol(want, n) + rtol * want);
}

static void judge_slopes(const struct input *in)
{
    double divisor = in->red == ML_MEAN ? (double)in->n : 1;
    for (size_t i = 0; i < in->n; i++) {
        double want = (double)(exact_at(in, i).slope / divisor);
        judge_slope(in, i, want, slope_tol(want));
    }
}

/* One call without dpred, which is judged by the contract's bounds. */
static void check_losses(const struct input *in)
{
    ask(in, false);
    expect_status(ML_OK);
    judge_losses(in, 0);
}

/* The same for tests of range: digits are those of a float. */
static void check_range(const struct input *in)
{
    ask(in, false);
    expect_status(ML_OK);
    judge_losses(in, 1e-5);
}

static void check_slopes(const struct input *in)
{
    ask(in, true);
    expect_status(ML_OK);
    judge_slopes(in);
}

/* The same by hand-made numbers, and to the digits of a float. NULL: not looked at. */
static void check_against(const struct input *in, const double *loss, const double *slope)
{
    ask(in, slope != NULL);
    expect_status(ML_OK);
    for (size_t i = 0; loss && i < (in->red == ML_NONE ? in->n : 1); i++)
        judge_loss(in, i, loss[i], coarse(loss[i]));
    for (size_t i = 0; slope && i < in->n; i++) judge_slope(in, i, slope[i], coarse(slope[i]));
}

/* Targets of 0, so that predictions are residuals. */
static struct input residuals(size_t n, const float *r, double delta)
{
    static const float zeros[MOST];
    return (struct input){n, r, zeros, delta, ML_NONE};
}

/* ---- what is drawn ---- */

static float any_pred[MOST], any_target[MOST];

/* Predictions and targets of (-most, most): residuals are on either side of delta = most / 2. */
static struct input draw(size_t n, double most)
{
    struct ml_rng *r = dice();
    for (size_t i = 0; i < n; i++) {
        any_pred[i] = (float)(most * (2 * ml_rng_uniform(r) - 1));
        any_target[i] = (float)(most * (2 * ml_rng_uniform(r) - 1));
    }
    return (struct input){n, any_pred, any_target, most / 2, ML_MEAN};
}

/* ---- basics ---- */

/* The example of the README: residuals of 1, -2, 5 and -5, and delta = 2. */
static const float example_pred[] = {3, 1, 7, -1}, example_target[] = {2, 3, 2, 4};

TEST(basics, the_worked_example)
{
    struct input in = {4, example_pred, example_target, 2, ML_MEAN};
    check_against(&in, (const double[]){4.625}, (const double[]){0.25, -0.5, 0.5, -0.5});
}

TEST(basics, a_small_residual_costs_half_its_square)
{
    static const float r[] = {1, 2, 3, 0.5f};
    struct input in = residuals(4, r, 3.5);
    check_against(&in, (const double[]){0.5, 2, 4.5, 0.125}, NULL);
}

TEST(basics, a_large_residual_costs_on_a_line)
{
    static const float r[] = {3, 5, 50, 500};
    struct input in = residuals(4, r, 2);
    check_against(&in, (const double[]){4, 8, 98, 998}, NULL);
}

TEST(basics, too_low_costs_as_much_as_too_high)
{
    static const float r[] = {0.5f, -0.5f, 1.5f, -1.5f, 20, -20};
    struct input in = residuals(6, r, 1);
    check_against(&in, (const double[]){0.125, 0.125, 1, 1, 19.5, 19.5}, NULL);
}

/* SmoothL1 with beta = 4 would say 0.125, 1.125, 6 and with beta = 0.25 0.875, 2.875, 7.875. */
TEST(basics, huber_is_delta_times_smooth_l1)
{
    static const float r[] = {1, 3, 8};
    struct input in = residuals(3, r, 4);
    check_against(&in, (const double[]){0.5, 4.5, 24}, NULL);
    in.delta = 0.25;
    check_against(&in, (const double[]){0.21875, 0.71875, 1.96875}, NULL);
}

TEST(basics, the_derivative_is_the_clipped_residual)
{
    static const float r[] = {1, -1, 3, -3, 9, -9};
    struct input in = residuals(6, r, 2.5);
    check_against(&in, NULL, (const double[]){1, -1, 2.5, -2.5, 2.5, -2.5});
}

/* d/dpred, and not d/dtarget. */
TEST(basics, a_prediction_that_is_too_high_has_a_positive_derivative)
{
    static const float pred[] = {7, 2}, target[] = {6.5f, 1.75f};
    struct input in = {2, pred, target, 1, ML_SUM};
    check_against(&in, NULL, (const double[]){0.5, 0.25});
}

TEST(basics, the_mean_divides_by_n_and_the_sum_does_not)
{
    struct input in = {4, example_pred, example_target, 2, ML_SUM};
    check_against(&in, (const double[]){18.5}, NULL);
    in.red = ML_MEAN;
    check_against(&in, (const double[]){4.625}, NULL);
}

TEST(basics, none_gives_each_element_its_own_loss)
{
    struct input in = {4, example_pred, example_target, 2, ML_NONE};
    check_against(&in, (const double[]){0.5, 2, 8, 8}, NULL);
}

TEST(basics, the_derivative_is_that_of_the_reduction)
{
    struct input in = {4, example_pred, example_target, 2, ML_MEAN};
    check_against(&in, NULL, (const double[]){0.25, -0.5, 0.5, -0.5});
    in.red = ML_SUM;
    check_against(&in, NULL, (const double[]){1, -2, 2, -2});
    in.red = ML_NONE;
    check_against(&in, NULL, (const double[]){1, -2, 2, -2});
}

/* Every length from 1 to 300, each ending where pred and target end: what is unrolled or vectorised
 * has a rest to see to. */
TEST(basics, every_element_counts)
{
    enum { N = 300 };
    struct input in = draw(N, 4);
    const float *pred = given_f32("pred", N, in.pred);
    double *loss = asked_f64("loss", N); /* between pred and target, so that both lie flush right */
    const float *target = given_f32("target", N, in.target);
    note("n = 1 .. %d, delta = 2, red = ML_SUM", N);
    TRIAL(for (size_t n = 1; n <= N; n++)
              huber_loss(pred + N - n, target + N - n, n, 2, ML_SUM, loss + n - 1, NULL));
    double want = 0;
    for (size_t n = 1; n <= N; n++) {
        want += (double)exact_at(&in, N - n).loss;
        note("the last n = %zu elements of pred and target, delta = 2, red = ML_SUM", n);
        expect_f64(&loss[n - 1], want, coarse(want));
    }
}

/* The same for what is written at each element; all the other slots stay as they were. */
TEST(basics, every_element_gets_its_values)
{
    for (size_t n = 1; n < 300; n = n < 20 ? n + 1 : n * 8 / 7) {
        struct input in = draw(n, 4);
        in.red = n % 3 ? ML_NONE : ML_MEAN;
        ask(&in, true);
        expect_status(ML_OK);
        double divisor = in.red == ML_MEAN ? (double)n : 1;
        for (size_t i = 0; i < n; i++) {
            struct exact x = exact_at(&in, i);
            if (in.red == ML_NONE) judge_loss(&in, i, (double)x.loss, coarse((double)x.loss));
            double slope = (double)(x.slope / divisor);
            judge_slope(&in, i, slope, coarse(slope));
        }
        given_release();
    }
}

/* ---- edges ---- */

/* The last two are the floats next to delta, below and above it. */
TEST(edges, the_two_pieces_meet_at_delta)
{
    static const float r[] = {1.5f, -1.5f, 0x1.7ffffep0f, 0x1.800002p0f};
    struct input in = residuals(4, r, 1.5);
    check_against(&in, (const double[]){1.125, 1.125, 1.125, 1.125},
                  (const double[]){1.5, -1.5, 1.5, 1.5});
    in.delta = 1.4999;
    check_against(&in, (const double[]){1.125, 1.125, 1.125, 1.125}, NULL);
    in.delta = 1.5001;
    check_against(&in, (const double[]){1.125, 1.125, 1.125, 1.125}, NULL);
}

TEST(edges, no_residual_costs_nothing)
{
    static const float pred[] = {0, -0.0f, 5, 0, -1e30f}, target[] = {0, 0, 5, -0.0f, -1e30f};
    for (int red = ML_MEAN; red <= ML_NONE; red++) {
        struct input in = {5, pred, target, 0.5, (enum ml_reduction)red};
        check_against(&in, (const double[]){0, 0, 0, 0, 0}, (const double[]){0, 0, 0, 0, 0});
    }
}

TEST(edges, dpred_need_not_be_asked_for)
{
    for (int red = ML_MEAN; red <= ML_NONE; red++) {
        struct input in = {4, example_pred, example_target, 2, (enum ml_reduction)red};
        check_losses(&in);
    }
}

TEST(edges, one_element_is_its_own_mean)
{
    static const float pred[] = {3}, target[] = {-4};
    for (int red = ML_MEAN; red <= ML_NONE; red++) {
        struct input in = {1, pred, target, 2, (enum ml_reduction)red};
        check_against(&in, (const double[]){12}, (const double[]){2});
    }
}

TEST(edges, a_delta_above_all_residuals_gives_half_the_squared_error)
{
    struct input in = {4, example_pred, example_target, 100, ML_SUM};
    check_against(&in, (const double[]){27.5}, (const double[]){1, -2, 5, -5});
}

/* Nearly delta times the absolute error: 0.001 of 13, less four halves of its square. */
TEST(edges, a_delta_below_all_residuals_gives_a_line_for_each)
{
    struct input in = {4, example_pred, example_target, 0.001, ML_SUM};
    check_against(&in, (const double[]){0.012998}, (const double[]){0.001, -0.001, 0.001, -0.001});
}

/* ---- contract ---- */

enum { NO_PRED = 1, NO_TARGET = 2, NO_LOSS = 4 };

/* An element that breaks the contract stands at the end of pred: n reaches it or does not. */
static const struct malformed {
    const char *what;
    size_t n;
    double delta;
    int red;
    unsigned missing;
} malformed[] = {
    {"pred = NULL", 3, 1, ML_MEAN, NO_PRED},
    {"target = NULL", 3, 1, ML_MEAN, NO_TARGET},
    {"loss = NULL", 3, 1, ML_MEAN, NO_LOSS},
    {"n = 0", 0, 1, ML_MEAN, 0},
    {"n = 0, red = ML_SUM", 0, 1, ML_SUM, 0},
    {"n = 0, red = ML_NONE", 0, 1, ML_NONE, 0},
    {"red = 3", 3, 1, 3, 0},
    {"red = -1", 3, 1, -1, 0},
    {"delta = 0", 3, 0, ML_MEAN, 0},
    {"delta = -0.0", 3, -0.0, ML_MEAN, 0},
    {"delta = -1", 3, -1, ML_SUM, 0},
    {"delta = NAN", 3, NAN, ML_MEAN, 0},
    {"delta = INFINITY", 3, INFINITY, ML_SUM, 0},
    {"delta = -INFINITY", 3, -INFINITY, ML_NONE, 0},
    {"pred[3] = NAN, red = ML_MEAN", 4, 1, ML_MEAN, 0},
    {"pred[3] = NAN, red = ML_SUM", 4, 1, ML_SUM, 0},
    {"pred[3] = NAN, red = ML_NONE", 4, 1, ML_NONE, 0},
};
enum { MALFORMED = sizeof malformed / sizeof *malformed, SLOT = 4 };

static void call_malformed(const float *pred, const float *target, int32_t *status, double *loss,
                           float *dpred)
{
    for (size_t k = 0; k < MALFORMED; k++) {
        const struct malformed *c = &malformed[k];
        status[k] =
            huber_loss(c->missing & NO_PRED ? NULL : pred, c->missing & NO_TARGET ? NULL : target,
                       c->n, c->delta, (enum ml_reduction)c->red,
                       c->missing & NO_LOSS ? NULL : loss + SLOT * k, dpred + SLOT * k);
    }
}

static void ask_malformed(int32_t **status, double **loss, float **dpred)
{
    const float *pred = given_f32("pred", 4, (const float[]){1, -2, 0.5f, NAN});
    const float *target = given_f32("target", 4, (const float[]){1, 0, 4, 2});
    *status = asked_i32("status", MALFORMED);
    *loss = asked_f64("loss", MALFORMED * SLOT);
    *dpred = asked_f32("dpred", MALFORMED * SLOT);
    note("each call breaks the contract in one way");
    TRIAL(call_malformed(pred, target, *status, *loss, *dpred));
}

TEST(contract, what_is_missing_or_unknown_is_refused)
{
    int32_t *status;
    double *loss;
    float *dpred;
    ask_malformed(&status, &loss, &dpred);
    for (size_t k = 0; k < MALFORMED; k++)
        expect_that(status[k] == ML_EINVAL, "%s: returned %s   expected ML_EINVAL",
                    malformed[k].what, status_name(status[k]));
}

TEST(contract, a_refusal_writes_nothing)
{
    int32_t *status;
    double *loss, poison;
    float *dpred;
    ask_malformed(&status, &loss, &dpred);
    memset(&poison, GIVEN_POISON, sizeof poison);
    for (size_t i = 0; i < MALFORMED * SLOT; i++) {
        expect_that(memcmp(&loss[i], &poison, sizeof loss[i]) == 0,
                    "%s: malformed, and yet loss[%zu] was overwritten with %g",
                    malformed[i / SLOT].what, i % SLOT, loss[i]);
        expect_that(memcmp(&dpred[i], &poison, sizeof dpred[i]) == 0,
                    "%s: malformed, and yet dpred[%zu] was overwritten with %g",
                    malformed[i / SLOT].what, i % SLOT, (double)dpred[i]);
    }
    expect_no_leak();
}

/* Row i of 2 N has one bad element, at place i % N; the kind of bad goes round, and so does how it
 * is asked. */
static void refuses(const char *name, const float *array, const float *bad, size_t kinds)
{
    enum { N = 139 };
    struct input in = draw(N, 4);
    static float rows[2 * N * N];
    size_t m = 2 * N;
    for (size_t i = 0; i < m; i++) {
        memcpy(rows + i * N, array, N * sizeof *rows);
        rows[i * N + i % N] = bad[i % kinds];
    }
    bool of_pred = array == any_pred;
    const float *pred = given_f32("pred", of_pred ? m * N : N, of_pred ? rows : in.pred);
    const float *target = given_f32("target", of_pred ? N : m * N, of_pred ? in.target : rows);
    int32_t *status = asked_i32("status", m);
    double *loss = asked_f64("loss", N);
    float *dpred = asked_f32("dpred", N);
    size_t step_pred = of_pred ? N : 0, step_target = of_pred ? 0 : N;
    TRIAL(for (size_t i = 0; i < m; i++) status[i] =
              huber_loss(pred + i * step_pred, target + i * step_target, N, 2,
                         (enum ml_reduction)(i / 2 % 3), loss, i / N ? dpred : NULL));
    for (size_t i = 0; i < m; i++) {
        note("%s[%zu] = %g, n = %d, red = %s", name, i % N, (double)bad[i % kinds], N,
             name_of((enum ml_reduction)(i / 2 % 3)));
        expect_that(status[i] == ML_EINVAL, "returned %s   expected ML_EINVAL",
                    status_name(status[i]));
    }
    expect_untouched(loss);
    expect_untouched(dpred);
}

static const float not_finite[] = {NAN, INFINITY, -INFINITY};

TEST(contract, a_prediction_that_is_not_finite_is_refused)
{
    refuses("pred", any_pred, not_finite, 3);
}

TEST(contract, a_target_that_is_not_finite_is_refused)
{
    refuses("target", any_target, not_finite, 3);
}

/* Their difference is NaN, their distance nothing that a comparison with delta tells. */
TEST(contract, infinities_that_agree_are_refused)
{
    const float *pred = given_f32("pred", 2, (const float[]){INFINITY, -INFINITY});
    const float *target = given_f32("target", 2, (const float[]){INFINITY, -INFINITY});
    int32_t *status = asked_i32("status", 4);
    double *loss = asked_f64("loss", 2);
    float *dpred = asked_f32("dpred", 2);
    note("pred[i] = target[i], which is INFINITY or -INFINITY, n = 1");
    TRIAL(for (size_t i = 0; i < 4; i++) status[i] =
              huber_loss(pred + i % 2, target + i % 2, 1, 1, i / 2 ? ML_NONE : ML_MEAN,
                         loss + i % 2, dpred + i % 2));
    for (size_t i = 0; i < 4; i++)
        expect_status_at(&status[i], ML_EINVAL, i % 2 ? "with -INFINITY" : "with INFINITY");
    expect_untouched(loss);
    expect_untouched(dpred);
}

/* No memory is needed. Who takes some has each allocation refused in turn. */
TEST(contract, a_failed_allocation_is_survived)
{
    struct input in = draw(200, 4);
    for (size_t i = 0; i < 8; i++) {
        heap_fail_at(i);
        ask(&in, true);
        expect_no_leak();
        if (*trial_status != ML_ENOMEM) {
            expect_status(ML_OK);
            double want = (double)exact_sum(&in) / 200;
            judge_loss(&in, 0, want, coarse(want));
        } else {
            expect_that(heap_used().failed, "returned ML_ENOMEM although no allocation failed");
            expect_untouched(answer.loss);
            expect_untouched(answer.dpred);
        }
        if (!heap_used().failed) return;
    }
}

/* ---- numerics ---- */

/* The last four residuals are beyond FLT_MAX. */
static const float far_pred[] = {2e19f,   -2e19f,   1e25f,   -3e30f,   2e38f,
                                 FLT_MAX, -FLT_MAX, FLT_MAX, -FLT_MAX, 3e38f},
                   far_target[] = {0,        0,       -1e25f, 1e30f, 2e38f,
                                   -FLT_MAX, FLT_MAX, -1e38f, 3e37f, -1e38f};
enum { FAR = sizeof far_pred / sizeof *far_pred };

/* Beyond 1.8e19 a square is too large for a float, and a residual may be twice FLT_MAX. */
TEST(numerics, no_residual_overflows)
{
    static const double delta[] = {1, 1e10, 1e30, 1e38, 1e100};
    for (size_t k = 0; k < 5; k++) {
        struct input in = {FAR, far_pred, far_target, delta[k], ML_NONE};
        check_range(&in);
        in.red = ML_MEAN;
        check_range(&in);
    }
}

TEST(numerics, no_derivative_overflows_before_it_is_clipped)
{
    static const double delta[] = {1, 1e10, 1e30, 1e38};
    for (size_t k = 0; k < 4; k++) {
        struct input in = {FAR, far_pred, far_target, delta[k], ML_SUM};
        check_slopes(&in);
    }
    static const double beyond[] = {4e38, 1e300}; /* no float, but a tenth of r or of delta is */
    for (size_t k = 0; k < 2; k++) {
        struct input in = {FAR, far_pred, far_target, beyond[k], ML_MEAN};
        check_slopes(&in);
    }
}

/* The line is then infinitely far away, and must not be looked at: its delta^2 is infinite. */
TEST(numerics, no_delta_is_too_large)
{
    static const float r[] = {1, -3, 1e-3f, 0, -1e10f, 1e19f};
    static const double delta[] = {1e39, 1e155, 1e200, 1e300, DBL_MAX};
    for (size_t k = 0; k < 5; k++) {
        struct input in = residuals(6, r, delta[k]);
        check_range(&in);
        check_slopes(&in);
        in.red = ML_SUM;
        check_range(&in);
    }
}

TEST(numerics, no_delta_is_too_small)
{
    static const float r[] = {1, -3, 1e-3f, 1e-30f, -1e10f, FLT_MAX};
    static const double delta[] = {1e-20, 1e-36, 1e-50, 1e-150, 1e-250};
    for (size_t k = 0; k < 5; k++) {
        struct input in = residuals(6, r, delta[k]);
        check_range(&in);
        check_slopes(&in);
    }
}

/* The square of 1e-25 is no float any more, and a very good double. */
TEST(numerics, tiny_residuals_still_cost_something)
{
    static const float r[] = {1e-18f, -1e-20f, 1e-25f, -1e-30f, 1e-37f, 0x1p-140f, 0x1p-149f};
    static const double delta[] = {1, 1e-10, 1e300};
    for (size_t k = 0; k < 3; k++) {
        struct input in = residuals(7, r, delta[k]);
        check_range(&in);
        check_slopes(&in);
    }
}

/* A float difference of floats this unlike each other is rounded. */
TEST(numerics, each_loss_keeps_the_digits_of_a_double)
{
    static const double most[] = {1e-3, 1, 40, 1e6};
    for (size_t k = 0; k < 4; k++) {
        struct input in = draw(150, most[k]);
        for (size_t i = 0; i < in.n; i += 2) any_target[i] *= 0.01f;
        in.red = ML_NONE;
        check_losses(&in);
        in.delta = 4 * most[k]; /* squares only */
        check_losses(&in);
    }
}

/* None of these is a float. */
TEST(numerics, delta_keeps_the_digits_of_a_double)
{
    static const double delta[] = {0.1, 1. / 3, 1e-9, 1.345};
    for (size_t k = 0; k < 4; k++) {
        struct input in = draw(100, 20);
        in.delta = delta[k];
        in.red = ML_NONE;
        check_losses(&in);
    }
}

/* Neighbours whose difference is exact; their squares are not those of the values. */
TEST(numerics, values_that_nearly_agree_lose_nothing)
{
    struct input in = draw(120, 1e6);
    for (size_t i = 0; i < in.n; i++)
        any_pred[i] = nextafterf(any_target[i], i % 2 ? INFINITY : -INFINITY);
    in.delta = 0.01;
    in.red = ML_NONE;
    check_losses(&in);
    check_slopes(&in);
}

TEST(numerics, each_derivative_keeps_the_digits_of_a_float)
{
    static const double most[] = {1e-3, 1, 40, 1e6};
    for (size_t k = 0; k < 4; k++) {
        struct input in = draw(150, most[k]);
        in.red = k % 3 ? ML_MEAN : ML_SUM;
        check_slopes(&in);
        in.delta = most[k] * 0.3;
        check_slopes(&in);
    }
}

TEST(numerics, sums_are_kept_in_double)
{
    struct input in = draw(4000, 6);
    check_losses(&in);
    in.red = ML_SUM;
    check_losses(&in);
    in.delta = 0.1;
    check_losses(&in);
}

/* One residual of 1e9 among many of about 1: on the line it costs 5e8, and they still count. */
TEST(numerics, an_outlier_does_not_swallow_the_rest)
{
    struct input in = draw(2000, 1);
    any_pred[700] = 1e9f;
    check_losses(&in);
    in.red = ML_SUM;
    check_losses(&in);
}

/* ---- scale ---- */

TEST(scale, a_long_input_is_no_different)
{
    struct input in = draw(MOST, 8);
    ask(&in, true);
    expect_status(ML_OK);
    judge_losses(&in, 0);
    judge_slopes(&in);
}
