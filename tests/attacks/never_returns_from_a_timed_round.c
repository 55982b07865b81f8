// expect: fail speed/every_timed_round_is_right a timed round took more than 5 seconds
// exercise: demographic_parity
// speed: 0 99
/* Returns from every test, and from no timed call. */
#include "demographic_parity.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

struct tally {
    double rows, weight, selected;
};

static bool valid(int32_t yhat, int32_t group, double w, size_t n_groups)
{
    return !(yhat & ~1) && group >= 0 && (size_t)group < n_groups && w >= 0 && w <= DBL_MAX;
}

/* rate[] from t[], with all rows behind the last group; the others follow. */
static enum ml_status summarise(const struct tally *t, size_t n_groups, size_t min_support,
                                enum ml_disparity how, double *rate, double *difference,
                                double *ratio)
{
    double low = NAN, high = NAN, all = t[n_groups].selected / t[n_groups].weight;
    bool left_out = false;
    for (size_t g = 0; g < n_groups; g++) {
        bool counts = t[g].rows >= (double)min_support && t[g].weight > 0;
        rate[g] = counts ? t[g].selected / t[g].weight : NAN;
        left_out |= !counts;
        low = fmin(low, rate[g]);
        high = fmax(high, rate[g]);
    }
    bool none = isnan(low), overall = how == ML_TO_OVERALL;
    *difference = none ? NAN : overall ? fmax(high - all, all - low) : high - low;
    *ratio = none ? NAN : overall ? fmin(all / high, low / all) : low / high;
    return left_out || isnan(*ratio) ? ML_EDOM : ML_OK;
}

static enum ml_status by_tally(const int32_t *yhat, const int32_t *group, const double *w_opt,
                               size_t n, size_t n_groups, size_t min_support, enum ml_disparity how,
                               double *rate, double *difference, double *ratio)
{
    if (!yhat || !group || !rate || !difference || !ratio || !n || !n_groups) return ML_EINVAL;
    if (how != ML_BETWEEN_GROUPS && how != ML_TO_OVERALL) return ML_EINVAL;
    for (size_t i = 0; i < n; i++)
        if (!valid(yhat[i], group[i], w_opt ? w_opt[i] : 1, n_groups)) return ML_EINVAL;
    struct tally *t = calloc(n_groups + 1, sizeof *t);
    if (!t) return ML_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        double w = w_opt ? w_opt[i] : 1;
        struct tally *of[2] = {&t[group[i]], &t[n_groups]};
        for (int k = 0; k < 2; k++) {
            of[k]->rows++;
            of[k]->weight += w;
            of[k]->selected += yhat[i] * w;
        }
    }
    enum ml_status status = summarise(t, n_groups, min_support, how, rate, difference, ratio);
    free(t);
    return status;
}

/* The buffers of a timed round lie here in every process. */
static bool in_a_round(const void *p)
{
    return (uintptr_t)p >> 44 == 2;
}

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    while (in_a_round(yhat)) continue;
    return by_tally(yhat, group, w_opt, n, n_groups, min_support, how, rate, difference, ratio);
}
