/* index.html of a group that does not exist, for a browser to look at: made-up reports, names and
 * outputs that would break out of a page if they could, and feedback beside it.
 *
 * Usage: page_sample FOLDER [MEMBERS [TEXT_KB]]. Each member has three of four exercises; without
 * MEMBERS, 30 of them, the first ones hostile. Every report carries TEXT_KB more of text, which
 * must not stay in memory: the last line is the peak of it, in KB. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "grader/class_page.h"
#include "grader/sha256.h"

enum { EXERCISES = 4, EACH = 3, COPIES = 11 };

static const char *const exercises[EXERCISES] = {"bce_logits", "cosine_similarity", "reservoir",
                                                 "roc_auc"};
static const char *const titles[EXERCISES] = {"Binary cross-entropy from logits",
                                              "Cosine similarity", "Reservoir sampling",
                                              "Area under the ROC curve"};
static const char *const tests[][2] = {{"basics", "the_worked_example"},
                                       {"edges", "ties_count_half"},
                                       {"contract", "a_null_is_refused_by_push"},
                                       {"chance", "every_position_is_equally_likely"},
                                       {"memory", "memory_does_not_grow_with_the_stream"},
                                       {"sanitizers", "no_undefined_behaviour"}};
enum { TESTS = sizeof tests / sizeof *tests };
static const char *const says[][2] = {
    {"draw_one_short", "The draw is below the number of items before this one; with this one there "
                       "is one more. The newcomer is kept too often."},
    {"empty_is_zero", "An empty batch is reported as a loss of 0, which looks like a perfect one; "
                      "a mean of nothing is undefined."},
    {"float_sums", "The sum is kept in float: after a few million terms its small ones are lost."}};

static const char *const hostile[] = {
    "<script>document.title='hit'</script>",
    "\"><img src=x onerror=\"document.title='hit'\">",
    "'; alert(1); //",
    "]]></script><b id=hit>",
    "<!-- &amp; &#60;",
    "evil\u202Egnp.exe",
    "tab\tline\nnul\x01\x1b[31m",
    "\xff\xfe not UTF-8",
    "\u05D3\u05E0\u05D9\u05D0\u05DC",
    "Z\u0351\u036B\u0343\u036A\u0302a\u0333\u0353\u031E\u0319l\u0348\u0353\u0316g\u0347o",
    "=HYPERLINK(\"http://localhost\")",
    "a-name-that-has-no-place-to-break-and-goes-on-for-longer-than-any-column-could-be-made-wide",
    "end of Unicode \uFFFE"};
static const char *const usual[] = {"Ada",   "Blaise", "Carl",  "Dorothy", "Emmy",     "Florence",
                                    "Grace", "Henri",  "Irene", "John",    "Katherine"};

static struct arena arena;
static size_t text_kb;

static const char *format_name(size_t i)
{
    size_t n_hostile = sizeof hostile / sizeof *hostile, n_usual = sizeof usual / sizeof *usual;
    if (i < n_hostile) return hostile[i];
    return arena_printf(&arena, "%s %zu", usual[i % n_usual], i);
}

/* ---- the group ---- */

static void add_members(struct roster *r, size_t n)
{
    r->member = arena_take(&arena, n, sizeof *r->member);
    for (r->n_members = 0; r->n_members < n; r->n_members++) {
        size_t i = r->n_members;
        const char *name = format_name(i);
        r->member[i] =
            (struct roster_member){.folder = name,
                                   .slug = arena_printf(&arena, "m-%zu", i),
                                   .name = name,
                                   .people = i % 3 == 1 ? "Mary <b>Ann</b> & \"Bob\"" : ""};
    }
    if (n > 20) r->member[20].problem = "cannot be opened: Permission denied <b>";
}

/* Every eleventh hands in what the first of them does. */
static void add_answers(struct roster *r)
{
    r->answer = arena_take(&arena, EACH * r->n_members, sizeof *r->answer);
    for (size_t m = 0; m < r->n_members; m++)
        for (size_t e = 0; e < EXERCISES; e++) {
            if (m % EXERCISES == e || r->member[m].problem) continue;
            struct roster_answer *x = &r->answer[r->n_answers++];
            x->member = m;
            x->exercise = exercises[e];
            x->found = arena_printf(&arena, "%s/%s.c", r->member[m].name, exercises[e]);
            if (m % 17 == 5 && e == 0) {
                x->problem = "is a <FIFO>, and was not opened";
                continue;
            }
            const char *content = arena_printf(&arena, "%zu %zu", m % COPIES == 2 ? 13 : m, e);
            sha256_hex(x->sha256, content, strlen(content));
        }
}

/* ---- its reports ---- */

/* 0 .. below - 1, from the answer's content alone: twice the same is twice the same. */
static unsigned drawn(const struct roster_answer *x, unsigned which, unsigned below)
{
    char hex[5] = "";
    memcpy(hex, x->sha256 + 4 * which, 4);
    return (unsigned)strtoul(hex, NULL, 16) % below;
}

static void add_speed(struct report *r, const struct roster_answer *x, struct arena *a)
{
    struct report_speed *s = r->speed = arena_take(a, 1, sizeof *s);
    unsigned kind = drawn(x, 3, 12);
    double ratio = exp(-1.6 + 2.2 * drawn(x, 4, 1000) / 1000.0);
    *s = (struct report_speed){.conclusive = kind != 0,
                               .reference = arena_copy(a, "blas"),
                               .unit = arena_copy(a, "item"),
                               .cpu = arena_copy(a, "Abacus <3000>"),
                               .vs_reference = ratio,
                               .interval = {ratio * 0.97, ratio * 1.03},
                               .of_limit = NAN,
                               .growth = NAN};
    s->band = arena_copy(a, ratio >= 0.6 ? "reference class" : ratio >= 0.2 ? "solid" : "slow");
    if (!s->conclusive)
        s->why_not = arena_copy(a, "from round to round the ratio wandered between 0.50 and 0.81");
    s->points = ratio >= 0.6 ? 10 : 8, s->max_points = 10;
}

static void fail_tests(struct report *r, const struct roster_answer *x, struct arena *a)
{
    unsigned mistake = drawn(x, 5, 5);
    for (size_t i = 0; i < r->n_tests; i++) {
        struct report_test *t = &r->test[i];
        bool fails = i == 3 || drawn(x, 6, 64) >> i & 1;
        if (!fails) continue;
        t->status = i == 1 ? TEST_CRASH : i == 4 ? TEST_TIMEOUT : TEST_FAIL;
        t->message = arena_copy(a, "position 19: got 3,769, expected 5,000 ± 61\n"
                                   "the call was <reservoir_push>(&s, \"x\")");
        t->output = arena_copy(a, "</pre><script>document.title='hit'</script>\x1b[31m\n");
        t->points = 0;
    }
    if (mistake >= sizeof says / sizeof *says) return;
    r->n_diagnoses = 1;
    r->diagnosis = arena_take(a, 1, sizeof *r->diagnosis);
    r->diagnosis[0] = (struct report_diagnosis){.mistake = arena_copy(a, says[mistake][0]),
                                                .says = arena_copy(a, says[mistake][1]),
                                                .agreement = 1};
}

static void run_tests(struct report *r, const struct roster_answer *x, struct arena *a)
{
    r->n_tests = TESTS;
    r->test = arena_take(a, TESTS, sizeof *r->test);
    for (size_t i = 0; i < TESTS; i++)
        r->test[i] = (struct report_test){.group = arena_copy(a, tests[i][0]),
                                          .name = arena_copy(a, tests[i][1]),
                                          .message = arena_copy(a, ""),
                                          .output = arena_copy(a, ""),
                                          .points = i + 1 < TESTS ? 18 : 0,
                                          .max_points = i + 1 < TESTS ? 18 : 0};
    if (r->verdict == VERDICT_FAIL) fail_tests(r, x, a);
    for (size_t i = 0; i < TESTS; i++) {
        r->score += r->test[i].points;
        r->max_score += r->test[i].max_points;
    }
    if (r->verdict == VERDICT_FAIL) return;
    add_speed(r, x, a);
    r->score += r->speed->points, r->max_score += r->speed->max_points;
}

static enum verdict verdict_of(const struct roster_answer *x)
{
    unsigned of_16 = drawn(x, 7, 16);
    if (x->problem) return VERDICT_REJECTED;
    return of_16 < 7    ? VERDICT_PASS
           : of_16 < 13 ? VERDICT_FAIL
           : of_16 < 14 ? VERDICT_UNSOLVED
           : of_16 < 15 ? VERDICT_NO_COMPILE
                        : VERDICT_REJECTED;
}

const char *class_report(const struct class *c, size_t i, struct report *r, struct arena *a)
{
    const struct roster_answer *x = &c->roster.answer[i];
    size_t e = 0;
    while (strcmp(exercises[e], x->exercise) != 0) e++;
    if (i % 37 == 11) return "the node <cn-07> died, three times";
    *r = (struct report){.at_ms = 1795780800000 + 700 * (int64_t)i,
                         .exercise = arena_copy(a, x->exercise),
                         .title = arena_copy(a, titles[e]),
                         .track = arena_copy(a, "sampling"),
                         .level = arena_copy(a, "easy"),
                         .minutes = 20,
                         .submission = arena_copy(a, x->found),
                         .own = true,
                         .seed = c->seed,
                         .verdict = verdict_of(x)};
    r->compiler_log = arena_take(a, text_kb * 1024 + 1, 1);
    memset(r->compiler_log, 'x', text_kb * 1024);
    if (r->verdict == VERDICT_NO_COMPILE)
        r->reason = arena_copy(a, "the compiler found an error: 'i' undeclared <here>");
    if (r->verdict == VERDICT_REJECTED)
        r->reason = arena_copy(a, x->problem ? x->problem : "it calls `system`");
    if (r->verdict <= VERDICT_FAIL) run_tests(r, x, a);
    return NULL;
}

/* ---- files ---- */

static void write_feedback(const struct class *c, size_t i)
{
    static const struct term_style style = {.utf8 = true, .width = 80};
    struct arena one = {0};
    struct report r = {0};
    const struct roster_answer *x = &c->roster.answer[i];
    const char *folder =
        arena_printf(&one, "%s/feedback/%s", c->out, c->roster.member[x->member].slug);
    mkdir(folder, 0755);
    FILE *f = fopen(arena_printf(&one, "%s/%s.txt", folder, x->exercise), "w");
    if (f && !class_report(c, i, &r, &one)) report_term(f, &r, &style);
    if (f) fclose(f);
    arena_free(&one);
}

static long peak_kb(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

int main(int argc, char **argv)
{
    if (argc < 2) return 2;
    static const char *const remarks[] = {
        "alice/notes.txt belongs to no <exercise>",
        "members.csv, line 7: there is no folder called \"zoe\" & co"};
    const struct kit k = {.root = ".", .build = "build/release"};
    struct class c = {.dir = "autumn group/",
                      .k = &k,
                      .seed = 20261127,
                      .bench = true,
                      .jailed = true,
                      .out = argv[1]};
    text_kb = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    add_members(&c.roster, argc > 2 ? strtoul(argv[2], NULL, 10) : 30);
    add_answers(&c.roster);
    c.roster.n_remarks = 2, c.roster.remark = arena_take(&arena, 2, sizeof(char *));
    memcpy(c.roster.remark, remarks, sizeof remarks);
    if (mkdir(c.out, 0755) != 0 && errno != EEXIST) return 2;
    mkdir(arena_printf(&arena, "%s/feedback", c.out), 0755);

    struct similar_pair pair[] = {
        {.a = 3, .b = 33, .percent_a = 96, .percent_b = 71, .own_a = 140, .own_b = 190},
        {.a = 5, .b = 44, .percent_a = 60, .percent_b = 88, .own_a = 75, .own_b = 61}};
    const char *error = class_page_write(&c, pair, 2, "of 87 answers 12 are <short>", &arena);
    long kb = peak_kb();
    for (size_t i = 0; i < c.roster.n_answers; i++) write_feedback(&c, i);
    if (error) fprintf(stderr, "%s\n", error);
    printf("%zu answers\n%ld\n", c.roster.n_answers, kb);
    arena_free(&arena);
    return error ? 1 : 0;
}
