// expect: pass
/* All similarities of one query, 4 bytes a row; the k-th largest by halving the range of floats
 * until one is left; then those above it, as many equal ones as there is room for, and qsort. */
#include "cosine_topk.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct hit {
    float sim;
    uint32_t row;
};

static int by_rank(const void *a, const void *b)
{
    const struct hit *g = a, *h = b;
    if (g->sim != h->sim) return g->sim > h->sim ? -1 : 1;
    return g->row < h->row ? -1 : 1;
}

static long double dot(const float *a, const float *b, size_t d)
{
    long double sum = 0;
    while (d-- > 0) sum += (long double)a[d] * b[d];
    return sum;
}

static size_t count(const float *s, size_t n, float least)
{
    size_t c = 0;
    for (size_t i = 0; i < n; i++) c += s[i] >= least;
    return c;
}

/* A float's place among all floats, and back. */
static int32_t place(float f)
{
    int32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return bits < 0 ? -(bits & INT32_MAX) : bits;
}

static float at_place(int32_t p)
{
    float f;
    uint32_t bits = p < 0 ? (uint32_t)-p | 1u << 31 : (uint32_t)p;
    memcpy(&f, &bits, sizeof f);
    return f;
}

/* The largest float that at least k of them reach. */
static float threshold(const float *s, size_t n, size_t k)
{
    int64_t low = place(-1), high = place(1);
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        if (count(s, n, at_place((int32_t)middle)) >= k)
            low = middle;
        else
            high = middle - 1;
    }
    return at_place((int32_t)low);
}

static void list(const float *s, size_t n, size_t k, struct hit *hits, int64_t *idx, float *sim)
{
    size_t kept = k < n ? k : n, at = 0;
    float least = kept ? threshold(s, n, kept) : 0;
    for (size_t i = 0; i < n; i++)
        if (s[i] > least) hits[at++] = (struct hit){s[i], (uint32_t)i};
    for (size_t i = 0; i < n && at < kept; i++)
        if (s[i] == least) hits[at++] = (struct hit){s[i], (uint32_t)i};
    qsort(hits, kept, sizeof *hits, by_rank);
    for (size_t j = 0; j < k; j++) {
        idx[j] = j < kept ? (int64_t)hits[j].row : -1;
        sim[j] = j < kept ? hits[j].sim : -INFINITY;
    }
}

static bool all_finite(const float *v, size_t n)
{
    while (n-- > 0)
        if (!isfinite(v[n])) return false;
    return true;
}

enum ml_status cosine_topk(const float *q, size_t nq, const float *x, size_t n, size_t d, size_t k,
                           int64_t *idx, float *sim)
{
    if (!q || !x || !idx || !sim || nq * d == 0 || k == 0) return ML_EINVAL;
    if (!all_finite(q, nq * d) || !all_finite(x, n * d)) return ML_EINVAL;
    float *s = malloc((n + 1) * sizeof *s);
    struct hit *hits = malloc((n + 1) * sizeof *hits);
    if (!s || !hits) {
        free(s);
        free(hits);
        return ML_ENOMEM;
    }
    for (size_t i = 0; i < nq; i++) {
        long double qq = dot(q + i * d, q + i * d, d);
        for (size_t r = 0; r < n; r++) {
            const float *row = x + r * d;
            long double xx = dot(row, row, d), both = dot(q + i * d, row, d);
            s[r] = xx > 0 && qq > 0 ? (float)(both / sqrtl(xx) / sqrtl(qq)) : 0;
            s[r] = s[r] > 1 ? 1 : s[r] < -1 ? -1 : s[r];
        }
        list(s, n, k, hits, idx + i * k, sim + i * k);
    }
    free(s);
    free(hits);
    return ML_OK;
}
