// expect: fail basics/a_rate_is_the_share_that_is_selected never written
// exercise: demographic_parity
/* Looks at its input as it should, gives the status that belongs to it, and writes nothing. */
#include "demographic_parity.h"

#include <float.h>

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    if (!yhat || !group || !rate || !difference || !ratio || n == 0 || n_groups == 0)
        return ML_EINVAL;
    if (how != ML_BETWEEN_GROUPS && how != ML_TO_OVERALL) return ML_EINVAL;
    for (size_t i = 0; i < n; i++) {
        if (yhat[i] < 0 || yhat[i] > 1 || group[i] < 0 || (size_t)group[i] >= n_groups)
            return ML_EINVAL;
        if (w_opt && !(w_opt[i] >= 0 && w_opt[i] <= DBL_MAX)) return ML_EINVAL;
    }
    return n < n_groups * min_support ? ML_EDOM : ML_OK;
}
