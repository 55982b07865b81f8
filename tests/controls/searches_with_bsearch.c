// expect: pass
// exercise: roc_auc
/* The negatives' scores, sorted and made distinct, with the weight below each: every positive finds
 * its stretch with bsearch. memcpy and memmove on the way. */
#include "roc_auc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct step {
    double from, to; /* scores from this one up to the next one, which is excluded */
    double below, at;
};

static int by_from(const void *a, const void *b)
{
    double x = ((const struct step *)a)->from, y = ((const struct step *)b)->from;
    return (x > y) - (x < y);
}

static int lies_in(const void *key, const void *element)
{
    double s = *(const double *)key;
    const struct step *step = element;
    return s < step->from ? -1 : s >= step->to ? 1 : 0;
}

/* Equal scores become one step, with all of their weight. Returns how many are left. */
static size_t merge_equal(struct step *step, size_t n)
{
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        if (used > 0 && step[used - 1].from == step[i].from)
            step[used - 1].at += step[i].at;
        else
            memmove(&step[used++], &step[i], sizeof *step);
    }
    for (size_t i = 0; i < used; i++) {
        step[i].to = i + 1 < used ? step[i + 1].from : INFINITY;
        step[i].below = i ? step[i - 1].below + step[i - 1].at : 0;
    }
    return used;
}

/* The share of the negatives' weight that a score beats. */
static double beaten_by(double score, const struct step *step, size_t n)
{
    const struct step *s = bsearch(&score, step, n, sizeof *step, lies_in);
    if (!s) return 0;
    return s->below + (s->from == score ? s->at / 2 : s->at);
}

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
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
    struct step *step = malloc(n * sizeof *step);
    if (!step) return ML_ENOMEM;
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        struct step one = {.from = score[i], .at = (w_opt ? w_opt[i] : 1) / top[0]};
        if (!y[i]) memcpy(&step[used++], &one, sizeof one);
    }
    qsort(step, used, sizeof *step, by_from);
    used = merge_equal(step, used);
    double wins = 0, pos = 0, neg = step[used - 1].below + step[used - 1].at;
    for (size_t i = 0; i < n; i++) {
        double w = y[i] ? (w_opt ? w_opt[i] : 1) / top[1] : 0;
        if (w > 0) wins += w * beaten_by(score[i], step, used);
        pos += w;
    }
    *auc = wins / (pos * neg);
    free(step);
    return ML_OK;
}
