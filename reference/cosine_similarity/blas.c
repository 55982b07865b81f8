/* The same sums, three ddot a block.
 *
 * BLAS has no product of floats that keeps its digits: sdot overflows at 1e20, and OpenBLAS's dsdot
 * returns a double but sums runs of floats in float on x86-64. So each block is widened first, into
 * arrays that fit L1. Lengths come from ddot too: dnrm2 scales against an overflow that doubles
 * made of floats cannot have, and takes seven times as long. */
#include "cosine_similarity.h"

#include <cblas.h>
#include <math.h>

enum { BLOCK = 512 };

static void widen(double *wide, const float *x, size_t n)
{
    for (size_t i = 0; i < n; i++) wide[i] = x[i];
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0) return ML_EINVAL;
    if (!isfinite(eps) || eps < 0) return ML_EINVAL;

    double x[BLOCK], y[BLOCK], dot = 0, aa = 0, bb = 0;
    for (size_t at = 0; at < d; at += BLOCK) {
        size_t n = d - at < BLOCK ? d - at : BLOCK;
        widen(x, a + at, n);
        widen(y, b + at, n);
        dot += cblas_ddot((int)n, x, 1, y, 1);
        aa += cblas_ddot((int)n, x, 1, x, 1);
        bb += cblas_ddot((int)n, y, 1, y, 1);
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;

    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    if (len_a == 0 || len_b == 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    *sim = fmax(-1, fmin(1, dot / len_a / len_b));
    return ML_OK;
}
