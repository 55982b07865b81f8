// expect: pass
/* Two sorted runs: the best so far, and the newcomers, which are sorted and merged in whenever
 * there are as many of them. What is merged is in order already, so equal rows stay in theirs. Sums
 * are pairwise. */
#include "cosine_topk.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

struct hit {
    float sim;
    uint32_t row;
};

static double dot(const float *a, const float *b, size_t d)
{
    if (d > 8) return dot(a, b, d / 2) + dot(a + d / 2, b + d / 2, d - d / 2);
    double sum = 0;
    for (size_t j = 0; j < d; j++) sum += (double)a[j] * b[j];
    return sum;
}

/* Two runs of one array, into another: of equal ones the left run's first. */
static void merge(const struct hit *a, size_t n_a, const struct hit *b, size_t n_b, struct hit *to,
                  size_t n)
{
    for (size_t i = 0, j = 0; i + j < n;) {
        bool left = j == n_b || (i < n_a && a[i].sim >= b[j].sim);
        *to++ = left ? a[i++] : b[j++];
    }
}

static void sort(struct hit *v, size_t n, struct hit *spare)
{
    if (n < 2) return;
    size_t half = n / 2;
    sort(v, half, spare);
    sort(v + half, n - half, spare);
    for (size_t i = 0; i < half; i++) spare[i] = v[i];
    size_t i = 0, j = half, at = 0;
    while (i < half && j < n) v[at++] = spare[i].sim >= v[j].sim ? spare[i++] : v[j++];
    while (i < half) v[at++] = spare[i++];
}

struct best {
    struct hit *run, *fresh, *spare; /* [k] each; [k / 2 + 1] more to sort with */
    size_t n, n_fresh, k;
};

static void settle(struct best *b, struct hit *room)
{
    size_t n = b->n + b->n_fresh < b->k ? b->n + b->n_fresh : b->k;
    sort(b->fresh, b->n_fresh, room);
    merge(b->run, b->n, b->fresh, b->n_fresh, b->spare, n);
    struct hit *old = b->run;
    b->run = b->spare, b->spare = old;
    b->n = n, b->n_fresh = 0;
}

static bool all_finite(const float *v, size_t n)
{
    bool all = true;
    for (size_t i = 0; i < n; i++) all &= !isnan(v[i] - v[i]);
    return all;
}

static float similarity(const float *a, const float *b, size_t d)
{
    double aa = dot(a, a, d), bb = dot(b, b, d);
    if (aa == 0 || bb == 0) return 0;
    double s = dot(a, b, d) / (sqrt(aa) * sqrt(bb));
    return (float)copysign(fmin(fabs(s), 1), s);
}

enum ml_status cosine_topk(const float *q, size_t nq, const float *x, size_t n, size_t d, size_t k,
                           int64_t *idx, float *sim)
{
    if (!(q && x && idx && sim && nq && d && k)) return ML_EINVAL;
    if (!all_finite(q, nq * d) || !all_finite(x, n * d)) return ML_EINVAL;
    size_t kept = k < n ? k : n, fresh = n - kept + 1 < kept ? n - kept + 1 : kept;
    if (fresh < 16) fresh = 16;
    struct hit *room = malloc((2 * kept + fresh + fresh / 2 + 1) * sizeof *room);
    if (!room) return ML_ENOMEM;
    for (size_t i = 0; i < nq; i++) {
        struct best b = {room, room + kept, room + kept + fresh, 0, 0, kept};
        if (n == 0) b.k = 0;
        for (size_t r = 0; r < n; r++) {
            float s = similarity(q + i * d, x + r * d, d);
            if (b.n == b.k && !(s > b.run[b.k - 1].sim)) continue;
            b.fresh[b.n_fresh++] = (struct hit){s, (uint32_t)r};
            if (b.n_fresh == fresh) settle(&b, room + 2 * kept + fresh);
        }
        settle(&b, room + 2 * kept + fresh);
        for (size_t j = 0; j < k; j++) {
            idx[i * k + j] = j < b.n ? (int64_t)b.run[j].row : -1;
            sim[i * k + j] = j < b.n ? b.run[j].sim : -INFINITY;
        }
    }
    free(room);
    return ML_OK;
}
