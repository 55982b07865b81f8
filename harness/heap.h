/* The answer's heap: counted, bounded, and made to fail on request.
 *
 * The answer's object is linked with --wrap for every allocating function that the gate lets
 * through, so that this touches nothing else in the process. Counts are of the last trial alone. */
#ifndef KATA_HEAP_H
#define KATA_HEAP_H

#include <stdbool.h>
#include <stddef.h>

struct heap_use {
    size_t allocations; /* calls that asked for memory, failed ones included */
    size_t peak_bytes;  /* the most that was asked for and not yet freed */
    size_t live_bytes;  /* not freed at the end */
    bool failed;        /* the failure asked for by heap_fail_at was reached */
    bool bounded;       /* an allocation was refused because it passed the memory limit */
};

struct heap_use heap_used(void);

/* In the next trial allocation i (from 0) returns NULL, and none but that one. */
void heap_fail_at(size_t i);

void expect_no_leak(void);              /* the last trial freed all that it allocated */
void expect_peak(size_t bytes_at_most); /* ... and never held more than this */

/* For the rest of the harness. */
void heap_before_trial(size_t limit_bytes);
const char *heap_setup(void);

#endif
