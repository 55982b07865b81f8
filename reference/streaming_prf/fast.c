/* What makes this fast:
 *
 *   no case apart while it fills   init writes a fifth outcome, "nothing", all over the ring. What
 *                                  leaves a window that is not full yet is then nothing, which is
 *                                  taken off no count
 *   four counts at once            they stand side by side at the head of the struct, so that one
 *                                  vector is loaded, has what came added and what left taken off,
 *                                  and is stored. No branch on outcomes, which nobody can guess
 *   a comparison for the ring      in place of a division; it is guessed right but once around
 *   one test of both labels        y | yhat is 0 or 1 only if both are; a negative one is large
 *
 * What remains is the time that the counts take through memory, from one push's store to the next
 * one's load, and that of being called; len is not needed. A vector across two pages takes that way
 * six times as long, across two cache lines it does not: a caller with many windows aligns them. */
#include "streaming_prf.h"

#include <math.h>
#include <string.h>

enum { NOTHING = 4 }; /* the others are 2 y + yhat */

typedef uint64_t counts __attribute__((vector_size(32)));

_Static_assert(offsetof(struct prf, tn) == 3 * sizeof(uint64_t), "tp fp fn tn, side by side");

static const counts one_of[5] = {{0, 0, 0, 1}, {0, 1, 0, 0}, {0, 0, 1, 0}, {1, 0, 0, 0}, {0}};

enum ml_status prf_init(struct prf *s, uint8_t *ring, size_t window)
{
    if (!s || !ring || window == 0) return ML_EINVAL;
    *s = (struct prf){.cap = window, .ring = ring};
    memset(ring, NOTHING, window);
    return ML_OK;
}

enum ml_status prf_push(struct prf *s, int32_t y, int32_t yhat)
{
    if (!s || (uint32_t)(y | yhat) > 1) return ML_EINVAL;
    size_t head = s->head;
    unsigned outcome = 2 * (unsigned)y + (unsigned)yhat, old = s->ring[head];
    s->ring[head] = (uint8_t)outcome;
    counts now;
    memcpy(&now, s, sizeof now);
    now += one_of[outcome] - one_of[old];
    memcpy(s, &now, sizeof now);
    if (++head == s->cap) head = 0;
    s->head = head;
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
    *precision = tp / (tp + fp); /* 0/0 is NaN */
    *recall = tp / (tp + fn);
    *fbeta = all / (all + missed * fn + alarm * fp);
    if (tp == 0) *fbeta = fp == 0 && (fn == 0 || beta == 0) ? NAN : 0;
    return isnan(*precision) || isnan(*recall) ? ML_EDOM : ML_OK;
}
