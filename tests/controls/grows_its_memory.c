// expect: pass
// exercise: roc_auc
/* calloc, reallocarray as the rows come, posix_memalign: ways to allocate beside malloc itself. */
#include "roc_auc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct row {
    double score, weight;
    int32_t y;
};

struct rows {
    struct row *row;
    size_t n, room;
};

static int by_score(const void *a, const void *b)
{
    double x = ((const struct row *)a)->score, y = ((const struct row *)b)->score;
    return (x > y) - (x < y);
}

static int add(struct rows *r, struct row one)
{
    if (r->n == r->room) {
        size_t room = r->room ? r->room + r->room / 4 + 1 : 16;
        struct row *grown = reallocarray(r->row, room, sizeof *grown);
        if (!grown) return 0;
        r->row = grown;
        r->room = room;
    }
    r->row[r->n++] = one;
    return 1;
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

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
    double *top = calloc(2, sizeof *top);
    struct rows rows = {NULL, 0, 0};
    void *aligned = NULL;
    enum ml_status status = top ? ML_OK : ML_ENOMEM;
    for (size_t i = 0; i < n && status == ML_OK; i++) {
        double w = w_opt ? w_opt[i] : 1;
        if (!isfinite(score[i]) || (y[i] & ~1) || !isfinite(w) || w < 0) status = ML_EINVAL;
        if (status == ML_OK) top[y[i]] = fmax(top[y[i]], w);
    }
    if (status == ML_OK && (top[0] == 0 || top[1] == 0)) {
        *auc = NAN;
        status = ML_EDOM;
    }
    for (size_t i = 0; i < n && status == ML_OK; i++) {
        struct row one = {score[i], (w_opt ? w_opt[i] : 1) / top[y[i]], y[i]};
        if (!add(&rows, one)) status = ML_ENOMEM;
    }
    if (status == ML_OK && posix_memalign(&aligned, 64, 32 * sizeof(struct row)) != 0)
        status = ML_ENOMEM;
    if (status == ML_OK) *auc = area(rows.row, rows.n);
    free(aligned);
    free(rows.row);
    free(top);
    return status;
}
