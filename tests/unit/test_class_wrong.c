#include "grader/class_wrong.h"

#include <string.h>

#include "grader/arena.h"
#include "tests/unit/unit.h"

static struct arena arena;
static struct class_wrong w;
static struct report r;
static struct report_test tests[4];
static struct report_diagnosis diagnoses[3];

static void begin(enum verdict verdict)
{
    r = (struct report){.verdict = verdict, .test = tests, .diagnosis = diagnoses};
}

static void ran(const char *name, enum test_status status, const char *message)
{
    tests[r.n_tests++] = (struct report_test){.group = arena_copy(&arena, "basics"),
                                              .name = arena_copy(&arena, name),
                                              .status = status,
                                              .message = arena_copy(&arena, message)};
}

static void looks_like(const char *mistake, const char *says)
{
    diagnoses[r.n_diagnoses++] =
        (struct report_diagnosis){arena_copy(&arena, mistake), arena_copy(&arena, says), 1};
}

static void hand_in(size_t answer, size_t exercise)
{
    class_wrong_add(&w, answer, exercise, &r);
    memset(tests, 0, sizeof tests); /* what was kept is not in there */
}

/* Answer `answer` to exercise 0 fails one test, and looks like one mistake. */
static void fails(size_t answer, const char *test, const char *mistake)
{
    begin(VERDICT_FAIL);
    ran("one_that_passes", TEST_PASS, "");
    ran(test, TEST_FAIL, "got 3, expected 4\nand more of it");
    if (mistake) looks_like(mistake, "The first one is forgotten.");
    hand_in(answer, 0);
}

static void passes(size_t answer, size_t exercise)
{
    begin(VERDICT_PASS);
    ran("one_that_passes", TEST_PASS, "");
    hand_in(answer, exercise);
}

static const struct class_wrong_heap *heap(enum class_wrong_kind kind, const char *name)
{
    for (size_t i = 0; i < w.n_heaps; i++)
        if (w.heap[i].kind == kind && strcmp(w.heap[i].name, name) == 0) return &w.heap[i];
    ck_abort_msg("no %s", name);
    return NULL;
}

static void end(void)
{
    class_wrong_free(&w);
    arena_free(&arena);
}

START_TEST(the_same_failure_is_one_heap)
{
    class_wrong_init(&w, 1);
    fails(0, "x_is_x", "forgets_the_first");
    fails(1, "x_is_x", "forgets_the_first");
    fails(2, "x_is_x", NULL);
    passes(3, 0);
    class_wrong_sort(&w);
    ck_assert_uint_eq(w.n_heaps, 2);
    const struct class_wrong_heap *t = heap(WRONG_TEST, "basics/x_is_x");
    ck_assert(t->n == 3 && t->of == 4);
    ck_assert_str_eq(t->words, "got 3, expected 4");
    const struct class_wrong_heap *m = heap(WRONG_MISTAKE, "forgets_the_first");
    ck_assert(m->n == 2 && m->of == 4 && m->answer[0] == 0 && m->answer[1] == 1);
    ck_assert_str_eq(m->words, "The first one is forgotten.");
    end();
}
END_TEST

START_TEST(the_most_common_comes_first)
{
    class_wrong_init(&w, 1);
    fails(0, "rare_as_it_is", NULL);
    for (size_t i = 1; i < 6; i++) fails(i, "common_as_it_is", NULL);
    for (size_t i = 6; i < 9; i++) fails(i, "less_common_that_is", NULL);
    class_wrong_sort(&w);
    ck_assert_uint_eq(w.n_heaps, 3);
    ck_assert_str_eq(w.heap[0].name, "basics/common_as_it_is");
    ck_assert_str_eq(w.heap[1].name, "basics/less_common_that_is");
    ck_assert_uint_eq(w.heap[2].n, 1);
    for (size_t i = 0; i < 5; i++) ck_assert_uint_eq(w.heap[0].answer[i], i + 1);
    end();
}
END_TEST

START_TEST(of_as_many_the_larger_share_comes_first)
{
    class_wrong_init(&w, 2);
    fails(0, "x_is_x", NULL); /* one of two */
    passes(1, 0);
    begin(VERDICT_FAIL); /* one of one */
    ran("y_is_y", TEST_FAIL, "no");
    hand_in(2, 1);
    class_wrong_sort(&w);
    ck_assert(w.heap[0].exercise == 1 && w.heap[0].of == 1);
    ck_assert(w.heap[1].exercise == 0 && w.heap[1].of == 2);
    end();
}
END_TEST

START_TEST(what_was_not_run_is_not_among_those_that_could_fail_a_test)
{
    class_wrong_init(&w, 1);
    fails(0, "x_is_x", NULL);
    begin(VERDICT_NO_COMPILE);
    struct report_finding found = {.words = arena_copy(&arena, "'i' undeclared")};
    r.finding = &found, r.n_findings = 1;
    r.reason = arena_copy(&arena, "the compiler found an error");
    ran("it_compiles", TEST_FAIL, "the compiler found an error");
    hand_in(1, 0);
    begin(VERDICT_REJECTED);
    r.reason = arena_copy(&arena, "it calls `system`");
    hand_in(2, 0);
    class_wrong_sort(&w);
    ck_assert_uint_eq(w.n_heaps, 3);
    ck_assert_uint_eq(heap(WRONG_TEST, "basics/x_is_x")->of, 1);
    ck_assert_str_eq(heap(WRONG_NOT_RUN, "no-compile")->words, "'i' undeclared");
    ck_assert_str_eq(heap(WRONG_NOT_RUN, "rejected")->words, "it calls `system`");
    ck_assert_uint_eq(heap(WRONG_NOT_RUN, "rejected")->of, 3);
    end();
}
END_TEST

START_TEST(a_fault_of_the_kit_is_nobodys_failure)
{
    class_wrong_init(&w, 1);
    begin(VERDICT_FAULT);
    r.reason = arena_copy(&arena, "no space left");
    hand_in(0, 0);
    passes(1, 0);
    class_wrong_sort(&w);
    ck_assert_uint_eq(w.n_heaps, 0);
    ck_assert_uint_eq(w.exercise[0].n, 1);
    end();
}
END_TEST

START_TEST(crashes_and_timeouts_are_counted_apart)
{
    class_wrong_init(&w, 1);
    for (size_t i = 0; i < 6; i++) {
        begin(VERDICT_FAIL);
        ran("x_is_x",
            i < 1   ? TEST_CRASH
            : i < 3 ? TEST_TIMEOUT
            : i < 5 ? TEST_FAIL
                    : TEST_SKIPPED,
            "no");
        hand_in(i, 0);
    }
    class_wrong_sort(&w);
    ck_assert(w.n_heaps == 1 && w.heap[0].n == 5 && w.heap[0].of == 6);
    ck_assert(w.heap[0].n_crashed == 1 && w.heap[0].n_late == 2);
    end();
}
END_TEST

START_TEST(an_answer_lies_in_a_heap_once)
{
    class_wrong_init(&w, 1);
    begin(VERDICT_FAIL);
    ran("x_is_x", TEST_CRASH, "no");
    ran("x_is_x", TEST_CRASH, "no again");
    hand_in(0, 0);
    class_wrong_sort(&w);
    ck_assert(w.n_heaps == 1 && w.heap[0].n == 1 && w.heap[0].n_crashed == 1);
    end();
}
END_TEST

START_TEST(other_reasons_are_other_heaps)
{
    class_wrong_init(&w, 1);
    for (size_t i = 0; i < 4; i++) {
        begin(VERDICT_REJECTED);
        r.reason = arena_printf(&arena, "it calls `%s`", i % 2 ? "system" : "fork");
        hand_in(i, 0);
    }
    class_wrong_sort(&w);
    ck_assert(w.n_heaps == 2 && w.heap[0].n == 2 && w.heap[1].n == 2);
    end();
}
END_TEST

/* Of endless words a part is kept, whole characters of it, and still told apart by it. */
START_TEST(endless_words_are_cut_between_characters)
{
    char *reason = arena_take(&arena, 100001, 1);
    memset(reason, 'a', 299);
    for (size_t i = 299; i + 2 < 100000; i += 2) memcpy(reason + i, "\u00e4", 2);
    class_wrong_init(&w, 1);
    for (size_t i = 0; i < 2; i++) {
        begin(VERDICT_REJECTED);
        r.reason = reason;
        hand_in(i, 0);
    }
    class_wrong_sort(&w);
    ck_assert(w.n_heaps == 1 && w.heap[0].n == 2);
    ck_assert_uint_eq(strlen(w.heap[0].words), 299);
    end();
}
END_TEST

START_TEST(what_is_not_known_is_no_crash)
{
    class_wrong_init(&w, 1);
    begin(VERDICT_FAIL);
    tests[r.n_tests++] = (struct report_test){.status = TEST_FAIL};
    diagnoses[r.n_diagnoses++] = (struct report_diagnosis){NULL, NULL, 1};
    hand_in(0, 0);
    begin(VERDICT_UNSOLVED);
    hand_in(1, 0);
    class_wrong_sort(&w);
    ck_assert_uint_eq(w.n_heaps, 3);
    end();
    class_wrong_init(&w, 0);
    class_wrong_sort(&w);
    ck_assert_uint_eq(w.n_heaps, 0);
    end();
}
END_TEST

int main(void)
{
    return UNIT_RUN("class_wrong", the_same_failure_is_one_heap, the_most_common_comes_first,
                    of_as_many_the_larger_share_comes_first,
                    what_was_not_run_is_not_among_those_that_could_fail_a_test,
                    a_fault_of_the_kit_is_nobodys_failure, crashes_and_timeouts_are_counted_apart,
                    an_answer_lies_in_a_heap_once, other_reasons_are_other_heaps,
                    endless_words_are_cut_between_characters, what_is_not_known_is_no_crash);
}
