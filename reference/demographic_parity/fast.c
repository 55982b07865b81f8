/* The fastest version we know. What makes it fast:
 *
 *   one pass over memory   rows are taken in blocks that stay in L1: a block is checked, counted
 *                          and weighed before the next one is touched
 *   no branch in a block   bad rows are looked for with OR and MAX over the whole block, and asked
 *                          about once
 *   counts, 8 groups       no histogram in memory. A row becomes a byte with bit g set; eight such
 *                          bytes, transposed as an 8 x 8 matrix of bits, are eight bytes whose
 *                          popcounts are the counts of eight groups: about 25 instructions for 64
 *                          rows (AVX-512 with GFNI). Elsewhere a row adds 1 << 8 g to a word that
 *                          holds eight counters
 *   weights, 8 groups      a histogram over pairs of rows, 16 x 16 cells of two sums each: half as
 *                          many stores, and neighbours seldom wait for each other's. Its margins
 *                          are the sums that are asked for. A strip of 64 rows is counted, checked
 *                          and weighed at once: counting keeps other units busy than weighing does
 *   long inputs            are asked for a page ahead, where the processor's own foresight ends
 *   more groups            several histograms side by side while they are small
 *
 * Counts are exact; weights are added in double. */
#include "demographic_parity.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#if defined(__AVX512BW__) && defined(__AVX512BITALG__) && defined(__GFNI__)
#include <immintrin.h>
#define TRANSPOSES 1
#define ALWAYS_INLINE __attribute__((always_inline))
#endif

enum {
    FEW = 8, /* groups that fit the bits of a byte */
    FEW_CELLS = 2 * FEW,
    BLOCK = 31 * 64, /* rows: byte counters hold 31 times 8; 31 KB with weights */
    PAIRS = FEW_CELLS * FEW_CELLS,
    LONG = 1 << 17, /* rows: 1 to 2 MB are more than L2 holds beside others */
    AHEAD = 4096,
    LANES = 4,            /* histograms side by side ... */
    SMALL_HISTOGRAM = 512 /* ... up to this many cells */
};

struct cell { /* number 2 g + yhat */
    uint64_t rows;
    double weight;
};

struct rows {
    const int32_t *yhat, *group;
    const double *w_opt;
    size_t n;
};

static inline size_t cell_of(const struct rows *r, size_t i)
{
    return 2 * (size_t)(uint32_t)r->group[i] + (uint32_t)r->yhat[i];
}

/* ---- up to 8 groups: weights, by pairs of rows ---- */

/* Where the first row's cell is a and the second row's b: pair number 16 b + a sums their weights.
 * A key says where that lies, in bytes: nothing is left to compute when it is used. */
typedef double pair __attribute__((vector_size(16)));

static inline void add_pairs(pair to[PAIRS], const uint16_t *key, const double *w, size_t pairs)
{
#pragma GCC unroll 8
    for (size_t p = 0; p < pairs; p++) {
        pair both, *sum = (pair *)(void *)((char *)to + key[p]);
        memcpy(&both, w + 2 * p, sizeof both);
        *sum += both;
    }
}

/* Sums on 16 accumulators at once, which the compiler keeps in registers. */
static void add_margins(const pair from[PAIRS], struct cell cell[FEW_CELLS])
{
    double first[FEW_CELLS] = {0}, second[FEW_CELLS] = {0};
    for (size_t k = 0; k < FEW_CELLS; k++)
        for (size_t c = 0; c < FEW_CELLS; c++) {
            first[c] += from[FEW_CELLS * k + c][0];
            second[c] += from[FEW_CELLS * c + k][1];
        }
    for (size_t c = 0; c < FEW_CELLS; c++) cell[c].weight += first[c] + second[c];
}

static bool weights_are_valid(const double *w, size_t n)
{
    unsigned bad = 0;
    for (size_t i = 0; i < n; i++) bad |= !(w[i] >= 0) | !(w[i] <= DBL_MAX);
    return !bad;
}

/* ---- up to 8 groups: one block; counts into bytes [8 words][8 groups] ---- */

struct bytes {
    uint8_t all[64], chosen[64];
};

#ifdef TRANSPOSES

struct strip {
    __m512i yhat_seen, group_seen; /* OR and MAX of what went by */
    __m512i all, chosen;           /* bytes [8][8]: rows of each group */
};

/* 16 rows: byte `place` of each word gets bit g of its row. Rows outside `mask` have no bit. */
static inline __m512i one_hot(__m512i group, __mmask16 mask, int place)
{
    return _mm512_maskz_sllv_epi32(mask, _mm512_set1_epi32(1 << (8 * place)), group);
}

static inline __m512i either(__m512i a, __m512i b, __m512i c)
{
    return _mm512_ternarylogic_epi32(a, b, c, 0xFE);
}

/* Byte g of each 64-bit word: how many of the word's eight bytes have bit g. */
static inline __m512i count_bits(__m512i one_hots)
{
    const __m512i unit = _mm512_set1_epi64((long long)0x8040201008040201);
    return _mm512_popcnt_epi8(_mm512_gf2p8affine_epi64_epi8(unit, one_hots, 0));
}

static inline void count_strip(struct strip *s, const int32_t *yhat, const int32_t *group,
                               __mmask64 mask)
{
    __m512i y[4], g[4];
    for (int k = 0; k < 4; k++) {
        __mmask16 m = (__mmask16)(mask >> (16 * k));
        y[k] = _mm512_maskz_loadu_epi32(m, yhat + 16 * k);
        g[k] = _mm512_maskz_loadu_epi32(m, group + 16 * k);
        s->group_seen = _mm512_max_epu32(s->group_seen, g[k]);
        g[k] = one_hot(g[k], m, k);
    }
    s->yhat_seen = either(s->yhat_seen, y[0], y[1]);
    s->yhat_seen = either(s->yhat_seen, y[2], y[3]);
    __m512i y_byte = either(y[0], _mm512_slli_epi32(y[1], 8), _mm512_slli_epi32(y[2], 16));
    y_byte = _mm512_or_epi32(y_byte, _mm512_slli_epi32(y[3], 24));
    __m512i hot = _mm512_or_epi32(either(g[0], g[1], g[2]), g[3]);
    __m512i y_mask = _mm512_sub_epi8(_mm512_setzero_si512(), y_byte);
    s->all = _mm512_add_epi8(s->all, count_bits(hot));
    s->chosen = _mm512_add_epi8(s->chosen, count_bits(_mm512_and_epi32(hot, y_mask)));
}

/* 16 rows. A row that is out of range gets any key, but one that is in range. */
static inline void make_keys(uint16_t key[8], const int32_t *yhat, const int32_t *group)
{
    __m512i g = _mm512_loadu_si512(group), y = _mm512_loadu_si512(yhat);
    __m512i cell = _mm512_or_epi32(_mm512_slli_epi32(g, 5), _mm512_slli_epi32(y, 4));
    const __m512i range = _mm512_set1_epi64(16 * (PAIRS - 1));
    __m512i keys = _mm512_and_epi64(_mm512_or_epi64(cell, _mm512_srli_epi64(cell, 28)), range);
    _mm_storeu_si128((__m128i *)(void *)key, _mm512_cvtepi64_epi16(keys));
}

static inline __mmask8 bad_weights(const double *w)
{
    enum { NAN_OR_INFINITE = 0x01 | 0x80 | 0x08 | 0x10, BELOW_ZERO = 0x40 };
    return _mm512_fpclass_pd_mask(_mm512_loadu_pd(w), NAN_OR_INFINITE | BELOW_ZERO);
}

/* What is left of a block: fewer than 64 rows. */
static bool weigh_rest(pair to[PAIRS], const struct rows *r, size_t at)
{
    for (size_t i = at; i < r->n; i++) to[cell_of(r, i) % FEW_CELLS][0] += r->w_opt[i];
    return weights_are_valid(r->w_opt + at, r->n - at);
}

ALWAYS_INLINE static inline void fetch_strip(const struct rows *r, size_t at)
{
    for (size_t i = 0; i < 256; i += 64) {
        __builtin_prefetch((const char *)(r->yhat + at) + AHEAD + i);
        __builtin_prefetch((const char *)(r->group + at) + AHEAD + i);
    }
    for (size_t i = 0; i < 512 && r->w_opt; i += 64)
        __builtin_prefetch((const char *)(r->w_opt + at) + AHEAD + i);
}

/* Constants for `weighed` and `ahead` make four loops without a question in them. */
ALWAYS_INLINE static inline bool take_strips(const struct rows *r, size_t n_groups,
                                             struct bytes *count, pair to[PAIRS], bool weighed,
                                             bool ahead)
{
    struct strip s = {0};
    uint16_t key[32];
    __mmask8 bad = 0;
    size_t i = 0;
    for (; i + 64 <= r->n; i += 64) {
        if (ahead) fetch_strip(r, i);
        for (size_t k = 0; k < 64 && weighed; k += 16)
            make_keys(key + k / 2, r->yhat + i + k, r->group + i + k);
        for (size_t k = 0; k < 64 && weighed; k += 8) bad |= bad_weights(r->w_opt + i + k);
        count_strip(&s, r->yhat + i, r->group + i, ~(__mmask64)0);
        if (weighed) add_pairs(to, key, r->w_opt + i, 32);
    }
    if (i < r->n) count_strip(&s, r->yhat + i, r->group + i, ~(__mmask64)0 >> (64 - (r->n - i)));
    if (weighed) bad |= !weigh_rest(to, r, i);
    memcpy(count->all, &s.all, 64);
    memcpy(count->chosen, &s.chosen, 64);
    return !bad && !_mm512_test_epi32_mask(s.yhat_seen, _mm512_set1_epi32(~1)) &&
           _mm512_reduce_max_epu32(s.group_seen) < n_groups;
}

static bool take_block(const struct rows *r, size_t n_groups, struct bytes *count, pair to[PAIRS],
                       bool ahead)
{
    if (!r->w_opt && !ahead) return take_strips(r, n_groups, count, to, false, false);
    if (!r->w_opt) return take_strips(r, n_groups, count, to, false, true);
    if (!ahead) return take_strips(r, n_groups, count, to, true, false);
    return take_strips(r, n_groups, count, to, true, true);
}

#else

typedef uint32_t u32x4 __attribute__((vector_size(16)));
typedef uint64_t u64x4 __attribute__((vector_size(32)));

struct words {
    u64x4 all, chosen; /* bytes [4][8]: rows of each group */
    u32x4 bad;
};

/* Four rows, each into the word of its lane. */
static inline void count_four(struct words *to, const int32_t *yhat, const int32_t *group,
                              size_t n_groups)
{
    const u64x4 one = {1, 1, 1, 1};
    u32x4 y, g;
    memcpy(&y, yhat, sizeof y);
    memcpy(&g, group, sizeof g);
    to->bad |= (u32x4)(y > 1) | (u32x4)(g >= (uint32_t)n_groups);
    u64x4 shift = __builtin_convertvector(g, u64x4) * 8 & 63;
    to->all += one << shift;
    to->chosen += __builtin_convertvector(y, u64x4) << shift;
}

static bool count_rows(const struct rows *r, size_t n_groups, struct bytes *count)
{
    struct words a = {0}, b = {0};
    size_t i = 0;
    for (; i + 8 <= r->n; i += 8) {
        count_four(&a, r->yhat + i, r->group + i, n_groups);
        count_four(&b, r->yhat + i + 4, r->group + i + 4, n_groups);
    }
    memcpy(count->all, &a.all, 32);
    memcpy(count->all + 32, &b.all, 32);
    memcpy(count->chosen, &a.chosen, 32);
    memcpy(count->chosen + 32, &b.chosen, 32);
    uint32_t bad = 0;
    for (size_t k = 0; k < 4; k++) bad |= a.bad[k] | b.bad[k];
    for (; i < r->n; i++) {
        uint32_t y = (uint32_t)r->yhat[i], g = (uint32_t)r->group[i];
        if (y > 1 || g >= n_groups) return false;
        count->all[g]++;
        count->chosen[g] += (uint8_t)y;
    }
    return !bad;
}

static void weigh_rows(const struct rows *r, pair to[PAIRS])
{
    uint16_t key[BLOCK / 2];
    size_t pairs = r->n / 2;
    for (size_t p = 0; p < pairs; p++)
        key[p] = (uint16_t)(cell_of(r, 2 * p) << 4 | cell_of(r, 2 * p + 1) << 8);
    add_pairs(to, key, r->w_opt, pairs);
    if (r->n % 2) to[cell_of(r, r->n - 1)][0] += r->w_opt[r->n - 1];
}

static bool take_block(const struct rows *r, size_t n_groups, struct bytes *count, pair to[PAIRS],
                       bool ahead)
{
    (void)ahead;
    if (!count_rows(r, n_groups, count)) return false;
    if (!r->w_opt) return true;
    if (!weights_are_valid(r->w_opt, r->n)) return false;
    weigh_rows(r, to);
    return true;
}

#endif

static void add_counts(const struct bytes *count, size_t n_groups, struct cell cell[FEW_CELLS])
{
    for (size_t g = 0; g < n_groups; g++) {
        unsigned rows = 0, ones = 0;
        for (size_t word = 0; word < 8; word++) {
            rows += count->all[8 * word + g];
            ones += count->chosen[8 * word + g];
        }
        cell[2 * g].rows += rows - ones;
        cell[2 * g + 1].rows += ones;
    }
}

/* ---- any number of groups ---- */

static bool labels_are_valid(const struct rows *r, size_t n_groups)
{
    uint32_t yhat_any = 0, group_max = 0;
    for (size_t i = 0; i < r->n; i++) {
        uint32_t g = (uint32_t)r->group[i];
        yhat_any |= (uint32_t)r->yhat[i];
        group_max = g > group_max ? g : group_max;
    }
    return yhat_any <= 1 && group_max < n_groups && group_max <= INT32_MAX;
}

/* The histogram of row i is number i % lanes. A constant `lanes` lets the compiler unroll. */
static inline void add_row(const struct rows *r, size_t i, struct cell *histogram)
{
    struct cell *to = &histogram[cell_of(r, i)];
    to->rows++;
    if (r->w_opt) to->weight += r->w_opt[i];
}

static inline void add_in_lanes(const struct rows *r, struct cell *cell, size_t cells, size_t lanes)
{
    size_t i = 0;
    for (; i + lanes <= r->n; i += lanes)
        for (size_t l = 0; l < lanes; l++) add_row(r, i + l, cell + l * cells);
    for (; i < r->n; i++) add_row(r, i, cell);
}

static void fold_lanes(struct cell *cell, size_t cells, size_t lanes)
{
    for (size_t c = cells; c < cells * lanes; c++) {
        cell[c % cells].rows += cell[c].rows;
        cell[c % cells].weight += cell[c].weight;
    }
}

/* ---- from cells to disparity ---- */

static void weigh_by_rows(struct cell *cell, size_t cells)
{
    for (size_t c = 0; c < cells; c++) cell[c].weight = (double)cell[c].rows;
}

struct extremes { /* lowest > highest: no group has a rate */
    double overall, lowest, highest;
    bool left_out;
};

static struct extremes write_rates(const struct cell *cell, size_t n_groups, size_t min_support,
                                   double *rate)
{
    struct extremes e = {.lowest = INFINITY, .highest = -INFINITY};
    double all = 0, chosen = 0;
    for (size_t g = 0; g < n_groups; g++) {
        const struct cell *no = &cell[2 * g], *yes = no + 1;
        double in_group = no->weight + yes->weight;
        bool kept = no->rows + yes->rows >= min_support && in_group > 0;
        all += in_group;
        chosen += yes->weight;
        rate[g] = kept ? yes->weight / in_group : NAN;
        e.left_out |= !kept;
        if (rate[g] < e.lowest) e.lowest = rate[g];
        if (rate[g] > e.highest) e.highest = rate[g];
    }
    e.overall = chosen / all;
    return e;
}

static double smaller_over_larger(double a, double b)
{
    return a < b ? a / b : b / a;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* The group furthest from overall, on either scale, is the lowest or the highest one. */
static enum ml_status write_gap(const struct extremes *e, enum ml_disparity how, double *difference,
                                double *ratio)
{
    double lo = e->lowest, hi = e->highest, overall = e->overall;
    if (lo > hi) {
        *difference = *ratio = NAN;
    } else if (how == ML_BETWEEN_GROUPS) {
        *difference = hi - lo;
        *ratio = lo / hi;
    } else {
        *difference = larger(hi - overall, overall - lo);
        *ratio = -larger(-smaller_over_larger(lo, overall), -smaller_over_larger(hi, overall));
    }
    return e->left_out || isnan(*ratio) ? ML_EDOM : ML_OK;
}

/* ---- the two ways through ---- */

static struct rows block_at(const struct rows *all, size_t from)
{
    size_t left = all->n - from;
    return (struct rows){all->yhat + from, all->group + from, all->w_opt ? all->w_opt + from : NULL,
                         left < BLOCK ? left : BLOCK};
}

static enum ml_status few_groups(const struct rows *all, size_t n_groups, size_t min_support,
                                 double *rate, struct extremes *e)
{
    struct cell cell[FEW_CELLS] = {0};
    struct bytes count;
    pair sums[PAIRS];
    if (all->w_opt) memset(sums, 0, sizeof sums);
    for (size_t from = 0; from < all->n; from += BLOCK) {
        struct rows r = block_at(all, from);
        if (!take_block(&r, n_groups, &count, sums, all->n >= LONG)) return ML_EINVAL;
        add_counts(&count, n_groups, cell);
    }
    if (all->w_opt)
        add_margins(sums, cell);
    else
        weigh_by_rows(cell, FEW_CELLS);
    *e = write_rates(cell, n_groups, min_support, rate);
    return ML_OK;
}

static bool add_rows(const struct rows *all, size_t n_groups, struct cell *cell, size_t lanes)
{
    for (size_t from = 0; from < all->n; from += BLOCK) {
        struct rows r = block_at(all, from);
        if (!labels_are_valid(&r, n_groups)) return false;
        if (r.w_opt && !weights_are_valid(r.w_opt, r.n)) return false;
        if (lanes == LANES)
            add_in_lanes(&r, cell, 2 * n_groups, LANES);
        else
            add_in_lanes(&r, cell, 2 * n_groups, 1);
    }
    return true;
}

static enum ml_status many_groups(const struct rows *all, size_t n_groups, size_t min_support,
                                  double *rate, struct extremes *e)
{
    size_t cells = 2 * n_groups, lanes = cells <= SMALL_HISTOGRAM ? LANES : 1;
    struct cell *cell = calloc(lanes * cells, sizeof *cell);
    if (!cell) return ML_ENOMEM;
    bool valid = add_rows(all, n_groups, cell, lanes);
    if (valid) {
        fold_lanes(cell, cells, lanes);
        if (!all->w_opt) weigh_by_rows(cell, cells);
        *e = write_rates(cell, n_groups, min_support, rate);
    }
    free(cell);
    return valid ? ML_OK : ML_EINVAL;
}

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    if (!yhat || !group || !rate || !difference || !ratio || n == 0) return ML_EINVAL;
    if (n_groups == 0 || (how != ML_BETWEEN_GROUPS && how != ML_TO_OVERALL)) return ML_EINVAL;
    struct rows all = {yhat, group, w_opt, n};
    struct extremes e;
    enum ml_status status =
        (n_groups <= FEW ? few_groups : many_groups)(&all, n_groups, min_support, rate, &e);
    return status == ML_OK ? write_gap(&e, how, difference, ratio) : status;
}
