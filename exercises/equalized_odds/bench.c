/* Audits of predictions about people in 8 groups of unequal size, every other one with weights.
 * Each call reads a window where it lies, at an offset drawn for it, on a fresh pool of rows that
 * is little longer. Before it, one row of the window is made anew: what an answer counted up over
 * the pool is wrong by the next call, and only reading all of a window tells where. One call in 8
 * is at the same place as the last: to know rows by their address is wrong too. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "harness/given.h"
#include "harness/lap.h"
#include "harness/trial.h"

#include "equalized_odds.h"

enum { GROUPS = 8, SPARE = 512, MOST = 1 << 20, SAME_PLACE = 8 };

enum kind { ORDINARY, BAD_Y, BAD_YHAT, BAD_GROUP, BAD_WEIGHT, NO_ROWS, EMPTY_GROUP, KINDS };

struct row {
    int32_t y, yhat, group;
    double w;
};

struct table {
    int32_t *y, *yhat, *group;
    double *w;
};

struct one_call {
    size_t at, fresh; /* where its window begins; the row of the pool that is made anew */
    struct row row;
    size_t odd; /* the row of the window that is bad, and what stands there */
    int32_t bad_label, bad_group;
    double bad_w;
    size_t n, n_groups;
    enum ml_disparity how;
    enum ml_aggregate agg;
    bool weighted;
    enum kind kind;
};

struct outcome {
    int status;
    double tpr[GROUPS + 1], fpr[GROUPS + 1], difference, ratio;
};

static size_t size;
static struct table pool;
static struct one_call *asked;
static const struct one_call *now; /* the call that put prepared */
static struct outcome *outcome;

static struct { /* the pool as a call saw it: the judge's own, filled by check */
    int32_t y[MOST + SPARE], yhat[MOST + SPARE], group[MOST + SPARE];
    double w[MOST + SPARE];
} seen;

static void lay(size_t n, size_t calls)
{
    size = n;
    pool.y = lap_given((n + SPARE) * sizeof *pool.y);
    pool.yhat = lap_given((n + SPARE) * sizeof *pool.yhat);
    pool.group = lap_given((n + SPARE) * sizeof *pool.group);
    pool.w = lap_given((n + SPARE) * sizeof *pool.w);
    asked = lap_given(calls * sizeof *asked);
    outcome = lap_asked(calls * sizeof *outcome);
}

/* Group g has about (2 g + 1) / 64 of the rows. Of its positives (8 + g) / 32 of all, some (16 + g)
 * / 32 are flagged; of the others (4 + g) / 32. */
static struct row draw_row(struct ml_rng *r)
{
    uint64_t bits = ml_rng_u64(r);
    double place = sqrt((double)(bits >> 40) * 0x1p-24);
    uint64_t g = (uint64_t)(GROUPS * place), y = (bits & 31) < 8 + g;
    return (struct row){.y = (int32_t)y,
                        .yhat = (bits >> 5 & 31) < (y ? 16 : 4) + g,
                        .group = (int32_t)g,
                        .w = 0.5 + (double)(bits >> 10 & 0xFFFFF) * 0x1p-20};
}

static void set_row(struct table t, size_t i, struct row row)
{
    t.y[i] = row.y;
    t.yhat[i] = row.yhat;
    t.group[i] = row.group;
    t.w[i] = row.w;
}

static const int32_t bad_labels[] = {2, -1, INT32_MAX, INT32_MIN};
static const int32_t bad_groups[] = {GROUPS, -1, INT32_MAX, INT32_MIN};
static const double bad_ws[] = {NAN, -1, INFINITY, -DBL_MIN};

static void fill(size_t n, size_t calls, struct ml_rng *r)
{
    for (size_t i = 0; i < size + SPARE; i++) set_row(pool, i, draw_row(r));
    size_t edge[2] = {ml_rng_below(r, 32), ml_rng_below(r, 32)}; /* a round may have few calls */
    for (size_t i = 0; i < calls; i++) {
        struct one_call *c = &asked[i];
        *c = (struct one_call){.n = n, .n_groups = GROUPS, .weighted = i % 2, .kind = ORDINARY};
        c->at = ml_rng_below(r, SPARE + 1);
        if (i > 0 && ml_rng_below(r, SAME_PLACE) == 0) c->at = asked[i - 1].at;
        c->fresh = c->at + ml_rng_below(r, n);
        c->row = draw_row(r);
        c->odd = ml_rng_below(r, n);
        c->bad_label = bad_labels[ml_rng_below(r, 4)];
        c->bad_group = bad_groups[ml_rng_below(r, 4)];
        c->bad_w = bad_ws[ml_rng_below(r, 4)];
        c->how = ml_rng_below(r, 2) ? ML_TO_OVERALL : ML_BETWEEN_GROUPS;
        c->agg = ml_rng_below(r, 2) ? ML_AVERAGE : ML_WORST;
        if (i % 32 == edge[0] || i % 32 == edge[1])
            c->kind = 1 + (enum kind)ml_rng_below(r, KINDS - 1);
        if (c->kind == BAD_WEIGHT && !c->weighted) c->kind = BAD_GROUP;
        if (c->kind == NO_ROWS) c->n = 0;
        if (c->kind == EMPTY_GROUP) c->n_groups = GROUPS + 1;
    }
}

static void put(size_t i)
{
    const struct one_call *c = now = &asked[i];
    set_row(pool, c->fresh, c->row);
    size_t odd = c->at + c->odd;
    if (c->kind == BAD_Y) LAP_SPOIL(pool.y[odd], c->bad_label);
    if (c->kind == BAD_YHAT) LAP_SPOIL(pool.yhat[odd], c->bad_label);
    if (c->kind == BAD_GROUP) LAP_SPOIL(pool.group[odd], c->bad_group);
    if (c->kind == BAD_WEIGHT) LAP_SPOIL(pool.w[odd], c->bad_w);
}

static void call(size_t i)
{
    struct outcome *o = &outcome[i];
    size_t at = now->at;
    o->status = equalized_odds(pool.y + at, pool.yhat + at, pool.group + at,
                               now->weighted ? pool.w + at : NULL, now->n, now->n_groups, now->how,
                               now->agg, o->tpr, o->fpr, &o->difference, &o->ratio);
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
    struct table all = {seen.y, seen.yhat, seen.group, seen.w};
    if (i == 0) {
        memcpy(seen.y, lap_left(pool.y), (size + SPARE) * sizeof *seen.y);
        memcpy(seen.yhat, lap_left(pool.yhat), (size + SPARE) * sizeof *seen.yhat);
        memcpy(seen.group, lap_left(pool.group), (size + SPARE) * sizeof *seen.group);
        memcpy(seen.w, lap_left(pool.w), (size + SPARE) * sizeof *seen.w);
    }
    set_row(all, c->fresh, c->row);
}

/* Of the rows of a window that have this label: rates into rate[], that of all groups behind the
 * last one. */
JUDGE static void rates_of(const struct one_call *c, int32_t label, double rate[GROUPS + 2])
{
    double all[GROUPS + 2] = {0}, flagged[GROUPS + 2] = {0};
    for (size_t i = c->at; i < c->at + c->n; i++) {
        int32_t g = seen.group[i];
        double weight = c->weighted ? seen.w[i] : 1;
        if (seen.y[i] != label) continue;
        all[g] += weight;
        flagged[g] += seen.yhat[i] ? weight : 0;
    }
    for (size_t k = 0; k < c->n_groups; k++) {
        rate[k] = all[k] > 0 ? flagged[k] / all[k] : NAN;
        all[GROUPS + 1] += all[k];
        flagged[GROUPS + 1] += flagged[k];
    }
    rate[GROUPS + 1] = flagged[GROUPS + 1] / all[GROUPS + 1];
}

struct gap {
    double difference, ratio;
    double below; /* the smallest rate below the line of a ratio */
};

/* Some of each label are flagged in every window of 512 rows: no ratio is 0/0. */
JUDGE static struct gap gap_of(const struct one_call *c, const double rate[GROUPS + 2])
{
    double lowest = NAN, highest = NAN;
    for (size_t k = 0; k < c->n_groups; k++) {
        lowest = fmin(lowest, rate[k]);
        highest = fmax(highest, rate[k]);
    }
    double from = c->how == ML_TO_OVERALL ? rate[GROUPS + 1] : lowest;
    double ratio = fmin(from / highest, lowest / (c->how == ML_TO_OVERALL ? from : highest));
    return (struct gap){fmax(highest - from, from - lowest), ratio,
                        c->how == ML_TO_OVERALL ? from : highest};
}

/* The values, then the status: missing is what a group without a rate is. */
JUDGE static const char *check_values(const struct one_call *c, const struct outcome *o)
{
    double tpr[GROUPS + 2], fpr[GROUPS + 2], tol = 4 * (double)c->n * DBL_EPSILON;
    bool missing = false;
    rates_of(c, 1, tpr);
    rates_of(c, 0, fpr);
    for (size_t k = 0; k < c->n_groups; k++) {
        if (differs("tpr", o->tpr[k], tpr[k], tol)) return words;
        if (differs("fpr", o->fpr[k], fpr[k], tol)) return words;
        missing |= isnan(tpr[k]) || isnan(fpr[k]);
    }
    struct gap a = gap_of(c, tpr), b = gap_of(c, fpr);
    bool worst = c->agg == ML_WORST;
    double difference =
        worst ? fmax(a.difference, b.difference) : (a.difference + b.difference) / 2;
    double ratio = worst ? fmin(a.ratio, b.ratio) : (a.ratio + b.ratio) / 2;
    if (differs("difference", o->difference, difference, 2 * tol)) return words;
    if (differs("ratio", o->ratio, ratio, 2 * tol / fmin(a.below, b.below))) return words;
    return o->status == (missing ? ML_EDOM : ML_OK) ? NULL : "the status is wrong";
}

static const char *check(size_t i)
{
    const struct one_call *c = (const struct one_call *)lap_left(asked) + i;
    const struct outcome *o = (const struct outcome *)lap_left(outcome) + i;
    replay(i, c);
    bool bad = c->kind != ORDINARY && c->kind <= NO_ROWS;
    if (!bad) return check_values(c, o);
    if (o->status != ML_EINVAL) return "bad input should be refused with ML_EINVAL";
    size_t outputs = sizeof *o - offsetof(struct outcome, tpr);
    return given_is_poison(o->tpr, outputs) ? NULL
                                            : "bad input should leave the outputs as they were";
}

const struct workload workload = {
    .sizes = {512, 4096, 32768, 1 << 20},
    .graded = 4096,
    .unit = "row",
    .bytes_per_n = 16, /* three labels, and a weight in every other call */
    .flops_per_n = 1,  /* one addition for each weight that is read, and the counting */
    .lay = lay,
    .fill = fill,
    .put = put,
    .call = call,
    .check = check,
};
