/* The fence on Linux.
 *
 * The filter is compiled by libseccomp to BPF once and loaded by each child with one prctl:
 * building it costs about a millisecond, loading 0.2. Calls that printf, assert and free make on
 * the way to what they are allowed to do (fstat, ioctl, tgkill, ...) are refused with EPERM, so
 * that a debug print works and abort() ends in its trap; every other call raises SIGSYS, whose
 * number the trial turns into words.
 *
 * So does any call whose instruction does not lie in the C library: an answer has no business with
 * the kernel, be it to end or to sleep. Whoever jumps into the library meets the rest of the
 * filter: the heap can grow there, and no mapping can be made, changed or taken away. */
#include "harness/fence.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
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

#include "harness/turn.h"

/* The kit's own code under AddressSanitizer (MODE=sanitized) maps and calls as that does: then its
 * trials are as loose as those of a sanitized answer. */
#ifdef __has_feature
#define KIT_IS_SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define KIT_IS_SANITIZED 1
#else
#define KIT_IS_SANITIZED 0
#endif

static struct sock_filter *program;
static unsigned short program_length;
static size_t mapped_at_setup; /* asking in each child would cost a tenth of a trial */

static const int allowed[] = {
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(brk),
    SCMP_SYS(futex),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall),
};

static const int refused[] = {
    SCMP_SYS(fstat),          SCMP_SYS(newfstatat), SCMP_SYS(ioctl),       SCMP_SYS(tgkill),
    SCMP_SYS(gettid),         SCMP_SYS(getpid),     SCMP_SYS(getrandom),   SCMP_SYS(lseek),
    SCMP_SYS(sysinfo),        SCMP_SYS(uname),      SCMP_SYS(sched_yield), SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
};

/* AddressSanitizer asks for more when it starts on a report, and Check with its file in memory runs
 * in there too; with every other file closed, none of it reaches outside the process. */
static const int sanitizer_allowed[] = {
    SCMP_SYS(munmap),          SCMP_SYS(mremap),       SCMP_SYS(madvise),
    SCMP_SYS(rt_sigprocmask),  SCMP_SYS(memfd_create), SCMP_SYS(close),
    SCMP_SYS(lseek),           SCMP_SYS(read),         SCMP_SYS(write),
    SCMP_SYS(fstat),           SCMP_SYS(newfstatat),   SCMP_SYS(sigaltstack),
    SCMP_SYS(rt_sigaction),    SCMP_SYS(gettid),       SCMP_SYS(getpid),
    SCMP_SYS(sched_yield),     SCMP_SYS(getrlimit),    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(clock_nanosleep),
};

static int allow_all(scmp_filter_ctx f, const int *call, size_t n)
{
    int bad = 0;
    for (size_t i = 0; i < n; i++) bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, call[i], 0);
    return bad;
}

#define COUNT(a) (sizeof(a) / sizeof *(a))

static int allow_if(scmp_filter_ctx f, int call, unsigned arg, scmp_datum_t value)
{
    struct scmp_arg_cmp is = {.arg = arg, .op = SCMP_CMP_EQ, .datum_a = value};
    return seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 1, is);
}

/* What could reach another process may be done to this one only. */
static int fill_sanitized(scmp_filter_ctx f)
{
    int bad = allow_all(f, sanitizer_allowed, COUNT(sanitizer_allowed));
    bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2,
                            SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0),
                            SCMP_A2(SCMP_CMP_EQ, SIGABRT, 0));
    bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, SCMP_A0(SCMP_CMP_EQ, 0, 0),
                            SCMP_A2(SCMP_CMP_EQ, 0, 0));
    static const int flags[] = {F_GETFD, F_SETFD, F_GETFL, F_SETFL};
    for (size_t i = 0; i < COUNT(flags); i++)
        bad |= allow_if(f, SCMP_SYS(fcntl), 1, (scmp_datum_t)flags[i]);
    bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    return bad;
}

/* Where brk gives no more, malloc asks for a mapping: there is none to be had. Any other mmap would
 * change what is mapped. */
static int fill_trial(scmp_filter_ctx f)
{
    int bad = 0;
    for (size_t i = 0; i < COUNT(refused); i++)
        bad |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
    bad |=
        seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOMEM), SCMP_SYS(mmap), 3, SCMP_A0(SCMP_CMP_EQ, 0, 0),
                         SCMP_A2(SCMP_CMP_EQ, PROT_READ | PROT_WRITE, 0),
                         SCMP_A3(SCMP_CMP_EQ, MAP_PRIVATE | MAP_ANONYMOUS, 0));
    return bad;
}

static int fill_filter(scmp_filter_ctx f, enum fence_kind kind)
{
    int bad = allow_all(f, allowed, COUNT(allowed));
    bad |= kind == FENCE_SANITIZED || KIT_IS_SANITIZED ? fill_sanitized(f) : fill_trial(f);
    for (size_t i = 0; KIT_IS_SANITIZED && i < COUNT(refused); i++)
        seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), refused[i], 0); /* some are allowed already */
    for (int fd = 1; fd <= 2; fd++) {
        bad |= allow_if(f, SCMP_SYS(write), 0, (scmp_datum_t)fd);
        bad |= allow_if(f, SCMP_SYS(writev), 0, (scmp_datum_t)fd);
    }
    return bad;
}

/* The code of the C library. */
static struct text {
    uintptr_t from, to;
} library;

static int find_library(struct dl_phdr_info *info, size_t size, void *inside)
{
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        uintptr_t from = info->dlpi_addr + p->p_vaddr, to = from + p->p_memsz;
        if (p->p_type != PT_LOAD || (uintptr_t)inside < from || (uintptr_t)inside >= to) continue;
        library = (struct text){from, to};
        return 1;
    }
    return 0;
}

/* A call from outside of the library traps, whatever it is. seccomp has the address in halves: the
 * upper one is that of the library's first or last byte; the lower one, counted from its first,
 * is less than its length. libseccomp has no words for it. */
#define WORD(half) (offsetof(struct seccomp_data, instruction_pointer) + (half))
enum { PRELUDE = 7 };

static void write_prelude(struct sock_filter *to)
{
    uint32_t first = (uint32_t)(library.from >> 32), last = (uint32_t)((library.to - 1) >> 32);
    const struct sock_filter prelude[PRELUDE] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, WORD(4)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, first, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, last, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, WORD(0)),
        BPF_STMT(BPF_ALU | BPF_SUB | BPF_K, (uint32_t)library.from),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (uint32_t)(library.to - library.from), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
    };
    memcpy(to, prelude, sizeof prelude);
}

/* libseccomp hands the program out through a file descriptor only. */
static const char *export_filter(scmp_filter_ctx f, enum fence_kind kind)
{
    int fd = memfd_create("filter", MFD_CLOEXEC);
    if (fd < 0 || seccomp_export_bpf(f, fd) != 0) return "cannot compile the system call filter";
    off_t bytes = lseek(fd, 0, SEEK_END);
    size_t before = kind == FENCE_TRIAL && !KIT_IS_SANITIZED ? PRELUDE : 0;
    program = malloc(before * sizeof *program + (size_t)bytes);
    ssize_t got = program ? pread(fd, program + before, (size_t)bytes, 0) : -1;
    close(fd);
    if (got != bytes) return "cannot read the compiled system call filter";
    if (before) write_prelude(program);
    program_length = (unsigned short)(before + (size_t)bytes / sizeof *program);
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
    void *inside = dlsym(RTLD_NEXT, "write");
    if (!inside || !dl_iterate_phdr(find_library, inside))
        return "cannot find the C library's code";
    uint32_t otherwise = kind == FENCE_SANITIZED ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_TRAP;
    scmp_filter_ctx f = seccomp_init(otherwise);
    if (!f) return "cannot start a system call filter";
    seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_TRAP); /* 32-bit calls */
    seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE,
                     2); /* a tree: the kernel walks it once per call number as it loads */
    const char *error =
        fill_filter(f, kind) ? "cannot build the system call filter" : export_filter(f, kind);
    seccomp_release(f);
    return error;
}

void fence_broken(void)
{
    signal(FENCE_BROKEN, SIG_DFL);
    raise(FENCE_BROKEN);
    _exit(1);
}

static void limit(int what, rlim_t value)
{
    struct rlimit r = {value, value};
    if (setrlimit(what, &r) != 0) fence_broken();
}

/* A second before the last one comes SIGXCPU, which is nobody else's. */
static void limit_cpu(unsigned seconds)
{
    struct rlimit r = {seconds, seconds + 1};
    if (seconds && setrlimit(RLIMIT_CPU, &r) != 0) fence_broken();
}

void fence_enter(const struct fence_limits *limits)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (syscall(SYS_close_range, 3u, ~0u, 0u) != 0) fence_broken();
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_STACK, FENCE_STACK_BYTES);
    limit(RLIMIT_FSIZE, limits->output_bytes);
    limit_cpu(limits->cpu_seconds);
    size_t own = KIT_IS_SANITIZED ? 512u << 20 : 0;
    if (limits->memory_bytes) limit(RLIMIT_AS, mapped_at_setup + limits->memory_bytes + own);
    struct sock_fprog filter = {program_length, program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fence_broken();
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) fence_broken();
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Time that the child had no processor for is not its own: on an overloaded machine it may wait for
 * one many times as long as it computes. */
static double not_used_ms(pid_t child, unsigned ms)
{
    double used = turn_child_ns(child) / 1e6;
    return used < ms ? ms - used : 0; /* 0 for NaN: it has ended */
}

/* Where far more time went by than poll was to wait, the machine was suspended, and the child too:
 * that is none of its time. Without a pidfd poll only sleeps. */
static bool wait_until(struct pollfd *ended, pid_t child, double ms, int *status,
                       struct rusage *used)
{
    pid_t got;
    while ((got = wait4(child, status, WNOHANG, used)) != child && ms > 0) {
        double from = now_ms();
        int asked = ended->fd < 0 ? 1 : (int)ms + 1;
        poll(ended, 1, asked);
        double passed = now_ms() - from;
        if (passed > 0 && passed < asked + 1000) ms -= passed;
    }
    return got == child;
}

bool fence_wait(pid_t child, unsigned ms, int *status, size_t *resident)
{
    struct rusage used = {0};
    struct pollfd ended = {.fd = (int)syscall(SYS_pidfd_open, child, 0), .events = POLLIN};
    double left = ms;
    bool by_itself = false;
    for (int turn = 0; turn < FENCE_PATIENCE && left >= 1 && !by_itself; turn++) {
        by_itself = wait_until(&ended, child, left, status, &used);
        left = by_itself ? 0 : not_used_ms(child, ms);
    }
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

bool fence_is_native(unsigned architecture, int number)
{
    enum { X32 = 0x40000000 };
    return architecture == seccomp_arch_native() && !(number & X32);
}

bool fence_in_library(const void *code)
{
    return (uintptr_t)code >= library.from && (uintptr_t)code < library.to;
}

const char *fence_call_name(int number)
{
    return seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
}
