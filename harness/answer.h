/* Loads one implementation of the contract: a shared object that the grader's build made.
 *
 * The runner is linked with the contract's functions undefined; loading the object makes them known
 * to the dynamic linker, which binds each at its first call, in the trial's child. Nothing of the
 * answer runs while it loads: an object with anything that would (constructors, destructors,
 * IFUNCs, a library of its own) is refused here, after the gate has refused it by its words. That
 * is why the judge itself may load it, once, instead of each child: a trial saves the work, and the
 * fence needs no open file and no executable mapping. */
#ifndef KATA_ANSWER_H
#define KATA_ANSWER_H

#include <stdbool.h>

/* NULL, or words. */
const char *answer_load(const char *path);

/* Calls the constructors of a sanitized answer, which its link has kept from the dynamic linker
 * (grader/constructors.ld): in the fenced process only. */
void answer_construct(void);

#endif
