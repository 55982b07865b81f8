// expect: pass
// exercise: cosine_similarity
#include "cosine_similarity.h"

#include <math.h>
#if defined(__AVX__)
#include <immintrin.h>
#endif

/* Four products of floats, exact in double, at a time. */
static double dot(const float *x, const float *y, size_t d)
{
    double sum = 0;
    size_t i = 0;
#if defined(__AVX__)
    __m256d four = _mm256_setzero_pd();
    for (; i + 4 <= d; i += 4) {
        __m256d a = _mm256_cvtps_pd(_mm_loadu_ps(x + i)), b = _mm256_cvtps_pd(_mm_loadu_ps(y + i));
        four = _mm256_add_pd(four, _mm256_mul_pd(a, b));
    }
    double part[4];
    _mm256_storeu_pd(part, four);
    sum = part[0] + part[1] + part[2] + part[3];
#endif
    for (; i < d; i++) sum += (double)x[i] * (double)y[i];
    return sum;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    double aa = dot(a, a, d), bb = dot(b, b, d);
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;
    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    *sim = len_a == 0 || len_b == 0 ? NAN : fmax(-1, fmin(1, dot(a, b, d) / len_a / len_b));
    return isnan(*sim) ? ML_EDOM : ML_OK;
}
