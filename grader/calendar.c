#include "grader/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static bool is_told(long long *seconds)
{
    const char *told = getenv("MLKATA_NOW");
    char *end;
    *seconds = told ? strtoll(told, &end, 10) : 0;
    return told && *told && !*end && llabs(*seconds) <= INT64_MAX / 1000;
}

int64_t calendar_ms(void)
{
    long long seconds;
    struct timespec t;
    if (is_told(&seconds)) return seconds * 1000;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool calendar_advance(int seconds)
{
    char words[24];
    long long now;
    if (!is_told(&now)) return false;
    snprintf(words, sizeof words, "%lld", now + seconds);
    return setenv("MLKATA_NOW", words, 1) == 0;
}

static const char *written(int64_t ms, const char *format, struct arena *a)
{
    char words[32];
    struct tm when;
    time_t seconds = ms / 1000;
    bool known = localtime_r(&seconds, &when) && when.tm_year >= 0 && when.tm_year < 8100 &&
                 strftime(words, sizeof words, format, &when) > 0;
    return known ? arena_copy(a, words) : "another age";
}

const char *calendar_minute(int64_t ms, struct arena *a)
{
    return written(ms, "%Y-%m-%d %H:%M", a);
}

const char *calendar_date(int64_t ms, struct arena *a)
{
    return written(ms, "%Y-%m-%d", a);
}

/* The days from 1970 to the date that the local clock shows. */
static long day_of(int64_t ms)
{
    struct tm when;
    time_t seconds = ms / 1000;
    if (!localtime_r(&seconds, &when)) return 0;
    when.tm_hour = when.tm_min = when.tm_sec = 0;
    return (long)(timegm(&when) / (24 * 60 * 60));
}

long calendar_days(int64_t from_ms, int64_t to_ms)
{
    return day_of(to_ms) - day_of(from_ms);
}

const char *calendar_span(int64_t ms, struct arena *a)
{
    long long seconds = (ms < 0 ? 0 : ms) / 1000, minutes = seconds / 60, hours = minutes / 60;
    if (hours) return arena_printf(a, "%lld:%02lld:%02lld", hours, minutes % 60, seconds % 60);
    return arena_printf(a, "%lld:%02lld", minutes, seconds % 60);
}
