/* Runs the tests that the suite's TESTs entered, through Check, and tells the wire. */
#ifndef KATA_SUITE_RUN_H
#define KATA_SUITE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which tests of the suite a run is about. Two runners may share it: each then draws its next test
 * from stdin, where both find the bytes 0, 1, 2, ... up to 255. */
struct suite_choice {
    uint64_t seed;
    const char *only; /* the name of one test, or several, a comma between them; NULL: all */
    bool shared;
    bool traces; /* of tests that pass as well (trace.h) */
};

/* Announces all and runs the chosen. After one that ran out of time, those that would too are
 * passed over: the other long ones, or, if it was a short one, all. True in the runner that found
 * none left, where all of its own passed. Ends with failure_of_kit where the suite itself is
 * broken. */
bool suite_run(const struct suite_choice *c);

/* The same tests without a word to the wire: all that counts is whether the process lives. */
void suite_run_silently(const struct suite_choice *c);

#endif
