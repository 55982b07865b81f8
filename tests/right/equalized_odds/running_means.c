// expect: pass
/* No sum of flagged weight: each rate is a mean that every row moves a little. The rates are built
 * in tpr[] and fpr[] themselves, once every row is known to be good; what is missing shows as a
 * weight of 0. */
#include "equalized_odds.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static bool is_well_formed(const int32_t *y, const int32_t *yhat, const int32_t *group,
                           const double *w_opt, size_t n, size_t n_groups)
{
    for (size_t i = 0; i < n; i++) {
        if (y[i] < 0 || y[i] > 1 || yhat[i] < 0 || yhat[i] > 1) return false;
        if (group[i] < 0 || (uint64_t)group[i] >= n_groups) return false;
        if (w_opt && (!isfinite(w_opt[i]) || w_opt[i] < 0)) return false;
    }
    return true;
}

/* mean += (x - mean) w / (sum of w so far) */
static void move(double *mean, double *weight, int32_t x, double w)
{
    *weight += w;
    if (*weight > 0) *mean += (x - *mean) * (w / *weight);
}

static double ratio_of(double a, double b)
{
    return a < b ? a / b : b / a;
}

/* false: no group has this rate, and both results are NaN */
static bool compare(double *rate, const double *weight, size_t n_groups, const double *overall_opt,
                    double *difference, double *ratio)
{
    double lowest = 2, highest = -1;
    *difference = *ratio = NAN;
    for (size_t g = 0; g < n_groups; g++) {
        if (weight[g] == 0) {
            rate[g] = NAN;
            continue;
        }
        if (rate[g] < lowest) lowest = rate[g];
        if (rate[g] > highest) highest = rate[g];
    }
    if (highest < lowest) return false;
    *difference = highest - lowest;
    *ratio = lowest / highest;
    if (overall_opt) {
        double above = fabs(highest - *overall_opt), below = fabs(lowest - *overall_opt);
        double a = ratio_of(highest, *overall_opt), b = ratio_of(lowest, *overall_opt);
        *difference = above > below ? above : below;
        *ratio = a < b ? a : b;
    }
    return true;
}

enum ml_status equalized_odds(const int32_t *y, const int32_t *yhat, const int32_t *group,
                              const double *w_opt, size_t n, size_t n_groups, enum ml_disparity how,
                              enum ml_aggregate agg, double *tpr, double *fpr, double *difference,
                              double *ratio)
{
    if (!y || !yhat || !group || !tpr || !fpr || !difference || !ratio || !n) return ML_EINVAL;
    if (!n_groups || (unsigned)how > ML_TO_OVERALL || (unsigned)agg > ML_AVERAGE) return ML_EINVAL;
    if (!is_well_formed(y, yhat, group, w_opt, n, n_groups)) return ML_EINVAL;
    double *weight[2] = {calloc(n_groups, sizeof(double)), calloc(n_groups, sizeof(double))};
    double all[2] = {0, 0}, overall[2] = {0, 0}, *rate[2] = {fpr, tpr}, d[2], r[2];
    enum ml_status status = ML_ENOMEM;
    if (!weight[0] || !weight[1]) goto done;

    for (size_t g = 0; g < n_groups; g++) tpr[g] = fpr[g] = 0;
    for (size_t i = 0; i < n; i++) {
        double w = w_opt ? w_opt[i] : 1;
        move(&rate[y[i]][group[i]], &weight[y[i]][group[i]], yhat[i], w);
        move(&overall[y[i]], &all[y[i]], yhat[i], w);
    }
    status = ML_OK;
    for (int k = 0; k < 2; k++) {
        const double *from = how == ML_TO_OVERALL ? &overall[k] : NULL;
        if (!compare(rate[k], weight[k], n_groups, from, &d[k], &r[k])) status = ML_EDOM;
    }
    for (size_t g = 0; g < n_groups; g++)
        if (isnan(tpr[g]) || isnan(fpr[g])) status = ML_EDOM;

    /* max(a, b) = ((a + b) + |a - b|) / 2, and NaN if either is */
    double spread = agg == ML_WORST ? fabs(d[0] - d[1]) : 0;
    *difference = (d[0] + d[1] + spread) / 2;
    spread = agg == ML_WORST ? fabs(r[0] - r[1]) : 0;
    *ratio = (r[0] + r[1] - spread) / 2;
    if (isnan(*ratio)) status = ML_EDOM;
done:
    free(weight[0]);
    free(weight[1]);
    return status;
}
