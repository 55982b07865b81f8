/* The contract grants precision and recall 4 epsilon of themselves, and fbeta 16. scikit-learn
 * divides the same counts, and makes its F of precision and recall: five roundings more, and their
 * own two. */
#include "tests/authority/ask.h"

#include "exercises/streaming_prf/streaming_prf.h"

struct window {
    enum ml_status (*init)(struct prf *, uint8_t *, size_t);
    enum ml_status (*push)(struct prf *, int32_t, int32_t);
    enum ml_status (*get)(const struct prf *, double, double *, double *, double *);
};

static void compare(struct run *r, const char *what, double got, double want, double units)
{
    double unit = DBL_EPSILON * fabs(want);
    expect_near(r, &r->in_double, what, got, want, units * unit, unit);
}

static void ask_now(struct run *r, const struct window *f, const struct prf *s, const double *want,
                    int status)
{
    double precision = UNTOUCHED, recall = UNTOUCHED, fbeta = UNTOUCHED;
    int got = f->get(s, case_number(r->at, "beta"), &precision, &recall, &fbeta);
    expect_status_is(r, "status", got, status);
    compare(r, "precision", precision, want[0], 5);
    compare(r, "recall", recall, want[1], 5);
    compare(r, "fbeta", fbeta, want[2], 24);
}

static void compare_counts(struct run *r, const struct prf *s)
{
    compare(r, "tp", (double)s->tp, case_number(r->at, "tp"), 0);
    compare(r, "fp", (double)s->fp, case_number(r->at, "fp"), 0);
    compare(r, "fn", (double)s->fn, case_number(r->at, "fn"), 0);
    compare(r, "tn", (double)s->tn, case_number(r->at, "tn"), 0);
}

static void ask_streaming_prf(struct run *r)
{
    struct window f = {dlsym(r->library, "prf_init"), r->function, dlsym(r->library, "prf_get")};
    int32_t *y = case_i32(r->at, "y"), *yhat = case_i32(r->at, "yhat");
    const double *precisions = numbers(r->at, "precisions"), *recalls = numbers(r->at, "recalls");
    const double *fbetas = numbers(r->at, "fbetas");
    size_t n = (size_t)case_number(r->at, "n"), window = (size_t)case_number(r->at, "window");
    uint8_t *ring = malloc(window);
    if (!ring) abort();
    memset(ring, 0x7B, window);
    struct prf s;
    expect_status_is(r, "init", f.init(&s, ring, window), ML_OK);
    for (size_t i = 0; i < n; i++) {
        expect_status_is(r, "a push", f.push(&s, y[i], yhat[i]), ML_OK);
        if (!precisions || !recalls || !fbetas) continue;
        double want[] = {precisions[i], recalls[i], fbetas[i]};
        bool undefined = isnan(want[0]) || isnan(want[1]) || isnan(want[2]);
        ask_now(r, &f, &s, want, undefined ? ML_EDOM : ML_OK);
    }
    ask_now(r, &f, &s, numbers(r->at, "last"), (int)case_number(r->at, "status"));
    compare_counts(r, &s);
    free(ring);
    free(y);
    free(yhat);
}

ASKED(streaming_prf, "prf_push", {"n", ONE}, {"window", ONE}, {"beta", ONE}, {"y", PER_ROW},
      {"yhat", PER_ROW}, {"status", ONE}, {"last", GAP}, {"tp", ONE}, {"fp", ONE}, {"fn", ONE},
      {"tn", ONE}, {"precisions", OPTIONAL | PER_ROW}, {"recalls", OPTIONAL | PER_ROW},
      {"fbetas", OPTIONAL | PER_ROW});
