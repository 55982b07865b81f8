// expect: fail basics/a_rate_is_the_share_that_is_selected ran out of stack
// exercise: demographic_parity
/* Over guards that are smaller. */
#include "demographic_parity.h"

static int deeper(int depth)
{
    volatile char frame[1 << 20];
    frame[0] = (char)depth;
    return deeper(depth + 1) + frame[0];
}

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    (void)yhat, (void)group, (void)w_opt, (void)n, (void)n_groups, (void)min_support, (void)how;
    (void)rate, (void)difference, (void)ratio;
    return (enum ml_status)deeper(0);
}
