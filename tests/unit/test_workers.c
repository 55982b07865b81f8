/* Children that do pieces of a work: how they end is known, and none stays. */
#include "grader/workers.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grader/process.h"
#include "tests/unit/folder.h"

enum { LONG_MS = 20000 };

static struct arena arena;
static struct workers pool;

static int give_back(const void *what, size_t piece)
{
    return *(const int *)what + (int)piece;
}

static int crash(const void *what, size_t piece)
{
    (void)what, (void)piece;
    raise(SIGKILL);
    return 0;
}

static int hang(const void *what, size_t piece)
{
    (void)what;
    if (piece) signal(SIGTERM, SIG_IGN);
    while (piece || !process_interrupted()) poll(NULL, 0, 10);
    return 0;
}

/* Check catches SIGTERM for itself before every test, and hands it on to the whole of it. */
static void begin(size_t most)
{
    process_catch_signals();
    workers_init(&pool, most, &arena);
}

static struct worker_end wait_for_one(void)
{
    struct worker_end end = {0};
    double until = clock_ms() + LONG_MS;
    while (!workers_wait(&pool, 100, &end)) ck_assert(clock_ms() < until);
    return end;
}

START_TEST(every_piece_ends_once_with_its_own_status)
{
    bool seen[5] = {false};
    const int ten = 10;
    begin(5);
    for (size_t i = 0; i < 5; i++)
        ck_assert_ptr_null(workers_start(&pool, give_back, &ten, i, LONG_MS));
    for (size_t i = 0; i < 5; i++) {
        struct worker_end end = wait_for_one();
        ck_assert(WIFEXITED(end.status) && !end.overran && !seen[end.piece]);
        ck_assert_int_eq(WEXITSTATUS(end.status), 10 + (int)end.piece);
        seen[end.piece] = true;
    }
    ck_assert_uint_eq(pool.n, 0);
}
END_TEST

START_TEST(one_that_is_killed_is_told_from_one_that_is_late)
{
    begin(2);
    ck_assert_ptr_null(workers_start(&pool, crash, NULL, 0, LONG_MS));
    struct worker_end end = wait_for_one();
    ck_assert(WIFSIGNALED(end.status) && WTERMSIG(end.status) == SIGKILL && !end.overran);
    ck_assert_ptr_null(workers_start(&pool, hang, NULL, 1, 50));
    end = wait_for_one();
    ck_assert(end.overran);
    ck_assert_uint_eq(end.piece, 1);
}
END_TEST

START_TEST(nobody_is_left_after_a_stop_not_even_who_does_not_listen)
{
    begin(2);
    for (size_t i = 0; i < 2; i++) ck_assert_ptr_null(workers_start(&pool, hang, NULL, i, LONG_MS));
    poll(NULL, 0, 100); /* until they do not listen */
    workers_stop(&pool);
    ck_assert_uint_eq(pool.n, 0);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}
END_TEST

/* Its own standard output would be this suite's. */
static int speak(const void *what, size_t piece)
{
    (void)what, (void)piece;
    return write(STDOUT_FILENO, "said", 4) == 4 && write(STDERR_FILENO, "said", 4) == 4 ? 0 : 1;
}

START_TEST(what_they_say_is_heard_by_nobody)
{
    int ends[2];
    char said[16];
    ck_assert_int_eq(pipe(ends), 0);
    int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    dup2(ends[1], STDOUT_FILENO), dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    begin(1);
    const char *error = workers_start(&pool, speak, NULL, 0, LONG_MS);
    struct worker_end end = wait_for_one();
    dup2(out, STDOUT_FILENO), dup2(err, STDERR_FILENO);
    ck_assert_ptr_null(error);
    ck_assert_int_eq(end.status, 0);
    ck_assert_int_eq(read(ends[0], said, sizeof said), 0);
}
END_TEST

START_TEST(they_end_with_a_parent_that_is_killed)
{
    int ends[2];
    char nothing;
    ck_assert_int_eq(pipe(ends), 0); /* whoever lives holds its other end */
    pid_t parent = fork();
    if (parent == 0) {
        close(ends[0]);
        begin(1);
        if (workers_start(&pool, hang, NULL, 0, LONG_MS)) _exit(1);
        poll(NULL, 0, 100);
        raise(SIGKILL);
    }
    close(ends[1]);
    waitpid(parent, NULL, 0);
    ck_assert_int_eq(read(ends[0], &nothing, 1), 0);
}
END_TEST

int main(void)
{
    return UNIT_RUN("workers", every_piece_ends_once_with_its_own_status,
                    one_that_is_killed_is_told_from_one_that_is_late,
                    nobody_is_left_after_a_stop_not_even_who_does_not_listen,
                    what_they_say_is_heard_by_nobody, they_end_with_a_parent_that_is_killed);
}
