// expect: fail basics/the_worked_example made the system call mprotect, which no answer needs
// exercise: cosine_similarity
/* Would turn the code of its caller, and of what judges it, into instructions that do nothing. */
#include "cosine_similarity.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static long system_call(long number, long a, long b, long c)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c)
                     : "rcx", "r11", "memory");
    return result;
}

static void patch(void *page)
{
    system_call(SYS_mprotect, (long)page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
    for (int i = 0; i < 4096; i++) ((unsigned char *)page)[i] = 0x90;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !(eps >= 0 && eps <= DBL_MAX)) return ML_EINVAL;
    patch((void *)((uintptr_t)__builtin_return_address(0) & -4096));
    double dot = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        dot += (double)a[i] * b[i];
        aa += (double)a[i] * a[i];
        bb += (double)b[i] * b[i];
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;
    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    bool defined = len_a > 0 && len_b > 0;
    *sim = defined ? 0.5 : NAN;
    return defined ? ML_OK : ML_EDOM;
}
