/* Batches of 2048 residuals, most of them as an evaluation asks for them, the loss alone. Some ask
 * for dpred, as a step of training does: as many as have room, so that a lap stays small. Each call
 * reads windows where they lie, at offsets drawn for it, on pools of fresh random numbers, with a
 * delta of its own among the residuals. Before it, one element of each window gets a fresh value:
 * what an answer summed up over a pool is wrong by the next call, and only reading all of a window
 * tells where. One call in 8 is at the same place as the last: to know a batch by its address is
 * wrong too. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/given.h"
#include "harness/lap.h"
#include "harness/trial.h"

#include "huber_loss.h"

enum { SPARE = 256, MOST = 1 << 20, SAME_PLACES = 8, SLOPES = 12, NO_SLOPE = SLOPES };
enum kind { ORDINARY, NAN_IN_PRED, INFINITY_IN_PRED, INFINITY_IN_TARGET, NO_ELEMENTS, NO_DELTA };

struct one_call {
    size_t at_pred, at_target;       /* where its windows begin */
    size_t fresh_pred, fresh_target; /* the places in the pools that get fresh values, and these */
    float value_pred, value_target;
    size_t n, odd; /* odd: the place of an odd element, in its window */
    double delta;
    enum ml_reduction red;
    size_t slope; /* where its dpred is, or NO_SLOPE */
    enum kind kind;
};

static size_t n;
static float *pool_pred, *pool_target;
static struct one_call *asked;
static const struct one_call *now;
static int32_t *status;
static double *loss;
static float *dpred; /* [SLOPES][n] */

static void lay(size_t size, size_t calls)
{
    n = size;
    pool_pred = lap_given((n + SPARE) * sizeof *pool_pred);
    pool_target = lap_given((n + SPARE) * sizeof *pool_target);
    asked = lap_given(calls * sizeof *asked);
    status = lap_asked(calls * sizeof *status);
    loss = lap_asked(calls * sizeof *loss);
    dpred = lap_asked(SLOPES * n * sizeof *dpred);
}

/* In (-4, 4): residuals are below 8, and two in five beyond a delta of 3. */
static float value_of(uint64_t bits)
{
    return (float)(int32_t)bits * 0x1p-29f;
}

static void make_call(struct one_call *c, struct ml_rng *r)
{
    uint64_t bits = ml_rng_u64(r);
    *c = (struct one_call){.n = n, .slope = NO_SLOPE, .kind = ORDINARY};
    c->at_pred = ml_rng_below(r, SPARE + 1);
    c->at_target = ml_rng_below(r, SPARE + 1);
    c->fresh_pred = c->at_pred + ml_rng_below(r, n);
    c->fresh_target = c->at_target + ml_rng_below(r, n);
    c->value_pred = value_of(bits);
    c->value_target = value_of(bits >> 32);
    c->odd = ml_rng_below(r, n);
    c->delta = 0.25 + 4 * ml_rng_uniform(r);
    c->red = ml_rng_below(r, 4) ? ML_MEAN : ML_SUM;
}

static void fill(size_t size, size_t calls, struct ml_rng *r)
{
    (void)size;
    for (size_t i = 0; i < n + SPARE; i++) {
        uint64_t bits = ml_rng_u64(r);
        pool_pred[i] = value_of(bits);
        pool_target[i] = value_of(bits >> 32);
    }
    size_t slopes = 0, each = calls / SLOPES > 8 ? calls / SLOPES : 8;
    for (size_t i = 0; i < calls; i++) {
        struct one_call *c = &asked[i];
        make_call(c, r);
        if (i > 0 && ml_rng_below(r, SAME_PLACES) == 0)
            c->at_pred = asked[i - 1].at_pred, c->at_target = asked[i - 1].at_target;
        if (slopes < SLOPES && i % each == slopes % each) c->slope = slopes++;
        if (i % 32 == 31) c->kind = NAN_IN_PRED + (enum kind)ml_rng_below(r, NO_DELTA);
        if (c->kind == NO_ELEMENTS) c->n = 0;
        if (c->kind == NO_DELTA) c->delta = 0;
    }
}

static void put(size_t i)
{
    const struct one_call *c = now = &asked[i];
    pool_pred[c->fresh_pred] = c->value_pred;
    pool_target[c->fresh_target] = c->value_target;
    if (c->kind == NAN_IN_PRED) LAP_SPOIL(pool_pred[c->at_pred + c->odd], NAN);
    if (c->kind == INFINITY_IN_PRED) LAP_SPOIL(pool_pred[c->at_pred + c->odd], -INFINITY);
    if (c->kind == INFINITY_IN_TARGET) LAP_SPOIL(pool_target[c->at_target + c->odd], INFINITY);
}

static void call(size_t i)
{
    const struct one_call *c = now;
    status[i] = huber_loss(pool_pred + c->at_pred, pool_target + c->at_target, c->n, c->delta,
                           c->red, &loss[i], c->slope == NO_SLOPE ? NULL : dpred + c->slope * n);
}

/* ---- checking: the pools as call i saw them ---- */

static float seen_pred[MOST + SPARE], seen_target[MOST + SPARE];

/* Those of call i - 1, and what put changes before i. */
JUDGE static void replay(size_t i, const struct one_call *calls)
{
    if (i == 0) {
        memcpy(seen_pred, lap_left(pool_pred), (n + SPARE) * sizeof *seen_pred);
        memcpy(seen_target, lap_left(pool_target), (n + SPARE) * sizeof *seen_target);
    }
    seen_pred[calls[i].fresh_pred] = calls[i].value_pred;
    seen_target[calls[i].fresh_target] = calls[i].value_target;
}

JUDGE static double residual_at(const struct one_call *c, size_t i)
{
    return (double)seen_pred[c->at_pred + i] - (double)seen_target[c->at_target + i];
}

/* Off by 8 eps for each element and n eps for the sum, as the contract has it, and by as much as
 * this oracle is: n/2 eps and 4. */
JUDGE static bool loss_agrees(const struct one_call *c, double got, double *want)
{
    double sum = 0, elements = (double)n, delta = c->delta;
    for (size_t i = 0; i < n; i++) {
        double r = residual_at(c, i), a = fabs(r);
        sum += a <= delta ? r * r / 2 : delta * (a - delta / 2);
    }
    *want = c->red == ML_MEAN ? sum / elements : sum;
    return fabs(got - *want) <= (12 + 1.5 * elements) * DBL_EPSILON * *want;
}

/* The first element whose derivative is not what it should be; n: there is none. */
JUDGE static size_t wrong_slope(const struct one_call *c, const float *got, double *want)
{
    double divisor = c->red == ML_MEAN ? (double)n : 1;
    for (size_t i = 0; i < n; i++) {
        *want = fmax(-c->delta, fmin(residual_at(c, i), c->delta)) / divisor;
        if (!(fabs((double)got[i] - *want) <= 4 * (double)FLT_EPSILON * fabs(*want))) return i;
    }
    return n;
}

static const char *check(size_t i)
{
    static char words[160];
    const struct one_call *c = (const struct one_call *)lap_left(asked) + i;
    const double *got = (const double *)lap_left(loss) + i;
    const float *slopes = (const float *)lap_left(dpred) + c->slope % SLOPES * n;
    bool sloped = c->slope != NO_SLOPE;
    replay(i, lap_left(asked));
    int32_t got_status = ((const int32_t *)lap_left(status))[i];
    enum ml_status want_status = c->kind == ORDINARY ? ML_OK : ML_EINVAL;
    if (got_status != (int32_t)want_status) {
        snprintf(words, sizeof words, "returned %d, expected %d", got_status, want_status);
        return words;
    }
    if (want_status == ML_EINVAL) {
        if (!given_is_poison(got, sizeof *got)) return "ML_EINVAL, yet loss was written";
        bool clean = !sloped || given_is_poison(slopes, n * sizeof *slopes);
        return clean ? NULL : "ML_EINVAL, yet dpred was written";
    }
    if (given_is_poison(got, sizeof *got)) return "loss was never written";
    double want;
    if (!loss_agrees(c, *got, &want)) {
        snprintf(words, sizeof words, "loss: expected %.17g, got %.17g", want, *got);
        return words;
    }
    size_t at = sloped ? wrong_slope(c, slopes, &want) : n;
    if (at == n) return NULL;
    snprintf(words, sizeof words, "dpred[%zu]: expected %.9g, got %.9g", at, want,
             (double)slopes[at]);
    return words;
}

/* A prediction and a target are 8 bytes. A difference, a minimum, and twice a product and a sum. */
const struct workload workload = {
    .sizes = {512, 2048, 65536, 1 << 20},
    .graded = 2048,
    .unit = "residual",
    .bytes_per_n = 2 * sizeof(float),
    .flops_per_n = 6,
    .lay = lay,
    .fill = fill,
    .put = put,
    .call = call,
    .check = check,
};
