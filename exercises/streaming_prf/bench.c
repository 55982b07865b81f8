/* A stream of 4096 outcomes, pushed one by one through a window of 64 to 1024, and asked four times
 * on the way, with a beta of its own. Each call reads labels where they lie, at a place drawn for
 * it, on pools of fresh ones. Before it, one place gets fresh labels. One call in 8 is at the same
 * place as the last. One in 16 pushes a label that is none in between, asks for a window of 0
 * first, or gives a beta that is none at the end. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/lap.h"
#include "harness/trial.h"
#include "streaming_prf.h"

enum { SPARE = 512, MOST = 1 << 20, SAME_PLACE = 8, ODD_CALLS = 16, QUARTERS = 4 };
enum { SHORTEST = 64, LONGEST = 1024 };
enum kind { ORDINARY, A_BAD_LABEL, NO_WINDOW, A_BAD_BETA, KINDS };

struct one_call {
    size_t at, fresh,
        odd;         /* where its labels begin; in the pools, what is fresh, and the bad one */
    int32_t y, yhat; /* the fresh ones */
    size_t window;
    double beta;
    enum kind kind;
};

struct quarter {
    struct prf counts; /* as they were; nobody looks at the rest of it */
    double precision, recall, fbeta;
    int64_t status;
};

struct outcome {
    uint64_t refused; /* pushes that did not return ML_OK */
    int64_t odd_status;
    struct quarter quarter[QUARTERS];
};

static size_t n;
static int32_t *pool_y, *pool_yhat;
static uint8_t *ring;
static struct one_call *asked;
static struct outcome *outcome;
static const struct one_call *now;

static void lay(size_t size, size_t calls)
{
    n = size;
    pool_y = lap_given((n + SPARE) * sizeof *pool_y);
    pool_yhat = lap_given((n + SPARE) * sizeof *pool_yhat);
    asked = lap_given(calls * sizeof *asked);
    ring = lap_asked(LONGEST);
    outcome = lap_asked(calls * sizeof *outcome);
}

/* Three in eight are positives; of these five in eight raise an alarm, of the others two. */
static void labels(struct ml_rng *r, int32_t *y, int32_t *yhat)
{
    uint64_t bits = ml_rng_u64(r);
    *y = (bits & 7) < 3;
    *yhat = (bits >> 3 & 7) < (*y ? 5 : 2);
}

static void fill(size_t size, size_t calls, struct ml_rng *r)
{
    for (size_t i = 0; i < size + SPARE; i++) labels(r, &pool_y[i], &pool_yhat[i]);
    for (size_t i = 0; i < calls; i++) {
        struct one_call *c = &asked[i];
        *c = (struct one_call){.at = ml_rng_below(r, SPARE + 1)};
        if (i > 0 && ml_rng_below(r, SAME_PLACE) == 0) c->at = asked[i - 1].at;
        labels(r, &c->y, &c->yhat);
        c->fresh = c->at + ml_rng_below(r, n);
        c->odd = c->at + ml_rng_below(r, n);
        c->window = SHORTEST + ml_rng_below(r, LONGEST - SHORTEST + 1);
        c->beta = ml_rng_below(r, 2) ? 1 : 3 * ml_rng_uniform(r);
        if (ml_rng_below(r, ODD_CALLS) == 0) c->kind = 1 + (enum kind)ml_rng_below(r, KINDS - 1);
    }
}

static void put(size_t i)
{
    now = &asked[i];
    pool_y[now->fresh] = now->y;
    pool_yhat[now->fresh] = now->yhat;
    if (now->kind != A_BAD_LABEL) return;
    int32_t *pool = now->odd % 2 ? pool_y : pool_yhat;
    LAP_SPOIL(pool[now->odd], now->odd % 3 ? 2 : -1);
}

static uint64_t push(struct prf *s, const int32_t *y, const int32_t *yhat, size_t count)
{
    uint64_t refused = 0;
#pragma GCC unroll 8
    for (size_t i = 0; i < count; i++) refused += prf_push(s, y[i], yhat[i]) != ML_OK;
    return refused;
}

static void call(size_t i)
{
    struct outcome *o = &outcome[i];
    const int32_t *y = pool_y + now->at, *yhat = pool_yhat + now->at;
    _Alignas(64) struct prf s; /* across two pages it would be slow, for some answers, by luck */
    o->odd_status = now->kind == NO_WINDOW ? prf_init(&s, ring, 0) : ML_OK;
    prf_init(&s, ring, now->window);
    o->refused = 0;
    for (size_t k = 0; k < QUARTERS; k++) {
        struct quarter *q = &o->quarter[k];
        o->refused += push(&s, y + n / QUARTERS * k, yhat + n / QUARTERS * k, n / QUARTERS);
        q->counts = s;
        q->status = prf_get(&s, now->beta, &q->precision, &q->recall, &q->fbeta);
    }
    double unused[3];
    if (now->kind == A_BAD_BETA)
        o->odd_status = prf_get(&s, -now->beta, &unused[0], &unused[1], &unused[2]);
}

/* ---- checking: the labels as call i saw them, but for the bad one ---- */

static int32_t seen_y[MOST + SPARE], seen_yhat[MOST + SPARE];

JUDGE static void replay(size_t i, const struct one_call *calls)
{
    if (i == 0) {
        memcpy(seen_y, lap_left(pool_y), (n + SPARE) * sizeof *seen_y);
        memcpy(seen_yhat, lap_left(pool_yhat), (n + SPARE) * sizeof *seen_yhat);
    }
    seen_y[calls[i].fresh] = calls[i].y;
    seen_yhat[calls[i].fresh] = calls[i].yhat;
}

/* Of the last outcomes before place `end`, as many as the window holds. */
JUDGE static struct prf counts_before(const struct one_call *c, size_t end)
{
    struct prf t = {0};
    size_t found = 0;
    for (size_t j = end; j-- > c->at && found < c->window;) {
        if (c->kind == A_BAD_LABEL && j == c->odd) continue;
        found++;
        t.tp += seen_y[j] && seen_yhat[j];
        t.fp += !seen_y[j] && seen_yhat[j];
        t.fn += seen_y[j] && !seen_yhat[j];
        t.tn += !seen_y[j] && !seen_yhat[j];
    }
    return t;
}

JUDGE static const char *differs(const char *what, double got, double want, double rtol)
{
    static char words[160];
    if (isnan(want) ? isnan(got) : fabs(got - want) <= rtol * want) return NULL;
    snprintf(words, sizeof words, "%s: expected %.17g, got %.17g", what, want, got);
    return words;
}

/* The tolerances are the contract's. */
JUDGE static const char *compare(const struct quarter *q, const struct prf *t, double beta)
{
    double tp = (double)t->tp, fp = (double)t->fp, fn = (double)t->fn, square = beta * beta;
    double fbeta = (1 + square) * tp / ((1 + square) * tp + square * fn + fp);
    enum ml_status status = t->tp + t->fp == 0 || t->tp + t->fn == 0 ? ML_EDOM : ML_OK;
    const char *wrong = differs("tp", (double)q->counts.tp, tp, 0);
    if (!wrong) wrong = differs("fp", (double)q->counts.fp, fp, 0);
    if (!wrong) wrong = differs("fn", (double)q->counts.fn, fn, 0);
    if (!wrong) wrong = differs("tn", (double)q->counts.tn, (double)t->tn, 0);
    if (!wrong) wrong = differs("precision", q->precision, tp / (tp + fp), 4 * DBL_EPSILON);
    if (!wrong) wrong = differs("recall", q->recall, tp / (tp + fn), 4 * DBL_EPSILON);
    if (!wrong) wrong = differs("fbeta", q->fbeta, fbeta, 20 * DBL_EPSILON);
    return wrong ? wrong : differs("the status", -(double)q->status, -(double)status, 0);
}

static const char *check(size_t i)
{
    const struct one_call *c = (const struct one_call *)lap_left(asked) + i;
    const struct outcome *o = (const struct outcome *)lap_left(outcome) + i;
    replay(i, lap_left(asked));
    uint64_t refused = c->kind == A_BAD_LABEL && c->odd - c->at < n / QUARTERS * QUARTERS;
    if (o->refused < refused) return "a label that is neither 0 nor 1 was not refused";
    if (o->refused > refused) return "an outcome was refused";
    bool odd = c->kind == NO_WINDOW || c->kind == A_BAD_BETA;
    if (o->odd_status != (odd ? ML_EINVAL : ML_OK))
        return c->kind == NO_WINDOW ? "a window of 0 was not refused"
                                    : "a negative beta was not refused";
    for (size_t k = 0; k < QUARTERS; k++) {
        struct prf t = counts_before(c, c->at + n / QUARTERS * (k + 1));
        const char *wrong = compare(&o->quarter[k], &t, c->beta);
        if (wrong) return wrong;
    }
    return NULL;
}

/* A label and a prediction are 8 bytes. One count goes up, and one goes down. */
const struct workload workload = {
    .sizes = {1024, 4096, 65536, 1 << 20},
    .graded = 4096,
    .unit = "outcome",
    .bytes_per_n = 2 * sizeof(int32_t),
    .flops_per_n = 2,
    .lay = lay,
    .fill = fill,
    .put = put,
    .call = call,
    .check = check,
};
