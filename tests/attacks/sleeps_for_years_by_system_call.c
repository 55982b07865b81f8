// expect: fail basics/a_rate_is_the_share_that_is_selected made the system call nanosleep, which no answer needs
// exercise: demographic_parity
/* And uses no processor time. */
#include "demographic_parity.h"

#include <sys/syscall.h>
#include <time.h>

static long system_call(long number, long a, long b, long c)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c)
                     : "rcx", "r11", "memory");
    return result;
}

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    (void)yhat, (void)group, (void)w_opt, (void)n, (void)n_groups, (void)min_support, (void)how;
    (void)rate, (void)difference, (void)ratio;
    return (enum ml_status)system_call(SYS_nanosleep, (long)&(struct timespec){1000000000, 0}, 0,
                                       0);
}
