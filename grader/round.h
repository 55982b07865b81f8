/* The round: a timed rehearsal of the real one. One or two exercises are drawn, a clock runs, hints
 * are off; what to say aloud is said at the moment for it; grading whenever asked; at the end a
 * debrief, and a scorecard.
 *
 * Everything is plain lines, in and out, so that a round can be played from a pipe; there `wait 5`
 * lets five minutes pass (with MLKATA_NOW at once). What is answered is kept step by step
 * (round_log.h): whatever ends the program, `make round` goes on where it was. The clock stands
 * still while nobody runs it, and while the machine sleeps. */
#ifndef KATA_ROUND_H
#define KATA_ROUND_H

#include "grader/arena.h"
#include "grader/kit.h"
#include "grader/report.h"

/* `said`: --minutes N, --track T, --level L, --seed S, --no-bench; the last is NULL. On standard
 * input and output. NULL, or words; "the input ended" is one of them. After Ctrl-C
 * process_interrupted. */
const char *round_run(char *const *said, const struct term_style *style, const struct kit *k,
                      struct arena *a);

#endif
