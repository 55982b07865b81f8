/* The tables of make bench, on whole screens. */
#include <math.h>

#include "tests/unit/screen.h"

static char memory[] = "memory", compute[] = "compute";
static struct report_size sizes[] = {
    {1024, false, 1630, 1627, 697, 230, 0.43, {0.42, 0.44}, 8192, 6144, 80, memory},
    {4096, true, 6270, 6310, 2920, 680, 0.46, {0.46, 0.47}, 32768, 24576, 900, compute},
    {1 << 20,
     false,
     2.7e6,
     2.75e6,
     2.5e6,
     1.3e6,
     0.94,
     {0.85, 1.04},
     8 << 20,
     6 << 20,
     9e5,
     memory}};

static struct report report_of(struct report_speed *s)
{
    struct report r = failed_report();
    *s = (struct report_speed){.conclusive = true,
                               .every_rung = true,
                               .reference = "blas",
                               .unit = "element",
                               .vs_reference = 0.46,
                               .interval = {0.46, 0.47},
                               .of_limit = NAN,
                               .growth = NAN,
                               .size = sizes,
                               .n_sizes = 3};
    r.verdict = VERDICT_PASS;
    r.n_tests = 1;
    r.speed = s;
    return r;
}

START_TEST(each_size_has_a_row_in_both_tables)
{
    struct report_speed s;
    struct report r = report_of(&s);
    expect_on_screen(
        &r, utf8,
        "\n"
        "  ns an element    yours    plain     blas     fast    limit\n"
        "          1,024     1.59     1.59    0.681    0.225   0.0781\n"
        "          4,096     1.53     1.54    0.713    0.166     0.22   graded\n"
        "      1,048,576     2.57     2.62     2.38     1.24    0.858\n"
        "\n"
        "  yours            a call            beside blas          rate   of the limit\n"
        "          1,024   1.63 µs      0.43× (0.42–0.44)     5.03 GB/s     5 % memory\n"
        "          4,096   6.27 µs      0.46× (0.46–0.47)  3.92 GFLOP/s   14 % compute\n"
        "      1,048,576    2.7 ms      0.94× (0.85–1.04)     3.11 GB/s    33 % memory\n");
}
END_TEST

START_TEST(far_from_the_limit_is_not_nothing)
{
    struct report_speed s;
    struct report r = report_of(&s);
    struct report_size far[] = {sizes[0]};
    far[0].limit_ns = 0.2;
    s.size = far, s.n_sizes = 1;
    expect_on_screen(&r, utf8, "5.03 GB/s  0.01 % memory\n");
}
END_TEST

START_TEST(a_size_left_out_is_said)
{
    struct report_speed s;
    struct report r = report_of(&s);
    char words[] = "n = 1,048,576 is left out: a round of yours would take about 43 seconds";
    s.left_out = words;
    expect_on_screen(&r, utf8, "memory\n  n = 1,048,576 is left out: a round of yours would take");
}
END_TEST

START_TEST(a_rung_that_is_nowhere_has_no_column)
{
    struct report_speed s;
    struct report r = report_of(&s);
    struct report_size alone[] = {sizes[1]};
    alone[0].blas_ns = alone[0].limit_ns = NAN;
    alone[0].bytes = alone[0].flops = 0;
    s.size = alone, s.n_sizes = 1;
    expect_on_screen(
        &r, utf8,
        "  ns an element    yours    plain     fast\n"
        "          4,096     1.53     1.54    0.166   graded\n"
        "\n"
        "  yours            a call            beside blas          rate   of the limit\n"
        "          4,096   6.27 µs      0.46× (0.46–0.47)\n");
}
END_TEST

START_TEST(a_narrow_terminal_gets_whole_columns_or_none)
{
    struct report_speed s;
    struct report r = report_of(&s);
    expect_on_screen(&r, narrow(utf8),
                     "  ns an element    yours    plain\n"
                     "          1,024     1.59     1.59\n"
                     "          4,096     1.53     1.54\n");
}
END_TEST

START_TEST(a_grading_shows_the_tables_only_if_asked)
{
    struct report_speed s;
    struct report r = report_of(&s);
    s.every_rung = false;
    expect_not_on_screen(&r, utf8, "ns an element    yours");
    expect_on_screen(&r, verbose(utf8), "ns an element    yours");
}
END_TEST

int main(void)
{
    return UNIT_RUN("screen_bench", each_size_has_a_row_in_both_tables, a_size_left_out_is_said,
                    far_from_the_limit_is_not_nothing, a_rung_that_is_nowhere_has_no_column,
                    a_narrow_terminal_gets_whole_columns_or_none,
                    a_grading_shows_the_tables_only_if_asked);
}
