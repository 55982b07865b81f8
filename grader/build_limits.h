/* What a compiler or a linker may take; build.c's and build_said.c's own. */
#ifndef KATA_BUILD_LIMITS_H
#define KATA_BUILD_LIMITS_H

enum {
    CPU_SECONDS = 5,     /* for the answer to take */
    DEADLINE_MS = 60000, /* for a machine that gives no CPU time */
    MEMORY_MB = 2048,    /* the largest of ours takes 400 */
    FILE_MB = 64
};

#endif
