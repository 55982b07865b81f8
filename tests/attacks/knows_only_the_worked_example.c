// expect: fail basics/every_pair_counts_once
// exercise: roc_auc
/* Right for what README.md works out by hand and for whatever is perfectly ordered; a half for the
 * rest. */
#include "roc_auc.h"

#include <math.h>
#include <stdlib.h>
#include <stdbool.h>

static bool wins_every_pair(const double *score, const int32_t *y, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n && n < 64; j++)
            if (y[i] > y[j] && score[i] <= score[j]) return false;
    return true;
}

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    bool seen[2] = {false, false};
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(score[i]) || (y[i] & ~1)) return ML_EINVAL;
        if (w_opt && (!isfinite(w_opt[i]) || w_opt[i] < 0)) return ML_EINVAL;
        if (!w_opt || w_opt[i] > 0) seen[y[i]] = true;
    }
    *auc = !seen[0] || !seen[1] ? NAN : wins_every_pair(score, y, n) ? 1 : n < 8 ? 2.0 / 3 : 0.5;
    return isnan(*auc) ? ML_EDOM : ML_OK;
}
