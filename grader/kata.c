/* kata: the one program under the Makefile.
 *
 *   kata grade EX [--submission F] [--test NAME] [--no-bench] [--seed N]
 *                 [--format term|json|markdown|gradescope|exercism|junit|tap] [--seconds S]
 *                 [--verbose] [--front-door] [--jail [--trusted]] [--no-history]
 *   kata bench EX [--sizes all] and as grade
 *   kata plot EX            and as grade
 *   kata watch EX           and as grade: a verdict for every save
 *   kata export             the history as JSON lines
 *   kata import [FILE]      from those
 *   kata history EX
 *   kata restore EX --at NUMBER
 *   kata list
 *   kata next
 *   kata readiness [--format term|json|html]
 *   kata start EX
 *   kata reset EX [--yes]
 *   kata hint EX [--verbose]
 *   kata solution EX [--yes] [--verbose]
 *   kata debrief EX
 *   kata round [--minutes N] [--track T] [--level L] [--seed N] [--no-bench] [--make MAKE]
 *   kata class DIR [--exercise EX] [--jobs N] [--out OUT] [--seed N] [--no-bench] [--regrade]
 *                  [--trusted] [--engine local|slurm [--slurm OPTIONS]] [--make MAKE]
 *   kata new EX
 *   kata record EX          what its known mistakes leave, for the diagnosis
 *   kata doctor
 *   kata limits
 *   kata debug EX --test NAME [--submission F] [--seed N]
 *
 * --screen says what a report is rendered for, where that is not standard output. --make says by
 * which make what is needed is built first (ready.h).
 *
 * Exit status: 0 pass, 1 any other verdict on the answer (of class: 0 all have one, whatever it is,
 * 1 some have none), 2 the kit's own fault or wrong usage, said in one line on stderr. With
 * --front-door a verdict shown on a terminal is 0 too: make would print "*** Error 1" under it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/archive.h"
#include "grader/calendar.h"
#include "grader/class.h"
#include "grader/debug.h"
#include "grader/diagnose.h"
#include "grader/doctor.h"
#include "grader/grade.h"
#include "grader/history.h"
#include "grader/jail.h"
#include "grader/kit.h"
#include "grader/lesson.h"
#include "grader/limits.h"
#include "grader/list.h"
#include "grader/new.h"
#include "grader/options.h"
#include "grader/past.h"
#include "grader/plot.h"
#include "grader/practice.h"
#include "grader/process.h"
#include "grader/readiness.h"
#include "grader/report_formats.h"
#include "grader/round.h"
#include "grader/term.h"
#include "grader/text.h"
#include "grader/watch.h"

/* The words may hold others' bytes: a file name, a runner's last line. */
static int complain(const char *words)
{
    struct text said = {0};
    while (*words) {
        size_t n = strcspn(words, "\n");
        text_put_visible(&said, words, n);
        text_put(&said, words + n, words[n] == '\n');
        words += n + (words[n] == '\n');
    }
    fprintf(stderr, "mlkata: %s\n", text_of(&said));
    text_free(&said);
    return 2;
}

static void end_by(int signal_number)
{
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static int end_with(const char *error)
{
    if (process_interrupted()) end_by(process_interrupted());
    return error ? complain(error) : 0;
}

/* ---- the commands ---- */

/* Where a jail is asked for and not to be had, nothing goes on without a word that it may. */
static const char *open_jail(const struct options *o, const struct kit *k, struct arena *a)
{
    const char *why = o->jail ? jail_open(k, a) : NULL;
    if (why && !o->trusted)
        return arena_printf(a,
                            "no jail to be had: %s (build/kata doctor tells more; --trusted grades "
                            "without one)",
                            why);
    if (why) fprintf(stderr, "mlkata: no jail to be had, grading without one: %s\n", why);
    return NULL;
}

/* Whether that works or not changes nothing of the verdict. */
static void keep(const struct report *r, struct arena *a)
{
    const char *remark, *error = history_keep(r, &remark, a);
    if (remark) complain(remark);
    if (error) complain(arena_printf(a, "this grading was not kept: %s", error));
}

/* What the history adds to a grading of the learner's own file; what cannot be read is not said
 * here. */
static void look_back(struct report *r, struct arena *a)
{
    struct history h;
    struct practice p;
    if (history_read(&h, r->exercise, a)) return;
    practice_of(&p, &h, r->exercise, r->minutes, a);
    const struct attempt *t = practice_going_on(&p);
    if (t) r->running_ms = (double)(calendar_ms() - t->began_ms);
    for (size_t i = 0; i < h.n && r->began; i++)
        if (h.grading[i].own && strcmp(h.grading[i].verdict, "unsolved") != 0)
            r->before = h.grading[i].number;
}

/* build/plots/EX.svg and EX.png, from a report that has every size. */
static const char *draw(const struct report *r, const struct kit *k, struct arena *a)
{
    const struct report_speed *s = r->speed;
    struct plot_size *size = arena_take(a, s->n_sizes, sizeof *size);
    struct plot p = {.exercise = r->exercise,
                     .unit = s->unit,
                     .cpu = s->cpu,
                     .size = size,
                     .n_sizes = s->n_sizes,
                     .f32 = s->single_precision};
    struct limits limits;
    if (!limits_of_machine(&limits, k, false, a)) p.limits = &limits;
    for (size_t i = 0; i < s->n_sizes; i++) {
        const struct report_size *z = &s->size[i];
        double n = (double)z->n;
        size[i] = (struct plot_size){z->n, z->yours_ns / n, z->plain_ns / n, z->blas_ns / n,
                                     z->fast_ns / n};
        if (z->graded) p.graded = z->n;
        p.bytes_per_n = z->bytes / n, p.flops_per_n = z->flops / n;
    }
    return plot_sizes(&p, arena_printf(a, "%s/build/plots", k->root), a);
}

static int run_grade(struct options *o, const struct kit *k, struct arena *a)
{
    struct report report = {.verdict = VERDICT_FAULT};
    report_format write = report_format_of(o->format);
    bool on_screen = !write;
    o->grade.exercise = o->exercise;
    const char *error = kit_lacks(k, o->exercise, a);
    if (!error) error = open_jail(o, k, a);
    if (!error) error = grade(&report, &o->grade, k, a);
    if (process_interrupted()) end_by(process_interrupted());
    if (error && write && report.exercise) {
        report.reason = arena_copy(a, error);
        write(stdout, &report);
    }
    if (error) return complain(error);
    if (report.own) look_back(&report, a);
    if (write)
        write(stdout, &report);
    else
        report_term(stdout, &report, &o->style);
    if (fflush(stdout) != 0)
        return complain(arena_printf(a, "the report could not be written: %s", strerror(errno)));
    if (!o->no_history) keep(&report, a);
    bool drawn = report.speed && strcmp(o->command, "plot") == 0;
    if (drawn) error = draw(&report, k, a);
    if (error) return complain(error);
    if (drawn && on_screen) printf("\nbuild/plots/%s.svg and .png\n", report.exercise);
    if (o->front_door && on_screen && isatty(STDOUT_FILENO)) return 0;
    if (write == report_exercism) return 0; /* its runner's verdict is in the file alone */
    return report.verdict == VERDICT_PASS ? 0 : 1;
}

static int run_debug(struct options *o, const struct kit *k, struct arena *a)
{
    o->grade.exercise = o->exercise;
    const char *error = kit_lacks(k, o->exercise, a);
    if (!error) error = debug(&o->grade, k, a);
    return end_with(error);
}

static int run_list(const struct options *o, const struct kit *k, struct arena *a)
{
    const char *remark = NULL,
               *error = strcmp(o->command, "next") == 0
                            ? list_next(stdout, &o->style, &remark, k, a)
                        : strcmp(o->command, "list") == 0
                            ? list(stdout, &o->style, &remark, k, a)
                            : readiness(stdout, o->format, &o->style, &remark, k, a);
    if (remark) complain(remark);
    return end_with(error);
}

typedef const char *(*lesson_function)(const struct lesson *l);

static lesson_function lesson_of(const char *command)
{
    static const struct {
        const char *command;
        lesson_function run;
    } lessons[] = {{"start", lesson_start},
                   {"reset", lesson_reset},
                   {"hint", lesson_hint},
                   {"solution", lesson_solution},
                   {"debrief", lesson_debrief}};
    for (size_t i = 0; i < sizeof lessons / sizeof *lessons; i++)
        if (strcmp(command, lessons[i].command) == 0) return lessons[i].run;
    return NULL;
}

static int run_lesson(lesson_function run, const struct options *o, const struct kit *k,
                      struct arena *a)
{
    struct lesson l = {stdin, stdout, &o->style, k, o->exercise, o->yes, a};
    const char *error = kit_lacks(k, o->exercise, a);
    if (!error) error = run(&l);
    return end_with(error);
}

static int run_watch(const struct options *o, const struct kit *k, struct arena *a)
{
    struct watch w = {o->exercise, o->grade.submission, (const char *const *)o->said,
                      o->grade.bench, o->style};
    const char *error = kit_lacks(k, o->exercise, a);
    if (!error) w.speed &= kit_has_reference(k, o->exercise, a);
    if (!error) error = watch(&w, k, a);
    return end_with(error);
}

static int run_limits(const struct options *o, const struct kit *k, struct arena *a)
{
    struct limits l;
    const char *error = limits_of_machine(&l, k, true, a);
    if (error) return complain(error);
    limits_show(stdout, &l, &o->style);
    return 0;
}

static int run_history(const struct options *o, const struct kit *k, struct arena *a)
{
    const char *error = kit_lacks(k, o->exercise, a);
    if (!error) error = past_show(stdout, o->exercise, &o->style, a);
    return end_with(error);
}

static int run_restore(const struct options *o, const struct kit *k, struct arena *a)
{
    const char *error = kit_lacks(k, o->exercise, a);
    if (!error) error = past_restore(stdout, o->exercise, o->at, k, a);
    return end_with(error);
}

static int run_record(const struct options *o, const struct kit *k, struct arena *a)
{
    const char *error = kit_lacks(k, o->exercise, a);
    if (!error) error = diagnose_record(o->exercise, k, a);
    return end_with(error);
}

static int run_class(const struct options *o, const struct kit *k, struct arena *a)
{
    bool complete;
    int status = end_with(class_run(&complete, o->said, &o->style, k, a));
    return status || complete ? status : 1;
}

static int run_new(const struct options *o, const struct kit *k, struct arena *a)
{
    const char *error = new_exercise(o->exercise, k, a);
    return end_with(error);
}

static int run(struct options *o, const struct kit *k, struct arena *a)
{
    if (strcmp(o->command, "grade") == 0 || strcmp(o->command, "bench") == 0 ||
        strcmp(o->command, "plot") == 0)
        return run_grade(o, k, a);
    lesson_function lesson = lesson_of(o->command);
    if (lesson) return run_lesson(lesson, o, k, a);
    if (strcmp(o->command, "list") == 0 || strcmp(o->command, "next") == 0 ||
        strcmp(o->command, "readiness") == 0)
        return run_list(o, k, a);
    if (strcmp(o->command, "watch") == 0) return run_watch(o, k, a);
    if (strcmp(o->command, "round") == 0) return end_with(round_run(o->said, &o->style, k, a));
    if (strcmp(o->command, "class") == 0) return run_class(o, k, a);
    if (strcmp(o->command, "export") == 0) return end_with(archive_export(stdout, a));
    if (strcmp(o->command, "import") == 0) return end_with(archive_import(stdout, o->exercise, a));
    if (strcmp(o->command, "doctor") == 0) return doctor(stdout, &o->style, k, a) ? 0 : 1;
    if (strcmp(o->command, "limits") == 0) return run_limits(o, k, a);
    if (strcmp(o->command, "record") == 0) return run_record(o, k, a);
    if (strcmp(o->command, "new") == 0) return run_new(o, k, a);
    if (strcmp(o->command, "debug") == 0) return run_debug(o, k, a);
    if (strcmp(o->command, "history") == 0) return run_history(o, k, a);
    if (strcmp(o->command, "restore") == 0) return run_restore(o, k, a);
    return complain(options_usage);
}

/* What the programs below read from their environment is not left to chance. */
static void set_environment(void)
{
    setenv("LC_ALL", "C.UTF-8", 1); /* the compiler's words are read by build.c */
    setenv("ASAN_OPTIONS", "symbolize=0:detect_leaks=0:allocator_may_return_null=1", 1);
    setenv("UBSAN_OPTIONS", "print_stacktrace=0", 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
}

/* Descriptors 0 to 2 are taken, or a pipe to a child would get one of them, and the child lose it.
 * What was closed cannot be written to: a report is not lost without a word. */
static void take_standard_streams(void)
{
    int fd;
    do fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0) close(fd);
}

int main(int argc, char **argv)
{
    struct options o;
    struct kit k;
    struct arena a = {0};
    take_standard_streams();
    const char *error = options_read(&o, argc, argv);
    if (!error) error = kit_find(&k, &a);
    if (error) return complain(error);
    set_environment();
    process_catch_signals();
    int status = run(&o, &k, &a);
    arena_free(&a);
    return status;
}
