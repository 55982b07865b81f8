// expect: pass
// exercise: cosine_similarity
/* restrict, _Generic, compound literals, designated initialisers and _Alignas. */
#include "cosine_similarity.h"

#include <math.h>

#define square(x) _Generic((x), float : square_f, double : square_d)(x)

struct vectors {
    const float *restrict a, *restrict b;
    size_t d;
};

struct sums {
    _Alignas(32) double ab;
    double aa, bb;
};

static inline double square_f(float x)
{
    return (double)x * (double)x;
}

static inline double square_d(double x)
{
    return x * x;
}

static struct sums sum(struct vectors v)
{
    struct sums s = {.bb = 0};
    for (size_t i = 0; i < v.d; i++) {
        s.ab += (double)v.a[i] * (double)v.b[i];
        s.aa += square(v.a[i]);
        s.bb += square((double)v.b[i]);
    }
    return s;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    struct sums s = sum((struct vectors){.a = a, .b = b, .d = d});
    if (!isfinite(s.aa) || !isfinite(s.bb)) return ML_EINVAL;
    const double *length = (double[]){fmax(sqrt(s.aa), eps), fmax(sqrt(s.bb), eps)};
    *sim = length[0] == 0 || length[1] == 0 ? (double)NAN
                                            : fmax(-1, fmin(1, s.ab / length[0] / length[1]));
    return isnan(*sim) ? ML_EDOM : ML_OK;
}
