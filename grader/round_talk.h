/* Questions and their answers, a line each, from a terminal or a pipe, while a clock runs: nobody
 * who is silent holds it up.
 *
 * Every question ends with "> ". Where the answer is not typed at a terminal, it is written behind
 * the question, so that a round from a script reads as one that was typed. */
#ifndef KATA_ROUND_TALK_H
#define KATA_ROUND_TALK_H

#include "grader/term.h"

enum talk_said {
    TALK_SAID,
    TALK_INTERRUPTED, /* by words of the tick: ask again */
    TALK_STOPPED,     /* the tick says so */
    TALK_ENDED        /* there is no more input, or Ctrl-C */
};

struct talk {
    int in;
    struct term *term;
    bool typed;               /* at a terminal, which shows it */
    bool (*tick)(void *with); /* called each second at least; true: ask no further. NULL: none */
    void *with;
    char bytes[4096], line[4096]; /* read, and taken of it; of a longer line the rest is dropped */
    size_t n;
    bool dropping, ended, asking;
};

/* *line: without the spaces around it, until the next question. */
enum talk_said talk_ask(struct talk *t, const char *question, const char **line);

/* Before words that nobody asked for: they begin a line of their own. */
void talk_interrupt(struct talk *t);

/* A second in which nothing is read. */
void talk_pause(struct talk *t);

#endif
