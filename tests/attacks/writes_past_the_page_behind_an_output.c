// expect: fail basics/a_rate_is_the_share_that_is_selected
// exercise: demographic_parity
/* Steps over the unreadable page behind the array, to whatever lies there. */
#include "demographic_parity.h"

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    (void)yhat, (void)group, (void)w_opt, (void)n, (void)n_groups, (void)min_support, (void)how;
    for (size_t g = 0; g < 4096; g++) rate[4096 / sizeof *rate + g] = 0.5;
    *difference = 0;
    *ratio = 1;
    return ML_OK;
}
