// expect: fail scale/two_billion_pairs_are_counted_and_not_visited
// says: Every positive is held against every negative: right, and n^2. Sorted once, all pairs can be counted in a single walk.
#include "roc_auc.h"

#include <math.h>

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
    double top[2] = {0, 0};
    for (size_t i = 0; i < n; i++) {
        double w = w_opt ? w_opt[i] : 1;
        if (!isfinite(score[i]) || (y[i] != 0 && y[i] != 1) || !isfinite(w) || w < 0)
            return ML_EINVAL;
        if (w > top[y[i]]) top[y[i]] = w;
    }
    if (top[0] == 0 || top[1] == 0) {
        *auc = NAN;
        return ML_EDOM;
    }
    double wins = 0, weight[2] = {0, 0};
    for (size_t i = 0; i < n; i++) {
        double w_i = (w_opt ? w_opt[i] : 1) / top[y[i]];
        weight[y[i]] += w_i;
        for (size_t j = 0; y[i] == 1 && j < n; j++) {
            double w_j = (w_opt ? w_opt[j] : 1) / top[0];
            if (y[j] == 0 && score[i] > score[j]) wins += w_i * w_j;
            if (y[j] == 0 && score[i] == score[j]) wins += w_i * w_j / 2;
        }
    }
    *auc = wins / (weight[1] * weight[0]);
    return ML_OK;
}
