#include "harness/flags.h"

#include <stddef.h>

#ifdef __x86_64__

enum { DIRECTION = 1 << 10, ALIGNMENT = 1 << 18 };

const char *flags_left(void)
{
    unsigned long long flags = __builtin_ia32_readeflags_u64();
    if (!(flags & (DIRECTION | ALIGNMENT))) return NULL;
    __builtin_ia32_writeeflags_u64(flags & ~(unsigned long long)(DIRECTION | ALIGNMENT));
    return flags & DIRECTION
               ? "returned with the direction flag set (std, and no cld after it): whoever copies "
                 "memory next does it backwards"
               : "returned with the alignment check on: from then on any address that is not "
                 "aligned is a fault";
}

bool flags_check_alignment(unsigned long long flags)
{
    return flags & ALIGNMENT;
}

#else

const char *flags_left(void)
{
    return NULL;
}

bool flags_check_alignment(unsigned long long flags)
{
    (void)flags;
    return false;
}

#endif
