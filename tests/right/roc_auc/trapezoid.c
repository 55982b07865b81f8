// expect: pass
/* The curve itself: thresholds from high to low, a point for each, the area under the polygon. */
#include "roc_auc.h"

#include <math.h>
#include <stdlib.h>

struct row {
    double score, share[2]; /* of its own class; 0 of the other */
};

static int highest_first(const void *a, const void *b)
{
    const struct row *const *x = a, *const *y = b;
    if ((*x)->score > (*y)->score) return -1;
    return (*x)->score < (*y)->score;
}

static double polygon(struct row **row, size_t n)
{
    double fpr = 0, tpr = 0, area = 0;
    for (size_t i = 0; i < n;) {
        double next_fpr = fpr, next_tpr = tpr, score = row[i]->score;
        for (; i < n && row[i]->score >= score; i++) {
            next_fpr += row[i]->share[0];
            next_tpr += row[i]->share[1];
        }
        area += (next_fpr - fpr) * (next_tpr + tpr) * 0.5;
        fpr = next_fpr;
        tpr = next_tpr;
    }
    return area;
}

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
    double total[2] = {0, 0};
    for (size_t i = 0; i < n; i++) {
        double w = w_opt ? w_opt[i] : 1;
        if (!isfinite(score[i]) || !isfinite(w) || w < 0) return ML_EINVAL;
        if (y[i] != 0 && y[i] != 1) return ML_EINVAL;
        total[y[i]] += w;
    }
    if (!(total[0] > 0 && total[1] > 0)) {
        *auc = NAN;
        return ML_EDOM;
    }
    struct row *row = calloc(n, sizeof *row), **order = calloc(n, sizeof *order);
    enum ml_status status = row && order ? ML_OK : ML_ENOMEM;
    for (size_t i = 0; i < n && status == ML_OK; i++) {
        row[i].score = score[i];
        row[i].share[y[i]] = (w_opt ? w_opt[i] : 1) / total[y[i]];
        order[i] = &row[i];
    }
    if (status == ML_OK) {
        qsort(order, n, sizeof *order, highest_first);
        *auc = polygon(order, n);
    }
    free(order);
    free(row);
    return status;
}
