/* For suites of the harness: a failure ends the expression that caused it, and its words can be
 * compared. Takes the place of harness/failure.c and of runner.c's failure_of_kit. */
#ifndef KATA_TESTS_CAUGHT_H
#define KATA_TESTS_CAUGHT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/failure.h"
#include "tests/unit/unit.h"

static jmp_buf caught_at;
static char caught_words[2048];
static enum failure_kind caught_kind;

void failure_now(enum failure_kind kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(caught_words, sizeof caught_words, format, arguments);
    va_end(arguments);
    caught_kind = kind;
    longjmp(caught_at, 1);
}

void failure_of_kit(const char *words)
{
    ck_abort_msg("the kit is at fault: %s", words);
}

/* What the statements failed with; "" where they did not. */
#define SAID(...)                                                                                  \
    __extension__({                                                                                \
        *caught_words = '\0';                                                                      \
        caught_kind = FAILURE_NONE;                                                                \
        if (setjmp(caught_at) == 0) {                                                              \
            __VA_ARGS__;                                                                           \
        }                                                                                          \
        caught_words;                                                                              \
    })

#define ck_assert_said(words, ...)                                                                 \
    do {                                                                                           \
        const char *said_ = SAID(__VA_ARGS__);                                                     \
        ck_assert_msg(strcmp(said_, words) == 0, "%s\nfailed with: %s\nnot with: %s",              \
                      #__VA_ARGS__, said_, words);                                                 \
    } while (0)
#define ck_assert_fine(...) ck_assert_said("", __VA_ARGS__)

#endif
