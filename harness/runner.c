/* One exercise's runner: its suite and its workload, linked with the harness. It loads one
 * implementation and does one thing:
 *
 *   runner test     --answer F --seed N [--only TEST]   every test, each trial in a fenced fork;
 *                   [--shared 1]                        or those that it draws from stdin;
 *                   [--traces 1]                        what passed leaves a trace, too
 *   runner sanitize --answer F --seed N [--only TEST]   the suite in this one fenced process
 *   runner bench    --answer F                          laps on request
 *   runner debug    --answer F --seed N --only TEST     one test in this process, for a debugger
 *
 * Verdicts and laps go to the wire, what AddressSanitizer finds to stderr: of a sanitized run the
 * wire says only that it began. The limits of one trial come with --time-ms, --memory-mb and
 * --output-kb. Only the grader calls it; the exit status is no evidence. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/answer.h"
#include "harness/failure.h"
#include "harness/lap.h"
#include "harness/suite_run.h"
#include "harness/trial.h"
#include "harness/wire.h"

struct options {
    const char *command, *answer;
    struct suite_choice choice;
    struct trial_limits limits;
};

static bool wire_open; /* debug has none; to sanitize, it ends at the fence */

void failure_of_kit(const char *words)
{
    if (wire_open)
        wire_fault(words);
    else
        fprintf(stderr, "mlkata: %s\n", words);
    _exit(2);
}

static void set(struct options *o, const char *key, const char *value)
{
    if (strcmp(key, "--answer") == 0)
        o->answer = value;
    else if (strcmp(key, "--only") == 0)
        o->choice.only = value;
    else if (strcmp(key, "--seed") == 0)
        o->choice.seed = strtoull(value, NULL, 10);
    else if (strcmp(key, "--shared") == 0)
        o->choice.shared = atoi(value);
    else if (strcmp(key, "--traces") == 0)
        o->choice.traces = atoi(value);
    else if (strcmp(key, "--time-ms") == 0)
        o->limits.time_ms = (unsigned)atoi(value);
    else if (strcmp(key, "--memory-mb") == 0)
        o->limits.memory_mb = (unsigned)atoi(value);
    else if (strcmp(key, "--output-kb") == 0)
        o->limits.output_kb = (unsigned)atoi(value);
    else
        failure_of_kit("the runner was started with an option that it does not know");
}

static void must(const char *error)
{
    if (error) failure_of_kit(error);
}

/* In the runner that is linked with OpenBLAS. */
void cblas_sgemm(int order, int trans_a, int trans_b, int m, int n, int k, float alpha,
                 const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc)
    __attribute__((weak));

/* At its first large product OpenBLAS maps the memory that it works in, by calls that the fence
 * would refuse: one before any answer runs. */
static void let_blas_map_its_memory(void)
{
    enum { N = 128, ROW_MAJOR = 101, AS_IT_IS = 111 };
    static float a[N * N], b[N * N];
    if (cblas_sgemm) cblas_sgemm(ROW_MAJOR, AS_IT_IS, AS_IT_IS, N, N, N, 1, a, N, a, N, 0, b, N);
}

static void load(const char *answer)
{
    const char *error = answer_load(answer);
    if (!error) return;
    if (!wire_open) failure_of_kit(error);
    wire_unloadable(error);
    _exit(1);
}

static void run_tests(const struct options *o)
{
    wire_hello();
    let_blas_map_its_memory();
    must(trial_setup(TRIAL_FORKED, o->limits));
    load(o->answer);
    if (suite_run(&o->choice) && !o->choice.only) lap_measure_heap();
    wire_bye();
}

static void run_sanitized(const struct options *o)
{
    wire_hello();
    must(trial_setup(TRIAL_SANITIZED, o->limits));
    load(o->answer);
    wire_ready(); /* what comes after it is the answer's doing */
    wire_open = false;
    trial_become_fenced();
    answer_construct();
    suite_run_silently(&o->choice);
    _exit(0);
}

static void run_bench(const struct options *o)
{
    wire_hello();
    wire_workload(workload.graded, workload.unit, workload.bytes_per_n, workload.flops_per_n,
                  workload.single_precision, workload.sizes);
    let_blas_map_its_memory();
    must(trial_setup(TRIAL_FORKED, o->limits));
    load(o->answer);
    must(lap_serve());
}

static void run_debug(const struct options *o)
{
    must(trial_setup(TRIAL_DEBUG, o->limits));
    load(o->answer);
    suite_run_silently(&o->choice);
    printf("%s%s\n", failure.call, failure.kind ? failure.words : "passed");
}

int main(int argc, char **argv)
{
    struct options o = {.choice = {.seed = 1}, .limits = {2000, 64, 64}};
    o.command = argc > 1 ? argv[1] : "";
    wire_open = strcmp(o.command, "debug") != 0;
    for (int i = 2; i + 1 < argc; i += 2) set(&o, argv[i], argv[i + 1]);
    if (!o.answer) failure_of_kit("the runner was started without an answer");
    if (strcmp(o.command, "test") == 0)
        run_tests(&o);
    else if (strcmp(o.command, "sanitize") == 0)
        run_sanitized(&o);
    else if (strcmp(o.command, "bench") == 0)
        run_bench(&o);
    else if (strcmp(o.command, "debug") == 0)
        run_debug(&o);
    else
        failure_of_kit("the runner knows test, sanitize, bench and debug");
    return 0;
}
