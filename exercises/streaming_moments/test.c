/* The suite of streaming_moments. What an answer keeps in mean, m2, m3 and m4 is its own affair:
 * judged are n, min, max and what moments_get says, held against the definitions, evaluated over
 * the values at hand. */
#include "harness/suite.h"
#include "streaming_moments.h"

enum { MOST = 1 << 16 }; /* values of a stream that the oracle keeps */

/* ---- what is expected ---- */

struct truth {
    double mean, var, skew, kurt;                 /* NaN where undefined */
    double mean_tol, var_tol, skew_tol, kurt_tol; /* the contract's */
    double min, max;
    bool constant;
};

/* About the mean, in long double, with a second look at the mean: on x86 11 bits more than double
 * has, and as good as double, corrected, where long double is double. */
JUDGE static struct truth truth_of(const double *x, size_t n, unsigned ddof)
{
    struct truth t = {NAN, NAN, NAN, NAN, .min = INFINITY, .max = -INFINITY};
    long double sum = 0, left = 0, m2 = 0, m3 = 0, m4 = 0, count = (long double)n;
    for (size_t i = 0; i < n; i++) {
        sum += x[i];
        t.min = fmin(t.min, x[i]);
        t.max = fmax(t.max, x[i]);
    }
    t.constant = t.min == t.max;
    if (n == 0) return t;
    long double mean = t.constant ? x[0] : sum / count;
    for (size_t i = 0; i < n; i++) left += x[i] - mean;
    left /= count;
    for (size_t i = 0; i < n; i++) {
        long double d = (x[i] - mean) - left;
        m2 += d * d;
        m3 += d * d * d;
        m4 += d * d * d * d;
    }
    double most = fmax(fabs(t.min), fabs(t.max)), q = ((double)n + 16) * DBL_EPSILON;
    t.mean = (double)(mean + left);
    t.mean_tol = 4 * q * most;
    if (n > ddof) t.var = (double)(m2 / (count - ddof));
    if (t.constant) return t;
    long double sd = sqrtl(m2 / count);
    double a = most / (double)sd, r = (t.max - t.min) / (double)sd, lost = q * (a + r * r);
    t.skew = (double)(m3 / count / (sd * sd * sd));
    t.kurt = (double)(m4 / count / (sd * sd * sd * sd) - 3);
    t.var_tol = n > ddof ? 8 * lost * t.var : 0;
    t.skew_tol = 16 * r * lost;
    t.kurt_tol = r * t.skew_tol;
    return t;
}

/* ---- asking ---- */

/* What moments_get says, i times over. */
struct said {
    double *mean, *var, *skew, *kurt;
    int32_t *status;
};

static struct said asked_said(size_t m)
{
    return (struct said){asked_f64("mean", m), asked_f64("var", m), asked_f64("skew", m),
                         asked_f64("kurt", m), asked_i32("status", m)};
}

static struct moments *asked_moments(const char *name, size_t m)
{
    return asked_bytes(name, m * sizeof(struct moments));
}

static void get(const struct moments *s, unsigned ddof, const struct said *to, size_t i)
{
    to->status[i] = moments_get(s, ddof, &to->mean[i], &to->var[i], &to->skew[i], &to->kurt[i]);
}

/* Stops at a status that is not ML_OK, and leaves it for expect_status. */
static void push_all(struct moments *s, const double *x, size_t n)
{
    *trial_status = ML_OK;
    for (size_t i = 0; i < n && *trial_status == ML_OK; i++) *trial_status = moments_push(s, x[i]);
}

static void stream(struct moments *s, const double *x, size_t n)
{
    memset(s, 0, sizeof *s); /* what init forgets shows in the one test that is about that */
    moments_init(s);
    push_all(s, x, n);
}

static void expect_counted(const struct moments *s, uint64_t n, double min, double max)
{
    expect_u64_at(&s->n, n, "s->n");
    expect_f64_at(&s->min, min, 0, "s->min");
    expect_f64_at(&s->max, max, 0, "s->max");
}

/* Values before the status: they say more. Refused, they are not worth a word. */
static void expect_said(const struct said *said, size_t i, const double *x, size_t n, unsigned ddof)
{
    struct truth t = truth_of(x, n, ddof);
    enum ml_status want = n <= ddof || t.constant ? ML_EDOM : ML_OK;
    char which[64];
    snprintf(which, sizeof which, "of moments_get, n = %zu, ddof = %u", n, ddof);
    if (said->status[i] != ML_EDOM && said->status[i] != ML_OK)
        expect_status_at(&said->status[i], want, which);
    expect_f64(&said->mean[i], t.mean, t.mean_tol);
    expect_f64(&said->var[i], t.var, t.var_tol);
    expect_f64(&said->skew[i], t.skew, t.skew_tol);
    expect_f64(&said->kurt[i], t.kurt, t.kurt_tol);
    expect_status_at(&said->status[i], want, which);
}

/* One stream from first to last. */
static void judge(const double *values, size_t n, unsigned ddof)
{
    const double *x = given_f64("x", n, values);
    struct moments *s = asked_moments("s", 1);
    struct said said = asked_said(1);
    TRIAL_OF("moments_push(s, x[i]) for each i; moments_get(s, ddof, mean, var, skew, kurt)",
             stream(s, x, n);
             get(s, ddof, &said, 0));
    struct truth t = truth_of(values, n, ddof);
    if (n) expect_status(ML_OK);
    expect_counted(s, n, t.min, t.max);
    expect_said(&said, 0, values, n, ddof);
    given_release();
}

/* ---- values ---- */

static const double example[] = {2, 4, 4, 4, 5, 5, 7, 9}; /* the README's */
enum { EXAMPLE = sizeof example / sizeof *example };

static double values[MOST];

enum shape { NORMAL, EXPONENTIAL, TWO_HUMPS, SPIKES, SHAPES };

static double drawn(enum shape shape)
{
    double z = ml_rng_normal(dice()), u = ml_rng_uniform(dice());
    switch (shape) {
    case EXPONENTIAL: return -log(u);
    case TWO_HUMPS: return u < 0.7 ? z : 40 + z / 2;
    case SPIKES: return u < 0.03 ? -300 * z * z : z;
    default: return z;
    }
}

/* `shift` plus `scale` times what the shape gives. */
static const double *draw(enum shape shape, size_t n, double shift, double scale)
{
    for (size_t i = 0; i < n; i++) values[i] = shift + scale * drawn(shape);
    return values;
}

/* ---- basics ---- */

TEST(basics, the_example_by_hand)
{
    struct moments *s = asked_moments("s", 1);
    struct said said = asked_said(2);
    note("the stream 2 4 4 4 5 5 7 9; [0] with ddof = 0, [1] with ddof = 1");
    TRIAL(stream(s, example, EXAMPLE); get(s, 0, &said, 0); get(s, 1, &said, 1));
    expect_status(ML_OK);
    for (size_t i = 0; i < 2; i++) {
        expect_f64(&said.mean[i], 5, 1e-14);
        expect_f64(&said.var[i], i ? 32 / 7.0 : 4, 1e-13);
        expect_f64(&said.skew[i], 0.65625, 1e-13);
        expect_f64(&said.kurt[i], -0.21875, 1e-12);
        expect_status_at(&said.status[i], ML_OK, "of moments_get");
    }
}

TEST(basics, a_push_counts_and_moves_the_extremes)
{
    static const double x[] = {3, 5, -1, 4, 4, -7.5, 0, 6};
    enum { N = sizeof x / sizeof *x };
    struct moments *s = asked_moments("s", N + 1), *now = asked_moments("now", 1);
    note("s[i] is the stream after i of 3 5 -1 4 4 -7.5 0 6");
    TRIAL(for (size_t i = 0; i <= N; i++) {
        if (i)
            push_all(now, x + i - 1, 1);
        else
            stream(now, x, 0);
        s[i] = *now;
    });
    for (size_t i = 0; i <= N; i++) {
        struct truth t = truth_of(x, i, 0);
        expect_counted(&s[i], i, t.min, t.max);
    }
}

TEST(basics, it_can_be_asked_after_every_push)
{
    struct moments *s = asked_moments("s", 1);
    struct said said = asked_said(EXAMPLE + 1);
    note("mean[i], var[i], skew[i], kurt[i]: after i of 2 4 4 4 5 5 7 9, with ddof = 0");
    TRIAL(for (size_t i = 0; i <= EXAMPLE; i++) {
        if (i)
            push_all(s, example + i - 1, 1);
        else
            stream(s, example, 0);
        get(s, 0, &said, i);
    });
    for (size_t i = 0; i <= EXAMPLE; i++) expect_said(&said, i, example, i, 0);
}

TEST(basics, ddof_is_about_the_variance_alone)
{
    struct moments *s = asked_moments("s", 1);
    struct said said = asked_said(EXAMPLE);
    note("the stream 2 4 4 4 5 5 7 9; [i] with ddof = i");
    TRIAL(stream(s, example, EXAMPLE); for (unsigned d = 0; d < EXAMPLE; d++) get(s, d, &said, d));
    for (unsigned d = 0; d < EXAMPLE; d++) expect_said(&said, d, example, EXAMPLE, d);
}

/* Two points have the least kurtosis there is; a tail to the left has a negative skew. */
TEST(basics, skew_has_a_sign_and_kurt_is_an_excess)
{
    static const double two[] = {-1, 1, 1, -1}, left[] = {0, 0, 0, 0, 1, 1, -6};
    struct moments *s = asked_moments("s", 2);
    struct said said = asked_said(2);
    note("[0] is -1 1 1 -1, [1] is 0 0 0 0 1 1 -6");
    TRIAL(stream(s, two, 4); get(s, 0, &said, 0); stream(s + 1, left, 7); get(s + 1, 0, &said, 1));
    expect_said(&said, 0, two, 4, 0);
    expect_said(&said, 1, left, 7, 0);
}

/* ---- edges ---- */

TEST(edges, an_empty_stream_has_no_moments)
{
    note("no value; ddof = 0");
    judge(NULL, 0, 0);
}

TEST(edges, one_value_has_a_mean_and_no_spread)
{
    static const double x[] = {-3.25};
    note("one value, -3.25; ddof = 0");
    judge(x, 1, 0);
}

/* n - ddof in unsigned numbers is large where it should be negative. */
TEST(edges, variance_needs_more_values_than_ddof)
{
    static const unsigned ddof[] = {3, 4, 5, 1000, UINT32_MAX, 2};
    enum { M = sizeof ddof / sizeof *ddof };
    static const double x[] = {1, 2, 4};
    struct moments *s = asked_moments("s", 1);
    struct said said = asked_said(M);
    note("the stream 1 2 4; [i] with ddof = 3, 4, 5, 1000, 2^32 - 1 and 2");
    TRIAL(stream(s, x, 3); for (size_t i = 0; i < M; i++) get(s, ddof[i], &said, i));
    for (size_t i = 0; i < M; i++) expect_said(&said, i, x, 3, ddof[i]);
}

TEST(edges, equal_values_have_variance_0_and_no_shape)
{
    static const double of[] = {0.1, -0.1, 0, 1e9 + 0.1, -7e-40, 3};
    enum { M = sizeof of / sizeof *of, N = 1000 };
    struct moments *s = asked_moments("s", 1);
    struct said said = asked_said(2 * M);
    static double x[M][N];
    for (size_t i = 0; i < M; i++)
        for (size_t j = 0; j < N; j++) x[i][j] = of[i];
    note("[i]: 3 times the same value, [%d + i]: %d times; 0.1, -0.1, 0, 1e9 + 0.1, -7e-40, 3", M,
         N);
    TRIAL(for (size_t i = 0; i < 2 * M; i++) {
        stream(s, x[i % M], i < M ? 3 : N);
        get(s, 0, &said, i);
    });
    for (size_t i = 0; i < 2 * M; i++) expect_said(&said, i, x[i % M], i < M ? 3 : N, 0);
}

/* Neighbouring doubles differ, and so does what is all but lost beside 1e9. */
TEST(edges, nearly_equal_values_do_have_a_shape)
{
    static const double near[][3] = {
        {1, 1, 1 + DBL_EPSILON}, {1e9, 1e9, 1e9 + 0x1p-20}, {1e-60, 1e-60, 3e-60}, {-1e-9, 0, 0}};
    enum { M = sizeof near / sizeof *near };
    struct moments *s = asked_moments("s", 1);
    struct said said = asked_said(M);
    note("1 1 and the next double; 1e9 1e9 1e9+2^-20; 1e-60 1e-60 3e-60; -1e-9 0 0");
    TRIAL(for (size_t i = 0; i < M; i++) {
        stream(s, near[i], 3);
        get(s, 0, &said, i);
    });
    for (size_t i = 0; i < M; i++) {
        bool defined = !isnan(said.skew[i]) && !isnan(said.kurt[i]);
        expect_that(defined,
                    "the values of stream %zu are not all equal, and skew[%zu] or kurt[%zu] "
                    "is NaN: ask whether min = max, not whether the spread is small",
                    i, i, i);
        expect_said(&said, i, near[i], 3, 0);
    }
}

TEST(edges, what_is_not_asked_for_is_not_missed)
{
    static const double same[] = {4, 4, 4};
    static const struct {
        const char *name;
        const double *x;
        size_t n;
    } of[] = {{"4 4 4", same, 3}, {"2 4 4 4 5 5 7 9", example, EXAMPLE}, {"no value", example, 0}};
    enum { ASKED = 4 * sizeof of / sizeof *of };
    struct moments *s = asked_moments("s", 1);
    struct said said = asked_said(ASKED);
    note("4 4 4, then 2 4 4 4 5 5 7 9, then no value; of each 4 times: skew, kurt or both NULL");
    TRIAL(for (size_t i = 0; i < ASKED; i++) {
        double *skew = i & 1 ? &said.skew[i] : NULL, *kurt = i & 2 ? &said.kurt[i] : NULL;
        stream(s, of[i / 4].x, of[i / 4].n);
        said.status[i] = moments_get(s, 0, &said.mean[i], &said.var[i], skew, kurt);
    });
    for (size_t i = 0; i < ASKED; i++) {
        struct truth t = truth_of(of[i / 4].x, of[i / 4].n, 0);
        bool undefined = of[i / 4].n == 0 || (t.constant && i % 4);
        char which[96];
        snprintf(which, sizeof which, "of %s, skew %s, kurt %s", of[i / 4].name,
                 i & 1 ? "asked for" : "NULL", i & 2 ? "asked for" : "NULL");
        expect_status_at(&said.status[i], undefined ? ML_EDOM : ML_OK, which);
        expect_f64(&said.mean[i], t.mean, t.mean_tol);
        expect_f64(&said.var[i], t.var, t.var_tol);
        if (i & 1) expect_f64(&said.skew[i], t.skew, t.skew_tol);
        if (i & 2) expect_f64(&said.kurt[i], t.kurt, t.kurt_tol);
    }
}

/* ---- merge ---- */

/* x[0 .. n) cut after `at`: both parts as streams, merged. Indexed by i, for many cuts. */
static void cut(struct moments *s, const double *x, size_t n, size_t at, const struct said *said,
                size_t i)
{
    struct moments other;
    stream(s, x, at);
    stream(&other, x + at, n - at);
    moments_merge(s, &other);
    get(s, 0, said, i);
}

static void judge_cuts(const double *x, size_t n)
{
    struct moments *s = asked_moments("s", n + 1);
    struct said said = asked_said(n + 1);
    TRIAL_OF("moments_merge(s, other)",
             for (size_t at = 0; at <= n; at++) cut(s + at, x, n, at, &said, at));
    struct truth t = truth_of(x, n, 0);
    for (size_t at = 0; at <= n; at++) {
        expect_counted(&s[at], n, t.min, t.max);
        expect_said(&said, at, x, n, 0);
    }
}

TEST(merge, it_is_as_if_one_stream_had_seen_all)
{
    note("the stream 2 4 4 4 5 5 7 9, cut after i of them; [i]: both parts merged");
    judge_cuts(example, EXAMPLE);
}

/* Unequal in size, place, spread, lean and tails: each term of the formulas has its say. */
TEST(merge, unlike_parts_count_with_all_that_they_are)
{
    static const double x[] = {-3, 1, 1, 2, 2.5, 2.5, 3, 100, 103, 150, 101, 99.5, 100};
    note(
        "-3 1 1 2 2.5 2.5 3 100 103 150 101 99.5 100, cut after i of them; [i]: both parts merged");
    judge_cuts(x, sizeof x / sizeof *x);
}

TEST(merge, an_empty_other_changes_nothing)
{
    struct moments *s = asked_moments("s", 2), *before = asked_moments("before", 2);
    struct moments *other = asked_moments("other", 1);
    note("s[0] is empty, s[1] is 2 4 4 4 5 5 7 9; other is empty");
    TRIAL(stream(s, example, 0); stream(s + 1, example, EXAMPLE); stream(other, example, 0);
          memcpy(before, s, 2 * sizeof *s); moments_merge(s, other); moments_merge(s + 1, other));
    expect_counted(&s[0], 0, INFINITY, -INFINITY);
    for (size_t i = 0; i < 2; i++)
        expect_that(memcmp(s + i, before + i, sizeof *s) == 0,
                    "merging an empty stream into %s one changed it", i ? "another" : "an empty");
}

/* A mean that is an ulp off would make equal values unequal with the next push. */
TEST(merge, an_empty_into_becomes_a_copy)
{
    enum { N = 49 };
    struct moments *s = asked_moments("s", 3), *other = asked_moments("other", 3);
    struct said said = asked_said(3), copied = asked_said(3), after = asked_said(3);
    static double x[3][N];
    for (size_t i = 0; i < 3 * N; i++)
        x[i / N][i % N] = i < N ? 0.1 : i < 2 * N ? 1e9 + 0.1 * (double)(i % 7) : drawn(SPIKES);
    note("0.1 49 times; values near 1e9; a few spikes: merged into an empty s, then 0.1 is pushed");
    TRIAL(for (size_t i = 0; i < 3; i++) {
        stream(other + i, x[i], N - 1);
        get(other + i, 0, &said, i);
        stream(s + i, x[i], 0);
        moments_merge(s + i, other + i);
        get(s + i, 0, &copied, i);
        push_all(s + i, x[i] + N - 1, 1);
        get(s + i, 0, &after, i);
    });
    for (size_t i = 0; i < 3; i++) {
        expect_f64_at(&copied.mean[i], said.mean[i], 0, "the copy's mean");
        expect_f64_at(&copied.var[i], said.var[i], 0, "the copy's var");
        expect_f64_at(&copied.skew[i], said.skew[i], 0, "the copy's skew");
        expect_f64_at(&copied.kurt[i], said.kurt[i], 0, "the copy's kurt");
        expect_said(&after, i, x[i], N, 0);
    }
}

TEST(merge, other_is_left_alone_and_into_goes_on)
{
    const double *x = draw(TWO_HUMPS, 90, 5, 1);
    struct moments *s = asked_moments("s", 1), *other = asked_moments("other", 1);
    struct moments *before = asked_moments("before", 1);
    struct said said = asked_said(2);
    note("30 values into s, 30 into other, merged; then 30 more into s. [1] is other, afterwards");
    TRIAL(stream(s, x, 30); stream(other, x + 30, 30); *before = *other; moments_merge(s, other);
          push_all(s, x + 60, 30); get(s, 0, &said, 0); get(other, 0, &said, 1));
    expect_that(memcmp(other, before, sizeof *other) == 0, "moments_merge wrote to other");
    expect_said(&said, 0, x, 90, 0);
    expect_said(&said, 1, x + 30, 30, 0);
}

/* As a tree of machines would: leaves of unlike sizes, in pairs, then pairs of pairs. */
TEST(merge, any_tree_of_merges_gives_the_same)
{
    enum { LEAVES = 16, N = 800 };
    const double *x = draw(EXPONENTIAL, N, -2, 3);
    struct moments *s = asked_moments("s", 2 * LEAVES);
    struct said said = asked_said(2);
    note(
        "%d values in %d streams of unlike lengths; [0]: merged in pairs of pairs, [1]: one by one",
        N, LEAVES);
    TRIAL(for (size_t i = 0; i < 2 * LEAVES; i++) {
        size_t leaf = i % LEAVES, from = leaf * leaf * N / (LEAVES * LEAVES);
        stream(s + i, x + from, (leaf + 1) * (leaf + 1) * N / (LEAVES * LEAVES) - from);
    } for (size_t step = 1; step < LEAVES; step *= 2) for (size_t i = 0; i < LEAVES; i += 2 * step)
              moments_merge(s + i, s + i + step);
          for (size_t i = 1; i < LEAVES; i++) moments_merge(s + LEAVES, s + LEAVES + i);
          get(s, 0, &said, 0); get(s + LEAVES, 0, &said, 1));
    for (size_t i = 0; i < 2; i++) expect_said(&said, i, x, N, 0);
}

TEST(merge, equal_values_stay_equal)
{
    static const double x[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.3, 0.3, 0.3};
    note("0.1 7 times; cut after i of them, merged");
    judge_cuts(x, 7);
    note("0.1 7 times and 0.3 3 times; cut after i of them, merged");
    judge_cuts(x, 10);
}

/* Both parts 2^35 times over: mean, var, skew and kurt are those of both parts once. The product of
 * two such counts does not fit into 64 bits. 36 merges round no more than 36 pushes do, and ddof is
 * 0. */
TEST(merge, counts_may_be_large)
{
    enum { DOUBLINGS = 35, BOTH = EXAMPLE + 3 };
    static const double all[BOTH] = {2, 4, 4, 4, 5, 5, 7, 9, 30, 30, 36};
    struct moments *s = asked_moments("s", 1);
    struct said said = asked_said(1);
    note(
        "2 4 4 4 5 5 7 9, and 30 30 36, each merged with a copy of itself %d times over; then both",
        DOUBLINGS);
    TRIAL(struct moments part[2]; stream(&part[0], all, EXAMPLE);
          stream(&part[1], all + EXAMPLE, BOTH - EXAMPLE);
          for (size_t i = 0; i < 2 * DOUBLINGS; i++) {
              struct moments copy = part[i % 2];
              moments_merge(&part[i % 2], &copy);
          } moments_merge(&part[0], &part[1]);
          *s = part[0]; get(s, 0, &said, 0));
    expect_counted(s, (uint64_t)BOTH << DOUBLINGS, 2, 36);
    double more = (double)(BOTH + DOUBLINGS + 1 + 16) / (BOTH + 16);
    struct truth t = truth_of(all, BOTH, 0);
    expect_f64(said.mean, t.mean, more * t.mean_tol);
    expect_f64(said.var, t.var, more * t.var_tol);
    expect_f64(said.skew, t.skew, more * t.skew_tol);
    expect_f64(said.kurt, t.kurt, more * t.kurt_tol);
}

/* ---- contract ---- */

TEST(contract, a_value_that_is_not_finite_is_refused)
{
    static const double bad[] = {INFINITY, -INFINITY, NAN};
    static const size_t age[] = {0, 1, EXAMPLE};
    struct moments *s = asked_moments("s", 9), *before = asked_moments("before", 9);
    struct said said = asked_said(9);
    int32_t *status = asked_i32("status of the push", 9);
    note("infinity, -infinity and NaN are pushed after 0, 1 and 8 values of 2 4 4 4 5 5 7 9");
    TRIAL(for (size_t i = 0; i < 9; i++) {
        stream(s + i, example, age[i / 3]);
        before[i] = s[i];
        status[i] = moments_push(s + i, bad[i % 3]);
    } for (size_t i = 0; i < 9; i++) get(s + i, 0, &said, i));
    for (size_t i = 0; i < 9; i++) {
        char which[64];
        snprintf(which, sizeof which, "of pushing %f, after %zu values", bad[i % 3], age[i / 3]);
        expect_status_at(&status[i], ML_EINVAL, which);
        expect_that(
            memcmp(s + i, before + i, sizeof *s) == 0,
            "the refused push of %f, after %zu values, changed *s: it must be left as it was",
            bad[i % 3], age[i / 3]);
        expect_said(&said, i, example, age[i / 3], 0);
    }
}

TEST(contract, the_largest_doubles_are_values)
{
    static const double x[] = {DBL_MAX, -DBL_MAX, DBL_MIN, 0x1p-1074, -0x1p-1074};
    struct moments *s = asked_moments("s", 1);
    note("DBL_MAX, -DBL_MAX, DBL_MIN, and the least doubles of either sign");
    TRIAL(stream(s, x, 5));
    expect_status(ML_OK);
    expect_counted(s, 5, -DBL_MAX, DBL_MAX);
}

TEST(contract, a_null_is_refused)
{
    struct moments *s = asked_moments("s", 1), *before = asked_moments("before", 1);
    struct said said = asked_said(1);
    int32_t *status = asked_i32("status of the call", 4);
    note("s is 2 4 4 4 5 5 7 9");
    TRIAL(stream(s, example, EXAMPLE); *before = *s; status[0] = moments_push(NULL, 1);
          status[1] = moments_get(NULL, 0, said.mean, said.var, said.skew, said.kurt);
          status[2] = moments_get(s, 0, NULL, said.var, said.skew, said.kurt);
          status[3] = moments_get(s, 0, said.mean, NULL, said.skew, said.kurt));
    expect_status_at(&status[0], ML_EINVAL, "of moments_push with s = NULL");
    expect_status_at(&status[1], ML_EINVAL, "of moments_get with s = NULL");
    expect_status_at(&status[2], ML_EINVAL, "of moments_get with mean = NULL");
    expect_status_at(&status[3], ML_EINVAL, "of moments_get with var = NULL");
    expect_untouched(said.mean);
    expect_untouched(said.var);
    expect_untouched(said.skew);
    expect_untouched(said.kurt);
    expect_that(memcmp(s, before, sizeof *s) == 0, "a refused moments_get changed *s");
}

TEST(contract, init_forgets_the_stream_before)
{
    struct moments *s = asked_moments("s", 2);
    struct said said = asked_said(2);
    note("s[0] holds garbage, s[1] 2 4 4 4 5 5 7 9; moments_init, then 2 4 4 4");
    TRIAL(stream(s + 1, example, EXAMPLE); for (size_t i = 0; i < 2; i++) {
        moments_init(s + i);
        push_all(s + i, example, 4);
        get(s + i, 0, &said, i);
    });
    for (size_t i = 0; i < 2; i++) {
        expect_counted(&s[i], 4, 2, 4);
        expect_said(&said, i, example, 4, 0);
    }
}

/* Copied at half time, and both go on, in turn, with other values. */
TEST(contract, the_struct_is_the_whole_state)
{
    const double *x = draw(NORMAL, 60, 3, 2);
    double other[40];
    memcpy(other, x, 20 * sizeof *x);
    memcpy(other + 20, x + 40, 20 * sizeof *x);
    struct moments *s = asked_moments("s", 1), *copy = asked_moments("copy", 1);
    struct said said = asked_said(2);
    note("20 values into s, *copy = *s, then 20 into s and 20 others into copy, in turn; [1] is "
         "copy");
    TRIAL(stream(s, x, 20); *copy = *s; for (size_t i = 20; i < 40; i++) {
        push_all(s, x + i, 1);
        push_all(copy, other + i, 1);
    } get(s, 0, &said, 0);
          get(copy, 0, &said, 1));
    expect_said(&said, 0, x, 40, 0);
    expect_said(&said, 1, other, 40, 0);
}

TEST(contract, asking_changes_nothing)
{
    struct moments *s = asked_moments("s", 1), *before = asked_moments("before", 1);
    struct said said = asked_said(3);
    note("2 4 4 4 5 5 7 9; asked three times, with ddof = 0, 1, 0");
    TRIAL(stream(s, example, EXAMPLE); *before = *s;
          for (unsigned i = 0; i < 3; i++) get(s, i % 2, &said, i));
    expect_that(memcmp(s, before, sizeof *s) == 0, "moments_get changed *s");
    for (unsigned i = 0; i < 3; i++) expect_said(&said, i, example, EXAMPLE, i % 2);
}

/* ---- numerics ---- */

/* 4 7 13 16, var 30 with ddof = 1: with 1e9 in front of them sums of squares say -170. */
TEST(numerics, a_large_offset_costs_no_variance)
{
    static const double offset[] = {0, 1e6, 1e9, -1e9, 1e12};
    enum { M = sizeof offset / sizeof *offset };
    static double x[M][4];
    struct moments *s = asked_moments("s", 1);
    struct said said = asked_said(M);
    for (size_t i = 0; i < M; i++)
        memcpy(x[i], (double[]){offset[i] + 4, offset[i] + 7, offset[i] + 13, offset[i] + 16},
               sizeof x[i]);
    note("4 7 13 16, plus 0, 1e6, 1e9, -1e9, 1e12; ddof = 1");
    TRIAL(for (size_t i = 0; i < M; i++) {
        stream(s, x[i], 4);
        get(s, 1, &said, i);
    });
    for (size_t i = 0; i < M; i++) expect_said(&said, i, x[i], 4, 1);
}

TEST(numerics, merging_at_a_large_offset_costs_no_variance)
{
    static const double x[] = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16, 1e9 + 16, 1e9 - 30};
    note("1e9 + 4 7 13 16 16 -30, cut after i of them; [i]: both parts merged");
    judge_cuts(x, sizeof x / sizeof *x);
}

/* Only the first is unlike the others: a sum about it, or from it, still has its digits. */
TEST(numerics, the_first_value_may_be_far_from_the_rest)
{
    static const double first[] = {0, 1e4, -1e4};
    for (size_t i = 0; i < 3; i++) {
        values[0] = first[i];
        for (size_t j = 1; j < 300; j++) values[j] = 1000 + drawn(NORMAL);
        note("%g, then 299 values near 1000", first[i]);
        judge(values, 300, 0);
    }
}

TEST(numerics, the_unit_of_the_values_does_not_matter)
{
    static const double unit[] = {1e-60, 1e-30, 1e30, 1e60, -1e60};
    for (size_t i = 0; i < sizeof unit / sizeof *unit; i++) {
        note("200 values of about %g", unit[i]);
        judge(draw(EXPONENTIAL, 200, 0, unit[i]), 200, 0);
    }
}

TEST(numerics, ordered_values_are_as_good_as_any)
{
    for (size_t i = 0; i < 4; i++) {
        double step = i % 2 ? -0.37 : 0.37, start = i < 2 ? 1000 : -5000;
        for (size_t j = 0; j < 4000; j++) values[j] = start + step * (double)j;
        note("%g, and then always %g more, 4000 values", start, step);
        judge(values, 4000, 0);
    }
}

/* Long enough for n^2 to leave an int. */
TEST(numerics, a_long_stream_keeps_the_digits_of_a_double)
{
    size_t n = repeats(60000);
    note("%zu values, exponential", n);
    judge(draw(EXPONENTIAL, n, 0, 1), n, 1);
}

TEST(numerics, random_streams_of_all_shapes)
{
    for (size_t i = 0; i < 24; i++) {
        size_t n = 2 + ml_rng_below(dice(), 400);
        double shift = pow(10, 8 * ml_rng_uniform(dice())) * (i % 2 ? 1 : -1);
        unsigned ddof = (unsigned)ml_rng_below(dice(), 3);
        note("%zu values, shape %zu, about %g", n, i % SHAPES, i % 3 ? shift : 0);
        judge(draw(i % SHAPES, n, i % 3 ? shift : 0, 1 + 9 * ml_rng_uniform(dice())), n, ddof);
    }
}

/* ---- memory ---- */

TEST(memory, nothing_is_kept_but_the_struct)
{
    size_t n = repeats(60000);
    const double *x = given_f64("x", n, draw(NORMAL, n, 1, 1));
    struct moments *s = asked_moments("s", 1), *other = asked_moments("other", 1);
    struct said said = asked_said(1);
    note("%zu values, in two streams that are merged", n);
    TRIAL(stream(s, x, n / 2); stream(other, x + n / 2, n - n / 2); moments_merge(s, other);
          get(s, 0, &said, 0));
    /* the contract allows none; this test is about memory that grows, and lets a little pass */
    expect_peak(4096);
    expect_no_leak();
    expect_said(&said, 0, values, n, 0);
}
