// expect: pass
/* Confusion matrices, four side by side, on the stack while groups are few; where there is no
 * memory for four, one does. Rows are checked and counted in a single pass, into scratch alone. */
#include "equalized_odds.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 32, CELLS = 4 };

/* cell 0: correct rejections, 1: false alarms, 2: misses, 3: hits; [lane][group][cell] */
static int gather(const int32_t *y, const int32_t *yhat, const int32_t *group, const double *w_opt,
                  size_t n, size_t n_groups, double *sums, size_t lanes)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t t = (uint32_t)y[i], p = (uint32_t)yhat[i], g = (uint32_t)group[i];
        double w = w_opt ? w_opt[i] : 1;
        if (t > 1 || p > 1 || g >= n_groups || g > INT32_MAX) return 0;
        if (!(w >= 0 && w <= DBL_MAX)) return 0;
        sums[((i % lanes) * n_groups + g) * CELLS + 2 * t + p] += w;
    }
    return 1;
}

static void fold(double *sums, size_t stride, size_t lanes)
{
    for (size_t l = 1; l < lanes; l++)
        for (size_t k = 0; k < stride; k++) sums[k] += sums[l * stride + k];
}

static double folded(double ratio)
{
    return ratio > 1 ? 1 / ratio : ratio;
}

/* sums: of the first group's cell that is passed over; the flagged one lies behind it. */
static size_t finish(const double *sums, size_t n_groups, enum ml_disparity how, double *rate,
                     double *difference, double *ratio)
{
    double passed_over = 0, flagged = 0, lo = INFINITY, hi = -INFINITY;
    size_t missing = 0;
    for (size_t g = 0; g < n_groups; g++) {
        const double *s = sums + g * CELLS;
        passed_over += s[0];
        flagged += s[1];
        rate[g] = NAN;
        if (s[0] + s[1] <= 0) {
            missing++;
            continue;
        }
        rate[g] = s[1] / (s[0] + s[1]);
        lo = fmin(lo, rate[g]);
        hi = fmax(hi, rate[g]);
    }
    *difference = *ratio = NAN;
    if (missing == n_groups) return missing;
    assert(lo <= hi);
    double overall = flagged / (passed_over + flagged);
    *difference = how == ML_TO_OVERALL ? fmax(hi - overall, overall - lo) : hi - lo;
    if (hi > 0)
        *ratio = how == ML_TO_OVERALL ? fmin(folded(lo / overall), folded(hi / overall)) : lo / hi;
    return missing;
}

enum ml_status equalized_odds(const int32_t *y, const int32_t *yhat, const int32_t *group,
                              const double *w_opt, size_t n, size_t n_groups, enum ml_disparity how,
                              enum ml_aggregate agg, double *tpr, double *fpr, double *difference,
                              double *ratio)
{
    if (!y || !yhat || !group || !tpr || !fpr || !difference || !ratio) return ML_EINVAL;
    if (!n || !n_groups || how < ML_BETWEEN_GROUPS || how > ML_TO_OVERALL) return ML_EINVAL;
    if (agg < ML_WORST || agg > ML_AVERAGE) return ML_EINVAL;
    double few[4 * FEW * CELLS], *sums = few;
    size_t lanes = 4, stride = n_groups * CELLS;
    if (n_groups > FEW) {
        sums = malloc(lanes * stride * sizeof *sums);
        if (!sums) sums = malloc((lanes = 1) * stride * sizeof *sums);
        if (!sums) return ML_ENOMEM;
    }
    memset(sums, 0, lanes * stride * sizeof *sums);
    enum ml_status status = ML_EINVAL;
    if (gather(y, yhat, group, w_opt, n, n_groups, sums, lanes)) {
        double d[2], r[2];
        fold(sums, stride, lanes);
        size_t missing = finish(sums, n_groups, how, fpr, &d[0], &r[0]) +
                         finish(sums + 2, n_groups, how, tpr, &d[1], &r[1]);
        int worst = agg == ML_WORST && !isnan(d[0] + d[1]);
        *difference = worst ? fmax(d[0], d[1]) : (d[0] + d[1]) / 2;
        worst = agg == ML_WORST && !isnan(r[0] + r[1]);
        *ratio = worst ? fmin(r[0], r[1]) : (r[0] + r[1]) / 2;
        status = missing || *ratio != *ratio ? ML_EDOM : ML_OK;
    }
    if (sums != few) free(sums);
    return status;
}
