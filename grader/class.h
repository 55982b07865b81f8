/* A group's answers, graded together.
 *
 *   collect     roster.h: who hands in what, copied by content
 *   correct     class_work.h: every answer that has no verdict yet, on all cores, each in a process
 *               of its own and in the jail
 *   speed       those that pass, one at a time, in random order
 *   results     class_results.h, class_page.h: tables, feedback, the page; from what is kept alone
 *
 * All of it lies in OUT; OUT/.mlkata holds what a later run goes on with:
 *
 *   seed        of everyone's tests and timed rounds
 *   lock        held by the run that is at work
 *   answers/    SHA256.c, as collected
 *   verdicts/   KEY.json, reports (report_kept.h), each written whole or not at all. The key says
 *               all that a verdict depends on: answer, exercise, kit, compiler, seed, jail; and for
 *               speed the machine. A second line in each has those parts.
 *   lost/       KEY: why there is no such verdict, in words
 *   correct, speed    the work lists (class_work.h)
 *   last        which verdicts the last run told; before/ what REGRADE=1 found (class_changes.h)
 *
 * So a run that was killed resumes, an unchanged answer costs a look, and where two machines share
 * the folder they share the work. */
#ifndef KATA_CLASS_H
#define KATA_CLASS_H

#include "grader/arena.h"
#include "grader/kit.h"
#include "grader/report.h"
#include "grader/roster.h"

struct class
{
    const char *dir, *out; /* as the organiser named them */
    const char *exercise;  /* NULL: all */
    const struct kit *k;
    uint64_t seed;
    bool bench; /* speed, too */
    bool jailed;
    const char *machine;       /* that speed is measured on, whatever tells it from another */
    struct class_parts *parts; /* of the kit (class_key.h) */
    struct roster roster;
};

/* The report of roster.answer[i], its speed with it where that was measured; read from OUT into the
 * arena. Its `submission` is answer.found, and `own` is set: commands in it are the learner's.
 * Where the answer has a problem: verdict rejected with the problem as its reason, no test. NULL,
 * or words: there is none, and why (a fault of the kit, a node that died). */
const char *class_report(const struct class *c, size_t i, struct report *r, struct arena *a);

/* make class. `said`: DIR, --exercise EX, --jobs N, ...; the last is NULL. *complete: every answer
 * has a verdict, and what passed its speed where that was asked for. NULL, or words. After Ctrl-C
 * process_interrupted. */
const char *class_run(bool *complete, char *const *said, const struct term_style *style,
                      const struct kit *k, struct arena *a);

#endif
