/* The parts of index.html, for one another: class_page.c and the files named class_page_*.c.
 *
 * Reports are read one by one, once for what is reckoned with, and, where the page holds everyone's
 * feedback, once more for its words; what stays of each is the struct below and a number in each
 * heap of class_wrong.h.
 *
 * The page is well-formed XML as well as HTML, so that any parser tells whether a hostile name got
 * out of its place; and its Content-Security-Policy allows no script or style but its own two, by
 * their digests, so that one which did would still not run. */
#ifndef KATA_CLASS_PAGE_PARTS_H
#define KATA_CLASS_PAGE_PARTS_H

#include "grader/class_page.h"
#include "grader/class_wrong.h"

/* Everyone's feedback is in the page itself up to so many answers; beyond, cells are links to the
 * files beside it. Of one answer's at most so many bytes. */
enum { CLASS_PAGE_TOLD_MOST = 500, CLASS_PAGE_TOLD_BYTES = 8192 };

/* A list is folded from here on, unless that would hide one or two. */
enum { CLASS_PAGE_FOLD = 12 };

/* What a cell can say: a verdict, or that there is none, or nothing to have one. */
enum { CLASS_PAGE_ABSENT = VERDICT_FAULT + 1, CLASS_PAGE_VERDICTS };

struct class_page_answer {
    size_t exercise;
    int verdict;     /* VERDICT_FAULT: none was reached, and `why` says why not */
    const char *why; /* NULL but there, and where its speed was measured to no conclusion */
    double score, max_score;
    double ratio, interval[2]; /* class_ranks_known, or NaN: no figure */
    const char *band;          /* "": none */
    bool measured;             /* speed was, with or without a conclusion */
};

struct class_page_exercise {
    const char *name;
    const char *title, *reference; /* "": not known */
    size_t n;                      /* answers */
    size_t n_verdict[CLASS_PAGE_VERDICTS];
    double max_score; /* the most that anyone could have had; 0: not known */
};

struct class_page {
    FILE *out;
    const struct class *c;
    const struct similar_pair *pair;
    size_t n_pairs;
    const char *remark;               /* on them; NULL: none */
    struct class_page_answer *answer; /* as roster.answer */
    size_t n_exercises;
    struct class_page_exercise *exercise; /* by name */
    struct class_wrong wrong;
    int64_t from_ms, to_ms; /* of the gradings; 0: there is none */
    const char *cpus;       /* on which speed was measured, joined by commas; "": nowhere */
    bool tells;             /* everyone's feedback */
    const char *no_plots;   /* why there are none; NULL: there are */
    struct arena *a;
};

/* ---- class_page_model.c ---- */

/* Reads all reports. */
void class_page_gather(struct class_page *p);

/* roster.answer from here on are the member's; *n of them. */
size_t class_page_of_member(const struct class_page *p, size_t member, size_t *n);

/* Why an answer cannot be graded, without its path: the same trouble in the same words. */
const char *class_page_problem(const struct roster_answer *x);

/* ---- class_page_put.c: words into the page ---- */

/* Lines, at most so many bytes; true: all of them. */
bool class_page_lines(FILE *out, const char *words, size_t most);
/* <tag>words</tag> */
void class_page_in(FILE *out, const char *tag, const char *words);
/* The name of an exercise or a test, to be broken after a _ or / alone. */
void class_page_breakable(FILE *out, const char *name);
/* "one member", "30 members" */
void class_page_counted(FILE *out, size_t n, const char *one, const char *many);
void class_page_score(FILE *out, double score); /* 87.5, or 94 */
void class_page_ratio(FILE *out, double ratio); /* 0.83 */
/* feedback/SLUG/EX.txt, as a URL */
void class_page_file(const struct class_page *p, size_t answer, const char *ending);
void class_page_name(const struct class_page *p, size_t member);
/* <a href="...">, to what the answer's owner was told. False: nothing was, and no tag is open. */
bool class_page_open(const struct class_page *p, size_t answer);
/* The names of those whose answers these are, as such links; many are folded. */
void class_page_who(const struct class_page *p, const size_t *answer, size_t n);
/* From here on a list or a table is folded: its `left` others. */
void class_page_fold(FILE *out, size_t left);
const char *class_page_verdict(int verdict); /* "does not compile" */
const char *class_page_class(int verdict);   /* "nocompile", as in the style */
const char *class_page_sign(int verdict);    /* "✓" */

/* ---- the sections, from top to bottom; each a file of its name ---- */

void class_page_table(struct class_page *p);
void class_page_boards(struct class_page *p);
void class_page_plots(struct class_page *p);
void class_page_mistakes(struct class_page *p);
void class_page_alike(struct class_page *p);
void class_page_notes(struct class_page *p);
void class_page_told(struct class_page *p);

extern const char class_page_style[];
extern const char class_page_script[];

#endif
