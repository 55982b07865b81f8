/* One trial: fork, fence, run the block, judge what became of it.
 *
 * Judge and child share one page. What the child writes there is only ever used for words, with one
 * exception that costs nothing: `finished` says that the block came to its end, and a child that
 * forges it has merely returned early with whatever outputs it left. The exit status is not asked.
 *
 * Signals that end a child are caught on a stack of their own, to note the address at fault before
 * the process ends. A handler that the answer installs instead would need a
 * system call that the fence refuses. */
#include "harness/trial.h"

#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "harness/failure.h"
#include "harness/fence.h"
#include "harness/flags.h"
#include "harness/given.h"
#include "harness/heap.h"
#include "harness/trace.h"

enum stop { STOP_NONE, STOP_SIGNAL, STOP_CALL, STOP_LIBRARY, STOP_WORDS, STOP_FOREIGN_CALL };

/* The answer may leave any bits in it: no bool, of which only two are defined, and no string. */
static struct shared {
    int status;
    unsigned char finished;
    enum stop stop;
    int number;    /* the signal, or the system call */
    void *address; /* of a fault */
    unsigned char write, jump;
    unsigned char in_floats;  /* a floating-point exception */
    unsigned char no_address; /* the processor itself refused, and has no address to tell */
    unsigned char on_stack;   /* the fault lies where the stack may not grow */
    unsigned char alignment;  /* the answer had asked for faults of alignment */
    char words[256];          /* of trial_stop; not always terminated */
} * shared;

struct trial trial;
int *trial_status;

static int capture = -1; /* a file in memory: stdout and stderr of every trial of this test */
static char output[64 * 1024 + 1];
static const char nul_shown = '\xFF'; /* no text either, but none that ends it */

extern char __start_judge_text[], judge_text_end[];

/* ---- in the child ---- */

static uintptr_t stack_top; /* of what the answer can use */
#define STACK_MOST ((uintptr_t)1 << 32)

static void note_fault(int signal_number, siginfo_t *info, ucontext_t *context)
{
    shared->number = signal_number;
    shared->address = info->si_addr;
    shared->stop = STOP_SIGNAL;
    shared->in_floats =
        signal_number == SIGFPE && info->si_code != FPE_INTDIV && info->si_code != FPE_INTOVF;
#if defined(__linux__) && defined(__x86_64__)
    uintptr_t sp = (uintptr_t)context->uc_mcontext.gregs[REG_RSP], at = (uintptr_t)info->si_addr;
    const unsigned char *pc = (const unsigned char *)context->uc_mcontext.gregs[REG_RIP];
    shared->write = (context->uc_mcontext.gregs[REG_ERR] & 2) != 0;
    shared->jump = (context->uc_mcontext.gregs[REG_ERR] & 16) != 0;
    shared->no_address = signal_number == SIGSEGV && info->si_code == SI_KERNEL;
    shared->alignment =
        flags_check_alignment((unsigned long long)context->uc_mcontext.gregs[REG_EFL]);
    shared->on_stack = signal_number == SIGSEGV && at + 65536 > sp && stack_top - at < STACK_MOST;
    /* the C library's own abort, whose signal the fence refused, ends in hlt, a privileged
     * instruction */
    if (shared->no_address && fence_in_library(pc) && *pc == 0xF4) shared->stop = STOP_LIBRARY;
#else
    (void)context;
#endif
}

static void on_fault(int signal_number, siginfo_t *info, void *context)
{
    flags_left();               /* or this would fault in its turn */
    if (shared->stop) _exit(1); /* the first reason stands */
    if (signal_number == SIGSYS) {
        shared->stop =
            fence_is_native(info->si_arch, info->si_syscall) ? STOP_CALL : STOP_FOREIGN_CALL;
        shared->number = info->si_syscall;
    } else {
        note_fault(signal_number, info, context);
    }
    _exit(1);
}

static void capture_output(void)
{
    if (dup2(capture, STDOUT_FILENO) < 0 || dup2(capture, STDERR_FILENO) < 0) fence_broken();
}

static void catch_faults(void)
{
    static unsigned char stack[16384];
    int bad = sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGSYS, SIGABRT};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        bad |= sigaction(faults[i], &action, NULL);
    if (bad) fence_broken();
}

void trial_stop(const char *words)
{
    shared->stop = STOP_WORDS;
    snprintf(shared->words, sizeof shared->words, "%s", words);
    if (trial.mode != TRIAL_FORKED) abort();
    fflush(NULL);
    _exit(1);
}

/* Before a call that does not return AddressSanitizer would make a system call of its own. */
void __wrap_abort(void) __attribute__((noreturn, no_sanitize("address")));
void __wrap_abort(void)
{
    trial_stop("called abort");
}

void __wrap___assert_fail(const char *claim, const char *file, unsigned line, const char *function)
    __attribute__((noreturn, no_sanitize("address")));
void __wrap___assert_fail(const char *claim, const char *file, unsigned line, const char *function)
{
    char words[256];
    /* clang's libc macro hands in the whole signature: its name ends before the parenthesis */
    size_t end = strcspn(function, "("), start = end;
    while (start > 0 && function[start - 1] != ' ' && function[start - 1] != '*') start--;
    snprintf(words, sizeof words, "%s:%u: assertion `%s` failed in %.*s", file, line, claim,
             (int)(end - start), function + start);
    trial_stop(words);
}

static void hide_oracles(void)
{
    size_t bytes = (size_t)(judge_text_end - __start_judge_text);
    if (bytes && munmap(__start_judge_text, bytes) != 0) fence_broken();
}

/* In a sanitized run: the suite itself with all its buffers, and the freed blocks that
 * AddressSanitizer keeps. */
#define SANITIZER_BYTES ((size_t)512 << 20)

/* The heap's own count (heap.h) is the limit that speaks; this one holds whatever goes around it.
 * The slack is for the judge's oracles and for stacks. */
static size_t memory_bound(void)
{
    return ((size_t)trial.limits.memory_mb << 20) + given_mapped_bytes() + trial.mapped_bytes +
           (64u << 20);
}

void trial_become_fenced(void)
{
    stack_top = (uintptr_t)__builtin_frame_address(0);
    bool sanitized = trial.mode == TRIAL_SANITIZED; /* it reports faults itself */
    if (!sanitized) {
        capture_output();
        catch_faults();
        hide_oracles();
    }
    fence_enter(&(struct fence_limits){
        .memory_bytes = memory_bound() + (sanitized ? SANITIZER_BYTES : 0),
        .output_bytes = (size_t)trial.limits.output_kb << 10,
        .cpu_seconds = trial.cpu_seconds ? trial.cpu_seconds : trial.limits.time_ms / 1000 + 2,
    });
}

/* ---- in the judge ---- */

static const char *crash_words(void)
{
    static char words[512];
    const char *where = given_words(shared->address, shared->write);
    if (shared->on_stack && !where)
        return "ran out of stack (8 MB): recursion without an end, or a very large local array";
    if (shared->in_floats)
        return "raised a floating-point exception that it had asked to be stopped by (SIGFPE)";
    if (shared->number == SIGFPE) return "divided an integer by zero (SIGFPE)";
    if (shared->number == SIGILL) return "reached an instruction that does not exist (SIGILL)";
    if (shared->number == SIGBUS && shared->alignment)
        return "turned the alignment check on, by which any address that is not aligned is a "
               "fault, and met one (SIGBUS)";
    if (shared->number == SIGBUS) return "used an address that is not aligned (SIGBUS)";
    if (where) return where;
    if (shared->no_address)
        return "used a pointer that holds no address (never set, or overwritten), or a privileged "
               "instruction (SIGSEGV)";
    const char *verb = shared->jump ? "jumped to" : shared->write ? "wrote to" : "read from";
    if ((uintptr_t)shared->address < 4096)
        snprintf(words, sizeof words, "%s a NULL pointer%s", verb,
                 heap_used().failed ? ", after malloc had returned NULL" : "");
    else
        snprintf(words, sizeof words, "%s memory that it does not own (SIGSEGV at %p)", verb,
                 shared->address);
    return words;
}

static const char *call_words(void)
{
    static char words[160];
    const char *name = fence_call_name(shared->number);
    snprintf(words, sizeof words,
             "made the system call %s, which no answer needs: compute, allocate, return",
             name ? name : "(unknown)");
    return words;
}

static const char *stop_words(int status)
{
    static char words[sizeof shared->words + 1];
    switch (shared->stop) {
    case STOP_SIGNAL: return crash_words();
    case STOP_CALL: return call_words();
    case STOP_FOREIGN_CALL:
        return "made a 32-bit system call, which no answer needs: compute, allocate, return";
    case STOP_WORDS:
        snprintf(words, sizeof words, "%.*s", (int)sizeof shared->words, shared->words);
        return words;
    case STOP_LIBRARY:
        return "was stopped by the C library, which found its heap or stack damaged (see what it "
               "printed)";
    case STOP_NONE: break;
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ) {
        snprintf(words, sizeof words, "printed more than %u KB", trial.limits.output_kb);
        return words;
    }
    if (WIFSIGNALED(status)) {
        snprintf(words, sizeof words, "was ended by signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
        return words;
    }
    return "ended the whole process (exit): a function returns to its caller";
}

const char *trial_end_words(int status)
{
    static char words[384];
    if (!heap_used().bounded) return stop_words(status);
    snprintf(words, sizeof words, "asked for more than %u MB of heap, the limit, and then %s",
             trial.limits.memory_mb, stop_words(status));
    return words;
}

void trial_judge_signal(int status)
{
    char words[128];
    if (!fence_broken_into(status)) return;
    snprintf(words, sizeof words,
             "something outside ended the answer's process (signal %d: is the machine out of "
             "memory?)",
             WTERMSIG(status));
    failure_of_kit(words);
}

static void judge_end(bool by_itself, int status)
{
    if (by_itself && !shared->finished) trial_judge_signal(status);
    if (WIFSIGNALED(status) && WTERMSIG(status) == FENCE_BROKEN)
        failure_of_kit("the fence around the answer could not be put up");
    if (!by_itself)
        failure_now(FAILURE_TIMEOUT, "still running after %u ms, the limit for one trial",
                    trial.limits.time_ms);
    if (!shared->finished) failure_now(FAILURE_CRASH, "%s", trial_end_words(status));
    const char *spilled = given_spilled();
    if (spilled) failure_now(FAILURE_CRASH, "%s", spilled);
    trace_trial(shared->status);
}

void trial_prepare(const char *words)
{
    trial.words = words;
    given_before_trial();
    heap_before_trial((size_t)trial.limits.memory_mb << 20);
    memset(shared, 0, sizeof *shared);
    memset(&shared->status, GIVEN_POISON, sizeof shared->status);
}

bool trial_begin(const char *words, bool is_block)
{
    trial_prepare(words);
    trial.is_block = is_block;
    if (trial.mode != TRIAL_FORKED) return true;
    pid_t child = fork();
    if (child < 0) failure_of_kit("fork: no process to be had");
    if (child == 0) {
        trial_become_fenced();
        return true;
    }
    int status = 0;
    bool by_itself = fence_wait(child, trial.limits.time_ms, &status, &trial.resident_bytes);
    judge_end(by_itself, status);
    return false;
}

size_t trial_grown_bytes(void)
{
    int status = 0;
    size_t idle = 0;
    if (trial.mode != TRIAL_FORKED) return 0;
    pid_t child = fork();
    if (child < 0) failure_of_kit("fork: no process to be had");
    if (child == 0) {
        trial_become_fenced();
        _exit(0);
    }
    bool by_itself = fence_wait(child, trial.limits.time_ms, &status, &idle);
    bool unfenced = WIFSIGNALED(status) && WTERMSIG(status) == FENCE_BROKEN;
    if (!by_itself || unfenced || fence_broken_into(status))
        failure_of_kit("a trial that does nothing has not come to its end");
    return idle && trial.resident_bytes > idle ? trial.resident_bytes - idle : 0;
}

void trial_end(void)
{
    const char *left = flags_left();
    if (trial.mode != TRIAL_FORKED) {
        const char *spilled = left ? left : given_spilled();
        if (spilled) failure_now(FAILURE_CRASH, "%s", spilled);
        return;
    }
    if (left) trial_stop(left);
    fflush(NULL);
    shared->finished = true;
    _exit(0);
}

void note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(trial.note, sizeof trial.note, format, arguments);
    va_end(arguments);
}

const char *trial_setup(enum trial_mode mode, struct trial_limits limits)
{
    trial.mode = mode;
    trial.limits = limits;
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return "no memory to share with the answer";
    trial_status = &shared->status;
    const char *error = heap_setup();
    if (error || mode == TRIAL_DEBUG) return error;
    if (mode == TRIAL_FORKED) {
        capture = fence_scratch_file();
        if (capture < 0) return "no file for the answer's output";
        setvbuf(stdout, NULL, _IONBF, 0); /* what was printed before a crash is seen */
    }
    return fence_setup(mode == TRIAL_FORKED ? FENCE_TRIAL : FENCE_SANITIZED);
}

void trial_discard_output(void)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0) dup2(nowhere, capture);
    if (nowhere >= 0) close(nowhere);
}

void trial_test_begin(void)
{
    trial.note[0] = '\0';
    trial.words = "";
    if (capture >= 0 && ftruncate(capture, 0) != 0)
        failure_of_kit("cannot empty the answer's output");
}

void trial_test_end(void)
{
    given_release();
}

const char *trial_output(void)
{
    ssize_t got = capture < 0 ? 0 : pread(capture, output, sizeof output - 1, 0);
    for (ssize_t i = 0; i < got; i++)
        if (!output[i]) output[i] = nul_shown;
    output[got > 0 ? got : 0] = '\0';
    return output;
}
