/* Runs the tests that the suite's TESTs entered, through Check, and tells the wire. */
#ifndef KATA_SUITE_RUN_H
#define KATA_SUITE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which tests of the suite a run is about. Two runners may share it: every `parts`th test, from
 * number `part` on. */
struct suite_choice {
    uint64_t seed;
    const char *only; /* the name of one test, or NULL for all */
    size_t part, parts;
};

/* Announces all, runs the chosen. Did they pass? Ends with failure_of_kit where the suite itself is
 * broken. */
bool suite_run(const struct suite_choice *c);

/* The same tests without a word to the wire: all that counts is whether the process lives. */
void suite_run_silently(const struct suite_choice *c);

#endif
