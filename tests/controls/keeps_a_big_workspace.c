// expect: pass
// exercise: roc_auc
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

/* sum over the sets of positives * (negatives below + half of those beside), over all pairs */
static double area(const struct row *row, size_t n)
{
    double wins = 0, pos = 0, neg = 0;
    for (size_t i = 0; i < n;) {
        double here[2] = {0, 0}, score = row[i].score;
        for (; i < n && row[i].score == score; i++) here[row[i].y] += row[i].weight;
        wins += here[1] * (neg + here[0] / 2);
        neg += here[0];
        pos += here[1];
    }
    return wins / (pos * neg);
}

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
    double top[2] = {0, 0}; /* the largest weight of each class */
    for (size_t i = 0; i < n; i++) {
        double w = w_opt ? w_opt[i] : 1;
        if (!isfinite(score[i]) || (y[i] != 0 && y[i] != 1) || !isfinite(w) || w < 0)
            return ML_EINVAL;
        if (w > top[y[i]]) top[y[i]] = w;
    }
    if (top[0] == 0 || top[1] == 0) {
        *auc = NAN;
        return ML_EDOM;
    }
    static struct row workspace[1 << 20];
    struct row *row = n <= 1 << 20 ? workspace : malloc(n * sizeof *row);
    if (!row) return ML_ENOMEM;
    /* Relative to the largest of its class: no sum or product of weights overflows or vanishes. */
    for (size_t i = 0; i < n; i++)
        row[i] = (struct row){score[i], (w_opt ? w_opt[i] : 1) / top[y[i]], y[i]};
    qsort(row, n, sizeof *row, by_score);
    *auc = area(row, n);
    if (row != workspace) free(row);
    return ML_OK;
}
