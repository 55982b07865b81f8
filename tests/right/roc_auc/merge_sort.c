// expect: pass
/* Counts while it sorts: merging two sorted halves, each positive of one beats, or ties with, the
 * negatives of the other. Nothing is walked afterwards. */
#include "roc_auc.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct row {
    double score, weight[2]; /* as a negative, as a positive */
};

/* Positives of a against negatives of b, both sorted. */
static double cross(const struct row *a, size_t na, const struct row *b, size_t nb)
{
    double below = 0, wins = 0;
    for (size_t i = 0, j = 0; i < na; i++) {
        while (j < nb && b[j].score < a[i].score) below += b[j++].weight[0];
        double beside = 0;
        if (a[i].weight[1] > 0)
            for (size_t k = j; k < nb && b[k].score == a[i].score; k++) beside += b[k].weight[0];
        wins += a[i].weight[1] * (below + beside / 2);
    }
    return wins;
}

/* One row for all that score alike keeps `cross` linear. Returns how many are left. */
static size_t merge(const struct row *a, size_t na, const struct row *b, size_t nb, struct row *out)
{
    size_t n = 0;
    for (size_t i = 0, j = 0; i < na || j < nb;) {
        bool from_b = i == na || (j < nb && b[j].score < a[i].score);
        const struct row *next = from_b ? &b[j++] : &a[i++];
        if (n > 0 && out[n - 1].score == next->score) {
            out[n - 1].weight[0] += next->weight[0];
            out[n - 1].weight[1] += next->weight[1];
        } else {
            out[n++] = *next;
        }
    }
    return n;
}

/* Sorts and merges rows; *n becomes the number of scores. Returns the wins within. */
static double count(struct row *row, struct row *room, size_t *n)
{
    if (*n == 1) return row->weight[0] * row->weight[1] / 2;
    size_t na = *n / 2, nb = *n - na;
    struct row *a = row, *b = row + na;
    double wins = count(a, room, &na);
    wins += count(b, room, &nb);
    wins += cross(a, na, b, nb) + cross(b, nb, a, na);
    /* a tie across the halves is a pair of one cross or of the other, never of both */
    *n = merge(a, na, b, nb, room);
    memcpy(row, room, *n * sizeof *row);
    return wins;
}

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
    double total[2] = {0, 0};
    for (size_t i = 0; i < n; i++) {
        double w = w_opt ? w_opt[i] : 1;
        if (!isfinite(score[i]) || (y[i] & ~1) != 0 || !(w >= 0) || isinf(w)) return ML_EINVAL;
        total[y[i]] += w;
    }
    if (total[0] == 0 || total[1] == 0) {
        *auc = NAN;
        return ML_EDOM;
    }
    struct row *row = malloc(2 * n * sizeof *row);
    if (!row) return ML_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        row[i] = (struct row){.score = score[i]};
        row[i].weight[y[i]] = (w_opt ? w_opt[i] : 1) / total[y[i]];
    }
    size_t left = n;
    *auc = count(row, row + n, &left);
    free(row);
    return ML_OK;
}
