/* Children are shells: what they do is in the test itself. */
#include "grader/process.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/folder.h"

static struct process p;

static const char *start(const char *script, struct launch l)
{
    const char *argv[] = {"sh", "-c", script, NULL};
    l.argv = argv;
    if (!l.deadline_ms) l.deadline_ms = 20000;
    if (!l.err_limit) l.err_limit = 4096;
    l.cpu = -1;
    return process_start(&p, &l);
}

#define RUN(script, ...)                                                                           \
    do {                                                                                           \
        ck_assert_ptr_null(start(script, (struct launch){__VA_ARGS__}));                           \
        ck_assert(process_finish(&p));                                                             \
        ck_assert(process_ended(&p));                                                              \
    } while (0)

/* Is there still a process whose command line holds `mark`? Zombies have none. */
static bool lives(const char *mark)
{
    struct arena a = {0};
    bool found =
        system(arena_printf(&a, "grep -lsz '^%s$' /proc/[0-9]*/cmdline >/dev/null", mark)) == 0;
    arena_free(&a);
    return found;
}

START_TEST(both_streams_and_the_status_are_kept)
{
    RUN("echo one; echo two >&2", .wire_limit = 0);
    ck_assert(process_succeeded(&p));
    ck_assert_ptr_null(process_error(&p));
    ck_assert_str_eq(p.err.bytes, "one\ntwo\n");
    process_free(&p);
    RUN("exit 3", .wire_limit = 0);
    ck_assert(!process_succeeded(&p));
    ck_assert(WIFEXITED(p.status) && WEXITSTATUS(p.status) == 3);
    process_free(&p);
}
END_TEST

START_TEST(a_wire_is_descriptor_3)
{
    RUN("echo over the wire >&3; echo aside", .wire_limit = 100);
    ck_assert_str_eq(p.wire.bytes, "over the wire\n");
    ck_assert_str_eq(p.err.bytes, "aside\n");
    process_free(&p);
}
END_TEST

START_TEST(what_is_fed_arrives)
{
    ck_assert_ptr_null(start("read line; echo \"got $line\" >&3",
                             (struct launch){.wire_limit = 100, .feeds = true}));
    ck_assert_int_eq(write(p.feed, "this\n", 5), 5);
    ck_assert(process_finish(&p));
    ck_assert_str_eq(p.wire.bytes, "got this\n");
    process_free(&p);
    RUN("cat", .wire_limit = 0); /* nothing to read */
    ck_assert(process_succeeded(&p));
    process_free(&p);
}
END_TEST

START_TEST(output_beyond_the_limit_is_cut_and_the_child_goes_on)
{
    RUN("yes 0123456789 | head -c 3000000; exit 5", .err_limit = 1000);
    ck_assert_uint_eq(p.err.n, 1000);
    ck_assert_uint_eq(strlen(p.err.bytes), 1000);
    ck_assert(p.err.cut);
    ck_assert_int_eq(WEXITSTATUS(p.status), 5);
    process_free(&p);
    RUN("printf 1234", .err_limit = 4);
    ck_assert_str_eq(p.err.bytes, "1234");
    ck_assert(!p.err.cut);
    process_free(&p);
}
END_TEST

START_TEST(of_long_last_words_the_end_is_kept)
{
    RUN("yes 0123456789 | head -c 3000000; echo the end", .err_limit = 1000, .last_words = true);
    ck_assert(p.err.cut);
    ck_assert_uint_le(p.err.n, 1000);
    ck_assert_uint_ge(p.err.n, 500);
    ck_assert_uint_eq(strlen(p.err.bytes), p.err.n);
    ck_assert_str_eq(p.err.bytes + p.err.n - 8, "the end\n");
    process_free(&p);
    RUN("printf 1234", .err_limit = 4, .last_words = true);
    ck_assert_str_eq(p.err.bytes, "1234");
    ck_assert(!p.err.cut);
    process_free(&p);
}
END_TEST

START_TEST(a_zero_byte_does_not_hide_what_follows)
{
    RUN("printf 'a\\0b'; printf '1\\0002' >&3", .wire_limit = 100);
    ck_assert_str_eq(p.err.bytes, "a\x1A"
                                  "b");
    ck_assert_str_eq(p.wire.bytes, "1\x1A"
                                   "2");
    process_free(&p);
}
END_TEST

START_TEST(a_program_that_is_not_there_is_named)
{
    const char *argv[] = {"/no/such/program", NULL};
    ck_assert_ptr_null(
        process_start(&p, &(struct launch){.argv = argv, .deadline_ms = 5000, .cpu = -1}));
    ck_assert(process_finish(&p));
    ck_assert(!process_succeeded(&p));
    ck_assert_str_eq(process_error(&p), "/no/such/program: No such file or directory");
    process_free(&p);
    ck_assert_ptr_null(start("true", (struct launch){.folder = "/no/such/folder"}));
    ck_assert(process_finish(&p));
    ck_assert_str_eq(process_error(&p), "/no/such/folder: No such file or directory");
    process_free(&p);
}
END_TEST

START_TEST(the_deadline_ends_a_child_and_keeps_what_it_said)
{
    double from = clock_ms();
    RUN("echo before; exec sleep 60", .deadline_ms = 200);
    ck_assert(p.overran);
    ck_assert(!process_succeeded(&p));
    ck_assert(WIFSIGNALED(p.status) && WTERMSIG(p.status) == SIGKILL);
    ck_assert_str_eq(p.err.bytes, "before\n");
    ck_assert_double_ge(p.ended_ms - p.started_ms, 199);
    ck_assert_double_lt(clock_ms() - from, 5000);
    process_free(&p);
}
END_TEST

/* What awake_ms makes of a clock that is read at `read` after a wait of at most `waiting`. */
struct reading {
    double waiting, read, is;
};

static void check_clock(const struct reading *r, size_t n)
{
    struct awake c = {0};
    for (size_t i = 0; i < n; i++) {
        c.waiting_ms = r[i].waiting;
        ck_assert_double_eq(awake_ms(&c, r[i].read), r[i].is);
    }
}
#define CLOCK(...)                                                                                 \
    check_clock((const struct reading[]){__VA_ARGS__},                                             \
                sizeof((const struct reading[]){__VA_ARGS__}) / sizeof(struct reading))

START_TEST(what_a_suspended_machine_slept_through_is_no_time)
{
    CLOCK({0, 5000, 0}, {0, 5010, 10}, {100, 5110, 110});
    CLOCK({0, 0, 0}, {100, 3600000, 100}, {0, 3600005, 105}); /* an hour, while waiting */
    CLOCK({0, 0, 0}, {0, 3600000, 0}, {0, 3600005, 5});       /* and while at work */
    CLOCK({0, 7000, 0}, {100, 1000, 0}, {100, 1080, 80});     /* a step back */
    CLOCK({0, 0, 0}, {100, 1050, 1050}, {0, 2000, 2000}); /* a second late is the machine's load */
}
END_TEST

START_TEST(who_was_killed_by_others_is_known)
{
    RUN("kill -KILL $$", .wire_limit = 0);
    ck_assert(process_killed(&p));
    process_free(&p);
    RUN("kill -SEGV $$", .wire_limit = 0);
    ck_assert(!process_killed(&p));
    process_free(&p);
    RUN("exec sleep 60", .deadline_ms = 100);
    ck_assert(!process_killed(&p));
    process_free(&p);
    RUN("while :; do :; done", .cpu_seconds = 1);
    ck_assert(WIFSIGNALED(p.status) && WTERMSIG(p.status) == SIGXCPU);
    ck_assert(!process_killed(&p));
    process_free(&p);
}
END_TEST

START_TEST(an_end_that_cannot_be_told_is_no_success)
{
    signal(SIGCHLD, SIG_IGN); /* then the kernel keeps no status */
    RUN("exit 0", .wire_limit = 0);
    ck_assert_str_eq(process_unread(&p), "No child processes");
    process_free(&p);
    process_catch_signals();
    RUN("exit 0", .wire_limit = 0);
    ck_assert_ptr_null(process_unread(&p));
    process_free(&p);
}
END_TEST

START_TEST(descendants_end_with_the_child)
{
    RUN("sleep 61.75 & sleep 62.75 & echo started", .wire_limit = 0);
    ck_assert_str_eq(p.err.bytes, "started\n"); /* though they hold the pipe open */
    process_free(&p);
    RUN("sleep 63.75 & wait", .deadline_ms = 200);
    ck_assert(p.overran);
    process_free(&p);
    for (int i = 0; i < 100 && (lives("61.75") || lives("62.75") || lives("63.75")); i++)
        usleep(20000);
    ck_assert(!lives("61.75") && !lives("62.75") && !lives("63.75"));
}
END_TEST

START_TEST(a_child_ends_with_its_parent)
{
    pid_t parent = fork();
    if (parent == 0) {
        start("exec sleep 64.75", (struct launch){.deadline_ms = 60000});
        while (!lives("64.75")) usleep(10000);
        kill(getpid(), SIGKILL);
    }
    waitpid(parent, NULL, 0);
    for (int i = 0; i < 100 && lives("64.75"); i++) usleep(20000);
    ck_assert(!lives("64.75"));
}
END_TEST

START_TEST(an_interrupt_ends_every_child)
{
    process_catch_signals();
    struct process two[2], *both[2] = {&two[0], &two[1]};
    for (int i = 0; i < 2; i++) {
        ck_assert_ptr_null(start("exec sleep 65.75", (struct launch){.deadline_ms = 60000}));
        two[i] = p;
    }
    raise(SIGINT);
    ck_assert(!process_wait_any(both, 2, -1));
    ck_assert(process_ended(both[0]) && process_ended(both[1]));
    ck_assert_int_eq(process_interrupted(), SIGINT);
    ck_assert(!lives("65.75"));
    process_free(both[0]);
    process_free(both[1]);
}
END_TEST

START_TEST(a_child_is_held_to_its_limits)
{
    folder_begin();
    RUN("head -c 3000000 /dev/zero >big; wc -c <big", .folder = folder, .file_mb = 1);
    ck_assert_ptr_nonnull(strstr(p.err.bytes, "1048576"));
    process_free(&p);
    RUN("ulimit -v; ulimit -t; ulimit -c", .memory_mb = 500, .cpu_seconds = 7);
    ck_assert_str_eq(p.err.bytes, "512000\n7\n0\n");
    process_free(&p);
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "process", both_streams_and_the_status_are_kept, a_wire_is_descriptor_3,
        what_is_fed_arrives, of_long_last_words_the_end_is_kept,
        a_zero_byte_does_not_hide_what_follows,
        output_beyond_the_limit_is_cut_and_the_child_goes_on, a_program_that_is_not_there_is_named,
        the_deadline_ends_a_child_and_keeps_what_it_said,
        what_a_suspended_machine_slept_through_is_no_time, who_was_killed_by_others_is_known,
        an_end_that_cannot_be_told_is_no_success, descendants_end_with_the_child,
        a_child_ends_with_its_parent, an_interrupt_ends_every_child, a_child_is_held_to_its_limits);
}
