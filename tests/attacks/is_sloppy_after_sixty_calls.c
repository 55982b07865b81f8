// expect: fail speed/every_timed_round_is_right of a timed round
// exercise: roc_auc
// speed: 0 99
/* Sorts in its first 60 calls. No trial makes that many at this size; a timed process does, and
 * from then on the first half of the rows stands for all. */
#include "roc_auc.h"

#include <math.h>
#include <stdlib.h>

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

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    static unsigned calls;
    if (n >= 1000 && ++calls > 60 && !w_opt) n /= 2;
    return by_sorting(score, y, w_opt, n, auc);
}
