/* One pass in vectors, with an exp and a log1p of its own.
 *
 * What makes it fast:
 *   - exp and log1p are polynomials, on LANES elements at once; a library's take one, and 10 ns
 *   - one logarithm for sixteen elements. Without weights the loss needs the sum of log1p(e[i]),
 *     which is log1p(s) with 1 + s the product of all 1 + e[i]. s itself is kept, as s + e (1 + s):
 *     nothing there is subtracted, so that a sum of tiny e keeps its digits
 *   - what stands before the logarithm, max(z, 0) - z y, is rounded once: products of two floats
 *     are exact in double
 *   - elements are checked block by block while they are in L1, if nothing is written before the
 *     end; else in a pass of its own
 *   - sigma has to be right to a float only: an estimate of 1 / (1 + e), and one step of Newton's
 *
 * Errors, in units of u = 2^-53. The contract grants an element 32 u, and a sum 2 n u more. Nothing
 * is subtracted but inside exp and log1p: beyond them, relative errors add up and never grow.
 *   exp     k log2_high and x less that are exact, as x is a float; r < 0.5 rounds by u/4. q, which
 *           counts for 0.06 at most, r + r^2 q and the last sum round by 0.2 u, 0.4 u and u; the
 *           polynomial is off by 2^-55.8. With a table r < 0.022, and so is all that comes before
 *           its entry, by u, the last sum, by u, and a polynomial off by 2^-54.9: either way 2.5 u
 *           (1.9 u seen). From x = -708 on it stays 3e-308, which the contract's 1e-300 covers
 *   log1p   k = 0: f is exact; 2 + f, the quotient and the last sum round by u each. k > 0: the
 *           worst is k = 1 and f = -0.29, where half of log 2 is taken away again: f by 0.35 u, 2 q
 *           by 0.7 u, log 2 by 0.6 u, of 0.35, and the last sum: 6 u in all (3.7 u seen)
 *   a term  e 2.5 u, log1p 6 u, and five operations on weights and parts of the loss: 14 u
 *   s       e 2.5 u, 9 steps of 2 u, log1p 6 u: 27 u */
#include "bce_logits.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__) && defined(__AVX512DQ__)
enum { LANES = 8 };
#elif defined(__AVX__)
enum { LANES = 4 };
#else
enum { LANES = 2 };
#endif
enum { CHAIN = 8, BLOCK = 2 * CHAIN * LANES };

typedef float floats __attribute__((vector_size(LANES * sizeof(float))));
typedef double doubles __attribute__((vector_size(LANES * sizeof(double))));
typedef int64_t longs __attribute__((vector_size(LANES * sizeof(int64_t))));

#define ALWAYS_INLINE __attribute__((always_inline)) static inline

/* ---- what has an instruction with AVX-512 ---- */

#if defined(__AVX512F__) && defined(__AVX512DQ__)

ALWAYS_INLINE doubles load(const float *x)
{
    return _mm512_cvtps_pd(_mm256_loadu_ps(x));
}

ALWAYS_INLINE void store(float *to, doubles x)
{
    _mm256_storeu_ps(to, _mm512_cvtpd_ps(x));
}

ALWAYS_INLINE doubles at_least(doubles x, double low)
{
    return _mm512_max_pd(x, _mm512_set1_pd(low));
}

/* Off by 2^-27 of itself: the estimate by 2^-14, and a step squares that. */
ALWAYS_INLINE doubles reciprocal(doubles x)
{
    doubles r = _mm512_rcp14_pd(x);
    return r + r * (1 - x * r);
}

/* Those of z and y that are as they should be; both [16]. */
ALWAYS_INLINE unsigned good(const float *z, const float *y)
{
    enum { NAN_OR_INFINITE = 0x01 | 0x80 | 0x08 | 0x10 };
    __m512 t = _mm512_loadu_ps(y);
    __mmask16 m = _mm512_cmp_ps_mask(t, _mm512_setzero_ps(), _CMP_GE_OQ);
    m = _mm512_mask_cmp_ps_mask(m, t, _mm512_set1_ps(1), _CMP_LE_OQ);
    return m & ~(unsigned)_mm512_fpclass_ps_mask(_mm512_loadu_ps(z), NAN_OR_INFINITE);
}

ALWAYS_INLINE bool block_is_valid(const float *z, const float *y)
{
    unsigned all = 0xFFFF;
    for (size_t i = 0; i < BLOCK; i += 16) all &= good(z + i, y + i);
    return all == 0xFFFF;
}

#else

ALWAYS_INLINE doubles load(const float *x)
{
    floats v;
    memcpy(&v, x, sizeof v);
    return __builtin_convertvector(v, doubles);
}

ALWAYS_INLINE void store(float *to, doubles x)
{
    floats v = __builtin_convertvector(x, floats);
    memcpy(to, &v, sizeof v);
}

ALWAYS_INLINE doubles at_least(doubles x, double low)
{
    longs below = x < low;
    return (doubles)(((longs)x & ~below) | ((longs)(low - (doubles){0}) & below));
}

ALWAYS_INLINE doubles reciprocal(doubles x)
{
    return 1 / x;
}

ALWAYS_INLINE bool block_is_valid(const float *z, const float *y)
{
    int bad = 0;
    for (size_t i = 0; i < BLOCK; i++)
        bad |= !(fabsf(z[i]) <= FLT_MAX) | !(y[i] >= 0) | !(y[i] <= 1);
    return !bad;
}

#endif

/* ---- exp and log1p ---- */

#if defined(__AVX512F__) && defined(__AVX512DQ__)

/* x <= 0. x = k log 2 / 16 + r with |r| <= 0.022; exp(r) is a short polynomial. 2^(k / 16) is
 * looked up by the last four bits of k, and the others go to its exponent: as all of k is added
 * there, the table is without its own index in those bits. */
ALWAYS_INLINE doubles exp_of(doubles x)
{
    static const int64_t power[16] = {
        0x3FF0000000000000, 0x3FEFB5586CF9890F, 0x3FEF72B83C7D517B, 0x3FEF387A6E756238,
        0x3FEF06FE0A31B715, 0x3FEEDEA64C123422, 0x3FEEBFDAD5362A27, 0x3FEEAB07DD485429,
        0x3FEEA09E667F3BCD, 0x3FEEA11473EB0187, 0x3FEEACE5422AA0DB, 0x3FEEC49182A3F090,
        0x3FEEE89F995AD3AD, 0x3FEF199BDD85529C, 0x3FEF5818DCFBA487, 0x3FEFA4AFA2A490DA};
    const double whole = 0x1.8p52; /* added, it rounds to an integer, which its last bits hold */
    const double part_high = 0x1.62e42feep-5, part_low = 0x1.a39ef35793c76p-37; /* log 2 / 16 */
    x = at_least(x, -708);
    doubles shifted = x * 0x1.71547652b82fep+4 + whole, k = shifted - whole;
    doubles r = (x - k * part_high) - k * part_low;
    doubles q = r * 0x1.6c17bb5ebddb4p-10 + 0x1.11120b03cd855p-7;
    q = q * r + 0x1.555555551946fp-5;
    q = q * r + 0x1.55555554dd388p-3;
    q = q * r + 0.5;
    longs found = (longs)_mm512_permutex2var_epi64(_mm512_loadu_si512(power), (__m512i)shifted,
                                                   _mm512_loadu_si512(power + 8));
    doubles scale = (doubles)(found + ((longs)shifted << 48));
    return scale + scale * (r + r * r * q);
}

#else

/* x <= 0. x = k log 2 + r with |r| <= 0.35; exp(r) is a polynomial, and k goes to its exponent. */
ALWAYS_INLINE doubles exp_of(doubles x)
{
    const double whole = 0x1.8p52; /* added, it rounds to an integer, which its last bits hold */
    const double log2_high = 0x1.62e42fee00000p-1, log2_low = 0x1.a39ef35793c76p-33;
    x = at_least(x, -708);
    doubles shifted = x * 0x1.71547652b82fep+0 + whole, k = shifted - whole;
    doubles r = (x - k * log2_high) - k * log2_low;
    doubles q = r * 0x1.af38a9b0ec855p-26 + 0x1.289185613a3d6p-22;
    q = q * r + 0x1.71de0dae63bb3p-19;
    q = q * r + 0x1.a019b90d2ae7ap-16;
    q = q * r + 0x1.a01a01a7c41d5p-13;
    q = q * r + 0x1.6c16c1788bd90p-10;
    q = q * r + 0x1.11111111109b3p-7;
    q = q * r + 0x1.5555555553d63p-5;
    q = q * r + 0x1.5555555555556p-3;
    q = q * r + 0x1.0000000000001p-1;
    doubles e = 1 + (r + r * r * q);
    return (doubles)((longs)e + ((longs)shifted << 52));
}

#endif

/* s >= 0, below 2^1000. 1 + s = 2^k (1 + f) with f from sqrt(1/2) - 1 to sqrt(2) - 1; with q = f /
 * (2 + f), log(1 + f) = 2 q + 2/3 q^3 + 2/5 q^5 + ... */
ALWAYS_INLINE doubles log1p_of(doubles s)
{
    const int64_t one = 0x3FF0000000000000, root_half = 0x3FE6A09E667F3BCD;
    const int64_t whole = 0x4338000000000000; /* the bits of 1.5 * 2^52, which counts in ones */
    longs k = (((longs)(1 + s) + (one - root_half)) >> 52) - (one >> 52);
    doubles scale = (doubles)(one - (k << 52)); /* 2^-k */
    doubles f = s * scale + (scale - 1);
    doubles q = f / (2 + f), v = q * q;
    doubles p = v * 0x1.2b5900de53b32p-3 + 0x1.39fe51a7c18f9p-3;
    p = p * v + 0x1.7462b51cb66b1p-3;
    p = p * v + 0x1.c71c62e3f11e6p-3;
    p = p * v + 0x1.2492492df281ap-2;
    p = p * v + 0x1.99999999952d7p-2;
    p = p * v + 0x1.5555555555558p-1;
    doubles k_log2 = ((doubles)(k + whole) - (double)0x1.8p52) * 0x1.62e42fefa39efp-1;
    return k_log2 + (2 * q + q * v * p);
}

ALWAYS_INLINE doubles negative_size(doubles x)
{
    return (doubles)((longs)x | INT64_MIN);
}

static double total(doubles v)
{
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += v[lane];
    return sum;
}

/* ---- without weights: loss as one number ---- */

/* sigma(|z|) = 1 / (1 + e), sigma(-|z|) = e / (1 + e); which is whose, the sign of z tells. */
ALWAYS_INLINE doubles slope(doubles z, doubles e, doubles positive, doubles negative)
{
    longs below = (longs)z >> 63;
    doubles first = (doubles)(((longs)negative & ~below) | ((longs)positive & below));
    doubles second = (doubles)(((longs)positive & ~below) | ((longs)negative & below));
    doubles d = (first - second * e) * reciprocal(1 + e);
    return (doubles)((longs)d ^ (below & INT64_MIN));
}

ALWAYS_INLINE doubles evenly_weighed_block(const float *z, const float *y, float *dz, double scale,
                                           bool sloped)
{
    doubles s[2] = {0}, hinge[2] = {0};
#pragma GCC unroll 8
    for (size_t i = 0; i < BLOCK / LANES; i++) {
        doubles x = load(z + i * LANES), t = load(y + i * LANES), away = negative_size(x);
        doubles e = exp_of(away);
        hinge[i % 2] += at_least(x, 0) - x * t;
        s[i % 2] += e * (1 + s[i % 2]);
        if (sloped) store(dz + i * LANES, slope(x, e, t, 1 - t) * scale);
    }
    return (hinge[0] + hinge[1]) + log1p_of(s[0] + s[1] * (1 + s[0]));
}

/* The last elements, filled up to a block with ones whose loss is exp(-708) and no more. */
struct rest {
    float z[BLOCK], y[BLOCK], dz[BLOCK];
};

static void take_rest(struct rest *r, const float *z, const float *y, size_t n)
{
    for (size_t i = 0; i < BLOCK; i++) {
        r->z[i] = i < n ? z[i] : -FLT_MAX;
        r->y[i] = i < n ? y[i] : 0;
    }
}

/* NaN if an element is not as it should be. */
ALWAYS_INLINE double evenly_weighed(const float *z, const float *y, size_t n, float *dz,
                                    double scale, bool sloped)
{
    doubles sum = {0};
    size_t i = 0;
    for (; i + BLOCK <= n; i += BLOCK) {
        if (!sloped && !block_is_valid(z + i, y + i)) return NAN;
        sum += evenly_weighed_block(z + i, y + i, sloped ? dz + i : NULL, scale, sloped);
    }
    if (i == n) return total(sum);
    struct rest r;
    take_rest(&r, z + i, y + i, n - i);
    if (!sloped && !block_is_valid(r.z, r.y)) return NAN;
    sum += evenly_weighed_block(r.z, r.y, r.dz, scale, sloped);
    if (sloped) memcpy(dz + i, r.dz, (n - i) * sizeof *dz);
    return total(sum);
}

/* ---- everything else ---- */

struct job {
    const float *z, *y, *w_opt;
    double pos_weight, scale;
    double *loss_opt; /* [n], each element's own */
    float *dz_opt;
};

/* LANES elements; returns their losses. */
ALWAYS_INLINE doubles take(const struct job *j, size_t i, bool sloped)
{
    doubles x = load(j->z + i), t = load(j->y + i), away = negative_size(x);
    doubles w = j->w_opt ? load(j->w_opt + i) : (doubles){0} + 1;
    doubles positive = w * j->pos_weight * t, negative = w * (1 - t);
    doubles e = exp_of(away), above = (x - away) * 0.5, below = (x + away) * -0.5;
    if (sloped) store(j->dz_opt + i, slope(x, e, positive, negative) * j->scale);
    return (positive * below + negative * above) + (positive + negative) * log1p_of(e);
}

ALWAYS_INLINE void keep(const struct job *j, size_t i, doubles loss)
{
    if (j->loss_opt) memcpy(j->loss_opt + i, &loss, sizeof loss);
}

/* Fewer than LANES elements, from a copy that is filled up with some of weight 0. */
static double take_last(const struct job *j, size_t at, size_t n)
{
    float z[LANES] = {0}, y[LANES] = {0}, w[LANES] = {0}, dz[LANES];
    double loss[LANES];
    memcpy(z, j->z + at, n * sizeof *z);
    memcpy(y, j->y + at, n * sizeof *y);
    for (size_t i = 0; i < n; i++) w[i] = j->w_opt ? j->w_opt[at + i] : 1;
    struct job last = {z, y, w, j->pos_weight, j->scale, loss, dz};
    doubles v = take(&last, 0, true);
    keep(&last, 0, v);
    if (j->loss_opt) memcpy(j->loss_opt + at, loss, n * sizeof *loss);
    if (j->dz_opt) memcpy(j->dz_opt + at, dz, n * sizeof *dz);
    return total(v);
}

ALWAYS_INLINE double take_all(const struct job *j, size_t n, bool sloped)
{
    doubles sum = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        doubles loss = take(j, i, sloped);
        keep(j, i, loss);
        sum += loss;
    }
    return total(sum) + (i < n ? take_last(j, i, n - i) : 0);
}

static bool is_valid(const float *z, const float *y, const float *w_opt, size_t n)
{
    int bad = 0;
    size_t i = 0;
    for (; i + BLOCK <= n; i += BLOCK) bad |= !block_is_valid(z + i, y + i);
    for (; i < n; i++) bad |= !(fabsf(z[i]) <= FLT_MAX) | !(y[i] >= 0) | !(y[i] <= 1);
    if (w_opt)
        for (i = 0; i < n; i++) bad |= !(w_opt[i] >= 0) | !(w_opt[i] <= FLT_MAX);
    return !bad;
}

enum ml_status bce_logits(const float *z, const float *y, const float *w_opt, size_t n,
                          double pos_weight, enum ml_reduction red, double *loss, float *dz_opt)
{
    if (!z || !y || !loss || n == 0) return ML_EINVAL;
    if (red != ML_MEAN && red != ML_SUM && red != ML_NONE) return ML_EINVAL;
    if (!isfinite(pos_weight) || pos_weight <= 0) return ML_EINVAL;

    bool even = !w_opt && pos_weight == 1 && red != ML_NONE;
    double scale = red == ML_MEAN ? 1 / (double)n : 1, sum;
    if (even && !dz_opt) {
        sum = evenly_weighed(z, y, n, NULL, scale, false);
        if (isnan(sum)) return ML_EINVAL;
    } else {
        if (!is_valid(z, y, w_opt, n)) return ML_EINVAL;
        struct job j = {z, y, w_opt, pos_weight, scale, red == ML_NONE ? loss : NULL, dz_opt};
        if (even)
            sum = evenly_weighed(z, y, n, dz_opt, scale, true);
        else
            sum = dz_opt ? take_all(&j, n, true) : take_all(&j, n, false);
    }
    if (red != ML_NONE) *loss = sum * scale;
    return ML_OK;
}
