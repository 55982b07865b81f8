/* Line v holds the queries, then the rows: n numbers in all; n_groups is the number of places, nq
 * times k.
 *
 * numpy's similarities are in float64, so that the contract's 5e-7 is all that a reference may be
 * off. FAISS sums products of float32 unit vectors: rounding those costs up to 2^-24 of the sum of
 * |q_j x_j|, which is 1 at most, twice; and its sums, of up to 128 terms here in runs of a few,
 * stay within another 5e-7. Rows are compared wherever their neighbours in the list are further off
 * than two errors together. In a case of `exact 1` no float is rounded, and so the order of equal
 * ones counts too; that is the contract's alone. */
#include "tests/authority/ask.h"

#include "exercises/cosine_topk/cosine_topk.h"

static const double TOL = 5e-7, FAISS_TOL = 5e-7 + 5e-7 + 2 * 0x1p-24;

struct places {
    const double *idx, *sim, *faiss; /* the authorities'; faiss or NULL */
    const int64_t *got_idx;
    const float *got_sim;
    size_t n, k;
    bool exact;
};

static bool stands_alone(const struct places *p, size_t at)
{
    size_t j = at % p->k;
    bool before = j == 0 || p->sim[at - 1] - p->sim[at] > 2 * TOL;
    bool after = j + 1 == p->k || p->sim[at] - p->sim[at + 1] > 2 * TOL;
    return p->exact || (before && after && j + 1 < p->k);
}

static void expect_places(struct run *r, const struct places *p)
{
    for (size_t at = 0; at < p->n; at++) {
        double got = (double)p->got_sim[at], row = (double)p->got_idx[at];
        if (isinf(p->sim[at])) {
            expect_near(r, &r->in_double, "idx of an empty place", row, -1, 0, 1);
            expect_near(r, &r->in_double, "1 / sim of an empty place", 1 / got, -0.0, 0, 1);
            continue;
        }
        expect_near(r, &r->in_double, "sim", got, p->sim[at], TOL, FLT_EPSILON);
        if (p->faiss)
            expect_near(r, &r->in_float, "sim, to FAISS,", got, p->faiss[at], FAISS_TOL,
                        FLT_EPSILON);
        if (stands_alone(p, at)) expect_near(r, &r->in_double, "idx", row, p->idx[at], 0, 1);
    }
}

static void ask_cosine_topk(struct run *r)
{
    size_t nq = (size_t)case_number(r->at, "nq"), rows = (size_t)case_number(r->at, "rows");
    size_t d = (size_t)case_number(r->at, "d"), k = (size_t)case_number(r->at, "k");
    enum ml_status (*ask)(const float *, size_t, const float *, size_t, size_t, size_t, int64_t *,
                          float *) = r->function;
    float *v = case_f32(r->at, "v"), *sim = malloc(nq * k * sizeof *sim);
    int64_t *idx = malloc(nq * k * sizeof *idx);
    if (!v || !sim || !idx) abort();
    for (size_t i = 0; i < nq * k; i++) sim[i] = (float)UNTOUCHED, idx[i] = (int64_t)UNTOUCHED;

    int got = ask(v, nq, v + nq * d, rows, d, k, idx, sim);
    expect_status_is(r, "status", got, ML_OK);
    expect_places(r, &(struct places){numbers(r->at, "idx"), numbers(r->at, "sim"),
                                      numbers(r->at, "faiss"), idx, sim, nq * k, k,
                                      case_number(r->at, "exact") == 1});
    free(v);
    free(sim);
    free(idx);
}

ASKED(cosine_topk, "cosine_topk", {"n", ONE}, {"n_groups", ONE}, {"nq", ONE}, {"rows", ONE},
      {"d", ONE}, {"k", ONE}, {"exact", ONE}, {"v", PER_ROW}, {"idx", PER_GROUP},
      {"sim", PER_GROUP}, {"faiss", OPTIONAL | PER_GROUP});
