/* The end of a test that did not pass: its kind and its words. */
#ifndef KATA_FAILURE_H
#define KATA_FAILURE_H

#include <stddef.h>

enum failure_kind { FAILURE_NONE, FAILURE_FAIL, FAILURE_CRASH, FAILURE_TIMEOUT };

struct failure {
    enum failure_kind kind;
    char call[4096];  /* the call with its arguments, in lines; "" where there was none */
    char words[2048]; /* what was wrong with it */
};
extern struct failure failure; /* of the test that runs */

/* Ends the test. The call, the note and the small inputs of the last trial are kept with the words.
 */
void failure_now(enum failure_kind kind, const char *format, ...)
    __attribute__((format(printf, 2, 3), noreturn));

/* Ends the runner: the kit itself is at fault, and says so on its own channel. runner.c defines it.
 */
void failure_of_kit(const char *words) __attribute__((noreturn));

#endif
