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

static void set_up(void)
{
    folder_begin();
    build = (struct build){
        .scratch = folder, .source = "answer.c", .path = folder_file("answer.c", source)};
}

/* The words of the one finding, as file:line: words; "nothing" where there is none. */
static const char *found(const char *said, int status)
{
    report = (struct report){0};
    struct process runner = {.err.bytes = arena_copy(&folder_arena, said), .status = status << 8};
    run_read_sanitized(&report, &build, &runner, &folder_arena);
    if (report.n_findings == 0) return "nothing";
    const struct report_finding *f = &report.finding[0];
    return arena_printf(&folder_arena, "%s:%d: %s", f->file, f->line, f->words);
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
    ck_assert_str_eq(found("3:5: runtime error: x\n", 1), "nothing");
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

START_TEST(another_file_s_name_does_not_hide_it)
{
    set_up();
    ck_assert_str_eq(found("test.c:3:5: runtime error: x\n", 1), "answer.c:0: x");
    ck_assert_str_eq(found("/usr/include/answer.c:3:5: runtime error: x\n", 1), "answer.c:0: x");
    ck_assert_str_eq(found(":3:5: runtime error: x\n", 1), "answer.c:0: x");
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
                    another_file_s_name_does_not_hide_it, a_line_that_cannot_be_told_is_left_out);
}
