/* Audits of decisions about people in 8 groups of unequal size, every other one with weights. Each
 * call reads a window where it lies, at an offset drawn for it, on a fresh pool of rows that is
 * little longer. Before it, one row of the window is made anew: what an answer counted up over the
 * pool is wrong by the next call, and only reading all of a window tells where. One call in 8 is at
 * the same place as the last: to know rows by their address is wrong too. */
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

enum { GROUPS = 8, SPARE = 512, MOST = 1 << 20, SAME_PLACE = 8 };

enum kind { ORDINARY, BAD_YHAT, BAD_GROUP, BAD_WEIGHT, NO_ROWS, EMPTY_GROUP, ALL_THIN, KINDS };

struct row {
    int32_t yhat, group;
    double w;
};

struct one_call {
    size_t at, fresh; /* where its window begins; the row of the pool that is made anew */
    struct row row;
    size_t odd; /* the row of the window that is bad, and what stands there */
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
static int32_t *yhat, *group; /* the pool */
static double *w;
static struct one_call *asked;
static const struct one_call *now; /* the call that put prepared */
static struct outcome *outcome;

static struct { /* the pool as a call saw it: the judge's own, filled by check */
    int32_t yhat[MOST + SPARE], group[MOST + SPARE];
    double w[MOST + SPARE];
} seen;

static void lay(size_t n, size_t calls)
{
    size = n;
    yhat = lap_given((n + SPARE) * sizeof *yhat);
    group = lap_given((n + SPARE) * sizeof *group);
    w = lap_given((n + SPARE) * sizeof *w);
    asked = lap_given(calls * sizeof *asked);
    outcome = lap_asked(calls * sizeof *outcome);
}

/* Group g has about (2 g + 1) / 64 of the rows and is selected at a rate of (10 + g) / 32. */
static struct row draw_row(struct ml_rng *r)
{
    uint64_t bits = ml_rng_u64(r);
    double place = sqrt((double)(bits >> 40) * 0x1p-24);
    int32_t g = (int32_t)(GROUPS * place);
    return (struct row){.yhat = (bits & 31) < 10 + (uint64_t)g,
                        .group = g,
                        .w = 0.5 + (double)(bits >> 5 & 0xFFFFF) * 0x1p-20};
}

static void set_row(int32_t *yhats, int32_t *groups, double *ws, size_t i, struct row row)
{
    yhats[i] = row.yhat;
    groups[i] = row.group;
    ws[i] = row.w;
}

static const int32_t bad_yhats[] = {2, -1, INT32_MAX, INT32_MIN};
static const int32_t bad_groups[] = {GROUPS, -1, INT32_MAX, INT32_MIN};
static const double bad_ws[] = {NAN, -1, INFINITY, -DBL_MIN};

static void fill(size_t n, size_t calls, struct ml_rng *r)
{
    for (size_t i = 0; i < size + SPARE; i++) set_row(yhat, group, w, i, draw_row(r));
    size_t edge[2] = {ml_rng_below(r, 32), ml_rng_below(r, 32)}; /* a round may have few calls */
    for (size_t i = 0; i < calls; i++) {
        struct one_call *c = &asked[i];
        *c = (struct one_call){.n = n, .n_groups = GROUPS, .weighted = i % 2, .kind = ORDINARY};
        c->at = ml_rng_below(r, SPARE + 1);
        if (i > 0 && ml_rng_below(r, SAME_PLACE) == 0) c->at = asked[i - 1].at;
        c->fresh = c->at + ml_rng_below(r, n);
        c->row = draw_row(r);
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
    set_row(yhat, group, w, c->fresh, c->row);
    size_t odd = c->at + c->odd;
    if (c->kind == BAD_YHAT) LAP_SPOIL(yhat[odd], c->bad_yhat);
    if (c->kind == BAD_GROUP) LAP_SPOIL(group[odd], c->bad_group);
    if (c->kind == BAD_WEIGHT) LAP_SPOIL(w[odd], c->bad_w);
}

static void call(size_t i)
{
    struct outcome *o = &outcome[i];
    o->status = demographic_parity(yhat + now->at, group + now->at,
                                   now->weighted ? w + now->at : NULL, now->n, now->n_groups,
                                   now->min_support, now->how, o->rate, &o->difference, &o->ratio);
}

/* ---- the judge ---- */

static char words[200];

/* tol as in test.c: n eps for two sums in any order, times four. */
JUDGE static bool differs(const char *name, double got, double want, double tol)
{
    if (isnan(want) ? isnan(got) : fabs(got - want) <= tol) return false;
    snprintf(words, sizeof words, "%s: expected %.17g, got %.17g", name, want, got);
    return true;
}

/* The pool as call i saw it: that of call i - 1, and what put changes before i. */
JUDGE static void replay(size_t i, const struct one_call *c)
{
    if (i == 0) {
        memcpy(seen.yhat, lap_left(yhat), (size + SPARE) * sizeof *yhat);
        memcpy(seen.group, lap_left(group), (size + SPARE) * sizeof *group);
        memcpy(seen.w, lap_left(w), (size + SPARE) * sizeof *w);
    }
    set_row(seen.yhat, seen.group, seen.w, c->fresh, c->row);
}

/* Rates of a window into rate[], that of all rows behind the last one. */
JUDGE static void rates_of(const struct one_call *c, double rate[GROUPS + 2])
{
    const int32_t *y = seen.yhat + c->at, *g = seen.group + c->at;
    const double *weights = seen.w + c->at;
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
    replay(i, c);
    bool bad = c->kind != ORDINARY && c->kind <= NO_ROWS;
    if (!bad) return check_values(c, o);
    if (o->status != ML_EINVAL) return "bad input should be refused with ML_EINVAL";
    size_t outputs = sizeof *o - offsetof(struct outcome, rate);
    return given_is_poison(o->rate, outputs) ? NULL
                                             : "bad input should leave the outputs as they were";
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
