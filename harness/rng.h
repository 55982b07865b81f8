/* The generator behind `struct ml_rng`, and the suite's own dice.
 *
 * The answer, the suite and the workload all draw from struct ml_rng; this header adds what only
 * the kit does: seeding. */
#ifndef KATA_RNG_H
#define KATA_RNG_H

#include "exercises/ml.h"

/* A generator whose whole state follows from seed (splitmix64, as its authors advise); draws starts
 * at 0. */
struct ml_rng rng_seeded(uint64_t seed);

/* A seed that belongs to (seed, name): so that each test has dice of its own, whatever runs before
 * it. */
uint64_t rng_seed_for(uint64_t seed, const char *name);

#endif
