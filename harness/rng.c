#include "harness/rng.h"

#include <math.h>

static uint64_t splitmix64(uint64_t *x)
{
    uint64_t z = (*x += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

struct ml_rng rng_seeded(uint64_t seed)
{
    struct ml_rng r = {.draws = 0};
    for (int i = 0; i < 4; i++) r.s[i] = splitmix64(&seed);
    return r;
}

/* FNV-1a over the name, started from the seed's own mix. */
uint64_t rng_seed_for(uint64_t seed, const char *name)
{
    uint64_t h = splitmix64(&seed);
    for (; *name; name++) h = (h ^ (unsigned char)*name) * 0x100000001B3u;
    return h;
}

static inline uint64_t rotl(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

/* xoshiro256++: one step. */
static inline uint64_t next(uint64_t s[4])
{
    uint64_t result = rotl(s[0] + s[3], 23) + s[0];
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
}

uint64_t ml_rng_u64(struct ml_rng *r)
{
    r->draws++;
    return next(r->s);
}

/* The high word of x * n is uniform once the low words below 2^64 mod n are drawn again (Lemire
 * 2019): the modulo, which costs more than the rest, is needed once in 2^64 / n calls. */
uint64_t ml_rng_below(struct ml_rng *r, uint64_t n)
{
    r->draws++;
    unsigned __int128 m = (unsigned __int128)next(r->s) * n;
    if ((uint64_t)m < n) {
        uint64_t floor = n ? -n % n : 0;
        while ((uint64_t)m < floor) m = (unsigned __int128)next(r->s) * n;
    }
    return (uint64_t)(m >> 64);
}

/* 52 random bits and a half: the centres of 2^52 equal cells, so neither end can come out, and 1 -
 * u is exact as well. */
static inline double uniform(uint64_t s[4])
{
    return ((double)(next(s) >> 12) + 0.5) * 0x1p-52;
}

double ml_rng_uniform(struct ml_rng *r)
{
    r->draws++;
    return uniform(r->s);
}

/* Box and Muller 1958, keeping one of the pair: the state stays a plain xoshiro state. */
double ml_rng_normal(struct ml_rng *r)
{
    r->draws++;
    double radius = sqrt(-2 * log(uniform(r->s)));
    return radius * cos(2 * 3.14159265358979323846 * uniform(r->s));
}
