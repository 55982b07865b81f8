/* Embeddings of 4096 floats, 32 KB a pair. Each call reads two windows where they lie, at offsets
 * drawn for it, on two pools of fresh random numbers that stay in L1. Before it, one element of
 * each window gets a fresh value: what an answer summed up over a pool is wrong by the next call,
 * and only reading all of a window tells where. One call in 8 is at the same place as the last: to
 * know a vector by its address is wrong too. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/given.h"
#include "harness/lap.h"
#include "harness/trial.h"

#include "cosine_similarity.h"

enum { SPARE = 512, MOST = 1 << 20, SAME_PLACES = 8 };
enum kind { ORDINARY, NAN_IN_A, INFINITY_IN_B, NEGATIVE_EPS, NO_ELEMENTS, ZERO_A, NO_DIRECTION };

struct one_call {
    size_t at_a, at_b;       /* where its windows begin */
    size_t fresh_a, fresh_b; /* the places that get fresh values, in the pools, and these */
    float value_a, value_b;
    size_t d, odd; /* odd: the place of an odd element, in its window */
    double eps;
    enum kind kind;
};

static size_t n;
static float *pool_a, *pool_b, *zeros;
static struct one_call *asked;
static const float *a, *b; /* as put left them */
static const struct one_call *now;
static int32_t *status;
static double *sim;
static float seen_a[MOST + SPARE], seen_b[MOST + SPARE]; /* the judge's own, filled by check */

static void lay(size_t size, size_t calls)
{
    n = size;
    pool_a = lap_given((n + SPARE) * sizeof *pool_a);
    pool_b = lap_given((n + SPARE) * sizeof *pool_b);
    zeros = lap_given(n * sizeof *zeros);
    asked = lap_given(calls * sizeof *asked);
    status = lap_asked(calls * sizeof *status);
    sim = lap_asked(calls * sizeof *sim);
}

/* In (-1, 1). */
static float value_of(uint64_t bits)
{
    return (float)(int32_t)bits * 0x1p-31f;
}

/* Two floats a draw. */
static void fill_pool(float *x, struct ml_rng *r)
{
    for (size_t i = 0; i < n + SPARE; i += 2) {
        uint64_t bits = ml_rng_u64(r);
        x[i] = value_of(bits);
        x[i + 1] = value_of(bits >> 32);
    }
}

static void fill(size_t size, size_t calls, struct ml_rng *r)
{
    (void)size;
    memset(zeros, 0, n * sizeof *zeros); /* another size's buffers may have lain there */
    fill_pool(pool_a, r);
    fill_pool(pool_b, r);
    for (size_t i = 0; i < calls; i++) {
        struct one_call *c = &asked[i];
        *c = (struct one_call){.d = n, .eps = 1e-8, .kind = ORDINARY};
        c->at_a = ml_rng_below(r, SPARE + 1);
        c->at_b = ml_rng_below(r, SPARE + 1);
        if (i > 0 && ml_rng_below(r, SAME_PLACES) == 0)
            c->at_a = asked[i - 1].at_a, c->at_b = asked[i - 1].at_b;
        c->fresh_a = c->at_a + ml_rng_below(r, n);
        c->fresh_b = c->at_b + ml_rng_below(r, n);
        c->odd = ml_rng_below(r, n);
        uint64_t bits = ml_rng_u64(r);
        c->value_a = value_of(bits);
        c->value_b = value_of(bits >> 32);
        if (i % 32 == 31) c->kind = NAN_IN_A + (enum kind)ml_rng_below(r, NO_DIRECTION);
        if (c->kind == NEGATIVE_EPS) c->eps = -1e-8;
        if (c->kind == NO_ELEMENTS) c->d = 0;
        if (c->kind == NO_DIRECTION) c->eps = 0;
    }
}

static void put(size_t i)
{
    const struct one_call *c = now = &asked[i];
    pool_a[c->fresh_a] = c->value_a;
    pool_b[c->fresh_b] = c->value_b;
    if (c->kind == NAN_IN_A) LAP_SPOIL(pool_a[c->at_a + c->odd], NAN);
    if (c->kind == INFINITY_IN_B) LAP_SPOIL(pool_b[c->at_b + c->odd], INFINITY);
    a = c->kind == ZERO_A || c->kind == NO_DIRECTION ? zeros : pool_a + c->at_a;
    b = pool_b + c->at_b;
}

static void call(size_t i)
{
    status[i] = cosine_similarity(a, b, now->d, now->eps, &sim[i]);
}

JUDGE static double exact(const float *x, const float *y, size_t d, double eps)
{
    long double dot = 0, xx = 0, yy = 0;
    for (size_t i = 0; i < d; i++) {
        dot += (long double)x[i] * y[i];
        xx += (long double)x[i] * x[i];
        yy += (long double)y[i] * y[i];
    }
    return (double)(dot / fmaxl(sqrtl(xx), eps) / fmaxl(sqrtl(yy), eps));
}

static enum ml_status status_wanted(enum kind kind)
{
    switch (kind) {
    case ORDINARY:
    case ZERO_A: return ML_OK;
    case NO_DIRECTION: return ML_EDOM;
    default: return ML_EINVAL;
    }
}

/* The tolerance is the contract's. */
static bool agrees(double got, double want)
{
    return fabs(got - want) <= (2.0 * (double)n + 8) * DBL_EPSILON && fabs(got) <= 1;
}

/* The pools as call i saw them: those of call i - 1, and what put changes before i. */
JUDGE static void replay(size_t i, const struct one_call *calls)
{
    if (i == 0) {
        memcpy(seen_a, lap_left(pool_a), (n + SPARE) * sizeof *seen_a);
        memcpy(seen_b, lap_left(pool_b), (n + SPARE) * sizeof *seen_b);
    }
    seen_a[calls[i].fresh_a] = calls[i].value_a;
    seen_b[calls[i].fresh_b] = calls[i].value_b;
}

static const char *check(size_t i)
{
    static char words[160];
    const struct one_call *c = (const struct one_call *)lap_left(asked) + i;
    const double *got = (const double *)lap_left(sim) + i;
    replay(i, lap_left(asked));
    int32_t got_status = ((const int32_t *)lap_left(status))[i];
    enum ml_status want_status = status_wanted(c->kind);
    if (got_status != (int32_t)want_status) {
        snprintf(words, sizeof words, "returned %d, expected %d", got_status, want_status);
        return words;
    }
    if (want_status == ML_EINVAL)
        return given_is_poison(got, sizeof *got) ? NULL : "ML_EINVAL, yet sim was written";
    if (given_is_poison(got, sizeof *got)) return "sim was never written";
    if (want_status == ML_EDOM) return isnan(*got) ? NULL : "ML_EDOM, yet sim is not NaN";
    double want = c->kind == ZERO_A ? 0 : exact(seen_a + c->at_a, seen_b + c->at_b, n, c->eps);
    if (agrees(*got, want)) return NULL;
    snprintf(words, sizeof words, "sim: expected %.17g, got %.17g", want, *got);
    return words;
}

/* A pair of elements is 8 bytes; it takes three multiplications and three additions. */
const struct workload workload = {
    .sizes = {1024, 4096, 65536, 1 << 20},
    .graded = 4096,
    .unit = "element",
    .bytes_per_n = 2 * sizeof(float),
    .flops_per_n = 6,
    .lay = lay,
    .fill = fill,
    .put = put,
    .call = call,
    .check = check,
};
