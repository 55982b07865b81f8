// expect: pass
/* Algorithm Z (Vitter 1985): how many items pass is drawn by rejection, from the density of t
 * (u^(-1/k) - 1), which is close once t is a multiple of k; before that, by Algorithm X's search.
 * w is Vitter's W, a power of a uniform number that quick acceptance hands on to the next round. */
#include "reservoir.h"

#include <math.h>

enum { LATE = 22 };

static double fresh_w(double k, struct ml_rng *rng)
{
    return exp(-log(ml_rng_uniform(rng)) / k);
}

static double search(double t, double k, struct ml_rng *rng)
{
    double v = ml_rng_uniform(rng), passed = 0, survival = (t + 1 - k) / (t + 1);
    while (survival > v) {
        passed++;
        survival *= (t + 1 - k + passed) / (t + 1 + passed);
    }
    return passed;
}

/* (t+1)/(t-k+1) times the exact probability of s, over the density's */
static double exact(double u, double t, double k, double x, double s)
{
    double term = t - k + 1, y = u * (t + 1) / term * (t + s + 1) / (t + x);
    double below = k < s ? t : t - k + s, last = k < s ? term + s : t + 1;
    for (double above = t + s; above >= last; above--, below--) y *= above / below;
    return y;
}

static double reject(struct reservoir *r, double t, double k, struct ml_rng *rng)
{
    double term = t - k + 1;
    for (;;) {
        double u = ml_rng_uniform(rng), x = t * (r->w - 1), s = floor(x);
        double ratio = (t + 1) / term;
        double left = exp(log(u * ratio * ratio * (term + s) / (t + x)) / k);
        double right = (t + x) / (term + s) * term / t;
        if (left <= right) {
            r->w = right / left;
            return s;
        }
        double y = exact(u, t, k, x, s);
        r->w = fresh_w(k, rng);
        if (exp(log(y) / k) <= (t + x) / t) return s;
    }
}

static void plan(struct reservoir *r, struct ml_rng *rng)
{
    double t = (double)r->seen, k = (double)r->k, s;
    if (r->seen <= LATE * r->k) {
        s = search(t, k, rng);
        r->w = 0;
    } else {
        if (r->w == 0) r->w = fresh_w(k, rng);
        s = reject(r, t, k, rng);
    }
    r->skip = s < 1e18 ? (uint64_t)s : UINT64_MAX;
}

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || !k) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++;
    if (i >= r->k && r->skip-- > 0) return ML_OK;
    r->items[i < r->k ? i : ml_rng_below(rng, r->k)] = item;
    if (r->seen >= r->k) plan(r, rng);
    return ML_OK;
}
