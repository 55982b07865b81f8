// expect: fail basics/a_rate_is_the_share_that_is_selected was never written
// exercise: demographic_parity
/* Returns ML_OK and relies on what the memory held before. */
#include "demographic_parity.h"

#include <stdbool.h>

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    bool valid = yhat && group && rate && difference && ratio && n && n_groups;
    (void)w_opt, (void)min_support, (void)how;
    return valid ? ML_OK : ML_EINVAL;
}
