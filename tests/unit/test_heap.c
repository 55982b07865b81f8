/* Through real trials: an answer's malloc is what the linker made of it, __wrap_malloc. */
#include "harness/heap.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "harness/trial.h"
#include "tests/unit/caught.h"

void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t bytes);
void *__wrap_reallocarray(void *p, size_t n, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);
int __wrap_posix_memalign(void **p, size_t alignment, size_t bytes);
char *__wrap_strdup(const char *s);
void __wrap_free(void *p);

/* Check's tests are processes of their own: each sets up. */
static void set_up(void)
{
    const char *error = trial_setup(TRIAL_FORKED, (struct trial_limits){5000, 1, 64});
    ck_assert_msg(!error, "%s", error);
    trial_test_begin();
}

#define EXPECT_USE(allocations_, peak_, live_)                                                     \
    do {                                                                                           \
        struct heap_use use = heap_used();                                                         \
        ck_assert_uint_eq(use.allocations, allocations_);                                          \
        ck_assert_uint_eq(use.peak_bytes, peak_);                                                  \
        ck_assert_uint_eq(use.live_bytes, live_);                                                  \
    } while (0)

START_TEST(what_a_trial_takes_and_keeps_is_counted)
{
    set_up();
    ck_assert_fine(TRIAL(char *a = __wrap_malloc(100); char *b = __wrap_calloc(7, 10);
                         __wrap_free(a); __wrap_strdup("four"); __wrap_free(NULL); b[69] = 1));
    EXPECT_USE(3, 170, 75);
    ck_assert_said("every allocation should have been freed: 75 bytes are still held",
                   expect_no_leak());
    ck_assert_fine(expect_peak(170));
    ck_assert_said("at most 169 bytes of heap should have been held at once: it was 170",
                   expect_peak(169));
    ck_assert_fine(TRIAL((void)0));
    EXPECT_USE(0, 0, 0);
    ck_assert_fine(expect_no_leak());
}
END_TEST

START_TEST(a_block_that_moves_keeps_its_bytes)
{
    set_up();
    ck_assert_fine(TRIAL(char *p = __wrap_realloc(NULL, 8); memcpy(p, "1234567", 8);
                         p = __wrap_realloc(p, 1000); p = __wrap_reallocarray(p, 2, 4);
                         *trial_status = strcmp(p, "1234567"); __wrap_free(p)));
    ck_assert_int_eq(*trial_status, 0);
    EXPECT_USE(3, 1008, 0);
}
END_TEST

START_TEST(aligned_blocks_are_aligned_and_freed)
{
    set_up();
    ck_assert_fine(TRIAL(
        uintptr_t off = 0; for (size_t alignment = 8; alignment <= 4096; alignment *= 2) {
            void *p = __wrap_aligned_alloc(alignment, 3 * alignment), *q = NULL;
            if (__wrap_posix_memalign(&q, alignment, 24) != 0) off = 1;
            off |= ((uintptr_t)p | (uintptr_t)q) & (alignment - 1);
            memset(p, 1, 3 * alignment);
            __wrap_free(q);
            __wrap_free(p);
        } void *r = NULL;
        if (__wrap_posix_memalign(&r, 24, 8) != EINVAL || r) off = 1; *trial_status = off != 0));
    ck_assert_int_eq(*trial_status, 0);
    EXPECT_USE(20, 3 * 4096 + 24, 0);
}
END_TEST

START_TEST(a_size_that_overflows_is_refused)
{
    set_up();
    ck_assert_fine(
        TRIAL(*trial_status = __wrap_calloc(SIZE_MAX / 2, 3) || __wrap_malloc(SIZE_MAX) ||
                              __wrap_reallocarray(NULL, SIZE_MAX, 2) || errno != ENOMEM));
    ck_assert_int_eq(*trial_status, 0);
    EXPECT_USE(3, 0, 0);
    ck_assert(heap_used().bounded);
}
END_TEST

START_TEST(the_allocation_asked_to_fail_fails_and_no_other)
{
    set_up();
    for (size_t i = 0; i < 3; i++) {
        heap_fail_at(i);
        ck_assert_fine(TRIAL(*trial_status = 0; for (int k = 0; k < 3; k++) {
            void *p = k == 1 ? __wrap_calloc(1, 8) : __wrap_malloc(8);
            if (!p) *trial_status |= 1 << k;
            __wrap_free(p);
        }));
        ck_assert_int_eq(*trial_status, 1 << i);
        ck_assert(heap_used().failed);
    }
    ck_assert_fine(TRIAL(*trial_status = !__wrap_malloc(8)));
    ck_assert_int_eq(*trial_status, 0);
    ck_assert(!heap_used().failed);
}
END_TEST

START_TEST(more_than_the_limit_is_refused)
{
    set_up(); /* 1 MB */
    ck_assert_fine(TRIAL(void *p = __wrap_malloc(1 << 20); *trial_status = !p || __wrap_malloc(1);
                         __wrap_free(p); p = __wrap_malloc(1 << 20); *trial_status |= !p;
                         __wrap_free(p)));
    ck_assert_int_eq(*trial_status, 0);
    ck_assert(heap_used().bounded);
    if (UNIT_SANITIZED) return;
    ck_assert_said("asked for more than 1 MB of heap, the limit, and then wrote to a NULL pointer",
                   TRIAL(for (;;) * (volatile char *)__wrap_malloc(1 << 16) = 1));
}
END_TEST

START_TEST(a_block_freed_twice_is_told)
{
    if (UNIT_SANITIZED) return;
    set_up();
    ck_assert_said("freed a heap block twice, or moved one after free",
                   TRIAL(char *p = __wrap_malloc(24); __wrap_free(p); __wrap_free(p)));
    ck_assert_int_eq(caught_kind, FAILURE_CRASH);
    ck_assert_said("freed a heap block twice, or moved one after free",
                   TRIAL(char *p = __wrap_malloc(24); __wrap_free(p); p = __wrap_realloc(p, 30)));
}
END_TEST

START_TEST(a_pointer_that_malloc_did_not_give_is_told)
{
    if (UNIT_SANITIZED) return;
    set_up();
    ck_assert_said("freed what is no live heap block: freed before, or not from malloc",
                   TRIAL(char *p = __wrap_calloc(1, 200); __wrap_free(p + 64)));
}
END_TEST

/* Memory that no malloc gave. */
/* A compiler leaves out what nobody reads. */
static void fill(char *bytes, size_t n)
{
    memset(bytes, 1, n);
    __asm__ volatile("" : : "r"(bytes) : "memory");
}

START_TEST(what_goes_around_the_count_the_kernel_sees)
{
    static char work[3 << 20];
    if (UNIT_SANITIZED) return; /* its own memory is far more */
    set_up();
    ck_assert_fine(TRIAL(fill(work, sizeof work / 16)));
    ck_assert_fine(expect_peak(0));
    ck_assert_fine(TRIAL(fill(work, sizeof work)));
    ck_assert_fine(expect_peak(sizeof work));
    ck_assert_msg(strstr(SAID(expect_peak(1000)),
                         "at most 1000 bytes of memory should have been held at once"),
                  "%s", caught_words);
    ck_assert_fine(TRIAL((void)0));
    ck_assert_fine(expect_peak(0));
}
END_TEST

int main(void)
{
    return UNIT_RUN("heap", what_a_trial_takes_and_keeps_is_counted,
                    a_block_that_moves_keeps_its_bytes, aligned_blocks_are_aligned_and_freed,
                    a_size_that_overflows_is_refused,
                    the_allocation_asked_to_fail_fails_and_no_other, more_than_the_limit_is_refused,
                    a_block_freed_twice_is_told, what_goes_around_the_count_the_kernel_sees,
                    a_pointer_that_malloc_did_not_give_is_told);
}
