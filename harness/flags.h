/* What an answer may leave behind in the processor itself: flags that belong to the caller (System
 * V ABI, 3.2.1), and that make a ruin of whatever runs next in the process. Which of them are met
 * where would be luck, so they are looked at as soon as the answer is done.
 *
 * Control bits of floating-point arithmetic are not among these: a trial's process ends before
 * anybody computes with them, and the answer is judged by its values. */
#ifndef KATA_FLAGS_H
#define KATA_FLAGS_H

#include <stdbool.h>

/* NULL, or in words which were left; they are as they should be again. A few nanoseconds; elsewhere
 * than on x86-64 there are none. */
const char *flags_left(void);

/* The flag by which an address that is not aligned is a fault, in flags as a signal's context has
 * them. */
bool flags_check_alignment(unsigned long long flags);

#endif
