/* Landlock, without a library of its own: three system calls. A compiler that may read only the
 * answer and the contract cannot be made to quote the suite, the reference or /etc by an #include,
 * .incbin or a device file. */
#include "grader/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/landlock.h>

#define MAY_READ                                                                                   \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define MAY_READ_FILE (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE)
/* every right of Landlock's first version */
#define ALL_RIGHTS ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

void confine_to_parent(pid_t parent, int signal)
{
    prctl(PR_SET_PDEATHSIG, signal);
    if (getppid() != parent) _exit(1);
}

void confine_to_cpu(int cpu)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof one, &one);
}

void confine_addresses(void)
{
    personality(ADDR_NO_RANDOMIZE);
}

/* What is not there needs no right. */
static bool allow(int rules, const char *path, unsigned long long rights)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    struct stat st;
    if (fd < 0) return errno == ENOENT || errno == EACCES;
    bool ok = fstat(fd, &st) == 0;
    if (ok && !S_ISDIR(st.st_mode)) rights &= MAY_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
    struct landlock_path_beneath_attr beneath = {.allowed_access = rights, .parent_fd = fd};
    ok = ok && syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
    close(fd);
    return ok;
}

bool confine_files(const char *const *may_read, const char *folder)
{
    struct landlock_ruleset_attr attr = {.handled_access_fs = ALL_RIGHTS};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (rules < 0) return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM;
    bool ok =
        allow(rules, "/dev/null", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
    for (; ok && *may_read; may_read++) ok = allow(rules, *may_read, MAY_READ);
    if (ok && folder) ok = allow(rules, folder, ALL_RIGHTS);
    ok = ok && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return ok;
}

bool confine_files_work(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1;
}

int confine_pidfd(pid_t pid)
{
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

int confine_quiet_cpu(void)
{
    cpu_set_t mine;
    if (sched_getaffinity(0, sizeof mine, &mine) != 0) return -1;
    for (int cpu = CPU_SETSIZE - 1; cpu >= 0; cpu--)
        if (CPU_ISSET(cpu, &mine)) return cpu;
    return -1;
}
