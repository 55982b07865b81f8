/* Area under the ROC curve without a sort. What makes it fast:
 *
 *   - Only pairs of a positive and a negative count, so order within a class is never needed: each
 *     positive asks how many negatives lie below it, and how many beside it.
 *   - split: one pass checks the rows and parts the classes, eight rows at a time.
 *   - deal:  more negatives than the cache holds are dealt into buckets by score, and so are the
 *            positives. Negatives of lower buckets lie below; the rest is counted bucket by bucket.
 *   - index: the negatives of a bucket go into two cells each by a counting sort: a count, a
 *            running sum, a move; no comparison, no branch on the data.
 *   - probe: a positive looks at four negatives at once, from the start of its cell on. What lies
 *            past the cell is larger and counts for nothing: no mask, no branch to foresee wrongly.
 *
 * A cell is trunc((s - lo) * scale): monotone in s however it is rounded, which is all that counts.
 * Where scores crowd (long tails, heavy ties) a bucket is dealt again, every other time by the bits
 * of the doubles, which parts any two values within a few rounds. Whole numbers add up exactly. */
#include "roc_auc.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#ifdef __AVX__
#include <immintrin.h>
#endif

enum {
    LANES = 4,
    INDEX_MAX = 32000, /* negatives that are indexed at once: their cells are 16-bit, and fit L2 */
    CELLS_EACH = 2,
    CROWD = 64, /* a cell with more negatives than this is too slow to probe */
    BUCKETS_MIN = 16,
    BUCKETS_MAX = 256,
    BUCKET_ROWS = 4096, /* what a bucket should hold */
    CHUNK = 256,
    SLACK = 8 /* a vector may be stored past the end */
};

struct side { /* the rows of one class, w NULL for weights of one; s2, w2: as much free space */
    double *s, *w, *s2, *w2;
    size_t n;
};

struct index {              /* negatives in the order of their cells; cell c begins at start[c] */
    double *s, *w, *sum;    /* sum[j]: the weight of those before j */
    uint16_t *start, *cell; /* cell[i]: of the i-th negative */
};

struct map { /* from scores to cells 0..last, monotone */
    double lo, scale;
    int64_t key;
    int shift; /* -1: by value, else by bits */
    int last;
};

/* ---- the order of doubles as that of integers ---- */

static int64_t key_of(double s)
{
    int64_t bits;
    memcpy(&bits, &s, sizeof bits);
    return bits ^ (int64_t)((uint64_t)(bits >> 63) >> 1);
}

static struct map map_by_bits(double lo, double hi, size_t cells)
{
    uint64_t range = (uint64_t)key_of(hi) - (uint64_t)key_of(lo);
    int shift = 0;
    while (range >> shift >= cells) shift++;
    return (struct map){.lo = lo, .key = key_of(lo), .shift = shift, .last = (int)cells - 1};
}

/* scale is 0 where lo..hi is too wide or too narrow for a straight line */
static struct map map_by_value(double lo, double hi, size_t cells)
{
    double scale = (double)(cells - 1) / (hi - lo);
    bool straight = hi - lo <= DBL_MAX && scale <= DBL_MAX;
    return (struct map){
        .lo = lo, .scale = straight ? scale : 0, .shift = -1, .last = (int)cells - 1};
}

static void cells_by_value(const struct map *m, const double *s, size_t n, uint16_t *cell)
{
    double lo = m->lo, scale = m->scale, last = m->last;
    for (size_t i = 0; i < n; i++) {
        double t = (s[i] - lo) * scale;
        t = t > 0 ? t : 0;
        t = t < last ? t : last;
        cell[i] = (uint16_t)(int32_t)t;
    }
}

static void cells_by_bits(const struct map *m, const double *s, size_t n, uint16_t *cell)
{
    for (size_t i = 0; i < n; i++) {
        int64_t key = key_of(s[i]);
        uint64_t t = key < m->key ? 0 : ((uint64_t)key - (uint64_t)m->key) >> m->shift;
        cell[i] = (uint16_t)(t < (uint64_t)m->last ? t : (uint64_t)m->last);
    }
}

static void cells_of(const struct map *m, const double *s, size_t n, uint16_t *cell)
{
    if (m->shift < 0)
        cells_by_value(m, s, n, cell);
    else
        cells_by_bits(m, s, n, cell);
}

/* ---- helpers ---- */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static double weight_of(struct side x)
{
    if (!x.w) return (double)x.n;
    double sum = 0;
    for (size_t i = 0; i < x.n; i++) sum += x.w[i];
    return sum;
}

typedef double lanes_f64 __attribute__((vector_size(8 * LANES)));
typedef int64_t lanes_i64 __attribute__((vector_size(8 * LANES)));

/* A vector comparison gives -1 where it holds; plain C takes a detour through mask registers. */
#ifdef __AVX__
#define LESS(a, b) ((lanes_i64)_mm256_cmp_pd(a, b, _CMP_LT_OQ))
#define AT_MOST(a, b) ((lanes_i64)_mm256_cmp_pd(a, b, _CMP_LE_OQ))
#else
#define LESS(a, b) ((a) < (b))
#define AT_MOST(a, b) ((a) <= (b))
#endif

/* a where the mask holds, else b */
#define PICK(mask, a, b) ((lanes_f64)(((mask) & (lanes_i64)(a)) | (~(mask) & (lanes_i64)(b))))

static void widen(lanes_f64 *lo, lanes_f64 *hi, const lanes_f64 *x)
{
    *lo = PICK(LESS(*x, *lo), *x, *lo);
    *hi = PICK(LESS(*hi, *x), *x, *hi);
}

static void range_of(const double *s, size_t n, double *lo, double *hi)
{
    lanes_f64 low = {s[0], s[0], s[0], s[0]}, high = low, x;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        memcpy(&x, s + i, sizeof x);
        widen(&low, &high, &x);
    }
    for (; i < n; i++) widen(&low, &high, &(lanes_f64){s[i], s[i], s[i], s[i]});
    *lo = fmin(fmin(low[0], low[1]), fmin(low[2], low[3]));
    *hi = fmax(fmax(high[0], high[1]), fmax(high[2], high[3]));
}

/* ---- index and probe ---- */

/* Inclusive running sums, four 16-bit numbers to a multiplication. */
static void running_sum(uint16_t *count, size_t cells)
{
    const uint64_t ones = 0x0001000100010001;
    uint64_t before = 0;
    for (size_t c = 0; c < cells; c += 4) {
        uint64_t x;
        memcpy(&x, count + c, sizeof x);
        x *= ones;
        uint64_t sums = x + before;
        before += (x >> 48) * ones;
        memcpy(count + c, &sums, sizeof sums);
    }
}

static bool index_build(const struct index *x, struct side neg, const struct map *m)
{
    size_t cells = (size_t)m->last + 1;
    memset(x->start, 0, cells * sizeof *x->start);
    cells_by_value(m, neg.s, neg.n, x->cell);
    for (size_t i = 0; i < neg.n; i++) x->start[x->cell[i]]++;
    uint16_t most = 0;
    for (size_t c = 0; c < cells; c++) most = x->start[c] > most ? x->start[c] : most;
    if (most > CROWD) return false;

    running_sum(x->start, cells);
    x->start[cells] = (uint16_t)neg.n;
    for (size_t i = 0; i < neg.n; i++) {
        size_t at = --x->start[x->cell[i]];
        x->s[at] = neg.s[i];
        if (neg.w) x->w[at] = neg.w[i];
    }
    for (size_t j = 0; j < LANES; j++) x->s[neg.n + j] = INFINITY;
    if (!neg.w) return true;
    x->sum[0] = 0;
    for (size_t j = 0; j < neg.n; j++) x->sum[j + 1] = x->sum[j] + x->w[j];
    for (size_t j = 0; j < LANES; j++) x->w[neg.n + j] = 0;
    return true;
}

static double probe_counts(const struct index *x, struct side pos, const struct map *m)
{
    lanes_i64 below = {0}, upto = {0};
    uint64_t before = 0;
    uint16_t cell[CHUNK];
    for (size_t i = 0; i < pos.n; i += CHUNK) {
        size_t chunk = least(CHUNK, pos.n - i);
        cells_by_value(m, pos.s + i, chunk, cell);
        for (size_t j = 0; j < chunk; j++) {
            double s = pos.s[i + j];
            lanes_f64 me = {s, s, s, s}, them;
            size_t at = x->start[cell[j]], end = x->start[cell[j] + 1];
            before += at;
            do {
                memcpy(&them, x->s + at, sizeof them);
                below -= LESS(them, me);
                upto -= AT_MOST(them, me);
                at += LANES;
            } while (__builtin_expect(at < end, 0));
        }
    }
    lanes_i64 both = below + upto;
    return (double)(2 * before + (uint64_t)(both[0] + both[1] + both[2] + both[3]));
}

static double probe_weights(const struct index *x, struct side pos, const struct map *m)
{
    lanes_f64 inside = {0};
    double before = 0;
    uint16_t cell[CHUNK];
    for (size_t i = 0; i < pos.n; i += CHUNK) {
        size_t chunk = least(CHUNK, pos.n - i);
        cells_by_value(m, pos.s + i, chunk, cell);
        for (size_t j = 0; j < chunk; j++) {
            double s = pos.s[i + j], w = pos.w[i + j];
            lanes_f64 me = {s, s, s, s}, my = {w, w, w, w}, them, their;
            size_t at = x->start[cell[j]], end = x->start[cell[j] + 1];
            before += w * x->sum[at];
            do {
                memcpy(&them, x->s + at, sizeof them);
                memcpy(&their, x->w + at, sizeof their);
                lanes_f64 below = (lanes_f64)(LESS(them, me) & (lanes_i64)their);
                lanes_f64 upto = (lanes_f64)(AT_MOST(them, me) & (lanes_i64)their);
                inside += my * (below + upto);
                at += LANES;
            } while (__builtin_expect(at < end, 0));
        }
    }
    return 2 * before + inside[0] + inside[1] + inside[2] + inside[3];
}

/* ---- deal ---- */

/* Moves the rows to the free space, bucket by bucket; bucket b is then start[b]..start[b + 1]. */
static void spread(struct side x, const struct map *m, size_t *start)
{
    uint16_t cell[CHUNK];
    size_t next[BUCKETS_MAX] = {0}, sum = 0;
    for (size_t i = 0; i < x.n; i += CHUNK) {
        size_t chunk = least(CHUNK, x.n - i);
        cells_of(m, x.s + i, chunk, cell);
        for (size_t j = 0; j < chunk; j++) next[cell[j]]++;
    }
    for (int b = 0; b <= m->last; b++) {
        start[b] = sum;
        sum += next[b];
        next[b] = start[b];
    }
    start[m->last + 1] = sum;
    for (size_t i = 0; i < x.n; i += CHUNK) {
        size_t chunk = least(CHUNK, x.n - i);
        cells_of(m, x.s + i, chunk, cell);
        for (size_t j = 0; j < chunk; j++) {
            size_t to = next[cell[j]]++;
            x.s2[to] = x.s[i + j];
            if (x.w) x.w2[to] = x.w[i + j];
        }
    }
}

static struct side bucket(struct side x, const size_t *start, int b)
{
    size_t at = start[b];
    return (struct side){x.s2 + at, x.w ? x.w2 + at : NULL, x.s + at, x.w ? x.w + at : NULL,
                         start[b + 1] - at};
}

static double wins(struct side neg, struct side pos, int depth, const struct index *room);

static double deal(struct side neg, struct side pos, const struct map *m, int depth,
                   const struct index *room)
{
    size_t neg_at[BUCKETS_MAX + 1], pos_at[BUCKETS_MAX + 1];
    spread(neg, m, neg_at);
    spread(pos, m, pos_at);
    double sum = 0, below = 0;
    for (int b = 0; b <= m->last; b++) {
        struct side these = bucket(neg, neg_at, b), those = bucket(pos, pos_at, b);
        sum += 2 * below * weight_of(those);
        below += weight_of(these); /* asked now: wins leaves the rows in any state */
        sum += wins(these, those, depth + 1, room);
    }
    return sum;
}

/* All negatives score s. */
static double wins_over_one(double s, double weight, struct side pos)
{
    double sum = 0;
    for (size_t i = 0; i < pos.n; i++)
        sum += (pos.w ? pos.w[i] : 1) * ((pos.s[i] > s) + (pos.s[i] >= s));
    return sum * weight;
}

/* sum over pairs of w[i] w[j] (2 [s_i > s_j] + [s_i = s_j]) */
static double wins(struct side neg, struct side pos, int depth, const struct index *room)
{
    if (neg.n == 0 || pos.n == 0) return 0;
    double lo, hi;
    range_of(neg.s, neg.n, &lo, &hi);
    if (lo == hi) return wins_over_one(lo, weight_of(neg), pos);
    if (neg.n <= INDEX_MAX) {
        struct map fine = map_by_value(lo, hi, (neg.n * CELLS_EACH + 3) / 4 * 4);
        if (fine.scale > 0 && index_build(room, neg, &fine))
            return neg.w ? probe_weights(room, pos, &fine) : probe_counts(room, pos, &fine);
    }
    size_t buckets = (neg.n + pos.n) / BUCKET_ROWS;
    buckets = buckets < BUCKETS_MIN ? BUCKETS_MIN : least(buckets, BUCKETS_MAX);
    struct map coarse = map_by_value(lo, hi, buckets);
    if (depth % 2 || coarse.scale == 0) coarse = map_by_bits(lo, hi, buckets);
    return deal(neg, pos, &coarse, depth, room);
}

/* ---- split ---- */

/* Parts the rows from i on; false if one is bad. -0.0 becomes +0.0, so that their bits tie too. */
static bool split_rows(const double *score, const int32_t *y, const double *w, size_t i, size_t n,
                       struct side *neg, struct side *pos)
{
    bool bad = false;
    size_t negs = neg->n, poss = pos->n;
    for (; i < n; i++) {
        uint32_t label = (uint32_t)y[i];
        neg->s[negs] = pos->s[poss] = score[i] + 0.0;
        if (w) neg->w[negs] = pos->w[poss] = w[i];
        if (w) bad |= !(w[i] >= 0 && w[i] <= DBL_MAX);
        bad |= label > 1 || !(fabs(score[i]) <= DBL_MAX);
        poss += label & 1;
        negs += !(label & 1);
    }
    neg->n = negs, pos->n = poss;
    return !bad;
}

#if defined(__AVX512F__) && defined(__AVX512VL__)
static bool split_eights(const double *score, const int32_t *y, size_t n, struct side *neg,
                         struct side *pos)
{
    const __m512d most = _mm512_set1_pd(DBL_MAX);
    unsigned good = 0xFF;
    size_t negs = 0, poss = 0;
    for (size_t i = 0; i + 8 <= n; i += 8) {
        __m512d s = _mm512_add_pd(_mm512_loadu_pd(score + i), _mm512_setzero_pd());
        __m256i label = _mm256_loadu_si256((const __m256i *)(const void *)(y + i));
        __mmask8 is_neg = _mm256_cmpeq_epi32_mask(label, _mm256_setzero_si256());
        __mmask8 is_pos = _mm256_cmpeq_epi32_mask(label, _mm256_set1_epi32(1));
        good &= _mm512_cmp_pd_mask(_mm512_abs_pd(s), most, _CMP_LE_OQ) & (is_neg | is_pos);
        _mm512_storeu_pd(neg->s + negs, _mm512_maskz_compress_pd(is_neg, s));
        _mm512_storeu_pd(pos->s + poss, _mm512_maskz_compress_pd(is_pos, s));
        negs += (size_t)__builtin_popcount(is_neg);
        poss += (size_t)__builtin_popcount(is_pos);
    }
    neg->n = negs, pos->n = poss;
    return good == 0xFF;
}
#endif

static bool split(const double *score, const int32_t *y, const double *w, size_t n,
                  struct side *neg, struct side *pos)
{
    size_t done = 0;
    neg->n = pos->n = 0;
#if defined(__AVX512F__) && defined(__AVX512VL__)
    if (!w) {
        if (!split_eights(score, y, n, neg, pos)) return false;
        done = n / 8 * 8;
    }
#endif
    return split_rows(score, y, w, done, n, neg, pos);
}

/* Brings the weights to at most one, by a power of two; false if none is above zero. */
static bool tame(struct side x)
{
    if (!x.w) return x.n > 0;
    double top = 0;
    for (size_t i = 0; i < x.n; i++) top = x.w[i] > top ? x.w[i] : top;
    if (!(top > 0)) return false;
    double unit = ldexp(1, -ilogb(top) < 1000 ? -ilogb(top) : 1000);
    for (size_t i = 0; i < x.n; i++) x.w[i] *= unit;
    return true;
}

/* One block holds it all. Negatives fill the first column of rows from its start, positives the
 * second: what is left of either is just what the other class needs to be dealt into. */
enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
    size_t rows = n + SLACK, m = least(n, INDEX_MAX) + SLACK, kinds = w_opt ? 2 : 1;
    size_t doubles = 2 * kinds * rows + (2 * kinds - 1) * m, shorts = (1 + CELLS_EACH) * m;
    double *heap = malloc(doubles * sizeof(double) + shorts * sizeof(uint16_t));
    if (!heap) return ML_ENOMEM;

    double *at = heap + 2 * kinds * rows;
    uint16_t *cells = (uint16_t *)(heap + doubles);
    struct index room = {.s = at, .cell = cells, .start = cells + m};
    struct side neg = {.s = heap}, pos = {.s = heap + rows};
    if (w_opt) neg.w = heap + 2 * rows, pos.w = heap + 3 * rows;
    if (w_opt) room.w = at + m, room.sum = at + 2 * m;

    enum ml_status status = ML_EINVAL;
    if (split(score, y, w_opt, n, &neg, &pos)) {
        neg.s2 = pos.s + pos.n, pos.s2 = neg.s + neg.n;
        if (w_opt) neg.w2 = pos.w + pos.n, pos.w2 = neg.w + neg.n;
        bool defined = tame(neg) && tame(pos);
        double pairs = weight_of(neg) * weight_of(pos);
        *auc = defined ? wins(neg, pos, 0, &room) / 2 / pairs : NAN;
        status = defined ? ML_OK : ML_EDOM;
    }
    free(heap);
    return status;
}
