/* Whether a list is right is judged by what it says of itself: each row that it names has the
 * similarity that stands beside it, equal floats are in the order of their rows, and no row is
 * missing that should have been there (expect_list). So lists of random rows may differ where
 * answers round differently. Where a test states a list, all is exact in float: lengths are powers
 * of two, and no sum can round.
 *
 * Sums in one float chain are right up to the lengths used here, but for the two tests whose names
 * speak of digits and of length. */
#include "harness/suite.h"

#include "cosine_topk.h"

enum { MOST_ROWS = 100000, MOST_SEARCHES = 80 };

struct search {
    size_t nq, n, d, k;
    const float *q, *x; /* the judge's */
    int32_t *status;
    int64_t *idx;
    float *sim;
};

/* ---- what is expected ---- */

static const double TOL = 5e-7; /* the contract's */

/* In long double the square of no float overflows or vanishes, and its rounding is nothing beside
 * TOL. */
JUDGE static long double dot(const float *a, const float *b, size_t d)
{
    long double sum = 0;
    for (size_t j = 0; j < d; j++) sum += (long double)a[j] * b[j];
    return sum;
}

/* Of query i with each row. */
JUDGE static const double *exact(const struct search *s, size_t i)
{
    static double sim[MOST_ROWS];
    const float *q = s->q + i * s->d;
    long double qq = dot(q, q, s->d);
    for (size_t r = 0; r < s->n; r++) {
        const float *x = s->x + r * s->d;
        long double xx = dot(x, x, s->d);
        bool zero = qq == 0 || xx == 0;
        sim[r] = zero ? 0 : (double)(dot(q, x, s->d) / sqrtl(qq) / sqrtl(xx));
    }
    return sim;
}

static void expect_place(const struct search *s, size_t at, bool *seen, const double *sim)
{
    int64_t row = s->idx[at];
    if (given_is_poison(&s->idx[at], sizeof row)) expect_i64(&s->idx[at], 0);
    expect_that(row >= 0 && (uint64_t)row < s->n, "idx[%zu] is %lld   there are %zu rows", at,
                (long long)row, s->n);
    expect_that(!seen[row], "idx[%zu] is %lld, which is in this query's list already", at,
                (long long)row);
    seen[row] = true;
    expect_f32(&s->sim[at], sim[row], TOL);
    expect_that(fabsf(s->sim[at]) <= 1, "sim[%zu] is %.9g, outside [-1, 1]", at,
                (double)s->sim[at]);
}

/* Best first, and of equal floats the lower index. */
static void expect_order(const struct search *s, size_t at)
{
    double before = (double)s->sim[at - 1], here = (double)s->sim[at];
    expect_that(before >= here, "sim[%zu] is %.9g, and sim[%zu] after it is %.9g", at - 1, before,
                at, here);
    expect_that(before > here || s->idx[at - 1] < s->idx[at],
                "rows %lld and %lld both have %.9g   the lower index should come first: idx[%zu]",
                (long long)s->idx[at - 1], (long long)s->idx[at], here, at - 1);
}

/* The list of query i. */
static void expect_list(const struct search *s, size_t i)
{
    static bool seen[MOST_ROWS];
    memset(seen, 0, s->n * sizeof *seen);
    size_t kept = s->k < s->n ? s->k : s->n, first = i * s->k;
    const double *sim = exact(s, i);
    for (size_t at = first; at < first + kept; at++) {
        expect_place(s, at, seen, sim);
        if (at > first) expect_order(s, at);
    }
    for (size_t at = first + kept; at < first + s->k; at++) {
        expect_i64(&s->idx[at], -1);
        expect_f32(&s->sim[at], -INFINITY, 0);
    }
    if (kept == s->n) return;
    double last = (double)s->sim[first + kept - 1];
    for (size_t r = 0; r < s->n; r++)
        expect_that(seen[r] || sim[r] <= last + TOL,
                    "query %zu: row %zu is missing   its similarity is %.9g, the last kept %.9g", i,
                    r, sim[r], last);
}

/* ---- asking ---- */

static void note_search(const struct search *s)
{
    note("nq = %zu, n = %zu, d = %zu, k = %zu", s->nq, s->n, s->d, s->k);
}

static void expect_right(const struct search *s)
{
    note_search(s);
    expect_that(*s->status == ML_OK, "returned %s   expected ML_OK", status_name(*s->status));
    for (size_t i = 0; i < s->nq; i++) expect_list(s, i);
}

static struct search ask(size_t nq, size_t n, size_t d, size_t k, const float *src_q,
                         const float *src_x)
{
    struct search s = {nq, n, d, k, src_q, src_x, trial_status, NULL, NULL};
    const float *q = given_f32("q", nq * d, src_q), *x = given_f32("x", n * d, src_x);
    int64_t *idx = s.idx = asked_i64("idx", nq * k);
    float *sim = s.sim = asked_f32("sim", nq * k);
    note_search(&s);
    CALL(cosine_topk(q, nq, x, n, d, k, idx, sim));
    return s;
}

/* m searches in one trial, of sizes that differ, with the last queries and rows of src_q and src_x:
 * all end where these end. */
static void ask_each(struct search *s, size_t m, size_t n_q, const float *src_q, size_t n_x,
                     const float *src_x)
{
    const float *q = given_f32("q", n_q, src_q), *x = given_f32("x", n_x, src_x);
    size_t places = 0;
    for (size_t i = 0; i < m; i++) places += s[i].nq * s[i].k;
    int64_t *idx = asked_i64("idx", places);
    float *sim = asked_f32("sim", places);
    int32_t *status = asked_i32("status", m);
    for (size_t i = 0, at = 0; i < m; at += s[i].nq * s[i].k, i++) {
        s[i].q = src_q + n_q - s[i].nq * s[i].d;
        s[i].x = src_x + n_x - s[i].n * s[i].d;
        s[i].status = status + i, s[i].idx = idx + at, s[i].sim = sim + at;
    }
    TRIAL_OF("cosine_topk(q, nq, x, n, d, k, idx, sim)",
             for (size_t i = 0; i < m; i++) status[i] =
                 cosine_topk(q + (s[i].q - src_q), s[i].nq, x + (s[i].x - src_x), s[i].n, s[i].d,
                             s[i].k, s[i].idx, s[i].sim));
    for (size_t i = 0; i < m; i++) expect_right(&s[i]);
}

static void fill_random(float *v, size_t n, double scale)
{
    for (size_t i = 0; i < n; i++) v[i] = (float)(scale * (2 * ml_rng_uniform(dice()) - 1));
}

/* Query i's list is exactly this, to the last bit. */
static void expect_exactly(const struct search *s, size_t i, const int64_t *idx, const float *sim)
{
    note("nq = %zu, n = %zu, d = %zu, k = %zu; the list of query %zu", s->nq, s->n, s->d, s->k, i);
    for (size_t j = 0; j < s->k; j++) {
        expect_i64(&s->idx[i * s->k + j], idx[j]);
        expect_f32(&s->sim[i * s->k + j], (double)sim[j], 0);
    }
}

/* ---- basics ---- */

/* The example of the README. */
TEST(basics, the_worked_example)
{
    static const float q[] = {3, 4}, x[] = {4, 3, -3, -4, 6, 8, 0, 0, 5, 0};
    static const int64_t want[] = {2, 0, 4};
    static const double sim[] = {1, 0.96, 0.6};
    struct search s = ask(1, 5, 2, 3, q, x);
    expect_status(ML_OK);
    for (size_t j = 0; j < 3; j++) {
        expect_i64(&s.idx[j], want[j]);
        expect_f32(&s.sim[j], sim[j], TOL);
    }
}

TEST(basics, the_best_rows_come_best_first)
{
    enum { N = 60, D = 6, K = 7 };
    float q[D], x[N * D];
    fill_random(q, D, 1);
    fill_random(x, N * D, 1);
    struct search s = ask(1, N, D, K, q, x);
    expect_right(&s);
}

TEST(basics, each_query_has_a_list_of_its_own)
{
    enum { NQ = 9, N = 40, D = 5, K = 6 };
    float q[NQ * D], x[N * D];
    fill_random(q, NQ * D, 1);
    fill_random(x, N * D, 1);
    struct search s = ask(NQ, N, D, K, q, x);
    expect_right(&s);
}

/* Rows 0 .. N - 1 get longer and turn away from the query; row N, the longest, points its way. */
TEST(basics, a_long_row_is_not_a_similar_one)
{
    enum { N = 12, K = 5 };
    static const float q[] = {1, 0};
    static const int64_t want[K] = {0, N, 1, 2, 3};
    float x[2 * N + 2] = {[2 * N] = 4096};
    for (size_t i = 0; i < N; i++) {
        double angle = 0.2 * (double)i, length = pow(2, (double)i);
        x[2 * i] = (float)(length * cos(angle)), x[2 * i + 1] = (float)(length * sin(angle));
    }
    struct search s = ask(1, N + 1, 2, K, q, x);
    expect_right(&s);
    for (size_t j = 0; j < K; j++) expect_i64(&s.idx[j], want[j]);
}

/* What is unrolled or vectorised has a rest to see to: d = 1 .. 67, and two long ones. */
TEST(basics, every_element_counts)
{
    enum { D = 67, M = D + 2, NQ = 3, N = 9, LONGEST = 530 };
    static float q[NQ * LONGEST], x[N * LONGEST];
    struct search s[M];
    fill_random(q, NQ * LONGEST, 1);
    fill_random(x, N * LONGEST, 1);
    for (size_t i = 0; i < M; i++)
        s[i] = (struct search){.nq = NQ, .n = N, .d = i < D ? i + 1 : LONGEST - (M - i), .k = 3};
    ask_each(s, M, NQ * LONGEST, q, N * LONGEST, x);
}

TEST(basics, any_number_of_queries_is_answered)
{
    enum { M = 70, N = 37, D = 5, K = 4 };
    static float q[M * D], x[N * D];
    struct search s[M];
    fill_random(q, M * D, 1);
    fill_random(x, N * D, 1);
    for (size_t i = 0; i < M; i++) s[i] = (struct search){.nq = i + 1, .n = N, .d = D, .k = K};
    ask_each(s, M, M * D, q, N * D, x);
}

TEST(basics, any_number_of_rows_is_searched)
{
    enum { M = 75, NQ = 3, D = 5, K = 4 };
    static float q[NQ * D], x[M * D];
    struct search s[M];
    fill_random(q, NQ * D, 1);
    fill_random(x, M * D, 1);
    for (size_t i = 0; i < M; i++) s[i] = (struct search){.nq = NQ, .n = i, .d = D, .k = K};
    ask_each(s, M, NQ * D, q, M * D, x);
}

TEST(basics, a_list_can_be_of_any_length)
{
    enum { M = 75, NQ = 2, N = 70, D = 4 };
    static float q[NQ * D], x[N * D];
    struct search s[M];
    fill_random(q, NQ * D, 1);
    fill_random(x, N * D, 1);
    for (size_t i = 0; i < M; i++) s[i] = (struct search){.nq = NQ, .n = N, .d = D, .k = i + 1};
    ask_each(s, M, NQ * D, q, N * D, x);
}

/* Every row once the best, wherever blocks of rows begin and end. */
TEST(basics, every_row_is_found_by_itself)
{
    enum { N = 600, D = 16 };
    static float x[N * D];
    size_t n = 10 * repeats(N / 10);
    fill_random(x, N * D, 1);
    struct search s = ask(n, n, D, 1, x, x);
    expect_right(&s);
    for (size_t i = 0; i < n; i++) expect_i64(&s.idx[i], (int64_t)i);
}

/* ---- edges ---- */

TEST(edges, places_past_the_rows_are_marked)
{
    enum { NQ = 3, N = 4, D = 3 };
    float q[NQ * D], x[N * D];
    fill_random(q, NQ * D, 1);
    fill_random(x, N * D, 1);
    struct search s = ask(NQ, N, D, 7, q, x);
    expect_right(&s);
}

TEST(edges, without_rows_all_places_are_marked)
{
    static const float q[] = {1, 2, 3, 4}, x[] = {0};
    struct search s = ask(2, 0, 2, 3, q, x);
    expect_right(&s);
}

/* Lengths are powers of two: 1, 0.5, 0, -0.5 and -1, each of several rows. */
static const float five_x[][4] = {{0, 0, 0, 1}, {2, 2, 2, 2},     {-1, -1, 1, 1},   {0, 4, 0, 0},
                                  {1, 1, 1, 1}, {-1, -1, -1, -1}, {0, 0, -1, 0},    {8, 8, 8, 8},
                                  {2, 0, 0, 0}, {-1, 1, 1, -1},   {-2, -2, -2, -2}, {0, 0, 0, -8}};
enum { FIVE_N = sizeof five_x / sizeof five_x[0] };

TEST(edges, of_equal_rows_the_lower_index_comes_first)
{
    static const float q[] = {1, 1, 1, 1};
    static const int64_t idx[] = {1, 4, 7, 0, 3, 8, 2, 9, 6, 11, 5, 10};
    static const float sim[] = {1, 1, 1, .5f, .5f, .5f, 0, 0, -.5f, -.5f, -1, -1};
    struct search s = ask(1, FIVE_N, 4, FIVE_N, q, *five_x);
    expect_status(ML_OK);
    expect_exactly(&s, 0, idx, sim);
}

/* k ends after one, or two, of three. */
TEST(edges, where_k_ends_among_equals_the_lower_are_kept)
{
    static const float q[] = {-2, -2, -2, -2, 4, 4, 4, 4};
    static const int64_t idx[][5] = {{5, 10, 6, 11, 2}, {1, 4, 7, 0, 3}};
    static const float sim[][5] = {{1, 1, .5f, .5f, 0}, {1, 1, 1, .5f, .5f}};
    struct search s = ask(2, FIVE_N, 4, 5, q, *five_x);
    expect_status(ML_OK);
    for (size_t i = 0; i < 2; i++) expect_exactly(&s, i, idx[i], sim[i]);
}

/* 400 rows of three kinds: 1, 0.5 and -0.5. */
TEST(edges, many_equal_rows_keep_their_order)
{
    enum { N = 400, K = 150 };
    static const float q[] = {1, 1, 1, 1}, kind[][4] = {{1, 1, 1, 1}, {1, 0, 0, 0}, {0, -1, 0, 0}};
    static float x[N][4], sim[K];
    int64_t idx[K];
    size_t which[N], at = 0;
    for (size_t i = 0; i < N; i++) {
        which[i] = ml_rng_below(dice(), 3);
        for (size_t j = 0; j < 4; j++) x[i][j] = 4 * kind[which[i]][j];
    }
    struct search s = ask(1, N, 4, K, q, *x);
    expect_status(ML_OK);
    for (size_t w = 0; w < 3; w++)
        for (size_t i = 0; i < N && at < K; i++)
            if (which[i] == w) idx[at] = (int64_t)i, sim[at++] = w == 0 ? 1 : w == 1 ? .5f : -.5f;
    expect_exactly(&s, 0, idx, sim);
}

/* Rows that differ in one element's last bits: their exact similarities differ, hundreds of them
 * round to the same few floats. */
TEST(edges, ties_are_those_of_the_returned_floats)
{
    enum { N = 300, D = 16 };
    static float x[N][D], q[D];
    for (size_t j = 0; j < D; j++) q[j] = (float)(0.5 + ml_rng_uniform(dice()));
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < D; j++)
            x[i][j] = 1 + (float)ml_rng_below(dice(), 2) * FLT_EPSILON * (j == i % D);
    struct search s = ask(1, N, D, 200, q, *x);
    expect_right(&s);
}

/* Between those that point the query's way and those that point away. */
TEST(edges, a_zero_row_has_similarity_zero)
{
    static const float q[] = {2, 0}, x[] = {-1, 0, 0, 0, 1, 0, 0, -0.0f, 0, 5};
    static const int64_t idx[] = {2, 1, 3, 4, 0};
    static const float sim[] = {1, 0, 0, 0, -1};
    struct search s = ask(1, 5, 2, 5, q, x);
    expect_status(ML_OK);
    expect_exactly(&s, 0, idx, sim);
}

TEST(edges, a_zero_query_is_as_far_from_every_row)
{
    static const float q[] = {0, -0.0f, 1, 0}, x[] = {1, 2, 0, 0, -3, 1, 4, 4};
    static const int64_t idx[] = {0, 1, 2};
    static const float sim[] = {0, 0, 0};
    struct search s = ask(2, 4, 2, 3, q, x);
    expect_status(ML_OK);
    expect_exactly(&s, 0, idx, sim);
    expect_list(&s, 1);
}

TEST(edges, rows_that_all_point_away_are_ranked_too)
{
    enum { N = 30, D = 5 };
    float q[D], x[N * D];
    for (size_t j = 0; j < D; j++) q[j] = (float)(0.5 + ml_rng_uniform(dice()));
    for (size_t i = 0; i < N * D; i++) x[i] = (float)(-0.1 - ml_rng_uniform(dice()));
    struct search s = ask(1, N, D, 4, q, x);
    expect_right(&s);
}

TEST(edges, one_element_has_only_a_sign)
{
    static const float q[] = {-0.3f}, x[] = {7, -1, 0, -1e-40f, 1e38f};
    static const int64_t idx[] = {1, 3, 2, 0, 4};
    static const float sim[] = {1, 1, 0, -1, -1};
    struct search s = ask(1, 5, 1, 5, q, x);
    expect_status(ML_OK);
    note_search(&s);
    for (size_t j = 0; j < 5; j++) expect_f32(&s.sim[j], (double)sim[j], TOL);
    expect_right(&s);
    if (s.sim[0] == s.sim[1] && s.sim[3] == s.sim[4]) expect_exactly(&s, 0, idx, sim);
}

/* ---- contract ---- */

static void expect_each_invalid(const int32_t *status, const char *const *with, size_t m)
{
    for (size_t i = 0; i < m; i++) expect_status_at(&status[i], ML_EINVAL, with[i]);
}

TEST(contract, a_null_pointer_is_invalid)
{
    static const float v[] = {1, 2, 3, 4};
    static const char *const with[] = {"with q = NULL", "with x = NULL", "with idx = NULL",
                                       "with sim = NULL", "with x = NULL and n = 0"};
    const float *q = given_f32("q", 2, v), *x = given_f32("x", 4, v);
    int64_t *idx = asked_i64("idx", 1);
    float *sim = asked_f32("sim", 1);
    int32_t *status = asked_i32("status", 5);
    TRIAL_OF("cosine_topk(q, 1, x, 2, 2, 1, idx, sim)",
             status[0] = cosine_topk(NULL, 1, x, 2, 2, 1, idx, sim);
             status[1] = cosine_topk(q, 1, NULL, 2, 2, 1, idx, sim);
             status[2] = cosine_topk(q, 1, x, 2, 2, 1, NULL, sim);
             status[3] = cosine_topk(q, 1, x, 2, 2, 1, idx, NULL);
             status[4] = cosine_topk(q, 1, NULL, 0, 2, 1, idx, sim));
    expect_each_invalid(status, with, 5);
    expect_untouched(idx);
    expect_untouched(sim);
}

TEST(contract, no_queries_no_elements_or_no_places_are_invalid)
{
    static const float v[] = {1, 2, 3, 4};
    static const char *const with[] = {"with nq = 0", "with d = 0", "with k = 0",
                                       "with d = 0 and n = 0"};
    const float *q = given_f32("q", 2, v), *x = given_f32("x", 4, v);
    int64_t *idx = asked_i64("idx", 1);
    float *sim = asked_f32("sim", 1);
    int32_t *status = asked_i32("status", 4);
    TRIAL_OF("cosine_topk(q, 1, x, 2, 2, 1, idx, sim)",
             status[0] = cosine_topk(q, 0, x, 2, 2, 1, idx, sim);
             status[1] = cosine_topk(q, 1, x, 2, 0, 1, idx, sim);
             status[2] = cosine_topk(q, 1, x, 2, 2, 0, idx, sim);
             status[3] = cosine_topk(q, 1, x, 0, 0, 1, idx, sim));
    expect_each_invalid(status, with, 4);
    expect_untouched(idx);
    expect_untouched(sim);
}

/* Two queries and five rows of D elements; in each copy one element is odd. */
TEST(contract, a_non_finite_element_anywhere_is_invalid)
{
    enum { D = 5, NQ = 2, N = 5, ALL = (NQ + N) * D, KINDS = 3, M = ALL * KINDS };
    static const float odd[KINDS] = {NAN, INFINITY, -INFINITY};
    static float src[M][ALL];
    fill_random(*src, M * ALL, 1);
    for (size_t i = 0; i < M; i++) src[i][i / KINDS] = odd[i % KINDS];
    const float *all = given_f32("q_and_x", M * ALL, *src);
    int64_t *idx = asked_i64("idx", NQ * 2);
    float *sim = asked_f32("sim", NQ * 2);
    int32_t *status = asked_i32("status", M);
    TRIAL_OF("cosine_topk(q, 2, x, 5, 5, 2, idx, sim)",
             for (size_t i = 0; i < M; i++) status[i] =
                 cosine_topk(all + i * ALL, NQ, all + i * ALL + NQ * D, N, D, 2, idx, sim));
    for (size_t i = 0; i < M; i++) {
        size_t at = i / KINDS;
        bool in_x = at >= NQ * D;
        note("%c[%zu] is %g", in_x ? 'x' : 'q', in_x ? at - NQ * D : at, (double)odd[i % KINDS]);
        expect_status_at(&status[i], ML_EINVAL, "then");
    }
}

/* Nothing of it could reach a list. */
TEST(contract, what_cannot_matter_is_looked_at_too)
{
    static const float src_zero[] = {0, 0}, src_nan[] = {1, 0, NAN, 0};
    static const char *const with[] = {"with a zero query and a NaN in x",
                                       "with a NaN in q and zero rows",
                                       "with a NaN in the second query and n = 0"};
    const float *zero = given_f32("zero", 2, src_zero), *odd = given_f32("odd", 4, src_nan);
    int64_t *idx = asked_i64("idx", 2);
    float *sim = asked_f32("sim", 2);
    int32_t *status = asked_i32("status", 3);
    TRIAL_OF("cosine_topk(q, nq, x, n, 2, 1, idx, sim)",
             status[0] = cosine_topk(zero, 1, odd, 2, 2, 1, idx, sim);
             status[1] = cosine_topk(odd, 2, zero, 1, 2, 1, idx, sim);
             status[2] = cosine_topk(odd, 2, zero, 0, 2, 1, idx, sim));
    expect_each_invalid(status, with, 3);
}

/* The last element of all, then that of the queries. 90 queries: more than one goes at a time. */
TEST(contract, invalid_input_leaves_the_outputs_alone)
{
    enum { NQ = 90, N = 700, D = 4, K = 5 };
    static float src_q[2][NQ * D], src_x[2][N * D];
    for (size_t i = 0; i < 2; i++) {
        fill_random(src_q[i], NQ * D, 1);
        fill_random(src_x[i], N * D, 1);
    }
    src_q[1][NQ * D - 1] = NAN, src_x[1][N * D - 1] = INFINITY;
    const float *q = given_f32("q", 2 * NQ * D, *src_q), *x = given_f32("x", 2 * N * D, *src_x);
    int64_t *idx = asked_i64("idx", NQ * K);
    float *sim = asked_f32("sim", NQ * K);
    int32_t *status = asked_i32("status", 2);
    static const char *const with[] = {"with x[2799] = inf", "with q[359] = NaN"};
    TRIAL_OF("cosine_topk(q, 90, x, 700, 4, 5, idx, sim)",
             status[0] = cosine_topk(q, NQ, x + N * D, N, D, K, idx, sim);
             status[1] = cosine_topk(q + NQ * D, NQ, x, N, D, K, idx, sim));
    expect_each_invalid(status, with, 2);
    expect_untouched(idx);
    expect_untouched(sim);
    expect_no_leak();
}

/* ---- numerics ---- */

/* Two queries and N rows, the i-th of size scale[i]; each leans towards a query. */
static void search_scales(const double *scale, size_t n, const double *scale_q)
{
    enum { D = 12, N = 40 };
    static float q[2 * D], x[N * D];
    float way[2 * D];
    fill_random(way, 2 * D, 1);
    for (size_t j = 0; j < 2 * D; j++) q[j] = (float)((double)way[j] * scale_q[j / D]);
    for (size_t i = 0; i < n; i++) {
        fill_random(x + i * D, D, scale[i]);
        for (size_t j = 0; j < D / 2; j++)
            x[i * D + j] = (float)((double)way[i % 2 * D + j] * scale[i]);
    }
    struct search s = ask(2, n, D, n, q, x);
    expect_right(&s);
}

TEST(numerics, huge_elements_do_not_overflow)
{
    static const double scale[] = {1e15, 1e19, 1e25, 1e30, 1e36, FLT_MAX, FLT_MAX, 1, 1e-3};
    search_scales(scale, 9, (const double[]){1e30, FLT_MAX});
}

/* The last five rows are denormal, and so is the second query: multiples of 2^-149. */
TEST(numerics, tiny_elements_do_not_vanish)
{
    static const double scale[] = {1,     1e-15, 1e-20, 1e-25, 1e-30,
                                   1e-38, 1e-39, 1e-41, 1e-42, 1e-43};
    search_scales(scale, 10, (const double[]){1e-25, 1e-41});
}

TEST(numerics, rows_of_every_scale_share_a_list)
{
    double scale[40];
    for (size_t i = 0; i < 40; i++) scale[i] = pow(10, -38 + 76 * ml_rng_uniform(dice()));
    search_scales(scale, 40, (const double[]){1e-20, 1e20});
}

/* x = 3 q or -3 q, exactly: the 22 bits of an element leave room for the factor. */
TEST(numerics, similarities_never_leave_their_range)
{
    enum { N = 200, D = 13 };
    static float q[N * D], x[N * D];
    for (size_t i = 0; i < N * D; i++) {
        q[i] = ldexpf((float)ml_rng_below(dice(), 1 << 22), -(int)ml_rng_below(dice(), 8));
        x[i] = i < N * D / 2 ? 3 * q[i] : -3 * q[i];
    }
    size_t nq = repeats(N);
    struct search s = ask(nq, N, D, N, q, x);
    expect_right(&s);
}

TEST(numerics, similarities_have_seven_digits)
{
    enum { NQ = 12, N = 50, D = 48 };
    static float q[NQ * D], x[N * D];
    fill_random(q, NQ * D, 1);
    fill_random(x, N * D, 1);
    struct search s = ask(NQ, N, D, N, q, x);
    expect_right(&s);
}

/* All terms have one sign: one float that sums up 4096 of them is off by 7e-7 on average. */
TEST(numerics, long_vectors_keep_their_digits)
{
    enum { NQ = 3, N = 24, D = 4096 };
    static float q[NQ * D], x[N * D];
    for (size_t i = 0; i < NQ * D; i++) q[i] = (float)ml_rng_uniform(dice());
    for (size_t i = 0; i < N * D; i++) x[i] = (float)ml_rng_uniform(dice());
    struct search s = ask(NQ, N, D, N, q, x);
    expect_right(&s);
}

/* ---- memory ---- */

/* The contract's bound. */
static void expect_bounded(const struct search *s)
{
    expect_no_leak();
    expect_peak(16 * s->n + (1 << 20));
}

/* 600 x 2000 floats are 4.8 MB. */
TEST(memory, similarities_are_not_all_held_at_once)
{
    enum { NQ = 600, N = 2000, D = 2, K = 3 };
    static float q[NQ * D], x[N * D];
    fill_random(q, NQ * D, 1);
    fill_random(x, N * D, 1);
    struct search s = ask(NQ, repeats(N), D, K, q, x);
    expect_bounded(&s);
    expect_status(ML_OK);
    for (size_t i = 0; i < NQ; i += 37) expect_list(&s, i);
}

/* 700 x 600 floats are 1.7 MB; as queries, too. */
TEST(memory, the_input_is_not_copied)
{
    enum { N = 700, D = 600 };
    static float q[N * D], x[N * D];
    for (size_t i = 0; i < N * D; i++)
        q[i] = x[i] = (float)((int64_t)(ml_rng_u64(dice()) >> 40) - (1 << 23));
    size_t n = repeats(N);
    struct search rows = ask(1, n, D, 3, q, x);
    expect_bounded(&rows);
    expect_right(&rows);
    struct search queries = ask(n, 3, D, 2, q, x);
    expect_bounded(&queries);
    expect_right(&queries);
}

/* A list of 100,000 places, of which three are taken. */
TEST(memory, places_past_the_rows_take_no_memory)
{
    enum { N = 3, D = 2, K = 100000 };
    float q[D], x[N * D];
    fill_random(q, D, 1);
    fill_random(x, N * D, 1);
    struct search s = ask(1, N, D, K, q, x);
    expect_bounded(&s);
    expect_right(&s);
}

TEST(memory, long_lists_of_many_queries_are_bounded)
{
    enum { NQ = 70, N = 2000, D = 2 };
    static float q[NQ * D], x[N * D];
    fill_random(q, NQ * D, 1);
    fill_random(x, N * D, 1);
    size_t n = repeats(N);
    struct search s = ask(NQ, n, D, n, q, x);
    expect_bounded(&s);
    expect_status(ML_OK);
    for (size_t i = 0; i < NQ; i += 7) expect_list(&s, i);
}

/* Who takes memory has each allocation refused in turn. */
TEST(memory, a_failed_allocation_is_survived)
{
    enum { NQ = 3, N = 20, D = 4, K = 6 };
    float q[NQ * D], x[N * D];
    fill_random(q, NQ * D, 1);
    fill_random(x, N * D, 1);
    for (size_t i = 0; i < 32; i++) {
        heap_fail_at(i);
        struct search s = ask(NQ, N, D, K, q, x);
        expect_no_leak();
        if (*trial_status != ML_ENOMEM) {
            expect_right(&s);
        } else {
            expect_that(heap_used().failed, "returned ML_ENOMEM although no allocation failed");
            expect_untouched(s.idx);
            expect_untouched(s.sim);
        }
        if (!heap_used().failed) return;
    }
}

/* ---- scale ---- */

TEST(scale, many_rows_are_no_different)
{
    enum { NQ = 3, N = 30000, D = 8, K = 12 };
    static float q[NQ * D], x[N * D];
    size_t n = repeats(N);
    fill_random(q, NQ * D, 1);
    fill_random(x, N * D, 1);
    struct search s = ask(NQ, n, D, K, q, x);
    expect_right(&s);
}

/* Each row is better than those before. An ordered list that moves along for each would take 4e9
 * moves. */
TEST(scale, a_long_list_costs_no_more_than_its_logarithm)
{
    static const float q[] = {1, 0};
    static float x[2 * MOST_ROWS];
    size_t n = repeats(MOST_ROWS);
    for (size_t i = 0; i < n; i++) {
        double angle = 3 - 2.9 * (double)i / (double)n;
        x[2 * i] = (float)cos(angle), x[2 * i + 1] = (float)sin(angle);
    }
    struct search s = ask(1, n, 2, n / 2, q, x);
    expect_right(&s);
}
