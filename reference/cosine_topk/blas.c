/* One sgemm for a block of rows and a block of queries. Both are copied first, as unit vectors, so
 * that the product is the similarity, whatever their scale was. The copies have a fixed size: long
 * vectors are multiplied piece by piece into the same sums, which also keeps the digits of those
 * (sgemm sums a piece in one float). */
#include "cosine_topk.h"

#include <cblas.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { QUERIES = 64, ROWS = 256, PIECE = 64 };

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- the best so far: a heap with the worst on top ---- */

struct hit {
    float sim;
    int64_t idx;
};

struct heap {
    struct hit *at;
    size_t n, k;
};

static bool worse(struct hit a, struct hit b)
{
    return a.sim < b.sim || (a.sim == b.sim && a.idx > b.idx);
}

/* Puts h at place i or below it. */
static void sink(struct heap *heap, size_t i, struct hit h)
{
    for (size_t child; (child = 2 * i + 1) < heap->n; i = child) {
        if (child + 1 < heap->n && worse(heap->at[child + 1], heap->at[child])) child++;
        if (!worse(heap->at[child], h)) break;
        heap->at[i] = heap->at[child];
    }
    heap->at[i] = h;
}

static void insert(struct heap *heap, struct hit h)
{
    if (heap->n == heap->k) {
        sink(heap, 0, h);
        return;
    }
    size_t i = heap->n++;
    for (size_t up; i > 0 && worse(h, heap->at[up = (i - 1) / 2]); i = up)
        heap->at[i] = heap->at[up];
    heap->at[i] = h;
}

static void hand_over(struct heap *heap, size_t k, int64_t *idx, float *sim)
{
    for (size_t i = heap->n; i < k; i++) idx[i] = -1, sim[i] = -INFINITY;
    while (heap->n > 0) {
        struct hit worst = heap->at[0];
        sink(heap, 0, heap->at[--heap->n]);
        idx[heap->n] = worst.idx, sim[heap->n] = worst.sim;
    }
}

/* ---- unit vectors ---- */

/* Of n vectors, in double: 0 for a zero vector. False: one is not finite. */
static bool inverse_lengths(double *inverse, const float *v, size_t n, size_t d)
{
    for (size_t i = 0; i < n; i++, v += d) {
        double sum[8] = {0}, all = 0;
        size_t j = 0;
        for (; j + 8 <= d; j += 8)
            for (size_t l = 0; l < 8; l++) sum[l] += (double)v[j + l] * v[j + l];
        for (; j < d; j++) all += (double)v[j] * v[j];
        for (size_t l = 0; l < 8; l++) all += sum[l];
        if (!isfinite(all)) return false;
        inverse[i] = all > 0 ? 1 / sqrt(all) : 0;
    }
    return true;
}

/* Elements at .. at + wide - 1 of n vectors. */
static void unit_piece(float *unit, const float *v, size_t n, size_t d, size_t at, size_t wide,
                       const double *inverse)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < wide; j++)
            unit[i * wide + j] = (float)(v[i * d + at + j] * inverse[i]);
}

/* ---- the search ---- */

struct room {
    float q[QUERIES * PIECE], x[ROWS * PIECE], sim[QUERIES * ROWS];
    double inverse_q[QUERIES], inverse_x[ROWS];
    struct heap heap[QUERIES];
    struct hit hits[]; /* [queries of a block][kept] */
};

static void multiply(struct room *r, const float *q, size_t queries, const float *x, size_t rows,
                     size_t d)
{
    for (size_t at = 0; at < d; at += PIECE) {
        size_t wide = least_of(PIECE, d - at);
        unit_piece(r->q, q, queries, d, at, wide, r->inverse_q);
        unit_piece(r->x, x, rows, d, at, wide, r->inverse_x);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)queries, (int)rows, (int)wide, 1,
                    r->q, (int)wide, r->x, (int)wide, at > 0, r->sim, (int)rows);
    }
}

static void choose(struct heap *heap, const float *sim, size_t rows, size_t first)
{
    for (size_t i = 0; i < rows; i++) {
        float s = sim[i] > 1 ? 1 : sim[i] < -1 ? -1 : sim[i];
        if (heap->n == heap->k && !(s > heap->at[0].sim)) continue;
        insert(heap, (struct hit){s, (int64_t)(first + i)});
    }
}

/* False: a row is not finite. */
static bool search(struct room *r, const float *q, size_t queries, const float *x, size_t n,
                   size_t d)
{
    for (size_t first = 0; first < n; first += ROWS) {
        size_t rows = least_of(ROWS, n - first);
        const float *block = x + first * d;
        if (!inverse_lengths(r->inverse_x, block, rows, d)) return false;
        multiply(r, q, queries, block, rows, d);
        for (size_t i = 0; i < queries; i++) choose(&r->heap[i], r->sim + i * rows, rows, first);
    }
    return true;
}

/* How many queries may be asked at once: what they keep together is n hits at most, or few. */
static size_t queries_at_once(size_t nq, size_t n, size_t kept)
{
    size_t fit = kept ? (n + QUERIES * QUERIES) / kept : QUERIES;
    return least_of(least_of(nq, QUERIES), fit);
}

enum ml_status cosine_topk(const float *q, size_t nq, const float *x, size_t n, size_t d, size_t k,
                           int64_t *idx, float *sim)
{
    if (!q || !x || !idx || !sim || nq == 0 || d == 0 || k == 0) return ML_EINVAL;
    for (size_t i = 0; i < nq * d; i++)
        if (!isfinite(q[i])) return ML_EINVAL;

    size_t kept = least_of(k, n), at_once = queries_at_once(nq, n, kept);
    struct room *r = malloc(sizeof *r + at_once * kept * sizeof *r->hits);
    if (!r) return ML_ENOMEM;

    bool finite = true; /* every row has been looked at before the first output is written */
    for (size_t from = 0; finite && from < nq; from += at_once) {
        size_t queries = least_of(at_once, nq - from);
        inverse_lengths(r->inverse_q, q + from * d, queries, d);
        for (size_t i = 0; i < queries; i++)
            r->heap[i] = (struct heap){r->hits + i * kept, 0, kept};
        finite = search(r, q + from * d, queries, x, n, d);
        for (size_t i = 0; finite && i < queries; i++)
            hand_over(&r->heap[i], k, idx + (from + i) * k, sim + (from + i) * k);
    }
    free(r);
    return finite ? ML_OK : ML_EINVAL;
}
