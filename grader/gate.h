/* The gate: what the compiled answer defines and asks for, judged before it is linked. An early and
 * clear word; what holds is the trial (harness/trial.h).
 *
 *   globals     the contract's functions, all of them, and nothing else
 *   imports     memory, strings, libm, the malloc family, qsort and bsearch, the printf family,
 *               assert, ml_rng_*; cblas_* where the exercise allows it; and what ends the trial
 *               that calls it (harness/stopped.h)
 *   sections    code and data of the usual names; nothing that runs before or after, no IFUNCs;
 *               static data within the memory limit */
#ifndef KATA_GATE_H
#define KATA_GATE_H

#include <stdbool.h>

#include "grader/arena.h"
#include "grader/manifest.h"

enum gate_verdict { GATE_OPEN, GATE_INCOMPLETE, GATE_REJECTED, GATE_TOO_LARGE, GATE_FAULT };

struct gate {
    enum gate_verdict verdict;
    const char *words; /* why not open */
    bool uses_cblas;
};

/* `instrumented`: compiled with AddressSanitizer, whose own constructor, imports and sections are
 * let through. */
struct gate gate_look(const char *object, const struct manifest *m, bool instrumented,
                      struct arena *a);

#endif
