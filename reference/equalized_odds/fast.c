/* The fastest version we know. What makes it fast:
 *
 *   one pass over memory   rows are taken in blocks that stay in L1: a block is checked and counted
 *                          or weighed before the next one is touched
 *   no branch in a block   bad rows are looked for with OR and MAX over the whole block, and asked
 *                          about once
 *   counts, 8 groups       no histogram in memory. A row becomes a byte with bit g set; eight such
 *                          bytes, transposed as an 8 x 8 matrix of bits, are eight bytes whose
 *                          popcounts are the counts of eight groups. Four counts, of all, of y, of
 *                          yhat and of both, make the confusion matrix of each group: some 50
 *                          instructions for 64 rows (AVX-512 with GFNI). Elsewhere a row adds
 *                          1 << 8 g to words that hold eight counters
 *   weights, 8 groups      a histogram over pairs of rows, 32 x 32 cells of two sums each: half as
 *                          many stores, and neighbours seldom wait for each other's. Its margins
 *                          are the sums that are asked for. It takes 16 KB, which few rows are not
 *                          worth: they get several small histograms side by side
 *   more groups            several histograms side by side while they are small
 *
 * Counts are exact; weights are added in double. */
#include "equalized_odds.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#if defined(__AVX512BW__) && defined(__AVX512BITALG__) && defined(__GFNI__)
#include <immintrin.h>
#define TRANSPOSES 1
#endif

enum {
    KINDS = 4, /* of a row: 2 y + yhat */
    FEW = 8,   /* groups that fit the bits of a byte */
    FEW_CELLS = KINDS * FEW,
    PAIRS = FEW_CELLS * FEW_CELLS,
    WORTH_PAIRS = 1024,   /* rows */
    BLOCK = 31 * 64,      /* rows: byte counters hold 31 times 8; 39 KB with weights */
    LANES = 4,            /* histograms side by side ... */
    SMALL_HISTOGRAM = 512 /* ... up to this many cells */
};

struct rows {
    const int32_t *y, *yhat, *group;
    const double *w_opt;
    size_t n;
};

static inline size_t cell_of(const struct rows *r, size_t i)
{
    return KINDS * (size_t)(uint32_t)r->group[i] + 2 * (uint32_t)r->y[i] + (uint32_t)r->yhat[i];
}

static bool labels_are_valid(const struct rows *r, size_t n_groups)
{
    uint32_t seen = 0, group_max = 0;
    for (size_t i = 0; i < r->n; i++) {
        uint32_t g = (uint32_t)r->group[i];
        seen |= (uint32_t)(r->y[i] | r->yhat[i]);
        group_max = g > group_max ? g : group_max;
    }
    return seen <= 1 && group_max < n_groups && group_max <= INT32_MAX;
}

static bool weights_are_valid(const double *w, size_t n)
{
    unsigned bad = 0;
    for (size_t i = 0; i < n; i++) bad |= !(w[i] >= 0) | !(w[i] <= DBL_MAX);
    return !bad;
}

/* ---- up to 8 groups: counts of one block, as bytes [8 words][8 groups] ---- */

enum count { ALL, TRUE_ONES, FLAGGED, HITS, COUNTS };

struct bytes {
    uint8_t of[COUNTS][64];
};

#ifdef TRANSPOSES

static inline __m512i either(__m512i a, __m512i b, __m512i c)
{
    return _mm512_ternarylogic_epi32(a, b, c, 0xFE);
}

/* What went by: the OR of labels, the largest group. */
struct seen {
    __m512i labels, group;
};

static bool all_valid(const struct seen *s, size_t n_groups)
{
    return !_mm512_test_epi32_mask(s->labels, _mm512_set1_epi32(~1)) &&
           _mm512_reduce_max_epu32(s->group) < n_groups;
}

/* 0 and 1 of 64 rows to bytes 0x00 and 0xFF, row 16 k + i in byte 4 i + k. */
static inline __m512i byte_masks(const __m512i x[4])
{
    __m512i bytes = either(x[0], _mm512_slli_epi32(x[1], 8), _mm512_slli_epi32(x[2], 16));
    bytes = _mm512_or_epi32(bytes, _mm512_slli_epi32(x[3], 24));
    return _mm512_sub_epi8(_mm512_setzero_si512(), bytes);
}

/* Byte g of each 64-bit word: how many of the word's eight bytes have bit g. */
static inline __m512i count_bits(__m512i one_hots)
{
    const __m512i unit = _mm512_set1_epi64((long long)0x8040201008040201);
    return _mm512_popcnt_epi8(_mm512_gf2p8affine_epi64_epi8(unit, one_hots, 0));
}

/* Rows outside `mask` have no bit, and so no group. */
static inline void count_strip(struct seen *s, __m512i count[COUNTS], const struct rows *r,
                               size_t at, __mmask64 mask)
{
    __m512i y[4], yhat[4], hot[4];
    for (int k = 0; k < 4; k++) {
        __mmask16 m = (__mmask16)(mask >> (16 * k));
        size_t from = at + 16 * (size_t)k;
        y[k] = _mm512_maskz_loadu_epi32(m, r->y + from);
        yhat[k] = _mm512_maskz_loadu_epi32(m, r->yhat + from);
        __m512i group = _mm512_maskz_loadu_epi32(m, r->group + from);
        s->labels = either(s->labels, y[k], yhat[k]);
        s->group = _mm512_max_epu32(s->group, group);
        hot[k] = _mm512_maskz_sllv_epi32(m, _mm512_set1_epi32(1 << (8 * k)), group);
    }
    __m512i all = _mm512_or_epi32(either(hot[0], hot[1], hot[2]), hot[3]);
    __m512i is_true = _mm512_and_epi32(all, byte_masks(y)), is_flagged = byte_masks(yhat);
    count[ALL] = _mm512_add_epi8(count[ALL], count_bits(all));
    count[TRUE_ONES] = _mm512_add_epi8(count[TRUE_ONES], count_bits(is_true));
    count[FLAGGED] = _mm512_add_epi8(count[FLAGGED], count_bits(_mm512_and_epi32(all, is_flagged)));
    count[HITS] = _mm512_add_epi8(count[HITS], count_bits(_mm512_and_epi32(is_true, is_flagged)));
}

static bool count_block(const struct rows *r, size_t n_groups, struct bytes *to)
{
    struct seen s = {0};
    __m512i count[COUNTS] = {0};
    size_t i = 0;
    for (; i + 64 <= r->n; i += 64) count_strip(&s, count, r, i, ~(__mmask64)0);
    if (i < r->n) count_strip(&s, count, r, i, ~(__mmask64)0 >> (64 - (r->n - i)));
    memcpy(to->of, count, sizeof to->of);
    return all_valid(&s, n_groups);
}

#else

typedef uint32_t u32x4 __attribute__((vector_size(16)));
typedef uint64_t u64x4 __attribute__((vector_size(32)));

/* Four rows, each into the word of its lane. */
static inline u32x4 count_four(u64x4 count[COUNTS], const struct rows *r, size_t at,
                               uint32_t n_groups)
{
    const u64x4 one = {1, 1, 1, 1};
    u32x4 y, yhat, g;
    memcpy(&y, r->y + at, sizeof y);
    memcpy(&yhat, r->yhat + at, sizeof yhat);
    memcpy(&g, r->group + at, sizeof g);
    u64x4 shift = __builtin_convertvector(g, u64x4) * 8 & 63;
    count[ALL] += one << shift;
    count[TRUE_ONES] += __builtin_convertvector(y, u64x4) << shift;
    count[FLAGGED] += __builtin_convertvector(yhat, u64x4) << shift;
    count[HITS] += __builtin_convertvector(y & yhat, u64x4) << shift;
    return (u32x4)((y | yhat) > 1) | (u32x4)(g >= n_groups);
}

static bool count_block(const struct rows *r, size_t n_groups, struct bytes *to)
{
    u64x4 half[2][COUNTS] = {0};
    u32x4 bad = {0};
    size_t i = 0;
    for (; i + 8 <= r->n; i += 8)
        for (size_t h = 0; h < 2; h++) bad |= count_four(half[h], r, i + 4 * h, (uint32_t)n_groups);
    for (size_t c = 0; c < COUNTS; c++)
        for (size_t h = 0; h < 2; h++) memcpy(to->of[c] + 32 * h, &half[h][c], 32);
    for (; i < r->n; i++) {
        uint32_t y = (uint32_t)r->y[i], yhat = (uint32_t)r->yhat[i], g = (uint32_t)r->group[i];
        if ((y | yhat) > 1 || g >= n_groups) return false;
        to->of[ALL][g]++;
        to->of[TRUE_ONES][g] += (uint8_t)y;
        to->of[FLAGGED][g] += (uint8_t)yhat;
        to->of[HITS][g] += (uint8_t)(y & yhat);
    }
    return !(bad[0] | bad[1] | bad[2] | bad[3]);
}

#endif

/* count[c] is a number of rows: a double holds it exactly. */
static void add_counts(const struct bytes *from, size_t n_groups, double *cell)
{
    for (size_t g = 0; g < n_groups; g++) {
        unsigned count[COUNTS] = {0};
        for (size_t c = 0; c < COUNTS; c++)
            for (size_t word = 0; word < 8; word++) count[c] += from->of[c][8 * word + g];
        double *to = cell + KINDS * g;
        to[0] += count[ALL] - count[TRUE_ONES] - (count[FLAGGED] - count[HITS]);
        to[1] += count[FLAGGED] - count[HITS];
        to[2] += count[TRUE_ONES] - count[HITS];
        to[3] += count[HITS];
    }
}

/* ---- up to 8 groups: weights, by pairs of rows ---- */

/* Where the first row's cell is a and the second row's b: pair number 32 b + a sums their weights.
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

static void add_margins(const pair from[PAIRS], double *cell)
{
    double first[FEW_CELLS] = {0}, second[FEW_CELLS] = {0};
    for (size_t b = 0; b < FEW_CELLS; b++) {
        pair row = {0};
        for (size_t a = 0; a < FEW_CELLS; a++) {
            first[a] += from[FEW_CELLS * b + a][0];
            row += from[FEW_CELLS * b + a];
        }
        second[b] = row[1];
    }
    for (size_t c = 0; c < FEW_CELLS; c++) cell[c] += first[c] + second[c];
}

#ifdef TRANSPOSES

/* 16 rows. A row that is out of range gets any key, but one that is in range. */
static inline void make_keys(struct seen *s, uint16_t key[8], const struct rows *r, size_t at)
{
    __m512i y = _mm512_loadu_si512(r->y + at), yhat = _mm512_loadu_si512(r->yhat + at);
    __m512i group = _mm512_loadu_si512(r->group + at);
    s->labels = either(s->labels, y, yhat);
    s->group = _mm512_max_epu32(s->group, group);
    __m512i cell =
        either(_mm512_slli_epi32(group, 6), _mm512_slli_epi32(y, 5), _mm512_slli_epi32(yhat, 4));
    const __m512i range = _mm512_set1_epi64(16 * (PAIRS - 1));
    __m512i keys = _mm512_and_epi64(_mm512_or_epi64(cell, _mm512_srli_epi64(cell, 27)), range);
    _mm_storeu_si128((__m128i *)(void *)key, _mm512_cvtepi64_epi16(keys));
}

static inline __mmask8 bad_weights(const double *w)
{
    enum { NAN_OR_INFINITE = 0x01 | 0x80 | 0x08 | 0x10, BELOW_ZERO = 0x40 };
    return _mm512_fpclass_pd_mask(_mm512_loadu_pd(w), NAN_OR_INFINITE | BELOW_ZERO);
}

static bool weigh_pairs(const struct rows *r, size_t n_groups, pair to[PAIRS])
{
    struct seen s = {0};
    uint16_t key[32];
    __mmask8 bad = 0;
    for (size_t i = 0; i + 64 <= r->n; i += 64) {
        for (size_t k = 0; k < 64; k += 16) make_keys(&s, key + k / 2, r, i + k);
        for (size_t k = 0; k < 64; k += 8) bad |= bad_weights(r->w_opt + i + k);
        add_pairs(to, key, r->w_opt + i, 32);
    }
    return !bad && all_valid(&s, n_groups);
}

#else

static bool weigh_pairs(const struct rows *r, size_t n_groups, pair to[PAIRS])
{
    uint16_t key[BLOCK / 2];
    size_t pairs = r->n / 64 * 32;
    if (!labels_are_valid(r, n_groups) || !weights_are_valid(r->w_opt, r->n)) return false;
    for (size_t p = 0; p < pairs; p++)
        key[p] = (uint16_t)(cell_of(r, 2 * p) << 4 | cell_of(r, 2 * p + 1) << 9);
    add_pairs(to, key, r->w_opt, pairs);
    return true;
}

#endif

/* ---- any number of groups ---- */

/* The histogram of row i is number i % lanes. A constant `lanes` lets the compiler unroll. */
static inline void add_in_lanes(const struct rows *r, double *cell, size_t cells, size_t lanes)
{
    size_t i = 0;
    for (; i + lanes <= r->n; i += lanes)
        for (size_t l = 0; l < lanes; l++)
            cell[l * cells + cell_of(r, i + l)] += r->w_opt ? r->w_opt[i + l] : 1;
    for (; i < r->n; i++) cell[cell_of(r, i)] += r->w_opt ? r->w_opt[i] : 1;
}

static void fold_lanes(double *cell, size_t cells, size_t lanes)
{
    for (size_t c = cells; c < cells * lanes; c++) cell[c % cells] += cell[c];
}

static struct rows part(const struct rows *all, size_t from, size_t most)
{
    size_t left = all->n - from;
    return (struct rows){all->y + from, all->yhat + from, all->group + from,
                         all->w_opt ? all->w_opt + from : NULL, left < most ? left : most};
}

/* cell[lanes * KINDS * n_groups], zeros; the sums end up in the first histogram. */
static bool add_rows(const struct rows *all, size_t n_groups, double *cell, size_t lanes)
{
    for (size_t from = 0; from < all->n; from += BLOCK) {
        struct rows r = part(all, from, BLOCK);
        if (!labels_are_valid(&r, n_groups)) return false;
        if (r.w_opt && !weights_are_valid(r.w_opt, r.n)) return false;
        if (lanes == LANES)
            add_in_lanes(&r, cell, KINDS * n_groups, LANES);
        else
            add_in_lanes(&r, cell, KINDS * n_groups, 1);
    }
    fold_lanes(cell, KINDS * n_groups, lanes);
    return true;
}

static bool count_rows(const struct rows *all, size_t n_groups, double *cell)
{
    struct bytes count;
    for (size_t from = 0; from < all->n; from += BLOCK) {
        struct rows r = part(all, from, BLOCK);
        if (!count_block(&r, n_groups, &count)) return false;
        add_counts(&count, n_groups, cell);
    }
    return true;
}

/* Whole strips of 64 rows by pairs, and then what is left. */
static bool weigh_rows(const struct rows *all, size_t n_groups, double *cell)
{
    size_t whole = all->n >= WORTH_PAIRS ? all->n / 64 * 64 : 0;
    struct rows rest = part(all, whole, all->n);
    if (whole) {
        pair sums[PAIRS];
        memset(sums, 0, sizeof sums);
        for (size_t from = 0; from < whole; from += BLOCK) {
            struct rows r = part(all, from, whole - from < BLOCK ? whole - from : BLOCK);
            if (!weigh_pairs(&r, n_groups, sums)) return false;
        }
        add_margins(sums, cell);
    }
    return add_rows(&rest, n_groups, cell, LANES);
}

/* ---- from cells to disparity ---- */

struct gap {
    double difference, ratio;
};

/* These keep a NaN, whichever of the two it is. */
static double smaller(double a, double b)
{
    return isnan(a) || a < b ? a : b;
}

static double larger(double a, double b)
{
    return isnan(a) || a > b ? a : b;
}

/* Rates of all groups among the rows of one label, and their gap. The group that is furthest from
 * overall, on either scale, has the lowest rate or the highest. */
static struct gap write_rates(const double *cell, size_t n_groups, enum ml_disparity how,
                              double *rate, bool *missing)
{
    double lowest = INFINITY, highest = -INFINITY, all = 0, flagged = 0;
    for (size_t g = 0; g < n_groups; g++) {
        double no = cell[KINDS * g], yes = cell[KINDS * g + 1];
        all += no + yes;
        flagged += yes;
        rate[g] = no + yes > 0 ? yes / (no + yes) : NAN;
        *missing |= isnan(rate[g]);
        if (rate[g] < lowest) lowest = rate[g];
        if (rate[g] > highest) highest = rate[g];
    }
    double overall = flagged / all;
    if (lowest > highest) return (struct gap){NAN, NAN};
    if (how == ML_BETWEEN_GROUPS) return (struct gap){highest - lowest, lowest / highest};
    double below = lowest < overall ? lowest / overall : overall / lowest;
    double above = highest > overall ? overall / highest : highest / overall;
    return (struct gap){larger(highest - overall, overall - lowest), smaller(below, above)};
}

static enum ml_status write_all(const double *cell, size_t n_groups, enum ml_disparity how,
                                enum ml_aggregate agg, double *tpr, double *fpr, double *difference,
                                double *ratio)
{
    bool missing = false;
    struct gap f = write_rates(cell, n_groups, how, fpr, &missing);
    struct gap t = write_rates(cell + 2, n_groups, how, tpr, &missing);
    bool worst = agg == ML_WORST;
    *difference = worst ? larger(t.difference, f.difference) : (t.difference + f.difference) / 2;
    *ratio = worst ? smaller(t.ratio, f.ratio) : (t.ratio + f.ratio) / 2;
    return missing || isnan(*ratio) ? ML_EDOM : ML_OK;
}

enum ml_status equalized_odds(const int32_t *y, const int32_t *yhat, const int32_t *group,
                              const double *w_opt, size_t n, size_t n_groups, enum ml_disparity how,
                              enum ml_aggregate agg, double *tpr, double *fpr, double *difference,
                              double *ratio)
{
    if (!y || !yhat || !group || !tpr || !fpr || !difference || !ratio) return ML_EINVAL;
    if (n == 0 || n_groups == 0 || (how != ML_BETWEEN_GROUPS && how != ML_TO_OVERALL))
        return ML_EINVAL;
    if (agg != ML_WORST && agg != ML_AVERAGE) return ML_EINVAL;
    struct rows all = {y, yhat, group, w_opt, n};
    double few[LANES * FEW_CELLS] = {0}, *cell = few;
    size_t cells = KINDS * n_groups, lanes = cells <= SMALL_HISTOGRAM ? LANES : 1;
    if (n_groups > FEW) cell = calloc(lanes * cells, sizeof *cell);
    if (!cell) return ML_ENOMEM;
    bool valid = n_groups > FEW ? add_rows(&all, n_groups, cell, lanes)
                 : w_opt        ? weigh_rows(&all, n_groups, cell)
                                : count_rows(&all, n_groups, cell);
    enum ml_status status =
        valid ? write_all(cell, n_groups, how, agg, tpr, fpr, difference, ratio) : ML_EINVAL;
    if (cell != few) free(cell);
    return status;
}
