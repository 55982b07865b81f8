// expect: pass
/* Rows outside, queries inside. A hit is one 64-bit number that sorts as hits do: the similarity's
 * bits above, the row's complement below. Lists are heaps of those, of as many queries at a time as
 * fit a fixed room; sums are kept in eight doubles. */
#include "cosine_topk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = 8, ROOM = 32768 };

static double dot(const float *a, const float *b, size_t d)
{
    double lane[LANES] = {0}, sum = 0;
    for (size_t j = 0; j < d; j++) lane[j % LANES] += (double)a[j] * b[j];
    for (size_t l = 0; l < LANES; l++) sum += lane[l];
    return sum;
}

static uint64_t key_of(float sim, uint32_t row)
{
    uint32_t bits;
    sim += 0.0f; /* -0 is 0 */
    memcpy(&bits, &sim, sizeof bits);
    bits = bits >> 31 ? ~bits : bits | 1u << 31;
    return (uint64_t)bits << 32 | (uint32_t)~row;
}

static float sim_of(uint64_t key)
{
    uint32_t bits = (uint32_t)(key >> 32);
    float sim;
    bits = bits >> 31 ? bits & ~(1u << 31) : ~bits;
    memcpy(&sim, &bits, sizeof sim);
    return sim;
}

/* A heap of n keys with the least on top, of which the top is replaced. */
static void replace(uint64_t *heap, size_t n, uint64_t key)
{
    size_t i = 0;
    for (size_t c = 1; c < n; c = 2 * i + 1) {
        if (c + 1 < n && heap[c + 1] < heap[c]) c++;
        if (heap[c] >= key) break;
        heap[i] = heap[c];
        i = c;
    }
    heap[i] = key;
}

enum ml_status cosine_topk(const float *q, size_t nq, const float *x, size_t n, size_t d, size_t k,
                           int64_t *idx, float *sim)
{
    if (!q || !x || !idx || !sim || !nq || !d || !k) return ML_EINVAL;
    for (size_t i = 0; i < nq * d; i++)
        if (!isfinite(q[i])) return ML_EINVAL;
    size_t kept = k < n ? k : n, together = kept ? (ROOM + n) / kept : nq;
    if (together > nq) together = nq;
    uint64_t *heap = calloc(together * kept + 1, sizeof *heap);
    if (!heap) return ML_ENOMEM;
    for (size_t from = 0; from < nq; from += together) {
        size_t m = nq - from < together ? nq - from : together;
        memset(heap, 0, m * kept * sizeof *heap); /* below every key there is */
        for (size_t r = 0; r < n; r++) {
            const float *row = x + r * d;
            double length = sqrt(dot(row, row, d));
            if (!isfinite(length)) {
                free(heap);
                return ML_EINVAL;
            }
            for (size_t i = 0; i < m; i++) {
                const float *mine = q + (from + i) * d;
                double by = sqrt(dot(mine, mine, d)), s = 0;
                if (by > 0 && length > 0) s = dot(mine, row, d) / by / length;
                uint64_t key = key_of((float)fmin(1, fmax(-1, s)), (uint32_t)r);
                if (key > heap[i * kept]) replace(heap + i * kept, kept, key);
            }
        }
        for (size_t i = 0; i < m; i++) {
            size_t at = (from + i) * k;
            for (size_t j = kept; j < k; j++) idx[at + j] = -1, sim[at + j] = -INFINITY;
            for (size_t j = kept; j-- > 0;) {
                uint64_t key = heap[i * kept];
                idx[at + j] = (int64_t)(uint32_t)~key;
                sim[at + j] = sim_of(key);
                replace(heap + i * kept, kept, UINT64_MAX);
            }
        }
    }
    free(heap);
    return ML_OK;
}
