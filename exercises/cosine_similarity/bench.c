/* Embeddings of 4096 floats, 32 KB a pair. Each call gets two windows, at offsets drawn for it, on
 * pools of fresh random numbers twice as long; put copies them into place. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/given.h"
#include "harness/lap.h"
#include "harness/trial.h"

#include "cosine_similarity.h"

enum kind { ORDINARY, NAN_IN_A, INFINITY_IN_B, NEGATIVE_EPS, NO_ELEMENTS, ZERO_A, NO_DIRECTION };

struct one_call {
    size_t at_a, at_b; /* where its windows begin */
    size_t d, odd;     /* odd: the place of an odd element */
    double eps;
    enum kind kind;
};

static size_t n;
static float *pool_a, *pool_b, *a, *b;
static struct one_call *asked;
static const struct one_call *now; /* the call that put prepared */
static int32_t *status;
static double *sim;

static void lay(size_t size, size_t calls)
{
    n = size;
    pool_a = lap_given(2 * n * sizeof *pool_a);
    pool_b = lap_given(2 * n * sizeof *pool_b);
    a = lap_given(n * sizeof *a);
    b = lap_given(n * sizeof *b);
    asked = lap_given(calls * sizeof *asked);
    status = lap_asked(calls * sizeof *status);
    sim = lap_asked(calls * sizeof *sim);
}

/* Two floats a draw, in (-1, 1). */
static void fill_pool(float *x, struct ml_rng *r)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = ml_rng_u64(r);
        x[2 * i] = (float)(int32_t)bits * 0x1p-31f;
        x[2 * i + 1] = (float)(int32_t)(bits >> 32) * 0x1p-31f;
    }
}

static void fill(size_t size, size_t calls, struct ml_rng *r)
{
    (void)size;
    fill_pool(pool_a, r);
    fill_pool(pool_b, r);
    for (size_t i = 0; i < calls; i++) {
        struct one_call *c = &asked[i];
        *c = (struct one_call){.d = n, .eps = 1e-8, .kind = ORDINARY};
        c->at_a = ml_rng_below(r, n);
        c->at_b = ml_rng_below(r, n);
        c->odd = ml_rng_below(r, n);
        if (i % 32 == 31) c->kind = NAN_IN_A + (enum kind)ml_rng_below(r, NO_DIRECTION);
        if (c->kind == NEGATIVE_EPS) c->eps = -1e-8;
        if (c->kind == NO_ELEMENTS) c->d = 0;
        if (c->kind == NO_DIRECTION) c->eps = 0;
    }
}

static void put(size_t i)
{
    const struct one_call *c = now = &asked[i];
    memcpy(a, pool_a + c->at_a, n * sizeof *a);
    memcpy(b, pool_b + c->at_b, n * sizeof *b);
    if (c->kind == NAN_IN_A) a[c->odd] = NAN;
    if (c->kind == INFINITY_IN_B) b[c->odd] = INFINITY;
    if (c->kind == ZERO_A || c->kind == NO_DIRECTION) memset(a, 0, n * sizeof *a);
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

static bool untouched(const double *x)
{
    for (size_t i = 0; i < sizeof *x; i++)
        if (((const unsigned char *)x)[i] != GIVEN_POISON) return false;
    return true;
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

static const char *check(size_t i)
{
    static char words[160];
    const struct one_call *c = (const struct one_call *)lap_left(asked) + i;
    const double *got = (const double *)lap_left(sim) + i;
    int32_t got_status = ((const int32_t *)lap_left(status))[i];
    enum ml_status want_status = status_wanted(c->kind);
    if (got_status != (int32_t)want_status) {
        snprintf(words, sizeof words, "returned %d, expected %d", got_status, want_status);
        return words;
    }
    if (want_status == ML_EINVAL) return untouched(got) ? NULL : "ML_EINVAL, yet sim was written";
    if (untouched(got)) return "sim was never written";
    if (want_status == ML_EDOM) return isnan(*got) ? NULL : "ML_EDOM, yet sim is not NaN";
    const float *x = (const float *)lap_left(pool_a) + c->at_a;
    const float *y = (const float *)lap_left(pool_b) + c->at_b;
    double want = c->kind == ZERO_A ? 0 : exact(x, y, n, c->eps);
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
