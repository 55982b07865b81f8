// expect: pass
/* Sums in float, in sixteen lanes and blocks of 256 elements. Each vector is brought to a size of
 * about 1 by a power of two, as it is read, which changes no digit; the lists live in the outputs,
 * as heaps of places that are put in order at the end. */
#include "cosine_topk.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { LANES = 16, BLOCK = 256 };
typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

/* The power of two that takes the largest element to between 1 and 2; 0: not finite. */
static bool exponent_of(const float *v, size_t d, int *exponent)
{
    float most = 0;
    for (size_t j = 0; j < d; j++) {
        if (!isfinite(v[j])) return false;
        most = fabsf(v[j]) > most ? fabsf(v[j]) : most;
    }
    *exponent = most > 0 ? -ilogbf(most) : 0;
    return true;
}

/* Elements at .. of v, scaled; zeros behind them. */
static void scaled(float *to, const float *v, size_t n, int exponent)
{
    float a = ldexpf(1, exponent / 2), b = ldexpf(1, exponent - exponent / 2);
    for (size_t j = 0; j < BLOCK; j++) to[j] = j < n ? v[j] * a * b : 0;
}

static double dot(const float *a, int scale_a, const float *b, int scale_b, size_t d)
{
    double sum = 0;
    for (size_t at = 0; at < d; at += BLOCK) {
        float left[BLOCK], right[BLOCK];
        size_t n = d - at < BLOCK ? d - at : BLOCK;
        scaled(left, a + at, n, scale_a);
        scaled(right, b + at, n, scale_b);
        lanes s = {0};
        for (size_t j = 0; j < BLOCK; j += LANES) {
            lanes x, y;
            memcpy(&x, left + j, sizeof x);
            memcpy(&y, right + j, sizeof y);
            s += x * y;
        }
        for (size_t l = 0; l < LANES; l++) sum += (double)s[l];
    }
    return sum;
}

static bool better(const int64_t *idx, const float *sim, size_t a, size_t b)
{
    return sim[a] > sim[b] || (sim[a] == sim[b] && idx[a] < idx[b]);
}

static void sift(int64_t *idx, float *sim, size_t n, size_t at)
{
    for (;;) {
        size_t worst = at;
        for (size_t c = 2 * at + 1; c < n && c < 2 * at + 3; c++)
            if (better(idx, sim, worst, c)) worst = c;
        if (worst == at) return;
        int64_t i = idx[at];
        float s = sim[at];
        idx[at] = idx[worst], sim[at] = sim[worst];
        idx[worst] = i, sim[worst] = s;
        at = worst;
    }
}

enum ml_status cosine_topk(const float *q, size_t nq, const float *x, size_t n, size_t d, size_t k,
                           int64_t *idx, float *sim)
{
    if (!q || !x || !idx || !sim || nq == 0 || d == 0 || k == 0) return ML_EINVAL;
    int eq = 0, ex = 0;
    for (size_t i = 0; i < nq; i++)
        if (!exponent_of(q + i * d, d, &eq)) return ML_EINVAL;
    for (size_t r = 0; r < n; r++)
        if (!exponent_of(x + r * d, d, &ex)) return ML_EINVAL;
    for (size_t i = 0; i < nq; i++, idx += k, sim += k) {
        const float *mine = q + i * d;
        exponent_of(mine, d, &eq);
        double qq = dot(mine, eq, mine, eq, d);
        size_t kept = 0;
        for (size_t r = 0; r < n; r++) {
            const float *row = x + r * d;
            exponent_of(row, d, &ex);
            double xx = dot(row, ex, row, ex, d), s = 0;
            if (qq > 0 && xx > 0) s = dot(mine, eq, row, ex, d) / sqrt(qq * xx);
            float f = (float)(s > 1 ? 1 : s < -1 ? -1 : s);
            if (kept < k) {
                idx[kept] = (int64_t)r, sim[kept++] = f;
                if (kept == k)
                    for (size_t j = k; j-- > 0;) sift(idx, sim, k, j);
            } else if (f > sim[0]) {
                idx[0] = (int64_t)r, sim[0] = f;
                sift(idx, sim, k, 0);
            }
        }
        if (kept < k)
            for (size_t j = kept; j-- > 0;) sift(idx, sim, kept, j);
        for (size_t j = kept; j < k; j++) idx[j] = -1, sim[j] = -INFINITY;
        for (size_t left = kept; left > 1;) {
            int64_t worst = idx[0];
            float s = sim[0];
            left--;
            idx[0] = idx[left], sim[0] = sim[left];
            idx[left] = worst, sim[left] = s;
            sift(idx, sim, left, 0);
        }
    }
    return ML_OK;
}
