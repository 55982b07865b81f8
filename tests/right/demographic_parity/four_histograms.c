// expect: pass
/* Four histograms side by side, on the stack while groups are few; where there is no memory for
 * four, one does. Rows are checked and counted in a single pass, into scratch alone. */
#include "demographic_parity.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 32, COLUMNS = 3 };

/* column 0: rows, 1: weight, 2: selected weight; [lane][group][column] */
static int gather(const int32_t *yhat, const int32_t *group, const double *w_opt, size_t n,
                  size_t n_groups, double *sums, size_t lanes)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t y = (uint32_t)yhat[i], g = (uint32_t)group[i];
        double w = w_opt ? w_opt[i] : 1;
        if (y > 1 || g >= n_groups || g > INT32_MAX || !(w >= 0 && w <= DBL_MAX)) return 0;
        double *at = sums + ((i % lanes) * n_groups + g) * COLUMNS;
        at[0] += 1;
        at[1] += w;
        at[2] += y ? w : 0;
    }
    return 1;
}

static void fold(double *sums, size_t stride, size_t lanes)
{
    for (size_t l = 1; l < lanes; l++)
        for (size_t k = 0; k < stride; k++) sums[k] += sums[l * stride + k];
}

static double clamp_ratio(double a, double b)
{
    double r = a / b;
    return r > 1 ? 1 / r : r;
}

static enum ml_status finish(const double *sums, size_t n_groups, size_t min_support,
                             enum ml_disparity how, double *rate, double *difference, double *ratio)
{
    double weight = 0, selected = 0, lo = INFINITY, hi = -INFINITY;
    size_t left_out = 0;
    for (size_t g = 0; g < n_groups; g++) {
        const double *s = sums + g * COLUMNS;
        weight += s[1];
        selected += s[2];
        if (s[1] <= 0 || s[0] < (double)min_support) {
            rate[g] = NAN;
            left_out++;
            continue;
        }
        rate[g] = s[2] / s[1];
        lo = fmin(lo, rate[g]);
        hi = fmax(hi, rate[g]);
    }
    double overall = selected / weight;
    *difference = *ratio = NAN;
    if (left_out == n_groups) return ML_EDOM;
    assert(lo <= hi);
    int to_overall = how == ML_TO_OVERALL;
    *difference = to_overall ? fmax(hi - overall, overall - lo) : hi - lo;
    if (hi > 0 && to_overall)
        *ratio = fmin(clamp_ratio(lo, overall), clamp_ratio(hi, overall));
    else if (hi > 0)
        *ratio = lo / hi;
    else if (to_overall && overall > 0)
        *ratio = 0;
    return left_out || isnan(*ratio) ? ML_EDOM : ML_OK;
}

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    if (!yhat || !group || !rate || !difference || !ratio || !n || !n_groups) return ML_EINVAL;
    if (how < ML_BETWEEN_GROUPS || how > ML_TO_OVERALL) return ML_EINVAL;
    double few[4 * FEW * COLUMNS], *sums = few;
    size_t lanes = 4, stride = n_groups * COLUMNS;
    if (n_groups > FEW) {
        sums = malloc(lanes * stride * sizeof *sums);
        if (!sums) sums = malloc((lanes = 1) * stride * sizeof *sums);
        if (!sums) return ML_ENOMEM;
    }
    memset(sums, 0, lanes * stride * sizeof *sums);
    enum ml_status status = ML_EINVAL;
    if (gather(yhat, group, w_opt, n, n_groups, sums, lanes)) {
        fold(sums, stride, lanes);
        status = finish(sums, n_groups, min_support, how, rate, difference, ratio);
    }
    if (sums != few) free(sums);
    return status;
}
