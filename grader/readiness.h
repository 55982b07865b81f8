/* Where the learner stands before the round, and on what evidence: from the history alone.
 *
 * One struct; terminal, JSON and HTML are renderers of it. Counts come as "n of so many"; where the
 * second is 0 nothing measured it, and no renderer may show it. Only the learner's own files count,
 * and all their tests at once (practice.h). */
#ifndef KATA_READINESS_H
#define KATA_READINESS_H

#include "grader/course.h"

/* "thin": fewer than READINESS_ENOUGH observations say so. Else by the share that went well:
 * "strong" from four in five, "mixed" from one in two. */
enum { READINESS_ENOUGH = 3, READINESS_RISKS = 3, READINESS_STAGES = 6 };
enum readiness_level { LEVEL_NO_EVIDENCE, LEVEL_THIN, LEVEL_WEAK, LEVEL_MIXED, LEVEL_STRONG };
const char *readiness_level_name(enum readiness_level l);

struct readiness_count {
    size_t n, of; /* of 0: nothing measured it */
};

/* A track, or a competency of the round. A field that it is not judged by stays 0. */
struct readiness_area {
    const char *name;
    const char *by;                  /* the tracks or groups of tests that it is judged by */
    struct readiness_count passing;  /* exercises, of those in the kit */
    size_t tried;                    /* of these exercises; 0: no evidence of a topic */
    size_t attempts, given_up;       /* practice.h */
    struct readiness_count at_once;  /* attempts that passed at their first grading, of graded */
    struct readiness_count in_time;  /* passes within the planned minutes, of those with a clock */
    double worked_ms, planned_ms;    /* of these, in all */
    size_t hints;                    /* in its attempts */
    struct readiness_count fastest;  /* exercises in their fastest band, of those measured */
    struct readiness_count failures; /* gradings that failed its tests, of those that ran them */
    int64_t last_ms;                 /* the latest evidence; 0: none */
    enum readiness_level level;
};

struct readiness_group {
    const char *name;
    struct readiness_count failures; /* gradings */
    int64_t last_ms;                 /* the last that failed; 0: none */
};

struct readiness_risk {
    double weight; /* 0 to 1, readiness_risks.c */
    const char *name, *evidence;
};

struct readiness_stage {
    const char *name;
    bool measured;        /* this kit can measure some of it */
    const char *evidence; /* NULL: it cannot */
    const char *beyond;   /* what it cannot measure, and you must see to */
};

struct readiness {
    const struct course *course;
    int64_t from_ms, to_ms; /* the evidence; 0: there is none */
    size_t n_gradings;      /* that count */
    size_t n_tracks, n_competencies, n_groups, n_risks, n_due, n_remarks;
    struct readiness_area *track, *competency;
    struct readiness_group *group; /* by name */
    struct readiness_risk risk[READINESS_RISKS];
    struct course_advice first;     /* item NULL: nothing is left */
    const struct course_item **due; /* what is to be repeated some day, the soonest first */
    struct readiness_stage stage[READINESS_STAGES];
    const char *remark[3]; /* on the history: from the future, exercises removed, none wanted */
};

void readiness_of(struct readiness *r, const struct course *c, const struct past_tests *tests,
                  size_t n_tests, struct arena *a);

/* "2 of 3 pass · 1 of 3 at the first grading · last 2026-12-05"; "no evidence". */
const char *readiness_evidence(const struct readiness_area *area, struct arena *a);

/* readiness_risks.c: the risks and the stages, once all else is known. */
void readiness_weigh(struct readiness *r, struct arena *a);

/* The renderers. HTML is a page of its own, that needs nothing from elsewhere; `plots` are pictures
 * as SVG, or "". */
void readiness_term(FILE *out, const struct readiness *r, const struct term_style *style,
                    struct arena *a);
void readiness_json(FILE *out, const struct readiness *r, struct arena *a);
void readiness_html(FILE *out, const struct readiness *r, const char *plots, struct arena *a);

/* readiness_plots.c: drawn by gnuplot in that folder; *why: words where they could not be. */
const char *readiness_plots(const struct readiness *r, const char *folder, const char **why,
                            struct arena *a);

/* `make readiness`; format "term", "json" or "html" (build/readiness.html). NULL, or words;
 * *remark: words to be told in any case, or NULL. */
const char *readiness(FILE *out, const char *format, const struct term_style *style,
                      const char **remark, const struct kit *k, struct arena *a);

#endif
