// expect: fail basics/a_long_row_is_not_a_similar_one
// says: The nearest rows by Euclidean distance are those most similar only where all rows have the same length. Rank by the cosine itself.
#include "cosine_topk.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static double dot(const float *a, const float *b, size_t d)
{
    double sum = 0; /* of any finite floats: no product overflows or vanishes */
    for (size_t j = 0; j < d; j++) sum += (double)a[j] * b[j];
    return sum;
}

static float similarity(double dot, double length_a, double length_b)
{
    if (length_a == 0 || length_b == 0) return 0;
    return (float)fmax(-1, fmin(1, dot / length_a / length_b));
}

struct heap {
    int64_t *idx;
    float *sim;
    size_t n;
};

/* Place i of the heap is worse than place j. */
static bool worse(const struct heap *h, size_t i, size_t j)
{
    return h->sim[i] < h->sim[j] || (h->sim[i] == h->sim[j] && h->idx[i] > h->idx[j]);
}

static void swap(struct heap *h, size_t i, size_t j)
{
    float sim = h->sim[i];
    int64_t idx = h->idx[i];
    h->sim[i] = h->sim[j], h->idx[i] = h->idx[j];
    h->sim[j] = sim, h->idx[j] = idx;
}

static void sink(struct heap *h, size_t i)
{
    for (size_t child; (child = 2 * i + 1) < h->n; i = child) {
        if (child + 1 < h->n && worse(h, child + 1, child)) child++;
        if (!worse(h, child, i)) return;
        swap(h, i, child);
    }
}

static void rise(struct heap *h, size_t i)
{
    for (; i > 0 && worse(h, i, (i - 1) / 2); i = (i - 1) / 2) swap(h, i, (i - 1) / 2);
}

/* Rows come in ascending order: one that only equals the worst that is kept has a higher index. */
static void offer(struct heap *h, size_t k, float sim, int64_t idx)
{
    bool full = h->n == k;
    if (full && !(sim > h->sim[0])) return;
    size_t at = full ? 0 : h->n++;
    h->sim[at] = sim, h->idx[at] = idx;
    if (full)
        sink(h, 0);
    else
        rise(h, at);
}

/* The worst goes to the end, again and again. */
static void sort(struct heap *h)
{
    while (h->n > 1) {
        swap(h, 0, --h->n);
        sink(h, 0);
    }
}

static size_t best_of(size_t k, size_t n)
{
    return k < n ? k : n;
}

static bool all_finite(const float *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(v[i])) return false;
    return true;
}

enum ml_status cosine_topk(const float *q, size_t nq, const float *x, size_t n, size_t d, size_t k,
                           int64_t *idx, float *sim)
{
    if (!q || !x || !idx || !sim || nq == 0 || d == 0 || k == 0) return ML_EINVAL;
    if (!all_finite(q, nq * d) || !all_finite(x, n * d)) return ML_EINVAL;

    double *length = malloc((n + 1) * sizeof *length);
    if (!length) return ML_ENOMEM;
    for (size_t i = 0; i < n; i++) length[i] = sqrt(dot(x + i * d, x + i * d, d));

    for (; nq > 0; nq--, q += d, idx += k, sim += k) {
        double length_q = sqrt(dot(q, q, d));
        struct heap best = {idx, sim, 0};
        for (size_t i = 0; i < n; i++) {
            double dot_x = dot(q, x + i * d, d), xx = length[i] * length[i];
            offer(&best, k, (float)-(length_q * length_q + xx - 2 * dot_x), (int64_t)i);
        }
        sort(&best);
        for (size_t i = 0; i < best_of(k, n); i++)
            sim[i] = similarity(dot(q, x + (size_t)idx[i] * d, d), length_q, length[idx[i]]);
        for (size_t i = n; i < k; i++) idx[i] = -1, sim[i] = -INFINITY;
    }
    free(length);
    return ML_OK;
}
