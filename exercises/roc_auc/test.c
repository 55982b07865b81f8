/* In basics and edges scores are small whole numbers and weights powers of two: what becomes of
 * finer ones is for numerics to judge. */
#include "harness/suite.h"

#include "roc_auc.h"

enum { MAX_CALLS = 512, MAX_ROWS = 8192 };

/* ---- what is expected ---- */

/* The definition, pair by pair. NaN where there is no pair. */
JUDGE static double every_pair(const double *score, const int32_t *y, const double *w, size_t n)
{
    long double wins = 0, pos = 0, neg = 0;
    for (size_t i = 0; i < n; i++) {
        long double w_i = w ? w[i] : 1;
        *(y[i] ? &pos : &neg) += w_i;
        for (size_t j = 0; j < n; j++) {
            if (!y[i] || y[j] || score[i] < score[j]) continue;
            wins += w_i * (w ? w[j] : 1) / (score[i] == score[j] ? 2 : 1);
        }
    }
    return (double)(wins / pos / neg);
}

/* The same for sorted scores: each set of equal ones against the negatives below it. Whole numbers,
 * and so exact. */
JUDGE static double every_set(const double *score, const int32_t *y, size_t n)
{
    double twice = 0, pos = 0, neg = 0;
    for (size_t i = 0; i < n;) {
        double here[2] = {0, 0};
        size_t first = i;
        for (; i < n && score[i] == score[first]; i++) here[y[i]]++;
        twice += here[1] * (2 * neg + here[0]);
        neg += here[0];
        pos += here[1];
    }
    return twice / 2 / (pos * neg);
}

/* With u = 1.1e-16: in the pair form nothing is subtracted, and each of the three sums is off by a
 * factor of 1 + n u at most. A trapezoid takes differences of running sums that are off by n u
 * each, in all about 4 n u, absolute. The contract grants twice that, and 16 u for divisions. */
static double contract_tol(size_t n)
{
    return (8 * (double)n + 16) * (DBL_EPSILON / 2);
}

/* ---- asking ---- */

/* Many calls in one trial. The n[i] rows of call i begin at at[i]; status[i] and auc[i] are what it
 * gave. */
static struct {
    size_t calls, rows;
    size_t at[MAX_CALLS], n[MAX_CALLS];
    bool weighted[MAX_CALLS];
    double score[MAX_ROWS], w[MAX_ROWS];
    int32_t y[MAX_ROWS];
    int32_t *status;
    double *auc;
} ask;

static void ask_nothing(void)
{
    ask.calls = ask.rows = 0;
}

/* One more call. */
static void add(size_t n, const double *score, const int32_t *y, const double *w)
{
    size_t i = ask.calls++, at = ask.rows;
    ask.at[i] = at, ask.n[i] = n, ask.weighted[i] = w != NULL;
    memcpy(ask.score + at, score, n * sizeof *score);
    memcpy(ask.y + at, y, n * sizeof *y);
    for (size_t k = 0; k < n; k++) ask.w[at + k] = w ? w[k] : 1;
    ask.rows += n;
}

/* {9, 6, 5, ...} */
static size_t list(char *text, size_t size, const char *name, const double *x, const int32_t *y,
                   size_t n)
{
    size_t at = (size_t)snprintf(text, size, ", %s {", name);
    for (size_t k = 0; k < n && k < 8; k++)
        at += (size_t)snprintf(text + at, size - at, "%s%.*g", k ? ", " : "", 17,
                               x ? x[k] : (double)y[k]);
    at += (size_t)snprintf(text + at, size - at, n > 8 ? ", ...}" : "}");
    return at;
}

/* Which of the calls a failure is about. */
static void note_call(size_t i)
{
    char rows[1024] = "";
    size_t at = ask.at[i], used = 0;
    used += list(rows, sizeof rows, "score", ask.score + at, NULL, ask.n[i]);
    used += list(rows + used, sizeof rows - used, "y", NULL, ask.y + at, ask.n[i]);
    if (ask.weighted[i]) list(rows + used, sizeof rows - used, "w", ask.w + at, NULL, ask.n[i]);
    note("%sn = %zu%s", ask.calls > 1 ? "roc_auc with " : "", ask.n[i], rows);
}

static void ask_one(void)
{
    size_t n = ask.n[0];
    const double *score = given_f64("score", n, ask.score);
    const int32_t *y = given_i32("y", n, ask.y);
    const double *w_opt = ask.weighted[0] ? given_f64("w_opt", n, ask.w) : NULL;
    double *auc = ask.auc = asked_f64("auc", 1);
    ask.status = trial_status;
    note_call(0);
    CALL(roc_auc(score, y, w_opt, n, auc));
}

static void ask_all(void)
{
    if (ask.calls == 1) {
        ask_one();
        return;
    }
    const double *score = given_f64("score", ask.rows, ask.score);
    const int32_t *y = given_i32("y", ask.rows, ask.y);
    const double *w = given_f64("w_opt", ask.rows, ask.w);
    int32_t *status = ask.status = asked_i32("status", ask.calls);
    double *auc = ask.auc = asked_f64("auc", ask.calls);
    note("%zu calls of roc_auc, their rows one behind the other", ask.calls);
    TRIAL(for (size_t i = 0; i < ask.calls; i++) {
        size_t at = ask.at[i];
        status[i] = roc_auc(score + at, y + at, ask.weighted[i] ? w + at : NULL, ask.n[i], auc + i);
    });
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

static void expect_nth_status(size_t i, enum ml_status want)
{
    if (ask.status[i] == (int32_t)want) return;
    note_call(i);
    fail_test("returned %s   expected %s", name_of(ask.status[i]), name_of(want));
}

static void expect_nth(size_t i, double want, double tol)
{
    expect_nth_status(i, ML_OK);
    if (!(fabs(ask.auc[i] - want) <= tol)) note_call(i);
    expect_f64(&ask.auc[i], want, tol);
}

static void expect_each(double want)
{
    for (size_t i = 0; i < ask.calls; i++) expect_nth(i, want, contract_tol(ask.n[i]));
}

static void expect_every_pair_counted(void)
{
    for (size_t i = 0; i < ask.calls; i++) {
        size_t at = ask.at[i], n = ask.n[i];
        const double *w = ask.weighted[i] ? ask.w + at : NULL;
        expect_nth(i, every_pair(ask.score + at, ask.y + at, w, n), contract_tol(n));
    }
}

static void expect_all_undefined(void)
{
    for (size_t i = 0; i < ask.calls; i++) {
        expect_nth_status(i, ML_EDOM);
        if (!isnan(ask.auc[i])) note_call(i);
        expect_f64(&ask.auc[i], NAN, 0);
    }
}

static void expect_all_invalid(void)
{
    for (size_t i = 0; i < ask.calls; i++) expect_nth_status(i, ML_EINVAL);
    for (size_t i = 0; i < ask.calls; i++) {
        note_call(i);
        for (size_t k = 0; k < sizeof *ask.auc; k++)
            expect_that(((unsigned char *)&ask.auc[i])[k] == GIVEN_POISON,
                        "auc should have been left as it was, and was written");
    }
}

/* n rows of both classes: scores 0 .. levels - 1, weights 1/2, 1, 2 or 4. */
struct rows {
    size_t n;
    double score[64], w[64];
    int32_t y[64];
};

static struct rows random_rows(size_t n, size_t levels)
{
    struct rows r = {.n = n};
    for (size_t i = 0; i < n; i++) {
        r.score[i] = (double)ml_rng_below(dice(), levels);
        r.w[i] = ldexp(1, (int)ml_rng_below(dice(), 4) - 1);
        r.y[i] = (int32_t)ml_rng_below(dice(), 2);
    }
    r.y[0] = 0, r.y[n - 1] = 1;
    return r;
}

/* ---- basics ---- */

TEST(basics, a_positive_above_every_negative_is_worth_one)
{
    ask_nothing();
    add(4, (double[]){3, 8, 1, 5}, (int32_t[]){0, 1, 0, 1}, NULL);
    ask_all();
    expect_each(1);
}
END_TEST

/* 9 and 6 beat both negatives, 2 beats none: 4 of 6 pairs. */
TEST(basics, the_worked_example_is_two_thirds)
{
    ask_nothing();
    add(5, (double[]){6, 2, 5, 9, 3}, (int32_t[]){1, 1, 0, 1, 0}, NULL);
    ask_all();
    expect_each(2.0 / 3);
}
END_TEST

/* Two of each class at 4, in all their orders, between a negative and a positive. */
TEST(basics, tied_rows_may_come_in_any_order)
{
    static const int32_t orders[][4] = {{0, 0, 1, 1}, {0, 1, 0, 1}, {0, 1, 1, 0},
                                        {1, 0, 0, 1}, {1, 0, 1, 0}, {1, 1, 0, 0}};
    ask_nothing();
    for (size_t i = 0; i < 6; i++) {
        const int32_t *t = orders[i];
        add(6, (double[]){4, 1, 4, 4, 7, 4}, (int32_t[]){t[0], 0, t[1], t[2], 1, t[3]}, NULL);
    }
    ask_all();
    for (size_t i = 0; i < 6; i++) expect_nth(i, ask.auc[0], 2 * contract_tol(6));
}
END_TEST

/* The worked example with the 6 lowered to 5: two pairs won by 9, one by 5, one tied. And rows
 * that all score alike. */
TEST(basics, a_tie_counts_one_half)
{
    ask_nothing();
    add(5, (double[]){5, 2, 5, 9, 3}, (int32_t[]){1, 1, 0, 1, 0}, NULL);
    for (size_t n = 2; n <= 64; n *= 2) {
        struct rows r = random_rows(n, 1);
        add(n, r.score, r.y, NULL);
    }
    ask_all();
    expect_nth(0, 3.5 / 6, contract_tol(5));
    for (size_t i = 1; i < ask.calls; i++) expect_nth(i, 0.5, contract_tol(ask.n[i]));
}
END_TEST

TEST(basics, every_pair_counts_once)
{
    ask_nothing();
    for (size_t i = 0; i < 200; i++) {
        struct rows r = random_rows(2 + ml_rng_below(dice(), 14), 2 + ml_rng_below(dice(), 10));
        add(r.n, r.score, r.y, NULL);
    }
    ask_all();
    expect_every_pair_counted();
}
END_TEST

/* The worked example, 6 counted twice and 3 four times: (9 and twice 6) * (5 and four times 3) of 4
 * * 5 pairs. A weight of 0 takes a row away, be it above, below or beside the others. */
TEST(basics, a_weight_counts_as_so_many_rows)
{
    ask_nothing();
    add(5, (double[]){6, 2, 5, 9, 3}, (int32_t[]){1, 1, 0, 1, 0}, (double[]){2, 1, 1, 1, 4});
    for (int32_t a = 0; a < 2; a++)
        add(8, (double[]){6, 99, 2, 5, -9, 9, 3, 5}, (int32_t[]){1, a, 1, 0, !a, 1, 0, a},
            (double[]){2, 0, 1, 1, 0, 1, 4, 0});
    for (size_t i = 0; i < 200; i++) {
        struct rows r = random_rows(2 + ml_rng_below(dice(), 14), 2 + ml_rng_below(dice(), 10));
        add(r.n, r.score, r.y, r.w);
    }
    ask_all();
    for (size_t i = 0; i < 3; i++) expect_nth(i, 15.0 / 20, contract_tol(8));
    expect_every_pair_counted();
}
END_TEST

/* ---- edges ---- */

TEST(edges, one_class_is_undefined)
{
    static const double score[] = {2, 7, 1, 7};
    ask_nothing();
    for (size_t n = 1; n <= 4; n += 3) {
        add(n, score, (int32_t[]){0, 0, 0, 0}, NULL);
        add(n, score, (int32_t[]){1, 1, 1, 1}, NULL);
        add(n, score, (int32_t[]){1, 1, 1, 1}, (double[]){1, 2, 1, 4});
    }
    ask_all();
    expect_all_undefined();
}
END_TEST

TEST(edges, a_class_without_weight_is_undefined)
{
    static const double score[] = {2, 7, 1, 7};
    static const int32_t y[] = {0, 1, 0, 1};
    ask_nothing();
    add(4, score, y, (double[]){0, 1, 0, 2});
    add(4, score, y, (double[]){1, 0, 2, 0});
    add(4, score, y, (double[]){0, 0, 0, 0});
    ask_all();
    expect_all_undefined();
}
END_TEST

TEST(edges, minus_zero_ties_with_plus_zero)
{
    ask_nothing();
    add(2, (double[]){-0.0, 0.0}, (int32_t[]){0, 1}, NULL);
    add(2, (double[]){-0.0, 0.0}, (int32_t[]){1, 0}, NULL);
    add(4, (double[]){0.0, -0.0, 0.0, -0.0}, (int32_t[]){1, 0, 0, 1}, NULL);
    ask_all();
    expect_each(0.5);
}
END_TEST

/* ---- contract ---- */

TEST(contract, an_invalid_call_leaves_auc_alone)
{
    static const char *const what[] = {"n = 0", "score = NULL", "y = NULL", "auc = NULL"};
    const double *score = given_f64("score", 2, (double[]){1, 2});
    const double *no_score = given_f64("score", 0, NULL);
    const int32_t *y = given_i32("y", 2, (int32_t[]){0, 1}), *no_y = given_i32("y", 0, NULL);
    int32_t *status = asked_i32("status", 4);
    double *auc = asked_f64("auc", 1);
    note("roc_auc with n = 0, and with each pointer NULL in turn");
    TRIAL({
        status[0] = roc_auc(no_score, no_y, NULL, 0, auc);
        status[1] = roc_auc(NULL, y, NULL, 2, auc);
        status[2] = roc_auc(score, NULL, NULL, 2, auc);
        status[3] = roc_auc(score, y, NULL, 2, NULL);
    });
    for (size_t i = 0; i < 4; i++)
        expect_that(status[i] == ML_EINVAL, "with %s it returned %s, expected ML_EINVAL", what[i],
                    name_of(status[i]));
    expect_untouched(auc);
}
END_TEST

static struct rows good_rows(void)
{
    return (struct rows){5, {6, 2, 5, 9, 3}, {1, 2, 1, 1, 4}, {1, 1, 0, 1, 0}};
}

/* Rows of which row k is bad: as they are, with no weight on row k, and with k's class alone. */
static void add_spoilt(struct rows r, size_t k)
{
    add(r.n, r.score, r.y, r.w);
    if (r.w[k] >= 0 && isfinite(r.w[k])) {
        add(r.n, r.score, r.y, NULL);
        r.w[k] = 0;
        add(r.n, r.score, r.y, r.w);
    }
    for (size_t i = 0; i < r.n; i++)
        if (i != k) r.y[i] = r.y[k] == 1;
    add(r.n, r.score, r.y, r.w);
}

TEST(contract, labels_other_than_0_and_1_are_invalid)
{
    static const int32_t bad[] = {2, 3, -1, 256, INT32_MIN};
    ask_nothing();
    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < 5; k++) {
            struct rows r = good_rows();
            r.y[k] = bad[i];
            add_spoilt(r, k);
        }
    ask_all();
    expect_all_invalid();
}
END_TEST

TEST(contract, scores_that_are_not_finite_are_invalid)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY};
    ask_nothing();
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 5; k++) {
            struct rows r = good_rows();
            r.score[k] = bad[i];
            add_spoilt(r, k);
        }
    add(1, (double[]){NAN}, (int32_t[]){1}, NULL);
    ask_all();
    expect_all_invalid();
}
END_TEST

TEST(contract, weights_that_are_negative_or_not_finite_are_invalid)
{
    static const double bad[] = {-1, -1e-300, NAN, INFINITY, -INFINITY};
    ask_nothing();
    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < 5; k++) {
            struct rows r = good_rows();
            r.w[k] = bad[i];
            add_spoilt(r, k);
        }
    ask_all();
    expect_all_invalid();
}
END_TEST

/* ---- numerics ---- */

/* The worked example, and random rows, in steps of `step`: the order is what it was. */
static void add_stepped(double step)
{
    for (size_t i = 0; i < 8; i++) {
        struct rows r = random_rows(12, 6);
        for (size_t k = 0; k < r.n; k++) r.score[k] = (r.score[k] - 3) * step;
        add(r.n, r.score, r.y, NULL);
    }
}

TEST(numerics, scores_less_than_one_apart_are_ordered)
{
    ask_nothing();
    add_stepped(0.125);
    add_stepped(0.01);
    ask_all();
    expect_every_pair_counted();
}
END_TEST

TEST(numerics, tiny_scores_are_told_apart)
{
    ask_nothing();
    add_stepped(0x1p-40);
    add_stepped(0x1p-90);
    ask_all();
    expect_every_pair_counted();
}
END_TEST

/* One unit in the last place, at 0.5, at 1e6, at 0 and at the end of what a double can be. */
TEST(numerics, neighbouring_doubles_are_not_ties)
{
    const double half = nextafter(0.5, 1), million = nextafter(1e6, 0), least = nextafter(0, 1);
    static const int32_t up[] = {0, 1}, down[] = {1, 0};
    ask_nothing();
    add(2, (double[]){0.5, half}, up, NULL);
    add(2, (double[]){1e6, million}, down, NULL);
    add(2, (double[]){-half, -0.5}, up, NULL);
    add(2, (double[]){0, least}, up, NULL);
    add(2, (double[]){0, -least}, down, NULL);
    add(2, (double[]){DBL_MAX, nextafter(DBL_MAX, 0)}, down, NULL);
    add(2, (double[]){-DBL_MAX, DBL_MAX}, up, NULL);
    ask_all();
    expect_each(1);
}
END_TEST

/* 200 sets of a few rows and weights in (0, 1): a sum in float is off by 1e-8 or more. */
TEST(numerics, uneven_weights_keep_the_digits_of_a_double)
{
    enum { N = 400 };
    static double score[N], w[N];
    static int32_t y[N];
    for (size_t i = 0; i < N; i++) {
        score[i] = (double)ml_rng_below(dice(), 256);
        w[i] = ml_rng_uniform(dice());
        y[i] = ml_rng_uniform(dice()) < 0.2 + score[i] / 512;
    }
    ask_nothing();
    add(N, score, y, w);
    ask_all();
    expect_every_pair_counted();
}
END_TEST

/* The weights of either class in units of their own: 1e-200, 1 or 1e200. */
TEST(numerics, only_ratios_of_weights_within_a_class_matter)
{
    static const double unit[] = {1e-200, 1, 1e200};
    struct rows r = random_rows(16, 8), s = r;
    ask_nothing();
    for (size_t i = 0; i < 9; i++) {
        for (size_t k = 0; k < r.n; k++) s.w[k] = r.w[k] * unit[r.y[k] ? i / 3 : i % 3];
        add(s.n, s.score, s.y, s.w);
    }
    ask_all();
    expect_each(every_pair(r.score, r.y, r.w, r.n));
}
END_TEST

/* ---- memory ---- */

/* An answer that gets by without the memory it was refused is right as well. */
TEST(memory, a_failed_allocation_is_reported)
{
    struct rows r = random_rows(64, 32);
    const double *score = given_f64("score", 64, r.score), *w_opt = given_f64("w_opt", 64, r.w);
    const int32_t *y = given_i32("y", 64, r.y);
    double *auc = asked_f64("auc", 1);
    for (size_t i = 0; i < 16; i++) {
        note("n = 64, allocation %zu fails", i + 1);
        asked_again(auc);
        heap_fail_at(i);
        CALL(roc_auc(score, y, w_opt, 64, auc));
        if (!heap_used().failed) break;
        expect_no_leak();
        if (*trial_status == ML_OK) {
            expect_f64(auc, every_pair(r.score, r.y, r.w, 64), contract_tol(64));
            continue;
        }
        expect_status(ML_ENOMEM);
        expect_untouched(auc);
    }
}
END_TEST

TEST(memory, nothing_leaks_on_any_path)
{
    struct rows r = good_rows(), bad = r;
    bad.score[4] = NAN;
    ask_nothing();
    add(r.n, r.score, r.y, r.w);
    add(r.n, r.score, (int32_t[]){1, 1, 1, 1, 1}, r.w);
    add(bad.n, bad.score, bad.y, bad.w);
    ask_all();
    note("a good call, one whose rows are of one class, and one with a NaN in its last row");
    expect_no_leak();
}
END_TEST

/* ---- scale ---- */

/* Sorted, 40 rows to a score: cheap for an honest sort, the worst for a careless one. About half
 * are positives, more of them higher up. Of pairs there are 2.2e9: more than an int can count. */
TEST(scale, two_billion_pairs_are_counted_and_not_visited)
{
    enum { N = 93000 };
    size_t n = repeats(N);
    static double src[N];
    static int32_t src_y[N];
    for (size_t i = 0; i < n; i++) {
        src[i] = (double)(i / 40);
        src_y[i] = ml_rng_below(dice(), 2 * n) < n / 2 + i;
    }
    const double *score = given_f64("score", n, src);
    const int32_t *y = given_i32("y", n, src_y);
    double *auc = asked_f64("auc", 1);
    note("n = %zu, sorted, 40 rows to each score", n);
    CALL(roc_auc(score, y, NULL, n, auc));
    expect_status(ML_OK);
    expect_f64(auc, every_set(src, src_y, n), contract_tol(n));
    expect_peak(64 * n + (1 << 20));
}
END_TEST
