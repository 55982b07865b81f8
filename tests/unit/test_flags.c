#include "harness/flags.h"

#include <string.h>

#include "tests/unit/unit.h"

START_TEST(flags_that_are_as_they_should_be_are_nothing)
{
    ck_assert_ptr_null(flags_left());
}
END_TEST

#ifdef __x86_64__
enum { DIRECTION = 1 << 10, ALIGNMENT = 1 << 18 };

static const char *left_after(unsigned long long set)
{
    __builtin_ia32_writeeflags_u64(__builtin_ia32_readeflags_u64() | set);
    return flags_left();
}

START_TEST(what_was_left_is_named_and_taken_back)
{
    static const struct {
        unsigned long long set;
        const char *words;
    } cases[] = {{DIRECTION, "returned with the direction flag set"},
                 {ALIGNMENT, "returned with the alignment check on"},
                 {DIRECTION | ALIGNMENT, "returned with the direction flag set"}};
    for (size_t i = 0; i < 3; i++) {
        const char *words = left_after(cases[i].set);
        unsigned long long now = __builtin_ia32_readeflags_u64();
        ck_assert_uint_eq(now & (DIRECTION | ALIGNMENT), 0);
        ck_assert_msg(words && strncmp(words, cases[i].words, strlen(cases[i].words)) == 0, "%s",
                      words);
        ck_assert_ptr_null(flags_left());
    }
}
END_TEST

START_TEST(the_alignment_check_is_seen_in_a_signals_context)
{
    ck_assert(flags_check_alignment(ALIGNMENT | 0x246));
    ck_assert(!flags_check_alignment(DIRECTION | 0x246));
}
END_TEST
#endif

int main(void)
{
#ifdef __x86_64__
    return UNIT_RUN("flags", flags_that_are_as_they_should_be_are_nothing,
                    what_was_left_is_named_and_taken_back,
                    the_alignment_check_is_seen_in_a_signals_context);
#else
    return UNIT_RUN("flags", flags_that_are_as_they_should_be_are_nothing);
#endif
}
