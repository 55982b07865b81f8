// expect: fail basics/a_rate_is_the_share_that_is_selected called thrd_create, which no answer needs
// exercise: demographic_parity
/* As C11 has them. */
#include "demographic_parity.h"

#include <threads.h>

static int spin(void *nothing)
{
    (void)nothing;
    for (volatile int on = 1; on;) continue;
    return 0;
}

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    (void)yhat, (void)group, (void)w_opt, (void)n, (void)n_groups, (void)min_support, (void)how;
    (void)rate, (void)difference, (void)ratio;
    thrd_t thread;
    for (int i = 0; i < 64; i++) thrd_create(&thread, spin, NULL);
    return ML_OK;
}
