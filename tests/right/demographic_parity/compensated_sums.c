// expect: pass
/* Rows from the last to the first, in four columns, with Neumaier's compensation; overall is put
 * together from the groups. The workspace is one block, laid out by hand. */
#include "demographic_parity.h"

#include <math.h>
#include <stdlib.h>

struct sum {
    double high, low;
};

struct group_sums {
    size_t rows;
    struct sum selected, passed_over;
};

static void add(struct sum *s, double x)
{
    double t = s->high + x;
    s->low += s->high >= x ? (s->high - t) + x : (x - t) + s->high;
    s->high = t;
}

static double value(const struct sum *s)
{
    return s->high + s->low;
}

static enum ml_status look(const int32_t *yhat, const int32_t *group, const double *w_opt, size_t n,
                           size_t n_groups)
{
    for (size_t i = n; i-- > 0;) {
        double w = w_opt ? w_opt[i] : 0;
        if (yhat[i] != 0 && yhat[i] != 1) return ML_EINVAL;
        if (group[i] < 0 || (size_t)group[i] > n_groups - 1) return ML_EINVAL;
        if (!(w >= 0) || isinf(w)) return ML_EINVAL;
    }
    return ML_OK;
}

/* A NaN as b replaces nothing. */
static void keep_smaller(double *a, double b)
{
    if (isnan(*a) || b < *a) *a = b;
}

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    if (yhat == NULL || group == NULL || rate == NULL) return ML_EINVAL;
    if (difference == NULL || ratio == NULL || n == 0 || n_groups == 0) return ML_EINVAL;
    switch ((int)how) {
    case ML_BETWEEN_GROUPS:
    case ML_TO_OVERALL: break;
    default: return ML_EINVAL;
    }
    if (look(yhat, group, w_opt, n, n_groups) != ML_OK) return ML_EINVAL;
    struct group_sums *sums = calloc(n_groups + 1, sizeof *sums);
    if (sums == NULL) return ML_ENOMEM;
    struct group_sums *all = &sums[n_groups];

    for (size_t i = n; i-- > 0;) {
        struct group_sums *mine = &sums[group[i]];
        mine->rows++;
        add(yhat[i] ? &mine->selected : &mine->passed_over, w_opt ? w_opt[i] : 1);
    }
    for (size_t g = 0; g < n_groups; g++) {
        add(&all->selected, value(&sums[g].selected));
        add(&all->passed_over, value(&sums[g].passed_over));
    }
    double chosen = value(&all->selected), overall = chosen / (chosen + value(&all->passed_over));

    double least = NAN, most_negative = NAN, worst = NAN, furthest_negative = NAN;
    enum ml_status status = ML_OK;
    for (size_t g = 0; g < n_groups; g++) {
        double yes = value(&sums[g].selected), no = value(&sums[g].passed_over), r = NAN;
        if (sums[g].rows >= min_support) r = yes / (yes + no);
        rate[g] = r;
        if (isnan(r)) {
            status = ML_EDOM;
            continue;
        }
        keep_smaller(&least, r);
        keep_smaller(&most_negative, -r);
        keep_smaller(&furthest_negative, -fabs(r - overall));
        keep_smaller(&worst, r > overall ? overall / r : r / overall);
    }
    free(sums);
    *difference = how == ML_TO_OVERALL ? -furthest_negative : -most_negative - least;
    *ratio = how == ML_TO_OVERALL ? worst : least / -most_negative;
    return isnan(*ratio) ? ML_EDOM : status;
}
