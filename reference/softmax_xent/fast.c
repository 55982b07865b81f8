/* Two passes over a row, in vectors, with an exp of its own.
 *
 * What makes it fast:
 *   - exp is a polynomial, on LANES elements at once; a library's takes one, and 5 ns
 *   - it is no better than it has to be: z - top costs digits already, and so log 2 may be taken
 *     away in one piece, and the polynomial is short
 *   - a row is read twice, for its largest logit and for the exps, while it is in L1; during the
 *     second the next one is fetched. The exps lie in dz as floats until their sum is known; then
 *     each takes one multiplication and one addition
 *   - x * 0 is 0 or NaN: one fused operation a vector tells whether a row is finite, beside the
 *     maximum. If something is written before the end, a pass of its own tells it beforehand
 *   - the largest logit is left out of the sum of exps without a look for its place: what equals it
 *     is not added but counted, and all but one of them are put back
 *   - dz that no cache holds is made beside and streamed there, so that it is not read first
 *
 * Errors, in units of u = 2^-53; the contract grants a loss (2000 + 2 c) u.
 *   x       z - top rounds by u |x|, so that exp is off by |x| u of itself; |x| <= 708
 *   exp     log 2 / 16 is rounded, by u, and k of it by |x| u: 708 u again. The polynomial is off
 *           by 2^-47.4, 50 u, the rest as in bce_logits, by 2.5 u. Without a table, that is all.
 *           From x = -708 on it stays 3e-308, which 1e-300 covers
 *   rest    c terms of one sign: c u at most
 *   loss    log1p of a library, 2 u, and three terms of one sign, 3 u each; the depths, if there is
 *           smoothing, are a sum of c terms again
 * and in those of a float, 2^-24, of which 8 are granted to each term of dz:
 *   e, scale / (1 + rest) and their product round by 1 each; so do smoothing / c and the last
 *   difference */
#include "softmax_xent.h"

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
enum { WIDE = 2 * LANES, CHAINS = 4 };
enum {
    STREAMED = 1 << 19,
    STREAMED_ROW = 4096
}; /* from so many floats of dz on; rows up to this */

typedef float floats __attribute__((vector_size(LANES * sizeof(float))));
typedef float wides __attribute__((vector_size(WIDE * sizeof(float))));
typedef int32_t ints __attribute__((vector_size(WIDE * sizeof(int32_t))));
typedef double doubles __attribute__((vector_size(LANES * sizeof(double))));
typedef int64_t longs __attribute__((vector_size(LANES * sizeof(int64_t))));

#define ALWAYS_INLINE __attribute__((always_inline)) static inline

/* What is summed up over a row: its exps, but for those of the largest logit; how many are below
 * that; and how far below it all of them are. */
struct sums {
    doubles rest, depth;
    longs lower;
};

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

ALWAYS_INLINE wides larger(wides a, wides b)
{
    return _mm512_max_ps(a, b);
}

ALWAYS_INLINE void add_below(struct sums *s, doubles x, doubles e)
{
    __mmask8 below = _mm512_cmp_pd_mask(x, _mm512_setzero_pd(), _CMP_LT_OQ);
    s->rest = _mm512_mask_add_pd(s->rest, below, s->rest, e);
    s->lower = (longs)_mm512_mask_add_epi64((__m512i)s->lower, below, (__m512i)s->lower,
                                            _mm512_set1_epi64(1));
}

/* Past the caches: no line of `to` is read before it is written. */
static void stream(float *to, const float *from, size_t n)
{
    size_t j = 0;
    for (; j < n && ((uintptr_t)(to + j) & 63); j++) to[j] = from[j];
    for (; j + 16 <= n; j += 16) _mm512_stream_ps(to + j, _mm512_loadu_ps(from + j));
    for (; j < n; j++) to[j] = from[j];
}

ALWAYS_INLINE void end_of_stream(void)
{
    _mm_sfence();
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

ALWAYS_INLINE wides larger(wides a, wides b)
{
    ints first = a > b;
    return (wides)(((ints)a & first) | ((ints)b & ~first));
}

ALWAYS_INLINE void add_below(struct sums *s, doubles x, doubles e)
{
    longs below = x < 0;
    s->rest += (doubles)((longs)e & below);
    s->lower -= below;
}

static void stream(float *to, const float *from, size_t n)
{
    memcpy(to, from, n * sizeof *to);
}

ALWAYS_INLINE void end_of_stream(void)
{
}

#endif

/* ---- exp ---- */

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
    const double part = 0x1.62e42fefa39efp-5; /* log 2 / 16 */
    x = at_least(x, -708);
    doubles shifted = x * 0x1.71547652b82fep+4 + whole, k = shifted - whole;
    doubles r = x - k * part;
    doubles q = r * 0x1.11126b5f23169p-7 + 0x1.55573c60af795p-5;
    q = q * r + 0x1.555555543c06ep-3;
    q = q * r + 0x1.fffffffdbd0a4p-2;
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

/* ---- the first pass: is all of it finite, and what is largest ---- */

ALWAYS_INLINE wides load_wide(const float *x)
{
    wides v;
    memcpy(&v, x, sizeof v);
    return v;
}

/* Of n logits, the largest; NaN if one of them is not finite. A maximum may look twice at some: the
 * last vector ends where they do. */
static float top_of(const float *z, size_t n)
{
    if (n < WIDE) {
        float top = z[0], odd = 0;
        for (size_t j = 0; j < n; j++) {
            top = z[j] > top ? z[j] : top;
            odd += z[j] * 0;
        }
        return top + odd;
    }
    wides top[CHAINS], odd[CHAINS] = {0};
    for (size_t k = 0; k < CHAINS; k++) top[k] = load_wide(z);
    size_t j = 0;
    for (; j + CHAINS * WIDE <= n; j += CHAINS * WIDE) {
#pragma GCC unroll 4
        for (size_t k = 0; k < CHAINS; k++) {
            wides v = load_wide(z + j + k * WIDE);
            top[k] = larger(v, top[k]);
            odd[k] += v * 0;
        }
    }
    for (; j < n; j += WIDE) {
        wides v = load_wide(z + (j + WIDE <= n ? j : n - WIDE));
        top[0] = larger(v, top[0]);
        odd[0] += v * 0;
    }
    wides most = larger(larger(top[0], top[1]), larger(top[2], top[3]));
    most += (odd[0] + odd[1]) + (odd[2] + odd[3]);
    float all = most[0];
    for (size_t k = 1; k < WIDE; k++) all = most[k] > all || isnan(most[k]) ? most[k] : all;
    return all;
}

/* ---- the second: the exps ---- */

struct job {
    size_t c;
    double smoothing, spread; /* smoothing / c */
    double scale;             /* of dz */
    float *beside_opt;        /* [c]: where a row of dz is made, if it is then streamed to dz */
};

ALWAYS_INLINE void add(struct sums *s, const float *z, double top, float *e_opt, bool smoothed)
{
    doubles x = load(z) - top, e = exp_of(x);
    add_below(s, x, e);
    if (smoothed) s->depth -= x;
    if (e_opt) store(e_opt, e);
}

/* Fewer than LANES logits, filled up with the largest: those are of no depth, and not lower. */
ALWAYS_INLINE void add_last(struct sums *s, const float *z, size_t n, float top, float *e_opt)
{
    float last[LANES], e[LANES];
    for (size_t k = 0; k < LANES; k++) last[k] = k < n ? z[k] : top;
    add(s, last, top, e, true);
    if (e_opt) memcpy(e_opt, e, n * sizeof *e);
}

ALWAYS_INLINE struct sums sums_of(const float *z, size_t c, float top, float *e_opt, bool smoothed)
{
    struct sums s[CHAINS] = {0};
    size_t j = 0;
    for (; j + CHAINS * LANES <= c; j += CHAINS * LANES) {
#pragma GCC unroll 4
        for (size_t k = 0; k < CHAINS; k++) {
            size_t at = j + k * LANES;
            if (k % 2 == 0) __builtin_prefetch(z + c + at); /* of the next row */
            add(&s[k], z + at, top, e_opt ? e_opt + at : NULL, smoothed);
        }
    }
    for (; j + LANES <= c; j += LANES) add(&s[0], z + j, top, e_opt ? e_opt + j : NULL, smoothed);
    if (j < c) add_last(&s[1], z + j, c - j, top, e_opt ? e_opt + j : NULL);
    return (struct sums){
        (s[0].rest + s[1].rest) + (s[2].rest + s[3].rest),
        (s[0].depth + s[1].depth) + (s[2].depth + s[3].depth),
        (s[0].lower + s[1].lower) + (s[2].lower + s[3].lower),
    };
}

static double total(doubles v)
{
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += v[lane];
    return sum;
}

/* Of sum exp(z - top), what it exceeds 1 by. */
static double rest_of(const struct sums *s, size_t c)
{
    int64_t lower = 0;
    for (int lane = 0; lane < LANES; lane++) lower += s->lower[lane];
    return total(s->rest) + (double)(c - 1 - (size_t)lower);
}

/* From exps to derivatives. */
static void slope(const struct job *job, float *dz, size_t y, double rest)
{
    double sum = 1 + rest, e = dz[y];
    double others = e == 1 ? rest / sum : 1 - e / sum; /* 1 - e / sum is then far from 0 */
    float factor = (float)(job->scale / sum), spread = (float)(job->spread * job->scale);
    for (size_t j = 0; j < job->c; j++) dz[j] = dz[j] * factor - spread;
    dz[y] = (float)((job->spread * (double)(job->c - 1) - others) * job->scale);
}

ALWAYS_INLINE double row_loss(const struct job *job, const float *z, size_t y, float top,
                              float *dz_opt, bool smoothed)
{
    float *made = dz_opt && job->beside_opt ? job->beside_opt : dz_opt;
    struct sums s = sums_of(z, job->c, top, made, smoothed);
    double rest = rest_of(&s, job->c), loss = log1p(rest);
    loss += (1 - job->smoothing) * ((double)top - z[y]);
    if (smoothed) loss += job->spread * total(s.depth);
    if (dz_opt) slope(job, made, y, rest);
    if (made != dz_opt) stream(dz_opt, made, job->c);
    return loss;
}

/* ---- all rows ---- */

static double any_row_loss(const struct job *job, const float *z, size_t y, float top,
                           float *dz_opt)
{
    if (!dz_opt && job->smoothing == 0) return row_loss(job, z, y, top, NULL, false);
    if (!dz_opt) return row_loss(job, z, y, top, NULL, true);
    if (job->smoothing == 0) return row_loss(job, z, y, top, dz_opt, false);
    return row_loss(job, z, y, top, dz_opt, true);
}

/* How many rows are kept; or SIZE_MAX if a label is none. */
static size_t count_kept(const int32_t *y, size_t n, size_t c, int32_t ignore_index)
{
    size_t kept = 0, odd = 0;
    for (size_t i = 0; i < n; i++) {
        bool keeps = y[i] != ignore_index;
        kept += keeps;
        odd += keeps && (y[i] < 0 || (size_t)y[i] >= c);
    }
    return odd ? SIZE_MAX : kept;
}

enum ml_status softmax_xent(const float *z, const int32_t *y, size_t n, size_t c,
                            int32_t ignore_index, double smoothing, enum ml_reduction red,
                            double *loss, float *dz_opt)
{
    if (!z || !y || !loss || n == 0 || c == 0) return ML_EINVAL;
    if (red != ML_MEAN && red != ML_SUM && red != ML_NONE) return ML_EINVAL;
    if (!(smoothing >= 0 && smoothing < 1)) return ML_EINVAL;
    size_t kept = count_kept(y, n, c, ignore_index);
    bool written = dz_opt || red == ML_NONE; /* before the last row is seen */
    if (kept == SIZE_MAX || (written && isnan(top_of(z, n * c)))) return ML_EINVAL;

    double sum = 0, scale = red == ML_MEAN ? 1 / (double)kept : 1;
    float beside[STREAMED_ROW];
    bool streams = dz_opt && c <= STREAMED_ROW && n * c >= STREAMED;
    struct job job = {c, smoothing, smoothing / (double)c, scale, streams ? beside : NULL};
    for (size_t i = 0; i < n; i++) {
        const float *row = z + i * c;
        float *dz = dz_opt ? dz_opt + i * c : NULL, top = top_of(row, c);
        if (isnan(top)) return ML_EINVAL;
        bool keeps = y[i] != ignore_index;
        double li = keeps ? any_row_loss(&job, row, (size_t)y[i], top, dz) : 0;
        if (!keeps && dz) memset(dz, 0, c * sizeof *dz);
        if (red == ML_NONE) loss[i] = li;
        sum += li;
    }
    if (streams) end_of_stream();
    if (red != ML_NONE) *loss = red == ML_MEAN ? sum / (double)kept : sum;
    return red == ML_MEAN && kept == 0 ? ML_EDOM : ML_OK;
}
