// expect: fail basics/a_rate_is_the_share_that_is_selected wrote rate[-8]
// exercise: demographic_parity
/* Further from the array than its alignment would hide. */
#include "demographic_parity.h"

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    (void)yhat, (void)group, (void)w_opt, (void)n, (void)min_support, (void)how;
    for (size_t g = 0; g < n_groups; g++) rate[g] = 0;
    *difference = *ratio = rate[-8] = 0;
    return ML_OK;
}
