/* What compilers said of loops, recorded and as they say it now, in plain words. */
#include "grader/remarks.h"

#include <stdio.h>
#include <string.h>

#include "grader/text.h"
#include "tests/unit/folder.h"

static struct arena arena;
static struct build build;
static struct remark *remark;
static size_t n;

static void set_up(const char *source)
{
    folder_begin();
    build = (struct build){.scratch = folder, .source = "answer.c"};
    build.path = folder_file("answer.c", source);
}

static void expect(size_t i, int line, const char *words)
{
    ck_assert_msg(i < n, "only %zu remarks", n);
    ck_assert_str_eq(remark[i].words, words);
    ck_assert_int_eq(remark[i].line, line);
}

#define SUM_WAITS                                                                                  \
    "a sum of floating-point numbers keeps its order, so that each addition waits for the one "    \
    "before; several sums side by side, added up at the end, do not wait"
#define BRANCHES                                                                                   \
    "a branch in it may leave it early, or choose between different work (if, &&, switch)"
#define SCATTERED                                                                                  \
    "the places that it reads or writes are known only as it runs, as in x[index[i]], and two "    \
    "passes may meet at one"

/* ---- recorded ---- */

/* The last attempt fails for want of small vectors; the first one says what is wrong. */
START_TEST(the_first_of_gccs_attempts_tells_the_reason)
{
    set_up("double f(const float *x, int n) {\n"
           "    double s = 0;\n"
           "    for (int i = 0; i < n; i++)\n"
           "        s += x[i];\n");
    remarks_read(
        &remark, &n,
        "Analyzing loop at answer.c:3\n"
        "answer.c:3:23: note:  === analyze_loop_nest ===\n"
        "answer.c:3:23: missed:   step unknown.\n"
        "answer.c:3:23: missed:   multiple types in double reduction or condition reduction or "
        "fold-left reduction.\n"
        "answer.c:1:8: missed:   not vectorized: relevant phi not supported: s_9 = PHI <s_6(6)>\n"
        "answer.c:3:23: note:  ***** Re-trying analysis with vector mode V4QI\n"
        "answer.c:4:11: missed:   not vectorized: no vectype for stmt: _3 = *_2;\n"
        " scalar_type: const float\n"
        "answer.c:3:23: missed: couldn't vectorize loop\n"
        "answer.c:4:11: missed: not vectorized: no vectype for stmt: _3 = *_2;\n"
        " scalar_type: const float\n",
        &build, &arena);
    ck_assert_uint_eq(n, 1);
    expect(0, 3, "not vectorised: " SUM_WAITS);
    ck_assert_str_eq(remark[0].source, "    for (int i = 0; i < n; i++)");
    ck_assert(!remark[0].vectorised && !remark[0].outer);
    folder_end();
}
END_TEST

START_TEST(gccs_vectors_are_told_by_their_widest)
{
    set_up("one\ntwo\nthree\n");
    remarks_read(&remark, &n,
                 "answer.c:1:2: optimized: loop vectorized using 32 byte vectors\n"
                 "answer.c:1:2: optimized:  loop versioned for vectorization because of possible "
                 "aliasing\n"
                 "answer.c:1:2: optimized: loop vectorized using 16 byte vectors\n"
                 "answer.c:2:2: note:   using an in-order (fold-left) reduction.\n"
                 "answer.c:2:2: optimized: loop vectorized using 64 byte vectors\n"
                 "answer.c:3:2: optimized: loop vectorized using 8 byte vectors\n",
                 &build, &arena);
    ck_assert_uint_eq(n, 3);
    expect(0, 1, "vectorised, 32 bytes at a time, once a check has found that nothing overlaps");
    expect(1, 2,
           "vectorised, 64 bytes at a time, but for its sum: that keeps its order, and each "
           "addition waits for the one before; several sums side by side, added up at the end, do "
           "not wait");
    expect(2, 3, "vectorised, 8 bytes at a time");
    ck_assert(remark[0].vectorised);
    folder_end();
}
END_TEST

START_TEST(what_was_said_of_one_loop_is_not_said_of_the_next)
{
    set_up("one\ntwo\nthree\n");
    remarks_read(&remark, &n,
                 "answer.c:1:2: missed:   not vectorized: control flow in loop.\n"
                 "answer.c:1:2: missed: couldn't vectorize loop\n"
                 "answer.c:1:2: missed: not vectorized: control flow in loop.\n"
                 " scalar_type: __m256d\n"
                 "answer.c:1:5: missed:  statement clobbers memory: puts (_1);\n"
                 "Analyzing loop at answer.c:2\n"
                 "answer.c:2:2: missed: couldn't vectorize loop\n"
                 "answer.c:3:2: note:   using an in-order (fold-left) reduction.\n"
                 "answer.c:3:2: missed: couldn't vectorize loop\n"
                 "answer.c:4:2: optimized: loop vectorized using 32 byte vectors\n",
                 &build, &arena);
    ck_assert_uint_eq(n, 4);
    expect(0, 1, "not vectorised: " BRANCHES);
    expect(1, 2, "not vectorised: the compiler does not say why");
    expect(2, 3, "not vectorised: the compiler does not say why");
    expect(3, 4, "vectorised, 32 bytes at a time");
    ck_assert_str_eq(remark[3].source, "");
    folder_end();
}
END_TEST

START_TEST(clangs_remarks_end_with_the_loop_that_they_are_about)
{
    set_up("one\ntwo\nthree y[i] = ext(x[i])\nfour\n");
    remarks_read(
        &remark, &n,
        "answer.c:2:9: remark: loop not vectorized: cannot prove it is safe to reorder "
        "floating-point operations; allow reordering by ... [-Rpass-analysis=loop-vectorize]\n"
        "answer.c:1:5: remark: loop not vectorized [-Rpass-missed=loop-vectorize]\n"
        "answer.c:2:5: remark: the cost-model indicates that interleaving is not beneficial "
        "[-Rpass-analysis=loop-vectorize]\n"
        "answer.c:2:5: remark: vectorized loop (vectorization width: 8, interleaved count: 1) "
        "[-Rpass=loop-vectorize]\n"
        "answer.c:3:14: remark: loop not vectorized: call instruction cannot be vectorized "
        "[-Rpass-analysis=loop-vectorize]\n"
        "answer.c:3:1: remark: loop not vectorized: instruction cannot be vectorized "
        "[-Rpass-analysis=loop-vectorize]\n"
        "answer.c:3:1: remark: loop not vectorized [-Rpass-missed=loop-vectorize]\n"
        "answer.c:4:1: remark: vectorized loop (vectorization width: 4, interleaved count: 2) "
        "[-Rpass=loop-vectorize]\n",
        &build, &arena);
    ck_assert_uint_eq(n, 4);
    expect(0, 1, "not vectorised: " SUM_WAITS);
    expect(1, 2, "vectorised, 8 elements at a time");
    expect(2, 3, "not vectorised: there is no vector form of ext");
    expect(3, 4, "vectorised, 4 elements at a time, 2 vectors side by side");
    folder_end();
}
END_TEST

START_TEST(copies_of_a_loop_are_told_together)
{
    set_up("one\ntwo\n");
    remarks_read(&remark, &n,
                 "answer.c:1:2: missed:   not vectorized: something new in gcc 99.\n"
                 "answer.c:1:2: missed: couldn't vectorize loop\n"
                 "answer.c:1:2: optimized: loop vectorized using 16 byte vectors\n"
                 "answer.c:1:2: missed:   not vectorized: volatile type: x\n"
                 "answer.c:1:2: missed: couldn't vectorize loop\n"
                 "answer.c:2:2: missed:   not vectorized: control flow in loop.\n"
                 "answer.c:2:2: missed: couldn't vectorize loop\n"
                 "answer.c:2:9: missed:   not vectorized: control flow in loop.\n"
                 "answer.c:2:9: missed: couldn't vectorize loop\n",
                 &build, &arena);
    ck_assert_uint_eq(n, 2);
    expect(0, 1,
           "vectorised, 16 bytes at a time; not in every copy of it: it reads or writes something "
           "volatile");
    expect(1, 2, "not vectorised: " BRANCHES);
    folder_end();
}
END_TEST

START_TEST(calls_are_told_by_name_where_they_have_one)
{
    static const struct {
        const char *said, *why;
    } table[] = {
        {"statement clobbers memory: _5 = ext (_4);", "the compiler cannot see into a call: ext"},
        {"statement clobbers memory: ext (_4);", "the compiler cannot see into a call: ext"},
        {"statement clobbers memory: f_12(D) (_4);", "the compiler cannot see into a call: f"},
        {"statement clobbers memory: _4 (x);", "the compiler does not say why"},
        {"statement clobbers memory: 4 (x);", "the compiler does not say why"},
        {"relevant stmt not supported: _5 = log_2 (_3);", "there is no vector form of log_2"},
        {"relevant stmt not supported: _5 = __builtin_clz (_3);", "there is no vector form of clz"},
        {"relevant stmt not supported: _5 = _3 / _4;", "it does something that has no vector form"},
    };
    set_up("one\n");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        remarks_read(&remark, &n,
                     arena_printf(&arena,
                                  "answer.c:1:2: missed:   %s\n"
                                  "answer.c:1:2: missed: couldn't vectorize loop\n",
                                  table[i].said),
                     &build, &arena);
        expect(0, 1, arena_printf(&arena, "not vectorised: %s", table[i].why));
    }
    folder_end();
}
END_TEST

START_TEST(unknown_reasons_are_quoted_shortened)
{
    set_up("one\ntwo\n");
    remarks_read(&remark, &n,
                 "answer.c:1:2: missed:   not vectorized: something new in gcc 99.\n"
                 "answer.c:1:2: missed:   not vectorized: and more of it\n"
                 "answer.c:1:2: missed: couldn't vectorize loop\n"
                 "answer.c:2:2: remark: loop not vectorized: it is Tuesday, on which no loop is "
                 "vectorized that is not also interleaved, and this one is not; do it tomorrow "
                 "[-Rpass-analysis=loop-vectorize]\n"
                 "answer.c:2:2: remark: loop not vectorized [-Rpass-missed=loop-vectorize]\n",
                 &build, &arena);
    ck_assert_uint_eq(n, 2);
    expect(0, 1, "not vectorised: something new in gcc 99");
    expect(1, 2,
           "not vectorised: it is Tuesday, on which no loop is vectorized that is not also "
           "interleaved, and this one…");
    folder_end();
}
END_TEST

START_TEST(what_is_not_of_the_answer_or_no_message_is_passed_over)
{
    set_up("one\n");
    char *longest = arena_take(&arena, 100001, 1);
    memset(longest, ':', 100000);
    static const char *const said[] = {
        "",
        "\n\n",
        "ml.h:1:2: optimized: loop vectorized using 32 byte vectors\n",
        "answer.c:1: optimized: loop vectorized using 32 byte vectors\n",
        "answer.c:0:1: optimized: loop vectorized using 32 byte vectors\n",
        "answer.c:-1:1: optimized: loop vectorized using 32 byte vectors\n",
        "answer.cc:1:1: optimized: loop vectorized using 32 byte vectors\n",
        "answer.c:1:1: warning: vectors\n",
        "answer.c:1:1:",
        "answer.c",
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        remarks_read(&remark, &n, said[i], &build, &arena);
        ck_assert_msg(n == 0, "%s", said[i]);
    }
    remarks_read(&remark, &n, longest, &build, &arena);
    ck_assert_uint_eq(n, 0);
    struct text many = {0};
    for (int i = 1; i < 500; i++)
        text_add(&many, "answer.c:%d:1: missed: couldn't vectorize loop\n", i);
    remarks_read(&remark, &n, text_of(&many), &build, &arena);
    ck_assert_uint_eq(n, 64);
    text_free(&many);
    folder_end();
}
END_TEST

/* ---- places ---- */

/* gcc points to the first line of a body; what lies in what, to the braces and to the eye. */
START_TEST(a_loop_is_shown_by_its_head_and_inner_ones_first)
{
    set_up("int f(void)\n"                                  /* 1 */
           "{\n"                                            /* 2 */
           "    for (int i = 0; i < n; i++) { /* { */\n"    /* 3 */
           "        if (x[i] == '{') return \"}\";\n"       /* 4 */
           "        while (y)\n"                            /* 5 */
           "            for (int j = 0; j < n; j++) y++;\n" /* 6 */
           "    }\n"                                        /* 7 */
           "    /* for (all of them) */\n"                  /* 8 */
           "    do {\n"                                     /* 9 */
           "        /* goes on, always,\n"                  /* 10 */
           "         * while it lasts */\n"                 /* 11 */
           "        if (work(\")\")) continue;\n"           /* 12 */
           "    } while (x);\n"                             /* 13 */
           "    return forty(2);\n"                         /* 14 */
           "}\n");
    remarks_read(&remark, &n,
                 "answer.c:4:9: missed:   not vectorized: control flow in loop.\n"
                 "answer.c:4:9: missed: couldn't vectorize loop\n"
                 "answer.c:5:16: missed: couldn't vectorize loop\n"
                 "answer.c:12:5: missed: couldn't vectorize loop\n"
                 "answer.c:6:30: optimized: loop vectorized using 32 byte vectors\n"
                 "answer.c:14:1: missed: couldn't vectorize loop\n",
                 &build, &arena);
    ck_assert_uint_eq(n, 5);
    expect(0, 6, "vectorised, 32 bytes at a time");
    expect(1, 9, "not vectorised: the compiler does not say why");
    expect(2, 14, "not vectorised: the compiler does not say why");
    expect(3, 3, "not vectorised: there are loops within it");
    expect(4, 5, "not vectorised: there are loops within it");
    ck_assert(!remark[0].outer && !remark[1].outer && remark[3].outer && remark[4].outer);
    folder_end();
}
END_TEST

/* ---- compilers as they are ---- */

#if defined(__x86_64__)
#define MARCH "-march=x86-64-v3 -mprefer-vector-width=256"
#else
#define MARCH ""
#endif
#define COMMON                                                                                     \
    "-std=gnu17 -O3 " MARCH " -fPIC -fno-math-errno -fno-trapping-math -w -S -o /dev/null "

static char *said_by(const char *compiler, const char *flags)
{
    struct text said = {0};
    char bytes[4096];
    FILE *f = popen(arena_printf(&arena, "cd %s && LC_ALL=C %s " COMMON "%s answer.c 2>&1", folder,
                                 compiler, flags),
                    "r");
    ck_assert_ptr_nonnull(f);
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, f));) text_put(&said, bytes, got);
    ck_assert_int_eq(pclose(f), 0);
    char *copy = arena_copy(&arena, text_of(&said));
    text_free(&said);
    return copy;
}

#define LOOP "for (size_t i = 1; i < n; i++)"
static const struct {
    const char *parameters, *body, *gcc, *clang; /* how its remark begins */
} snippets[] = {
    {"double *restrict y, const double *x", LOOP " y[i] = 2 * x[i];", "vectorised, ",
     "vectorised, "},
    {"float *y, const float *x", LOOP " y[i] += x[i];", "vectorised, ", "vectorised, "},
    {"const double *x, double *out", "double s = 0; " LOOP " s += x[i]; *out = s;", "vectorised, ",
     "not vectorised: a sum of floating-point"},
    {"const float *x, double *out", "double s = 0; " LOOP " s += x[i]; *out = s;",
     "not vectorised: a sum of floating-point", "not vectorised: a sum of floating-point"},
    {"double *y", LOOP " y[i] += y[i - 1];", "not vectorised: a pass may read what an earlier",
     "not vectorised: each pass needs the result"},
    {"double *y, const int *g", LOOP " y[g[i]] += 1;", "not vectorised: the places that it reads",
     "not vectorised: a pass may read what an earlier"},
    {"const double *x, int *out", LOOP " if (x[i] < 0) { *out = 1; return; }",
     "not vectorised: a branch in it", "not vectorised: it may leave early"},
    {"float *restrict y, double (*ext)(double)", LOOP " y[i] = ext(y[i]);",
     "not vectorised: the compiler cannot see into a call: ext",
     "not vectorised: there is no vector "},
    {"const double *x, double *out", "double s = 0; " LOOP " s = s * 0.9 + x[i]; *out = s;",
     "not vectorised: each pass needs the result", "not vectorised: each pass needs the result"},
    {"volatile int *x", LOOP " x[i] = 1;", "not vectorised: it reads or writes something volatile",
     "not vectorised: it does something that has no vector form"},
};

/* One function a snippet, the loop of snippet i on line 2 + i; what the compiler says of it. */
static void expect_of(const char *compiler, const char *flags, bool gcc)
{
    struct text source = {0};
    size_t all = sizeof snippets / sizeof *snippets;
    text_add(&source, "#include <stddef.h>\n");
    for (size_t i = 0; i < all; i++)
        text_add(&source, "void f%zu(%s, size_t n) { %s }\n", i, snippets[i].parameters,
                 snippets[i].body);
    set_up(text_of(&source));
    remarks_read(&remark, &n, said_by(compiler, flags), &build, &arena);
    ck_assert_uint_eq(n, all);
    for (size_t i = 0; i < n; i++) {
        const char *want = gcc ? snippets[i].gcc : snippets[i].clang;
        ck_assert_int_eq(remark[i].line, (int)i + 2);
        ck_assert_msg(strncmp(remark[i].words, want, strlen(want)) == 0, "%s: %s", compiler,
                      arena_printf(&arena, "%s\n%s", snippets[i].body, remark[i].words));
    }
    text_free(&source);
    folder_end();
}

START_TEST(gcc_is_understood_as_it_is)
{
    expect_of("gcc", "-fno-tree-slp-vectorize -fopt-info-vec-all-internals", true);
    ck_assert_ptr_nonnull(strstr(remark[2].words, "but for its sum"));
    ck_assert_ptr_nonnull(strstr(remark[1].words, "once a check has found"));
    ck_assert_ptr_null(strstr(remark[0].words, "once a check has found"));
}
END_TEST

START_TEST(clang_is_understood_as_it_is)
{
    if (system("command -v clang >/dev/null") != 0) return; /* nobody has to have it */
    expect_of("clang",
              "-fno-caret-diagnostics -Rpass=loop-vectorize -Rpass-missed=loop-vectorize "
              "-Rpass-analysis=loop-vectorize",
              false);
}
END_TEST

/* Through the kit's own build, confined, by whichever compiler it has. */
START_TEST(an_answer_is_compiled_for_its_remarks)
{
    set_up("void f(double *restrict y, const double *x, int n)\n"
           "{\n"
           "    for (int i = 0; i < n; i++) y[i] = 2 * x[i];\n"
           "}\n");
    const char *error = remarks_of(&remark, &n, &build, &arena);
    ck_assert_msg(!error, "%s", error);
    ck_assert_uint_eq(n, 1);
    ck_assert(remark[0].line == 3 && remark[0].vectorised);
    folder_file("answer.c", "does not compile\n");
    ck_assert_ptr_null(remarks_of(&remark, &n, &build, &arena));
    ck_assert_uint_eq(n, 0);
    folder_end();
}
END_TEST

/* ---- shown ---- */

static void expect_shown(const struct remark *r, size_t count, bool verbose, const char *want)
{
    static char *bytes; /* not a local: gcc takes what is in it for its address */
    static size_t length;
    const struct term_style style = {.utf8 = true, .width = 60, .verbose = verbose};
    FILE *out = open_memstream(&bytes, &length);
    struct term t = {.out = out, .style = &style};
    remarks_show(&t, r, count);
    fclose(out);
    ck_assert_str_eq(bytes, want);
    free(bytes);
}

START_TEST(each_loop_is_shown_with_its_line)
{
    static const struct remark r[10] = {
        {14, "    for (size_t i = 0; i < n; i++) \x1b[31m", true, false,
         "vectorised, 32 bytes at a time"},
        {122, "\twhile (x)", false, false,
         "not vectorised: how often it runs is known only while it runs"},
        {3, "a", false, false, "b"},
        {4, "a", false, false, "b"},
        {5, "a", false, false, "b"},
        {6, "a", false, false, "b"},
        {7, "a", false, false, "b"},
        {8, "a", false, false, "b"},
        {9, "a", false, false, "b"},
        {10, "a", false, false, "b"},
    };
#define FIRST_TWO                                                                                  \
    "\n"                                                                                           \
    "  what the compiler made of the loops\n"                                                      \
    "    14 │ for (size_t i = 0; i < n; i++) ^[[31m\n"                                           \
    "         vectorised, 32 bytes at a time\n"                                                    \
    "   122 │ while (x)\n"                                                                       \
    "         not vectorised: how often it runs is known only\n"                                   \
    "           while it runs\n"
#define ROW(line) "     " line " │ a\n         b\n"
    expect_shown(r, 0, false, "");
    expect_shown(r, 2, false, FIRST_TWO);
    expect_shown(r, 8, false, FIRST_TWO ROW("3") ROW("4") ROW("5") ROW("6") ROW("7") ROW("8"));
    expect_shown(r, 9, false,
                 FIRST_TWO ROW("3") ROW("4") ROW("5") ROW("6") ROW("7")
                     ROW("8") "  1 more loop; V=1 shows it\n");
    expect_shown(r, 10, false,
                 FIRST_TWO ROW("3") ROW("4") ROW("5") ROW("6") ROW("7")
                     ROW("8") "  2 more loops; V=1 shows them\n");
    expect_shown(r, 9, true,
                 FIRST_TWO ROW("3") ROW("4") ROW("5") ROW("6") ROW("7") ROW("8") ROW("9"));
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "remarks", the_first_of_gccs_attempts_tells_the_reason,
        gccs_vectors_are_told_by_their_widest, what_was_said_of_one_loop_is_not_said_of_the_next,
        clangs_remarks_end_with_the_loop_that_they_are_about, copies_of_a_loop_are_told_together,
        calls_are_told_by_name_where_they_have_one, unknown_reasons_are_quoted_shortened,
        what_is_not_of_the_answer_or_no_message_is_passed_over,
        a_loop_is_shown_by_its_head_and_inner_ones_first, gcc_is_understood_as_it_is,
        clang_is_understood_as_it_is, an_answer_is_compiled_for_its_remarks,
        each_loop_is_shown_with_its_line);
}
