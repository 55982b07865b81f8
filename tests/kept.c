/* Real reports: answers of the tree are graded, each report is kept and read back, and every
 * renderer must say the same of both, byte for byte.
 *
 *   a stub, references with their speed, known mistakes, what the compiler and the gate refuse,
 *   answers that crash, hang and print anything (tests/answers), attacks (tests/attacks)
 *
 * Usage: kept BUILD [EVERY], from the root: of mistakes, answers and attacks each EVERYth (1).
 * The last line is `kept: N passed, N failed`. */
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/grade.h"
#include "grader/process.h"
#include "grader/scratch.h"
#include "tests/renderings.h"

static struct kit kit;
static size_t passed, failed;

static void row(const char *path, const char *wrong)
{
    *(wrong ? &failed : &passed) += 1;
    printf("%-4s %-70s %s\n", wrong ? "NOT" : "ok", path, wrong ? wrong : "");
    fflush(stdout);
}

/* The first line that differs. */
static const char *difference(const char *before, const char *after, struct arena *a)
{
    while (*before && *before == *after) before++, after++;
    return arena_printf(a, "\n     before: %.200s\n     after:  %.200s", before, after);
}

static const char *compare(const struct report *r, struct arena *a)
{
    struct report copy;
    char *text = kept_text(r), *before = renderings(r), *after = NULL, *again = NULL;
    const char *wrong = report_kept_read(&copy, text, a);
    if (!wrong) {
        after = renderings(&copy);
        again = kept_text(&copy);
        if (strcmp(before, after) != 0) wrong = difference(before, after, a);
        if (!wrong && strcmp(text, again) != 0) wrong = difference(text, again, a);
    }
    if (!wrong && (r->n_source != copy.n_source || memcmp(r->source, copy.source, r->n_source)))
        wrong = "another answer was read back";
    free(text);
    free(before);
    free(after);
    free(again);
    return wrong;
}

static void look(const char *exercise, const char *path, bool bench, enum pair_sizes sizes)
{
    struct arena a = {0};
    struct report r;
    struct grade_options o = {.exercise = exercise,
                              .submission = path,
                              .seed = 1,
                              .lap_seed = 1,
                              .bench = bench,
                              .sizes = sizes,
                              .budget_ms = PAIR_BUDGET_MS};
    const char *error = grade(&r, &o, &kit, &a);
    if (process_interrupted()) exit(130);
    if (error && r.exercise) r.reason = arena_copy(&a, error);
    row(path, r.exercise ? compare(&r, &a) : error);
    arena_free(&a);
}

/* "// exercise: EX", in one of the first lines of the file or of FILE.expect; "" where in none. */
static const char *exercise_of(const char *path, struct arena *a)
{
    static const char key[] = "// exercise: ";
    char *text;
    size_t n;
    const char *expect = arena_printf(a, "%s.expect", path);
    if (scratch_read(expect, 1 << 20, a, &text, &n) && scratch_read(path, 1 << 20, a, &text, &n))
        return "";
    char *at = strstr(text, key);
    if (!at) return "";
    at += sizeof key - 1;
    at[strcspn(at, "\r\n")] = '\0';
    return at;
}

static void look_at(const char *exercise, const char *pattern, size_t every)
{
    struct arena a = {0};
    glob_t found;
    if (glob(pattern, 0, NULL, &found) != 0) {
        row(pattern, "there is none");
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i += every) {
        const char *path = found.gl_pathv[i];
        look(exercise ? exercise : exercise_of(path, &a), path, false, PAIR_GRADED);
    }
    globfree(&found);
    arena_free(&a);
}

int main(int argc, char **argv)
{
    size_t every = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    kit.root = realpath(".", NULL);
    kit.build = argc > 1 ? realpath(argv[1], NULL) : NULL;
    if (!kit.root || !kit.build || every == 0) return 2;
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("ASAN_OPTIONS", "symbolize=0:detect_leaks=0:allocator_may_return_null=1", 1);
    setenv("UBSAN_OPTIONS", "print_stacktrace=0", 1);
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    process_catch_signals();

    look("reservoir", "exercises/reservoir/stub.c", false, PAIR_GRADED);
    look("reservoir", "reference/reservoir/plain.c", true, PAIR_GRADED);
    look("cosine_similarity", "reference/cosine_similarity/blas.c", true, PAIR_NEAR);
    look_at("reservoir", "reference/reservoir/mistakes/*.c", every);
    look_at(NULL, "tests/answers/*.c", every);
    look_at(NULL, "tests/attacks/*.c", every);
    printf("kept: %zu passed, %zu failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
