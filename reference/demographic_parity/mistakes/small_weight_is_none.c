// expect: fail numerics/the_unit_of_the_weights_does_not_matter
// says: A group that weighs less than some epsilon is taken for one without weight. Weights have no unit, 1e-100 each is as good as 1 each: only a sum of exactly 0 is no weight.
#include "demographic_parity.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

struct tally {
    size_t rows;
    double weight, selected;
};

static bool row_is_valid(int32_t yhat, int32_t group, double w, size_t n_groups)
{
    bool group_exists = group >= 0 && (size_t)group < n_groups;
    return (yhat == 0 || yhat == 1) && group_exists && w >= 0 && w <= DBL_MAX;
}

static void add_row(struct tally *t, int32_t yhat, double w)
{
    t->rows++;
    t->weight += w;
    t->selected += yhat * w;
}

/* rate = selected / weight */
static double rate_of(const struct tally *t, size_t min_support)
{
    bool speaks = t->rows >= min_support && t->weight > 1e-12;
    return speaks ? t->selected / t->weight : NAN;
}

static void compare_between_groups(const double *rate, size_t n_groups, double *difference,
                                   double *ratio)
{
    double lowest = NAN, highest = NAN;
    for (size_t g = 0; g < n_groups; g++) {
        lowest = fmin(lowest, rate[g]);
        highest = fmax(highest, rate[g]);
    }
    *difference = highest - lowest;
    *ratio = lowest / highest;
}

static void compare_to_overall(const double *rate, size_t n_groups, double overall,
                               double *difference, double *ratio)
{
    double widest = NAN, worst = NAN;
    for (size_t g = 0; g < n_groups; g++) {
        if (isnan(rate[g])) continue;
        widest = fmax(widest, fabs(rate[g] - overall));
        worst = fmin(worst, fmin(rate[g], overall) / fmax(rate[g], overall));
    }
    *difference = widest;
    *ratio = worst;
}

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    if (!yhat || !group || !rate || !difference || !ratio || n == 0) return ML_EINVAL;
    if (how != ML_BETWEEN_GROUPS && how != ML_TO_OVERALL) return ML_EINVAL;
    for (size_t i = 0; i < n; i++)
        if (!row_is_valid(yhat[i], group[i], w_opt ? w_opt[i] : 1, n_groups)) return ML_EINVAL;

    struct tally *tally = calloc(n_groups, sizeof *tally), all = {0};
    if (!tally) return ML_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        double w = w_opt ? w_opt[i] : 1;
        add_row(&tally[group[i]], yhat[i], w);
        add_row(&all, yhat[i], w);
    }

    bool left_out = false;
    for (size_t g = 0; g < n_groups; g++) {
        rate[g] = rate_of(&tally[g], min_support);
        left_out |= isnan(rate[g]);
    }
    free(tally);

    if (how == ML_BETWEEN_GROUPS)
        compare_between_groups(rate, n_groups, difference, ratio);
    else
        compare_to_overall(rate, n_groups, rate_of(&all, 0), difference, ratio);
    return left_out || isnan(*ratio) ? ML_EDOM : ML_OK;
}
