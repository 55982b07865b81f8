/* A stream of 4096 values, 32 KB, pushed one by one and asked once at the end. Each call reads a
 * window where it lies, at a place drawn for it, on a pool of fresh random numbers: near 0, or off
 * it by 20 or by a million. Before it, one element of the window gets a fresh value. One call in 8
 * is at the same place as the last. One in 16 pushes a NaN in between, merges two halves, or asks
 * an empty stream. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/lap.h"
#include "harness/trial.h"
#include "streaming_moments.h"

enum { SPARE = 512, MOST = 1 << 20, SAME_PLACE = 8, ODD_CALLS = 16 };
enum kind { ORDINARY, A_NAN, TWO_HALVES, NO_VALUES, KINDS };

struct one_call {
    size_t at, fresh, odd; /* where its window begins; in the pool, what is fresh, and the NaN */
    double value;          /* the fresh one */
    unsigned ddof;
    enum kind kind;
};

struct outcome {
    uint64_t n, refused; /* refused: pushes that did not return ML_OK */
    int64_t status;      /* of moments_get */
    double min, max, mean, var, skew, kurt;
};

static size_t n;
static double *pool;
static struct one_call *asked;
static struct outcome *outcome;
static const struct one_call *now;
static double seen[MOST + SPARE], window[MOST]; /* the judge's own */

static void lay(size_t size, size_t calls)
{
    n = size;
    pool = lap_given((n + SPARE) * sizeof *pool);
    asked = lap_given(calls * sizeof *asked);
    outcome = lap_asked(calls * sizeof *outcome);
}

/* Triangular on (-1, 1), with a tail to the right. */
static double value_of(struct ml_rng *r)
{
    uint64_t bits = ml_rng_u64(r);
    double x = (double)(int32_t)bits * 0x1p-32 + (double)(int32_t)(bits >> 32) * 0x1p-32;
    return x > 0.5 ? x + 2 * (x - 0.5) * (x - 0.5) : x;
}

static void fill(size_t size, size_t calls, struct ml_rng *r)
{
    static const double shifts[] = {0, 20, -20, 1e6};
    double shift = shifts[ml_rng_below(r, sizeof shifts / sizeof *shifts)];
    for (size_t i = 0; i < size + SPARE; i++) pool[i] = shift + value_of(r);
    for (size_t i = 0; i < calls; i++) {
        struct one_call *c = &asked[i];
        *c = (struct one_call){.at = ml_rng_below(r, SPARE + 1), .value = shift + value_of(r)};
        if (i > 0 && ml_rng_below(r, SAME_PLACE) == 0) c->at = asked[i - 1].at;
        c->fresh = c->at + ml_rng_below(r, n);
        c->odd = c->at + ml_rng_below(r, n);
        c->ddof = (unsigned)ml_rng_below(r, 2);
        if (ml_rng_below(r, ODD_CALLS) == 0) c->kind = 1 + (enum kind)ml_rng_below(r, KINDS - 1);
    }
}

static void put(size_t i)
{
    now = &asked[i];
    pool[now->fresh] = now->value;
    if (now->kind != A_NAN) return;
    LAP_SPOIL(pool[now->odd], NAN);
}

static uint64_t push(struct moments *s, const double *x, size_t count)
{
    uint64_t refused = 0;
    moments_init(s);
#pragma GCC unroll 8
    for (size_t i = 0; i < count; i++) refused += moments_push(s, x[i]) != ML_OK;
    return refused;
}

static void call(size_t i)
{
    struct outcome *o = &outcome[i];
    const double *x = pool + now->at;
    struct moments s, other;
    size_t first = now->kind == NO_VALUES ? 0 : now->kind == TWO_HALVES ? n / 2 : n;
    o->refused = push(&s, x, first);
    if (now->kind == TWO_HALVES) {
        o->refused += push(&other, x + first, n - first);
        moments_merge(&s, &other);
    }
    o->n = s.n;
    o->min = s.min;
    o->max = s.max;
    o->status = moments_get(&s, now->ddof, &o->mean, &o->var, &o->skew, &o->kurt);
}

/* The pool as call i saw it, but for its NaN: that of call i - 1, and what put changes before i. */
JUDGE static void replay(size_t i, const struct one_call *calls)
{
    if (i == 0) memcpy(seen, lap_left(pool), (n + SPARE) * sizeof *seen);
    seen[calls[i].fresh] = calls[i].value;
}

/* The values of its window that are finite. */
JUDGE static size_t take_window(const struct one_call *c)
{
    size_t count = 0;
    for (size_t j = c->at; j < c->at + n && c->kind != NO_VALUES; j++)
        if (c->kind != A_NAN || j != c->odd) window[count++] = seen[j];
    return count;
}

JUDGE static struct outcome truth_of(const double *x, size_t count, unsigned ddof)
{
    struct outcome t = {count, 0, ML_EDOM, INFINITY, -INFINITY, NAN, NAN, NAN, NAN};
    double size = (double)count, sum = 0, left = 0, m2 = 0, m3 = 0, m4 = 0;
    for (size_t i = 0; i < count; i++) {
        sum += x[i];
        if (x[i] < t.min) t.min = x[i];
        if (x[i] > t.max) t.max = x[i];
    }
    if (count == 0) return t;
    for (size_t i = 0; i < count; i++) left += x[i] - sum / size;
    for (size_t i = 0; i < count; i++) {
        double d = x[i] - sum / size - left / size;
        m2 += d * d;
        m3 += d * d * d;
        m4 += d * d * d * d;
    }
    t.status = ML_OK;
    t.mean = sum / size + left / size;
    t.var = m2 / (size - ddof);
    t.skew = sqrt(size) * m3 / (m2 * sqrt(m2));
    t.kurt = size * m4 / (m2 * m2) - 3;
    return t;
}

JUDGE static const char *differs(const char *what, double got, double want, double tol)
{
    static char words[160];
    if (isnan(want) ? isnan(got) : got == want || fabs(got - want) <= tol) return NULL;
    snprintf(words, sizeof words, "%s: expected %.17g, got %.17g", what, want, got);
    return words;
}

/* The tolerances are the contract's. */
JUDGE static const char *compare(const struct outcome *o, const struct outcome *t, unsigned ddof)
{
    double size = (double)t->n, q = (size + 16) * DBL_EPSILON;
    double most = fmax(fabs(t->min), fabs(t->max)), sd = sqrt(t->var * (size - ddof) / size);
    double r = (t->max - t->min) / sd, lost = q * (most / sd + r * r);
    const char *wrong = differs("n", (double)o->n, size, 0);
    if (!wrong) wrong = differs("min", o->min, t->min, 0);
    if (!wrong) wrong = differs("max", o->max, t->max, 0);
    if (!wrong) wrong = differs("mean", o->mean, t->mean, 4 * q * most);
    if (!wrong) wrong = differs("var", o->var, t->var, 8 * lost * t->var);
    if (!wrong) wrong = differs("skew", o->skew, t->skew, 16 * r * lost);
    if (!wrong) wrong = differs("kurt", o->kurt, t->kurt, 16 * r * r * lost);
    return wrong ? wrong : differs("the status", (double)o->status, (double)t->status, 0);
}

static const char *check(size_t i)
{
    const struct one_call *c = (const struct one_call *)lap_left(asked) + i;
    const struct outcome *o = (const struct outcome *)lap_left(outcome) + i;
    replay(i, lap_left(asked));
    uint64_t refused = c->kind == A_NAN;
    if (o->refused < refused) return "a NaN was not refused";
    if (o->refused > refused) return "a finite value was refused";
    struct outcome t = truth_of(window, take_window(c), c->ddof);
    return compare(o, &t, c->ddof);
}

/* A difference, three products for its powers, four sums. */
const struct workload workload = {
    .sizes = {1024, 4096, 65536, 1 << 20},
    .graded = 4096,
    .unit = "value",
    .bytes_per_n = sizeof(double),
    .flops_per_n = 8,
    .lay = lay,
    .fill = fill,
    .put = put,
    .call = call,
    .check = check,
};
