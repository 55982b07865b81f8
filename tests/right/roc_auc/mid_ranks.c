// expect: pass
/* The rank sum of the positives (Wilcoxon), ties at the middle of their ranks; a rank is a running
 * share of the weights. Shell's sort, in place. */
#include "roc_auc.h"

#include <math.h>
#include <stdlib.h>

struct row {
    double score, share;
    int32_t y;
};

static void shell_sort(struct row *row, size_t n)
{
    size_t gap = 1;
    while (gap < n / 3) gap = 3 * gap + 1;
    for (; gap > 0; gap /= 3)
        for (size_t i = gap; i < n; i++) {
            struct row moved = row[i];
            size_t j = i;
            for (; j >= gap && row[j - gap].score > moved.score; j -= gap) row[j] = row[j - gap];
            row[j] = moved;
        }
}

/* The positives' mean rank among all, less their mean rank among themselves, which is one half. */
static double rank_sum(const struct row *row, size_t n)
{
    double before = 0, sum = 0;
    for (size_t i = 0, end = 0; i < n; i = end) {
        double here = 0, positive = 0;
        for (; end < n && row[end].score == row[i].score; end++) {
            here += row[end].share;
            if (row[end].y) positive += row[end].share;
        }
        sum += positive * (before + here / 2);
        before += here;
    }
    return sum - 0.5;
}

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
    struct row *row = malloc(n * sizeof *row);
    enum ml_status status = row ? ML_OK : ML_ENOMEM;
    double total[2] = {0, 0};
    for (size_t i = 0; i < n && status == ML_OK; i++) {
        double w = w_opt ? w_opt[i] : 1;
        if (!isfinite(score[i]) || !isfinite(w) || w < 0 || (y[i] != 0 && y[i] != 1))
            status = ML_EINVAL;
        else
            total[y[i]] += w, row[i] = (struct row){score[i], w, y[i]};
    }
    if (status == ML_OK && (total[0] == 0 || total[1] == 0)) {
        *auc = NAN;
        status = ML_EDOM;
    }
    if (status == ML_OK) {
        for (size_t i = 0; i < n; i++) row[i].share /= total[row[i].y];
        shell_sort(row, n);
        *auc = rank_sum(row, n);
    }
    free(row);
    return status;
}
