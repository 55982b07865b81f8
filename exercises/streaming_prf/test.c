/* The suite of streaming_prf. What an answer keeps in the ring, and in cap, len and head, is its
 * own affair: judged are the four counts and what prf_get says, held against a count of the last
 * outcomes, anew each time. */
#include "harness/suite.h"
#include "streaming_prf.h"

enum { MOST = 1 << 17 }; /* outcomes of a stream that the oracle keeps */

/* ---- what is expected ---- */

struct counts {
    uint64_t tp, fp, fn, tn;
};

/* Of the last `window` of n outcomes. */
JUDGE static struct counts counts_of(const int32_t *y, const int32_t *yhat, size_t n, size_t window)
{
    struct counts c = {0};
    for (size_t i = n > window ? n - window : 0; i < n; i++) {
        c.tp += y[i] && yhat[i];
        c.fp += !y[i] && yhat[i];
        c.fn += y[i] && !yhat[i];
        c.tn += !y[i] && !yhat[i];
    }
    return c;
}

struct truth {
    double precision, recall, fbeta; /* NaN where undefined */
    enum ml_status status;
};

JUDGE static double ratio(long double part, long double whole)
{
    return whole > 0 ? (double)(part / whole) : (double)NAN;
}

/* Of beta^2 and 1 only the ratio counts: the larger is made 1. What is too small to matter beside
 * it may vanish, but where nothing else is there: then fbeta is 0. */
JUDGE static struct truth truth_of(struct counts c, double beta)
{
    long double tp = c.tp, fp = c.fp, fn = c.fn, square = (long double)beta * beta;
    long double missed = beta > 1 ? 1 : square, alarm = beta > 1 ? 1 / square : 1;
    struct truth t = {ratio(tp, tp + fp), ratio(tp, tp + fn), 0, ML_OK};
    long double all = (missed + alarm) * tp;
    if (c.tp > 0) t.fbeta = ratio(all, all + missed * fn + alarm * fp);
    if (c.tp + c.fp == 0 && (c.fn == 0 || beta == 0)) t.fbeta = (double)NAN;
    if (isnan(t.precision) || isnan(t.recall) || isnan(t.fbeta)) t.status = ML_EDOM;
    return t;
}

/* ---- asking ---- */

/* What prf_get says, i times over. */
struct said {
    double *precision, *recall, *fbeta;
    int32_t *status;
};

static struct said asked_said(size_t m)
{
    return (struct said){asked_f64("precision", m), asked_f64("recall", m), asked_f64("fbeta", m),
                         asked_i32("status", m)};
}

static struct prf *asked_prf(const char *name, size_t m)
{
    return asked_bytes(name, m * sizeof(struct prf));
}

static void get(const struct prf *s, double beta, const struct said *to, size_t i)
{
    to->status[i] = prf_get(s, beta, &to->precision[i], &to->recall[i], &to->fbeta[i]);
}

/* Stops at a status that is not ML_OK, and leaves it for expect_status. */
static void push_all(struct prf *s, const int32_t *y, const int32_t *yhat, size_t n)
{
    *trial_status = ML_OK;
    for (size_t i = 0; i < n && *trial_status == ML_OK; i++)
        *trial_status = prf_push(s, y[i], yhat[i]);
}

/* What init forgets shows in the one test that is about that: *s is zeros before. */
static void begin(struct prf *s, uint8_t *ring, size_t window)
{
    memset(s, 0, sizeof *s);
    *trial_status = prf_init(s, ring, window);
}

static void expect_counts(const struct prf *s, struct counts c)
{
    expect_u64_at(&s->tp, c.tp, "s->tp");
    expect_u64_at(&s->fp, c.fp, "s->fp");
    expect_u64_at(&s->fn, c.fn, "s->fn");
    expect_u64_at(&s->tn, c.tn, "s->tn");
}

/* A quotient of two counts is rounded once; the contract grants the rest. fbeta: beta^2, or 1 /
 * beta^2 (3 roundings), five products and sums and a quotient, in u = DBL_EPSILON / 2; 32 u are
 * granted. */
static void expect_said(const struct said *said, size_t i, struct counts c, double beta)
{
    struct truth t = truth_of(c, beta);
    if (said->status[i] != ML_OK && said->status[i] != ML_EDOM)
        expect_status_at(&said->status[i], t.status, "of prf_get");
    expect_f64(&said->precision[i], t.precision, tol_rel(t.precision, 4 * DBL_EPSILON));
    expect_f64(&said->recall[i], t.recall, tol_rel(t.recall, 4 * DBL_EPSILON));
    expect_f64(&said->fbeta[i], t.fbeta, tol_rel(t.fbeta, 16 * DBL_EPSILON));
    expect_status_at(&said->status[i], t.status, "of prf_get");
}

/* ---- outcomes ---- */

static int32_t any_y[MOST], any_yhat[MOST];

/* Positives and alarms of these chances, each a little likelier with the other. */
static void draw(size_t n, double positive, double alarm)
{
    for (size_t i = 0; i < n; i++) {
        any_y[i] = ml_rng_uniform(dice()) < positive;
        any_yhat[i] = ml_rng_uniform(dice()) < (any_y[i] ? (1 + alarm) / 2 : alarm);
    }
}

/* The counts after each of n outcomes, in s[i]; s[n] lives. */
static void follow(struct prf *s, uint8_t *ring, size_t window, const int32_t *y,
                   const int32_t *yhat, size_t n)
{
    begin(&s[n], ring, window);
    for (size_t i = 0; i < n && *trial_status == ML_OK; i++) {
        *trial_status = prf_push(&s[n], y[i], yhat[i]);
        s[i] = s[n];
    }
}

static void judge_counts(const int32_t *y, const int32_t *yhat, size_t n, size_t window)
{
    struct prf *s = asked_prf("s", n + 1);
    uint8_t *ring = asked_bytes("ring", window);
    TRIAL_OF("prf_push(s, y[i], yhat[i]) for each i", follow(s, ring, window, y, yhat, n));
    expect_status(ML_OK);
    for (size_t i = 0; i < n; i++) {
        note("window = %zu; s[%zu] is after %zu outcomes, the last with y = %d, yhat = %d", window,
             i, i + 1, y[i], yhat[i]);
        expect_counts(&s[i], counts_of(y, yhat, i + 1, window));
    }
}

/* Once when the window is full, and once when half of it has left. */
static void judge_long(size_t window)
{
    size_t n = window + window / 2 + 3;
    draw(n, 0.1, 0.05);
    given_release();
    struct prf *s = asked_prf("s", 2);
    uint8_t *ring = asked_bytes("ring", window);
    const int32_t *y = given_i32("y", n, any_y), *yhat = given_i32("yhat", n, any_yhat);
    note("window = %zu; s[0] is after %zu outcomes, s[1] after %zu", window, window, n);
    TRIAL(begin(&s[1], ring, window); push_all(&s[1], y, yhat, window); s[0] = s[1];
          push_all(&s[1], y + window, yhat + window, n - window));
    expect_status(ML_OK);
    expect_counts(&s[0], counts_of(any_y, any_yhat, window, window));
    expect_counts(&s[1], counts_of(any_y, any_yhat, n, window));
}

/* ---- basics ---- */

/* The README's, through a window of 4: tp fp fn tp fn tn tn tn tn. */
static const int32_t example_y[] = {1, 0, 1, 1, 1, 0, 0, 0, 0},
                     example_yhat[] = {1, 1, 0, 1, 0, 0, 0, 0, 0};
enum { EXAMPLE = sizeof example_y / sizeof *example_y };

/* prf_get after each push; NaN where it is undefined. What the status says of that is a matter of
 * edges. */
static const double example_precision[] = {1, 0.5, 0.5, 2 / 3., 0.5, 1, 1, NAN, NAN},
                    example_recall[] = {1, 1, 0.5, 2 / 3., 1 / 3., 1 / 3., 0.5, 0, NAN},
                    example_f1[] = {1, 2 / 3., 0.5, 2 / 3., 0.4, 0.5, 2 / 3., 0, NAN};

static void follow_example(struct prf *s, uint8_t *ring, const struct said *said)
{
    begin(s, ring, 4);
    for (size_t i = 0; i < EXAMPLE; i++) {
        push_all(s, example_y + i, example_yhat + i, 1);
        get(s, 1, said, i);
    }
}

TEST(basics, the_example_by_hand)
{
    struct prf *s = asked_prf("s", 1);
    uint8_t *ring = asked_bytes("ring", 4);
    struct said said = asked_said(EXAMPLE);
    note("tp fp fn tp fn tn tn tn tn through a window of 4, beta = 1; [i] is after i + 1 of them");
    TRIAL(follow_example(s, ring, &said));
    expect_status(ML_OK);
    for (size_t i = 0; i < EXAMPLE; i++) {
        expect_f64(&said.precision[i], example_precision[i], 1e-14);
        expect_f64(&said.recall[i], example_recall[i], 1e-14);
        expect_f64(&said.fbeta[i], example_f1[i], 1e-14);
    }
    expect_counts(s, (struct counts){.tn = 4});
}

TEST(basics, each_outcome_has_a_count_of_its_own)
{
    static const int32_t y[] = {1, 0, 1, 0, 1, 1, 0, 0, 0, 1},
                         yhat[] = {1, 1, 0, 0, 0, 0, 1, 1, 0, 1};
    judge_counts(y, yhat, 10, 10);
}

/* 3 tp, 1 fp and 5 fn. */
TEST(basics, precision_is_of_alarms_and_recall_of_positives)
{
    static const int32_t y[] = {1, 1, 1, 0, 1, 1, 1, 1, 1}, yhat[] = {1, 1, 1, 1, 0, 0, 0, 0, 0};
    struct prf *s = asked_prf("s", 1);
    uint8_t *ring = asked_bytes("ring", 20);
    struct said said = asked_said(1);
    note("3 tp, 1 fp and 5 fn in a window of 20, beta = 1");
    TRIAL(begin(s, ring, 20); push_all(s, y, yhat, 9); get(s, 1, &said, 0));
    expect_f64(&said.precision[0], 0.75, 1e-14);
    expect_f64(&said.recall[0], 0.375, 1e-14);
    expect_f64(&said.fbeta[0], 0.5, 1e-14);
}

/* Precision is 3/4 and recall 3/8: F2 is near recall, F0.5 near precision. */
TEST(basics, beta_above_one_leans_to_recall)
{
    static const int32_t y[] = {1, 1, 1, 0, 1, 1, 1, 1, 1}, yhat[] = {1, 1, 1, 1, 0, 0, 0, 0, 0};
    struct prf *s = asked_prf("s", 1);
    uint8_t *ring = asked_bytes("ring", 20);
    struct said said = asked_said(3);
    note("3 tp, 1 fp and 5 fn in a window of 20; [0] with beta = 2, [1] with 0.5, [2] with 3");
    TRIAL(begin(s, ring, 20); push_all(s, y, yhat, 9); get(s, 2, &said, 0); get(s, 0.5, &said, 1);
          get(s, 3, &said, 2));
    expect_f64(&said.fbeta[0], 15 / 36., 1e-14);  /* 5 * 3 / (5 * 3 + 4 * 5 + 1) */
    expect_f64(&said.fbeta[1], 3.75 / 6., 1e-14); /* 1.25 * 3 / (1.25 * 3 + 5 / 4 + 1) */
    expect_f64(&said.fbeta[2], 30. / 76., 1e-14); /* 10 * 3 / (10 * 3 + 9 * 5 + 1) */
}

TEST(basics, a_true_negative_changes_none_of_the_three)
{
    static const int32_t y[] = {1, 0, 1, 0, 0, 0, 0}, yhat[] = {1, 1, 0, 0, 0, 0, 0};
    struct prf *s = asked_prf("s", 1);
    uint8_t *ring = asked_bytes("ring", 9);
    struct said said = asked_said(2);
    note("[0] is tp fp fn, [1] the same and 4 tn, in a window of 9; beta = 1");
    TRIAL(begin(s, ring, 9); push_all(s, y, yhat, 3); get(s, 1, &said, 0);
          push_all(s, y + 3, yhat + 3, 4); get(s, 1, &said, 1));
    for (size_t i = 0; i < 2; i++) expect_said(&said, i, (struct counts){1, 1, 1, i ? 4 : 0}, 1);
}

/* ---- window ---- */

/* What the ring held before is not part of the stream. */
TEST(window, nothing_leaves_before_the_window_is_full)
{
    static const int32_t y[] = {0, 0, 1, 0, 1}, yhat[] = {0, 1, 1, 0, 0};
    struct prf *s = asked_prf("s", 6);
    uint8_t *ring = asked_bytes("ring", 5);
    for (int byte = 0; byte < 6; byte++) {
        note("window = 5, and every byte of the ring is %d before prf_init; s[i] is after i + 1 of "
             "tn fp tp tn fn",
             byte);
        TRIAL(memset(ring, byte, 5); follow(s, ring, 5, y, yhat, 5));
        expect_status(ML_OK);
        for (size_t i = 0; i < 5; i++) expect_counts(&s[i], counts_of(y, yhat, i + 1, 5));
    }
}

TEST(window, the_oldest_leaves_first)
{
    static const int32_t y[] = {1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1},
                         yhat[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1};
    judge_counts(y, yhat, sizeof y / sizeof *y, 4);
}

TEST(window, a_window_of_one_knows_the_last_outcome_alone)
{
    static const int32_t y[] = {1, 0, 1, 0, 1, 1, 0, 0}, yhat[] = {1, 1, 0, 0, 1, 1, 0, 1};
    judge_counts(y, yhat, 8, 1);
}

/* With one positive and then none, all that was counted has to leave. */
TEST(window, counts_come_back_to_zero)
{
    static int32_t y[40], yhat[40];
    y[0] = yhat[0] = yhat[1] = y[2] = 1;
    judge_counts(y, yhat, 40, 7);
}

TEST(window, any_window_many_times_around)
{
    for (size_t window = 1; window < 400; window = window < 12 ? window + 1 : window * 3 / 2) {
        size_t n = 3 * window + 20;
        draw(n, 0.4, 0.3);
        given_release();
        judge_counts(any_y, any_yhat, n, window);
    }
}

/* Counts and places pass what a byte holds. */
TEST(window, a_window_may_be_longer_than_a_byte_counts)
{
    static const size_t of[] = {255, 256, 257, 300};
    for (size_t k = 0; k < sizeof of / sizeof *of; k++) judge_long(of[k]);
}

TEST(window, two_windows_do_not_disturb_each_other)
{
    enum { N = 60, SHORT = 5, LONG = 17 };
    draw(2 * N, 0.5, 0.4);
    struct prf *s = asked_prf("s", 2);
    uint8_t *ring = asked_bytes("ring", SHORT), *other = asked_bytes("other ring", LONG);
    note("s[0] has a window of %d, s[1] of %d; they are pushed to in turn", SHORT, LONG);
    TRIAL(begin(&s[0], ring, SHORT); begin(&s[1], other, LONG); for (size_t i = 0; i < N; i++) {
        push_all(&s[0], any_y + i, any_yhat + i, 1);
        push_all(&s[1], any_y + N + i, any_yhat + N + i, 1);
    });
    expect_counts(&s[0], counts_of(any_y, any_yhat, N, SHORT));
    expect_counts(&s[1], counts_of(any_y + N, any_yhat + N, N, LONG));
}

/* ---- edges ---- */

/* The outcomes of c, in the order tp fp fn tn, in a window that they fill or not. */
static void fill(struct prf *s, uint8_t *ring, size_t window, struct counts c)
{
    begin(s, ring, window);
    for (uint64_t i = 0; i < c.tp; i++) *trial_status |= prf_push(s, 1, 1);
    for (uint64_t i = 0; i < c.fp; i++) *trial_status |= prf_push(s, 0, 1);
    for (uint64_t i = 0; i < c.fn; i++) *trial_status |= prf_push(s, 1, 0);
    for (uint64_t i = 0; i < c.tn; i++) *trial_status |= prf_push(s, 0, 0);
}

static void judge(struct counts c, const double *beta, size_t betas)
{
    given_release();
    struct prf *s = asked_prf("s", 1);
    size_t window = c.tp + c.fp + c.fn + c.tn + 1;
    uint8_t *ring = asked_bytes("ring", window);
    struct said said = asked_said(betas);
    note("tp = %u, fp = %u, fn = %u, tn = %u; beta = %g, %s", (unsigned)c.tp, (unsigned)c.fp,
         (unsigned)c.fn, (unsigned)c.tn, beta[0], betas > 1 ? "then others" : "once");
    TRIAL_OF("prf_get(s, beta, precision, recall, fbeta)", fill(s, ring, window, c);
             for (size_t i = 0; i < betas; i++) get(s, beta[i], &said, i));
    expect_status(ML_OK);
    for (size_t i = 0; i < betas; i++) {
        note("tp = %u, fp = %u, fn = %u, tn = %u, beta = %.17g", (unsigned)c.tp, (unsigned)c.fp,
             (unsigned)c.fn, (unsigned)c.tn, beta[i]);
        expect_said(&said, i, c, beta[i]);
    }
}

static const double usual[] = {1, 0.5, 2};

TEST(edges, an_empty_window_has_none_of_the_three)
{
    judge((struct counts){0}, usual, 3);
}

TEST(edges, true_negatives_alone_define_nothing)
{
    judge((struct counts){.tn = 5}, usual, 3);
}

/* Recall is 0 and fbeta is 0; precision is 0/0, and that is not 0. */
TEST(edges, without_an_alarm_there_is_no_precision)
{
    judge((struct counts){.fn = 3}, usual, 3);
    judge((struct counts){.fn = 1, .tn = 9}, usual, 3);
}

TEST(edges, without_a_positive_there_is_no_recall)
{
    judge((struct counts){.fp = 3}, usual, 3);
    judge((struct counts){.fp = 1, .tn = 9}, usual, 3);
}

/* 0/5 is a 0 like any other. */
TEST(edges, nothing_found_is_zero_and_not_undefined)
{
    judge((struct counts){.fp = 2, .fn = 3, .tn = 1}, usual, 3);
}

TEST(edges, everything_found_is_one)
{
    judge((struct counts){.tp = 4}, usual, 3);
    judge((struct counts){.tp = 1, .tn = 7}, usual, 3);
}

TEST(edges, beta_of_zero_is_precision)
{
    static const double zeros[] = {0, -0.0};
    judge((struct counts){3, 1, 5, 2}, zeros, 2);
    judge((struct counts){0, 1, 5, 2}, zeros, 2);
    judge((struct counts){.fn = 5, .tn = 2}, zeros, 2); /* 0/0, as precision is */
    judge((struct counts){.fp = 5, .tn = 2}, zeros, 2);
}

/* The only alarm leaves, and another comes. */
TEST(edges, a_metric_can_go_and_come_back)
{
    static const int32_t y[] = {1, 0, 0, 0, 0, 1, 1}, yhat[] = {1, 0, 0, 0, 0, 1, 0};
    struct prf *s = asked_prf("s", 1);
    uint8_t *ring = asked_bytes("ring", 3);
    struct said said = asked_said(7);
    note("tp tn tn tn tn tp fn through a window of 3, beta = 1; [i] is after i + 1 of them");
    TRIAL(begin(s, ring, 3); for (size_t i = 0; i < 7; i++) {
        push_all(s, y + i, yhat + i, 1);
        get(s, 1, &said, i);
    });
    for (size_t i = 0; i < 7; i++) expect_said(&said, i, counts_of(y, yhat, i + 1, 3), 1);
}

/* ---- contract ---- */

static const struct {
    int32_t y, yhat;
} no_labels[] = {{2, 0},   {0, 2},   {-1, 1},        {1, -1},        {-1, -1},   {3, 3},
                 {256, 0}, {0, 257}, {INT32_MIN, 0}, {1, INT32_MIN}, {65536, 1}, {INT32_MAX, 1}};
enum { NO_LABELS = sizeof no_labels / sizeof *no_labels, RING = 6 };

/* Window and ring after `age` outcomes of the example, and again after a push that is refused. */
static void push_a_bad_one(struct prf *s, uint8_t *ring, size_t i, size_t age, struct prf *before,
                           uint8_t *ring_before, int32_t *status)
{
    begin(s, ring, RING);
    push_all(s, example_y, example_yhat, age);
    *before = *s;
    memcpy(ring_before, ring, RING);
    *status = prf_push(s, no_labels[i].y, no_labels[i].yhat);
}

TEST(contract, a_label_that_is_neither_0_nor_1_leaves_no_trace)
{
    static const size_t age[] = {0, 4, RING, RING + 2};
    enum { AGES = sizeof age / sizeof *age, M = NO_LABELS * AGES };
    struct prf *s = asked_prf("s", M), *before = asked_prf("before", M);
    uint8_t *ring = asked_bytes("ring", RING * M), *old = asked_bytes("ring before", RING * M);
    int32_t *status = asked_i32("status of the push", M);
    note("12 pairs of labels that are none, each after 0, 4, 6 and 8 outcomes in a window of 6");
    TRIAL(memset(ring, 0, RING * M); for (size_t i = 0; i < M; i++)
              push_a_bad_one(s + i, ring + RING * i, i % NO_LABELS, age[i / NO_LABELS], before + i,
                             old + RING * i, status + i));
    for (size_t i = 0; i < M; i++) {
        char which[96];
        snprintf(which, sizeof which, "of prf_push(s, %d, %d), after %zu outcomes",
                 no_labels[i % NO_LABELS].y, no_labels[i % NO_LABELS].yhat, age[i / NO_LABELS]);
        expect_status_at(&status[i], ML_EINVAL, which);
        bool same = memcmp(s + i, before + i, sizeof *s) == 0;
        expect_that(same, "the refusal %s changed *s: it must be left as it was", which);
        bool same_ring = memcmp(ring + RING * i, old + RING * i, RING) == 0;
        expect_that(same_ring, "the refusal %s changed the ring", which);
    }
}

/* A refused outcome takes nobody's place. */
TEST(contract, a_refused_outcome_is_not_in_the_window)
{
    enum { N = 40, WINDOW = 7 };
    draw(N, 0.5, 0.4);
    struct prf *s = asked_prf("s", N);
    uint8_t *ring = asked_bytes("ring", WINDOW);
    note("window = %d; s[i] is after i + 1 outcomes, with prf_push(s, 2, 1) before each", WINDOW);
    struct prf *now = asked_prf("now", 1);
    TRIAL(begin(now, ring, WINDOW); for (size_t i = 0; i < N; i++) {
        (void)prf_push(now, 2, 1);
        push_all(now, any_y + i, any_yhat + i, 1);
        s[i] = *now;
    });
    for (size_t i = 0; i < N; i++) expect_counts(&s[i], counts_of(any_y, any_yhat, i + 1, WINDOW));
}

TEST(contract, init_refuses_what_is_missing)
{
    struct prf *s = asked_prf("s", 1);
    uint8_t *ring = asked_bytes("ring", 4);
    int32_t *status = asked_i32("status of prf_init", 3);
    TRIAL(status[0] = prf_init(NULL, ring, 4); status[1] = prf_init(s, NULL, 4);
          status[2] = prf_init(s, ring, 0));
    expect_status_at(&status[0], ML_EINVAL, "with s = NULL");
    expect_status_at(&status[1], ML_EINVAL, "with ring = NULL");
    expect_status_at(&status[2], ML_EINVAL, "with window = 0");
    expect_untouched(s);
    expect_untouched(ring);
}

TEST(contract, a_null_is_refused)
{
    struct prf *s = asked_prf("s", 1), *before = asked_prf("before", 1);
    uint8_t *ring = asked_bytes("ring", 4);
    struct said said = asked_said(1);
    int32_t *status = asked_i32("status of the call", 5);
    note("the window holds tp fn");
    TRIAL(begin(s, ring, 4); prf_push(s, 1, 1); prf_push(s, 1, 0); *before = *s;
          status[0] = prf_push(NULL, 1, 1);
          status[1] = prf_get(NULL, 1, said.precision, said.recall, said.fbeta);
          status[2] = prf_get(s, 1, NULL, said.recall, said.fbeta);
          status[3] = prf_get(s, 1, said.precision, NULL, said.fbeta);
          status[4] = prf_get(s, 1, said.precision, said.recall, NULL));
    expect_status_at(&status[0], ML_EINVAL, "of prf_push with s = NULL");
    expect_status_at(&status[1], ML_EINVAL, "of prf_get with s = NULL");
    expect_status_at(&status[2], ML_EINVAL, "of prf_get with precision = NULL");
    expect_status_at(&status[3], ML_EINVAL, "of prf_get with recall = NULL");
    expect_status_at(&status[4], ML_EINVAL, "of prf_get with fbeta = NULL");
    expect_untouched(said.precision);
    expect_untouched(said.recall);
    expect_untouched(said.fbeta);
    expect_that(memcmp(s, before, sizeof *s) == 0, "a refused call changed *s");
}

/* Of a window where all is defined, and of an empty one. */
TEST(contract, a_beta_that_is_none_is_refused)
{
    static const double bad[] = {-1, -0x1p-1074, NAN, INFINITY, -INFINITY};
    enum { M = 2 * sizeof bad / sizeof *bad };
    struct prf *s = asked_prf("s", 2);
    uint8_t *ring = asked_bytes("ring", 4), *other = asked_bytes("other ring", 4);
    struct said said = asked_said(1);
    int32_t *status = asked_i32("status of prf_get", M);
    note("the window holds tp fn, or nothing");
    TRIAL(begin(&s[0], ring, 4); prf_push(&s[0], 1, 1); prf_push(&s[0], 1, 0);
          begin(&s[1], other, 4);
          for (size_t i = 0; i < M; i++) status[i] =
              prf_get(&s[i % 2], bad[i / 2], said.precision, said.recall, said.fbeta));
    for (size_t i = 0; i < M; i++) {
        char which[64];
        snprintf(which, sizeof which, "with beta = %g", bad[i / 2]);
        expect_status_at(&status[i], ML_EINVAL, which);
    }
    expect_untouched(said.precision);
    expect_untouched(said.recall);
    expect_untouched(said.fbeta);
}

/* Garbage before, and a longer window half used; then a window of 3 on the same ring. */
TEST(contract, init_forgets_the_window_before)
{
    struct prf *s = asked_prf("s", 2);
    uint8_t *ring = asked_bytes("ring", 10);
    note(
        "s[0] holds garbage, s[1] had a window of 10 with 14 outcomes in it; prf_init with 3, then "
        "tp fp fn tp");
    TRIAL(*trial_status = prf_init(&s[0], ring, 3); push_all(&s[0], example_y, example_yhat, 4);
          prf_init(&s[1], ring, 10); push_all(&s[1], example_y, example_yhat, EXAMPLE);
          push_all(&s[1], example_y, example_yhat, 5); prf_init(&s[1], ring, 3);
          push_all(&s[1], example_y, example_yhat, 4));
    expect_status(ML_OK);
    for (size_t i = 0; i < 2; i++) expect_counts(&s[i], counts_of(example_y, example_yhat, 4, 3));
}

TEST(contract, asking_changes_nothing)
{
    struct prf *s = asked_prf("s", 1), *before = asked_prf("before", 1);
    uint8_t *ring = asked_bytes("ring", 4), *old = asked_bytes("ring before", 4);
    struct said said = asked_said(3);
    note("the example of the README after 5 outcomes; asked three times, with beta = 1");
    TRIAL(begin(s, ring, 4); push_all(s, example_y, example_yhat, 5); *before = *s;
          memcpy(old, ring, 4); for (size_t i = 0; i < 3; i++) get(s, 1, &said, i));
    expect_that(memcmp(s, before, sizeof *s) == 0, "prf_get changed *s");
    expect_that(memcmp(ring, old, 4) == 0, "prf_get changed the ring");
    for (size_t i = 0; i < 3; i++) expect_said(&said, i, (struct counts){1, 1, 2, 0}, 1);
}

/* ---- numerics ---- */

/* Where beta^2 is no double any more, infinite or 0, fbeta is recall or precision. */
TEST(numerics, any_beta_lies_between_precision_and_recall)
{
    static const double beta[] = {0x1p-1074, 1e-300, 1e-170, 1e-100, 1e-8,  0.1,   0.999999,
                                  1.000001,  10,     1e8,    1e100,  1e160, 1e300, DBL_MAX};
    static const struct counts of[] = {{3, 1, 5, 2}, {7, 90, 0, 0}, {1, 0, 400, 3},
                                       {0, 4, 2, 9}, {0, 0, 2, 9},  {0, 4, 0, 9}};
    for (size_t k = 0; k < sizeof of / sizeof *of; k++) judge(of[k], beta, 14);
}

TEST(numerics, large_counts_keep_the_digits_of_a_double)
{
    static const double beta[] = {1, 0.3, 1.7, 4};
    judge((struct counts){19991, 3, 1, 5}, beta, 4);
    judge((struct counts){1, 12011, 6007, 5}, beta, 4);
    judge((struct counts){6661, 6673, 6679, 5}, beta, 4);
}

/* ---- memory ---- */

TEST(memory, nothing_is_kept_but_the_struct_and_the_ring)
{
    size_t n = repeats(30000), window = n / 3;
    draw(n, 0.3, 0.2);
    struct prf *s = asked_prf("s", 1);
    uint8_t *ring = asked_bytes("ring", window);
    struct said said = asked_said(1);
    note("%zu outcomes, window = %zu", n, window);
    TRIAL(begin(s, ring, window); push_all(s, any_y, any_yhat, n); get(s, 1, &said, 0));
    /* the contract allows none; this test is about memory that grows, and lets a little pass */
    expect_peak(4096);
    expect_no_leak();
    expect_said(&said, 0, counts_of(any_y, any_yhat, n, window), 1);
}

/* ---- scale ---- */

/* Nor are two bytes enough for a place, or for a count. */
TEST(scale, a_window_may_be_longer_than_two_bytes_count)
{
    static const size_t of[] = {65535, 65536, 65537, 70001};
    for (size_t k = 0; k < sizeof of / sizeof *of; k++) judge_long(repeats(of[k]));
}

/* A million pushes, each with a question: 20 ms or so. Who goes through the window at either needs
 * minutes. */
TEST(scale, no_call_goes_through_the_window)
{
    size_t window = repeats(1 << 19), n = 2 * window + window / 2;
    draw(1 << 10, 0.2, 0.1);
    struct prf *s = asked_prf("s", 1);
    uint8_t *ring = asked_bytes("ring", window);
    struct said said = asked_said(1);
    note("window = %zu, %zu outcomes, and prf_get after each", window, n);
    TRIAL(begin(s, ring, window); for (size_t i = 0; i < n; i++) {
        push_all(s, any_y + i % (1 << 10), any_yhat + i % (1 << 10), 1);
        get(s, 1, &said, 0);
    });
    struct counts one = counts_of(any_y, any_yhat, 1 << 10, 1 << 10);
    uint64_t times = window >> 10;
    expect_counts(s,
                  (struct counts){one.tp * times, one.fp * times, one.fn * times, one.tn * times});
}
