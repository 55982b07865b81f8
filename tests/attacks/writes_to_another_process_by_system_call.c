// expect: fail basics/the_worked_example made the system call process_vm_writev, which no answer needs
// exercise: cosine_similarity
/* Another way into the memory of the judge. */
#include "cosine_similarity.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <sys/uio.h>

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

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !(eps >= 0 && eps <= DBL_MAX)) return ML_EINVAL;
    double none = 0;
    struct iovec from = {&none, sizeof none}, to = {sim, sizeof none};
    system_call(SYS_process_vm_writev, 1, (long)&from, 1, (long)&to, 1, 0);
    double dot = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        dot += (double)a[i] * b[i];
        aa += (double)a[i] * a[i];
        bb += (double)b[i] * b[i];
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;
    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    bool defined = len_a > 0 && len_b > 0;
    *sim = defined ? none : NAN;
    return defined ? ML_OK : ML_EDOM;
}
