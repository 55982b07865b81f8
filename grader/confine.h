/* What the grader takes from a child between fork and exec. confine_linux.c; elsewhere
 * confine_portable.c does what it can. Only calls that are safe after fork. */
#ifndef KATA_CONFINE_H
#define KATA_CONFINE_H

#include <stdbool.h>
#include <sys/types.h>

/* In a child: the signal comes when its parent dies, and where that has happened since it forked,
 * the child ends here. parent: its getpid() before the fork. */
void confine_to_parent(pid_t parent, int signal);
void confine_to_cpu(int cpu);
void confine_addresses(void); /* the same addresses in every process */

/* From here on this process and what it starts read only these files and folders (the last is
 * NULL), and write only below `folder`. Where the kernel has no Landlock this does nothing: see
 * confine_files_work. False, with errno: it has, and refuses. */
bool confine_files(const char *const *may_read, const char *folder);
bool confine_files_work(void);

int confine_pidfd(
    pid_t pid); /* a descriptor that turns readable when the process ends; -1: none to be had */
int confine_quiet_cpu(void); /* the processor to measure on: the last that this process may use */

#endif
