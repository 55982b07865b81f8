/* The jail: what other people's code is compiled, linked and run in. Bubblewrap gives it namespaces
 * of its own: no network, no process but its own, an unprivileged user, and of the file system only
 * what a launch names (process.h), read-only but for its working directory. The suite, the
 * references and other answers are not there to be read.
 *
 * Without the jail, Landlock keeps a child from opening other files (confine.h): enough for a
 * learner's own slip. */
#ifndef KATA_JAIL_H
#define KATA_JAIL_H

#include <stdbool.h>

#include "grader/arena.h"
#include "grader/kit.h"

/* From here on every confined child is jailed. NULL, or why there is no jail to be had here. */
const char *jail_open(const struct kit *k, struct arena *a);
bool jail_is_open(void);

/* In the child: becomes argv in the jail. Returns where that failed, with errno set. */
void jail_exec(const char *const *argv, const char *const *may_read, const char *folder);

#endif
