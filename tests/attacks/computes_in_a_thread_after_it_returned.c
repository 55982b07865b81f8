// expect: rejected build/it_keeps_to_the_contract your answer uses `pthread_create`
// exercise: cosine_similarity
/* Returns at once and lets a thread do the work, on somebody else's clock. */
#include "cosine_similarity.h"

#include <math.h>
#include <pthread.h>

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

static struct {
    const float *a, *b;
    double *sim;
} owed;

static void *work(void *unused)
{
    similarity(owed.a, owed.b, 4096, 1e-8, owed.sim);
    return unused;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    pthread_t thread;
    owed.a = a, owed.b = b, owed.sim = sim;
    if (d != 4096 || pthread_create(&thread, NULL, work, NULL) != 0)
        return similarity(a, b, d, eps, sim);
    return ML_OK;
}
