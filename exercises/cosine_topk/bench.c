/* 16 queries of 64 floats against 256 rows, the best 10 of each: 64 KB of rows. Each call reads
 * windows where they lie, at offsets drawn for it, on pools of fresh random numbers. Before it, one
 * element of each window gets a fresh value: what an answer knew about a row, its length or a copy
 * of it, is wrong by the next call. One call in 8 is at the same place as the last: to know rows by
 * their address is wrong too. Now and then a row or a query is zero, or of a size whose square no
 * float holds. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/given.h"
#include "harness/lap.h"
#include "harness/trial.h"

#include "cosine_topk.h"

enum { NQ = 16, D = 64, K = 10, PLACES = NQ * K, MOST = 32768, SPARE = 512, SAME_PLACES = 8 };
enum kind {
    ORDINARY,
    NAN_IN_X,
    INFINITY_IN_Q,
    NO_QUERIES,
    NO_PLACES,
    HUGE_ROW,
    ZERO_ROW,
    ZERO_QUERY,
    KINDS
};

struct one_call {
    size_t at_q, at_x;       /* where its windows begin */
    size_t fresh_q, fresh_x; /* the places in the pools that get fresh values, and these */
    float value_q, value_x;
    size_t odd; /* the row or query that is odd */
    enum kind kind;
};

static size_t n;
static float *pool_q, *pool_x;
static struct one_call *asked;
static const struct one_call *now;
static float *spoilt, whole[D]; /* the vector that put left odd, or NULL, and what it was before */
static int32_t *status;
static int64_t *idx; /* [calls][NQ][K] */
static float *sim;

static void lay(size_t size, size_t calls)
{
    n = size;
    pool_q = lap_given((NQ * D + SPARE) * sizeof *pool_q);
    pool_x = lap_given((n * D + SPARE) * sizeof *pool_x);
    asked = lap_given(calls * sizeof *asked);
    status = lap_asked(calls * sizeof *status);
    idx = lap_asked(calls * PLACES * sizeof *idx);
    sim = lap_asked(calls * PLACES * sizeof *sim);
}

/* In (-1, 1). */
static float value_of(uint64_t bits)
{
    return (float)(int32_t)bits * 0x1p-31f;
}

static void fill_pool(float *v, size_t elements, struct ml_rng *r)
{
    for (size_t i = 0; i < elements; i += 2) {
        uint64_t bits = ml_rng_u64(r);
        v[i] = value_of(bits);
        v[i + 1] = value_of(bits >> 32);
    }
}

static bool in_q(enum kind kind)
{
    return kind == INFINITY_IN_Q || kind == ZERO_QUERY;
}

static void fill(size_t size, size_t calls, struct ml_rng *r)
{
    (void)size;
    fill_pool(pool_q, NQ * D + SPARE, r);
    fill_pool(pool_x, n * D + SPARE, r);
    for (size_t i = 0; i < calls; i++) {
        struct one_call *c = &asked[i];
        *c = (struct one_call){.kind = ORDINARY};
        if (ml_rng_below(r, 16) == 0) c->kind = 1 + (enum kind)ml_rng_below(r, KINDS - 1);
        c->at_q = ml_rng_below(r, SPARE + 1);
        c->at_x = ml_rng_below(r, SPARE + 1);
        if (i > 0 && ml_rng_below(r, SAME_PLACES) == 0)
            c->at_q = asked[i - 1].at_q, c->at_x = asked[i - 1].at_x;
        c->fresh_q = c->at_q + ml_rng_below(r, NQ * D);
        c->fresh_x = c->at_x + ml_rng_below(r, n * D);
        uint64_t bits = ml_rng_u64(r);
        c->value_q = value_of(bits);
        c->value_x = value_of(bits >> 32);
        c->odd = ml_rng_below(r, in_q(c->kind) ? NQ : n);
    }
}

/* The vector that is odd, of pools that begin at these. */
static float *odd_of(const struct one_call *c, float *at_pool_q, float *at_pool_x)
{
    return in_q(c->kind) ? at_pool_q + c->at_q + c->odd * D : at_pool_x + c->at_x + c->odd * D;
}

static void spoil(float *v, enum kind kind)
{
    for (size_t j = 0; j < D; j++) v[j] = kind == HUGE_ROW ? ldexpf(v[j], 126) : 0;
    if (kind == NAN_IN_X) v[D / 3] = NAN;
    if (kind == INFINITY_IN_Q) v[D / 3] = INFINITY;
}

static bool is_odd(enum kind kind)
{
    return kind != ORDINARY && kind != NO_QUERIES && kind != NO_PLACES;
}

static void put(size_t i)
{
    const struct one_call *c = now = &asked[i];
    if (spoilt && i > 0) memcpy(spoilt, whole, sizeof whole);
    spoilt = NULL;
    pool_q[c->fresh_q] = c->value_q;
    pool_x[c->fresh_x] = c->value_x;
    if (!is_odd(c->kind)) return;
    spoilt = odd_of(c, pool_q, pool_x);
    memcpy(whole, spoilt, sizeof whole);
    spoil(spoilt, c->kind);
}

static void call(size_t i)
{
    size_t nq = now->kind == NO_QUERIES ? 0 : NQ, k = now->kind == NO_PLACES ? 0 : K;
    status[i] = cosine_topk(pool_q + now->at_q, nq, pool_x + now->at_x, n, D, k, idx + i * PLACES,
                            sim + i * PLACES);
}

/* ---- the judge's own ---- */

enum { LANES = 2, SLICES = NQ / LANES };
typedef double doubles __attribute__((vector_size(LANES * sizeof(double))));

static float seen_q[NQ * D + SPARE], seen_x[MOST * D + SPARE];
static double truth[MOST][NQ];

/* The pools as call i saw them: those of call i - 1, and what put changes before i. */
JUDGE static void replay(size_t i, const struct one_call *calls)
{
    static float before[D];
    if (i == 0) {
        memcpy(seen_q, lap_left(pool_q), (NQ * D + SPARE) * sizeof *seen_q);
        memcpy(seen_x, lap_left(pool_x), (n * D + SPARE) * sizeof *seen_x);
    } else if (is_odd(calls[i - 1].kind)) {
        memcpy(odd_of(&calls[i - 1], seen_q, seen_x), before, sizeof before);
    }
    seen_q[calls[i].fresh_q] = calls[i].value_q;
    seen_x[calls[i].fresh_x] = calls[i].value_x;
    if (!is_odd(calls[i].kind)) return;
    float *odd = odd_of(&calls[i], seen_q, seen_x);
    memcpy(before, odd, sizeof before);
    spoil(odd, calls[i].kind);
}

/* The inverse of a length, in double; 0 for a zero vector. */
JUDGE static double inverse(const float *v)
{
    double sum = 0;
    for (size_t j = 0; j < D; j++) sum += (double)v[j] * v[j];
    return sum > 0 ? 1 / sqrt(sum) : 0;
}

/* truth[r][i]: query i with row r. Off by some 64 roundings of 1e-16. */
JUDGE static void find_truth(const float *q, const float *x)
{
    static union {
        double of[NQ];
        doubles lane[SLICES];
    } panel[D];
    for (size_t i = 0; i < NQ; i++) {
        double by = inverse(q + i * D);
        for (size_t j = 0; j < D; j++) panel[j].of[i] = (double)q[i * D + j] * by;
    }
    for (size_t r = 0; r < n; r++) {
        doubles sum[SLICES] = {0};
        for (size_t j = 0; j < D; j++) {
            double element = (double)x[r * D + j];
            for (size_t l = 0; l < SLICES; l++) sum[l] += panel[j].lane[l] * element;
        }
        double by = inverse(x + r * D);
        for (size_t i = 0; i < NQ; i++) truth[r][i] = sum[i / LANES][i % LANES] * by;
    }
}

static const double TOL = 5e-7; /* the contract's */

/* Words if the list of query i is wrong: a row that is none, or twice there; a similarity; the
 * order; a row that is missing. */
JUDGE static const char *wrong_list(size_t i, const int64_t *row, const float *s)
{
    static char words[160];
    static bool listed[MOST];
    memset(listed, 0, n * sizeof *listed);
    for (size_t j = 0; j < K; j++) {
        if (row[j] < 0 || (uint64_t)row[j] >= n || listed[row[j]]) {
            snprintf(words, sizeof words, "idx[%zu] is %lld: no row, or one that is listed already",
                     i * K + j, (long long)row[j]);
            return words;
        }
        listed[row[j]] = true;
        double want = truth[row[j]][i];
        if (!(fabs((double)s[j] - want) <= TOL && fabsf(s[j]) <= 1)) {
            snprintf(words, sizeof words, "sim[%zu]: expected %.9g, got %.9g", i * K + j, want,
                     (double)s[j]);
            return words;
        }
        if (j > 0 && (s[j] > s[j - 1] || (s[j] == s[j - 1] && row[j] < row[j - 1]))) {
            snprintf(words, sizeof words, "idx[%zu] and the one before it are in the wrong order",
                     i * K + j);
            return words;
        }
    }
    for (size_t r = 0; r < n; r++) {
        if (listed[r] || truth[r][i] <= (double)s[K - 1] + TOL) continue;
        snprintf(words, sizeof words, "query %zu: row %zu is missing, %.9g; the last has %.9g", i,
                 r, truth[r][i], (double)s[K - 1]);
        return words;
    }
    return NULL;
}

static const char *check(size_t i)
{
    static char words[80];
    const struct one_call *c = (const struct one_call *)lap_left(asked) + i;
    const int64_t *rows = (const int64_t *)lap_left(idx) + i * PLACES;
    const float *sims = (const float *)lap_left(sim) + i * PLACES;
    replay(i, lap_left(asked));
    int32_t got = ((const int32_t *)lap_left(status))[i];
    bool invalid = c->kind != ORDINARY && c->kind < HUGE_ROW;
    enum ml_status want = invalid ? ML_EINVAL : ML_OK;
    if (got != (int32_t)want) {
        snprintf(words, sizeof words, "returned %d, expected %d", got, want);
        return words;
    }
    if (invalid) {
        bool clean = given_is_poison(rows, PLACES * sizeof *rows);
        clean = clean && given_is_poison(sims, PLACES * sizeof *sims);
        return clean ? NULL : "ML_EINVAL, yet idx or sim was written";
    }
    find_truth(seen_q + c->at_q, seen_x + c->at_x);
    for (size_t j = 0; j < NQ; j++) {
        const char *wrong = wrong_list(j, rows + j * K, sims + j * K);
        if (wrong) return wrong;
    }
    return NULL;
}

/* A row is 64 floats. A multiplication and an addition an element for each query, and for its own
 * length. */
const struct workload workload = {
    .sizes = {64, 256, 4096, MOST},
    .graded = 256,
    .unit = "row",
    .bytes_per_n = D * sizeof(float),
    .flops_per_n = 2 * D * (NQ + 1),
    .single_precision = true,
    .lay = lay,
    .fill = fill,
    .put = put,
    .call = call,
    .check = check,
};
