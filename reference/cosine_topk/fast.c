/* Up to 64 queries at a time, a lane each; scores by blocks of rows that stay in L1; a row's score
 * looked at only where it beats the worst that is kept.
 *
 * What makes it fast:
 *   - the queries are made unit vectors once and laid side by side, element j of all of them next
 *     to each other. Then the rows are read where they lie: x[j] is broadcast and multiplied by as
 *     many queries as a vector holds. A matrix product of BLAS packs the rows first, and no lane
 *     here ever has to be added to its neighbour
 *   - 12 such vectors are summed at once, which hides the time of an addition. They are set aside
 *     every 16 terms: a float's digits are lost in long runs. Sums of 256 terms are added up in
 *     the block of scores
 *   - rows are divided by their lengths as scores, not as rows: one multiplication a score
 *   - the scores of 16 lanes are compared with the worst that each query keeps by one instruction,
 *     and mostly that is all
 *   - before there is a worst: in the first block the rows fall into 32 groups, and the k-th best
 *     of the groups' best ones is surely no better than the k-th best row. That bound is found
 *     without a branch, lane by lane, and lets a handful more than k rows through
 *   - one query alone has the lanes along the row instead: the speed of memory is the limit then
 *
 * Where a row's length says that squares of floats could overflow or vanish, and for very long
 * vectors, sums are kept in double. */
#include "cosine_topk.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#if defined(__AVX512F__)
#include <immintrin.h>
enum { LANES = 16, TILE = 12 }; /* sums at once, and as many set aside: 24 of 32 registers */
#elif defined(__AVX__)
enum { LANES = 8, TILE = 4 };
#else
enum { LANES = 4, TILE = 4 };
#endif
enum {
    SLICES = 4,            /* vectors of lanes, at most */
    MOST = SLICES * LANES, /* queries at a time, at most */
    SCORES = 4096,         /* in a block of rows and lanes */
    ALONE = 512,           /* rows of a block, for one query */
    RUN = 16,              /* terms in one sum; as many of these in the next */
    LONG = 4096,           /* vectors longer than this have their sums in double */
    PANEL = 1 << 19,       /* bytes of queries, at most */
    LISTS = 1 << 14,       /* hits kept at a time, unless for one query */
    SORTED = 32,           /* lists up to this long are kept in order */
    BOUNDED = 16,          /* up to this k, a bound is worth its while */
    GROUPS = 32,           /* of rows, to find it */
    PAGE = 1024,           /* floats */
};

/* What a sum of squares may be for floats to hold all its terms that count. */
static const float LEAST_SQUARE = 0x1p-60f, MOST_SQUARE = 0x1p100f;

typedef float floats __attribute__((vector_size(LANES * sizeof(float))));

static floats load(const float *v)
{
    floats f;
    memcpy(&f, v, sizeof f);
    return f;
}

static floats larger(floats a, floats b)
{
#if defined(__AVX512F__)
    return _mm512_max_ps(a, b);
#else
    for (int l = 0; l < LANES; l++) a[l] = a[l] > b[l] ? a[l] : b[l];
    return a;
#endif
}

static floats smaller(floats a, floats b)
{
    return -larger(-a, -b);
}

static float total(floats v)
{
#if defined(__AVX512F__)
    return _mm512_reduce_add_ps(v);
#else
    float sum = 0;
    for (int l = 0; l < LANES; l++) sum += v[l];
    return sum;
#endif
}

/* ---- in double: for all that is out of the ordinary ---- */

static double dot(const float *a, const float *b, size_t d)
{
    double sum[8] = {0};
    size_t j = 0;
    for (; j + 8 <= d; j += 8)
        for (size_t l = 0; l < 8; l++) sum[l] += (double)a[j + l] * b[j + l];
    for (; j < d; j++) sum[0] += (double)a[j] * b[j];
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

/* ---- the best of a query ---- */

struct hit {
    float sim;
    int64_t idx;
};

static bool better(struct hit a, struct hit b)
{
    return a.sim > b.sim || (a.sim == b.sim && a.idx < b.idx);
}

/* In order, best first; or a heap, with the worst on top. */
struct list {
    struct hit *at;
    size_t n, k;
};

static void sink(struct list *l, size_t i, struct hit h)
{
    for (size_t child; (child = 2 * i + 1) < l->n; i = child) {
        if (child + 1 < l->n && better(l->at[child], l->at[child + 1])) child++;
        if (!better(h, l->at[child])) break;
        l->at[i] = l->at[child];
    }
    l->at[i] = h;
}

static void heap_insert(struct list *l, struct hit h)
{
    if (l->n == l->k) {
        sink(l, 0, h);
        return;
    }
    size_t i = l->n++;
    for (; i > 0 && better(l->at[(i - 1) / 2], h); i = (i - 1) / 2) l->at[i] = l->at[(i - 1) / 2];
    l->at[i] = h;
}

/* Rows come in ascending order: behind all that are as good. */
static void order_insert(struct list *l, struct hit h)
{
    size_t i = l->n < l->k ? l->n++ : l->k - 1;
    for (; i > 0 && l->at[i - 1].sim < h.sim; i--) l->at[i] = l->at[i - 1];
    l->at[i] = h;
}

/* What a later row has to exceed. */
static float insert(struct list *l, struct hit h)
{
    bool ordered = l->k <= SORTED;
    (ordered ? order_insert : heap_insert)(l, h);
    return l->n < l->k ? -INFINITY : l->at[ordered ? l->k - 1 : 0].sim;
}

static void hand_over(struct list *l, size_t k, int64_t *idx, float *sim)
{
    size_t n = l->n;
    if (l->k > SORTED)
        while (l->n > 1) {
            struct hit worst = l->at[0], h = l->at[--l->n];
            sink(l, 0, h);
            l->at[l->n] = worst;
        }
    for (size_t i = 0; i < k; i++) {
        idx[i] = i < n ? l->at[i].idx : -1;
        sim[i] = i < n ? l->at[i].sim : -INFINITY;
    }
}

/* ---- a search: some queries against all rows ---- */

struct search {
    _Alignas(64) float score[SCORES]; /* [rows of a block][lanes] */
    _Alignas(64) float least[MOST];   /* what a row must exceed; +INFINITY in an idle lane */
    float inverse[SCORES];            /* of each row's length; before that, its square */
    const float *q, *x;
    size_t queries, n, d, lanes; /* lanes: 1, or LANES times 1, 2 or 4 */
    double length[MOST];         /* of each query */
    struct list list[MOST];
    float *panel; /* [d][lanes] unit queries; none if d > LONG */
};

static void begin(struct search *s, const float *q, size_t queries, size_t lanes)
{
    s->q = q, s->queries = queries, s->lanes = lanes;
    if (s->d <= LONG) memset(s->panel, 0, s->d * lanes * sizeof *s->panel);
    for (size_t l = 0; l < lanes; l++) {
        s->list[l].n = 0;
        s->least[l] = l < queries ? -INFINITY : INFINITY;
        if (l >= queries) continue;
        const float *mine = q + l * s->d;
        double length = s->length[l] = sqrt(dot(mine, mine, s->d)),
               by = length > 0 ? 1 / length : 0;
        for (size_t j = 0; s->d <= LONG && j < s->d; j++)
            s->panel[j * lanes + l] = (float)(mine[j] * by);
    }
}

/* Squares of 4 rows, and their products with q if there is one. */
static inline __attribute__((always_inline)) void along(const float *const row[4], const float *q,
                                                        size_t d, float dots[4], float squares[4])
{
    floats dot_sum[4] = {0}, square_sum[4] = {0};
    size_t j = 0;
    while (j + LANES <= d) {
        floats dot_run[4] = {0}, square_run[4] = {0};
        for (int run = 0; run < RUN && j + LANES <= d; run++, j += LANES) {
            floats y = q ? load(q + j) : (floats){0};
#pragma GCC unroll 4
            for (int r = 0; r < 4; r++) {
                floats v = load(row[r] + j);
                if (q) __builtin_prefetch(row[r] + j + PAGE);
                if (q) dot_run[r] += v * y;
                square_run[r] += v * v;
            }
        }
        for (int r = 0; r < 4; r++) dot_sum[r] += dot_run[r], square_sum[r] += square_run[r];
    }
    for (int r = 0; r < 4; r++) {
        float rest = 0, rest_squares = 0;
        for (size_t i = j; i < d; i++) {
            if (q) rest += row[r][i] * q[i];
            rest_squares += row[r][i] * row[r][i];
        }
        if (q) dots[r] = total(dot_sum[r]) + rest;
        squares[r] = total(square_sum[r]) + rest_squares;
    }
}

static inline __attribute__((always_inline)) void rows_at(const float *row[], const float *x,
                                                          size_t d, size_t n, int tall)
{
    for (int r = 0; r < tall; r++) row[r] = x + ((size_t)r < n ? (size_t)r : n - 1) * d;
}

/* The squares of n rows, and with one query alone the scores. */
static void measure(struct search *s, const float *x, size_t n)
{
    for (size_t i = 0; i < n; i += 4) {
        const float *row[4];
        rows_at(row, x + i * s->d, s->d, n - i, 4);
        if (s->lanes > 1) along(row, NULL, s->d, NULL, s->inverse + i);
        if (s->lanes == 1) along(row, s->panel, s->d, s->score + i, s->inverse + i);
    }
}

/* Scores of some rows with all lanes, from elements from .. to - 1. */
static inline __attribute__((always_inline)) void tile(float *score, const float *x, size_t n,
                                                       size_t d, const float *panel, size_t from,
                                                       size_t to, const int tall, const int wide)
{
    const float *row[TILE];
    rows_at(row, x, d, n, tall);
    floats sum[TILE] = {0};
    for (size_t j = from; j < to;) {
        size_t end = j + RUN < to ? j + RUN : to;
        floats run[TILE] = {0};
        for (; j < end; j++) {
            floats y[SLICES];
#pragma GCC unroll 4
            for (int v = 0; v < wide; v++)
                y[v] = load(panel + (j * (size_t)wide + (size_t)v) * LANES);
#pragma GCC unroll 12
            for (int r = 0; r < tall; r++)
#pragma GCC unroll 4
                for (int v = 0; v < wide; v++) run[r * wide + v] += row[r][j] * y[v];
        }
#pragma GCC unroll 12
        for (int i = 0; i < tall * wide; i++) sum[i] += run[i];
    }
#pragma GCC unroll 12
    for (int i = 0; i < tall * wide; i++) {
        if ((size_t)(i / wide) >= n) break;
        floats whole = from > 0 ? load(score + i * LANES) + sum[i] : sum[i];
        memcpy(score + i * LANES, &whole, sizeof whole);
    }
}

static void multiply(struct search *s, const float *x, size_t n)
{
    for (size_t from = 0; from < s->d; from += RUN * RUN) {
        size_t to = s->d - from > RUN * RUN ? from + RUN * RUN : s->d;
        size_t slices = s->lanes / LANES, tall = TILE / slices;
        for (size_t i = 0; i < n; i += tall) {
            float *score = s->score + i * s->lanes;
            const float *row = x + i * s->d;
            if (slices == 4) tile(score, row, n - i, s->d, s->panel, from, to, TILE / 4, 4);
            if (slices == 2) tile(score, row, n - i, s->d, s->panel, from, to, TILE / 2, 2);
            if (slices == 1) tile(score, row, n - i, s->d, s->panel, from, to, TILE, 1);
        }
    }
}

static float clamped(float s)
{
    return s > 1 ? 1 : s < -1 ? -1 : s;
}

/* A row's scores in double. False: it is not finite. */
static bool score_in_double(struct search *s, const float *x, float *score)
{
    double length = sqrt(dot(x, x, s->d));
    if (!isfinite(length)) return false;
    for (size_t i = 0; i < s->queries; i++) {
        bool zero = length == 0 || s->length[i] == 0;
        double product = zero ? 0 : dot(s->q + i * s->d, x, s->d);
        score[i] = zero ? 0 : clamped((float)(product / length / s->length[i]));
    }
    return true;
}

/* From squares to inverse lengths; 0 where floats could not hold the squares. False: there are
 * such rows. */
static bool invert(float *inverse, size_t n)
{
    int odd = 0;
    for (size_t i = 0; i < n; i++) {
        bool fine = inverse[i] >= LEAST_SQUARE && inverse[i] <= MOST_SQUARE;
        odd |= !fine;
        inverse[i] = fine ? 1 / sqrtf(inverse[i]) : 0;
    }
    return !odd;
}

/* From products to similarities. False: a row is not finite. */
static bool scale(struct search *s, const float *x, size_t n)
{
    bool all_fine = invert(s->inverse, n);
    floats one = (floats){0} + 1;
    for (size_t i = 0; i < n; i++) {
        float *score = s->score + i * s->lanes;
        if (s->lanes == 1) *score = clamped(*score * s->inverse[i]);
        for (size_t at = 0; at + LANES <= s->lanes; at += LANES) {
            floats v = larger(smaller(load(score + at) * s->inverse[i], one), -one);
            memcpy(score + at, &v, sizeof v);
        }
    }
    for (size_t i = 0; !all_fine && i < n; i++)
        if (s->inverse[i] == 0 && !score_in_double(s, x + i * s->d, s->score + i * s->lanes))
            return false;
    return true;
}

/* For each lane a value that the k-th best of n rows is not below: of the best of each group of
 * rows the k-th best. */
static void bound(struct search *s, size_t n, size_t k)
{
    for (size_t at = 0; at < s->lanes; at += LANES) {
        floats best[BOUNDED], lowest = (floats){0} - 2;
        for (size_t i = 0; i < k; i++) best[i] = lowest;
        for (size_t group = 0; group < GROUPS; group++) {
            floats most = lowest;
            for (size_t i = group; i < n; i += GROUPS)
                most = larger(most, load(s->score + i * s->lanes + at));
            for (size_t i = 0; i < k; i++) {
                floats beaten = smaller(best[i], most);
                best[i] = larger(best[i], most);
                most = beaten;
            }
        }
        for (size_t l = 0; l < LANES && at + l < s->queries; l++)
            s->least[at + l] = nextafterf(best[k - 1][l], -2);
    }
}

/* Which of LANES scores exceed as many others, a bit each. */
static unsigned above(const float *score, const float *least)
{
#if defined(__AVX512F__)
    return _mm512_cmp_ps_mask(load(score), load(least), _CMP_GT_OQ);
#else
    unsigned mask = 0;
    for (unsigned l = 0; l < LANES; l++) mask |= (unsigned)(score[l] > least[l]) << l;
    return mask;
#endif
}

static void offer(struct search *s, size_t lane, float score, size_t row)
{
    if (!(score > s->least[lane])) return;
    float least = insert(&s->list[lane], (struct hit){score, (int64_t)row});
    if (least > s->least[lane]) s->least[lane] = least;
}

static void choose(struct search *s, size_t first, size_t n)
{
    if (s->lanes == 1) {
        for (size_t i = 0; i < n; i++) offer(s, 0, s->score[i], first + i);
        return;
    }
    size_t k = s->list[0].k;
    if (first == 0 && k <= BOUNDED && n >= 2 * GROUPS) bound(s, n, k);
    for (size_t i = 0; i < n; i++)
        for (size_t at = 0; at < s->lanes; at += LANES) {
            const float *score = s->score + i * s->lanes + at;
            for (unsigned m = above(score, s->least + at); m; m &= m - 1) {
                unsigned lane = (unsigned)__builtin_ctz(m);
                offer(s, at + lane, score[lane], first + i);
            }
        }
}

/* False: a row is not finite. */
static bool search(struct search *s)
{
    size_t rows = s->lanes > 1 ? SCORES / s->lanes : ALONE;
    for (size_t first = 0; first < s->n; first += rows) {
        size_t n = s->n - first < rows ? s->n - first : rows;
        const float *x = s->x + first * s->d;
        if (s->d > LONG) {
            for (size_t i = 0; i < n; i++)
                if (!score_in_double(s, x + i * s->d, s->score + i)) return false;
        } else {
            measure(s, x, n);
            if (s->lanes > 1) multiply(s, x, n);
            if (!scale(s, x, n)) return false;
        }
        choose(s, first, n);
    }
    return true;
}

/* ---- room, and one search after another ---- */

static size_t lanes_for(size_t queries, size_t d, size_t kept)
{
    size_t lanes = MOST;
    while (lanes > LANES && lanes / 2 >= queries) lanes /= 2;
    while (lanes >= LANES && (d > PANEL / sizeof(float) / lanes || kept > LISTS / lanes))
        lanes /= 2;
    return queries == 1 || lanes < LANES || d > LONG ? 1 : lanes;
}

/* NULL: no memory. */
static struct search *room_for(size_t lanes, size_t d, size_t kept)
{
    size_t panel = d > LONG ? 0 : lanes * d * sizeof(float);
    size_t lists = lanes * kept * sizeof(struct hit);
    size_t bytes = (sizeof(struct search) + panel + lists + 127) / 64 * 64;
    struct search *s = aligned_alloc(64, bytes);
    if (!s) return NULL;
    s->panel = (float *)(s + 1);
    struct hit *hits = (struct hit *)((char *)(s + 1) + (panel + 7) / 8 * 8);
    for (size_t l = 0; l < lanes; l++) s->list[l] = (struct list){hits + l * kept, 0, kept};
    return s;
}

static bool all_finite(const float *v, size_t n)
{
    unsigned odd = 0;
    for (size_t i = 0; i < n; i++) odd |= !(fabsf(v[i]) <= FLT_MAX);
    return !odd;
}

enum ml_status cosine_topk(const float *q, size_t nq, const float *x, size_t n, size_t d, size_t k,
                           int64_t *idx, float *sim)
{
    if (!q || !x || !idx || !sim || nq == 0 || d == 0 || k == 0) return ML_EINVAL;
    if (!all_finite(q, nq * d)) return ML_EINVAL;

    size_t kept = k < n ? k : n, lanes = lanes_for(nq, d, kept);
    struct search *s = room_for(lanes, d, kept);
    if (!s) return ML_ENOMEM;
    s->x = x, s->n = n, s->d = d;

    bool finite = true; /* known once the first queries have seen all rows */
    for (size_t i = 0; finite && i < nq; i += lanes) {
        size_t queries = nq - i < lanes ? nq - i : lanes;
        begin(s, q + i * d, queries, lanes_for(queries, d, kept));
        finite = search(s);
        for (size_t l = 0; finite && l < queries; l++)
            hand_over(&s->list[l], k, idx + (i + l) * k, sim + (i + l) * k);
    }
    free(s);
    return finite ? ML_OK : ML_EINVAL;
}
