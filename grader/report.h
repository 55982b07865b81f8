/* What a grading found: one struct. Terminal and JSON are renderers of it.
 *
 * Its memory belongs to whoever fills it (one arena a run); where a comment does not say otherwise
 * a char * may be NULL: not known. Renderers take any bytes: what the answer printed, and whatever
 * a message or a file name holds, is made harmless when shown. */
#ifndef KATA_REPORT_H
#define KATA_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "grader/manifest.h"

enum verdict {
    VERDICT_PASS,
    VERDICT_FAIL,
    VERDICT_UNSOLVED,
    VERDICT_NO_COMPILE,
    VERDICT_REJECTED,
    VERDICT_FAULT
};
enum test_status { TEST_PASS, TEST_FAIL, TEST_CRASH, TEST_TIMEOUT, TEST_SKIPPED };

struct report_test {
    char *group, *name;
    enum test_status status;
    char *message; /* several lines, for a person; "" on a pass */
    char *summary; /* its one line that says what was wrong; NULL: the first */
    char *output;  /* what the answer printed */
    double points, max_points, ms;
    size_t n_left; /* of a failed one: what the answer left in its outputs (harness/trace.h) */
    double *left;
};

/* A known mistake that the answer looks like. */
struct report_diagnosis {
    char *mistake, *says;
    double agreement; /* of what this mistake gets wrong, the share that the answer leaves alike */
};

/* One place in the learner's file that a compiler or a sanitizer named. */
struct report_finding {
    char *words;  /* "a read of 4 bytes past the end of tmp" */
    char *file;   /* "reservoir.c" */
    int line;     /* 0: not known */
    char *source; /* that line of the answer, without its newline; NULL: not known */
};

struct report_size {
    size_t n;
    bool graded;
    double yours_ns, plain_ns, blas_ns, fast_ns; /* a call; NaN: no such rung, or not asked */
    double vs_reference, interval[2];            /* NaN: as above */
    double bytes, flops;                         /* that one call must read and compute */
    double limit_ns; /* the least time that this machine takes for those; NaN: not known */
    char *limit;     /* which of the two takes that: "memory", "compute"; "none" */
};

struct report_speed {
    bool conclusive;
    char *why_not; /* where it is not conclusive: the cause, for a person */
    char *band;
    char *reference; /* "blas" or "fast" */
    char *unit;      /* "item" */
    char *cpu;       /* "Intel(R) Xeon(R) Processor" */
    double points, max_points;
    double vs_reference, interval[2];
    double of_limit;                /* NaN: not measured */
    char *limit;                    /* "memory", "compute", "none" */
    double growth, growth_expected; /* growth NaN: not measured */
    char *growth_says;
    double plain, blas, fast; /* that rung's time / yours; NaN: no such rung */
    size_t n_sizes;
    struct report_size *size;
    char *left_out;        /* a size that would have taken too long, and why; NULL: none */
    bool single_precision; /* what it computes with, for the limit's sake */
    bool every_rung;       /* at every size, not the graded one alone: make bench */
    /* to the next band: "reference class" begins at 0.67; NULL in the fastest band */
    char *next_band;
    double next_from;
};

struct remark; /* remarks.h */

struct report {
    int64_t at_ms; /* when, since 1970 */
    char *exercise, *title, *track, *level;
    int minutes;
    char *submission;  /* as the learner named it */
    bool own;          /* the learner's file, exercises/EX/EX.c, and not another */
    bool began;        /* which was made from the stub just now */
    int64_t before;    /* began, and the history has what was there before: its number; 0: not */
    bool rehearsed;    /* in a round: no hint and no debrief is offered */
    double running_ms; /* since its attempt began (practice.h); 0: none goes on */
    char source_sha256[65];
    char *source; /* the answer as it was graded, n_source bytes of it */
    size_t n_source;
    enum verdict verdict;
    char *reason; /* no-compile, rejected, fault: why, in a person's words; else NULL */
    double score, max_score;
    uint64_t seed;
    char *only; /* TEST=name, or NULL */
    size_t n_tests;
    struct report_test *test; /* in the order of the suite */
    size_t n_diagnoses;
    struct report_diagnosis *diagnosis;
    size_t
        n_findings; /* no-compile: compile errors, first one first; else what the sanitizers said */
    struct report_finding *finding;
    struct report_speed *speed; /* NULL: not measured */
    bool bench_asked;
    size_t n_remarks; /* on its loops; make bench */
    struct remark *remark;
    struct {
        bool known;
        size_t allocations, peak_bytes, leaked_bytes;
    } heap;
    size_t n_warnings;
    char **warning;     /* "reservoir.c:12:5: unused variable 'x' [-Wunused-variable]" */
    char *compiler_log; /* all that the compiler said, capped; "" */
    struct {
        double compile, test, bench, total;
    } ms;
};

const char *verdict_name(enum verdict v); /* "no-compile" */
const char *test_status_name(enum test_status s);

/* report_term.c. `colour`: ANSI sequences; `width`: columns, at least 40; `verbose`: V=1, every
 * failure in full and every warning. */
struct term_style {
    bool colour, utf8, verbose;
    int width;
};
void report_term(FILE *out, const struct report *r, const struct term_style *style);
struct term_style
term_style_of(FILE *out); /* from isatty, NO_COLOR, TERM, LANG/LC_ALL, COLUMNS or the window */

/* report_json.c: one object and a newline (mlkata-report, version 1). */
void report_json(FILE *out, const struct report *r);

#endif
