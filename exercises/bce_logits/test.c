/* basics and edges judge the formula and its reductions, to the digits of a float; numerics judges
 * digits, by the contract's own bound. So float arithmetic fails where a test's name speaks of
 * it. */
#include "harness/suite.h"

#include "bce_logits.h"

enum { MOST = 32768 };

/* What one call is about. */
struct input {
    size_t n;
    const float *z, *y, *w; /* w NULL: all ones */
    double pos_weight;
    enum ml_reduction red;
};

/* ---- what is expected ---- */

struct exact {
    long double loss, dz;
    long double dz_size; /* of dz: its two terms, both taken as positive */
    long double counts;  /* w (pos_weight y + 1 - y): what stands before softplus, in all */
};

JUDGE static struct exact exact_at(const struct input *in, size_t i)
{
    long double z = in->z[i], y = in->y[i], w = in->w ? in->w[i] : 1;
    long double positive = w * in->pos_weight * y, negative = w * (1 - y);
    long double e = expl(-fabsl(z)), rest = log1pl(e);
    long double up = z >= 0 ? 1 / (1 + e) : e / (1 + e);   /* sigma(z) */
    long double down = z >= 0 ? e / (1 + e) : 1 / (1 + e); /* sigma(-z) */
    return (struct exact){
        .loss = positive * (fmaxl(-z, 0) + rest) + negative * (fmaxl(z, 0) + rest),
        .dz = negative * up - positive * down,
        .dz_size = negative * up + positive * down,
        .counts = positive + negative,
    };
}

/* The sum of all loss[i], and of all counts. */
JUDGE static struct exact exact_sum(const struct input *in)
{
    struct exact sum = {0};
    for (size_t i = 0; i < in->n; i++) {
        struct exact x = exact_at(in, i);
        sum.loss += x.loss;
        sum.counts += x.counts;
    }
    return sum;
}

/* The contract's: exp and log1p of a good library are off by 1 ulp each, the other dozen operations
 * by half of one, nothing cancels: below 8 DBL_EPSILON. Twice that is granted, for an exp or log1p
 * of one's own, and 1e-300 for what vanishes. A sum of n positive numbers in any order adds
 * n DBL_EPSILON / 2, twice that is granted. */
static double loss_tol(struct exact x, double terms)
{
    return (16 + terms) * DBL_EPSILON * (double)x.loss + 1e-300 * (double)x.counts;
}

/* The contract's too: float operations on a sigma that is good to a float need two FLT_EPSILON. */
static double dz_tol(struct exact x, double divisor)
{
    double tol = 4 * (double)FLT_EPSILON * (double)x.dz_size + 1e-300 * (double)x.counts;
    return tol / divisor + 0x1p-149;
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

static const char *name_of(enum ml_reduction red)
{
    static const char *const name[] = {"ML_MEAN", "ML_SUM", "ML_NONE"};
    return name[red];
}

static void note_input(const struct input *in)
{
    note("n = %zu, w_opt %s, pos_weight = %g, red = %s", in->n, in->w ? "given" : "NULL",
         in->pos_weight, name_of(in->red));
}

static void note_element(const struct input *in, size_t i)
{
    note("z[%zu] = %.9g, y[%zu] = %.9g, w = %.9g; n = %zu, pos_weight = %g, red = %s", i,
         (double)in->z[i], i, (double)in->y[i], in->w ? (double)in->w[i] : 1, in->n, in->pos_weight,
         name_of(in->red));
}

static void ask(const struct input *in, bool sloped)
{
    size_t n = in->n;
    double pos_weight = in->pos_weight;
    enum ml_reduction red = in->red;
    const float *z = given_f32("z", n, in->z), *y = given_f32("y", n, in->y);
    const float *w_opt = in->w ? given_f32("w_opt", n, in->w) : NULL;
    double *loss = asked_f64("loss", red == ML_NONE ? n : 1);
    float *dz_opt = sloped ? asked_f32("dz", n) : NULL;
    note_input(in);
    CALL(bce_logits(z, y, w_opt, n, pos_weight, red, loss, dz_opt));
    answer = (struct answer){loss, dz_opt};
}

static void judge_loss(const struct input *in, size_t i, double want, double tol)
{
    if (!(fabs(answer.loss[i] - want) <= tol) && in->red == ML_NONE) note_element(in, i);
    expect_f64_at(&answer.loss[i], want, tol, "loss");
}

static void judge_dz(const struct input *in, size_t i, double want, double tol)
{
    if (!(fabs((double)answer.dz[i] - want) <= tol)) note_element(in, i);
    expect_f32_at(&answer.dz[i], want, tol, "dz");
}

static void judge_losses(const struct input *in)
{
    if (in->red == ML_NONE) {
        for (size_t i = 0; i < in->n; i++) {
            struct exact x = exact_at(in, i);
            judge_loss(in, i, (double)x.loss, loss_tol(x, 0));
        }
        return;
    }
    struct exact sum = exact_sum(in);
    double n = (double)in->n, divisor = in->red == ML_MEAN ? n : 1;
    judge_loss(in, 0, (double)(sum.loss / divisor), loss_tol(sum, n) / divisor);
}

static void judge_slopes(const struct input *in)
{
    double divisor = in->red == ML_MEAN ? (double)in->n : 1;
    for (size_t i = 0; i < in->n; i++) {
        struct exact x = exact_at(in, i);
        judge_dz(in, i, (double)(x.dz / divisor), dz_tol(x, divisor));
    }
}

/* One call without dz, which is judged by the contract's bounds. */
static void check_losses(const struct input *in)
{
    ask(in, false);
    expect_status(ML_OK);
    judge_losses(in);
    given_release(); /* where a test asks more than once, a failure shows this call alone */
}

static void check_all(const struct input *in)
{
    ask(in, true);
    expect_status(ML_OK);
    judge_losses(in);
    judge_slopes(in);
    given_release();
}

/* The same by hand-made numbers, and to the digits of a float. NULL: not looked at. */
static void check_against(const struct input *in, const double *loss, const double *dz)
{
    ask(in, dz != NULL);
    expect_status(ML_OK);
    for (size_t i = 0; loss && i < (in->red == ML_NONE ? in->n : 1); i++)
        judge_loss(in, i, loss[i], coarse(loss[i]));
    for (size_t i = 0; dz && i < in->n; i++) judge_dz(in, i, dz[i], coarse(dz[i]));
}

/* ---- what is drawn ---- */

static float any_z[MOST], any_y[MOST], any_w[MOST];

/* Logits of (-most, most), half the targets 0 or 1, weights of which one in 8 is 0. */
static struct input draw(size_t n, double most, bool weighted)
{
    struct ml_rng *r = dice();
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = ml_rng_u64(r);
        any_z[i] = (float)(most * (2 * ml_rng_uniform(r) - 1));
        any_y[i] = bits & 1 ? (float)(bits >> 1 & 1) : (float)(bits >> 40) * 0x1p-24f;
        any_w[i] = bits >> 2 & 7 ? (float)(bits >> 20 & 0xFFFFF) * 0x1p-18f : 0;
    }
    return (struct input){n, any_z, any_y, weighted ? any_w : NULL, 1, ML_MEAN};
}

/* ---- basics ---- */

TEST(basics, a_logit_of_zero_costs_log_two)
{
    static const float z[] = {0, 0, 0, -0.0f}, y[] = {0, 1, 0.25f, 1};
    struct input in = {4, z, y, NULL, 1, ML_NONE};
    double log2 = 0.6931471805599453;
    check_against(&in, (const double[]){log2, log2, log2, log2},
                  (const double[]){0.5, -0.5, 0.25, -0.5});
}

/* The example of the README: sigma is 2/3, 1/4, 1/2; the losses are log 3/2, log 4/3 and log 2,
 * and their sum log 4. */
static const float example_z[] = {0.69314718f, -1.0986123f, 0}, example_y[] = {1, 0, 0.5f};

TEST(basics, the_worked_example)
{
    struct input in = {3, example_z, example_y, NULL, 1, ML_MEAN};
    check_against(&in, (const double[]){0.462098}, (const double[]){-1. / 9, 1. / 12, 0});
}

/* The same with pos_weight = 3, as a sum. */
TEST(basics, pos_weight_counts_for_positives_alone)
{
    struct input in = {3, example_z, example_y, NULL, 3, ML_SUM};
    check_against(&in, (const double[]){2.890371}, NULL);
    in.red = ML_NONE;
    check_against(&in, (const double[]){1.216395, 0.287682, 1.386294}, NULL);
}

TEST(basics, pos_weight_is_in_the_derivative_too)
{
    struct input in = {3, example_z, example_y, NULL, 3, ML_SUM};
    check_against(&in, NULL, (const double[]){-1, 0.25, -0.5});
}

TEST(basics, weights_multiply_loss_and_derivative)
{
    static const float w[] = {3, 0.5f, 2};
    struct input in = {3, example_z, example_y, w, 1, ML_NONE};
    check_against(&in, (const double[]){1.216395, 0.143841, 1.386294},
                  (const double[]){-1, 0.125, 0});
}

TEST(basics, the_mean_divides_by_n_and_the_sum_does_not)
{
    struct input in = {3, example_z, example_y, NULL, 1, ML_SUM};
    check_against(&in, (const double[]){1.386294}, NULL);
    in.red = ML_MEAN;
    check_against(&in, (const double[]){0.462098}, NULL);
}

TEST(basics, none_gives_each_element_its_own_loss)
{
    struct input in = {3, example_z, example_y, NULL, 1, ML_NONE};
    check_against(&in, (const double[]){0.405465, 0.287682, 0.693147}, NULL);
}

TEST(basics, the_derivative_is_that_of_the_reduction)
{
    struct input in = {3, example_z, example_y, NULL, 1, ML_MEAN};
    check_against(&in, NULL, (const double[]){-1. / 9, 1. / 12, 0});
    in.red = ML_SUM;
    check_against(&in, NULL, (const double[]){-1. / 3, 0.25, 0});
    in.red = ML_NONE;
    check_against(&in, NULL, (const double[]){-1. / 3, 0.25, 0});
}

/* Every length from 1 to 300, each ending where z and y end: what is unrolled or vectorised has a
 * rest to see to. */
TEST(basics, every_element_counts)
{
    enum { N = 300 };
    struct input in = draw(N, 4, false);
    const float *z = given_f32("z", N, in.z);
    double *loss = asked_f64("loss", N); /* between z and y, so that both lie flush right */
    const float *y = given_f32("y", N, in.y);
    note("n = 1 .. %d, w_opt NULL, pos_weight = 1, red = ML_SUM", N);
    TRIAL(for (size_t n = 1; n <= N; n++)
              bce_logits(z + N - n, y + N - n, NULL, n, 1, ML_SUM, loss + n - 1, NULL));
    double want = 0;
    for (size_t n = 1; n <= N; n++) {
        want += (double)exact_at(&in, N - n).loss;
        note("the last n = %zu elements of z and y, w_opt NULL, pos_weight = 1, red = ML_SUM", n);
        expect_f64(&loss[n - 1], want, coarse(want));
    }
}

/* The same for what is written at each element; all the other slots stay as they were. */
TEST(basics, every_element_gets_its_values)
{
    for (size_t n = 1; n < 300; n = n < 20 ? n + 1 : n * 8 / 7) {
        struct input in = draw(n, 4, n % 2);
        in.red = n % 3 ? ML_NONE : ML_MEAN;
        in.pos_weight = n % 4 ? 1 : 0.5;
        ask(&in, true);
        expect_status(ML_OK);
        double divisor = in.red == ML_MEAN ? (double)n : 1;
        for (size_t i = 0; i < n; i++) {
            struct exact x = exact_at(&in, i);
            if (in.red == ML_NONE) judge_loss(&in, i, (double)x.loss, coarse((double)x.loss));
            judge_dz(&in, i, (double)x.dz / divisor, 1e-5 * (double)x.dz_size + 1e-6);
        }
        given_release();
    }
}

/* ---- edges ---- */

/* softplus(2) = 2.126928, softplus(-2) = 0.126928, sigma(2) = 0.880797. */
TEST(edges, a_target_between_takes_its_share_of_both_terms)
{
    static const float z[] = {2, 2, -2, -2}, y[] = {0.25f, 0.75f, 0.25f, 0.9f};
    struct input in = {4, z, y, NULL, 1, ML_NONE};
    check_against(&in, (const double[]){1.626928, 0.626928, 0.626928, 1.926928},
                  (const double[]){0.630797, 0.130797, -0.130797, -0.780797});
}

TEST(edges, pos_weight_scales_the_share_of_a_soft_target)
{
    static const float z[] = {2, -2}, y[] = {0.25f, 0.75f};
    struct input in = {2, z, y, NULL, 4, ML_NONE};
    check_against(&in, (const double[]){1.722124, 6.412516}, (const double[]){0.541395, -2.612590});
    in.pos_weight = 0.5;
    check_against(&in, (const double[]){1.611062, 0.829330}, (const double[]){0.645696, -0.300498});
}

TEST(edges, dz_need_not_be_asked_for)
{
    struct input in = {3, example_z, example_y, NULL, 2, ML_MEAN};
    check_against(&in, (const double[]){0.712778}, NULL);
}

TEST(edges, all_weights_zero_give_a_loss_of_zero)
{
    static const float z[] = {3, -200, 0}, y[] = {0, 1, 0.5f}, w[] = {0, 0, -0.0f};
    for (int red = ML_MEAN; red <= ML_NONE; red++) {
        struct input in = {3, z, y, w, 1, red};
        check_against(&in, (const double[]){0, 0, 0}, (const double[]){0, 0, 0});
    }
}

/* 0.5 * 0.693147 / 2 and not / 0.5; the second's weight is 0. */
TEST(edges, the_mean_counts_elements_and_not_weight)
{
    static const float z[] = {0, 5}, y[] = {1, 0}, w[] = {0.5f, 0};
    struct input in = {2, z, y, w, 1, ML_MEAN};
    check_against(&in, (const double[]){0.173287}, (const double[]){-0.125, 0});
}

TEST(edges, pos_weight_does_not_enter_the_divisor)
{
    static const float z[] = {0, 0, 0, 0}, y[] = {1, 1, 0, 1};
    struct input in = {4, z, y, NULL, 5, ML_MEAN};
    check_against(&in, (const double[]){2.772589}, (const double[]){-0.625, -0.625, 0.125, -0.625});
}

TEST(edges, a_target_of_minus_zero_is_zero)
{
    static const float z[] = {1, -1}, y[] = {-0.0f, -0.0f};
    struct input in = {2, z, y, NULL, 1, ML_NONE};
    check_against(&in, (const double[]){1.313262, 0.313262}, (const double[]){0.731059, 0.268941});
}

TEST(edges, the_least_weight_and_target_are_fine)
{
    static const float z[] = {1, 1}, y[] = {0x1p-149f, 0}, w[] = {1, 0x1p-149f};
    struct input in = {2, z, y, w, 1, ML_NONE};
    check_against(&in, (const double[]){1.313262, 0}, (const double[]){0.731059, 0});
}

/* ---- contract ---- */

enum { NO_Z = 1, NO_Y = 2, NO_LOSS = 4 };

/* Elements that break the contract stand at the end of z, y and w: n reaches them or does not. */
static const struct malformed {
    const char *what;
    size_t n;
    double pos_weight;
    int red;
    unsigned missing;
    bool weighted;
} malformed[] = {
    {"z = NULL", 3, 1, ML_MEAN, NO_Z, false},
    {"y = NULL", 3, 1, ML_MEAN, NO_Y, false},
    {"loss = NULL", 3, 1, ML_MEAN, NO_LOSS, false},
    {"n = 0", 0, 1, ML_MEAN, 0, false},
    {"n = 0, red = ML_SUM", 0, 1, ML_SUM, 0, false},
    {"red = 3", 3, 1, 3, 0, false},
    {"red = -1", 3, 1, -1, 0, false},
    {"pos_weight = 0", 3, 0, ML_MEAN, 0, false},
    {"pos_weight = -1", 3, -1, ML_MEAN, 0, false},
    {"pos_weight = NAN", 3, NAN, ML_MEAN, 0, false},
    {"pos_weight = INFINITY", 3, INFINITY, ML_SUM, 0, false},
    {"a last w of -1", 3, 1, ML_MEAN, 0, true},
    {"a last w of -1, red = ML_NONE", 3, 2, ML_NONE, 0, true},
    {"a last y of 2", 4, 1, ML_MEAN, 0, false},
    {"a last y of 2, red = ML_NONE", 4, 2, ML_NONE, 0, false},
};
enum { MALFORMED = sizeof malformed / sizeof *malformed, SLOT = 4 };

static void call_malformed(const float *z, const float *y, const float *w, int32_t *status,
                           double *loss, float *dz)
{
    for (size_t k = 0; k < MALFORMED; k++) {
        const struct malformed *c = &malformed[k];
        status[k] =
            bce_logits(c->missing & NO_Z ? NULL : z, c->missing & NO_Y ? NULL : y,
                       c->weighted ? w : NULL, c->n, c->pos_weight, (enum ml_reduction)c->red,
                       c->missing & NO_LOSS ? NULL : loss + SLOT * k, dz + SLOT * k);
    }
}

static void ask_malformed(int32_t **status, double **loss, float **dz)
{
    const float *z = given_f32("z", 4, (const float[]){1, -2, 0.5f, 3});
    const float *y = given_f32("y", 4, (const float[]){1, 0, 0.5f, 2});
    const float *w = given_f32("w_opt", 3, (const float[]){1, 2, -1});
    *status = asked_i32("status", MALFORMED);
    *loss = asked_f64("loss", MALFORMED * SLOT);
    *dz = asked_f32("dz", MALFORMED * SLOT);
    note("each call breaks the contract in one way");
    TRIAL(call_malformed(z, y, w, *status, *loss, *dz));
}

TEST(contract, what_is_missing_or_unknown_is_refused)
{
    int32_t *status;
    double *loss;
    float *dz;
    ask_malformed(&status, &loss, &dz);
    for (size_t k = 0; k < MALFORMED; k++)
        expect_that(status[k] == ML_EINVAL, "%s: returned %s   expected ML_EINVAL",
                    malformed[k].what, status_name(status[k]));
}

TEST(contract, a_refusal_writes_nothing)
{
    int32_t *status;
    double *loss, poison;
    float *dz;
    ask_malformed(&status, &loss, &dz);
    memset(&poison, GIVEN_POISON, sizeof poison);
    for (size_t i = 0; i < MALFORMED * SLOT; i++) {
        expect_that(memcmp(&loss[i], &poison, sizeof loss[i]) == 0,
                    "%s: malformed, and yet loss[%zu] was overwritten with %g",
                    malformed[i / SLOT].what, i % SLOT, loss[i]);
        expect_that(memcmp(&dz[i], &poison, sizeof dz[i]) == 0,
                    "%s: malformed, and yet dz[%zu] was overwritten with %g",
                    malformed[i / SLOT].what, i % SLOT, (double)dz[i]);
    }
    expect_no_leak();
}

/* Row i of M has one bad element, at place i % N of the array; the kind of bad goes round, and so
 * does how it is asked. */
static void refuses(const char *name, float *array, const float *bad, size_t kinds)
{
    enum { N = 139 };
    struct input in = draw(N, 4, true);
    for (size_t i = 0; i < N; i++) any_w[i] += 0.25f; /* what weight 0 excuses is another test's */
    static float rows[2 * N * N];
    size_t m = 2 * N;
    for (size_t i = 0; i < m; i++) {
        memcpy(rows + i * N, array, N * sizeof *rows);
        rows[i * N + i % N] = bad[i % kinds];
    }
    size_t step_z = array == any_z ? N : 0, step_y = array == any_y ? N : 0;
    size_t step_w = array == any_w ? N : 0;
    const float *z = given_f32("z", step_z ? m * N : N, step_z ? rows : in.z);
    const float *y = given_f32("y", step_y ? m * N : N, step_y ? rows : in.y);
    const float *w_opt = given_f32("w_opt", step_w ? m * N : N, step_w ? rows : in.w);
    int32_t *status = asked_i32("status", m);
    double *loss = asked_f64("loss", N);
    float *dz = asked_f32("dz", N);
    TRIAL(for (size_t i = 0; i < m; i++) status[i] = bce_logits(
              z + i * step_z, y + i * step_y, step_w || i % 2 ? w_opt + i * step_w : NULL, N, 1,
              (enum ml_reduction)(i / 2 % 3), loss, i / N ? dz : NULL));
    for (size_t i = 0; i < m; i++) {
        note("%s[%zu] = %g, n = %d, red = %s", name, i % N, (double)bad[i % kinds], N,
             name_of((enum ml_reduction)(i / 2 % 3)));
        expect_that(status[i] == ML_EINVAL, "returned %s   expected ML_EINVAL",
                    status_name(status[i]));
    }
    expect_untouched(loss);
    expect_untouched(dz);
}

TEST(contract, a_logit_that_is_not_finite_is_refused)
{
    static const float bad[] = {NAN, INFINITY, -INFINITY};
    refuses("z", any_z, bad, 3);
}

TEST(contract, a_target_outside_its_range_is_refused)
{
    static const float bad[] = {1.0000001f, -0x1p-149f, NAN, -1, 2, INFINITY, -INFINITY};
    refuses("y", any_y, bad, 7);
}

TEST(contract, a_weight_below_zero_or_not_finite_is_refused)
{
    static const float bad[] = {-0x1p-149f, NAN, INFINITY, -1, -INFINITY};
    refuses("w_opt", any_w, bad, 5);
}

TEST(contract, a_weight_of_zero_does_not_excuse_an_element)
{
    const float *w = given_f32("w_opt", 2, (const float[]){1, 0});
    const float *z = given_f32("z", 4, (const float[]){1, NAN, 1, 2});
    const float *y = given_f32("y", 4, (const float[]){1, 0, 1, 2});
    int32_t *status = asked_i32("status", 2);
    double *loss = asked_f64("loss", 1);
    note("w[1] = 0, and z[1] is NAN, then y[1] is 2; n = 2");
    TRIAL(status[0] = bce_logits(z, y, w, 2, 1, ML_MEAN, loss, NULL);
          status[1] = bce_logits(z + 2, y + 2, w, 2, 1, ML_MEAN, loss, NULL));
    expect_status_at(&status[0], ML_EINVAL, "with z[1] = NAN");
    expect_status_at(&status[1], ML_EINVAL, "with y[1] = 2");
    expect_untouched(loss);
}

/* No memory is needed. Who takes some has each allocation refused in turn. */
TEST(contract, a_failed_allocation_is_survived)
{
    struct input in = draw(200, 4, true);
    for (size_t i = 0; i < 8; i++) {
        heap_fail_at(i);
        ask(&in, true);
        expect_no_leak();
        if (*trial_status != ML_ENOMEM) {
            expect_status(ML_OK);
            double want = (double)exact_sum(&in).loss / 200;
            judge_loss(&in, 0, want, coarse(want));
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

/* Each of sizes with sign before it, and one target. */
static struct input sized(float sign, float target)
{
    static float z[SIZES], y[SIZES];
    for (size_t i = 0; i < SIZES; i++) {
        z[i] = sign * sizes[i];
        y[i] = target;
    }
    return (struct input){SIZES, z, y, NULL, 1, ML_NONE};
}

/* exp(89) overflows a float, exp(710) a double: sure and wrong costs |z|. */
TEST(numerics, no_logit_overflows)
{
    for (int target = 0; target <= 1; target++) {
        struct input in = sized(target ? -1 : 1, (float)target);
        check_all(&in);
        in.red = ML_SUM;
        check_all(&in);
    }
}

/* At z = -40 and y = 0 it is 4.248e-18: 1 + e is 1 from 37 on, and z + softplus(-z) is 0. */
TEST(numerics, a_sure_and_right_logit_still_costs_something)
{
    for (int target = 0; target <= 1; target++) {
        struct input in = sized(target ? 1 : -1, (float)target);
        check_losses(&in);
    }
}

/* The only elements of a mean: nothing larger hides them. */
TEST(numerics, a_mean_of_tiny_losses_keeps_their_digits)
{
    static const float most[] = {20, 40, 100};
    for (size_t k = 0; k < 3; k++) {
        struct input in = draw(300, most[k], false);
        for (size_t i = 0; i < in.n; i++) {
            any_y[i] = i % 2;
            any_z[i] = (float)(i % 2 ? 1 : -1) * (most[k] + fabsf(any_z[i]) / 10);
        }
        check_losses(&in);
    }
}

/* sigma(40) - 1 is 0 in double, sigma(18) - 1 in float; sigma(-40) is neither. */
TEST(numerics, a_sure_and_right_logit_still_has_a_derivative)
{
    for (int target = 0; target <= 1; target++) {
        struct input in = sized(target ? 1 : -1, (float)target);
        ask(&in, true);
        expect_status(ML_OK);
        judge_slopes(&in);
    }
}

/* (1 - y) z + softplus(-z) is a difference of 30 and 30 here, and what remains is 1e-12. */
TEST(numerics, soft_targets_near_an_end_keep_their_digits)
{
    static const float z[] = {-30, 30, -25, 25, -40, 40, -20, 20},
                       y[] = {1e-12f, 0x1.fffffep-1f, 1e-20f, 1, 1e-30f, 0x1.fffffcp-1f, 1e-9f, 1};
    struct input in = {8, z, y, NULL, 1, ML_NONE};
    check_losses(&in);
    in.pos_weight = 1e-6;
    check_losses(&in);
    in.pos_weight = 1e6;
    check_losses(&in);
}

TEST(numerics, each_loss_keeps_the_digits_of_a_double)
{
    static const double most[] = {1e-3, 1, 5, 40};
    for (size_t k = 0; k < 4; k++) {
        struct input in = draw(150, most[k], k % 2);
        in.pos_weight = k < 2 ? 1 : 2.7;
        in.red = ML_NONE;
        check_losses(&in);
    }
}

TEST(numerics, each_derivative_keeps_the_digits_of_a_float)
{
    static const double most[] = {1e-3, 1, 5, 40};
    for (size_t k = 0; k < 4; k++) {
        struct input in = draw(150, most[k], k % 2);
        in.pos_weight = k < 2 ? 1 : 2.7;
        in.red = k % 3 ? ML_MEAN : ML_SUM;
        ask(&in, true);
        expect_status(ML_OK);
        judge_slopes(&in);
    }
}

TEST(numerics, sums_are_kept_in_double)
{
    struct input in = draw(4000, 6, true);
    check_losses(&in);
    in.red = ML_SUM;
    check_losses(&in);
    in.w = NULL;
    check_losses(&in);
}

/* From denormals to nearly the largest float. */
TEST(numerics, weights_of_any_size_keep_the_digits)
{
    static const float scale[] = {0x1p-140f, 1e-30f, 1e30f, FLT_MAX / 4};
    for (size_t k = 0; k < 4; k++) {
        struct input in = draw(100, 30, true);
        for (size_t i = 0; i < in.n; i++) any_w[i] *= scale[k];
        in.red = ML_NONE;
        check_all(&in);
    }
}

/* ---- scale ---- */

TEST(scale, a_long_input_is_no_different)
{
    struct input in = draw(MOST, 8, false);
    check_all(&in);
}
