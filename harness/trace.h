/* What the answer left in its outputs, trial by trial: for telling which known mistake it looks
 * like.
 *
 * Of each trial of a test the status and the asked buffers are kept, of a long buffer some 32
 * elements at even distances, of a test the first 1,024 numbers. The same test with the same seed
 * has the same trials and the same buffers, so the same place in two traces is the same output of
 * two answers. */
#ifndef KATA_TRACE_H
#define KATA_TRACE_H

#include <stddef.h>

void trace_begin(void);       /* a test */
void trace_trial(int status); /* a trial came to its end */
void trace_tell(size_t test); /* all of it, to the wire */

#endif
