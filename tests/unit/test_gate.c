/* What gcc makes of a few lines, at the gate of a contract with one function, f. */
#include "grader/gate.h"

#include <string.h>

#include "tests/unit/folder.h"

static struct manifest contract = {.n_functions = 1, .function = {"f"}, .limits.memory_mb = 64};

static struct gate look_compiled(const char *source, const char *flags, bool instrumented)
{
    folder_file("answer.c", source);
    const char *object = in_folder("answer.o");
    ck_assert_int_eq(system(arena_printf(&folder_arena, "gcc -fPIC -w %s -c '%s' -o '%s'", flags,
                                         in_folder("answer.c"), object)),
                     0);
    return gate_look(object, &contract, instrumented, &folder_arena);
}

static void expect(const char *source, const char *flags, enum gate_verdict verdict,
                   const char *words)
{
    struct gate g = look_compiled(source, flags, strstr(flags, "-fsanitize") != NULL);
    ck_assert_msg(g.verdict == verdict && (!*words || (g.words && strstr(g.words, words))),
                  "%s (%s)\nverdict %d, expected %d: %s", source, flags, g.verdict, verdict,
                  g.words ? g.words : "without a word");
}

static void setup(void)
{
    folder_begin();
    contract.cblas = false;
}

#define F "int f(int x) { return x; }\n"

START_TEST(what_an_answer_needs_is_let_through)
{
    setup();
    expect(F, "-O2", GATE_OPEN, "");
    expect("#include <stdlib.h>\n#include <stdio.h>\n#include <string.h>\n#include "
           "<assert.h>\n#include <math.h>\n"
           "static int up(const void *a, const void *b) { return *(int *)a - *(int *)b; }\n"
           "int f(int x) { int *p = malloc(8); assert(p); p[0] = x, p[1] = 1; qsort(p, 2, 4, up);\n"
           "  printf(\"%g\\n\", fmaf(sinf(p[0]), log1pl(x), tgamma(x))); memset(p, 0, 8); free(p); "
           "return 0; }\n",
           "-O1", GATE_OPEN, "");
    expect("static const double table[64] = {1}; static double work[1000]; static _Thread_local "
           "int n;\n"
           "int f(int x) { return (int)(table[x] + work[x] + n++); }\n",
           "-O2", GATE_OPEN, "");
    expect("double ml_rng_uniform(void *); int f(int x) { return ml_rng_uniform(0) < x; }\n", "",
           GATE_OPEN, "");
    expect("typedef unsigned __int128 u; u f(u a, u b) { return a / b; }\n", "-O2", GATE_OPEN, "");
    folder_end();
}
END_TEST

START_TEST(the_instrumented_build_is_let_through)
{
    setup();
    expect(
        "static int table[9]; int f(int i) { int b[4] = {0}; return table[i] + b[i] + i * i; }\n",
        "-O0 -g1 -fsanitize=address,undefined", GATE_OPEN, "");
    expect("int f(int i) { return rand() + i; }\n", "-fsanitize=address", GATE_REJECTED, "`rand`");
    folder_end();
}
END_TEST

START_TEST(a_missing_function_is_named)
{
    setup();
    expect("", "", GATE_INCOMPLETE, "does not define `f`");
    expect("static int f(int x) { return x; } static int (*keep)(int) = f; int *p(void) "
           "__attribute__((weak));\n",
           "", GATE_INCOMPLETE, "does not define `f`");
    expect("int f(int x); static int g(void) { return f(1); } static int (*keep)(void) "
           "__attribute__((used)) = g;\n",
           "", GATE_INCOMPLETE, "does not define `f`");
    expect("int f = 7;\n", "", GATE_INCOMPLETE, "ordinary, visible function");
    expect("__attribute__((visibility(\"hidden\"))) int f(int x) { return x; }\n", "",
           GATE_INCOMPLETE, "visible function");
    expect("__asm__(\".globl f; .type f, @function; .set f, 0x401000\");\n", "", GATE_INCOMPLETE,
           "ordinary");
    expect("__asm__(\".data; .globl f; .type f, @function; f: .byte 0xc3; .text\");\n", "",
           GATE_INCOMPLETE, "ordinary");
    folder_end();
}
END_TEST

START_TEST(a_second_global_is_named)
{
    setup();
    expect(F "int helper(int x) { return x; }\n", "", GATE_REJECTED,
           "`helper` is visible outside of your file: make it static");
    expect(F "int main(void) { return 0; }\n", "", GATE_REJECTED, "`main` is visible");
    expect(F "int counter;\n", "-fcommon", GATE_REJECTED, "`counter` is visible");
    expect(F "int table[3] = {1};\n", "", GATE_REJECTED, "`table` is visible");
    expect(F "__attribute__((weak)) int spare(void) { return 1; }\n", "", GATE_REJECTED,
           "`spare` is visible");
    expect(F "void *malloc(unsigned long n) { return 0; }\n", "", GATE_REJECTED,
           "`malloc` is visible");
    folder_end();
}
END_TEST

START_TEST(an_import_that_is_not_on_the_list_is_named)
{
    static const char *const names[] = {
        "rand", "time", "clock_gettime", "dlopen", "dlsym", "memccpyx", "sinff", "fl", "l"};
    setup();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        expect(arena_printf(&folder_arena, "long %s(); int f(int x) { return %s(x); }\n", names[i],
                            names[i]),
               "-fno-builtin", GATE_REJECTED, arena_printf(&folder_arena, "`%s`", names[i]));
    folder_end();
}
END_TEST

START_TEST(what_would_end_the_trial_is_let_through)
{
    static const char *const names[] = {"exit", "_exit", "longjmp", "sleep", "fork", "fopen"};
    setup();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        expect(arena_printf(&folder_arena, "long %s(); int f(int x) { return x ? %s(x) : 0; }\n",
                            names[i], names[i]),
               "-fno-builtin", GATE_OPEN, "");
    folder_end();
}
END_TEST

START_TEST(static_data_must_fit_into_memory)
{
    setup();
    expect("static char work[63 << 20]; int f(int x) { return ++work[x]; }\n", "-O2", GATE_OPEN,
           "");
    expect("static char work[65 << 20]; int f(int x) { return ++work[x]; }\n", "-O2",
           GATE_TOO_LARGE, "your static data take 65 MB: the limit is 64 MB");
    expect("static _Thread_local char work[65 << 20]; int f(int x) { return ++work[x]; }\n", "-O2",
           GATE_TOO_LARGE, "65 MB");
    expect("static char a[1UL << 46], b[1UL << 46]; int f(int x) { return ++a[x] + ++b[x]; }\n",
           "-O2 -mcmodel=large", GATE_TOO_LARGE, "134217728 MB");
    folder_end();
}
END_TEST

START_TEST(a_reason_is_short_and_the_first_is_enough)
{
    setup();
    expect("#define A(x) x##x##x##x##x##x##x##x\n#define B(x) A(x)\n" F
           "int B(B(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa));\n",
           "", GATE_REJECTED, "aaaa…` is visible");
    expect("static char work[65 << 20]; int other; int f(int x) { return ++work[x]; }\n", "",
           GATE_TOO_LARGE, "65 MB");
    folder_end();
}
END_TEST

START_TEST(the_sanitizers_have_one_constructor)
{
    setup();
    expect(F "__attribute__((constructor(99))) static void go(void) {}\n", "-fsanitize=address",
           GATE_REJECTED, "`.init_array.00099`: constructors");
    folder_end();
}
END_TEST

START_TEST(blas_is_let_through_where_the_exercise_has_it)
{
    const char *source = "double cblas_ddot(); int f(int x) { return cblas_ddot(x); }\n";
    setup();
    expect(source, "", GATE_REJECTED, "without BLAS");
    contract.cblas = true;
    expect(source, "", GATE_OPEN, "");
    ck_assert(look_compiled(source, "", false).uses_cblas);
    ck_assert(!look_compiled(F, "", false).uses_cblas);
    folder_end();
}
END_TEST

START_TEST(nothing_may_run_before_or_after)
{
    setup();
    expect(F "__attribute__((constructor)) static void go(void) {}\n", "", GATE_REJECTED,
           "constructors and destructors");
    expect(F "__attribute__((constructor(200))) static void go(void) {}\n", "", GATE_REJECTED,
           "constructors and destructors");
    expect(F "__attribute__((destructor)) static void go(void) {}\n", "", GATE_REJECTED,
           "constructors and destructors");
    expect(F "static void go(void) {} __attribute__((section(\".preinit_array\"), used)) static "
             "void *p = go;\n",
           "", GATE_REJECTED, "constructors and destructors");
    expect(F "__attribute__((section(\".init\"))) static void go(void) {} static void *p "
             "__attribute__((used)) = go;\n",
           "", GATE_REJECTED, "`.init`");
    expect("static int g(int x) { return x; } static void *pick(void) { return g; }\n"
           "int f(int x) __attribute__((ifunc(\"pick\")));\n",
           "", GATE_REJECTED, "IFUNC");
    expect(F "static void *pick(void) { return 0; } static int h(void) "
             "__attribute__((ifunc(\"pick\"), used));\n",
           "", GATE_REJECTED, "IFUNC");
    folder_end();
}
END_TEST

START_TEST(odd_sections_and_versions_are_refused)
{
    /* not loaded, and yet merged by ld into tables that are */
    static const char *const merged[] = {".rela.got", ".rela.got",   ".rela.plt", ".dynamic",
                                         ".dynsym",   ".init_array", ".gnu.hash", ".odd"};
    setup();
    expect(F "__attribute__((section(\"judge_text\"))) static int g(void) { return 1; }\n"
             "static void *p __attribute__((used)) = g;\n",
           "", GATE_REJECTED, "`judge_text`");
    expect(F "__attribute__((section(\".textual\"), used)) static int x;\n", "", GATE_REJECTED,
           "`.textual`");
    expect("__asm__(\".section .text.w, \\\"awx\\\"; ret; .text\");\n" F, "", GATE_REJECTED,
           "`.text.w` mixes code with data");
    expect("__asm__(\".section .data.x, \\\"ax\\\"; ret; .text\");\n" F, "", GATE_REJECTED,
           "`.data.x` mixes code with data");
    expect("__asm__(\".section .text.e, \\\"axe\\\"; ret; .text\");\n" F, "", GATE_REJECTED,
           "`.text.e` asks not to be linked");
    expect("__asm__(\".symver f_old, f@@V1\"); int f_old(int x) { return x; }\n", "", GATE_REJECTED,
           "");
    for (size_t i = 0; i < sizeof merged / sizeof *merged; i++)
        expect(arena_printf(&folder_arena,
                            F "__asm__(\".section %s,\\\"\\\",@%s\\n.quad 0, 37, 0\\n.text\");\n",
                            merged[i], i % 2 ? "progbits" : "4"),
               "", GATE_REJECTED, arena_printf(&folder_arena, "`%s`", merged[i]));
    expect(F "__asm__(\".section .symtab,\\\"\\\",@2\\ntable: .text\\n"
             ".section .rela.text,\\\"o\\\",@4,table\\n.quad 0, 37, 0\\n.text\");\n",
           "", GATE_REJECTED, "two symbol tables");
    folder_end();
}
END_TEST

START_TEST(what_is_no_object_is_the_kits_fault)
{
    setup();
    ck_assert_int_eq(gate_look(in_folder("none.o"), &contract, false, &folder_arena).verdict,
                     GATE_FAULT);
    ck_assert_int_eq(gate_look(folder_file("empty.o", ""), &contract, false, &folder_arena).verdict,
                     GATE_FAULT);
    ck_assert_int_eq(
        gate_look(folder_file("text.o", "\177ELF, no"), &contract, false, &folder_arena).verdict,
        GATE_FAULT);
    folder_end();
}
END_TEST

/* Every 97th byte of an object in turn is spoilt: whatever is said of it, nothing breaks. */
START_TEST(a_spoilt_object_breaks_nothing)
{
    static unsigned char bytes[20000];
    setup();
    look_compiled(F "int g(void) { return f(2); }\n", "", false);
    FILE *f = fopen(in_folder("answer.o"), "r");
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    const char *path = in_folder("spoilt.o");
    for (size_t i = 0; i < n; i += i < 64 ? 1 : 97) {
        bytes[i] ^= 0xFF;
        f = fopen(path, "w");
        fwrite(bytes, 1, n, f);
        fclose(f);
        gate_look(path, &contract, false, &folder_arena);
        bytes[i] ^= 0xFF;
    }
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN("gate", what_an_answer_needs_is_let_through,
                    the_instrumented_build_is_let_through, a_missing_function_is_named,
                    a_second_global_is_named, an_import_that_is_not_on_the_list_is_named,
                    what_would_end_the_trial_is_let_through, static_data_must_fit_into_memory,
                    a_reason_is_short_and_the_first_is_enough, the_sanitizers_have_one_constructor,
                    blas_is_let_through_where_the_exercise_has_it, nothing_may_run_before_or_after,
                    odd_sections_and_versions_are_refused, what_is_no_object_is_the_kits_fault,
                    a_spoilt_object_breaks_nothing);
}
