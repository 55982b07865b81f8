/* REGRADE=1: everything anew, and what that changed and why. The verdicts that were there are put
 * aside, in OUT/.mlkata/before, and looked at again once the new ones are there, be that after a
 * run that was killed in between. */
#ifndef KATA_CLASS_CHANGES_H
#define KATA_CLASS_CHANGES_H

#include "grader/class.h"
#include "grader/term.h"

/* NULL, or words. */
const char *class_changes_begin(const struct class *c, struct arena *a);

/* Where something was put aside: a line for each answer whose verdict, points or tests are others
 * now, and the parts that it depends on which are others (class_key.h); then forgets it. */
void class_changes_tell(struct term *t, const struct class *c, struct arena *a);

/* Which verdicts this run told, for the next one to compare with. NULL, or words. */
const char *class_changes_note(const struct class *c, struct arena *a);

#endif
