// expect: rejected pthread_create
// exercise: demographic_parity
/* As POSIX has them. */
#include "demographic_parity.h"

#include <pthread.h>

static void *spin(void *nothing)
{
    for (volatile int on = 1; on;) continue;
    return nothing;
}

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    (void)yhat, (void)group, (void)w_opt, (void)n, (void)n_groups, (void)min_support, (void)how;
    (void)rate, (void)difference, (void)ratio;
    pthread_t thread;
    for (int i = 0; i < 64; i++) pthread_create(&thread, NULL, spin, NULL);
    return ML_OK;
}
