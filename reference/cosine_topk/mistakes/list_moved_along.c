// expect: fail scale/a_long_list_costs_no_more_than_its_logarithm
// says: Each newcomer moves all that are worse than it: k moves a row, where a heap needs log k. For ten places that is the faster way, for a hundred thousand it never ends.
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

/* Rows come in ascending order: behind all that are as good. */
static void offer(struct heap *h, size_t k, float sim, int64_t idx)
{
    if (h->n == k && !(sim > h->sim[k - 1])) return;
    size_t i = h->n < k ? h->n++ : k - 1;
    for (; i > 0 && h->sim[i - 1] < sim; i--) h->sim[i] = h->sim[i - 1], h->idx[i] = h->idx[i - 1];
    h->sim[i] = sim, h->idx[i] = idx;
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
        for (size_t i = 0; i < n; i++)
            offer(&best, k, similarity(dot(q, x + i * d, d), length_q, length[i]), (int64_t)i);
        for (size_t i = n; i < k; i++) idx[i] = -1, sim[i] = -INFINITY;
    }
    free(length);
    return ML_OK;
}
