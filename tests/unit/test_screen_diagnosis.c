/* What a tutor would say stands under the first failure. */
#include "tests/unit/screen.h"

static char name[] = "off_by_one", other[] = "off_by_two";
static char says[] =
    "The draw is from 0..i-1 where it should be from 0..i: the newest item is kept "
    "too rarely.";
static char says_other[] = "Two are left out.";

START_TEST(the_first_failure_says_which_mistake_it_looks_like)
{
    struct report r = failed_report();
    struct report_diagnosis known[] = {{name, says, 1}, {other, says_other, 1}};
    r.diagnosis = known, r.n_diagnoses = 1;
    expect_on_screen(
        &r, utf8,
        "      position 19   3,769    expected 5,000 ± 61\n"
        "    This looks like a known mistake: The draw is from 0..i-1 where it should be\n"
        "      from 0..i: the newest item is kept too rarely.\n"
        "    replay   make grade");
    r.n_diagnoses = 2;
    expect_on_screen(&r, utf8, "is kept too rarely.\n    Or: Two are left out.\n    replay");
}
END_TEST

START_TEST(it_is_said_once)
{
    struct report r = failed_report();
    struct report_diagnosis known[] = {{name, says, 1}};
    r.diagnosis = known, r.n_diagnoses = 1;
    char *got = rendered(&r, verbose(utf8));
    char *first = strstr(got, "This looks like");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(strstr(first + 1, "This looks like"));
    free(got);
}
END_TEST

int main(void)
{
    return UNIT_RUN("screen_diagnosis", the_first_failure_says_which_mistake_it_looks_like,
                    it_is_said_once);
}
