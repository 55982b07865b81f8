/* Functions of the C library that no answer needs and that many a one tries: each ends the trial
 * that calls it, by its name. The grader links an answer's call of NAME to the runner's __wrap_NAME
 * (stopped.c); a call that is never reached harms nobody. What is neither here nor on the gate's
 * own list (grader/gate.c) is turned away before anything runs. */
#ifndef KATA_STOPPED_H
#define KATA_STOPPED_H

// clang-format off
/* the process ends, or control leaves the answer by another way than return */
#define STOPPED_ENDINGS(X)                                                                         \
    X(exit) X(_exit) X(_Exit) X(quick_exit) X(atexit) X(at_quick_exit) X(on_exit)                  \
    X(setjmp) X(_setjmp) X(__sigsetjmp) X(longjmp) X(_longjmp) X(siglongjmp) X(__longjmp_chk)

/* it waits, sends or catches signals, starts others, opens files, remaps memory. Not among these:
 * pthread_create, for libgcc.a has a __wrap_pthread_create of its own, and a constructor with it;
 * the gate turns it away. */
#define STOPPED_CALLS(X)                                                                           \
    X(sleep) X(usleep) X(nanosleep) X(clock_nanosleep) X(pause) X(alarm) X(sched_yield)            \
    X(signal) X(sigaction) X(raise) X(kill) X(killpg) X(tgkill) X(sigaltstack) X(sigprocmask)      \
    X(fork) X(vfork) X(clone) X(daemon) X(setsid) X(system) X(popen) X(execve) X(execl) X(execv)   \
    X(execlp) X(execvp) X(posix_spawn) X(thrd_create) X(wait) X(waitpid)         \
    X(open) X(openat) X(creat) X(fopen) X(fdopen) X(freopen) X(tmpfile) X(close)        \
    X(dup) X(dup2) X(pipe) X(read) X(pread) X(write) X(pwrite) X(socket) X(unlink) X(remove)       \
    X(mmap) X(munmap) X(mprotect) X(mremap) X(shm_open) X(shmget) X(shmat) X(memfd_create)         \
    X(ptrace) X(process_vm_readv) X(process_vm_writev) X(prctl) X(personality) X(setrlimit)        \
    X(syscall) X(getpid) X(getppid) X(getenv) X(setenv)
// clang-format on

#define STOPPED(X) STOPPED_ENDINGS(X) STOPPED_CALLS(X)

#endif
