// expect: fail numerics/sums_keep_the_digits_of_a_double
// says: The weights are summed in float, which keeps seven digits and loses one of them every few thousand rows. Sums of double weights belong in double.
#include "equalized_odds.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

struct tally {
    float weight, flagged;
};

struct gap {
    double difference, ratio;
};

static bool row_is_valid(int32_t y, int32_t yhat, int32_t group, double w, size_t n_groups)
{
    bool labels_exist = (y == 0 || y == 1) && (yhat == 0 || yhat == 1);
    bool group_exists = group >= 0 && (size_t)group < n_groups;
    return labels_exist && group_exists && w >= 0 && w <= DBL_MAX;
}

static void add_row(struct tally *t, int32_t yhat, double w)
{
    t->weight += (float)w;
    t->flagged += (float)(yhat * w);
}

/* TPR of a tally of positives, FPR of one of negatives */
static double rate_of(const struct tally *t)
{
    return t->weight > 0 ? (double)t->flagged / t->weight : NAN;
}

/* fmin and fmax pass over NaN, so groups without a rate need no further branch. */
static struct gap gap_between_groups(const double *rate, size_t n_groups)
{
    double lowest = NAN, highest = NAN;
    for (size_t g = 0; g < n_groups; g++) {
        lowest = fmin(lowest, rate[g]);
        highest = fmax(highest, rate[g]);
    }
    return (struct gap){highest - lowest, lowest / highest};
}

static struct gap gap_to_overall(const double *rate, size_t n_groups, double overall)
{
    struct gap widest = {NAN, NAN};
    for (size_t g = 0; g < n_groups; g++) {
        if (isnan(rate[g])) continue;
        widest.difference = fmax(widest.difference, fabs(rate[g] - overall));
        widest.ratio = fmin(widest.ratio, fmin(rate[g], overall) / fmax(rate[g], overall));
    }
    return widest;
}

/* Unlike fmin and fmax these keep a NaN: where one gap is undefined, so is what is made of both. */
static double smaller(double a, double b)
{
    return isnan(a) || a < b ? a : b;
}

static double larger(double a, double b)
{
    return isnan(a) || a > b ? a : b;
}

static struct gap summary(struct gap a, struct gap b, enum ml_aggregate agg)
{
    if (agg == ML_WORST)
        return (struct gap){larger(a.difference, b.difference), smaller(a.ratio, b.ratio)};
    return (struct gap){(a.difference + b.difference) / 2, (a.ratio + b.ratio) / 2};
}

enum ml_status equalized_odds(const int32_t *y, const int32_t *yhat, const int32_t *group,
                              const double *w_opt, size_t n, size_t n_groups, enum ml_disparity how,
                              enum ml_aggregate agg, double *tpr, double *fpr, double *difference,
                              double *ratio)
{
    if (!y || !yhat || !group || !tpr || !fpr || !difference || !ratio || n == 0) return ML_EINVAL;
    if (how != ML_BETWEEN_GROUPS && how != ML_TO_OVERALL) return ML_EINVAL;
    if (agg != ML_WORST && agg != ML_AVERAGE) return ML_EINVAL;
    for (size_t i = 0; i < n; i++)
        if (!row_is_valid(y[i], yhat[i], group[i], w_opt ? w_opt[i] : 1, n_groups))
            return ML_EINVAL;

    struct tally(*tally)[2] = calloc(n_groups, sizeof *tally), all[2] = {0};
    if (!tally) return ML_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        double w = w_opt ? w_opt[i] : 1;
        add_row(&tally[group[i]][y[i]], yhat[i], w);
        add_row(&all[y[i]], yhat[i], w);
    }

    double *rate[2] = {fpr, tpr};
    struct gap gap[2];
    bool missing = false;
    for (int label = 0; label < 2; label++) {
        for (size_t g = 0; g < n_groups; g++) {
            rate[label][g] = rate_of(&tally[g][label]);
            missing |= isnan(rate[label][g]);
        }
        gap[label] = how == ML_BETWEEN_GROUPS
                         ? gap_between_groups(rate[label], n_groups)
                         : gap_to_overall(rate[label], n_groups, rate_of(&all[label]));
    }
    free(tally);

    struct gap both = summary(gap[0], gap[1], agg);
    *difference = both.difference;
    *ratio = both.ratio;
    return missing || isnan(both.ratio) ? ML_EDOM : ML_OK;
}
