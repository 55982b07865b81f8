/* What squeue says, understood. */
#include <stdio.h>
#include <string.h>

#include "grader/class_slurm_queue.h"
#include "tests/unit/unit.h"

enum { TASKS = 4 };

static struct slurm_task task[TASKS];

/* A line as squeue pads it. */
static bool told(const char *number, const char *state, const char *node, const char *status,
                 const char *reason)
{
    char line[400];
    snprintf(line, sizeof line, "%-20s|%-23s|%-60s|%-20s|%-60s\n", number, state, node, status,
             reason);
    return slurm_read(task, TASKS, line);
}

START_TEST(a_line_of_squeue_is_about_the_task_it_names)
{
    memset(task, 0, sizeof task);
    ck_assert(told("2", "RUNNING", "n7", "0", "None"));
    ck_assert_int_eq(task[2].fate, SLURM_RUNS);
    ck_assert_str_eq(task[2].node, "n7");
    for (size_t i = 0; i < TASKS; i++)
        if (i != 2) ck_assert_int_eq(task[i].fate, SLURM_UNKNOWN);
}
END_TEST

START_TEST(each_state_has_its_fate)
{
    static const struct {
        const char *state;
        enum slurm_fate fate;
    } states[] = {
        {"PENDING", SLURM_WAITS},    {"REQUEUED", SLURM_WAITS},   {"CONFIGURING", SLURM_RUNS},
        {"COMPLETING", SLURM_RUNS},  {"SUSPENDED", SLURM_RUNS},   {"COMPLETED", SLURM_DONE},
        {"FAILED", SLURM_FAILED},    {"NODE_FAIL", SLURM_FAILED}, {"TIMEOUT", SLURM_FAILED},
        {"PREEMPTED", SLURM_FAILED}, {"CANCELLED", SLURM_FAILED}, {"OUT_OF_MEMORY", SLURM_FAILED},
        {"BOOT_FAIL", SLURM_FAILED}, {"DEADLINE", SLURM_FAILED},  {"SPECIAL_EXIT", SLURM_FAILED}};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        ck_assert(told("0", states[i].state, "n1", "0", "None"));
        ck_assert_msg(task[0].fate == states[i].fate, "%s", states[i].state);
        ck_assert_str_eq(task[0].state, states[i].state);
    }
}
END_TEST

START_TEST(what_is_held_back_for_good_does_not_wait)
{
    ck_assert(told("1", "PENDING", "", "0", "Resources"));
    ck_assert_int_eq(task[1].fate, SLURM_WAITS);
    ck_assert(told("1", "PENDING", "", "0", "JobHeldAdmin"));
    ck_assert_int_eq(task[1].fate, SLURM_FAILED);
    ck_assert_str_eq(task[1].reason, "JobHeldAdmin");
}
END_TEST

START_TEST(a_status_is_an_exit_or_a_signal)
{
    ck_assert(told("0", "FAILED", "n1", "18176", "NonZeroExitCode"));
    ck_assert_int_eq(task[0].exit, 71);
    ck_assert_int_eq(task[0].signal, 0);
    ck_assert(told("0", "FAILED", "n1", "9", "NonZeroExitCode"));
    ck_assert_int_eq(task[0].exit, 0);
    ck_assert_int_eq(task[0].signal, 9);
    ck_assert(told("0", "FAILED", "n1", "72:0", "NonZeroExitCode"));
    ck_assert_int_eq(task[0].exit, 72);
    ck_assert_int_eq(task[0].signal, 0);
}
END_TEST

START_TEST(the_node_is_remembered_while_it_waits_for_another)
{
    ck_assert(told("3", "RUNNING", "n2", "0", "None"));
    ck_assert(told("3", "PENDING", "n/a", "0", "BeginTime"));
    ck_assert_str_eq(task[3].node, "n2");
    ck_assert(told("3", "PENDING", "", "0", "BeginTime"));
    ck_assert_str_eq(task[3].node, "n2");
}
END_TEST

START_TEST(other_words_are_about_no_task)
{
    memset(task, 0, sizeof task);
    ck_assert(!slurm_read(task, TASKS, "squeue: error: something"));
    ck_assert(!slurm_read(task, TASKS, ""));
    ck_assert(!slurm_read(task, TASKS, "2"));
    ck_assert(!slurm_read(task, TASKS, "2|"));
    ck_assert(!told("4", "RUNNING", "n1", "0", "None"));
    ck_assert(!told("0-3%2", "PENDING", "", "0", "Resources"));
    ck_assert(!told("99999999999999999999", "RUNNING", "n1", "0", "None"));
    for (size_t i = 0; i < TASKS; i++) ck_assert_int_eq(task[i].fate, SLURM_UNKNOWN);
}
END_TEST

START_TEST(a_name_that_is_too_long_is_cut)
{
    char line[1000] = "0|RUNNING|";
    memset(line + strlen(line), 'n', 500);
    strcat(line, "|0|None");
    ck_assert(slurm_read(task, TASKS, line));
    ck_assert_uint_eq(strlen(task[0].node), sizeof task[0].node - 1);
}
END_TEST

int main(void)
{
    return UNIT_RUN("class_slurm", a_line_of_squeue_is_about_the_task_it_names,
                    each_state_has_its_fate, what_is_held_back_for_good_does_not_wait,
                    a_status_is_an_exit_or_a_signal,
                    the_node_is_remembered_while_it_waits_for_another,
                    other_words_are_about_no_task, a_name_that_is_too_long_is_cut);
}
