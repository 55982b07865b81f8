/* What was typed behind `kata`. */
#ifndef KATA_OPTIONS_H
#define KATA_OPTIONS_H

#include "grader/grade.h"

struct options {
    const char *command, *exercise, *format, *at;
    struct grade_options grade;
    struct term_style style;
    bool front_door, jail, trusted, no_history, yes;
    char **said; /* behind the command */
};

extern const char options_usage[];

/* NULL, or words. A command that reads its own finds them in `said`. */
const char *options_read(struct options *o, int argc, char **argv);

#endif
