// expect: pass
/* Sorts the negatives alone (a heap, in place); each positive then searches its place among them.
 * Running weights are summed with Kahan's correction, the wins in long double. */
#include "roc_auc.h"

#include <math.h>
#include <stdlib.h>

struct negative {
    double score, upto; /* a weight first, then the weight of all up to here */
};

static void sift(struct negative *x, size_t i, size_t n)
{
    struct negative moved = x[i];
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && x[child].score < x[child + 1].score) child++;
        if (x[child].score <= moved.score) break;
        x[i] = x[child];
    }
    x[i] = moved;
}

static void heap_sort(struct negative *x, size_t n)
{
    for (size_t i = n / 2; i-- > 0;) sift(x, i, n);
    for (size_t end = n; end-- > 1;) {
        struct negative swap = x[0];
        x[0] = x[end], x[end] = swap;
        sift(x, 0, end);
    }
}

static void accumulate(struct negative *x, size_t n)
{
    double sum = 0, lost = 0;
    for (size_t i = 0; i < n; i++) {
        double term = x[i].upto - lost, next = sum + term;
        lost = (next - sum) - term;
        x[i].upto = sum = next;
    }
}

/* The weight of the negatives that score less than s, or at most s. */
static double weight_up_to(const struct negative *x, size_t n, double s, int or_equal)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (x[mid].score < s || (or_equal && x[mid].score == s))
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo ? x[lo - 1].upto : 0;
}

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
    size_t negatives = 0, m = 0;
    double top[2] = {0, 0};
    for (size_t i = 0; i < n; i++) {
        double w = w_opt ? w_opt[i] : 1;
        if (!isfinite(score[i]) || !isfinite(w) || w < 0) return ML_EINVAL;
        if (y[i] != 0 && y[i] != 1) return ML_EINVAL;
        top[y[i]] = w > top[y[i]] ? w : top[y[i]];
        negatives += y[i] == 0;
    }
    if (top[0] == 0 || top[1] == 0) {
        *auc = NAN;
        return ML_EDOM;
    }
    struct negative *x = malloc(negatives * sizeof *x);
    if (!x) return ML_ENOMEM;
    for (size_t i = 0; i < n; i++)
        if (y[i] == 0) x[m++] = (struct negative){score[i], (w_opt ? w_opt[i] : 1) / top[0]};
    heap_sort(x, m);
    accumulate(x, m);
    long double wins = 0, pos = 0;
    for (size_t i = 0; i < n; i++) {
        if (y[i] == 0) continue;
        double w = (w_opt ? w_opt[i] : 1) / top[1];
        pos += w;
        wins +=
            (long double)w * (weight_up_to(x, m, score[i], 0) + weight_up_to(x, m, score[i], 1));
    }
    *auc = (double)(wins / 2 / pos / x[m - 1].upto);
    free(x);
    return ML_OK;
}
