#include "grader/options.h"

#include <stdlib.h>
#include <string.h>

#include "grader/report_formats.h"
#include "grader/seed.h"
#include "grader/term.h"

const char options_usage[] =
    "usage: kata grade EX [--submission F] [--test NAME] [--no-bench] [--seed N] [--format F] "
    "[--seconds S] [--verbose] [--jail [--trusted]] [--no-history] | kata bench EX [--sizes all] | "
    "kata plot EX | kata watch EX | kata export | kata import [FILE] | kata history EX | kata "
    "restore EX --at N | kata list | kata next | kata readiness [--format term|json|html] | "
    "kata start EX | kata reset EX [--yes] | kata hint EX | kata solution EX [--yes] | "
    "kata debrief EX | kata round | kata class DIR | kata doctor | kata limits | kata new EX | "
    "kata "
    "debug EX --test NAME";

static const char *seconds_of(const char *words, double *budget_ms)
{
    char *end;
    double seconds = strtod(words, &end);
    *budget_ms = 1000 * seconds;
    if (end != words && !*end && seconds >= 0.05 && seconds <= PAIR_MOST_SECONDS) return NULL;
    return "TIME (--seconds) is what timed rounds may take, from 0.05 to 30 seconds, like 2";
}

static const char *sizes_of(const char *words, enum pair_sizes *sizes)
{
    *sizes = PAIR_ALL;
    return strcmp(words, "all") == 0 ? NULL : "SIZES (--sizes) is all, or not given";
}

static const char *take_value(struct options *o, const char *key, const char *value)
{
    if (strcmp(key, "--submission") == 0)
        o->grade.submission = value;
    else if (strcmp(key, "--test") == 0)
        o->grade.only = value;
    else if (strcmp(key, "--format") == 0)
        o->format = value;
    else if (strcmp(key, "--at") == 0)
        o->at = value;
    else if (strcmp(key, "--seed") == 0) {
        const char *error = seed_read(&o->grade.seed, value);
        o->grade.lap_seed = o->grade.seed;
        return error;
    } else if (strcmp(key, "--seconds") == 0)
        return seconds_of(value, &o->grade.budget_ms);
    else if (strcmp(key, "--sizes") == 0)
        return sizes_of(value, &o->grade.sizes);
    else if (strcmp(key, "--screen") == 0)
        return term_style_told(&o->style, value);
    else
        return options_usage;
    return NULL;
}

const char *options_read(struct options *o, int argc, char **argv)
{
    *o = (struct options){
        .command = argc > 1 ? argv[1] : "",
        .said = argc > 1 ? argv + 2 : argv + argc,
        .format = "term",
        .style = term_style_of(stdout),
        .grade = {.seed = 1, .lap_seed = seed_drawn(), .bench = true, .budget_ms = PAIR_BUDGET_MS}};
    if (strcmp(o->command, "bench") == 0) o->grade.sizes = PAIR_NEAR;
    if (strcmp(o->command, "plot") == 0) o->grade.sizes = PAIR_ALL;
    bool reads_own = strcmp(o->command, "round") == 0 || strcmp(o->command, "class") == 0;
    for (int i = 2; i < argc && !reads_own; i++) {
        const char *error = NULL;
        if (strcmp(argv[i], "--no-bench") == 0)
            o->grade.bench = false;
        else if (strcmp(argv[i], "--verbose") == 0)
            o->style.verbose = true;
        else if (strcmp(argv[i], "--front-door") == 0)
            o->front_door = true;
        else if (strcmp(argv[i], "--jail") == 0)
            o->jail = true;
        else if (strcmp(argv[i], "--trusted") == 0)
            o->trusted = true;
        else if (strcmp(argv[i], "--no-history") == 0)
            o->no_history = true;
        else if (strcmp(argv[i], "--yes") == 0)
            o->yes = true;
        else if (strncmp(argv[i], "--", 2) != 0 && !o->exercise)
            o->exercise = argv[i];
        else if (strncmp(argv[i], "--", 2) == 0 && i + 1 < argc)
            error = take_value(o, argv[i], argv[i + 1]), i++;
        else
            error = options_usage;
        if (error) return error;
    }
    bool reports = strcmp(o->command, "readiness") != 0; /* which has formats of its own */
    if (reports && strcmp(o->format, "term") != 0 && !report_format_of(o->format))
        return "FORMAT (--format) is term, json, markdown, gradescope, exercism, junit or tap";
    return NULL;
}
