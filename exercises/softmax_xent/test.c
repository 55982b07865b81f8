/* basics and edges judge the formula, its reductions and what is ignored, to the digits of a float;
 * numerics judges digits, by the contract's own bound. So float arithmetic fails where a test's
 * name speaks of it. */
#include "harness/suite.h"

#include "softmax_xent.h"

enum { MOST = 1 << 16, NO_LABEL = -100 };

/* What one call is about. */
struct input {
    size_t n, c;
    const float *z;
    const int32_t *y;
    int32_t ignore_index;
    double smoothing;
    enum ml_reduction red;
};

/* ---- what is expected ---- */

struct row {
    const float *z;
    bool kept;
    size_t y;
    long double top, sum; /* the largest logit, and the sum of all exp(z - top) */
    long double others;   /* the sum without the exp at y */
    long double loss;
};

static long double exps[MOST]; /* exp(z - top) of the row that was looked at last */

JUDGE static size_t kept_of(const struct input *in)
{
    size_t kept = 0;
    for (size_t i = 0; i < in->n; i++) kept += in->y[i] != in->ignore_index;
    return kept;
}

/* log p[j] = (z[j] - top) - log1p(rest): rest is the sum without one of the largest, whose exp is
 * 1. So every term of the loss is positive. */
JUDGE static struct row row_at(const struct input *in, size_t i)
{
    struct row r = {.z = in->z + i * in->c, .kept = in->y[i] != in->ignore_index, .top = -INFINITY};
    if (!r.kept) return r;
    r.y = (size_t)in->y[i];
    size_t top = 0;
    for (size_t j = 1; j < in->c; j++)
        if (r.z[j] > r.z[top]) top = j;
    r.top = r.z[top];
    long double rest = 0, spread = in->smoothing / (long double)in->c;
    for (size_t j = 0; j < in->c; j++) {
        long double e = exps[j] = expl(r.z[j] - r.top);
        if (j != top) rest += e;
        if (j != r.y) r.others += e;
    }
    r.sum = 1 + rest;
    long double log_sum = log1pl(rest);
    for (size_t j = 0; j < in->c; j++)
        r.loss += (j == r.y ? 1 - (long double)in->smoothing + spread : spread) *
                  ((r.top - r.z[j]) + log_sum);
    return r;
}

JUDGE static double total_loss(const struct input *in)
{
    long double sum = 0;
    for (size_t i = 0; i < in->n; i++) sum += row_at(in, i).loss;
    return (double)sum;
}

struct slope {
    double dz, size; /* size: its two terms, both taken as positive */
};

JUDGE static struct slope slope_at(const struct input *in, const struct row *r, size_t j)
{
    if (!r->kept) return (struct slope){0, 0};
    long double spread = in->smoothing / (long double)in->c, p = exps[j] / r->sum;
    if (j != r->y) return (struct slope){(double)(p - spread), (double)(p + spread)};
    long double taken = spread * (long double)(in->c - 1), others = r->others / r->sum;
    return (struct slope){(double)(taken - others), (double)(taken + others)};
}

static double divisor_of(const struct input *in)
{
    return in->red == ML_MEAN ? (double)kept_of(in) : 1;
}

/* The contract's. z - top rounds by u |z - top|, u = DBL_EPSILON / 2, and an exp that takes log 2
 * away in one piece by as much again; beyond 708 there is no exp: 708 DBL_EPSILON. Sums of c terms
 * of one sign are off by c / 2, whatever their order, and all the rest by less than 50. A sum of n
 * rows adds n / 2, twice that is granted, and 1e-300 for what vanishes. */
static double loss_tol(const struct input *in, double loss, double rows)
{
    return (1000 + (double)in->c + rows) * DBL_EPSILON * loss + 1e-300 * fmax(rows, 1);
}

/* For basics and edges. */
static double coarse(double want)
{
    return 1e-5 * fabs(want) + 1e-6;
}

/* ---- asking ---- */

static struct answer {
    double *loss;
    float *dz; /* NULL: not asked for */
} answer;

static const char *const name_of[] = {"ML_MEAN", "ML_SUM", "ML_NONE"};

static void note_input(const struct input *in)
{
    note("n = %zu, c = %zu, ignore_index = %d, smoothing = %g, red = %s", in->n, in->c,
         in->ignore_index, in->smoothing, name_of[in->red]);
}

static void note_row(const struct input *in, size_t i)
{
    note("row %zu begins with z[%zu], y = %d; n = %zu, c = %zu, ignore_index = %d, smoothing = %g, "
         "red = %s",
         i, i * in->c, in->y[i], in->n, in->c, in->ignore_index, in->smoothing, name_of[in->red]);
}

static void ask(const struct input *in, bool sloped)
{
    size_t n = in->n, c = in->c;
    int32_t ignore_index = in->ignore_index;
    double smoothing = in->smoothing;
    enum ml_reduction red = in->red;
    const float *z = given_f32("z", n * c, in->z);
    const int32_t *y = given_i32("y", n, in->y);
    double *loss = asked_f64("loss", red == ML_NONE ? n : 1);
    float *dz_opt = sloped ? asked_f32("dz", n * c) : NULL;
    note_input(in);
    CALL(softmax_xent(z, y, n, c, ignore_index, smoothing, red, loss, dz_opt));
    answer = (struct answer){loss, dz_opt};
}

static void judge_loss(const struct input *in, size_t i, double want, double tol)
{
    if (!(fabs(answer.loss[i] - want) <= tol) && in->red == ML_NONE) note_row(in, i);
    expect_f64_at(&answer.loss[i], want, tol, "loss");
}

static void judge_dz(const struct input *in, size_t i, size_t j, double want, double tol)
{
    const float *got = &answer.dz[i * in->c + j];
    if (!(fabs((double)*got - want) <= tol)) note_row(in, i);
    expect_f32_at(got, want, tol, "dz");
}

static void judge_losses(const struct input *in)
{
    double rows = (double)in->n, divisor = divisor_of(in);
    for (size_t i = 0; in->red == ML_NONE && i < in->n; i++) {
        double want = (double)row_at(in, i).loss;
        judge_loss(in, i, want, loss_tol(in, want, 0));
    }
    if (in->red == ML_NONE) return;
    double want = total_loss(in);
    judge_loss(in, 0, want / divisor, loss_tol(in, want, rows) / divisor);
}

/* Of the contract are 4 and 2^-149: an exp kept as a float, a factor in float and their product,
 * and the same for the other term, need three halves of FLT_EPSILON. */
static void judge_slopes(const struct input *in, double epsilons, double least)
{
    double divisor = divisor_of(in), unit = epsilons * (double)FLT_EPSILON / divisor;
    for (size_t i = 0; i < in->n; i++) {
        struct row r = row_at(in, i);
        for (size_t j = 0; j < in->c; j++) {
            struct slope s = slope_at(in, &r, j);
            judge_dz(in, i, j, s.dz / divisor, unit * s.size + least);
        }
    }
}

enum { LOSSES = 1, SLOPES = 2 };

/* One call, with dz if that is looked at, judged by the contract's bounds. */
static void check(const struct input *in, unsigned what)
{
    ask(in, what & SLOPES);
    expect_status(ML_OK);
    if (what & LOSSES) judge_losses(in);
    if (what & SLOPES) judge_slopes(in, 4, 0x1p-149);
    given_release();
}

/* The same by hand-made numbers, and to the digits of a float. NULL: not looked at. */
static void check_against(const struct input *in, const double *loss, const double *dz)
{
    ask(in, dz != NULL);
    expect_status(ML_OK);
    for (size_t i = 0; loss && i < (in->red == ML_NONE ? in->n : 1); i++)
        judge_loss(in, i, loss[i], coarse(loss[i]));
    for (size_t i = 0; dz && i < in->n; i++)
        for (size_t j = 0; j < in->c; j++)
            judge_dz(in, i, j, dz[i * in->c + j], coarse(dz[i * in->c + j]));
}

/* ---- what is drawn ---- */

static float any_z[MOST];
static int32_t any_y[MOST];

/* Logits of (-most, most); one row in five is ignored, but for the first. */
static struct input draw(size_t n, size_t c, double most)
{
    struct ml_rng *r = dice();
    for (size_t i = 0; i < n * c; i++) any_z[i] = (float)(most * (2 * ml_rng_uniform(r) - 1));
    for (size_t i = 0; i < n; i++)
        any_y[i] = i && ml_rng_below(r, 5) == 0 ? NO_LABEL : (int32_t)ml_rng_below(r, c);
    return (struct input){n, c, any_z, any_y, NO_LABEL, 0, ML_MEAN};
}

/* ---- basics ---- */

TEST(basics, equal_logits_cost_the_logarithm_of_their_number)
{
    static const float z[] = {0, 0, 0, 0, 7, 7, 7, 7};
    static const int32_t y[] = {0, 3};
    struct input in = {2, 4, z, y, NO_LABEL, 0, ML_NONE};
    check_against(&in, (const double[]){1.386294, 1.386294},
                  (const double[]){-0.75, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, -0.75});
}

/* The example of the README: p is (1/4, 1/2, 1/4) and (3/5, 1/5, 1/5), the losses are log 2 and
 * log 5, the third row is ignored. */
static const float example_z[] = {0, 0.69314718f, 0, 1.0986123f, 0, 0, 5, 6, 7};
static const int32_t example_y[] = {1, 1, NO_LABEL};
static const double example_dz[] = {0.25, -0.5, 0.25, 0.6, -0.8, 0.2, 0, 0, 0};
static const double example_mean_dz[] = {0.125, -0.25, 0.125, 0.3, -0.4, 0.1, 0, 0, 0};

static void check_example(double smoothing, enum ml_reduction red, const double *loss,
                          const double *dz)
{
    struct input in = {3, 3, example_z, example_y, NO_LABEL, smoothing, red};
    check_against(&in, loss, dz);
}

TEST(basics, the_worked_example)
{
    check_example(0, ML_MEAN, (const double[]){1.151293}, example_mean_dz);
}

TEST(basics, smoothing_gives_every_class_its_share)
{
    check_example(0.3, ML_NONE, (const double[]){0.831777, 1.499577, 0}, NULL);
}

TEST(basics, smoothing_is_in_the_derivative_too)
{
    check_example(0.3, ML_SUM, NULL, (const double[]){0.15, -0.3, 0.15, 0.5, -0.6, 0.1, 0, 0, 0});
}

TEST(basics, the_mean_divides_by_the_rows_that_are_kept)
{
    check_example(0, ML_SUM, (const double[]){2.302585}, NULL);
    check_example(0, ML_MEAN, (const double[]){1.151293}, NULL);
    check_example(0.3, ML_MEAN, (const double[]){1.165677}, NULL);
}

TEST(basics, none_gives_each_row_its_own_loss)
{
    check_example(0, ML_NONE, (const double[]){0.693147, 1.609438, 0}, NULL);
}

TEST(basics, the_derivative_is_that_of_the_reduction)
{
    check_example(0, ML_SUM, NULL, example_dz);
    check_example(0, ML_NONE, NULL, example_dz);
    check_example(0, ML_MEAN, NULL, example_mean_dz);
}

/* Calls k = 1 .. TIMES of one row of k classes, or of k rows, each ending where z and y end: what
 * is unrolled or vectorised has a rest to see to. */
static void sweep(bool rows)
{
    enum { TIMES = 300 };
    static int32_t label[TIMES];
    size_t width = rows ? 3 : 1, size = TIMES * width;
    struct input in = draw(TIMES, width, 4);
    for (size_t k = 1; !rows && k <= TIMES; k++) any_y[k - 1] = (int32_t)(k * 7 / 3 % k);
    memcpy(label, any_y, sizeof label);
    const float *z = given_f32("z", size, in.z);
    double *loss = asked_f64("loss", TIMES); /* between z and y, so that both lie flush right */
    const int32_t *y = given_i32("y", TIMES, label);
    note("%s = 1 .. %d, ignore_index = -100, smoothing = 0, red = ML_SUM", rows ? "n" : "c", TIMES);
    TRIAL(for (size_t k = 1; k <= TIMES; k++)
              softmax_xent(z + size - k * width, y + (rows ? TIMES - k : k - 1), rows ? k : 1,
                           rows ? width : k, NO_LABEL, 0, ML_SUM, loss + k - 1, NULL));
    long double sum = 0;
    for (size_t k = 1; k <= TIMES; k++) {
        struct input last = in;
        last.n = rows ? k : 1, last.c = rows ? width : k, last.z += size - k * width;
        last.y = label + (rows ? TIMES - k : k - 1), last.red = ML_SUM;
        sum = (rows ? sum : 0) + row_at(&last, 0).loss; /* the row that the call before had not */
        note_input(&last);
        expect_f64(&loss[k - 1], (double)sum, coarse((double)sum));
    }
}

TEST(basics, every_class_counts)
{
    sweep(false);
}

TEST(basics, every_row_counts)
{
    sweep(true);
}

/* The same for what is written at each logit; all the other slots stay as they were. */
TEST(basics, every_logit_gets_its_derivative)
{
    for (size_t c = 1; c < 300; c = c < 20 ? c + 1 : c * 8 / 7) {
        struct input in = draw(c < 20 ? 5 : 2, c, 4);
        in.red = c % 3 ? ML_NONE : ML_MEAN;
        in.smoothing = c % 4 ? 0 : 0.1;
        ask(&in, true);
        expect_status(ML_OK);
        judge_slopes(&in, 100, 1e-6);
        given_release();
    }
}

/* ---- edges ---- */

/* There is nothing to be wrong about. */
TEST(edges, a_single_class_costs_nothing)
{
    static const float z[] = {3, -200};
    static const int32_t y[] = {0, 0};
    struct input in = {2, 1, z, y, NO_LABEL, 0, ML_NONE};
    check_against(&in, (const double[]){0, 0}, (const double[]){0, 0});
    in.smoothing = 0.5;
    check_against(&in, (const double[]){0, 0}, (const double[]){0, 0});
}

static const int32_t second_alone[] = {NO_LABEL, 1, NO_LABEL};

TEST(edges, an_ignored_row_has_zeros_for_loss_and_derivative)
{
    struct input in = {3, 3, example_z, second_alone, NO_LABEL, 0, ML_NONE};
    check_against(&in, (const double[]){0, 1.609438, 0},
                  (const double[]){0, 0, 0, 0.6, -0.8, 0.2, 0, 0, 0});
    in.red = ML_MEAN;
    check_against(&in, (const double[]){1.609438},
                  (const double[]){0, 0, 0, 0.6, -0.8, 0.2, 0, 0, 0});
}

TEST(edges, smoothing_leaves_ignored_rows_alone)
{
    struct input in = {3, 3, example_z, second_alone, NO_LABEL, 0.3, ML_SUM};
    check_against(&in, (const double[]){1.499577},
                  (const double[]){0, 0, 0, 0.5, -0.6, 0.1, 0, 0, 0});
    in.red = ML_MEAN;
    check_against(&in, (const double[]){1.499577}, NULL);
}

/* Rows of class 1 are passed over, and the softmax of the others still has three classes. */
TEST(edges, the_ignored_label_may_be_a_class)
{
    static const int32_t y[] = {0, 1, 0};
    static const float z[] = {0, 0.69314718f, 0, 1, 2, 3, 1.0986123f, 0, 0};
    struct input in = {3, 3, z, y, 1, 0, ML_NONE};
    check_against(&in, (const double[]){1.386294, 0, 0.510826},
                  (const double[]){-0.75, 0.5, 0.25, 0, 0, 0, -0.4, 0.2, 0.2});
    in.red = ML_MEAN;
    in.smoothing = 0.3;
    check_against(&in, (const double[]){1.023764}, NULL);
}

TEST(edges, any_integer_may_be_the_ignored_label)
{
    static const int32_t odd[] = {INT32_MIN, INT32_MAX, -1, 3, 1000};
    for (size_t k = 0; k < 5; k++) {
        const int32_t y[] = {1, 1, odd[k]};
        struct input in = {3, 3, example_z, y, odd[k], 0, ML_MEAN};
        check_against(&in, (const double[]){1.151293}, NULL);
    }
}

TEST(edges, the_mean_of_no_rows_is_undefined)
{
    static const int32_t y[] = {2, 2, 2};
    struct input in = {3, 3, example_z, y, 2, 0, ML_MEAN};
    ask(&in, true);
    expect_f64_at(answer.loss, NAN, 0, "loss");
    expect_status(ML_EDOM);
    for (size_t i = 0; i < 9; i++) judge_dz(&in, i / 3, i % 3, 0, 0);
}

TEST(edges, the_sum_of_no_rows_is_zero)
{
    static const int32_t y[] = {2, 2, 2};
    static const double zero[9];
    struct input in = {3, 3, example_z, y, 2, 0.3, ML_SUM};
    check_against(&in, zero, zero);
    in.red = ML_NONE;
    check_against(&in, zero, zero);
}

/* Two classes share the most; one of them is the label, or neither is. */
TEST(edges, the_largest_logit_may_be_there_twice)
{
    static const float z[] = {2, 2, 0, 2, 2, 0, 2, 2, 0, -0.0f, 0, -2};
    static const int32_t y[] = {0, 1, 2, 1};
    struct input in = {4, 3, z, y, NO_LABEL, 0, ML_NONE};
    double p = 0.468311, rare = 0.063379;
    check_against(&in, (const double[]){0.758624, 0.758624, 2.758624, 0.758624},
                  (const double[]){p - 1, p, rare, p, p - 1, rare, p, p, rare - 1, p, p - 1, rare});
}

/* The most that may be spread, and the least. */
TEST(edges, smoothing_may_be_nearly_one_and_a_negative_zero)
{
    check_example(1 - 0x1p-53, ML_NONE, (const double[]){1.155245, 1.243234, 0}, NULL);
    check_example(-0.0, ML_NONE, (const double[]){0.693147, 1.609438, 0}, NULL);
}

/* ---- contract ---- */

enum { NO_Z = 1, NO_Y = 2, NO_LOSS = 4 };

/* n and c reach a last label of 3 and a last logit of NAN, or do not. The first row is ignored. */
static const struct malformed {
    const char *what;
    size_t n, c;
    double smoothing;
    int red;
    unsigned missing;
} malformed[] = {
    {"z = NULL", 2, 3, 0, ML_MEAN, NO_Z},
    {"y = NULL", 2, 3, 0, ML_MEAN, NO_Y},
    {"loss = NULL", 2, 3, 0, ML_MEAN, NO_LOSS},
    {"n = 0", 0, 3, 0, ML_MEAN, 0},
    {"c = 0", 1, 0, 0, ML_MEAN, 0},
    {"red = 3", 2, 3, 0, 3, 0},
    {"red = -1", 2, 3, 0, -1, 0},
    {"smoothing = 1", 2, 3, 1, ML_MEAN, 0},
    {"smoothing = -1e-300", 2, 3, -1e-300, ML_MEAN, 0},
    {"smoothing = NAN", 2, 3, NAN, ML_MEAN, 0},
    {"smoothing = INFINITY", 2, 3, INFINITY, ML_MEAN, 0},
    {"a last label of c", 3, 3, 0, ML_MEAN, 0},
    {"a last label of c, red = ML_NONE", 3, 3, 0.1, ML_NONE, 0},
    {"a last logit of NAN", 2, 5, 0, ML_SUM, 0},
    {"a last logit of NAN, red = ML_NONE", 2, 5, 0.1, ML_NONE, 0},
};
enum { MALFORMED = sizeof malformed / sizeof *malformed, SLOT = 10 };

static int32_t *malformed_status;
static void ask_malformed(void)
{
    const float *z = given_f32("z", SLOT, (const float[]){1, -2, 0.5f, 3, 0, 1, 2, 3, 4, NAN});
    const int32_t *y = given_i32("y", 3, (const int32_t[]){NO_LABEL, 0, 3});
    int32_t *status = malformed_status = asked_i32("status", MALFORMED);
    answer = (struct answer){asked_f64("loss", SLOT), asked_f32("dz", SLOT)};
    note("each call breaks the contract in one way");
    TRIAL(for (const struct malformed *m = malformed; m < malformed + MALFORMED; m++) *status++ =
              softmax_xent(m->missing & NO_Z ? NULL : z, m->missing & NO_Y ? NULL : y, m->n, m->c,
                           NO_LABEL, m->smoothing, (enum ml_reduction)m->red,
                           m->missing & NO_LOSS ? NULL : answer.loss, answer.dz));
}

TEST(contract, what_is_missing_or_unknown_is_refused)
{
    ask_malformed();
    for (size_t k = 0; k < MALFORMED; k++)
        expect_that(malformed_status[k] == ML_EINVAL, "%s: returned %s   expected ML_EINVAL",
                    malformed[k].what, status_name(malformed_status[k]));
}

TEST(contract, a_refusal_writes_nothing)
{
    ask_malformed();
    expect_untouched(answer.loss);
    expect_untouched(answer.dz);
    expect_no_leak();
}

/* Call m asks for part m of all_z or all_y, in each of which something is bad, and for all of the
 * one whose step is 0. How it is asked goes round. */
static void refuses(size_t calls, size_t n, size_t c, const float *all_z, size_t z_step,
                    const int32_t *all_y, size_t y_step)
{
    const float *z = given_f32("z", z_step ? calls * z_step : n * c, all_z);
    const int32_t *y = given_i32("y", y_step ? calls * y_step : n, all_y);
    int32_t *status = asked_i32("status", calls);
    answer = (struct answer){asked_f64("loss", n), asked_f32("dz", n * c)};
    TRIAL(for (size_t m = 0; m < calls; m++) status[m] =
              softmax_xent(z + m * z_step, y + m * y_step, n, c, -7, m % 2 ? 0.1 : 0,
                           (enum ml_reduction)(m % 3), answer.loss, m % 5 ? NULL : answer.dz));
    for (size_t m = 0; m < calls; m++) {
        const char *what = z_step ? "z" : "y";
        size_t at = z_step ? m % (n * c) : m % n;
        double bad = z_step ? (double)all_z[m * z_step + at] : (double)all_y[m * y_step + at];
        note("%s[%zu] = %.10g; n = %zu, c = %zu, ignore_index = -7", what, at, bad, n, c);
        expect_that(status[m] == ML_EINVAL, "returned %s   expected ML_EINVAL",
                    status_name(status[m]));
    }
    expect_untouched(answer.loss);
    expect_untouched(answer.dz);
}

/* Matrix m has a bad logit, at place m % SIZE; the kind of bad goes round as well. */
static void refuses_logits(const int32_t *y)
{
    enum { N = 3, C = 37, SIZE = N * C, CALLS = 2 * SIZE };
    static const float bad[] = {NAN, INFINITY, -INFINITY};
    static float all[CALLS * SIZE];
    draw(N, C, 4);
    for (size_t m = 0; m < CALLS; m++) {
        memcpy(all + m * SIZE, any_z, SIZE * sizeof *all);
        all[m * SIZE + m % SIZE] = bad[(m + m / SIZE) % 3];
    }
    refuses(CALLS, N, C, all, SIZE, y, 0);
}

TEST(contract, a_logit_that_is_not_finite_is_refused)
{
    refuses_logits((const int32_t[]){0, 36, 5});
}

TEST(contract, ignored_rows_must_be_finite_too)
{
    refuses_logits((const int32_t[]){-7, -7, -7});
}

/* -100, torch's default, is here a label like any other. */
TEST(contract, a_label_that_is_neither_class_nor_ignored_is_refused)
{
    enum { N = 19, C = 4, KINDS = 7, CALLS = N * KINDS };
    static const int32_t bad[] = {C, -1, -100, INT32_MAX, INT32_MIN, -8, C + 1};
    static int32_t all[CALLS * N];
    draw(N, C, 4);
    for (size_t k = 0; k < CALLS * N; k++) all[k] = k % 5 ? (int32_t)(k % C) : -7;
    for (size_t m = 0; m < CALLS; m++) all[m * N + m % N] = bad[m / N];
    refuses(CALLS, N, C, any_z, 0, all, N);
}

/* No memory is needed. Who takes some has each allocation refused in turn. */
TEST(contract, a_failed_allocation_is_survived)
{
    struct input in = draw(20, 30, 4);
    for (size_t i = 0; i < 8; i++) {
        heap_fail_at(i);
        ask(&in, true);
        expect_no_leak();
        if (*trial_status != ML_ENOMEM) {
            expect_status(ML_OK);
            judge_losses(&in);
        } else {
            expect_that(heap_used().failed, "returned ML_ENOMEM although no allocation failed");
            expect_untouched(answer.loss);
            expect_untouched(answer.dz);
        }
        if (!heap_used().failed) return;
    }
}

/* ---- numerics ---- */

static const float sizes[] = {16,     17,  18,  24,  36,     36.8f, 37,    38,    40,     64,
                              87,     88,  89,  100, 103.5f, 104,   200,   500,   707.9f, 708.5f,
                              709.5f, 710, 744, 746, 800,    1e4f,  1e10f, 1e30f, FLT_MAX};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* Rows of three in every order: 0 and two that lie below it, by a size and by twice that. The label
 * is that of the first, second or third of these. */
static struct input sized(int32_t which)
{
    static float z[3 * SIZES];
    static int32_t y[SIZES];
    for (size_t i = 0; i < SIZES; i++) {
        size_t first = i % 3, step = 1 + i / 3 % 2;
        z[3 * i + first] = 0;
        z[3 * i + (first + step) % 3] = -sizes[i];
        z[3 * i + (first + 2 * step) % 3] = sizes[i] < 1e38f ? -2 * sizes[i] : -FLT_MAX;
        y[i] = (int32_t)((first + (size_t)which * step) % 3);
    }
    return (struct input){SIZES, 3, z, y, NO_LABEL, 0, ML_NONE};
}

/* exp(89) overflows a float, exp(710) a double: sure and wrong costs the difference of logits. */
TEST(numerics, no_logit_overflows)
{
    for (size_t i = 0; i < SIZES; i++) {
        float z[] = {i % 4 < 2 ? sizes[i] : -sizes[i], i % 4 < 2 ? -sizes[i] : sizes[i]};
        struct input in = {1, 2, z, (const int32_t[]){i % 2}, NO_LABEL, 0, ML_SUM};
        check(&in, LOSSES | SLOPES);
    }
}

TEST(numerics, no_probability_vanishes_from_the_loss)
{
    for (int32_t which = 1; which <= 2; which++) {
        struct input in = sized(which);
        check(&in, LOSSES);
        in.smoothing = 0.1;
        check(&in, LOSSES);
    }
}

/* A row at -1e4 is as good as one at 0: its largest exp is 1 if it is its own largest that is taken
 * away, and 0 if that is a 0, or another row's. */
TEST(numerics, each_row_is_seen_from_its_own_largest_logit)
{
    static const float z[] = {-400, -401, -399, -1e4f, -10001, -9999, 5, 4, 6, 1e4f, 9999, 10001};
    static const int32_t y[] = {0, 1, 2, 0};
    struct input in = {4, 3, z, y, NO_LABEL, 0, ML_NONE};
    check(&in, LOSSES | SLOPES);
}

/* 1 + e is 1 from 37 on; the loss is e. */
TEST(numerics, a_sure_and_right_row_still_costs_something)
{
    struct input in = sized(0);
    check(&in, LOSSES);
}

/* p - 1 is 0 in double from 37 on, and in float from 17; the others' p are not. */
TEST(numerics, a_sure_and_right_row_still_has_a_derivative)
{
    struct input in = sized(0);
    check(&in, SLOPES);
    in.red = ML_MEAN;
    check(&in, SLOPES);
}

/* What is common to all logits of a row is gone before anything is rounded: log-sum-exp minus z
 * would carry the rounding of 1e6. */
TEST(numerics, a_common_offset_costs_no_digits)
{
    struct input in = draw(30, 20, 4);
    for (size_t i = 0; i < in.n * in.c; i++) any_z[i] = roundf(any_z[i] * 16) / 16 + 0x1p19f;
    in.red = ML_NONE;
    check(&in, LOSSES);
    in.smoothing = 0.2;
    check(&in, LOSSES);
}

static void check_drawn(unsigned what)
{
    static const double most[] = {1e-3, 1, 5, 40};
    for (size_t k = 0; k < 4; k++) {
        struct input in = draw(30, 40, most[k]);
        in.smoothing = k % 2 ? 0.1 : 0;
        in.red = what == LOSSES ? ML_NONE : k % 3 ? ML_MEAN : ML_SUM;
        check(&in, what);
    }
}

TEST(numerics, each_loss_keeps_the_digits_of_a_double)
{
    check_drawn(LOSSES);
}

TEST(numerics, each_derivative_keeps_the_digits_of_a_float)
{
    check_drawn(SLOPES);
}

TEST(numerics, sums_are_kept_in_double)
{
    struct input in = draw(4000, 4, 6);
    check(&in, LOSSES);
    in.red = ML_SUM;
    check(&in, LOSSES);
    in = draw(2, 20000, 6);
    in.smoothing = 0.1;
    check(&in, LOSSES);
}

/* ---- memory ---- */

/* Log-probabilities of all rows would be 4 or 8 bytes a logit; the loss needs a row at most. */
TEST(memory, no_matrix_is_kept_beside_dz)
{
    struct input in = draw(40, 400, 4);
    ask(&in, true);
    expect_status(ML_OK);
    expect_no_leak();
    expect_peak(32 * (in.n + in.c) + 4096);
}

/* ---- scale ---- */

TEST(scale, many_rows_or_classes_are_no_different)
{
    struct input in = draw(MOST / 3, 3, 8);
    check(&in, LOSSES | SLOPES);
    in = draw(2, MOST / 2, 8);
    in.smoothing = 0.1;
    check(&in, LOSSES | SLOPES);
}
