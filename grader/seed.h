/* Seeds: of the tests and of the timed rounds. */
#ifndef KATA_SEED_H
#define KATA_SEED_H

#include <stdint.h>

/* One that nobody knew before: an answer that did could bring its results along. Ten digits at
 * most, to be typed again. */
uint64_t seed_drawn(void);

/* From what somebody typed. NULL, or words. */
const char *seed_read(uint64_t *seed, const char *words);

/* The next of the numbers that a seed stands for (SplitMix64; Steele, Lea and Flood 2014). */
uint64_t seed_next(uint64_t *state);

#endif
