// expect: pass
/* One label at a time: its rows from the last to the first, with Neumaier's compensation; overall
 * is put together from the groups. One workspace serves both labels. */
#include "equalized_odds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct sum {
    double high, low;
};

struct sums {
    struct sum flagged, passed_over;
};

struct rows {
    const int32_t *y, *yhat, *group;
    const double *w_opt;
    size_t n;
};

static void add(struct sum *s, double x)
{
    double t = s->high + x;
    s->low += s->high >= x ? (s->high - t) + x : (x - t) + s->high;
    s->high = t;
}

static double rate_of(const struct sums *s)
{
    double yes = s->flagged.high + s->flagged.low;
    return yes / (yes + (s->passed_over.high + s->passed_over.low)); /* 0/0 is the NaN we owe */
}

static enum ml_status look(const struct rows *r, size_t n_groups)
{
    for (size_t i = r->n; i-- > 0;) {
        double w = r->w_opt ? r->w_opt[i] : 0;
        if ((r->y[i] | r->yhat[i]) & ~1) return ML_EINVAL;
        if (r->group[i] < 0 || (size_t)r->group[i] > n_groups - 1) return ML_EINVAL;
        if (!(w >= 0) || isinf(w)) return ML_EINVAL;
    }
    return ML_OK;
}

/* A NaN as b replaces nothing. */
static void keep_smaller(double *a, double b)
{
    if (isnan(*a) || b < *a) *a = b;
}

/* Rates of one label; [0] of gap is the difference, [1] the ratio. Returns how many are missing. */
static size_t one_label(const struct rows *r, int32_t label, size_t n_groups, struct sums *sums,
                        enum ml_disparity how, double *rate, double gap[2])
{
    struct sums all = {{0, 0}, {0, 0}};
    memset(sums, 0, n_groups * sizeof *sums);
    for (size_t i = r->n; i-- > 0;) {
        struct sums *mine = &sums[r->group[i]];
        if (r->y[i] == label)
            add(r->yhat[i] ? &mine->flagged : &mine->passed_over, r->w_opt ? r->w_opt[i] : 1);
    }
    for (size_t g = 0; g < n_groups; g++) {
        add(&all.flagged, sums[g].flagged.high + sums[g].flagged.low);
        add(&all.passed_over, sums[g].passed_over.high + sums[g].passed_over.low);
    }

    size_t missing = 0;
    double overall = rate_of(&all), least = NAN, minus_most = NAN, minus_furthest = NAN;
    double worst = NAN;
    for (size_t g = 0; g < n_groups; g++) {
        double x = rate[g] = rate_of(&sums[g]);
        if (isnan(x)) {
            missing++;
            continue;
        }
        keep_smaller(&least, x);
        keep_smaller(&minus_most, -x);
        keep_smaller(&minus_furthest, -fabs(x - overall));
        keep_smaller(&worst, x > overall ? overall / x : x / overall);
    }
    gap[0] = how == ML_TO_OVERALL ? -minus_furthest : -minus_most - least;
    gap[1] = how == ML_TO_OVERALL ? worst : least / -minus_most;
    return missing;
}

enum ml_status equalized_odds(const int32_t *y, const int32_t *yhat, const int32_t *group,
                              const double *w_opt, size_t n, size_t n_groups, enum ml_disparity how,
                              enum ml_aggregate agg, double *tpr, double *fpr, double *difference,
                              double *ratio)
{
    struct rows r = {y, yhat, group, w_opt, n};
    if (y == NULL || yhat == NULL || group == NULL || tpr == NULL || fpr == NULL) return ML_EINVAL;
    if (difference == NULL || ratio == NULL || n == 0 || n_groups == 0) return ML_EINVAL;
    if ((unsigned)how > 1 || (unsigned)agg > 1 || look(&r, n_groups) != ML_OK) return ML_EINVAL;
    struct sums *sums = malloc(n_groups * sizeof *sums);
    if (sums == NULL) return ML_ENOMEM;

    double t[2], f[2];
    size_t missing = one_label(&r, 1, n_groups, sums, how, tpr, t);
    missing += one_label(&r, 0, n_groups, sums, how, fpr, f);
    free(sums);
    if (agg == ML_AVERAGE) {
        *difference = 0.5 * t[0] + 0.5 * f[0];
        *ratio = 0.5 * t[1] + 0.5 * f[1];
    } else {
        *difference = isnan(t[0]) || t[0] >= f[0] ? t[0] : f[0];
        *ratio = isnan(t[1]) || t[1] <= f[1] ? t[1] : f[1];
    }
    return missing || isnan(*ratio) ? ML_EDOM : ML_OK;
}
