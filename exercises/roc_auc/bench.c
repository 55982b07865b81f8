/* Scores as a model gives them: logits with a logistic distribution, the positives' a little
 * higher, a row in five tied with another. A score is the value of a level, scaled and shifted
 * afresh for each call, and every other level is the neighbouring double of the one below it; the
 * judge keeps the levels, and so counts the pairs without sorting anything. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/given.h"
#include "harness/lap.h"
#include "harness/trial.h"

#include "roc_auc.h"

enum { LEVELS_EACH = 4, EDGE_EVERY = 32, MAX_LEVELS = LEVELS_EACH << 17 };
enum kind { ORDINARY, WEIGHTED, ALL_TIED, ONE_CLASS, BAD_SCORE, BAD_LABEL };

struct one_call {
    enum kind kind;
    size_t odd; /* the place of an odd row, and what stands there */
    double odd_score;
    int32_t odd_label;
};

static size_t n, levels;
static double value[MAX_LEVELS]; /* of a level, ascending */
static double *all_scores, *score,
    *weights; /* of all calls; of the one at hand; weights all calls share */
static int32_t *all_y, *y;
static uint32_t *all_levels; /* the judge's own: filled when the child has long been forked */
static struct one_call *asked;
static const double *w_opt; /* as put left it */
static int32_t *status;
static double *auc;

static void lay(size_t size, size_t calls)
{
    n = size;
    levels = LEVELS_EACH * n;
    for (size_t l = 0; l < levels; l++) {
        double p = ((double)(l | 1)) / (double)levels;
        value[l] = log(p / (1 - p));
    }
    all_scores = lap_given(calls * n * sizeof *all_scores);
    all_y = lap_given(calls * n * sizeof *all_y);
    all_levels = realloc(all_levels, calls * n * sizeof *all_levels);
    if (!all_levels) abort();
    asked = lap_given(calls * sizeof *asked);
    score = lap_given(n * sizeof *score);
    y = lap_given(n * sizeof *y);
    weights = lap_given(n * sizeof *weights);
    status = lap_asked(calls * sizeof *status);
    auc = lap_asked(calls * sizeof *auc);
}

/* The next double above s, or s itself: nextafter takes longer than the rest of a row. */
static double up_if(double s, uint32_t up)
{
    int64_t bits;
    s += 0.0; /* no -0.0 */
    memcpy(&bits, &s, sizeof bits);
    bits += (bits >> 63 | 1) * (int64_t)up;
    memcpy(&s, &bits, sizeof s);
    return s;
}

/* One draw a row: 40 % are positives, and their level is the higher of two. */
static void fill_rows(size_t i, struct ml_rng *r)
{
    double scale = 0.5 + ml_rng_uniform(r), shift = 4 * ml_rng_uniform(r) - 2;
    for (size_t k = i * n; k < (i + 1) * n; k++) {
        uint64_t bits = ml_rng_u64(r);
        uint64_t a = (bits & 0xFFFFFF) * levels >> 24, b = (bits >> 24 & 0xFFFFFF) * levels >> 24;
        all_y[k] = (bits >> 48) * 5 >> 16 < 2;
        all_levels[k] = (uint32_t)(a + (b > a ? b - a : 0) * (uint64_t)all_y[k]);
        all_scores[k] = up_if(shift + scale * value[all_levels[k]], all_levels[k] & 1);
    }
}

static const double bad_scores[] = {NAN, INFINITY, -INFINITY};
static const int32_t bad_labels[] = {2, -1, INT32_MAX, INT32_MIN};

static void fill(size_t size, size_t calls, struct ml_rng *r)
{
    (void)size;
    size_t edge = ml_rng_below(r, EDGE_EVERY);
    for (size_t k = 0; k < n; k++) weights[k] = ldexp((double)(1 + ml_rng_below(r, 8)), -2);
    for (size_t i = 0; i < calls; i++) {
        fill_rows(i, r);
        asked[i] = (struct one_call){ORDINARY, ml_rng_below(r, n), bad_scores[ml_rng_below(r, 3)],
                                     bad_labels[ml_rng_below(r, 4)]};
        if (i % EDGE_EVERY == edge)
            asked[i].kind = WEIGHTED + (enum kind)ml_rng_below(r, BAD_LABEL);
    }
}

static void put(size_t i)
{
    const struct one_call *c = &asked[i];
    memcpy(score, all_scores + i * n, n * sizeof *score);
    memcpy(y, all_y + i * n, n * sizeof *y);
    w_opt = c->kind == WEIGHTED ? weights : NULL;
    if (c->kind == BAD_SCORE) score[c->odd] = c->odd_score;
    if (c->kind == BAD_LABEL) y[c->odd] = c->odd_label;
    for (size_t k = 0; k < n && c->kind == ALL_TIED; k++) score[k] = score[0];
    for (size_t k = 0; k < n && c->kind == ONE_CLASS; k++) y[k] = 1;
}

static void call(size_t i)
{
    status[i] = roc_auc(score, y, w_opt, n, &auc[i]);
}

/* Level by level: the positives at it against the negatives below. Exact: weights are quarters. */
JUDGE static double by_level(const uint32_t *level, const int32_t *label, const double *w)
{
    static double at[MAX_LEVELS][2];
    memset(at, 0, levels * sizeof *at);
    for (size_t k = 0; k < n; k++) at[level[k]][label[k]] += w ? w[k] : 1;
    double wins = 0, pos = 0, neg = 0;
    for (size_t l = 0; l < levels; l++) {
        wins += at[l][1] * (neg + at[l][0] / 2);
        neg += at[l][0];
        pos += at[l][1];
    }
    return wins / (pos * neg);
}

static enum ml_status status_wanted(enum kind kind)
{
    switch (kind) {
    case ONE_CLASS: return ML_EDOM;
    case BAD_SCORE:
    case BAD_LABEL: return ML_EINVAL;
    default: return ML_OK;
    }
}

/* The tolerance is the contract's. */
static const char *check(size_t i)
{
    static char words[160];
    enum kind kind = ((const struct one_call *)lap_left(asked))[i].kind;
    const double *got = (const double *)lap_left(auc) + i;
    int32_t got_status = ((const int32_t *)lap_left(status))[i];
    enum ml_status want_status = status_wanted(kind);
    if (got_status != (int32_t)want_status) {
        snprintf(words, sizeof words, "returned %d, expected %d", got_status, want_status);
        return words;
    }
    if (want_status == ML_EINVAL)
        return given_is_poison(got, sizeof *got) ? NULL : "ML_EINVAL, yet auc was written";
    if (given_is_poison(got, sizeof *got)) return "auc was never written";
    if (want_status == ML_EDOM) return isnan(*got) ? NULL : "ML_EDOM, yet auc is not NaN";
    const uint32_t *level = all_levels + i * n;
    const int32_t *label = (const int32_t *)lap_left(all_y) + i * n;
    const double *w = kind == WEIGHTED ? lap_left(weights) : NULL;
    double want = kind == ALL_TIED ? 0.5 : by_level(level, label, w);
    if (fabs(*got - want) <= (8 * (double)n + 16) * (DBL_EPSILON / 2)) return NULL;
    snprintf(words, sizeof words, "auc: expected %.17g, got %.17g", want, *got);
    return words;
}

/* A row is a score and a label: 12 bytes to read, one comparison at the least. */
const struct workload workload = {
    .sizes = {256, 2048, 16384, 1 << 17},
    .graded = 2048,
    .unit = "row",
    .bytes_per_n = sizeof(double) + sizeof(int32_t),
    .flops_per_n = 1,
    .lay = lay,
    .fill = fill,
    .put = put,
    .call = call,
    .check = check,
};
