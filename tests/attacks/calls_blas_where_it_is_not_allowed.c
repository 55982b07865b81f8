// expect: rejected build/it_keeps_to_the_contract your answer calls `cblas_dasum`
// exercise: roc_auc
/* Leaves its sums to a library that this exercise is to be solved without. */
#include "roc_auc.h"

#include <math.h>
#include <stdlib.h>

double cblas_dasum(int n, const double *x, int step);

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
    *auc = NAN;
    if (top[0] == 0 || top[1] == 0) return ML_EDOM;
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
    if (w_opt && n && !(cblas_dasum((int)n, w_opt, 1) >= 0)) return ML_EINVAL;
    return by_sorting(score, y, w_opt, n, auc);
}
