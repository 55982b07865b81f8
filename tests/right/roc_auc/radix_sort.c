// expect: pass
/* Radix sort, eight bits at a time from the lowest, of the bits of the doubles made to order like
 * integers; a digit that all rows share is skipped. The sign of a row's weight is its class. */
#include "roc_auc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct row {
    uint64_t key;
    double weight;
};

static uint64_t key_of(double score)
{
    uint64_t bits;
    score += 0.0; /* one zero */
    memcpy(&bits, &score, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static struct row *sort(struct row *from, struct row *to, size_t n)
{
    static size_t count[8][256];
    memset(count, 0, sizeof count);
    for (size_t i = 0; i < n; i++)
        for (int d = 0; d < 8; d++) count[d][from[i].key >> 8 * d & 255]++;
    for (int d = 0; d < 8; d++) {
        if (count[d][from[0].key >> 8 * d & 255] == n) continue;
        size_t at[256], sum = 0;
        for (int b = 0; b < 256; b++) at[b] = sum, sum += count[d][b];
        for (size_t i = 0; i < n; i++) to[at[from[i].key >> 8 * d & 255]++] = from[i];
        struct row *swap = from;
        from = to, to = swap;
    }
    return from;
}

static double area(const struct row *row, size_t n)
{
    double wins = 0, pos = 0, neg = 0;
    for (size_t i = 0; i < n;) {
        uint64_t key = row[i].key;
        double p = 0, q = 0;
        for (; i < n && row[i].key == key; i++)
            if (row[i].weight > 0)
                p += row[i].weight;
            else
                q -= row[i].weight;
        wins += p * (neg + 0.5 * q);
        neg += q, pos += p;
    }
    return wins / pos / neg;
}

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
    double top[2] = {0, 0};
    for (size_t i = 0; i < n; i++) {
        double w = w_opt ? w_opt[i] : 1;
        if (!isfinite(score[i]) || y[i] < 0 || y[i] > 1 || !isfinite(w) || w < 0) return ML_EINVAL;
        top[y[i]] = fmax(top[y[i]], w);
    }
    if (top[0] == 0 || top[1] == 0) {
        *auc = NAN;
        return ML_EDOM;
    }
    struct row *row = malloc(2 * n * sizeof *row);
    if (!row) return ML_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        double w = (w_opt ? w_opt[i] : 1) / top[y[i]];
        row[i] = (struct row){key_of(score[i]), y[i] ? w : -w};
    }
    *auc = area(sort(row, row + n, n), n);
    free(row);
    return ML_OK;
}
