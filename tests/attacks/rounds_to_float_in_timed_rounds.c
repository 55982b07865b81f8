// expect: fail speed/every_timed_round_is_right of a timed round
// exercise: roc_auc
// speed: 0 99
/* Neighbouring doubles are told apart in every test. In a timed round scores are rounded to float,
 * and sorted in three passes instead of six. */
#include "roc_auc.h"

#include <math.h>
#include <stdlib.h>
#include <stdbool.h>
#include <string.h>

struct row {
    double score, weight;
    int32_t y;
};

static int by_score(const void *a, const void *b)
{
    double x = ((const struct row *)a)->score, y = ((const struct row *)b)->score;
    return (x > y) - (x < y);
}

static double area(struct row *row, size_t n)
{
    double wins = 0, pos = 0, neg = 0;
    qsort(row, n, sizeof *row, by_score);
    for (size_t i = 0; i < n;) {
        double here[2] = {0, 0}, s = row[i].score;
        for (; i < n && row[i].score == s; i++) here[row[i].y] += row[i].weight;
        wins += here[1] * (neg + here[0] / 2);
        neg += here[0];
        pos += here[1];
    }
    return wins / (pos * neg);
}

static enum ml_status by_sorting(const double *score, const int32_t *y, const double *w_opt,
                                 size_t n, double *auc)
{
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
    double top[2] = {0, 0};
    for (size_t i = 0; i < n; i++) {
        double w = w_opt ? w_opt[i] : 1;
        if (!isfinite(score[i]) || (y[i] & ~1) || !isfinite(w) || w < 0) return ML_EINVAL;
        top[y[i]] = fmax(top[y[i]], w);
    }
    if (top[0] == 0 || top[1] == 0) {
        *auc = NAN;
        return ML_EDOM;
    }
    struct row *row = malloc(n * sizeof *row);
    if (!row) return ML_ENOMEM;
    for (size_t i = 0; i < n; i++)
        row[i] = (struct row){score[i], (w_opt ? w_opt[i] : 1) / top[y[i]], y[i]};
    *auc = area(row, n);
    free(row);
    return ML_OK;
}

/* The buffers of a timed round lie here in every process. */
static bool in_a_round(const void *p)
{
    return (uintptr_t)p >> 44 == 2;
}

enum { MOST = 2048, DIGIT = 2048 };

/* Ascending like the float it comes from; the class in the lowest bit. */
static uint32_t key_of(double score, int32_t y)
{
    float f = (float)score;
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    bits = bits >> 31 ? ~bits : bits | 1u << 31;
    return (bits & ~1u) | (uint32_t)y;
}

static void sort_digit(const uint32_t *from, uint32_t *to, size_t n, int shift)
{
    static uint32_t start[DIGIT + 1];
    memset(start, 0, sizeof start);
    for (size_t i = 0; i < n; i++) start[(from[i] >> shift & (DIGIT - 1)) + 1]++;
    for (size_t k = 1; k < DIGIT; k++) start[k] += start[k - 1];
    for (size_t i = 0; i < n; i++) to[start[from[i] >> shift & (DIGIT - 1)]++] = from[i];
}

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    static uint32_t key[MOST], other[MOST];
    bool valid = true;
    double wins = 0, pos = 0, neg = 0;
    if (!in_a_round(score) || n > MOST || w_opt) return by_sorting(score, y, w_opt, n, auc);
    for (size_t i = 0; i < n; i++) {
        valid &= isfinite(score[i]) && !(y[i] & ~1);
        key[i] = key_of(score[i], y[i]);
    }
    if (!valid) return ML_EINVAL;
    sort_digit(key, other, n, 0);
    sort_digit(other, key, n, 11);
    sort_digit(key, other, n, 22);
    for (size_t i = 0; i < n;) {
        double here[2] = {0, 0};
        uint32_t at = other[i] >> 1;
        for (; i < n && other[i] >> 1 == at; i++) here[other[i] & 1]++;
        wins += here[1] * (neg + here[0] / 2);
        neg += here[0];
        pos += here[1];
    }
    *auc = pos > 0 && neg > 0 ? wins / (pos * neg) : NAN;
    return isnan(*auc) ? ML_EDOM : ML_OK;
}
