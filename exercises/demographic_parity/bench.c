/* Audits of decisions about people in 8 groups of unequal size, every other one with weights. Each
 * call gets a window, at an offset drawn for it, on a fresh pool of rows; put copies it into
 * place. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "harness/given.h"
#include "harness/lap.h"
#include "harness/trial.h"

#include "demographic_parity.h"

enum { GROUPS = 8, SPARE = 32768 };

enum kind { ORDINARY, BAD_YHAT, BAD_GROUP, BAD_WEIGHT, NO_ROWS, EMPTY_GROUP, ALL_THIN, KINDS };

struct one_call {
    size_t at, odd; /* where its window begins; the row that is bad, and what stands there */
    int32_t bad_yhat, bad_group;
    double bad_w;
    size_t n, n_groups, min_support;
    enum ml_disparity how;
    bool weighted;
    enum kind kind;
};

struct outcome {
    int status;
    double rate[GROUPS + 1], difference, ratio;
};

static size_t size;
static int32_t *pool_yhat, *pool_group, *yhat, *group;
static double *pool_w, *w;
static struct one_call *asked;
static const struct one_call *now; /* the call that put prepared */
static struct outcome *outcome;

static void lay(size_t n, size_t calls)
{
    size = n;
    pool_yhat = lap_given((n + SPARE) * sizeof *pool_yhat);
    pool_group = lap_given((n + SPARE) * sizeof *pool_group);
    pool_w = lap_given((n + SPARE) * sizeof *pool_w);
    yhat = lap_given(n * sizeof *yhat);
    group = lap_given(n * sizeof *group);
    w = lap_given(n * sizeof *w);
    asked = lap_given(calls * sizeof *asked);
    outcome = lap_asked(calls * sizeof *outcome);
}

/* Group g has about (2 g + 1) / 64 of the rows and is selected at a rate of (10 + g) / 32. */
static void fill_pool(struct ml_rng *r)
{
    for (size_t i = 0; i < size + SPARE; i++) {
        uint64_t bits = ml_rng_u64(r);
        double place = sqrt((double)(bits >> 40) * 0x1p-24);
        pool_group[i] = (int32_t)(GROUPS * place);
        pool_yhat[i] = (bits & 31) < 10 + (uint64_t)pool_group[i];
        pool_w[i] = 0.5 + (double)(bits >> 5 & 0xFFFFF) * 0x1p-20;
    }
}

static const int32_t bad_yhats[] = {2, -1, INT32_MAX, INT32_MIN};
static const int32_t bad_groups[] = {GROUPS, -1, INT32_MAX, INT32_MIN};
static const double bad_ws[] = {NAN, -1, INFINITY, -DBL_MIN};

static void fill(size_t n, size_t calls, struct ml_rng *r)
{
    fill_pool(r);
    size_t edge[2] = {ml_rng_below(r, 32), ml_rng_below(r, 32)}; /* a round may have few calls */
    for (size_t i = 0; i < calls; i++) {
        struct one_call *c = &asked[i];
        *c = (struct one_call){.n = n, .n_groups = GROUPS, .weighted = i % 2, .kind = ORDINARY};
        c->at = ml_rng_below(r, SPARE + 1);
        c->odd = ml_rng_below(r, n);
        c->bad_yhat = bad_yhats[ml_rng_below(r, 4)];
        c->bad_group = bad_groups[ml_rng_below(r, 4)];
        c->bad_w = bad_ws[ml_rng_below(r, 4)];
        c->min_support = ml_rng_below(r, 2) ? 30 : 0;
        c->how = ml_rng_below(r, 2) ? ML_TO_OVERALL : ML_BETWEEN_GROUPS;
        if (i % 32 == edge[0] || i % 32 == edge[1])
            c->kind = 1 + (enum kind)ml_rng_below(r, KINDS - 1);
        if (c->kind == BAD_WEIGHT && !c->weighted) c->kind = BAD_GROUP;
        if (c->kind == NO_ROWS) c->n = 0;
        if (c->kind == EMPTY_GROUP) c->n_groups = GROUPS + 1;
        if (c->kind == ALL_THIN) c->min_support = n + 1;
    }
}

static void put(size_t i)
{
    const struct one_call *c = now = &asked[i];
    memcpy(yhat, pool_yhat + c->at, size * sizeof *yhat);
    memcpy(group, pool_group + c->at, size * sizeof *group);
    if (c->weighted) memcpy(w, pool_w + c->at, size * sizeof *w);
    if (c->kind == BAD_YHAT) yhat[c->odd] = c->bad_yhat;
    if (c->kind == BAD_GROUP) group[c->odd] = c->bad_group;
    if (c->kind == BAD_WEIGHT) w[c->odd] = c->bad_w;
}

static void call(size_t i)
{
    struct outcome *o = &outcome[i];
    o->status = demographic_parity(yhat, group, now->weighted ? w : NULL, now->n, now->n_groups,
                                   now->min_support, now->how, o->rate, &o->difference, &o->ratio);
}

/* ---- the judge ---- */

static char words[200];

JUDGE static bool is_untouched(const struct outcome *o)
{
    const unsigned char *byte = (const unsigned char *)o->rate;
    for (size_t i = 0; i < sizeof *o - offsetof(struct outcome, rate); i++)
        if (byte[i] != GIVEN_POISON) return false;
    return true;
}

/* tol as in test.c: n eps for two sums in any order, times four. */
JUDGE static bool differs(const char *name, double got, double want, double tol)
{
    if (isnan(want) ? isnan(got) : fabs(got - want) <= tol) return false;
    snprintf(words, sizeof words, "%s: expected %.17g, got %.17g", name, want, got);
    return true;
}

/* Rates of a window into rate[], that of all rows behind the last one. */
JUDGE static void rates_of(const struct one_call *c, double rate[GROUPS + 2])
{
    const int32_t *y = (const int32_t *)lap_left(pool_yhat) + c->at;
    const int32_t *g = (const int32_t *)lap_left(pool_group) + c->at;
    const double *weights = (const double *)lap_left(pool_w) + c->at;
    double all[GROUPS + 2] = {0}, chosen[GROUPS + 2] = {0};
    size_t rows[GROUPS + 2] = {0};
    for (size_t i = 0; i < c->n; i++) {
        double weight = c->weighted ? weights[i] : 1;
        rows[g[i]]++;
        all[g[i]] += weight;
        chosen[g[i]] += y[i] ? weight : 0;
    }
    for (size_t k = 0; k < c->n_groups; k++) {
        rate[k] = rows[k] < c->min_support || !rows[k] ? NAN : chosen[k] / all[k];
        all[GROUPS + 1] += all[k];
        chosen[GROUPS + 1] += chosen[k];
    }
    rate[GROUPS + 1] = chosen[GROUPS + 1] / all[GROUPS + 1];
}

/* Somebody is selected in every window: no ratio is 0/0. */
JUDGE static const char *check_values(const struct one_call *c, const struct outcome *o)
{
    double rate[GROUPS + 2], lowest = NAN, highest = NAN, difference = NAN, ratio = NAN;
    double tol = 4 * (double)c->n * DBL_EPSILON;
    enum ml_status status = ML_OK;
    rates_of(c, rate);
    for (size_t k = 0; k < c->n_groups; k++) {
        if (differs("rate", o->rate[k], rate[k], tol)) return words;
        if (isnan(rate[k])) status = ML_EDOM;
        lowest = fmin(lowest, rate[k]);
        highest = fmax(highest, rate[k]);
    }
    double from = c->how == ML_TO_OVERALL ? rate[GROUPS + 1] : lowest;
    if (!isnan(lowest)) {
        difference = fmax(highest - from, from - lowest);
        ratio = fmin(from / highest, lowest / from);
    }
    if (differs("difference", o->difference, difference, 2 * tol)) return words;
    if (differs("ratio", o->ratio, ratio, 2 * tol / lowest)) return words;
    return o->status == (int)status ? NULL : "the status is wrong";
}

static const char *check(size_t i)
{
    const struct one_call *c = (const struct one_call *)lap_left(asked) + i;
    const struct outcome *o = (const struct outcome *)lap_left(outcome) + i;
    bool bad = c->kind != ORDINARY && c->kind <= NO_ROWS;
    if (!bad) return check_values(c, o);
    if (o->status != ML_EINVAL) return "bad input should be refused with ML_EINVAL";
    return is_untouched(o) ? NULL : "bad input should leave the outputs as they were";
}

const struct workload workload = {
    .sizes = {512, 4096, 32768, 1 << 20},
    .graded = 4096,
    .unit = "row",
    .bytes_per_n = 12, /* two labels, and a weight in every other call */
    .flops_per_n = 1,  /* one addition for each weight that is read, and the counting */
    .lay = lay,
    .fill = fill,
    .put = put,
    .call = call,
    .check = check,
};
