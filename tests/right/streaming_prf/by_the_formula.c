// expect: pass
/* A table of the counts, and fbeta as the contract writes it, in long double, whose range holds the
 * square of any double. */
#include "streaming_prf.h"

#include <math.h>

static uint64_t *count_of(struct prf *s, unsigned outcome)
{
    uint64_t *const of[] = {&s->tn, &s->fp, &s->fn, &s->tp};
    return of[outcome];
}

enum ml_status prf_init(struct prf *s, uint8_t *ring, size_t window)
{
    if (!s || !ring || window == 0) return ML_EINVAL;
    *s = (struct prf){.cap = window, .ring = ring};
    return ML_OK;
}

enum ml_status prf_push(struct prf *s, int32_t y, int32_t yhat)
{
    if (!s || y < 0 || y > 1 || yhat < 0 || yhat > 1) return ML_EINVAL;
    uint8_t outcome = (uint8_t)(y * 2 + yhat);
    if (s->len < s->cap) {
        s->ring[s->len++] = outcome;
    } else {
        *count_of(s, s->ring[s->head]) -= 1;
        s->ring[s->head++] = outcome;
        if (s->head == s->cap) s->head = 0;
    }
    *count_of(s, outcome) += 1;
    return ML_OK;
}

enum ml_status prf_get(const struct prf *s, double beta, double *precision, double *recall,
                       double *fbeta)
{
    if (!s || !precision || !recall || !fbeta || !isfinite(beta) || beta < 0) return ML_EINVAL;
    long double tp = s->tp, fp = s->fp, fn = s->fn, square = (long double)beta * beta;
    *precision = (double)(tp / (tp + fp));
    *recall = (double)(tp / (tp + fn));
    *fbeta = (double)((1 + square) * tp / ((1 + square) * tp + square * fn + fp));
    return isnan(*precision) || isnan(*recall) || isnan(*fbeta) ? ML_EDOM : ML_OK;
}
