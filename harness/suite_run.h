/* Runs the tests that the suite's TESTs entered, through Check, and tells the wire. */
#ifndef KATA_SUITE_RUN_H
#define KATA_SUITE_RUN_H

#include <stdbool.h>
#include <stdint.h>

/* `only`: the name of one test, or NULL for all. Did all pass? Ends with failure_of_kit where the
 * suite itself is broken. */
bool suite_run(uint64_t seed, const char *only);

/* The same tests without a word to the wire: all that counts is whether the process lives. */
void suite_run_silently(uint64_t seed, const char *only);

#endif
