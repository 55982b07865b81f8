/* What a process that runs the answer may still do: compute, allocate, write a little to stdout and
 * stderr, and end.
 *
 * fence_linux.c: seccomp, rlimits, a parent-held deadline, death with the parent. fence_portable.c:
 * rlimits and the deadline, for systems without seccomp; fence_gives says which it is. Nothing here
 * knows of tests or buffers. */
#ifndef KATA_FENCE_H
#define KATA_FENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "harness/wire.h"

enum fence_kind {
    FENCE_TRIAL,     /* no files, no processes, no signals to others, no executable memory */
    FENCE_SANITIZED, /* the same, with the address space that AddressSanitizer needs, and refusals
                        instead of traps */
};

struct fence_limits {
    size_t memory_bytes; /* beyond what was mapped at fence_setup (by AddressSanitizer: terabytes);
                            0: not limited */
    size_t output_bytes;
    unsigned cpu_seconds; /* 0: not limited */
};                        /* and FENCE_STACK_BYTES of stack */

#define FENCE_STACK_BYTES (8u << 20)

/* Compiles the filter, once, before any fork. NULL, or words. */
const char *fence_setup(enum fence_kind kind);

/* In the child: keep stdin, stdout and stderr of the caller's making, close all else, and shut the
 * door. Ends the process if the door cannot be shut. */
void fence_enter(const struct fence_limits *limits);

enum { FENCE_PATIENCE = 10 };

/* In the parent: wait until the child has computed for `ms`; by the clock on the wall, at most
 * FENCE_PATIENCE times as long. (Where the kernel keeps no account, by that clock alone.) True: it
 * ended by itself, *status as from waitpid. False: it was killed at the deadline. *resident: the
 * most memory that it held at once, by the kernel's account; 0 where it keeps none. */
bool fence_wait(pid_t child, unsigned ms, int *status, size_t *resident);

/* A signal that nobody inside of the fence can have sent: the machine's memory killer, another
 * user. */
bool fence_broken_into(int status);

/* An empty file without a name, for appending; -1 where there is none to be had. */
int fence_scratch_file(void);

/* "seccomp, resource limits" or "resource limits only". */
const char *fence_gives(void);

/* Was a refused system call (si_arch, si_syscall) of this machine's kind, or a 32-bit one? */
bool fence_is_native(unsigned architecture, int number);

/* Is this the C library's code? */
bool fence_in_library(const void *code);

/* The name of a refused system call, or NULL. */
const char *fence_call_name(int number);

/* Ends a child whose fence could not be shut: the kit's fault, never the answer's. By a signal, for
 * which a fenced process has no means; an exit status anybody can choose. */
#define FENCE_BROKEN WIRE_UNFENCED
void fence_broken(void) __attribute__((noreturn));

#endif
