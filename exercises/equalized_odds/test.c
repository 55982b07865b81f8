/* A table is written as a word for each group, a letter a person: H a hit, M a miss (y = 1), F a
 * false alarm, C a correct rejection (y = 0); "-" is a group without rows.
 *
 *     struct table t = table("HHM FC");     tpr[0] is 2/3, fpr[1] is 1/2
 *
 * basics judges the rates, what a gap is and what is made of two gaps, edges the rates and ratios
 * that are undefined, each claim apart from the others; numerics ends with random tables of every
 * kind. Hand-made tables state their answer, random ones are judged by truth_of. */
#include "harness/suite.h"

#include "equalized_odds.h"

enum {
    LONG = 49152,  /* rows of the largest table */
    MANY = 300,    /* groups that truth_of can judge */
    LETTERS = 512, /* of the tables of one test */
    TABLES = 40,   /* random ones */
};

struct table {
    size_t n, n_groups;
    enum ml_disparity how;
    enum ml_aggregate agg;
    const int32_t *y, *yhat, *group;
    const double *w; /* NULL: all ones */
};

/* ---- what is expected ---- */

struct gap {
    enum ml_status status;
    double difference, ratio;
    double below; /* the smallest rate below the line of a ratio, where that may be tiny; else 0 */
};
#define GAP(status, difference, ratio) ((struct gap){status, difference, ratio, 0})

struct truth {
    const double *tpr, *fpr; /* [n_groups], until the next one; or NULL: not asked about */
    struct gap gap;
};

struct tally {
    double weight, flagged;
};

JUDGE static double share(const struct tally *t)
{
    return t->weight > 0 ? t->flagged / t->weight : NAN;
}

/* The wider of two gaps, on either scale, replaces the narrower one. */
JUDGE static void widen(struct gap *v, double a, double b)
{
    double ratio = fmax(a, b) > 0 ? fmin(a, b) / fmax(a, b) : NAN;
    v->difference = fmax(v->difference, fabs(a - b));
    if (ratio >= v->ratio) return;
    v->ratio = ratio;
    v->below = fmax(a, b);
}

JUDGE static struct gap gap_of(const double *rate, size_t n_groups, enum ml_disparity how,
                               double overall)
{
    struct gap gap = {ML_OK, NAN, NAN, 0};
    double lowest = INFINITY, highest = -INFINITY;
    for (size_t g = 0; g < n_groups; g++) {
        if (isnan(rate[g])) {
            gap.status = ML_EDOM;
            continue;
        }
        if (rate[g] < lowest) lowest = rate[g];
        if (rate[g] > highest) highest = rate[g];
        if (how == ML_TO_OVERALL) widen(&gap, rate[g], overall);
    }
    if (how == ML_BETWEEN_GROUPS && lowest <= highest) widen(&gap, lowest, highest);
    if (isnan(gap.ratio)) gap.status = ML_EDOM;
    return gap;
}

JUDGE static struct gap both(struct gap a, struct gap b, enum ml_aggregate agg)
{
    struct gap gap = {a.status == ML_OK ? b.status : a.status, (a.difference + b.difference) / 2,
                      (a.ratio + b.ratio) / 2, fmin(a.below, b.below)};
    if (agg == ML_WORST && !isnan(gap.difference))
        gap.difference = fmax(a.difference, b.difference);
    if (agg == ML_WORST && !isnan(gap.ratio)) gap.ratio = fmin(a.ratio, b.ratio);
    return gap;
}

JUDGE static struct truth truth_of(const struct table *t)
{
    static struct tally tally[2][MANY];
    static double rate[2][MANY];
    struct gap gap[2];
    memset(tally, 0, sizeof tally);
    for (size_t i = 0; i < t->n; i++) {
        struct tally *mine = &tally[t->y[i]][t->group[i]];
        mine->weight += t->w ? t->w[i] : 1;
        if (t->yhat[i] == 1) mine->flagged += t->w ? t->w[i] : 1;
    }
    for (int y = 0; y < 2; y++) {
        struct tally all = {0};
        for (size_t g = 0; g < t->n_groups; g++) {
            all.weight += tally[y][g].weight;
            all.flagged += tally[y][g].flagged;
            rate[y][g] = share(&tally[y][g]);
        }
        gap[y] = gap_of(rate[y], t->n_groups, t->how, share(&all));
    }
    return (struct truth){rate[1], rate[0], both(gap[1], gap[0], t->agg)};
}

/* With u = eps/2, a sum of n numbers of one sign, in any order, is off by a factor of 1 + n u at
 * most, and a quotient of two sums by 2 n u = n eps: truth_of's own share of these four. A mean
 * that is updated row by row adds 3 u a row, of numbers up to 1. All rates are 1 at most. */
static double rate_tol(const struct table *t)
{
    return 4 * (double)t->n * DBL_EPSILON;
}

/* (lo + e) / (hi + e) is off by 2 e / hi at most. Neither the smaller of two such ratios nor their
 * mean is off by more than the worse of them; the same goes for differences. */
static double ratio_tol(const struct table *t, struct gap want)
{
    return 2 * rate_tol(t) / (want.below > 0 ? want.below : 1);
}

/* ---- asking ---- */

static struct table table(const char *text)
{
    static int32_t y[LETTERS], yhat[LETTERS], group[LETTERS];
    static size_t used;
    if (used + strlen(text) > LETTERS) used = 0;
    struct table t = {.n_groups = 1, .y = y + used, .yhat = yhat + used, .group = group + used};
    for (; *text; text++) {
        if (*text == ' ') t.n_groups++;
        if (*text == ' ' || *text == '-') continue;
        y[used] = *text == 'H' || *text == 'M';
        yhat[used] = *text == 'H' || *text == 'F';
        group[used++] = (int32_t)t.n_groups - 1;
        t.n++;
    }
    return t;
}

static int32_t long_y[LONG], long_yhat[LONG], long_group[LONG];
static double long_w[LONG];

/* Of all kinds, in no order; weights from 0.5 to 1.5, if they are asked for. */
static struct table long_table(size_t n, size_t n_groups)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = ml_rng_u64(dice()), y = bits >> 31 & 1;
        long_group[i] = (int32_t)((bits >> 32) * n_groups >> 32);
        long_y[i] = (int32_t)y;
        long_yhat[i] = (bits & 255) < 48 + 64 * y + 16 * ((uint64_t)long_group[i] % 8);
        long_w[i] = 0.5 + (double)(bits >> 8 & 0x7FFFFF) * 0x1p-23;
    }
    return (struct table){n, n_groups, 0, 0, long_y, long_yhat, long_group, NULL};
}

static void append_digits(char *text, const char *name, const int32_t *value, size_t n)
{
    text += strlen(text) + (size_t)sprintf(text + strlen(text), "%s ", name);
    for (size_t i = 0; i < n; i++) *text++ = (char)('0' + value[i]);
    strcpy(text, ", ");
}

static void note_table(const struct table *t)
{
    char rows[160] = "";
    if (t->n <= 40 && t->n_groups <= 10) {
        append_digits(rows, "group", t->group, t->n);
        append_digits(rows, "y", t->y, t->n);
        append_digits(rows, "yhat", t->yhat, t->n);
    }
    note("%sn = %zu, n_groups = %zu, how = %s, agg = %s", rows, t->n, t->n_groups,
         t->how == ML_TO_OVERALL ? "ML_TO_OVERALL" : "ML_BETWEEN_GROUPS",
         t->agg == ML_AVERAGE ? "ML_AVERAGE" : "ML_WORST");
}

struct answer {
    double *tpr, *fpr, *difference, *ratio;
};

#define CALLED                                                                                     \
    "equalized_odds(y, yhat, group, w_opt, n, n_groups, how, agg, tpr, fpr, difference, ratio)"

static enum ml_status call(const struct table *t, struct answer a)
{
    return equalized_odds(t->y, t->yhat, t->group, t->w, t->n, t->n_groups, t->how, t->agg, a.tpr,
                          a.fpr, a.difference, a.ratio);
}

static struct table given_table(const struct table *t)
{
    struct table given = *t;
    given.y = given_i32("y", t->n, t->y);
    given.yhat = given_i32("yhat", t->n, t->yhat);
    given.group = given_i32("group", t->n, t->group);
    given.w = t->w ? given_f64("w_opt", t->n, t->w) : NULL;
    return given;
}

static struct answer asked_answer(size_t n_groups)
{
    return (struct answer){asked_f64("tpr", n_groups), asked_f64("fpr", n_groups),
                           asked_f64("difference", 1), asked_f64("ratio", 1)};
}

/* Anew each time: a failure shows the arguments of the last. */
static struct answer ask(const struct table *t)
{
    given_release();
    struct table in = given_table(t);
    struct answer out = asked_answer(t->n_groups);
    note_table(t);
    TRIAL_OF(CALLED, *trial_status = call(&in, out));
    return out;
}

/* Refused or out of memory: then the values are not worth a word. */
static void expect_answered(void)
{
    if (*trial_status != ML_EDOM && *trial_status != ML_OK) expect_status(ML_OK);
}

static void expect_rates(const struct table *t, const double *rate, const double *want_opt)
{
    double tol = rate_tol(t);
    for (size_t g = 0; want_opt && g < t->n_groups; g++)
        if (!(fabs(rate[g] - want_opt[g]) <= tol)) expect_f64(&rate[g], want_opt[g], tol);
}

/* Values before the status: they say more. A difference has the errors of two rates. */
static void expect_answer(const struct table *t, const struct answer *a, struct truth want)
{
    expect_answered();
    expect_rates(t, a->tpr, want.tpr);
    expect_rates(t, a->fpr, want.fpr);
    expect_f64(a->difference, want.gap.difference, 2 * rate_tol(t));
    expect_f64(a->ratio, want.gap.ratio, ratio_tol(t, want.gap));
    expect_status(want.gap.status);
}

static void judge(const struct table *t, struct truth want)
{
    struct answer a = ask(t);
    expect_answer(t, &a, want);
}

static void judge_gap(struct table t, enum ml_disparity how, enum ml_aggregate agg, struct gap want)
{
    t.how = how;
    t.agg = agg;
    judge(&t, (struct truth){NULL, NULL, want});
}

/* The gaps in order: between groups the worst, the average; to overall the worst, the average. */
static void judge_every_way(struct table t, enum ml_status status, const double difference[4],
                            const double ratio[4])
{
    for (unsigned k = 0; k < 4; k++)
        judge_gap(t, k / 2, k % 2, GAP(status, difference[k], ratio[k]));
}

static const double undefined[] = {NAN, NAN, NAN, NAN}, zero[4];
#define EACH(...) ((const double[]){__VA_ARGS__})
#define TRUTH(tpr, fpr, ...) ((struct truth){tpr, fpr, GAP(__VA_ARGS__)})

/* ---- basics ---- */

/* README.md works this one out by hand: half of either group is flagged. */
#define WORKED_EXAMPLE table("HHHMFCCC HMMMFF")

/* 4 of 5 positives and 2 of 8 negatives; 2 of 5 and 2 of 3. */
TEST(basics, a_rate_is_a_share_of_those_who_have_the_label)
{
    struct table t = table("HHHHMFFCCCCCC HHMMMFFC");
    judge(&t, TRUTH(EACH(0.8, 0.4), EACH(0.25, 2 / 3.0), ML_OK, 5 / 12.0, 0.375));
}

TEST(basics, equal_shares_may_hide_unequal_odds)
{
    struct table t = WORKED_EXAMPLE;
    judge(&t, TRUTH(EACH(0.75, 0.25), EACH(0.25, 1), ML_OK, 0.75, 0.25));
}

TEST(basics, a_row_counts_as_much_as_its_weight)
{
    struct table t = table("HMFC MHCF");
    t.w = EACH(1.5, 0.5, 1, 4, 3, 1, 6, 2);
    judge(&t, TRUTH(EACH(0.75, 0.25), EACH(0.2, 0.25), ML_OK, 0.5, 1 / 3.0));
}

/* TPR 0.75, 0.25, 0.5 with FPR 0.5, 0.5, 0.25; then TPR 0.5, 0.75, 0.5 with FPR 0.25, 0.25, 1: the
 * first and the last group, or any two for both rates, are not the pair. */
TEST(basics, each_gap_has_its_own_widest_pair_of_groups)
{
    judge_gap(table("HHHMFFCC HMMMFFCC HHMMFCCC"), 0, 0, GAP(ML_OK, 0.5, 1 / 3.0));
    judge_gap(table("HHMMFCCC HHHMFCCC HHMMFFFF"), 0, 0, GAP(ML_OK, 0.75, 0.25));
}

/* TPR 0.9 and 0.4, FPR 0.5 and 0.1: the larger difference is that of the TPRs, the smaller ratio
 * that of the FPRs. Then the two the other way round. */
TEST(basics, agg_is_the_worst_or_the_mean_of_the_two_gaps)
{
    struct table t[] = {table("HHHHHHHHHMFFFFFCCCCC HHHHMMMMMMFCCCCCCCCC"),
                        table("HHHHHMMMMMFFFFFFFFFC HMMMMMMMMMFFFFCCCCCC")};
    for (size_t k = 0; k < 2; k++) {
        judge_gap(t[k], 0, ML_WORST, GAP(ML_OK, 0.5, 0.2));
        judge_gap(t[k], 0, ML_AVERAGE, GAP(ML_OK, 0.45, 29 / 90.0));
    }
}

/* The first group has the higher TPR, the second the higher FPR. */
TEST(basics, gaps_of_opposite_signs_do_not_cancel)
{
    judge_gap(table("HHHMFCCC HMMMFFFC"), 0, ML_AVERAGE, GAP(ML_OK, 0.5, 1 / 3.0));
    judge_gap(WORKED_EXAMPLE, 0, ML_AVERAGE, GAP(ML_OK, 0.625, 7 / 24.0));
}

/* TPR 0.2, 0.4 and 0.9 around 0.5, FPR 0.5 everywhere. */
TEST(basics, how_says_what_a_group_is_compared_with)
{
    struct table t = table("HHMMMMMMMMFC HHHHMMMMMMFC HHHHHHHHHMFC");
    judge_gap(t, ML_TO_OVERALL, ML_WORST, GAP(ML_OK, 0.4, 0.4));
}

/* TPR 0.1 of ten and 0.8 of five: their mean is 0.45, the rate of all fifteen 1/3; of all rows, 8
 * of 23 are flagged. FPR 0.5 and 0.25 around 0.375. */
TEST(basics, overall_is_the_rate_of_all_who_have_the_label)
{
    struct table t = table("HMMMMMMMMMFFCC HHHHMFCCC");
    judge_gap(t, ML_TO_OVERALL, ML_WORST, GAP(ML_OK, 7 / 15.0, 0.3));
    judge_gap(t, ML_TO_OVERALL, ML_AVERAGE,
              GAP(ML_OK, (7 / 15.0 + 1 / 8.0) / 2, (0.3 + 2 / 3.0) / 2));
}

/* FPR 0.5 throughout. TPR 0.8 and 0.2 around 0.6: the widest difference is below. TPR 0.2 and 1
 * around 1/3: the one is 0.6 of overall, overall a third of the other. Last, the worked example. */
TEST(basics, groups_on_either_side_of_overall_count_alike)
{
    struct table below = table("HHHHHHHHMMFC HMMMMFC"), above = table("HHMMMMMMMMFC HHFC");
    judge_gap(below, ML_TO_OVERALL, ML_WORST, GAP(ML_OK, 0.4, 1 / 3.0));
    judge_gap(above, ML_TO_OVERALL, ML_WORST, GAP(ML_OK, 2 / 3.0, 1 / 3.0));
    judge_gap(WORKED_EXAMPLE, ML_TO_OVERALL, ML_WORST, GAP(ML_OK, 0.5, 0.5));
}

/* ---- edges ---- */

/* Group 2 has neither rate: both gaps are there, and yet not all is well. */
TEST(edges, what_is_missing_is_reported)
{
    struct table t = table("HMFC HHFC -");
    ask(&t);
    expect_status(ML_EDOM);
}

/* Its FPR, 1, counts all the same. A TPR of 0 would make the difference 0.75 and the ratio 0. */
TEST(edges, a_group_without_positives_has_no_tpr)
{
    struct table t = table("HHHMFFCC HHMMFFFC FF");
    judge(&t, TRUTH(EACH(0.75, 0.5, NAN), EACH(0.5, 0.75, 1), ML_EDOM, 0.5, 0.5));
}

TEST(edges, a_group_without_negatives_has_no_fpr)
{
    struct table t = table("HH HHMMFFFC HHMMFFCC");
    judge(&t, TRUTH(EACH(1, 0.5, 0.5), EACH(NAN, 0.75, 0.5), ML_EDOM, 0.5, 0.5));
}

TEST(edges, a_group_without_rows_has_neither_rate)
{
    struct table t = table("- HHHMFCCC - HMFC");
    judge(&t, TRUTH(EACH(NAN, 0.75, NAN, 0.5), EACH(NAN, 0.25, NAN, 0.5), ML_EDOM, 0.25, 0.5));
}

/* Group 1 has a positive of weight 0 and a negative of weight -0.0. */
TEST(edges, a_label_without_weight_gives_no_rate)
{
    struct table t = table("HMFC HF HHFF");
    t.w = EACH(1, 1, 1, 3, 0, -0.0, 2, 2, 1, 1);
    judge(&t, TRUTH(EACH(0.5, NAN, 1), EACH(0.25, NAN, 1), ML_EDOM, 0.75, 0.25));
}

/* No positives at all, then no negatives. */
TEST(edges, half_an_answer_is_no_answer)
{
    struct table t = table("FFFC FCCC");
    judge(&t, TRUTH(EACH(NAN, NAN), EACH(0.75, 0.25), ML_EDOM, NAN, NAN));
    judge_every_way(t, ML_EDOM, undefined, undefined);
    judge_every_way(table("HHHM HMMM"), ML_EDOM, undefined, undefined);
}

/* Alone in the table, then alone in having the rate: one has the positives, one the negatives. */
TEST(edges, a_group_alone_is_equal_to_itself)
{
    judge_every_way(table("HMFC"), ML_OK, zero, EACH(1, 1, 1, 1));
    judge_every_way(table("HM FC -"), ML_EDOM, zero, EACH(1, 1, 1, 1));
}

/* Every TPR is 1 and every FPR 0. Then all predictions are wrong; then nobody is flagged. */
TEST(edges, a_perfect_classifier_has_no_ratio)
{
    judge_every_way(table("HHCC HCCC"), ML_EDOM, zero, undefined);
    judge_every_way(table("MMFF MFFF"), ML_EDOM, zero, undefined);
    judge_every_way(table("MMCC MCCC"), ML_EDOM, zero, undefined);
}

/* One ratio is 0/0 and the other is not. FPR 0, TPR 0.5 and 1; then TPR 0, FPR 0.5 and 1. */
TEST(edges, an_undefined_ratio_leaves_the_difference)
{
    static const double want[] = {0.5, 0.25, 0.25, 0.125};
    judge_every_way(table("HMCC HHCC"), ML_EDOM, want, undefined);
    judge_every_way(table("MMFC MMFF"), ML_EDOM, want, undefined);
}

/* Nobody of group 1 is flagged by mistake, half of group 0 are. TPR 1 and 0.5. */
TEST(edges, a_rate_of_0_beside_another_is_a_ratio_of_0)
{
    judge_every_way(table("HHFC HMCC"), ML_OK, EACH(0.5, 0.5, 0.25, 0.25),
                    EACH(0, 0.25, 0, 1 / 3.0));
}

/* ---- contract ---- */

enum { REFUSED_ROWS = 67, PLACES = 3 }; /* not a multiple of any vector's width */
static const size_t bad_place[PLACES] = {0, REFUSED_ROWS / 2, REFUSED_ROWS - 1};

/* labels: of which column, NULL for the weights */
static void put(int32_t *labels, size_t i, double value)
{
    if (labels) labels[i] = (int32_t)value;
    if (!labels) long_w[i] = value;
}

/* Each value in each place; with weights and, where it is not the weight that is bad, without. A 1
 * is good anywhere. */
static void call_refused(struct table t, int32_t *labels, const double *bad, size_t n_bad,
                         int32_t *status)
{
    double out[8];
    for (size_t k = 0; k < PLACES * n_bad; k++) {
        put(labels, bad_place[k % PLACES], bad[k / PLACES]);
        t.w = k % 2 || !labels ? long_w : NULL;
        status[k] = call(&t, (struct answer){out, out + 3, out + 6, out + 7});
        put(labels, bad_place[k % PLACES], 1);
    }
}

static void expect_refused(const char *column, int32_t *labels, const double *bad, size_t n_bad)
{
    struct table t = long_table(REFUSED_ROWS, 3);
    int32_t *status = asked_i32("status", PLACES * n_bad);
    TRIAL(call_refused(t, labels, bad, n_bad, status));
    for (size_t k = 0; k < PLACES * n_bad; k++)
        expect_that(status[k] == ML_EINVAL,
                    "%s[%zu] = %.10g in an otherwise valid table: returned %d   expected ML_EINVAL",
                    column, bad_place[k % PLACES], bad[k / PLACES], status[k]);
}

TEST(contract, a_label_is_0_or_1)
{
    expect_refused("y", long_y, EACH(2, -1, 256, INT32_MIN, INT32_MAX), 5);
}

TEST(contract, a_prediction_is_0_or_1)
{
    expect_refused("yhat", long_yhat, EACH(2, -1, 256, INT32_MIN, INT32_MAX), 5);
}

TEST(contract, a_group_lies_below_n_groups)
{
    expect_refused("group", long_group, EACH(3, -1, INT32_MIN, INT32_MAX), 4);
}

TEST(contract, a_weight_is_finite_and_not_negative)
{
    expect_refused("w_opt", NULL, EACH(-1, -DBL_TRUE_MIN, INFINITY, -INFINITY, NAN), 5);
}

enum { MALFORMED = 15, SLOT = 8 }; /* outputs of each: three TPRs, three FPRs, difference, ratio */

struct malformed {
    struct table good;
    const int32_t *bad; /* a column that ends with a 2 */
    int32_t *status;
    double *out;
};

/* Good but for one thing: the words for it. */
static const char *spoil(struct table *t, struct answer *a, const struct malformed *m, size_t k)
{
    switch (k) {
    case 0: return t->n = 0, "n = 0";
    case 1: return t->n_groups = 0, "n_groups = 0";
    case 2: return t->how = 2, "how = 2";
    case 3: return t->agg = 2, "agg = 2";
    case 4: return t->y = NULL, "y = NULL";
    case 5: return t->yhat = NULL, "yhat = NULL";
    case 6: return t->group = NULL, "group = NULL";
    case 7: return a->tpr = NULL, "tpr = NULL";
    case 8: return a->fpr = NULL, "fpr = NULL";
    case 9: return a->difference = NULL, "difference = NULL";
    case 10: return a->ratio = NULL, "ratio = NULL";
    case 11: return t->y = m->bad, "a last y of 2";
    case 12: return t->yhat = m->bad, "a last yhat of 2";
    case 13: return t->n_groups = 2, "a last group equal to n_groups";
    case 14: return t->w = m->good.w, "a last weight of -1";
    default: return NULL;
    }
}

static void call_malformed(const struct malformed *m)
{
    for (size_t k = 0; k < MALFORMED; k++) {
        struct table t = m->good;
        double *out = m->out + SLOT * k;
        struct answer a = {out, out + 3, out + 6, out + 7};
        t.w = NULL;
        spoil(&t, &a, m, k);
        m->status[k] = call(&t, a);
    }
}

static struct malformed ask_malformed(void)
{
    struct table t = table("HM FC F");
    t.w = EACH(1, 1, 1, 1, -1);
    struct malformed m = {given_table(&t),
                          given_i32("a bad column", 5, (const int32_t[]){0, 1, 1, 0, 2}),
                          asked_i32("status", MALFORMED), asked_f64("out", MALFORMED * SLOT)};
    TRIAL(call_malformed(&m));
    return m;
}

static const char *name_of_malformed(size_t k)
{
    return spoil(&(struct table){0}, &(struct answer){0}, &(struct malformed){0}, k);
}

TEST(contract, what_is_missing_or_unknown_is_refused)
{
    struct malformed m = ask_malformed();
    for (size_t k = 0; k < MALFORMED; k++)
        expect_that(m.status[k] == ML_EINVAL, "%s: returned %d   expected ML_EINVAL (%d)",
                    name_of_malformed(k), m.status[k], ML_EINVAL);
}

TEST(contract, a_refusal_writes_nothing)
{
    static const char *const name[] = {"tpr[0]", "tpr[1]", "tpr[2]",     "fpr[0]",
                                       "fpr[1]", "fpr[2]", "difference", "ratio"};
    struct malformed m = ask_malformed();
    double poison;
    memset(&poison, GIVEN_POISON, sizeof poison);
    for (size_t i = 0; i < MALFORMED * SLOT; i++)
        expect_that(memcmp(&m.out[i], &poison, sizeof poison) == 0,
                    "%s: malformed, and yet %s was overwritten with %g",
                    name_of_malformed(i / SLOT), name[i % SLOT], m.out[i]);
}

/* ---- numerics ---- */

/* Sums in float would be off by 1e-7 and more, against 3.6e-12. */
TEST(numerics, sums_keep_the_digits_of_a_double)
{
    struct table t = long_table(4000, 3);
    t.w = long_w;
    struct answer a = ask(&t);
    expect_answer(&t, &a, truth_of(&t));
}

TEST(numerics, the_unit_of_the_weights_does_not_matter)
{
    static const double unit[] = {1e-100, 1e100},
                        in_units[] = {1, 2, 1, 4, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1};
    struct table t = table("HMMMCCFF HHMCCCF");
    t.w = long_w;
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < t.n; i++) long_w[i] = unit[k] * in_units[i];
        judge_gap(t, 0, 0, GAP(ML_OK, 0.375, 0.25));
    }
    t = table("HC MF"), t.w = (const double[]){DBL_MAX, DBL_MAX, DBL_MAX, DBL_MAX};
    judge_gap(t, 0, 0, GAP(ML_OK, 1, 0));
}

/* Positives weigh 1e100, negatives 1: what is left of 4e100 + 4 after 4e100 is 0. */
TEST(numerics, one_label_may_weigh_next_to_nothing)
{
    struct table t = table("HHMMFCCC HMMMFFFC");
    double w[16];
    t.w = w;
    for (size_t i = 0; i < t.n; i++) w[i] = t.y[i] ? 1e100 : 1;
    judge(&t, TRUTH(EACH(0.5, 0.25), EACH(0.25, 0.75), ML_OK, 0.5, 1 / 3.0));
}

/* Groups without rows, or one of the labels, or weight; nobody flagged, everybody: all of it. */
static struct table random_table(struct ml_rng *r)
{
    static const size_t most[] = {24, 24, 24, 24, 24, 200, 200, 5000};
    size_t n = 1 + ml_rng_below(r, most[ml_rng_below(r, 8)]);
    size_t n_groups = 1 + ml_rng_below(r, ml_rng_below(r, 2) ? 12 : 3);
    struct table t = long_table(n, n_groups);
    size_t used = 1 + ml_rng_below(r, n_groups), true_ones = ml_rng_below(r, 5);
    size_t flagged[2] = {ml_rng_below(r, 5), ml_rng_below(r, 5)};
    for (size_t i = 0; i < n; i++) {
        long_group[i] = (int32_t)ml_rng_below(r, used);
        long_y[i] = ml_rng_below(r, 4) < true_ones;
        long_yhat[i] = ml_rng_below(r, 4) < flagged[long_y[i]];
        long_w[i] = ml_rng_below(r, 4) ? 4 * ml_rng_uniform(r) : 0;
    }
    t.how = ml_rng_below(r, 2) ? ML_TO_OVERALL : ML_BETWEEN_GROUPS;
    t.agg = ml_rng_below(r, 2) ? ML_AVERAGE : ML_WORST;
    t.w = ml_rng_below(r, 2) ? long_w : NULL;
    return t;
}

TEST(numerics, any_table_gives_what_the_formulas_say)
{
    for (size_t k = 0; k < TABLES; k++) {
        struct table t = random_table(dice());
        struct answer a = ask(&t);
        expect_answer(&t, &a, truth_of(&t));
    }
}

/* The same call twice, and in between one of other rows. */
TEST(numerics, a_call_knows_nothing_of_the_one_before)
{
    struct table t = long_table(100, 3), other = table("HHMC FFFC");
    t.how = ML_TO_OVERALL;
    struct table first = given_table(&t), between = given_table(&other);
    struct answer a = asked_answer(t.n_groups), b = asked_answer(2);
    note("a table, another one, and the first again");
    TRIAL(call(&first, a), call(&between, b), *trial_status = call(&first, a));
    expect_answer(&t, &a, truth_of(&t));
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
            expect_answer(&t, &a, truth_of(&t));
            continue;
        }
        expect_untouched(a.tpr), expect_untouched(a.fpr);
        expect_untouched(a.difference), expect_untouched(a.ratio);
    }
}

/* A good call, and one whose last row is bad. The contract's bound is less than an int a row. */
TEST(memory, the_heap_is_freed_and_does_not_grow_with_the_rows)
{
    struct table t = long_table(20000, 8);
    long_yhat[t.n - 1] = 2;
    struct table bad = given_table(&t), good = bad;
    struct answer a = asked_answer(t.n_groups);
    good.n--;
    note("%zu rows in %zu groups, then one more row, whose yhat is 2", good.n, good.n_groups);
    TRIAL(call(&good, a), call(&bad, a));
    expect_no_leak();
    expect_peak(256 * t.n_groups + 65536);
}

/* ---- scale ---- */

/* A positive and a negative a group: its rates are their predictions. A pass over the rows for each
 * group would be 1.2e9 rows and more than the time limit allows. */
TEST(scale, thousands_of_groups_are_no_special_case)
{
    size_t half = repeats(LONG) / 2, n = 2 * half;
    struct table t = long_table(n, half);
    t.w = long_w;
    for (size_t i = 0; i < n; i++) {
        long_group[i] = (int32_t)(i % half * 12347 % half);
        long_y[i] = i < half;
    }
    struct answer a = ask(&t);
    expect_answered();
    for (size_t i = 0; i < n; i++) {
        double *rate = &(i < half ? a.tpr : a.fpr)[long_group[i]];
        if (*rate != long_yhat[i]) expect_f64(rate, long_yhat[i], rate_tol(&t));
    }
    expect_f64(a.difference, 1, 0);
    expect_f64(a.ratio, 0, 0);
}
