/* What a compiler or linker that failed said, and how it ended: whose doing that is. */
#include "grader/build.h"

#include <signal.h>
#include <string.h>

#include "tests/unit/unit.h"

static struct arena arena;
static const struct build build = {.scratch = "/tmp/here", .source = "answer.c"};

static struct process ended(const char *said, int status, size_t peak_mb)
{
    return (struct process){.err = {.bytes = arena_copy(&arena, said), .n = strlen(said)},
                            .peak_mb = peak_mb,
                            .status = status};
}

/* "" where it is no fault of the kit's. */
static const char *fault(const char *said, int status, size_t peak_mb)
{
    struct process p = ended(said, status, peak_mb);
    const char *words = build_fault(&p, &build, "compiler", &arena);
    return words ? words : "";
}

enum { FAILED = 1 << 8 };

START_TEST(what_is_wrong_with_the_answer_is_no_fault)
{
    static const char *const said[] = {
        "answer.c:1:10: fatal error: nope.h: No such file or directory\ncompilation terminated.\n",
        "answer.c:3:2: error: #error No space left on device\n",
        "answer.c:3:2: error: static assertion failed: \"Killed signal terminated program\"\n",
        "answer.c:1:10: fatal error: Input/output error: No such file or directory\n",
        "answer.c:3:2: error: static assertion failed: \"x: Input/output error\"\n",
        "answer.c:3:2: error: #error x: Input/output error\n",
        "answer.c:3:2: error: expected ';' before '}' token\n",
        "{standard input}:12: Error: no such instruction: `frobnicate'\n",
        "cc1: internal compiler error: Segmentation fault\n",
        "gcc: internal compiler error: CPU time limit exceeded signal terminated program cc1\n",
        "gcc: fatal error: Segmentation fault signal terminated program cc1\n",
        "ld: answer.o: relocation R_X86_64_32 can not be used when making a shared object\n",
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        ck_assert_str_eq(fault(said[i], FAILED, 50), "");
    ck_assert_str_eq(fault("", SIGSEGV, 50), "");
    ck_assert_str_eq(fault("", SIGXCPU, 50), "");
    ck_assert_str_eq(fault("answer.c:1:1: warning: Input/output error\n", 0, 50), "");
}
END_TEST

START_TEST(a_full_disk_is_said)
{
    static const char *const said[] = {
        "plain.c:28:1: fatal error: error closing -: No space left on device\n",
        "{standard input}: Fatal error: can't write 12 bytes to section .text of x.o\n",
        "ld: final link failed: Disk quota exceeded\n",
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        ck_assert_str_eq(fault(said[i], FAILED, 50),
                         "no room to compile in /tmp/here: the disk is full (TMPDIR can name "
                         "another folder)");
}
END_TEST

START_TEST(a_compiler_that_somebody_ended_is_said)
{
    static const char words[] =
        "something outside ended the compiler (is the machine out of memory?)";
    ck_assert_str_eq(fault("", SIGKILL, 50), words);
    ck_assert_str_eq(fault("", SIGTERM, 50), words);
    ck_assert_str_eq(fault("gcc: fatal error: Killed signal terminated program cc1\n"
                           "compilation terminated.\n",
                           FAILED, 50),
                     words);
    ck_assert_str_eq(fault("clang: error: unable to execute command: Killed\n", FAILED, 50), words);
    struct process at_the_limit = ended("", SIGKILL, 50);
    at_the_limit.cpu_seconds = 6;
    ck_assert_ptr_null(build_fault(&at_the_limit, &build, "compiler", &arena));
}
END_TEST

START_TEST(a_compiler_that_cannot_do_its_work_says_why)
{
    static const char *const said[] = {
        "gcc: fatal error: cannot execute 'cc1': vfork: Resource temporarily unavailable",
        "gcc: fatal error: cannot execute 'as': execvp: No such file or directory",
        "gcc: fatal error: failed to get exit status: No child processes",
        "cc1: error while loading shared libraries: libm.so.6: failed to map segment",
        "ld: cannot find /usr/lib/gcc/x86_64-linux-gnu/11/libgcc.a: No such file or directory",
        "answer.c:1:10: fatal error: ml.h: Input/output error",
        "ml.h:12:10: error: /usr/include/stdint.h: Input/output error",
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        ck_assert_str_eq(fault(arena_printf(&arena, "first\n%s\nlast\n", said[i]), FAILED, 50),
                         arena_printf(&arena, "the compiler could not do its work: %s", said[i]));
    ck_assert_str_eq(fault("", 3 << 8, 50), "the compiler ended with status 3 and without a word");
    struct process late = ended("", SIGKILL, 50);
    late.overran = true;
    ck_assert_str_eq(build_fault(&late, &build, "compiler", &arena),
                     "the compiler was not done after 60 s, nor had it 5 s of a processor: is the "
                     "machine overloaded?");
}
END_TEST

START_TEST(a_jail_that_does_not_open_is_no_fault_of_the_answer)
{
    static const char *const said[] = {"bwrap: execvp /usr/bin/env: No such file or directory",
                                       "/usr/bin/env: 'gcc': No such file or directory"};
    for (size_t i = 0; i < 2; i++) {
        struct process p = ended(said[i], FAILED, 5);
        ck_assert_ptr_null(build_fault(&p, &build, "compiler", &arena));
        p.jailed = true;
        ck_assert_str_eq(build_fault(&p, &build, "compiler", &arena),
                         arena_printf(&arena, "the compiler could not do its work: %s", said[i]));
    }
}
END_TEST

/* The limit that a compiler is held to, 2 GB, is the answer's to reach. */
START_TEST(memory_that_the_machine_has_not_is_the_machines)
{
    static const char none[] = "virtual memory exhausted: Cannot allocate memory\n";
    ck_assert_str_eq(fault(none, FAILED, 17),
                     "the compiler got no memory beyond 17 MB: has the machine no more?");
    ck_assert_str_eq(fault(none, FAILED, 1900), "");
    ck_assert_str_eq(fault(none, FAILED, 600), "");
    ck_assert_str_eq(
        fault("as: out of memory allocating 8000000001 bytes after a total of 1 bytes\n", FAILED,
              17),
        "");
    ck_assert_str_eq(
        fault("cc1: out of memory allocating 65536 bytes after a total of 9 bytes\n", FAILED, 17),
        "the compiler got no memory beyond 17 MB: has the machine no more?");
}
END_TEST

START_TEST(why_there_is_no_object_is_said_in_words)
{
    static const struct {
        const char *said;
        int status;
        const char *why, *finding;
    } table[] = {
        {"answer.c:3:2: error: expected ';'\n", FAILED, "it does not compile", "expected ';'"},
        {"", SIGXCPU, "the compiler took more than 5 s over it, and was stopped", NULL},
        {"gcc: internal compiler error: CPU time limit exceeded signal terminated program cc1\n",
         4 << 8, "the compiler took more than 5 s over it, and was stopped", NULL},
        {"gcc: internal compiler error: Segmentation fault\n", 4 << 8,
         "the compiler itself gave up on it (too deep, too large, or out of memory)", NULL},
        {"Stack dump:\nclang: error: clang frontend command failed with exit code 153\n", 153 << 8,
         "what it compiles to is larger than 64 MB, the limit", NULL},
        {"LLVM ERROR: out of memory\nclang: error: clang frontend command failed with exit code "
         "134\n",
         134 << 8, "the compiler needs more than 2048 MB of memory for it, the limit", NULL},
        {"Stack dump:\n", 152 << 8, "the compiler took more than 5 s over it, and was stopped",
         NULL},
        {"answer.c:3:2: warning: unused\n", 0, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct report r = {0};
        struct build b = {.scratch = "/none", .source = "answer.c", .path = "/none/answer.c"};
        struct process p = ended(table[i].said, table[i].status, 50);
        const char *why = build_diagnostics(&r, &b, &p, &arena);
        ck_assert(!why == !table[i].why);
        if (why) ck_assert_str_eq(why, table[i].why);
        ck_assert_uint_eq(r.n_findings, table[i].finding ? 1 : 0);
        if (table[i].finding) ck_assert_str_eq(r.finding[0].words, table[i].finding);
    }
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "build", what_is_wrong_with_the_answer_is_no_fault, a_full_disk_is_said,
        a_compiler_that_somebody_ended_is_said, a_compiler_that_cannot_do_its_work_says_why,
        a_jail_that_does_not_open_is_no_fault_of_the_answer,
        memory_that_the_machine_has_not_is_the_machines, why_there_is_no_object_is_said_in_words);
}
