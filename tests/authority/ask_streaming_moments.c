/* The contract states how far a reference may be off, with q = (n + 16) epsilon. numpy's pairwise
 * sums, and scipy's of the deviations from numpy's mean, are two passes in double: they are within
 * the same, so that both errors together are allowed. */
#include "tests/authority/ask.h"

#include "exercises/streaming_moments/streaming_moments.h"

struct stream {
    void (*init)(struct moments *);
    enum ml_status (*push)(struct moments *, double);
    void (*merge)(struct moments *, const struct moments *);
    enum ml_status (*get)(const struct moments *, unsigned, double *, double *, double *, double *);
};

/* x[0 .. cut) and x[cut .. n), merged. */
static struct moments moments_of(struct run *r, const struct stream *f, const double *x, size_t n,
                                 size_t cut)
{
    struct moments part[2];
    f->init(&part[0]);
    f->init(&part[1]);
    for (size_t i = 0; i < n; i++)
        expect_status_is(r, "a push", f->push(&part[i >= cut], x[i]), ML_OK);
    f->merge(&part[0], &part[1]);
    return part[0];
}

static void ask_streaming_moments(struct run *r)
{
    struct stream f = {dlsym(r->library, "moments_init"), r->function,
                       dlsym(r->library, "moments_merge"), dlsym(r->library, "moments_get")};
    double n = case_number(r->at, "n"), ddof = case_number(r->at, "ddof");
    double cut = case_number(r->at, "cut"), want = case_number(r->at, "var");
    double mean = UNTOUCHED, var = UNTOUCHED, skew = UNTOUCHED, kurt = UNTOUCHED;
    struct moments s = moments_of(r, &f, numbers(r->at, "x"), (size_t)n, (size_t)cut);
    int status = f.get(&s, (unsigned)ddof, &mean, &var, &skew, &kurt);

    double most = fmax(fabs(s.min), fabs(s.max)), sd = sqrt(want * (n - ddof) / n);
    double wide = (s.max - s.min) / sd, lost = n * DBL_EPSILON * (most / sd + wide * wide);
    double q = 2 * (n + 16) / n; /* times n epsilon: that of the contract, twice */
    expect_status_is(r, "status", status, case_number(r->at, "status"));
    expect_near(r, &r->in_double, "mean", mean, case_number(r->at, "mean"),
                4 * q * n * DBL_EPSILON * most, n * DBL_EPSILON * most);
    expect_near(r, &r->in_double, "var", var, want, want > 0 ? 8 * q * lost * want : 0,
                lost * want);
    expect_near(r, &r->in_double, "skew", skew, case_number(r->at, "skew"), 16 * q * wide * lost,
                wide * lost);
    expect_near(r, &r->in_double, "kurt", kurt, case_number(r->at, "kurt"),
                16 * q * wide * wide * lost, wide * wide * lost);
}

ASKED(streaming_moments, "moments_push", {"n", ONE}, {"ddof", ONE}, {"cut", ONE}, {"x", PER_ROW},
      {"status", ONE}, {"mean", ONE}, {"var", ONE}, {"skew", ONE}, {"kurt", ONE});
