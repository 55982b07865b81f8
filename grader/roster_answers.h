/* What one member hands in. Private to roster*.c. */
#ifndef KATA_ROSTER_ANSWERS_H
#define KATA_ROSTER_ANSWERS_H

#include "grader/roster_files.h"

/* Adds the answers in the folder of this member, which is open, by exercise, and remarks on files
 * that seem to be meant as one. NULL, or what is wrong with the folder: to stand behind its name.
 */
const char *roster_collect(struct roster_build *b, size_t member, DIR *folder);

#endif
