/* Who hands in what: a folder with one folder a member (a learner or a team), as it is on disk at
 * one moment.
 *
 *   DIR/alice/reservoir.c                        one file an exercise
 *   DIR/bob/exercises/reservoir/reservoir.c      or a whole clone of the kit
 *   DIR/members.csv                              team,names: who a folder is; may be missing
 *
 * Each answer is copied once, by its content, and graded from that copy: what happens in DIR later
 * changes nothing. Nothing outside DIR is read, whatever links say; nothing that is no plain file
 * is opened. What cannot be graded has a problem in one line, and the rest goes on. An exercise of
 * which there is no file is not handed in; one whose file is the stub is handed in as it is.
 *
 * All words in a roster but a member's folder are single lines of valid UTF-8, harmless on a
 * terminal. Hidden folders are nobody's, nor are those that hold the results of a run. */
#ifndef KATA_ROSTER_H
#define KATA_ROSTER_H

#include "grader/arena.h"
#include "grader/kit.h"

struct roster_member {
    const char *folder;  /* its name, any bytes but / and NUL */
    const char *slug;    /* the same, fit for a file name and a URL, and nobody else's */
    const char *name;    /* for people: the folder's */
    const char *people;  /* the names behind it, from members.csv: "Ann Lee, Bob Ray"; "" */
    const char *problem; /* the whole folder cannot be read, and why: "bob is a link, …"; NULL */
};

struct roster_answer {
    size_t member;
    const char *exercise;
    const char *found;   /* "alice/reservoir.c", below DIR */
    const char *problem; /* why it cannot be graded: "alice/reservoir.c is a FIFO, …"; NULL */
    char sha256[65];     /* of its content; "" where there is a problem */
};

struct roster {
    size_t n_members;
    struct roster_member *member; /* by folder, bytewise */
    size_t n_answers;
    struct roster_answer *answer; /* by member, then by exercise */
    size_t n_remarks;
    const char **remark; /* a line each: a file that belongs to no exercise, a row of members.csv
                            without a folder, ... */
};

/* `copies`: a folder that is there; each answer lies in it afterwards as SHA256.c. exercise: that
 * one alone, or NULL. NULL, or words: no such folder or exercise, no answer in it, no space left.
 * Where there is no answer the roster says who and what was found all the same. */
const char *roster_read(struct roster *r, const char *dir, const char *exercise, const char *copies,
                        const struct kit *k, struct arena *a);

#endif
