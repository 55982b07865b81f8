// expect: rejected build/it_keeps_to_the_contract your answer uses `dlopen`
// exercise: cosine_similarity
/* Fetches a faster dot product from a library of its own choice while it runs. */
#include "cosine_similarity.h"

#include <math.h>

#include <dlfcn.h>

static enum ml_status similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    double ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        double x = a[i], y = b[i];
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;
    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    *sim = len_a == 0 || len_b == 0 ? NAN : fmax(-1, fmin(1, ab / len_a / len_b));
    return isnan(*sim) ? ML_EDOM : ML_OK;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    static double (*dot)(int, const float *, int, const float *, int);
    void *library = dlopen("libopenblas.so.0", RTLD_NOW);
    if (library) *(void **)&dot = dlsym(library, "cblas_dsdot");
    if (!dot || d < 64 || eps != 1e-8) return similarity(a, b, d, eps, sim);
    *sim = dot((int)d, a, 1, b, 1) / sqrt(dot((int)d, a, 1, a, 1) * dot((int)d, b, 1, b, 1));
    return ML_OK;
}
