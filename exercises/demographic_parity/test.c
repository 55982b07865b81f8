/* A table is written as two rows of digits, one digit a person, spaces as the reader likes:
 *
 *     struct table t = table("00000 1111 2", "11100 1000 1");     groups; decisions
 *
 * basics judges the two formulas, edges the groups that cannot have a rate, each claim apart from
 * the others; numerics ends with random tables of every kind. Hand-made tables state their answer,
 * random ones are judged by truth_of. */
#include "harness/suite.h"

#include "demographic_parity.h"

enum {
    POOL = 1024,       /* digits of the tables of one test */
    LONG = 49152,      /* rows of the largest table */
    MANY = 300,        /* groups that truth_of can judge */
    BATCH = 160,       /* tables of one trial */
    BATCH_ROWS = 9000, /* ... and their rows in all */
    RANDOM_ROWS = 200, /* ... at most, of a random one */
};

struct table {
    size_t n, n_groups, min_support;
    enum ml_disparity how;
    const int32_t *group, *yhat;
    const double *w; /* NULL: all ones */
};

/* ---- what is expected ---- */

struct gap {
    enum ml_status status;
    double difference, ratio;
    double below; /* the rate below the line of the ratio, where that may be tiny; else 0 */
};
#define GAP(status, difference, ratio) ((struct gap){status, difference, ratio, 0})

struct truth {
    const double *rate; /* [n_groups], until the next one */
    struct gap gap;
};

struct tally {
    size_t rows;
    double weight, selected;
};

JUDGE static double share(const struct tally *t)
{
    return t->weight > 0 ? t->selected / t->weight : NAN;
}

/* The wider of two gaps, on either scale, replaces the narrower one. */
JUDGE static void widen(struct gap *v, double a, double b)
{
    double ratio = fmin(a, b) / fmax(a, b);
    v->difference = fmax(v->difference, fabs(a - b));
    if (ratio >= v->ratio) return;
    v->ratio = ratio;
    v->below = fmax(a, b);
}

JUDGE static struct truth truth_of(const struct table *t)
{
    static struct tally tally[MANY];
    static double rate[MANY];
    struct tally all = {0};
    struct gap gap = {ML_OK, NAN, NAN, 0};
    double lowest = INFINITY, highest = -INFINITY;
    memset(tally, 0, t->n_groups * sizeof *tally);
    for (size_t i = 0; i < t->n; i++) {
        struct tally *mine = &tally[t->group[i]];
        mine->rows++;
        mine->weight += t->w ? t->w[i] : 1;
        if (t->yhat[i] == 1) mine->selected += t->w ? t->w[i] : 1;
    }
    for (size_t g = 0; g < t->n_groups; g++) {
        all.weight += tally[g].weight;
        all.selected += tally[g].selected;
        rate[g] = tally[g].rows < t->min_support ? NAN : share(&tally[g]);
        if (rate[g] < lowest) lowest = rate[g];
        if (rate[g] > highest) highest = rate[g];
        if (isnan(rate[g])) gap.status = ML_EDOM;
    }
    if (t->how == ML_BETWEEN_GROUPS && lowest <= highest) widen(&gap, lowest, highest);
    if (t->how == ML_TO_OVERALL)
        for (size_t g = 0; g < t->n_groups; g++)
            if (!isnan(rate[g])) widen(&gap, rate[g], share(&all));
    if (isnan(gap.ratio)) gap.status = ML_EDOM;
    return (struct truth){rate, gap};
}

/* With u = eps/2, a sum of n numbers of one sign, in any order, is off by a factor of 1 + n u at
 * most, and a quotient of two sums by 2 n u = n eps: truth_of's own share of these four. A mean
 * that is updated row by row adds 3 u a row, of numbers up to 1. All rates are 1 at most. */
static double rate_tol(const struct table *t)
{
    return 4 * (double)t->n * DBL_EPSILON;
}

/* (lo + e) / (hi + e) is off by 2 e / hi at most. */
static double ratio_tol(const struct table *t, struct gap want)
{
    return 2 * rate_tol(t) / (want.below > 0 ? want.below : 1);
}

static bool is_close(double got, double want, double tol)
{
    return isnan(want) ? isnan(got) : fabs(got - want) <= tol;
}

/* ---- asking ---- */

static const int32_t *digits(const char *text, size_t *n)
{
    static int32_t pool[POOL];
    static size_t used;
    if (used + strlen(text) > POOL) used = 0;
    int32_t *value = pool + used;
    for (*n = 0; *text; text++)
        if (*text != ' ') value[(*n)++] = *text - '0';
    used += *n;
    return value;
}

static struct table table(const char *group, const char *yhat)
{
    struct table t = {.how = ML_BETWEEN_GROUPS};
    t.yhat = digits(yhat, &t.n);
    t.group = digits(group, &t.n);
    for (size_t i = 0; i < t.n; i++)
        if ((size_t)t.group[i] >= t.n_groups) t.n_groups = (size_t)t.group[i] + 1;
    return t;
}

static void append_digits(char *text, const char *name, const int32_t *value, size_t n)
{
    text += strlen(text) + (size_t)sprintf(text + strlen(text), "%s ", name);
    for (size_t i = 0; i < n; i++) *text++ = (char)('0' + value[i]);
    strcpy(text, ", ");
}

static void note_table(const struct table *t)
{
    char rows[128] = "";
    if (t->n <= 32 && t->n_groups <= 10) {
        append_digits(rows, "group", t->group, t->n);
        append_digits(rows, "yhat", t->yhat, t->n);
    }
    note("%sn = %zu, n_groups = %zu, min_support = %zu, how = %s", rows, t->n, t->n_groups,
         t->min_support, t->how == ML_TO_OVERALL ? "ML_TO_OVERALL" : "ML_BETWEEN_GROUPS");
}

struct answer {
    double *rate, *difference, *ratio;
};

static struct answer ask(const struct table *t)
{
    size_t n = t->n, n_groups = t->n_groups, min_support = t->min_support;
    enum ml_disparity how = t->how;
    const int32_t *group = given_i32("group", n, t->group);
    const int32_t *yhat = given_i32("yhat", n, t->yhat);
    const double *w_opt = t->w ? given_f64("w_opt", n, t->w) : NULL;
    double *rate = asked_f64("rate", n_groups), *difference = asked_f64("difference", 1);
    double *ratio = asked_f64("ratio", 1);
    note_table(t);
    CALL(demographic_parity(yhat, group, w_opt, n, n_groups, min_support, how, rate, difference,
                            ratio));
    return (struct answer){rate, difference, ratio};
}

/* Refused or out of memory: then the values are not worth a word. */
static void expect_answered(void)
{
    if (*trial_status != ML_EDOM && *trial_status != ML_OK) expect_status(ML_OK);
}

static void expect_rate(const struct table *t, const double *rate, size_t g, double want)
{
    if (!is_close(rate[g], want, rate_tol(t))) expect_f64(&rate[g], want, rate_tol(t));
}

/* Values before the status: they say more. A difference has the errors of two rates. */
static void expect_answer(const struct table *t, const struct answer *a, const double *rate_opt,
                          struct gap want)
{
    expect_answered();
    for (size_t g = 0; rate_opt && g < t->n_groups; g++) expect_rate(t, a->rate, g, rate_opt[g]);
    expect_f64(a->difference, want.difference, 2 * rate_tol(t));
    expect_f64(a->ratio, want.ratio, ratio_tol(t, want));
    expect_status(want.status);
}

static void judge(const struct table *t, const double *rate_opt, struct gap want)
{
    struct answer a = ask(t);
    expect_answer(t, &a, rate_opt, want);
}

/* Many tables in one trial, their rows and their rates one behind the other. */
static struct batch {
    struct table t[BATCH];
    size_t m, row[BATCH], slot[BATCH], rows, slots;
    int32_t group[BATCH_ROWS], yhat[BATCH_ROWS];
    double w[BATCH_ROWS];
    const int32_t *given_group, *given_yhat;
    const double *given_w;
    int32_t *status;
    double *rate, *difference, *ratio;
} batch;

static void batch_clear(void)
{
    batch.m = batch.rows = batch.slots = 0;
}

static void batch_add(const struct table *t)
{
    size_t at = batch.rows;
    batch.row[batch.m] = at;
    batch.slot[batch.m] = batch.slots;
    struct table *copy = &batch.t[batch.m++];
    *copy = *t;
    copy->group = memcpy(batch.group + at, t->group, t->n * sizeof *t->group);
    copy->yhat = memcpy(batch.yhat + at, t->yhat, t->n * sizeof *t->yhat);
    if (t->w) copy->w = memcpy(batch.w + at, t->w, t->n * sizeof *t->w);
    batch.rows += t->n;
    batch.slots += t->n_groups;
}

static void demographic_parity_of_each_table(void)
{
    const struct batch *b = &batch;
    for (size_t k = 0; k < b->m; k++) {
        const struct table *t = &b->t[k];
        size_t at = b->row[k];
        b->status[k] =
            demographic_parity(b->given_yhat + at, b->given_group + at,
                               t->w ? b->given_w + at : NULL, t->n, t->n_groups, t->min_support,
                               t->how, b->rate + b->slot[k], &b->difference[k], &b->ratio[k]);
    }
}

static void ask_batch(void)
{
    batch.given_group = given_i32("group", batch.rows, batch.group);
    batch.given_yhat = given_i32("yhat", batch.rows, batch.yhat);
    batch.given_w = given_f64("w_opt", batch.rows, batch.w);
    batch.status = asked_i32("status", batch.m);
    batch.rate = asked_f64("rate", batch.slots);
    batch.difference = asked_f64("difference", batch.m);
    batch.ratio = asked_f64("ratio", batch.m);
    note("%zu tables, one behind the other", batch.m);
    TRIAL(demographic_parity_of_each_table());
}

static bool batch_agrees(size_t k, const double *rate_opt, struct gap want)
{
    double tol = rate_tol(&batch.t[k]);
    const double *rate = batch.rate + batch.slot[k];
    bool ok = batch.status[k] == (int32_t)want.status;
    for (size_t g = 0; rate_opt && g < batch.t[k].n_groups; g++)
        ok = ok && is_close(rate[g], rate_opt[g], tol);
    return ok && is_close(batch.difference[k], want.difference, 2 * tol) &&
           is_close(batch.ratio[k], want.ratio, ratio_tol(&batch.t[k], want));
}

/* What is wrong is asked for again, alone, so that the failure shows its arguments. */
static void judge_in_batch(size_t k, const double *rate_opt, struct gap want)
{
    if (batch_agrees(k, rate_opt, want)) return;
    judge(&batch.t[k], rate_opt, want);
    fail_test("right when called alone, wrong after %zu other calls: what is kept between them?",
              k);
}

static void judge_gaps(const struct table *t, const struct gap *want, size_t m)
{
    batch_clear();
    for (size_t k = 0; k < m; k++) batch_add(&t[k]);
    ask_batch();
    for (size_t k = 0; k < m; k++) judge_in_batch(k, NULL, want[k]);
}

/* ---- basics ---- */

TEST(basics, a_rate_is_the_share_that_is_selected)
{
    struct table t = table("0000 1111", "1110 1000");
    judge(&t, (double[]){0.75, 0.25}, GAP(ML_OK, 0.5, 1 / 3.0));
}

/* README.md works this one out by hand. */
#define WORKED_EXAMPLE table("00000 1111 2", "11100 1000 1")

TEST(basics, the_widest_pair_of_groups_counts)
{
    struct table t = WORKED_EXAMPLE;
    judge(&t, (double[]){0.6, 0.25, 1}, GAP(ML_OK, 0.75, 0.25));
}

TEST(basics, a_row_counts_as_much_as_its_weight)
{
    struct table t = table("01 01 01", "10 01 00");
    t.w = (const double[]){1.5, 3, 0.5, 1, 0, 4};
    judge(&t, (double[]){0.75, 0.125}, GAP(ML_OK, 0.625, 1 / 6.0));
}

/* Rates 0.2, 0.4 and 0.9 around 0.5. */
TEST(basics, how_says_what_a_group_is_compared_with)
{
    struct table t = table("0000000000 1111111111 2222222222", "1100000000 1111000000 1111111110");
    t.how = ML_TO_OVERALL;
    judge(&t, NULL, GAP(ML_OK, 0.4, 0.4));
}

/* Rates 0.1 and 0.8: their mean is 0.45, the rate of all fifteen rows 1/3. */
TEST(basics, overall_is_the_rate_of_all_rows)
{
    struct table t = table("0000000000 11111", "1000000000 11110");
    t.how = ML_TO_OVERALL;
    judge(&t, NULL, GAP(ML_OK, 7 / 15.0, 0.3));
}

/* Rates 0.8 and 0.2 around 0.6: the widest difference is below. Rates 0.2 and 1 around 1/3: the
 * one is 0.6 of overall, overall a third of the other. Last, the worked example. */
TEST(basics, groups_on_either_side_of_overall_count_alike)
{
    struct table t[] = {table("0000000000 11111", "1111111100 10000"),
                        table("0000000000 11", "1100000000 11"), WORKED_EXAMPLE};
    static const struct gap want[] = {GAP(ML_OK, 0.4, 1 / 3.0), GAP(ML_OK, 2 / 3.0, 1 / 3.0),
                                      GAP(ML_OK, 0.5, 0.5)};
    for (size_t k = 0; k < 3; k++) t[k].how = ML_TO_OVERALL;
    judge_gaps(t, want, 3);
}

/* ---- edges ---- */

TEST(edges, what_is_left_out_is_reported)
{
    struct table t = table("000 1", "110 1");
    t.min_support = 2;
    ask(&t);
    expect_status(ML_EDOM);
}

TEST(edges, a_group_without_rows_is_left_out)
{
    struct table t = table("11 3333", "10 1110");
    judge(&t, (double[]){NAN, 0.5, NAN, 0.75}, GAP(ML_EDOM, 0.25, 2 / 3.0));
}

/* The last weight is a zero as well. */
TEST(edges, a_group_without_weight_is_left_out)
{
    struct table t = table("000 11", "100 11");
    t.w = (const double[]){1, 1, 2, 0, -0.0};
    judge(&t, (double[]){0.25, NAN}, GAP(ML_EDOM, 0, 1));
}

TEST(edges, min_support_is_the_fewest_rows_that_count)
{
    struct table t = WORKED_EXAMPLE;
    t.min_support = 4;
    judge(&t, (double[]){0.6, 0.25, NAN}, GAP(ML_EDOM, 0.35, 5 / 12.0));
}

/* Group 1 has three light rows, one of weight 0; group 2 a single heavy one. */
TEST(edges, support_counts_rows_and_not_weight)
{
    struct table t = table("0000 111 2", "1000 110 1");
    t.w = (const double[]){1, 1, 1, 1, 0.25, 0, 0.25, 100};
    t.min_support = 3;
    judge(&t, (double[]){0.25, 0.5, NAN}, GAP(ML_EDOM, 0.25, 0.5));
}

/* Rates 0.6 and 0.25; overall is 5/10 with the thin group's row, and would be 4/9 without. */
TEST(edges, overall_counts_the_rows_of_thin_groups)
{
    struct table t = WORKED_EXAMPLE;
    t.min_support = 4;
    t.how = ML_TO_OVERALL;
    judge(&t, NULL, GAP(ML_EDOM, 0.25, 0.5));
}

/* One group alone; one that is left; none that is left. */
TEST(edges, one_group_is_at_parity_and_none_is_undefined)
{
    struct table t[] = {table("000", "110"), table("000 1", "110 0"), table("00 11", "10 11")};
    t[1].min_support = 2;
    t[2].min_support = 3;
    judge_gaps(t, (struct gap[]){GAP(ML_OK, 0, 1), GAP(ML_EDOM, 0, 1), GAP(ML_EDOM, NAN, NAN)}, 3);
}

/* A group of which nobody is selected, then nobody in any group; both again beside overall. */
TEST(edges, a_ratio_is_undefined_only_where_it_is_0_by_0)
{
    struct table some = table("00 111", "10 000"), nobody = table("00 111", "00 000");
    struct table t[] = {some, nobody, some, nobody};
    t[2].how = t[3].how = ML_TO_OVERALL;
    static const struct gap want[] = {GAP(ML_OK, 0.5, 0), GAP(ML_EDOM, 0, NAN), GAP(ML_OK, 0.3, 0),
                                      GAP(ML_EDOM, 0, NAN)};
    judge_gaps(t, want, 4);
}

/* ---- contract ---- */

enum { REFUSED_ROWS = 67 }; /* not a multiple of any vector's width */

static size_t bad_place(size_t k)
{
    static const size_t place[] = {0, REFUSED_ROWS / 2, REFUSED_ROWS - 1};
    return place[k % 3];
}

/* Each value three times: with weights and, where it is not the weight that is bad, without. */
static void expect_refused(const char *column, const double *bad, size_t n_bad)
{
    int32_t group[REFUSED_ROWS], yhat[REFUSED_ROWS];
    double w[REFUSED_ROWS];
    struct table t = {.n = REFUSED_ROWS, .n_groups = 3, .group = group, .yhat = yhat};
    batch_clear();
    for (size_t k = 0; k < 3 * n_bad; k++) {
        for (size_t i = 0; i < t.n; i++) {
            group[i] = (int32_t)ml_rng_below(dice(), 3);
            yhat[i] = (int32_t)ml_rng_below(dice(), 2);
            w[i] = ml_rng_uniform(dice());
        }
        if (*column == 'g') group[bad_place(k)] = (int32_t)bad[k / 3];
        if (*column == 'y') yhat[bad_place(k)] = (int32_t)bad[k / 3];
        if (*column == 'w') w[bad_place(k)] = bad[k / 3];
        t.w = k % 2 || *column == 'w' ? w : NULL;
        batch_add(&t);
    }
    ask_batch();
    for (size_t k = 0; k < batch.m; k++)
        expect_that(batch.status[k] == ML_EINVAL,
                    "%s[%zu] = %.10g in an otherwise valid table of %d rows, %s weights: "
                    "returned %d   expected ML_EINVAL (%d)",
                    column, bad_place(k), bad[k / 3], REFUSED_ROWS,
                    batch.t[k].w ? "with" : "without", batch.status[k], ML_EINVAL);
}

TEST(contract, a_decision_is_0_or_1)
{
    expect_refused("yhat", (const double[]){2, -1, 256, INT32_MIN, INT32_MAX}, 5);
}

TEST(contract, a_group_lies_below_n_groups)
{
    expect_refused("group", (const double[]){3, -1, INT32_MIN, INT32_MAX}, 4);
}

/* -0.0 is a 0, and edges has it. */
TEST(contract, a_weight_is_finite_and_not_negative)
{
    expect_refused("w_opt", (const double[]){-1, -DBL_TRUE_MIN, INFINITY, -INFINITY, NAN}, 5);
}

enum { NO_YHAT = 1, NO_GROUP = 2, NO_RATE = 4, NO_DIFFERENCE = 8, NO_RATIO = 16 };

/* A table of four good rows and a bad fifth one; its fourth weight is bad. */
static const struct malformed {
    const char *what;
    size_t n, n_groups;
    unsigned how, missing;
    bool weighted;
} malformed[] = {
    {"n = 0", .n = 0, .n_groups = 3},
    {"n_groups = 0", .n = 4, .n_groups = 0},
    {"how = 2", .n = 4, .n_groups = 3, .how = 2},
    {"yhat = NULL", .n = 4, .n_groups = 3, .missing = NO_YHAT},
    {"group = NULL", .n = 4, .n_groups = 3, .missing = NO_GROUP},
    {"rate = NULL", .n = 4, .n_groups = 3, .missing = NO_RATE},
    {"difference = NULL", .n = 4, .n_groups = 3, .missing = NO_DIFFERENCE},
    {"ratio = NULL", .n = 4, .n_groups = 3, .missing = NO_RATIO},
    {"a last yhat of 2", .n = 5, .n_groups = 3},
    {"a last group equal to n_groups", .n = 4, .n_groups = 2},
    {"a last weight of -1", .n = 4, .n_groups = 3, .weighted = true},
};
enum { MALFORMED = sizeof malformed / sizeof *malformed, SLOT = 5 };

/* Each with outputs of its own, out[k][SLOT]: three rates, difference, ratio. */
static void call_malformed(const int32_t *yhat, const int32_t *group, const double *w,
                           int32_t *status, double *out)
{
    for (size_t k = 0; k < MALFORMED; k++) {
        const struct malformed *c = &malformed[k];
        double *rate = out + SLOT * k, *difference = rate + 3, *ratio = rate + 4;
        status[k] = demographic_parity(
            c->missing & NO_YHAT ? NULL : yhat, c->missing & NO_GROUP ? NULL : group,
            c->weighted ? w : NULL, c->n, c->n_groups, 0, c->how,
            c->missing & NO_RATE ? NULL : rate, c->missing & NO_DIFFERENCE ? NULL : difference,
            c->missing & NO_RATIO ? NULL : ratio);
    }
}

static void ask_malformed(int32_t **status, double **out)
{
    const int32_t *yhat = given_i32("yhat", 5, (const int32_t[]){0, 1, 1, 0, 2});
    const int32_t *group = given_i32("group", 5, (const int32_t[]){0, 1, 0, 2, 0});
    const double *w = given_f64("w", 4, (const double[]){1, 1, 1, -1});
    *status = asked_i32("status", MALFORMED);
    *out = asked_f64("out", MALFORMED * SLOT);
    TRIAL(call_malformed(yhat, group, w, *status, *out));
}

TEST(contract, what_is_missing_or_unknown_is_refused)
{
    int32_t *status;
    double *out;
    ask_malformed(&status, &out);
    for (size_t k = 0; k < MALFORMED; k++)
        expect_that(status[k] == ML_EINVAL, "%s: returned %d   expected ML_EINVAL (%d)",
                    malformed[k].what, status[k], ML_EINVAL);
}

TEST(contract, a_refusal_writes_nothing)
{
    static const char *const name[] = {"rate[0]", "rate[1]", "rate[2]", "difference", "ratio"};
    int32_t *status;
    double *out, poison;
    ask_malformed(&status, &out);
    memset(&poison, GIVEN_POISON, sizeof poison);
    for (size_t i = 0; i < MALFORMED * SLOT; i++)
        expect_that(memcmp(&out[i], &poison, sizeof poison) == 0,
                    "%s: malformed, and yet %s was overwritten with %g", malformed[i / SLOT].what,
                    name[i % SLOT], out[i]);
}

/* ---- numerics ---- */

static int32_t long_group[LONG], long_yhat[LONG];
static double long_w[LONG];

static struct table long_table(size_t n, size_t n_groups)
{
    struct ml_rng *r = dice();
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = ml_rng_u64(r);
        long_group[i] = (int32_t)((bits >> 32) * n_groups >> 32);
        long_yhat[i] = (bits & 255) < 64 + 16 * ((uint64_t)long_group[i] % 8);
        long_w[i] = 0.5 + (double)(bits >> 8 & 0xFFFFFF) * 0x1p-24;
    }
    return (struct table){.n = n, .n_groups = n_groups, .group = long_group, .yhat = long_yhat};
}

/* Sums in float would be off by 1e-7 and more, against 3.6e-12. */
/* Sums in float would be off by 1e-7 and more, against 3.6e-12. */
TEST(numerics, sums_keep_the_digits_of_a_double)
{
    struct table t = long_table(4000, 3);
    t.w = long_w;
    struct answer a = ask(&t);
    struct truth v = truth_of(&t);
    expect_answer(&t, &a, v.rate, v.gap);
}

TEST(numerics, the_unit_of_the_weights_does_not_matter)
{
    struct table t[] = {table("0000 111", "1000 110"), table("0000 111", "1000 110"),
                        table("01", "10")};
    t[0].w = (const double[]){1e-100, 2e-100, 1e-100, 4e-100, 1e-100, 1e-100, 2e-100};
    t[1].w = (const double[]){1e100, 2e100, 1e100, 4e100, 1e100, 1e100, 2e100};
    t[2].w = (const double[]){DBL_MAX, DBL_MAX};
    static const struct gap want[] = {GAP(ML_OK, 0.375, 0.25), GAP(ML_OK, 0.375, 0.25),
                                      GAP(ML_OK, 1, 0)};
    judge_gaps(t, want, 3);
}

/* Empty, thin and weightless groups, nobody selected, everybody: all of it happens. */
static void add_random_table(struct ml_rng *r)
{
    int32_t group[RANDOM_ROWS], yhat[RANDOM_ROWS];
    double w[RANDOM_ROWS];
    struct table t = {.n = 1 + ml_rng_below(r, ml_rng_below(r, 4) ? 12 : RANDOM_ROWS),
                      .n_groups = 1 + ml_rng_below(r, 12),
                      .min_support = ml_rng_below(r, 4),
                      .how = ml_rng_below(r, 2) ? ML_TO_OVERALL : ML_BETWEEN_GROUPS,
                      .group = group,
                      .yhat = yhat,
                      .w = ml_rng_below(r, 2) ? w : NULL};
    size_t used = 1 + ml_rng_below(r, t.n_groups), busy = ml_rng_below(r, 5);
    for (size_t i = 0; i < t.n; i++) {
        group[i] = (int32_t)ml_rng_below(r, used);
        yhat[i] = ml_rng_below(r, 4) < busy;
        w[i] = ml_rng_below(r, 4) ? 4 * ml_rng_uniform(r) : 0;
    }
    batch_add(&t);
}

TEST(numerics, any_table_gives_what_the_formulas_say)
{
    batch_clear();
    while (batch.m < BATCH && batch.rows + RANDOM_ROWS <= BATCH_ROWS) add_random_table(dice());
    ask_batch();
    for (size_t k = 0; k < batch.m; k++) {
        struct truth v = truth_of(&batch.t[k]);
        judge_in_batch(k, v.rate, v.gap);
    }
}

/* ---- memory ---- */

/* The answer may also do without the memory that it did not get. */
TEST(memory, a_failed_allocation_is_reported)
{
    struct table t = long_table(1000, MANY);
    for (size_t i = 0; i < 8; i++) {
        heap_fail_at(i);
        struct answer a = ask(&t);
        expect_no_leak();
        if (!heap_used().failed) {
            expect_answered();
            return;
        }
        if (*trial_status != ML_ENOMEM) {
            struct truth v = truth_of(&t);
            expect_answer(&t, &a, v.rate, v.gap);
            continue;
        }
        expect_untouched(a.rate);
        expect_untouched(a.difference);
        expect_untouched(a.ratio);
    }
}

/* A good call, and one whose last row is bad. The contract's bound is less than an int a row. */
TEST(memory, the_heap_is_freed_and_does_not_grow_with_the_rows)
{
    struct table t = long_table(20000, 8);
    size_t n = t.n, n_groups = t.n_groups;
    long_yhat[n - 1] = 2;
    const int32_t *group = given_i32("group", n, long_group);
    const int32_t *yhat = given_i32("yhat", n, long_yhat);
    double *rate = asked_f64("rate", n_groups), *difference = asked_f64("difference", 1);
    double *ratio = asked_f64("ratio", 1);
    TRIAL(demographic_parity(yhat, group, NULL, n - 1, n_groups, 0, 0, rate, difference, ratio);
          demographic_parity(yhat, group, NULL, n, n_groups, 0, 0, rate, difference, ratio));
    expect_no_leak();
    expect_peak(128 * n_groups + 65536);
}

/* ---- scale ---- */

/* One row a group: its rate is its decision. A pass over the rows for each group would be 6e8
 * additions, one after the other, and more than the time limit allows. */
TEST(scale, thousands_of_groups_are_no_special_case)
{
    size_t n = repeats(LONG);
    struct table t = long_table(n, n);
    t.w = long_w;
    for (size_t i = 0; i < n; i++) long_group[i] = (int32_t)(i * 12347 % n);
    struct answer a = ask(&t);
    expect_answered();
    for (size_t i = 0; i < n; i++)
        if (a.rate[long_group[i]] != long_yhat[i])
            expect_rate(&t, a.rate, (size_t)long_group[i], long_yhat[i]);
    expect_f64(a.difference, 1, 0);
}
