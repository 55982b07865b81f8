// expect: pass
// exercise: reservoir
/* Some distributions' compilers check the bounds of what is copied and printed, unasked: calls of
 * memmove, strcpy, vsnprintf and others then go by other names. */
#undef _FORTIFY_SOURCE
#define _FORTIFY_SOURCE 2
#define _GNU_SOURCE
#include "reservoir.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* no compiler knows what they are */
static volatile size_t four = 4;
static const char *volatile five = "words";

__attribute__((noinline)) static int say(FILE *out, char *line, const char *format, ...)
{
    va_list arguments;
    int said = 0;
    for (int how = 0; how < 3; how++) {
        va_start(arguments, format);
        if (how == 0) said += vsnprintf(line, 16 + four, format, arguments);
        if (how == 1) said += vsprintf(line, format, arguments);
        if (how == 2 && said < 0) said += vfprintf(out, format, arguments);
        va_end(arguments);
    }
    return said;
}

static size_t copy_about(void)
{
    static char to[64], line[32];
    size_t n = four, sum = 0;
    memset(to, 0, sizeof to);
    sum += strlen(memcpy(to, five, n));
    sum += strlen(memmove(to + 1, to, n));
    sum += strlen(memset(to + 2, 'x', n));
    sum += (size_t)((char *)mempcpy(to, five, n) - to);
    sum += strlen(strcpy(to, five));
    sum += (size_t)(stpcpy(to, five) - to);
    sum += strlen(strncpy(to, five, n));
    sum += strlen(strcat(to, five));
    sum += strlen(strncat(to, five, n));
    snprintf(line, n, "%s", five);
    sprintf(line, "%s", five);
    return sum + (size_t)say(stderr, line, "%s", five);
}

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    if (copy_about() != 65) return ML_ENOMEM;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
