// expect: fail basics/a_rate_is_the_share_that_is_selected ran out of stack
// exercise: demographic_parity
/* In one step, over every guard. */
#include "demographic_parity.h"

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    (void)yhat, (void)group, (void)w_opt, (void)n, (void)n_groups, (void)min_support, (void)how;
    (void)rate, (void)difference, (void)ratio;
    volatile size_t size = (size_t)1 << 30;
    volatile char *block = __builtin_alloca(size);
    block[0] = 1;
    return (enum ml_status)block[1 << 20];
}
