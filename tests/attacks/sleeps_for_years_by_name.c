// expect: fail basics/a_rate_is_the_share_that_is_selected called sleep, which no answer needs
// exercise: demographic_parity
/* And uses no processor time. */
#include "demographic_parity.h"

#include <unistd.h>

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    (void)yhat, (void)group, (void)w_opt, (void)n, (void)n_groups, (void)min_support, (void)how;
    (void)rate, (void)difference, (void)ratio;
    sleep(1000000000);
    return ML_OK;
}
