/* One pass in vectors for the loss, and one for the derivative, if that is asked for.
 *
 * What makes it fast:
 *   - both pieces are one: with m = min(|r|, delta), the loss is m (|r| - m / 2). No branch, and
 *     for small |r| the difference is |r| / 2, exactly
 *   - several sums side by side, LANES elements each, so that no addition waits for the last one
 *   - no pass that only looks. Nothing finite overflows (|r| < 2^129, so that a loss is below
 *     2^258), and nothing infinite meets a 0: a sum that is not finite is one of bad input. loss is
 *     written last, and dpred after the sum, so that nothing has been written by then
 *   - the derivative may be off by 4 FLT_EPSILON: its pass is all in float, of twice the lanes. A
 *     residual that overflows there is clipped, if delta is a float; else doubles do it
 *
 * Errors, u = 2^-53: r by u, |r| - m / 2 by 2 u and u, the product by u: 4 u of the 16. In float,
 * v = 2^-24: the residual, delta and 1 / n by v each, the product by v: 3 v of the 8, as r is
 * clipped to delta and the product rounds one of them. */
#include "huber_loss.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#if defined(__SSE2__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
enum { LANES = 8 };
#elif defined(__AVX__)
enum { LANES = 4 };
#else
enum { LANES = 2 };
#endif
enum { SUMS = 4, BLOCK = SUMS * LANES };

typedef float floats __attribute__((vector_size(LANES * sizeof(float))));
typedef double doubles __attribute__((vector_size(LANES * sizeof(double))));
typedef int64_t longs __attribute__((vector_size(LANES * sizeof(int64_t))));

#define ALWAYS_INLINE __attribute__((always_inline)) static inline

/* The smaller; b where a is NaN. */
ALWAYS_INLINE doubles smaller(doubles a, doubles b)
{
#if defined(__AVX512F__)
    return _mm512_min_pd(a, b);
#elif defined(__AVX__)
    return _mm256_min_pd(a, b);
#elif defined(__SSE2__)
    return _mm_min_pd(a, b);
#else
    longs below = a < b;
    return (doubles)(((longs)a & below) | ((longs)b & ~below));
#endif
}

/* gcc 12 makes two halves of a conversion that it is not told the instruction of. */
ALWAYS_INLINE doubles load(const float *x)
{
#if defined(__AVX512F__)
    return _mm512_cvtps_pd(_mm256_loadu_ps(x));
#elif defined(__AVX__)
    return _mm256_cvtps_pd(_mm_loadu_ps(x));
#else
    floats v;
    memcpy(&v, x, sizeof v);
    return __builtin_convertvector(v, doubles);
#endif
}

ALWAYS_INLINE doubles losses(const float *pred, const float *target, doubles delta)
{
    doubles r = load(pred) - load(target), a = (doubles)((longs)r & INT64_MAX);
    doubles m = smaller(a, delta);
    return m * (a - 0.5 * m);
}

static double total(doubles v)
{
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += v[lane];
    return sum;
}

/* Fewer than LANES elements, filled up with residuals of 0. */
ALWAYS_INLINE doubles last_losses(const float *pred, const float *target, size_t n, doubles delta)
{
    float p[LANES] = {0}, t[LANES] = {0};
    for (size_t i = 0; i < n; i++) p[i] = pred[i], t[i] = target[i];
    return losses(p, t, delta);
}

/* NaN or infinite if an element is. */
static double sum_of_losses(const float *pred, const float *target, size_t n, double delta)
{
    doubles sum[SUMS] = {0}, line = delta - (doubles){0};
    size_t i = 0;
    for (; i + BLOCK <= n; i += BLOCK)
#pragma GCC unroll 4
        for (size_t s = 0; s < SUMS; s++)
            sum[s] += losses(pred + i + s * LANES, target + i + s * LANES, line);
    for (; i + LANES <= n; i += LANES) sum[0] += losses(pred + i, target + i, line);
    if (i < n) sum[1] += last_losses(pred + i, target + i, n - i, line);
    return total((sum[0] + sum[1]) + (sum[2] + sum[3]));
}

static void write_losses(const float *pred, const float *target, size_t n, double delta,
                         double *loss)
{
    doubles line = delta - (doubles){0}, found;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        found = losses(pred + i, target + i, line);
        memcpy(loss + i, &found, sizeof found);
    }
    if (i == n) return;
    found = last_losses(pred + i, target + i, n - i, line);
    memcpy(loss + i, &found, (n - i) * sizeof *loss);
}

static void write_slopes(const float *restrict pred, const float *restrict target, size_t n,
                         double delta, double scale, float *restrict dpred)
{
    if (delta > (double)FLT_MAX) {
        for (size_t i = 0; i < n; i++) {
            double r = (double)pred[i] - (double)target[i];
            dpred[i] = (float)(fmax(-delta, fmin(r, delta)) * scale);
        }
        return;
    }
    float most = (float)delta, factor = (float)scale;
    for (size_t i = 0; i < n; i++) {
        float r = pred[i] - target[i];
        r = r < most ? r : most;
        r = r > -most ? r : -most;
        dpred[i] = r * factor;
    }
}

enum ml_status huber_loss(const float *pred, const float *target, size_t n, double delta,
                          enum ml_reduction red, double *loss, float *dpred_opt)
{
    if (!pred || !target || !loss || n == 0) return ML_EINVAL;
    if (red != ML_MEAN && red != ML_SUM && red != ML_NONE) return ML_EINVAL;
    if (!isfinite(delta) || delta <= 0) return ML_EINVAL;

    double sum = sum_of_losses(pred, target, n, delta);
    if (!isfinite(sum)) return ML_EINVAL;
    double scale = red == ML_MEAN ? 1 / (double)n : 1;
    if (dpred_opt) write_slopes(pred, target, n, delta, scale, dpred_opt);
    if (red == ML_NONE)
        write_losses(pred, target, n, delta, loss);
    else
        *loss = sum * scale;
    return ML_OK;
}
