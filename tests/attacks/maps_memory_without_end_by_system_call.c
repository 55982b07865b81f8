// expect: fail basics/a_rate_is_the_share_that_is_selected made the system call mmap, which no answer needs
// exercise: demographic_parity
/* Not from the heap. */
#include "demographic_parity.h"

#include <string.h>
#include <sys/syscall.h>

static long system_call(long number, long a, long b, long c, long d, long e, long f)
{
    long result;
    register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
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
    for (;;) memset((void *)system_call(SYS_mmap, 0, 1 << 20, 3, 0x22, -1, 0), 1, 1 << 20);
}
