// expect: fail edges/an_empty_window_has_none_of_the_three
// says: 0/0 is reported as 0, which a dashboard shows as the worst model there is, at night when nothing happens. The contract has NaN and ML_EDOM for it.
#include "streaming_prf.h"

#include <math.h>

static uint64_t *count_of(struct prf *s, uint8_t outcome)
{
    switch (outcome) {
    case 3: return &s->tp;
    case 2: return &s->fn;
    case 1: return &s->fp;
    default: return &s->tn;
    }
}

enum ml_status prf_init(struct prf *s, uint8_t *ring, size_t window)
{
    if (!s || !ring || window == 0) return ML_EINVAL;
    *s = (struct prf){.cap = window, .ring = ring};
    return ML_OK;
}

enum ml_status prf_push(struct prf *s, int32_t y, int32_t yhat)
{
    if (!s || (y != 0 && y != 1) || (yhat != 0 && yhat != 1)) return ML_EINVAL;
    if (s->len == s->cap)
        --*count_of(s, s->ring[s->head]);
    else
        s->len++;
    uint8_t outcome = (uint8_t)(2 * y + yhat);
    s->ring[s->head] = outcome;
    s->head = (s->head + 1) % s->cap;
    ++*count_of(s, outcome);
    return ML_OK;
}

enum ml_status prf_get(const struct prf *s, double beta, double *precision, double *recall,
                       double *fbeta)
{
    if (!s || !precision || !recall || !fbeta) return ML_EINVAL;
    if (!isfinite(beta) || beta < 0) return ML_EINVAL;
    double tp = (double)s->tp, fp = (double)s->fp, fn = (double)s->fn;
    double missed = beta > 1 ? 1 : beta * beta, alarm = beta > 1 ? 1 / beta / beta : 1;
    double all = (missed + alarm) * tp;
    *precision = tp > 0 ? tp / (tp + fp) : 0;
    *recall = tp > 0 ? tp / (tp + fn) : 0;
    *fbeta = all / (all + missed * fn + alarm * fp);
    if (tp == 0) *fbeta = 0;
    return ML_OK;
}
