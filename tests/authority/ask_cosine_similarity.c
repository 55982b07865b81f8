/* torch sums d squares for each length, divides both vectors by theirs and sums d products. A
 * length is off by a factor of 1 + (d/2 + 2) u, the last sum by d u: with the divisions (2 d + 8) u
 * in all, u = 2^-53 in double and 2^-24 in float, as |sim| is 1 at most. A reference is within
 * (d + 4) * 4.5e-16. Both errors together are allowed. torch goes past 1 by its rounding, a
 * reference does not: that lies within the same bounds. */
#include "tests/authority/ask.h"

#include "exercises/cosine_similarity/cosine_similarity.h"

static void ask_cosine_similarity(struct run *r)
{
    double d = case_number(r->at, "n"), sim = UNTOUCHED;
    enum ml_status (*ask)(const float *, const float *, size_t, double, double *) = r->function;
    float *a = case_f32(r->at, "a"), *b = case_f32(r->at, "b");

    int got = ask(a, b, (size_t)d, case_number(r->at, "eps"), &sim);
    expect_status_is(r, "status", got, case_number(r->at, "status"));
    double contract = (d + 4) * 4.5e-16, torch = (d + 4) * DBL_EPSILON;
    expect_near(r, &r->in_double, "sim", sim, case_number(r->at, "sim"), contract + torch,
                d * DBL_EPSILON);
    double torch_float = (d + 4) * FLT_EPSILON;
    if (case_field(r->at, "sim_float"))
        expect_near(r, &r->in_float, "sim, to torch in float,", sim,
                    case_number(r->at, "sim_float"), contract + torch_float, d * FLT_EPSILON);
    free(a);
    free(b);
}

ASKED(cosine_similarity, "cosine_similarity", {"n", ONE}, {"a", PER_ROW}, {"b", PER_ROW},
      {"eps", ONE}, {"status", ONE}, {"sim", ONE}, {"sim_float", OPTIONAL | ONE});
