#include "harness/stopped.h"

#include "harness/trial.h"

#define DECLARED(name) void __wrap_##name(void) __attribute__((noreturn));
STOPPED(DECLARED)

#define ENDING(name)                                                                               \
    void __wrap_##name(void)                                                                       \
    {                                                                                              \
        trial_stop("called " #name ": a function returns to its caller");                          \
    }
STOPPED_ENDINGS(ENDING)

#define CALLED(name)                                                                               \
    void __wrap_##name(void)                                                                       \
    {                                                                                              \
        trial_stop("called " #name ", which no answer needs: compute, allocate, return");          \
    }
STOPPED_CALLS(CALLED)
