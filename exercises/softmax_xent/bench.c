/* Batches of four rows of 1000 classes: mostly the loss alone, as an evaluation asks for it; some
 * with dz, as a step of training does: as many as have room, so that a lap stays small. One call in
 * four is smoothed, one row in eight ignored. Each call reads windows where they lie, at offsets
 * drawn for it, on pools of fresh random numbers. Before it, one logit and one label of its windows
 * get fresh values: what an answer summed up over a pool is wrong by the next call, and only
 * reading all of a window tells where. One call in 8 is at the same place as the last: to know a
 * batch by its address is wrong too. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/given.h"
#include "harness/lap.h"
#include "harness/trial.h"

#include "softmax_xent.h"

enum { CLASSES = 1000, SPARE = 512, SPARE_ROWS = 64, MOST = 4096 * CLASSES, SAME_PLACES = 8 };
enum { NO_LABEL = -100, SLOPES = 6, NO_SLOPE = SLOPES };
enum kind { ORDINARY, NAN_IN_Z, INFINITY_IN_Z, LABEL_TOO_LARGE, NO_ROWS, SMOOTHING_OF_ONE };

struct one_call {
    size_t at_z, at_y;       /* where its windows begin */
    size_t fresh_z, fresh_y; /* the places in the pools that get fresh values, and these */
    float value_z;
    int32_t value_y;
    size_t rows, odd; /* odd: the place of an odd logit, in its window */
    double smoothing;
    enum ml_reduction red;
    size_t slope; /* where its dz is, or NO_SLOPE */
    enum kind kind;
};

static size_t n, rows; /* logits, and their rows */
static float *pool_z;
static int32_t *pool_y;
static struct one_call *asked;
static const struct one_call *now;
static int32_t *status;
static double *loss;
static float *dz; /* [slopes()][n] */

/* At sizes of main memory, a single one. */
static size_t slopes(void)
{
    return rows <= 64 ? SLOPES : 1;
}

static void lay(size_t size, size_t calls)
{
    n = size;
    rows = n / CLASSES;
    pool_z = lap_given((n + SPARE) * sizeof *pool_z);
    pool_y = lap_given((rows + SPARE_ROWS) * sizeof *pool_y);
    asked = lap_given(calls * sizeof *asked);
    status = lap_asked(calls * sizeof *status);
    loss = lap_asked(calls * sizeof *loss);
    dz = lap_asked(slopes() * n * sizeof *dz);
}

/* In (-12, 12). */
static float logit_of(uint64_t bits)
{
    return (float)(int32_t)bits * (12 * 0x1p-31f);
}

static int32_t label_of(uint64_t bits)
{
    return bits % 8 ? (int32_t)((bits >> 8) % CLASSES) : NO_LABEL;
}

static void fill_pools(struct ml_rng *r)
{
    for (size_t i = 0; i < n + SPARE; i++) pool_z[i] = logit_of(ml_rng_u64(r));
    for (size_t i = 0; i < rows + SPARE_ROWS; i++) pool_y[i] = label_of(ml_rng_u64(r));
}

static void make_call(struct one_call *c, struct ml_rng *r)
{
    *c = (struct one_call){.rows = rows, .slope = NO_SLOPE, .kind = ORDINARY};
    c->at_z = ml_rng_below(r, SPARE + 1);
    c->at_y = ml_rng_below(r, SPARE_ROWS + 1);
    c->fresh_z = c->at_z + ml_rng_below(r, n);
    c->fresh_y = c->at_y + ml_rng_below(r, rows);
    c->value_z = logit_of(ml_rng_u64(r));
    c->value_y = label_of(ml_rng_u64(r));
    c->odd = ml_rng_below(r, n);
    c->smoothing = ml_rng_below(r, 4) ? 0 : 0.2 * ml_rng_uniform(r);
    c->red = ml_rng_below(r, 4) ? ML_MEAN : ML_SUM;
}

static void fill(size_t size, size_t calls, struct ml_rng *r)
{
    (void)size;
    fill_pools(r);
    size_t sloped = 0, each = calls / slopes() > 8 ? calls / slopes() : 8;
    for (size_t i = 0; i < calls; i++) {
        struct one_call *c = &asked[i];
        make_call(c, r);
        if (i > 0 && ml_rng_below(r, SAME_PLACES) == 0)
            c->at_z = asked[i - 1].at_z, c->at_y = asked[i - 1].at_y;
        if (sloped < slopes() && i % each == sloped % each) c->slope = sloped++;
        if (i % 32 == 31) c->kind = NAN_IN_Z + (enum kind)ml_rng_below(r, SMOOTHING_OF_ONE);
        if (c->kind == NO_ROWS) c->rows = 0;
        if (c->kind == SMOOTHING_OF_ONE) c->smoothing = 1;
    }
}

static void put(size_t i)
{
    const struct one_call *c = now = &asked[i];
    pool_z[c->fresh_z] = c->value_z;
    pool_y[c->fresh_y] = c->value_y;
    if (c->kind == NAN_IN_Z) LAP_SPOIL(pool_z[c->at_z + c->odd], NAN);
    if (c->kind == INFINITY_IN_Z) LAP_SPOIL(pool_z[c->at_z + c->odd], INFINITY);
    if (c->kind == LABEL_TOO_LARGE) LAP_SPOIL(pool_y[c->at_y + c->odd / CLASSES], CLASSES);
}

static void call(size_t i)
{
    const struct one_call *c = now;
    status[i] =
        softmax_xent(pool_z + c->at_z, pool_y + c->at_y, c->rows, CLASSES, NO_LABEL, c->smoothing,
                     c->red, &loss[i], c->slope == NO_SLOPE ? NULL : dz + c->slope * n);
}

/* ---- checking: the pools as call i saw them; logits are too small for exp to overflow ---- */

static double seen_z[MOST + SPARE], seen_exp[MOST + SPARE];
static int32_t seen_y[MOST / CLASSES + SPARE_ROWS];

JUDGE static void see(size_t at, double z)
{
    seen_z[at] = z;
    seen_exp[at] = exp(z);
}

/* Those of call i - 1, and what put changes before i. */
JUDGE static void replay(size_t i, const struct one_call *calls)
{
    if (i == 0) {
        const float *z = lap_left(pool_z);
        for (size_t k = 0; k < n + SPARE; k++) see(k, z[k]);
        memcpy(seen_y, lap_left(pool_y), (rows + SPARE_ROWS) * sizeof *seen_y);
    }
    see(calls[i].fresh_z, calls[i].value_z);
    seen_y[calls[i].fresh_y] = calls[i].value_y;
}

struct row {
    const double *z, *exp;
    int32_t y;
    double sum; /* of exp */
};

JUDGE static struct row row_of(const struct one_call *c, size_t i)
{
    size_t at = c->at_z + i * CLASSES;
    struct row r = {seen_z + at, seen_exp + at, seen_y[c->at_y + i], 0};
    for (size_t j = 0; j < CLASSES; j++) r.sum += r.exp[j];
    return r;
}

JUDGE static size_t kept_of(const struct one_call *c)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows; i++) kept += seen_y[c->at_y + i] != NO_LABEL;
    return kept;
}

JUDGE static double row_loss(const struct one_call *c, const struct row *r)
{
    double all = 0, log_sum = log(r->sum);
    for (size_t j = 0; c->smoothing > 0 && j < CLASSES; j++) all += log_sum - r->z[j];
    return (1 - c->smoothing) * (log_sum - r->z[r->y]) + c->smoothing / CLASSES * all;
}

/* The contract's bound, 1000 + c and the rows; and this oracle's: its log of a sum of c exps and
 * the difference are off by c + 8, of numbers below 28. */
JUDGE static bool loss_agrees(const struct one_call *c, double got, double *want)
{
    double sum = 0, kept = (double)kept_of(c), divisor = c->red == ML_MEAN ? kept : 1;
    for (size_t i = 0; i < rows; i++) {
        struct row r = row_of(c, i);
        if (r.y != NO_LABEL) sum += row_loss(c, &r);
    }
    *want = sum / divisor;
    if (kept == 0) return c->red == ML_MEAN ? isnan(got) : got == 0;
    double tol = (1000 + CLASSES + kept) * *want + (8 + CLASSES + kept) * 28 * kept / divisor;
    return fabs(got - *want) <= tol * DBL_EPSILON;
}

/* The first logit whose derivative is not what it should be; n: there is none. */
JUDGE static size_t wrong_slope(const struct one_call *c, const float *got, double *want)
{
    double divisor = c->red == ML_MEAN ? (double)kept_of(c) : 1, spread = c->smoothing / CLASSES;
    for (size_t i = 0; i < rows; i++) {
        struct row r = row_of(c, i);
        for (size_t j = 0; j < CLASSES; j++) {
            double p = r.exp[j] / r.sum, plus = p, minus = spread;
            if ((int32_t)j == r.y) plus = spread * (CLASSES - 1), minus = 1 - p;
            if (r.y == NO_LABEL) plus = minus = 0;
            *want = r.y == NO_LABEL ? 0 : (plus - minus) / divisor;
            double tol = r.y == NO_LABEL ? 0 : 4 * (double)FLT_EPSILON * (plus + minus) / divisor;
            if (!(fabs((double)got[i * CLASSES + j] - *want) <= tol)) return i * CLASSES + j;
        }
    }
    return n;
}

static const char *check(size_t i)
{
    static char words[160];
    const struct one_call *c = (const struct one_call *)lap_left(asked) + i;
    const double *got = (const double *)lap_left(loss) + i;
    bool sloped = c->slope != NO_SLOPE;
    const float *got_dz = (const float *)lap_left(dz) + (sloped ? c->slope : 0) * n;
    replay(i, lap_left(asked));
    int32_t got_status = ((const int32_t *)lap_left(status))[i];
    bool undefined = c->red == ML_MEAN && kept_of(c) == 0;
    enum ml_status want_status = c->kind != ORDINARY ? ML_EINVAL : undefined ? ML_EDOM : ML_OK;
    if (got_status != (int32_t)want_status) {
        snprintf(words, sizeof words, "returned %d, expected %d", got_status, want_status);
        return words;
    }
    if (want_status == ML_EINVAL) {
        if (!given_is_poison(got, sizeof *got)) return "ML_EINVAL, yet loss was written";
        bool clean = !sloped || given_is_poison(got_dz, n * sizeof *got_dz);
        return clean ? NULL : "ML_EINVAL, yet dz was written";
    }
    if (given_is_poison(got, sizeof *got)) return "loss was never written";
    double want;
    if (!loss_agrees(c, *got, &want)) {
        snprintf(words, sizeof words, "loss: expected %.17g, got %.17g", want, *got);
        return words;
    }
    size_t at = sloped ? wrong_slope(c, got_dz, &want) : n;
    if (at == n) return NULL;
    snprintf(words, sizeof words, "dz[%zu]: expected %.9g, got %.9g", at, want, (double)got_dz[at]);
    return words;
}

/* A logit is 4 bytes. An exp: ten terms each by a multiplication and an addition, and ten
 * operations beside, the maximum and the sums among them. */
const struct workload workload = {
    .sizes = {CLASSES, 4 * CLASSES, 64 * CLASSES, MOST},
    .graded = 4 * CLASSES,
    .unit = "logit",
    .bytes_per_n = sizeof(float),
    .flops_per_n = 30,
    .lay = lay,
    .fill = fill,
    .put = put,
    .call = call,
    .check = check,
};
