// expect: fail basics/the_worked_example called process_vm_readv, which no answer needs
// exercise: cosine_similarity
/* Another way into the memory of the judge. */
#define _GNU_SOURCE
#include "cosine_similarity.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <sys/uio.h>

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !(eps >= 0 && eps <= DBL_MAX)) return ML_EINVAL;
    double want = 0;
    struct iovec to = {&want, sizeof want}, from = {sim, sizeof want};
    process_vm_readv(1, &to, 1, &from, 1, 0);
    double dot = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        dot += (double)a[i] * b[i];
        aa += (double)a[i] * a[i];
        bb += (double)b[i] * b[i];
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;
    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    bool defined = len_a > 0 && len_b > 0;
    *sim = defined ? want : NAN;
    return defined ? ML_OK : ML_EDOM;
}
