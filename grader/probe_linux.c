#include "grader/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/seccomp.h>

#include "grader/confine.h"

const char *probe_kernel(struct arena *a)
{
    struct utsname u;
    int fd = confine_pidfd(getpid());
    if (fd >= 0) close(fd);
    if (fd >= 0 && syscall(SYS_close_range, ~0u, ~0u, 0u) == 0) return NULL;
    return arena_printf(a, "Linux %s is too old: 5.9 or newer is needed",
                        uname(&u) == 0 ? u.release : "");
}

const char *probe_seccomp(struct arena *a)
{
    unsigned action = SECCOMP_RET_TRAP;
    if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0u, &action) == 0) return NULL;
    return arena_printf(a, "the kernel has no system call filters: %s", strerror(errno));
}

const char *probe_landlock(struct arena *a)
{
    (void)a;
    return confine_files_work() ? NULL
                                : "the kernel has no Landlock (5.13, CONFIG_SECURITY_LANDLOCK)";
}

const char *probe_namespaces(struct arena *a)
{
    int status = 0, error = 0, report[2];
    if (pipe(report) != 0) return "no pipe to be had";
    pid_t child = fork();
    if (child == 0) {
        error = unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET) == 0 ? 0 : errno;
        _exit(write(report[1], &error, sizeof error) != sizeof error);
    }
    bool told = child > 0 && read(report[0], &error, sizeof error) == sizeof error;
    if (child > 0) waitpid(child, &status, 0);
    close(report[0]);
    close(report[1]);
    if (!told) return "no process to be had";
    if (!error) return NULL;
    return arena_printf(a,
                        "no user namespaces for this user: %s (sysctl user.max_user_namespaces, "
                        "kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_"
                        "userns)",
                        strerror(error));
}

/* The first line of a file of the kernel's that begins with `start`; NULL: there is none. */
static char *line_of(const char *path, const char *start, struct arena *a)
{
    char line[512], *found = NULL;
    FILE *f = fopen(path, "re");
    while (f && !found && fgets(line, sizeof line, f))
        if (strncmp(line, start, strlen(start)) == 0) found = arena_copy(a, line);
    if (f) fclose(f);
    if (found) found[strcspn(found, "\n")] = '\0';
    return found;
}

const char *probe_addresses(struct arena *a)
{
    if (line_of("/proc/sys/kernel/randomize_va_space", "2", a)) return NULL;
    return "every process has the same (sysctl kernel.randomize_va_space=2)";
}

/* Version 2, and a group that this user may divide. */
const char *probe_cgroups(struct arena *a)
{
    const char *own = line_of("/proc/self/cgroup", "0::/", a);
    bool usable = own && access("/sys/fs/cgroup/cgroup.controllers", R_OK) == 0 &&
                  access(arena_printf(a, "/sys/fs/cgroup%s", own + 3), W_OK) == 0;
    return usable ? NULL : "none of this user's own";
}
