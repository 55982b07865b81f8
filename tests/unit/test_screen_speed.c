/* The speed section of the screen, on whole screens. */
#include <math.h>

#include "tests/unit/screen.h"

#define NO_LIMIT 0, 0, NAN, NULL
static struct report_size sizes[] = {
    {100, false, 3000, NAN, NAN, 1500, 0.5, {0.49, 0.51}, NO_LIMIT},
    {1000, true, 21700, 41000, NAN, 13400, 0.62, {0.6, 0.64}, NO_LIMIT}};

static struct report_speed speed_of(void)
{
    struct report_speed s = {
        .conclusive = true, .band = "solid", .reference = "fast", .unit = "item"};
    s.vs_reference = 0.62;
    s.interval[0] = 0.6;
    s.interval[1] = 0.64;
    s.of_limit = s.growth = s.blas = NAN;
    s.size = sizes;
    s.n_sizes = 2;
    s.next_band = "reference class";
    s.next_from = 0.67;
    return s;
}

static struct report passed_report(struct report_speed *s)
{
    struct report r = failed_report();
    r.verdict = VERDICT_PASS;
    r.score = 94;
    r.n_tests = 1;
    r.speed = s;
    r.heap.known = true;
    return r;
}

START_TEST(a_pass_shows_the_ladder_the_band_and_the_debrief)
{
    struct report_speed s = speed_of();
    struct report r = passed_report(&s);
    struct term_style wide = {.utf8 = true, .width = 200};
    expect_screen(
        &r, wide,
        "reservoir · sampling · easy · 20 min\n"
        "\n"
        "  basics  ✓\n"
        "\n"
        "  plain   ████████████████████   41.0 ns an item\n"
        "  yours   ██████████▋            21.7              0.62× the reference (0.60–0.64)\n"
        "  fast    ██████▌                13.4\n"
        "  no allocations\n"
        "\n"
        "pass · 94 of 100 · solid; reference class begins at 0.67×                  "
        "make debrief EX=reservoir\n");
}
END_TEST

START_TEST(the_ladder_fits_a_narrow_terminal_without_utf8)
{
    struct report_speed s = speed_of();
    struct report r = passed_report(&s);
    struct term_style ascii = {.width = 40};
    s.unit = "element";
    s.growth = 1.004;
    s.growth_says = "n";
    r.heap.allocations = 2;
    r.heap.peak_bytes = 8192;
    r.heap.leaked_bytes = 1;
    expect_screen(&r, ascii,
                  "reservoir - sampling - easy - 20 min\n"
                  "\n"
                  "  basics  .\n"
                  "\n"
                  "  plain   #########   41.0 ns an element\n"
                  "  yours   #####       21.7\n"
                  "          0.62x the reference\n"
                  "            (0.60-0.64)\n"
                  "  fast    ###         13.4\n"
                  "  grows as n^1.00, expected n - 2\n"
                  "    allocations, at most 8,192 bytes, 1\n"
                  "    byte leaked\n"
                  "\n"
                  "pass - 94 of 100 - solid; reference\n"
                  "  class begins at 0.67x\n"
                  "make debrief EX=reservoir\n");
}
END_TEST

START_TEST(the_limit_is_a_rung_where_it_was_measured)
{
    struct report_speed s = speed_of();
    struct report r = passed_report(&s);
    s.of_limit = 0.152;
    s.limit = "memory";
    expect_on_screen(&r, utf8, "\n  limit   █▋                      3.3              memory\n");
}
END_TEST

START_TEST(an_inconclusive_measurement_shows_its_reason_and_no_figure)
{
    struct report_speed s = speed_of();
    struct report r = passed_report(&s);
    s.conclusive = false;
    s.why_not = "another program used this core for 38 % of the time";
    expect_screen(
        &r, utf8,
        "reservoir · sampling · easy · 20 min\n"
        "\n"
        "  basics  ✓\n"
        "\n"
        "  speed   inconclusive: another program used this core for 38 % of the time\n"
        "  no allocations\n"
        "\n"
        "pass · 94 of 100                                       make debrief EX=reservoir\n");
}
END_TEST

START_TEST(figures_that_are_none_are_left_out)
{
    struct report_size nothing[] = {{1000, true, NAN, INFINITY, -1, 0, NAN, {NAN, NAN}, NO_LIMIT}};
    struct report_speed s = {
        .conclusive = true, .vs_reference = NAN, .size = nothing, .n_sizes = 1};
    s.growth = s.of_limit = NAN;
    struct report r = passed_report(&s);
    expect_not_on_screen(&r, utf8, "nan");
    expect_not_on_screen(&r, utf8, "inf");
    s.vs_reference = 12.3456;
    s.interval[0] = s.interval[1] = NAN;
    expect_on_screen(&r, utf8, "\n  yours   12.3× the reference\n");
    s.size = NULL;
    s.n_sizes = 0;
    expect_on_screen(&r, utf8, "\n  yours   12.3× the reference\n");
}
END_TEST

START_TEST(without_a_measurement_nothing_is_said_of_speed)
{
    struct report r = passed_report(NULL);
    r.score = 99.96;
    r.bench_asked = false;
    expect_screen(
        &r, utf8,
        "reservoir · sampling · easy · 20 min\n"
        "\n"
        "  basics  ✓\n"
        "\n"
        "  no allocations\n"
        "\n"
        "pass · 99.9 of 100                                     make debrief EX=reservoir\n");
}
END_TEST

START_TEST(asked_for_and_not_measured_it_lacks_a_reference)
{
    struct report r = passed_report(NULL);
    r.bench_asked = true;
    expect_on_screen(&r, utf8, "\n  speed   not measured: the references are not in this kit\n");
    r.verdict = VERDICT_FAIL;
    expect_not_on_screen(&r, utf8, "not measured");
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "screen_speed", a_pass_shows_the_ladder_the_band_and_the_debrief,
        the_ladder_fits_a_narrow_terminal_without_utf8, the_limit_is_a_rung_where_it_was_measured,
        an_inconclusive_measurement_shows_its_reason_and_no_figure,
        figures_that_are_none_are_left_out, without_a_measurement_nothing_is_said_of_speed,
        asked_for_and_not_measured_it_lacks_a_reference);
}
