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
