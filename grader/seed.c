#include "grader/seed.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

uint64_t seed_drawn(void)
{
    uint32_t seed;
    return getentropy(&seed, sizeof seed) == 0 ? seed : (uint64_t)time(NULL);
}

const char *seed_read(uint64_t *seed, const char *words)
{
    char *end;
    errno = 0;
    *seed = strtoull(words, &end, 10);
    bool digits = *words >= '0' && *words <= '9' && !*end;
    return digits && errno == 0 ? NULL : "SEED (--seed) must be a whole number below 2^64, like 81";
}

uint64_t seed_next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
}
