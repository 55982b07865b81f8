/* Every implementation in the tree is graded, and must get the verdict that it is there for:
 *
 *   exercises/EX/stub.c             unsolved
 *   reference/EX/NAME.c             pass
 *   tests/right/EX/NAME.c           pass
 *   reference/EX/mistakes/NAME.c    fail, and the test named in line 1 is among the failed:
 *                                    `// expect: fail GROUP/TEST`, then `// says: ` and words
 *   tests/answers/NAME.c, also      `// expect: VERDICT [GROUP/TEST] [words]`: the words are part
 *   attacks, controls               of what that test (or any) says or of what the answer printed,
 *                                   ` | ` between words of which either will do;
 *                                   `// exercise: EX`;
 *                                   `// speed: 0.5 2`, where it is timed too: how often as fast as
 *                                   plain.c it may at least and at most come out, if it passes;
 *                                   `// speed: not believed`, where it may earn no band
 *
 * A file that cannot carry these lines (an empty one) has them in FILE.expect beside it. The
 * verdict is that of the JSON report; the exit status has to agree. After all of it no process,
 * file, mount or shared memory may be left that was not there before.
 *
 * Usage: verdicts KATA [EX | --no-mistakes | --few | --right | --attacks [OPTION]]: --few leaves
 * out mistakes, right answers and attacks; --right all but references and right answers; --attacks
 * all but attacks and controls. OPTION goes to kata, --jail for instance. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <glob.h>
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "grader/arena.h"
#include "grader/process.h"
#include "grader/scratch.h"
#include "grader/text.h"
#include "tests/leftovers.h"

enum { AT_ONCE = 2, PATIENCE_S = 120, SHOWN_TESTS = 2, SHOWN_MESSAGES = 4 };

struct implementation {
    const char *exercise, *path;
    const char *verdict, *test, *words; /* expected; test and words may be "" */
    double speed[2];                    /* to be timed: times plain's speed, from and to; else 0 */
    const char *malformed;              /* what is wrong with its first lines; NULL: nothing */
};

struct grading {
    const struct implementation *of;
    pid_t pid; /* 0: none */
    FILE *out, *err;
    double from_ms;
};

static struct arena arena;
static struct implementation *all;
static size_t n_all, passed, failed;
static const char *kata, *only, *option;

/* What is in the tree, and what of it is graded. */
enum part { STUBS = 1, REFERENCES = 2, RIGHT = 4, MISTAKES = 8, ANSWERS = 16, ATTACKS = 32 };
static const struct choice {
    const char *word;
    int parts;
} choices[] = {{"--no-mistakes", ~MISTAKES},
               {"--few", STUBS | REFERENCES | ANSWERS},
               {"--right", REFERENCES | RIGHT},
               {"--attacks", ATTACKS}};
static int parts = ~0;

/* ---- what there is, and what it says of itself ---- */

static char *read_file(const char *path)
{
    char *bytes;
    size_t n;
    return scratch_read(path, 1 << 20, &arena, &bytes, &n) ? NULL : bytes;
}

/* The words behind "// key: " in the line at *at, which then moves on; "" where there are none. */
static char *header(char **at, const char *key)
{
    char *line = *at, *mark = arena_printf(&arena, "// %s: ", key);
    size_t length = strcspn(line, "\r\n");
    if (strncmp(line, mark, strlen(mark)) != 0) return arena_copy(&arena, "");
    *at = line + length + strspn(line + length, "\r\n");
    return arena_printf(&arena, "%.*s", (int)(length - strlen(mark)), line + strlen(mark));
}

/* "fail edges/one_row wrote to a[7]" */
static void read_expectation(struct implementation *i, char *words)
{
    i->verdict = strsep(&words, " ");
    if (!words) return;
    size_t length = strcspn(words, " ");
    if (memchr(words, '/', length)) i->test = strsep(&words, " ");
    if (words) i->words = words;
}

static void read_speed(struct implementation *i, const char *words)
{
    if (strcmp(words, "not believed") == 0)
        i->speed[0] = i->speed[1] = INFINITY;
    else if (*words && sscanf(words, "%lf %lf", &i->speed[0], &i->speed[1]) != 2)
        i->malformed = "line 3 must be `// speed: FROM TO` or `// speed: not believed`";
}

static void read_header(struct implementation *i, bool mistake)
{
    char *text = read_file(arena_printf(&arena, "%s.expect", i->path));
    if (!text) text = read_file(i->path);
    if (!text) text = "";
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3;
    char *expectation = header(&text, "expect");
    if (*expectation) read_expectation(i, expectation);
    const char *exercise = header(&text, "exercise");
    if (!i->exercise) i->exercise = exercise;
    read_speed(i, header(&text, "speed"));
    if (!*i->verdict)
        i->malformed = "line 1 must be `// expect: VERDICT`";
    else if (!*i->exercise)
        i->malformed = "line 2 must be `// exercise: EX`";
    else if (mistake && (strcmp(i->verdict, "fail") != 0 || !*i->test))
        i->malformed = "line 1 must be `// expect: fail GROUP/TEST`";
    else if (mistake && !*header(&text, "says"))
        i->malformed = "line 2 must be `// says: ` and words to the learner";
}

/* The files that `pattern` finds. exercise: NULL where each names its own; verdict: "" where each
 * must say it. */
static void add_files(const char *exercise, const char *pattern, const char *verdict)
{
    glob_t found;
    if (glob(pattern, 0, NULL, &found) != 0) return;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct implementation it = {
            exercise, arena_copy(&arena, found.gl_pathv[i]), verdict, "", "", {0, 0}, NULL};
        read_header(&it, strstr(pattern, "/mistakes/"));
        if (only && strcmp(only, it.exercise) != 0) continue;
        all = realloc(all, (n_all + 1) * sizeof *all);
        if (!all) text_out_of_memory();
        all[n_all++] = it;
    }
    globfree(&found);
}

static void add_exercise(const char *name)
{
    static const struct {
        enum part part;
        const char *place, *verdict;
    } all_of[] = {{STUBS, "exercises/%s/stub.c", "unsolved"},
                  {REFERENCES, "reference/%s/*.c", "pass"},
                  {RIGHT, "tests/right/%s/*.c", "pass"},
                  {MISTAKES, "reference/%s/mistakes/*.c", ""}};
    for (size_t i = 0; i < sizeof all_of / sizeof *all_of; i++) {
        char pattern[256];
        const char *place = all_of[i].place, *at = strstr(place, "%s");
        if (!(parts & all_of[i].part)) continue;
        snprintf(pattern, sizeof pattern, "%.*s%s%s", (int)(at - place), place, name, at + 2);
        add_files(name, pattern, all_of[i].verdict);
    }
}

static void find_all(void)
{
    glob_t found;
    if (glob("exercises/*/exercise.json", 0, NULL, &found) != 0) return;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *name = found.gl_pathv[i] + strlen("exercises/");
        add_exercise(arena_printf(&arena, "%.*s", (int)strcspn(name, "/"), name));
    }
    globfree(&found);
    if (parts & ANSWERS) add_files(NULL, "tests/answers/*.c", "");
    if (parts & ATTACKS) add_files(NULL, "tests/attacks/*.c", "");
    if (parts & ATTACKS) add_files(NULL, "tests/controls/*.c", "");
}

/* ---- one grading ---- */

/* What a stream holds, without NULs. */
static char *contents(FILE *f)
{
    struct text t = {0};
    rewind(f);
    for (int c; (c = getc(f)) != EOF;)
        if (c) text_add(&t, "%c", c);
    char *copy = arena_copy(&arena, text_of(&t));
    text_free(&t);
    fclose(f);
    return copy;
}

static void become_kata(const struct implementation *i)
{
    const char *argv[12] = {kata,    "grade",    i->exercise, "--submission",
                            i->path, "--format", "json"};
    size_t n = 7;
    if (!i->speed[1]) argv[n++] = "--no-bench";
    if (option) argv[n++] = option;
    alarm(PATIENCE_S); /* outlives exec */
    execv(kata, (char *const *)argv);
    perror(kata);
    _exit(127);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void start(struct grading *g, const struct implementation *i)
{
    *g = (struct grading){.of = i, .out = tmpfile(), .err = tmpfile(), .from_ms = now_ms()};
    if (!g->out || !g->err) {
        perror("verdicts: tmpfile");
        exit(2);
    }
    fflush(stdout);
    g->pid = fork();
    if (g->pid != 0) return;
    dup2(fileno(g->out), STDOUT_FILENO);
    dup2(fileno(g->err), STDERR_FILENO);
    become_kata(i);
}

static const char *string(const cJSON *object, const char *key)
{
    const char *s = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return s ? s : "";
}

static bool has_failed(const cJSON *test)
{
    const char *status = string(test, "status");
    return strcmp(status, "fail") == 0 || strcmp(status, "crash") == 0 ||
           strcmp(status, "timeout") == 0;
}

static bool is_named(const cJSON *test, const char *group_and_name)
{
    return strcmp(group_and_name,
                  arena_printf(&arena, "%s/%s", string(test, "group"), string(test, "name"))) == 0;
}

static bool says(const cJSON *test, const char *words)
{
    const char *other = strstr(words, " | ");
    if (other && says(test, other + 3)) return true;
    if (other) words = arena_printf(&arena, "%.*s", (int)(other - words), words);
    return strstr(string(test, "message"), words) || strstr(string(test, "output"), words);
}

/* The failed tests, the first few by name. */
static char *failures(const cJSON *tests)
{
    const cJSON *t;
    char *names = arena_copy(&arena, "");
    int n = 0;
    cJSON_ArrayForEach(t, tests)
    {
        if (has_failed(t) && ++n <= SHOWN_TESTS)
            names = arena_printf(&arena, "%s%s%s/%s", names, *names ? ", " : "", string(t, "group"),
                                 string(t, "name"));
    }
    return n > SHOWN_TESTS ? arena_printf(&arena, "%s and %d more", names, n - SHOWN_TESTS) : names;
}

/* The named test has failed and it, or where none is named any test, says the words. */
static const char *compare_tests(const struct implementation *i, const cJSON *tests)
{
    const cJSON *t;
    bool failed_so = !*i->test, said = !*i->words;
    cJSON_ArrayForEach(t, tests)
    {
        if (*i->test && !is_named(t, i->test)) continue;
        if (has_failed(t)) failed_so = true;
        if (says(t, i->words)) said = true;
    }
    if (!failed_so) return arena_printf(&arena, "%s has not failed", i->test);
    return said ? NULL : arena_printf(&arena, "nothing says \"%s\"", i->words);
}

static double number(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(item) ? item->valuedouble : NAN;
}

/* How often as fast as plain.c, at the graded size: from the medians, which stand in the report
 * even where the machine was too noisy for a ratio to be given. */
static const char *compare_speed(const struct implementation *i, const cJSON *report)
{
    const cJSON *speed = cJSON_GetObjectItemCaseSensitive(report, "speed"), *size;
    double plain = NAN;
    cJSON_ArrayForEach(size, cJSON_GetObjectItemCaseSensitive(speed, "sizes"))
    {
        if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(size, "graded")))
            plain = number(size, "plain_ns") / number(size, "yours_ns");
    }
    if (isnan(plain)) return "it was not timed";
    if (isinf(i->speed[0]))
        return cJSON_IsString(cJSON_GetObjectItemCaseSensitive(speed, "band"))
                   ? "its speed was believed"
                   : NULL;
    if (i->speed[0] <= plain && plain <= i->speed[1]) return NULL;
    return arena_printf(&arena, "%.2f times as fast as plain.c, not %g to %g times", plain,
                        i->speed[0], i->speed[1]);
}

static const char *compare(const struct implementation *i, int status, const cJSON *report)
{
    if (WIFSIGNALED(status))
        return arena_printf(&arena, "kata was ended by signal %d", WTERMSIG(status));
    if (WEXITSTATUS(status) > 1)
        return arena_printf(&arena, "kata ended with status %d", WEXITSTATUS(status));
    if (!report) return "what kata wrote is not one JSON object and a newline";
    bool pass = strcmp(string(report, "verdict"), "pass") == 0;
    const cJSON *tests = cJSON_GetObjectItemCaseSensitive(report, "tests");
    if (strcmp(i->verdict, string(report, "verdict")) != 0) return "another verdict";
    if (pass != (WEXITSTATUS(status) == 0)) return "the exit status is not that of the verdict";
    if (pass == (*failures(tests) != '\0')) return "the verdict and the tests do not agree";
    const char *why = compare_tests(i, tests);
    return why || !pass || !i->speed[1] ? why : compare_speed(i, report);
}

static cJSON *parse_report(const char *text)
{
    const char *end;
    cJSON *report = cJSON_ParseWithOpts(text, &end, false);
    if (report && cJSON_IsObject(report) && strcmp(end, "\n") == 0) return report;
    cJSON_Delete(report);
    return NULL;
}

/* ---- a row each ---- */

/* Of the test that was expected to fail, or of the first few. */
static void show_messages(const cJSON *tests, const char *named)
{
    const cJSON *t;
    int n = 0;
    cJSON_ArrayForEach(t, tests)
    {
        if (!has_failed(t) || (*named && !is_named(t, named)) || ++n > SHOWN_MESSAGES) continue;
        printf("     | %s/%s:\n", string(t, "group"), string(t, "name"));
        char *message = arena_copy(&arena, string(t, "message"));
        for (char *line; (line = strsep(&message, "\n"));) printf("     |   %.120s\n", line);
    }
}

static void show_row(const char *mark, const struct implementation *i, const char *verdict,
                     double ms, const char *tests)
{
    printf("%-4s %-58s %-10s %-10s %6.0f ms  %s\n", mark, i->path, i->verdict, verdict, ms, tests);
}

static void finish(struct grading *g, int status)
{
    double ms = now_ms() - g->from_ms;
    const struct implementation *i = g->of;
    const char *out = contents(g->out), *err = contents(g->err);
    cJSON *report = parse_report(out);
    const cJSON *tests = cJSON_GetObjectItemCaseSensitive(report, "tests");
    const char *why = compare(i, status, report);
    show_row(why ? "NOT" : "ok", i, report ? string(report, "verdict") : "-", ms, failures(tests));
    if (why) {
        printf("     %s%s%s\n", why, *err ? "; stderr: " : "", err);
        show_messages(tests, i->test);
    }
    why ? failed++ : passed++;
    cJSON_Delete(report);
    g->pid = 0;
}

static void refuse(const struct implementation *i)
{
    show_row("NOT", i, "-", 0, "");
    printf("     %s\n", i->malformed);
    failed++;
}

static struct grading *slot_of(struct grading *slot, pid_t pid)
{
    for (size_t i = 0; i < AT_ONCE; i++)
        if (slot[i].pid == pid) return &slot[i];
    return NULL;
}

/* Ends one grading and frees its slot; others' orphans pass by. False: none is running. */
static bool finish_one(struct grading *slot)
{
    int status, running = 0;
    for (size_t i = 0; i < AT_ONCE; i++) running += slot[i].pid != 0;
    for (pid_t pid; running && (pid = wait(&status)) > 0;) {
        struct grading *g = slot_of(slot, pid);
        if (g) finish(g, status);
        if (g) return true;
    }
    return false;
}

static void grade_all(void)
{
    struct grading slot[AT_ONCE] = {{0}};
    for (size_t i = 0; i < n_all; i++) {
        if (all[i].malformed) {
            refuse(&all[i]);
            continue;
        }
        if (!slot_of(slot, 0)) finish_one(slot);
        start(slot_of(slot, 0), &all[i]);
    }
    while (finish_one(slot)) continue;
}

/* What an #include of a FIFO finds. */
static const char fifo[] = "/tmp/mlkata-attack-fifo";

static void choose(const char *word)
{
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        if (strcmp(word, choices[i].word) != 0) continue;
        parts = choices[i].parts;
        return;
    }
    only = *word ? word : NULL;
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 4) {
        fputs("usage: verdicts KATA [EX | --no-mistakes | --few | --right | --attacks [OPTION]]\n",
              stderr);
        return 2;
    }
    kata = argv[1];
    option = argc > 3 ? argv[3] : NULL;
    choose(argc > 2 ? argv[2] : "");
    signal(SIGPIPE, SIG_IGN);
    setenv("MLKATA_HOME", "", 1); /* nobody's history */
    find_all();
    leftovers_begin(&arena);
    if (mkfifo(fifo, 0666) != 0 && errno != EEXIST) perror(fifo);
    grade_all();
    unlink(fifo);
    const char *left = leftovers_end(&arena);
    *left ? failed++ : passed++;
    printf("%-4s nothing is left behind\n%s", *left ? "NOT" : "ok", left);
    printf("verdicts: %zu passed, %zu failed\n", passed, failed);
    free(all);
    arena_free(&arena);
    return failed || !passed;
}
