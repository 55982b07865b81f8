/* A sampler is asked SAMPLES times, and shares are held against probabilities: of each set of k, or
 * with two weights of each number of heavy ones; and of each item, whether it is among them.
 *
 * A share p of n samples is off by more than
 *
 *     L / 3n + sqrt((L / 3n)^2 + 2 L p (1 - p) / n),   L = log(2 / ALPHA)
 *
 * with probability ALPHA at most (Bernstein's inequality), however small p is. All that is asked of
 * a reference, some 800 numbers, fails a right one with probability 1e-6; seeds are fixed, so that
 * what passes once always does. */
#include "tests/authority/ask.h"

#include "exercises/reservoir_weighted/reservoir_weighted.h"
#include "harness/rng.h"

enum { SAMPLES = 50000, MOST_ITEMS = 128, MOST_COUNTED = 8, CELLS = 1 << MOST_COUNTED };
static const double alpha = 1e-9;

struct counts {
    size_t of_item[MOST_ITEMS], of_cell[CELLS];
};

static void expect_share(struct run *r, const char *what, size_t count, double p)
{
    double n = SAMPLES, l = log(2 / alpha) / n, variance = p * (1 - p);
    double tol = variance > 0 ? l / 3 + sqrt(l * l / 9 + 2 * l * variance) : 0;
    expect_near(r, &r->in_double, what, (double)count / n, p, tol, sqrt(variance / n));
}

/* The items of a sample as bits, or how many of them are heavy. */
static size_t cell_of(const int64_t *items, size_t k, const double *w, const double *heavy)
{
    size_t cell = 0;
    for (size_t i = 0; i < k; i++) cell += heavy ? w[items[i]] == *heavy : (size_t)1 << items[i];
    return cell;
}

static struct counts take_samples(struct run *r, size_t n, size_t k, const double *w,
                                  const double *heavy)
{
    enum ml_status (*init)(struct reservoir_weighted *, int64_t *, double *, size_t) =
        dlsym(r->library, "reservoir_weighted_init");
    enum ml_status (*push)(struct reservoir_weighted *, int64_t, double, struct ml_rng *) =
        r->function;
    static struct counts counts;
    memset(&counts, 0, sizeof counts);
    struct ml_rng rng = rng_seeded(rng_seed_for(1, r->at->name));
    for (size_t t = 0; t < SAMPLES; t++) {
        struct reservoir_weighted sampler;
        int64_t items[MOST_ITEMS];
        double keys[MOST_ITEMS];
        expect_status_is(r, "reservoir_weighted_init", init(&sampler, items, keys, k), ML_OK);
        for (size_t i = 0; i < n; i++)
            expect_status_is(r, "a push", push(&sampler, (int64_t)i, w[i], &rng), ML_OK);
        for (size_t i = 0; i < k; i++) counts.of_item[items[i]]++;
        counts.of_cell[cell_of(items, k, w, heavy)]++;
    }
    return counts;
}

static void ask_reservoir_weighted(struct run *r)
{
    size_t n = (size_t)case_number(r->at, "n"), k = (size_t)case_number(r->at, "k");
    const double *w = numbers(r->at, "w"), *heavy = numbers(r->at, "heavy");
    const double *among = numbers(r->at, "among"), *share = numbers(r->at, "share");
    r->unit = "standard errors";
    struct counts counts = take_samples(r, n, k, w, heavy);
    for (size_t i = 0; i < n && among; i++)
        expect_share(r, "the share of samples with an item", counts.of_item[i], among[i]);
    for (size_t cell = 0; cell <= k && heavy; cell++)
        expect_share(r, "the share of a number of heavy ones", counts.of_cell[cell], *share++);
    for (size_t set = 0; set < (size_t)1 << n && !heavy; set++)
        if ((size_t)__builtin_popcountll(set) == k)
            expect_share(r, "the share of a set", counts.of_cell[set], *share++);
}

ASKED(reservoir_weighted, "reservoir_weighted_push", {"n", ONE}, {"k", ONE}, {"w", PER_ROW},
      {"heavy", ONE | OPTIONAL}, {"among", PER_ROW | OPTIONAL}, {"cells", ONE},
      {"share", PER_CELL});
