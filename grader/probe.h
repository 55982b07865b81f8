/* What this machine has to keep an answer in: each probe tries the thing itself. NULL where it
 * works, else why not, for a person. probe_linux.c; elsewhere probe_portable.c says that there is
 * nothing. */
#ifndef KATA_PROBE_H
#define KATA_PROBE_H

#include "grader/arena.h"

const char *probe_kernel(struct arena *a);     /* pidfds and close_range: Linux 5.9 */
const char *probe_seccomp(struct arena *a);    /* system call filters */
const char *probe_landlock(struct arena *a);   /* which files a process may open */
const char *probe_namespaces(struct arena *a); /* user namespaces, which bubblewrap needs */
const char *probe_addresses(struct arena *a);  /* laid out at random */
const char *probe_cgroups(struct arena *a);    /* of this user's own, with a memory limit */

#endif
