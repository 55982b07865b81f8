/* What peers.py cannot time from Python: loops of pushes, and the limits. */
#include <string.h>

#include "exercises/reservoir/reservoir.h"
#include "exercises/reservoir_weighted/reservoir_weighted.h"
#include "exercises/streaming_moments/streaming_moments.h"
#include "exercises/streaming_prf/streaming_prf.h"
#include "harness/rng.h"

typedef enum ml_status (*init_function)(struct reservoir *, int64_t *, size_t);
typedef enum ml_status (*push_function)(struct reservoir *, int64_t, struct ml_rng *);

struct prf_of { /* one answer's functions */
    enum ml_status (*init)(struct prf *, uint8_t *, size_t);
    enum ml_status (*push)(struct prf *, int32_t, int32_t);
    enum ml_status (*get)(const struct prf *, double, double *, double *, double *);
};

void host_sample(init_function init, push_function push, uint64_t seed, int64_t n, int64_t *items,
                 size_t k);
void host_call_only(int64_t n);
void host_weighted(enum ml_status (*init)(struct reservoir_weighted *, int64_t *, double *, size_t),
                   enum ml_status (*push)(struct reservoir_weighted *, int64_t, double,
                                          struct ml_rng *),
                   uint64_t seed, const double *w, size_t n, int64_t *items, double *keys,
                   size_t k);
void host_moments(void (*init)(struct moments *), enum ml_status (*push)(struct moments *, double),
                  struct moments *s, const double *x, size_t n);
void host_call_with_each(const double *x, size_t n);
void host_prf(const struct prf_of *f, uint8_t *ring, size_t window, const int32_t *y,
              const int32_t *yhat, size_t n, double *fbeta);
void host_prf_nothing(uint8_t *ring, const int32_t *y, const int32_t *yhat, size_t n,
                      double *fbeta);
uint64_t host_read_both(const void *a, const void *b, size_t bytes);

/* The items 0 .. n - 1 through a sample of k. */
void host_sample(init_function init, push_function push, uint64_t seed, int64_t n, int64_t *items,
                 size_t k)
{
    struct ml_rng rng = rng_seeded(seed);
    struct reservoir r;
    init(&r, items, k);
#pragma GCC unroll 8
    for (int64_t i = 0; i < n; i++) push(&r, i, &rng);
}

static enum ml_status init_nothing(struct reservoir *r, int64_t *items, size_t k)
{
    (void)r, (void)items, (void)k;
    return ML_OK;
}

static enum ml_status push_nothing(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    (void)r, (void)item, (void)rng;
    return ML_OK;
}

/* As many calls, of a function that does nothing. */
void host_call_only(int64_t n)
{
    static volatile push_function push = push_nothing; /* a compiler that knew it would not call */
    int64_t items[1];
    host_sample(init_nothing, push, 0, n, items, 1);
}

/* The items 0 .. n - 1 of weights w through a weighted sample of k. */
void host_weighted(enum ml_status (*init)(struct reservoir_weighted *, int64_t *, double *, size_t),
                   enum ml_status (*push)(struct reservoir_weighted *, int64_t, double,
                                          struct ml_rng *),
                   uint64_t seed, const double *w, size_t n, int64_t *items, double *keys, size_t k)
{
    struct ml_rng rng = rng_seeded(seed);
    struct reservoir_weighted r;
    init(&r, items, keys, k);
#pragma GCC unroll 8
    for (size_t i = 0; i < n; i++) push(&r, (int64_t)i, w[i], &rng);
}

/* The values of x through a stream, one by one. */
void host_moments(void (*init)(struct moments *), enum ml_status (*push)(struct moments *, double),
                  struct moments *s, const double *x, size_t n)
{
    init(s);
#pragma GCC unroll 8
    for (size_t i = 0; i < n; i++) push(s, x[i]);
}

static void begin_nothing(struct moments *s)
{
    (void)s;
}

static enum ml_status count_nothing(struct moments *s, double x)
{
    (void)s, (void)x;
    return ML_OK;
}

/* As many calls, with as many values read, of a function that does nothing. */
void host_call_with_each(const double *x, size_t n)
{
    static enum ml_status (*volatile push)(struct moments *, double) = count_nothing;
    struct moments s;
    host_moments(begin_nothing, push, &s, x, n);
}

/* n outcomes through a window, and F1 after each. */
void host_prf(const struct prf_of *f, uint8_t *ring, size_t window, const int32_t *y,
              const int32_t *yhat, size_t n, double *fbeta)
{
    _Alignas(64) struct prf s;
    double precision, recall;
    f->init(&s, ring, window);
#pragma GCC unroll 8
    for (size_t i = 0; i < n; i++) {
        f->push(&s, y[i], yhat[i]);
        f->get(&s, 1, &precision, &recall, &fbeta[i]);
    }
}

static enum ml_status open_nothing(struct prf *s, uint8_t *ring, size_t window)
{
    (void)s, (void)ring, (void)window;
    return ML_OK;
}

static enum ml_status drop(struct prf *s, int32_t y, int32_t yhat)
{
    (void)s, (void)y, (void)yhat;
    return ML_OK;
}

static enum ml_status say_nothing(const struct prf *s, double beta, double *precision,
                                  double *recall, double *fbeta)
{
    (void)s, (void)precision, (void)recall;
    *fbeta = beta;
    return ML_OK;
}

/* As many calls of both, of functions that do nothing. */
void host_prf_nothing(uint8_t *ring, const int32_t *y, const int32_t *yhat, size_t n, double *fbeta)
{
    static const volatile struct prf_of nothing = {open_nothing, drop, say_nothing};
    struct prf_of f = {nothing.init, nothing.push, nothing.get};
    host_prf(&f, ring, 1, y, yhat, n, fbeta);
}

typedef uint64_t line __attribute__((vector_size(64)));
enum { UNROLL = 4 };

/* A sum of two arrays, side by side: one load and one addition a cache line. Of 2, 4 and 8 lines of
 * each at a time, of one array after the other, and of prefetching on top, none is faster than this
 * by more than 2 % at 8 MB (AVX-512). The rest of fewer than 4 lines is left out. */
uint64_t host_read_both(const void *a, const void *b, size_t bytes)
{
    const char *x = a, *y = b;
    line sum_x[UNROLL] = {0}, sum_y[UNROLL] = {0};
    for (size_t i = 0; i + sizeof sum_x <= bytes; i += sizeof sum_x) {
#pragma GCC unroll 4
        for (size_t u = 0; u < UNROLL; u++) {
            line lx, ly;
            memcpy(&lx, x + i + u * sizeof lx, sizeof lx);
            memcpy(&ly, y + i + u * sizeof ly, sizeof ly);
            sum_x[u] += lx;
            sum_y[u] += ly;
        }
    }
    line all = {0};
    for (size_t u = 0; u < UNROLL; u++) all += sum_x[u] + sum_y[u];
    uint64_t sum = 0;
    for (size_t l = 0; l < sizeof all / sizeof all[0]; l++) sum += all[l];
    return sum;
}
