/* The fence on Linux.
 *
 * The filter is compiled by libseccomp to BPF once and loaded by each child with one prctl:
 * building it costs about a millisecond, loading 0.2. Calls that printf, assert and free make on
 * the way to what they are allowed to do (fstat, ioctl, tgkill, ...) are refused with EPERM, so
 * that a debug print works and abort() ends in its trap; every other call raises SIGSYS, whose
 * number the trial turns into words. */
#include "harness/fence.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

static struct sock_filter *program;
static unsigned short program_length;
static size_t mapped_at_setup; /* asking in each child would cost a tenth of a trial */

static const int allowed[] = {
    SCMP_SYS(exit),           SCMP_SYS(exit_group),      SCMP_SYS(brk),
    SCMP_SYS(munmap),         SCMP_SYS(mremap),          SCMP_SYS(madvise),
    SCMP_SYS(futex),          SCMP_SYS(clock_gettime),   SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall),
};

static const int refused[] = {
    SCMP_SYS(fstat),   SCMP_SYS(newfstatat), SCMP_SYS(ioctl),       SCMP_SYS(tgkill),
    SCMP_SYS(gettid),  SCMP_SYS(getpid),     SCMP_SYS(getrandom),   SCMP_SYS(lseek),
    SCMP_SYS(sysinfo), SCMP_SYS(uname),      SCMP_SYS(sched_yield), SCMP_SYS(rt_sigaction),
};

/* AddressSanitizer asks for more when it starts on a report, and Check with its file in memory runs
 * in there too; with every other file closed, none of it reaches outside the process. */
static const int sanitizer_allowed[] = {
    SCMP_SYS(memfd_create),
    SCMP_SYS(fcntl),
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(tgkill),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(sched_yield),
    SCMP_SYS(prlimit64),
    SCMP_SYS(getrlimit),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(clock_nanosleep),
};

static int allow_all(scmp_filter_ctx f, const int *call, size_t n)
{
    int bad = 0;
    for (size_t i = 0; i < n; i++) bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, call[i], 0);
    return bad;
}

#define COUNT(a) (sizeof(a) / sizeof *(a))

static int fill_filter(scmp_filter_ctx f, enum fence_kind kind)
{
    int bad = allow_all(f, allowed, COUNT(allowed));
    if (kind == FENCE_SANITIZED) {
        bad |= allow_all(f, sanitizer_allowed, COUNT(sanitizer_allowed));
    } else {
        for (size_t i = 0; i < COUNT(refused); i++)
            bad |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
    }
    for (int fd = 1; fd <= 2; fd++) {
        struct scmp_arg_cmp to_fd = {.arg = 0, .op = SCMP_CMP_EQ, .datum_a = (scmp_datum_t)fd};
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, to_fd);
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(writev), 1, to_fd);
    }
    bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    return bad;
}

/* libseccomp hands the program out through a file descriptor only. */
static const char *export_filter(scmp_filter_ctx f)
{
    int fd = memfd_create("filter", MFD_CLOEXEC);
    if (fd < 0 || seccomp_export_bpf(f, fd) != 0) return "cannot compile the system call filter";
    off_t bytes = lseek(fd, 0, SEEK_END);
    program = malloc((size_t)bytes);
    ssize_t got = program ? pread(fd, program, (size_t)bytes, 0) : -1;
    close(fd);
    if (got != bytes) return "cannot read the compiled system call filter";
    program_length = (unsigned short)((size_t)bytes / sizeof *program);
    return NULL;
}

/* What this process has mapped; 0 where /proc does not tell. */
static size_t mapped_now(void)
{
    char text[64] = "";
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    return got > 0 ? strtoul(text, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

static bool kernel_is_new_enough(void)
{
    int fd = (int)syscall(SYS_pidfd_open, getpid(), 0);
    if (fd >= 0) close(fd);
    return fd >= 0 && syscall(SYS_close_range, ~0u, ~0u, 0u) == 0;
}

const char *fence_setup(enum fence_kind kind)
{
    if (!kernel_is_new_enough()) return "the fence needs Linux 5.9 or newer";
    mapped_at_setup = mapped_now();
    uint32_t otherwise = kind == FENCE_SANITIZED ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_TRAP;
    scmp_filter_ctx f = seccomp_init(otherwise);
    if (!f) return "cannot start a system call filter";
    seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE,
                     2); /* a tree: the kernel walks it once per call number as it loads */
    const char *error =
        fill_filter(f, kind) ? "cannot build the system call filter" : export_filter(f);
    seccomp_release(f);
    return error;
}

static void limit(int what, rlim_t value)
{
    struct rlimit r = {value, value};
    if (setrlimit(what, &r) != 0) _exit(FENCE_BROKEN);
}

/* A second before the last one comes SIGXCPU, which is nobody else's. */
static void limit_cpu(unsigned seconds)
{
    struct rlimit r = {seconds, seconds + 1};
    if (seconds && setrlimit(RLIMIT_CPU, &r) != 0) _exit(FENCE_BROKEN);
}

void fence_enter(const struct fence_limits *limits)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (syscall(SYS_close_range, 3u, ~0u, 0u) != 0) _exit(FENCE_BROKEN);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_STACK, FENCE_STACK_BYTES);
    limit(RLIMIT_FSIZE, limits->output_bytes);
    limit_cpu(limits->cpu_seconds);
    if (limits->memory_bytes) limit(RLIMIT_AS, mapped_at_setup + limits->memory_bytes);
    struct sock_fprog filter = {program_length, program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(FENCE_BROKEN);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) _exit(FENCE_BROKEN);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Where far more time went by than poll was to wait, the machine was suspended, and the child too:
 * that is none of its time. Without a pidfd poll only sleeps. */
bool fence_wait(pid_t child, unsigned ms, int *status, size_t *resident)
{
    struct rusage used = {0};
    struct pollfd ended = {.fd = (int)syscall(SYS_pidfd_open, child, 0), .events = POLLIN};
    double left = ms;
    pid_t got;
    while ((got = wait4(child, status, WNOHANG, &used)) != child && left > 0) {
        double from = now_ms();
        int asked = ended.fd < 0 ? 1 : (int)left + 1;
        poll(&ended, 1, asked);
        double passed = now_ms() - from;
        if (passed > 0 && passed < asked + 1000) left -= passed;
    }
    bool by_itself = got == child;
    if (!by_itself) kill(child, SIGKILL);
    while (!by_itself && wait4(child, status, 0, &used) < 0 && errno == EINTR) continue;
    if (ended.fd >= 0) close(ended.fd);
    *resident = (size_t)used.ru_maxrss << 10;
    return by_itself;
}

bool fence_broken_into(int status)
{
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return number == SIGKILL || number == SIGTERM || number == SIGINT || number == SIGHUP;
}

int fence_scratch_file(void)
{
    int fd = memfd_create("output", MFD_CLOEXEC);
    return fd >= 0 && fcntl(fd, F_SETFL, O_APPEND) == 0 ? fd : -1;
}

const char *fence_gives(void)
{
    return "seccomp, resource limits";
}

const char *fence_call_name(int number)
{
    return seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
}
