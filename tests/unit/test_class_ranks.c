#include "grader/class_ranks.h"

#include <math.h>

#include "tests/unit/unit.h"

static struct class_rank entry(size_t answer, double low, double ratio, double high)
{
    return (struct class_rank){.answer = answer, .ratio = ratio, .interval = {low, high}};
}

START_TEST(who_is_surely_faster_is_placed_before)
{
    struct class_rank r[] = {entry(0, 0.4, 0.5, 0.6), entry(1, 0.9, 1.0, 1.1),
                             entry(2, 0.7, 0.75, 0.8)};
    class_ranks(r, 3);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_uint_eq(r[i].rank, i + 1);
        ck_assert(!r[i].shared);
    }
    ck_assert_uint_eq(r[0].answer, 1);
    ck_assert_uint_eq(r[1].answer, 2);
    ck_assert_uint_eq(r[2].answer, 0);
}
END_TEST

START_TEST(intervals_that_overlap_share_a_rank)
{
    struct class_rank r[] = {entry(0, 0.80, 0.82, 0.84), entry(1, 0.83, 0.85, 0.87),
                             entry(2, 0.5, 0.6, 0.7), entry(3, 0.65, 0.66, 0.67)};
    class_ranks(r, 4);
    ck_assert_uint_eq(r[0].answer, 1);
    ck_assert_uint_eq(r[0].rank, 1);
    ck_assert_uint_eq(r[1].rank, 1);
    ck_assert_uint_eq(r[2].answer, 3);
    ck_assert_uint_eq(r[2].rank, 3);
    ck_assert_uint_eq(r[3].rank, 3);
    for (size_t i = 0; i < 4; i++) ck_assert(r[i].shared);
}
END_TEST

START_TEST(intervals_that_touch_share_a_rank)
{
    struct class_rank r[] = {entry(0, 0.5, 0.6, 0.7), entry(1, 0.7, 0.8, 0.9)};
    class_ranks(r, 2);
    ck_assert(r[0].rank == 1 && r[1].rank == 1 && r[0].shared && r[1].shared);
}
END_TEST

/* 0 overlaps 1, and 1 overlaps 2; but 0 is surely faster than 2. */
START_TEST(a_chain_of_overlaps_is_not_one_rank)
{
    struct class_rank r[] = {entry(0, 0.9, 1.0, 1.1), entry(1, 0.7, 0.85, 1.0),
                             entry(2, 0.6, 0.7, 0.8)};
    class_ranks(r, 3);
    ck_assert(r[0].answer == 0 && r[0].rank == 1);
    ck_assert(r[1].answer == 1 && r[1].rank == 1);
    ck_assert(r[2].answer == 2 && r[2].rank == 2 && !r[2].shared);
}
END_TEST

START_TEST(the_same_figures_stay_in_the_order_of_answers)
{
    struct class_rank r[] = {entry(7, 0.5, 0.6, 0.7), entry(3, 0.5, 0.6, 0.7),
                             entry(5, 0.5, 0.6, 0.7)};
    class_ranks(r, 3);
    ck_assert(r[0].answer == 3 && r[1].answer == 5 && r[2].answer == 7);
    ck_assert(r[0].rank == 1 && r[1].rank == 1 && r[2].rank == 1);
}
END_TEST

/* The definition itself, counted by hand, on many boards. */
START_TEST(a_rank_is_one_and_how_many_lie_wholly_above)
{
    enum { N = 60, BOARDS = 200 };
    unsigned state = 1;
    for (int board = 0; board < BOARDS; board++) {
        struct class_rank r[N];
        for (size_t i = 0; i < N; i++) {
            double x[2];
            for (int j = 0; j < 2; j++) x[j] = (state = state * 1664525 + 1013904223) >> 26;
            r[i] = entry(i, x[0], x[0] + x[1] / 16, x[0] + x[1] / 8);
        }
        class_ranks(r, N);
        for (size_t i = 0; i < N; i++) {
            size_t above = 0, alike = 0;
            for (size_t j = 0; j < N; j++) {
                above += r[j].interval[0] > r[i].interval[1];
                alike += r[j].rank == r[i].rank;
            }
            ck_assert_uint_eq(r[i].rank, above + 1);
            ck_assert(r[i].shared == (alike > 1));
            ck_assert(i == 0 || r[i - 1].rank <= r[i].rank);
        }
    }
}
END_TEST

START_TEST(nobody_and_one_alone_are_boards_too)
{
    struct class_rank r[] = {entry(0, 0.5, 0.6, 0.7)};
    class_ranks(r, 0);
    class_ranks(r, 1);
    ck_assert(r[0].rank == 1 && !r[0].shared);
}
END_TEST

START_TEST(only_a_finite_figure_within_its_interval_is_one)
{
    ck_assert(class_ranks_known(0.8, (double[]){0.7, 0.9}));
    ck_assert(class_ranks_known(0.8, (double[]){0.8, 0.8}));
    ck_assert(!class_ranks_known(NAN, (double[]){0.7, 0.9}));
    ck_assert(!class_ranks_known(0.8, (double[]){NAN, 0.9}));
    ck_assert(!class_ranks_known(0.8, (double[]){0.7, INFINITY}));
    ck_assert(!class_ranks_known(0.8, (double[]){0.9, 0.7}));
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "class_ranks", who_is_surely_faster_is_placed_before, intervals_that_overlap_share_a_rank,
        intervals_that_touch_share_a_rank, a_chain_of_overlaps_is_not_one_rank,
        the_same_figures_stay_in_the_order_of_answers, a_rank_is_one_and_how_many_lie_wholly_above,
        nobody_and_one_alone_are_boards_too, only_a_finite_figure_within_its_interval_is_one);
}
