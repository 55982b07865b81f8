/* What day it is: the time of everything that is kept. How long something took is clock_ms. */
#ifndef KATA_CALENDAR_H
#define KATA_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "grader/arena.h"

enum { CALENDAR_MINUTE = 60 * 1000, CALENDAR_HOUR = 60 * CALENDAR_MINUTE };
#define CALENDAR_DAY (24 * (int64_t)CALENDAR_HOUR)

/* Milliseconds since 1970. MLKATA_NOW, in seconds since then, is believed instead of the clock:
 * two weeks of practice take a test a second. */
int64_t calendar_ms(void);

/* Lets time pass for those who are told it: MLKATA_NOW becomes so many seconds later, here and for
 * what is started from here. False: the clock is a real one, and must be waited for. */
bool calendar_advance(int seconds);

/* "2026-11-26 19:54" and "2026-11-26", by the local clock. */
const char *calendar_minute(int64_t ms, struct arena *a);
const char *calendar_date(int64_t ms, struct arena *a);

/* The local days from one moment to another: 1 from 23:59 to 0:01. */
long calendar_days(int64_t from_ms, int64_t to_ms);

/* How long that is, in the words of a clock: "0:05", "42:10", "3:12:05". */
const char *calendar_span(int64_t ms, struct arena *a);

#endif
