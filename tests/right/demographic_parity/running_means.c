// expect: pass
/* No sum of selected weight: each group's rate is a mean that every row moves a little. The rates
 * are built in rate[] itself, once every row is known to be good. */
#include "demographic_parity.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

struct seen {
    size_t rows;
    double weight;
};

static bool is_well_formed(const int32_t *yhat, const int32_t *group, const double *w_opt, size_t n,
                           size_t n_groups)
{
    for (size_t i = 0; i < n; i++) {
        if ((yhat[i] & ~1) || group[i] < 0 || (uint64_t)group[i] >= n_groups) return false;
        if (w_opt && (!isfinite(w_opt[i]) || w_opt[i] < 0)) return false;
    }
    return true;
}

/* mean += (x - mean) w / (sum of w so far) */
static void move(double *mean, struct seen *s, int32_t x, double w)
{
    s->rows++;
    s->weight += w;
    if (s->weight > 0) *mean += (x - *mean) * (w / s->weight);
}

static double ratio_of(double a, double b)
{
    return a < b ? a / b : b / a;
}

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    if (!yhat || !group || !rate || !difference || !ratio) return ML_EINVAL;
    if (!n || !n_groups || (unsigned)how > ML_TO_OVERALL) return ML_EINVAL;
    if (!is_well_formed(yhat, group, w_opt, n, n_groups)) return ML_EINVAL;
    struct seen *seen = malloc(n_groups * sizeof *seen), everyone = {0, 0};
    if (!seen) return ML_ENOMEM;
    for (size_t g = 0; g < n_groups; g++) {
        seen[g] = everyone;
        rate[g] = 0;
    }
    double overall = 0;
    for (size_t i = 0; i < n; i++) {
        double w = w_opt ? w_opt[i] : 1;
        move(&rate[group[i]], &seen[group[i]], yhat[i], w);
        move(&overall, &everyone, yhat[i], w);
    }

    size_t kept = 0;
    double lowest = 2, highest = -1;
    for (size_t g = 0; g < n_groups; g++) {
        if (seen[g].rows < min_support || seen[g].weight == 0) {
            rate[g] = NAN;
            continue;
        }
        kept++;
        if (rate[g] < lowest) lowest = rate[g];
        if (rate[g] > highest) highest = rate[g];
    }
    free(seen);
    if (!kept) {
        *difference = *ratio = NAN;
        return ML_EDOM;
    }
    if (how == ML_BETWEEN_GROUPS) {
        *difference = highest - lowest;
        *ratio = lowest / highest;
    } else {
        double above = fabs(highest - overall), below = fabs(lowest - overall);
        double a = ratio_of(highest, overall), b = ratio_of(lowest, overall);
        *difference = above > below ? above : below;
        *ratio = a < b ? a : b;
    }
    return kept < n_groups || *ratio != *ratio ? ML_EDOM : ML_OK;
}
