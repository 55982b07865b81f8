// expect: fail basics/the_worked_example made the system call mprotect, which no answer needs
// exercise: cosine_similarity
/* Makes both inputs zero where they lie, and so the answer right. */
#include "cosine_similarity.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
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

static void clear(const float *x, size_t d)
{
    char *page = (char *)((uintptr_t)x & -4096);
    system_call(SYS_mprotect, (long)page, (char *)(x + d) - page, PROT_READ | PROT_WRITE);
    memset((float *)x, 0, d * sizeof *x);
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !(eps >= 0 && eps <= DBL_MAX)) return ML_EINVAL;
    clear(a, d);
    clear(b, d);
    double dot = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        dot += (double)a[i] * b[i];
        aa += (double)a[i] * a[i];
        bb += (double)b[i] * b[i];
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;
    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    bool defined = len_a > 0 && len_b > 0;
    *sim = defined ? fmax(-1, fmin(1, dot / len_a / len_b)) : NAN;
    return defined ? ML_OK : ML_EDOM;
}
