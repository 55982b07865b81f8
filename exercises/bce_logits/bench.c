/* Batches of 2048 logits: three in four as an evaluation asks for them, without weights; the others
 * with weights, with a pos_weight, or with both. Some ask for dz, as a step of training does: as
 * many as have room, so that a lap stays small. Each call reads windows where they lie, at offsets
 * drawn for it, on pools of fresh random numbers. Before it, one element of each window gets a
 * fresh value: what an answer summed up over a pool is wrong by the next call, and only reading all
 * of a window tells where. One call in 8 is at the same place as the last: to know a batch by its
 * address is wrong too. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/given.h"
#include "harness/lap.h"
#include "harness/trial.h"

#include "bce_logits.h"

enum { SPARE = 256, MOST = 1 << 20, SAME_PLACES = 8, SLOPES = 12, NO_SLOPE = SLOPES };
enum kind { ORDINARY, NAN_IN_Z, INFINITY_IN_Z, TARGET_ABOVE_ONE, NO_ELEMENTS, NO_POS_WEIGHT };

struct one_call {
    size_t at_z, at_y, at_w;          /* where its windows begin */
    size_t fresh_z, fresh_y, fresh_w; /* the places in the pools that get fresh values, and these */
    float value_z, value_y, value_w;
    size_t n, odd; /* odd: the place of an odd element, in its window */
    double pos_weight;
    enum ml_reduction red;
    bool weighted;
    size_t slope; /* where its dz is, or NO_SLOPE */
    enum kind kind;
};

static size_t n;
static float *pool_z, *pool_y, *pool_w;
static struct one_call *asked;
static const struct one_call *now;
static int32_t *status;
static double *loss;
static float *dz; /* [SLOPES][n] */

static void lay(size_t size, size_t calls)
{
    n = size;
    pool_z = lap_given((n + SPARE) * sizeof *pool_z);
    pool_y = lap_given((n + SPARE) * sizeof *pool_y);
    pool_w = lap_given((n + SPARE) * sizeof *pool_w);
    asked = lap_given(calls * sizeof *asked);
    status = lap_asked(calls * sizeof *status);
    loss = lap_asked(calls * sizeof *loss);
    dz = lap_asked(SLOPES * n * sizeof *dz);
}

/* In (-12, 12). */
static float logit_of(uint64_t bits)
{
    return (float)(int32_t)bits * (12 * 0x1p-31f);
}

/* One in 16 is soft, the others are 0 or 1. */
static float target_of(uint64_t bits)
{
    bool soft = (bits & 15) == 0;
    return soft ? (float)(bits >> 8 & 0xFFFFFF) * 0x1p-24f : (float)(bits >> 4 & 1);
}

static float weight_of(uint64_t bits)
{
    return (float)(bits & 0xFFFF) * 0x1p-15f;
}

static void fill_pools(struct ml_rng *r)
{
    for (size_t i = 0; i < n + SPARE; i++) {
        uint64_t bits = ml_rng_u64(r);
        pool_z[i] = logit_of(bits);
        pool_y[i] = target_of(bits >> 32);
        pool_w[i] = weight_of(bits >> 16);
    }
}

static void make_call(struct one_call *c, struct ml_rng *r)
{
    uint64_t bits = ml_rng_u64(r);
    *c = (struct one_call){.n = n, .pos_weight = 1, .slope = NO_SLOPE, .kind = ORDINARY};
    c->at_z = ml_rng_below(r, SPARE + 1);
    c->at_y = ml_rng_below(r, SPARE + 1);
    c->at_w = ml_rng_below(r, SPARE + 1);
    c->fresh_z = c->at_z + ml_rng_below(r, n);
    c->fresh_y = c->at_y + ml_rng_below(r, n);
    c->fresh_w = c->at_w + ml_rng_below(r, n);
    c->value_z = logit_of(bits);
    c->value_y = target_of(bits >> 32);
    c->value_w = weight_of(bits >> 16);
    c->odd = ml_rng_below(r, n);
    uint64_t how = ml_rng_below(r, 12);
    c->weighted = how < 2;
    if (how == 1 || how == 2) c->pos_weight = 0.5 + 3 * ml_rng_uniform(r);
    c->red = ml_rng_below(r, 4) ? ML_MEAN : ML_SUM;
}

static void fill(size_t size, size_t calls, struct ml_rng *r)
{
    (void)size;
    fill_pools(r);
    size_t slopes = 0, each = calls / SLOPES > 8 ? calls / SLOPES : 8;
    for (size_t i = 0; i < calls; i++) {
        struct one_call *c = &asked[i];
        make_call(c, r);
        if (i > 0 && ml_rng_below(r, SAME_PLACES) == 0)
            c->at_z = asked[i - 1].at_z, c->at_y = asked[i - 1].at_y, c->at_w = asked[i - 1].at_w;
        if (slopes < SLOPES && i % each == slopes % each) c->slope = slopes++;
        if (i % 32 == 31) c->kind = NAN_IN_Z + (enum kind)ml_rng_below(r, NO_POS_WEIGHT);
        if (c->kind == NO_ELEMENTS) c->n = 0;
        if (c->kind == NO_POS_WEIGHT) c->pos_weight = 0;
    }
}

static void put(size_t i)
{
    const struct one_call *c = now = &asked[i];
    pool_z[c->fresh_z] = c->value_z;
    pool_y[c->fresh_y] = c->value_y;
    pool_w[c->fresh_w] = c->value_w;
    if (c->kind == NAN_IN_Z) LAP_SPOIL(pool_z[c->at_z + c->odd], NAN);
    if (c->kind == INFINITY_IN_Z) LAP_SPOIL(pool_z[c->at_z + c->odd], INFINITY);
    if (c->kind == TARGET_ABOVE_ONE) LAP_SPOIL(pool_y[c->at_y + c->odd], 1.5f);
}

static void call(size_t i)
{
    const struct one_call *c = now;
    status[i] = bce_logits(pool_z + c->at_z, pool_y + c->at_y,
                           c->weighted ? pool_w + c->at_w : NULL, c->n, c->pos_weight, c->red,
                           &loss[i], c->slope == NO_SLOPE ? NULL : dz + c->slope * n);
}

/* ---- checking: the pools as call i saw them, each logit with what it costs ---- */

struct logit {
    double up, down, log_up, log_down; /* sigma and softplus, of z and of -z */
};

static struct logit seen_z[MOST + SPARE];
static float seen_y[MOST + SPARE], seen_w[MOST + SPARE];

JUDGE static struct logit logit_at(double z)
{
    double e = exp(-fabs(z)), rest = log1p(e);
    double near = 1 / (1 + e), far = e / (1 + e);
    return (struct logit){z >= 0 ? near : far, z >= 0 ? far : near, fmax(z, 0) + rest,
                          fmax(-z, 0) + rest};
}

/* Those of call i - 1, and what put changes before i. */
JUDGE static void replay(size_t i, const struct one_call *calls)
{
    if (i == 0) {
        const float *z = lap_left(pool_z);
        for (size_t k = 0; k < n + SPARE; k++) seen_z[k] = logit_at(z[k]);
        memcpy(seen_y, lap_left(pool_y), (n + SPARE) * sizeof *seen_y);
        memcpy(seen_w, lap_left(pool_w), (n + SPARE) * sizeof *seen_w);
    }
    seen_z[calls[i].fresh_z] = logit_at(calls[i].value_z);
    seen_y[calls[i].fresh_y] = calls[i].value_y;
    seen_w[calls[i].fresh_w] = calls[i].value_w;
}

struct terms {
    double positive, negative; /* what stands before the two */
};

JUDGE static struct terms terms_of(const struct one_call *c, size_t i)
{
    double w = c->weighted ? seen_w[c->at_w + i] : 1, y = seen_y[c->at_y + i];
    return (struct terms){w * c->pos_weight * y, w * (1 - y)};
}

/* Off by 16 eps for each element and n eps for the sum, as the contract has it, and by as much as
 * this oracle is: n/2 eps and 8. */
JUDGE static bool loss_agrees(const struct one_call *c, double got, double *want)
{
    double sum = 0, elements = (double)n;
    for (size_t i = 0; i < n; i++) {
        struct terms t = terms_of(c, i);
        const struct logit *z = &seen_z[c->at_z + i];
        sum += t.positive * z->log_down + t.negative * z->log_up;
    }
    *want = c->red == ML_MEAN ? sum / elements : sum;
    return fabs(got - *want) <= (24 + 1.5 * elements) * DBL_EPSILON * *want;
}

/* The first element whose derivative is not what it should be; n: there is none. */
JUDGE static size_t wrong_slope(const struct one_call *c, const float *got, double *want)
{
    double divisor = c->red == ML_MEAN ? (double)n : 1;
    for (size_t i = 0; i < n; i++) {
        struct terms t = terms_of(c, i);
        const struct logit *z = &seen_z[c->at_z + i];
        double up = t.negative * z->up, down = t.positive * z->down;
        *want = (up - down) / divisor;
        if (!(fabs((double)got[i] - *want) <= 4 * (double)FLT_EPSILON * (up + down) / divisor))
            return i;
    }
    return n;
}

static const char *check(size_t i)
{
    static char words[160];
    const struct one_call *c = (const struct one_call *)lap_left(asked) + i;
    const double *got = (const double *)lap_left(loss) + i;
    const float *slopes = (const float *)lap_left(dz) + c->slope % SLOPES * n;
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
        return clean ? NULL : "ML_EINVAL, yet dz was written";
    }
    if (given_is_poison(got, sizeof *got)) return "loss was never written";
    double want;
    if (!loss_agrees(c, *got, &want)) {
        snprintf(words, sizeof words, "loss: expected %.17g, got %.17g", want, *got);
        return words;
    }
    size_t at = sloped ? wrong_slope(c, slopes, &want) : n;
    if (at == n) return NULL;
    snprintf(words, sizeof words, "dz[%zu]: expected %.9g, got %.9g", at, want, (double)slopes[at]);
    return words;
}

/* A logit and a target are 8 bytes. An exp, and its share of a logarithm: 11 terms each by a
 * multiplication and an addition, and a dozen operations beside. */
const struct workload workload = {
    .sizes = {512, 2048, 65536, 1 << 20},
    .graded = 2048,
    .unit = "logit",
    .bytes_per_n = 2 * sizeof(float),
    .flops_per_n = 34,
    .lay = lay,
    .fill = fill,
    .put = put,
    .call = call,
    .check = check,
};
