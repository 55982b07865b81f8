// expect: pass
// exercise: cosine_similarity
/* OpenBLAS maps the memory it works in at its first product of matrices. */
#include "cosine_similarity.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

void cblas_sgemm(int order, int trans_a, int trans_b, int m, int n, int k, float alpha,
                 const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);

enum { ROW_MAJOR = 101, AS_IT_IS = 111, N = 64 };
static float identity[N * N], other[N * N], product[N * N];

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !(eps >= 0 && eps <= DBL_MAX)) return ML_EINVAL;
    cblas_sgemm(ROW_MAJOR, AS_IT_IS, AS_IT_IS, N, N, N, 1, identity, N, other, N, 0, product, N);
    double dot = product[0], aa = 0, bb = 0;
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
