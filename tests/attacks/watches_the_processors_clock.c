// expect: fail basics/a_rate_is_the_share_that_is_selected still running after 200 ms, the limit for one trial
// exercise: demographic_parity
/* Waits for a date by the time-stamp counter. */
#include "demographic_parity.h"

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    (void)yhat, (void)group, (void)w_opt, (void)n, (void)n_groups, (void)min_support, (void)how;
    (void)rate, (void)difference, (void)ratio;
    uint64_t from = __builtin_ia32_rdtsc();
    while (__builtin_ia32_rdtsc() - from < (uint64_t)1 << 60) continue;
    return ML_OK;
}
