/* What the sanitizers print, as a child would: from its words to a finding in the answer's line. */
#include <signal.h>
#include <string.h>

#include "grader/run.h"
#include "tests/unit/folder.h"

static const char source[] = "int f(int *p)\n"
                             "{\n"
                             "    p[1] = 7;\n"
                             "    return p[2];\n"
                             "}\n";
static struct build build;
static struct report report;
static const char *fault; /* of the kit */

static void set_up(void)
{
    folder_begin();
    build = (struct build){
        .scratch = folder, .source = "answer.c", .path = folder_file("answer.c", source)};
}

static const char to_the_answer[] = "hello 1\nready\n", *wire = to_the_answer;

/* The words of the one finding, as file:line: words; "nothing" where there is none. */
static const char *found_after(const char *said, int status)
{
    report = (struct report){0};
    struct process runner = {
        .err = {.bytes = arena_copy(&folder_arena, said), .n = strlen(said)},
        .wire.bytes = arena_copy(&folder_arena, wire),
        .status = status,
    };
    fault = run_read_sanitized(&report, &build, &runner, &folder_arena);
    if (report.n_findings == 0) return "nothing";
    const struct report_finding *f = &report.finding[0];
    return arena_printf(&folder_arena, "%s:%d: %s", f->file, f->line, f->words);
}

static const char *found(const char *said, int status)
{
    return found_after(said, status << 8);
}

START_TEST(undefined_behaviour_is_found_with_its_line)
{
    set_up();
    ck_assert_str_eq(
        found("answer.c:3:5: runtime error: store to null pointer of type 'int'\n    #0 0x7f\n", 1),
        "answer.c:3: store to null pointer of type 'int'");
    ck_assert_str_eq(report.finding[0].source, "    p[1] = 7;");
    ck_assert_str_eq(found("printed\nanswer.c:99:5: runtime error: x\n", 1), "answer.c:99: x");
    ck_assert_ptr_null(report.finding[0].source);
    folder_end();
}
END_TEST

START_TEST(what_is_not_of_the_answer_is_nothing)
{
    set_up();
    ck_assert_str_eq(found("", 0), "nothing");
    ck_assert_str_eq(found("", 1), "nothing");
    ck_assert_str_eq(found("answer.c:3:5: runtime error: of a run that succeeded\n", 0), "nothing");
    ck_assert_str_eq(found("/usr/include/x.h:3:5: runtime error: x\n", 1), "nothing");
    ck_assert_str_eq(found("answer.c: runtime error: x\n", 1), "nothing");
    folder_end();
}
END_TEST

/* f's address in an object compiled here; frames below speak of it. */
static unsigned long address_of_f(void)
{
    ck_assert_int_eq(
        system(arena_printf(&folder_arena,
                            "cd '%s' && gcc -g -O0 -fPIC -shared answer.c -o sanitized.so && "
                            "nm sanitized.so | grep ' T f$' >address",
                            folder)),
        0);
    unsigned long address = 0;
    FILE *f = fopen(in_folder("address"), "r");
    ck_assert_int_eq(fscanf(f, "%lx", &address), 1);
    fclose(f);
    return address;
}

static const char *asan(const char *kind, const char *access, unsigned long offset,
                        const char *more)
{
    return arena_printf(&folder_arena,
                        "debug print\n=====\n==7==ERROR: AddressSanitizer: %s\n%s"
                        "    #0 0x7f12 in __wrap_free (/kit/runner+0x99)\n"
                        "    #1 0x7f13  (%s/sanitized.so+0x%lx) (BuildId: 00)\n%s",
                        kind, access, folder, offset, more);
}

START_TEST(a_report_of_address_sanitizer_becomes_words_and_a_line)
{
    static const struct {
        const char *kind, *access, *more, *words;
    } table[] = {
        {"heap-buffer-overflow on address 0x602 at pc", "WRITE of size 4 at 0x602 thread T0\n", "",
         "a write of 4 bytes outside of a heap block"},
        {"heap-use-after-free on address 0x602", "READ of size 1 at 0x602 thread T0\n", "",
         "a read of 1 byte in a heap block after free"},
        {"stack-buffer-overflow on address 0x602", "WRITE of size 8 at 0x602 thread T0\n",
         "    [32, 64) 'copy' (line 3) <== Memory access at offset 64 overflows this variable\n",
         "a write of 8 bytes outside of a local array (copy)"},
        {"attempting double-free on 0x602 in thread T0:", "", "", "a heap block is freed twice"},
        {"attempting free on address which was not malloc()-ed", "", "",
         "free of a pointer that malloc did not give"},
        {"SEGV on unknown address 0x000 (pc 0x7f)",
         "==7==The signal is caused by a READ memory access.\n", "",
         "a read from memory that is not the answer's"},
        {"FPE on unknown address", "", "", "an integer is divided by zero"},
        {"brand-new-kind on address", "", "", "brand-new-kind"},
    };
    set_up();
    unsigned long f = address_of_f();
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        ck_assert_str_eq(found(asan(table[i].kind, table[i].access, f, table[i].more), 1),
                         arena_printf(&folder_arena, "answer.c:2: %s", table[i].words));
    ck_assert_str_eq(report.finding[0].source, "{");
    folder_end();
}
END_TEST

START_TEST(an_end_before_it_is_ready_is_the_kits_fault)
{
    set_up();
    ck_assert_str_eq(found("an answer may print, and choose its status\n", 127), "nothing");
    ck_assert_ptr_null(fault);
    ck_assert_str_eq(found_after("", SIGKILL), "nothing");
    ck_assert_str_eq(fault, "something outside ended the sanitized runner (signal 9: is the "
                            "machine out of memory?)");
    found_after("", SIGABRT); /* an answer can come to that by itself */
    ck_assert_ptr_null(fault);
    wire = "hello 1\n";
    ck_assert_str_eq(found("symbol lookup error: x\n", 127), "nothing");
    ck_assert_str_eq(fault,
                     "the sanitized runner ended early (status 127): symbol lookup error: x");
    wire = to_the_answer;
    folder_end();
}
END_TEST

START_TEST(without_a_hello_it_has_not_looked)
{
    static const struct {
        const char *wire, *fault;
    } table[] = {
        {"", "the sanitized runner ended early (status 1): without a word"},
        {"hello 2\n", "the runner is of another version than kata (2, not 1): run make"},
        {"hello 1\nfault no%20memory\n", "no memory"},
        {"hello 1\nbye\n", "the sanitized runner sent a line that cannot be read"},
    };
    set_up();
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        wire = table[i].wire;
        found("", 1);
        ck_assert_str_eq(fault, table[i].fault);
    }
    wire = to_the_answer;
    folder_end();
}
END_TEST

START_TEST(a_line_that_cannot_be_told_is_left_out)
{
    set_up();
    address_of_f();
    ck_assert_str_eq(found(asan("FPE on", "", 0x7ffffff, ""), 1),
                     "answer.c:0: an integer is divided by zero");
    ck_assert_str_eq(
        found("==1==ERROR: AddressSanitizer: stack-overflow on address 0x7f\n    #0 0x7 "
              "(/kit/runner+0x9)\n",
              1),
        "answer.c:0: the stack is used up: recursion without an end, or a very large local array");
    ck_assert_ptr_null(report.finding[0].source);
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN("sanitizer", undefined_behaviour_is_found_with_its_line,
                    what_is_not_of_the_answer_is_nothing,
                    a_report_of_address_sanitizer_becomes_words_and_a_line,
                    an_end_before_it_is_ready_is_the_kits_fault, without_a_hello_it_has_not_looked,
                    a_line_that_cannot_be_told_is_left_out);
}
