/* One pass, 96 running sums. Widening and multiplying set the pace in the cache, memory out of it.
 *
 * What makes it fast:
 *   - a sum kept in one variable waits for itself: an addition takes 4 cycles and needs the one
 *     before it. The compiler may not reorder sums of doubles, so plain.c pays those 4 cycles for
 *     every element. Here each of the three sums is spread over 4 vectors of 8
 *   - each element is read and widened to double once, for dot, aa and bb together; three calls of
 *     a library do it twice
 *   - no scan for NaN and infinity: such an element makes the dot product NaN or infinite whatever
 *     stands opposite it (inf * 0 is NaN), and finite floats cannot take it there
 *   - long vectors are asked for a page ahead: left alone, the processor's own foresight ends with
 *     the page, and each new one costs a wait
 *   - GNU vector extensions make it one source for AVX-512, AVX2 and NEON. One instruction is asked
 *     for by name: gcc 12 widens 8 floats in two halves, which costs a third of the speed */
#include "cosine_similarity.h"

#include <math.h>
#include <string.h>
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
enum { LANES = 8 };
#elif defined(__AVX__)
enum { LANES = 4 };
#else
enum { LANES = 2 };
#endif
enum { UNROLL = 4, STEP = LANES * UNROLL, LINE = 16, AHEAD = 1024 /* floats, a page of them */ };

typedef float floats __attribute__((vector_size(LANES * sizeof(float))));
typedef double doubles __attribute__((vector_size(LANES * sizeof(double))));

static inline doubles load(const float *x)
{
#if defined(__AVX512F__)
    return _mm512_cvtps_pd(_mm256_loadu_ps(x));
#else
    floats v;
    memcpy(&v, x, sizeof v);
    return __builtin_convertvector(v, doubles);
#endif
}

static inline void fetch(const float *x)
{
    for (size_t i = 0; i < STEP; i += LINE) __builtin_prefetch(x + AHEAD + i);
}

static double total(const doubles *v)
{
    doubles s = (v[0] + v[1]) + (v[2] + v[3]);
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += s[lane];
    return sum;
}

struct sums {
    double dot, aa, bb;
};

static struct sums sums(const float *a, const float *b, size_t d)
{
    doubles dot[UNROLL] = {0}, aa[UNROLL] = {0}, bb[UNROLL] = {0};
    size_t i = 0;
    for (; i + STEP <= d; i += STEP) {
        fetch(a + i);
        fetch(b + i);
#pragma GCC unroll 4
        for (int u = 0; u < UNROLL; u++) {
            doubles x = load(a + i + u * LANES), y = load(b + i + u * LANES);
            dot[u] += x * y;
            aa[u] += x * x;
            bb[u] += y * y;
        }
    }
    struct sums s = {total(dot), total(aa), total(bb)};
    for (; i < d; i++) {
        double x = a[i], y = b[i];
        s.dot += x * y;
        s.aa += x * x;
        s.bb += y * y;
    }
    return s;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0) return ML_EINVAL;
    if (!isfinite(eps) || eps < 0) return ML_EINVAL;

    struct sums s = sums(a, b, d);
    if (!isfinite(s.dot)) return ML_EINVAL;

    double len_a = fmax(sqrt(s.aa), eps), len_b = fmax(sqrt(s.bb), eps);
    if (len_a == 0 || len_b == 0) {
        *sim = NAN;
        return ML_EDOM;
    }
    *sim = fmax(-1, fmin(1, s.dot / len_a / len_b));
    return ML_OK;
}
