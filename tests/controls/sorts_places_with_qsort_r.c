// expect: pass
// exercise: roc_auc
/* Sorts indices, not rows, with the qsort that takes a context: what C has for argsort. */
#include "roc_auc.h"

#include <math.h>
#include <stdlib.h>

static int by_score(const void *a, const void *b, void *score)
{
    const double *s = score;
    double x = s[*(const size_t *)a], y = s[*(const size_t *)b];
    return (x > y) - (x < y);
}

static double area(const double *score, const int32_t *y, const double *w, const size_t *place,
                   size_t n)
{
    double wins = 0, pos = 0, neg = 0;
    for (size_t i = 0; i < n;) {
        double here[2] = {0, 0}, s = score[place[i]];
        for (; i < n && score[place[i]] == s; i++) here[y[place[i]]] += w[place[i]];
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
    size_t *place = malloc(n * sizeof *place);
    double *w = malloc(n * sizeof *w);
    if (place && w) {
        for (size_t i = 0; i < n; i++) place[i] = i, w[i] = (w_opt ? w_opt[i] : 1) / top[y[i]];
        qsort_r(place, n, sizeof *place, by_score, (void *)(uintptr_t)score);
        *auc = area(score, y, w, place, n);
    }
    enum ml_status status = place && w ? ML_OK : ML_ENOMEM;
    free(w);
    free(place);
    return status;
}
