/* From the learner's file to a shared object that a runner loads: compile, gate (gate.h), link.
 *
 * Two builds of the same file go on side by side: one for speed and one with AddressSanitizer and
 * UndefinedBehaviorSanitizer. Each compiler may read the answer, the contract and the system's
 * headers, and nothing else. Linking is one direct call of ld: 4 ms, where a compiler driver that
 * relinks a whole runner costs 30 to 100. */
#ifndef KATA_BUILD_H
#define KATA_BUILD_H

#include "grader/process.h"
#include "grader/report.h"
#include "grader/kit.h"

enum build_kind { BUILD_OPTIMISED, BUILD_SANITIZED, BUILD_DEBUG };

struct build {
    const char *scratch; /* the folder: the answer and the contract's headers are copied there */
    const char *source;  /* the answer's name in it */
    const char *path;    /* the same, from the root */
    bool native; /* it speaks of instruction sets: the sanitized build needs this machine's too */
};

/* Copies the submission and the contract's headers. name: what it is to be called; NULL: as its
 * file. One that is not fit for the purpose becomes EX.c. NULL, or words for a person about the
 * submission. */
const char *build_prepare(struct build *b, const char *scratch, const char *submission,
                          const char *name, const char *exercise, const struct kit *k,
                          struct arena *a);

/* Each starts one process. NULL, or words: the kit's fault. */
const char *build_compile(struct process *p, const struct build *b, enum build_kind kind,
                          struct arena *a);
const char *build_link(struct process *p, const struct build *b, enum build_kind kind,
                       struct arena *a);

/* Both of both kinds, one after the other, by one process: where each is jailed, a jail costs as
 * much as a small link. It ends as the optimised compiler ends, whose words are all that it says.
 * Whatever else goes wrong is not told, but not there then (build_is_there): to be made by itself,
 * for the words. */
const char *build_all(struct process *p, const struct build *b, struct arena *a);
bool build_is_there(const char *path);

/* Compiles once more as for speed, for what the compiler says of each loop (remarks.h): that is
 * then all of its stderr. There is no object. */
const char *build_remarks(struct process *p, const struct build *b, struct arena *a);

const char *build_object(const struct build *b, enum build_kind kind,
                         struct arena *a); /* compile's result */
const char *build_answer(const struct build *b, enum build_kind kind,
                         struct arena *a); /* link's result */

/* After a `tool` ("compiler", "linker") has ended: why it could not do its work, where that is no
 * doing of the answer's; else NULL. */
const char *build_fault(const struct process *p, const struct build *b, const char *tool,
                        struct arena *a);

/* After a compiler has ended: its warnings, and its errors as findings, into the report. Returns
 * NULL, or why there is no object, for a person. */
const char *build_diagnostics(struct report *r, const struct build *b,
                              const struct process *compiler, struct arena *a);

/* After a linker has failed: why, for a person. */
const char *build_link_diagnostics(const struct process *linker, const struct build *b,
                                   struct arena *a);

/* The compiler's name, and everyone's flags, in a line each. */
const char *build_compiler(void);
char *build_flags(struct arena *a);

/* Line `number` of the answer (from 1), without its newline; NULL where there is none. */
char *build_source_line(const struct build *b, int number, struct arena *a);

#endif
