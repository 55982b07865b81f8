/* What a process in the jail can reach. Children are shells: what they try is in the test. */
#include "grader/jail.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grader/process.h"
#include "tests/unit/folder.h"

static struct process p;
static bool shows_proc = true;

/* The script, with the folder as its $1, in the jail; what it said. */
static const char *jailed(const char *script, const char *working_folder, unsigned deadline_ms)
{
    const char *shown = in_folder("shown");
    const char *argv[] = {"sh", "-c", script, "sh", in_folder("."), NULL};
    const char *may_read[] = {"/usr", "/lib", "/lib64", "/bin", shown, shows_proc ? "/proc" : NULL,
                              NULL};
    process_free(&p);
    ck_assert_ptr_null(process_start(&p, &(struct launch){.argv = argv,
                                                          .may_read = may_read,
                                                          .folder = working_folder,
                                                          .deadline_ms = deadline_ms,
                                                          .err_limit = 4096,
                                                          .cpu = -1}));
    ck_assert(process_finish(&p));
    return p.err.bytes ? p.err.bytes : "";
}

static const char *says(const char *script)
{
    return jailed(script, NULL, 20000);
}

static void setup(void)
{
    folder_begin();
    folder_file("shown", "all may read this\n");
    folder_file("secret", "the suite\n");
    static struct kit kit;
    kit.root = in_folder(".");
    const char *why = jail_open(&kit, &folder_arena);
    ck_assert_msg(!why, "no jail to be had here: %s", why);
}

static void teardown(void)
{
    process_free(&p);
    folder_end();
}

START_TEST(what_is_not_shown_is_not_there)
{
    setup();
    ck_assert_str_eq(says("cat $1/shown"), "all may read this\n");
    ck_assert_ptr_nonnull(strstr(says("cat $1/secret"), "No such file"));
    ck_assert_str_eq(says("ls $1"), "shown\n");
    ck_assert_str_eq(says("ls /etc /home /root /var 2>/dev/null"), "");
    ck_assert_str_eq(says("ls -A /tmp | wc -l"), "1\n"); /* the way to the folder */
    teardown();
}
END_TEST

/* As without a jail: /dev/zero is no #include, nor is the compiler's environment. */
START_TEST(of_devices_there_is_null_and_of_proc_what_is_asked_for)
{
    setup();
    ck_assert_str_eq(says("ls /dev; true >/dev/null && echo fine"), "null\nfine\n");
    ck_assert_str_eq(says("ls -d /proc/self/environ"), "/proc/self/environ\n");
    shows_proc = false;
    ck_assert_str_eq(says("ls -d /proc 2>/dev/null"), "");
    teardown();
}
END_TEST

START_TEST(nothing_can_be_written_but_the_working_folder)
{
    setup();
    static const char script[] =
        "for f in /usr/x /lib/x /x $1/shown /proc/sys/kernel/hostname "
        "/proc/self/oom_score_adj /proc/sysrq-trigger; do true >$f && echo wrote $f; "
        "done 2>/dev/null; true >made && echo made";
    mkdir(in_folder("work"), 0700);
    ck_assert_str_eq(jailed(script, in_folder("work"), 20000), "made\n");
    ck_assert_int_eq(access(in_folder("work/made"), F_OK), 0);
    teardown();
}
END_TEST

START_TEST(it_is_nobody_and_stays_nobody)
{
    setup();
    ck_assert_str_eq(says("id -u; id -g"), "65534\n65534\n");
    ck_assert_str_eq(says("grep -c '^Cap[A-Za-z]*:.*[1-9a-f]' /proc/self/status"), "0\n");
    ck_assert_str_eq(says("unshare -U true 2>/dev/null || echo refused"), "refused\n");
    teardown();
}
END_TEST

START_TEST(there_is_no_network_and_no_process_but_its_own)
{
    setup();
    ck_assert_str_eq(says("grep -c : /proc/net/dev; grep -o 'lo:' /proc/net/dev"), "1\nlo:\n");
    const char *script =
        arena_printf(&folder_arena, "kill -0 %d 2>/dev/null || echo none", getpid());
    ck_assert_str_eq(says(script), "none\n");
    ck_assert_int_le(atoi(says("ls -d /proc/[0-9]* | wc -l")), 5);
    teardown();
}
END_TEST

START_TEST(the_graders_environment_is_not_told)
{
    setup();
    setenv("AWS_SECRET_ACCESS_KEY", "hunter2", 1);
    ck_assert_str_eq(says("env | grep -c hunter2"), "0\n");
    ck_assert_str_eq(says("test -n \"$PATH\" && echo path"), "path\n");
    ck_assert_str_eq(says("tr '\\0' '\\n' </proc/$$/environ | grep -c ^PWD="), "0\n");
    teardown();
}
END_TEST

START_TEST(an_end_is_told_like_any_other)
{
    setup();
    says("exit 3");
    ck_assert(WIFEXITED(p.status) && WEXITSTATUS(p.status) == 3);
    says("kill -SEGV $$");
    ck_assert(WIFSIGNALED(p.status) && WTERMSIG(p.status) == SIGSEGV);
    teardown();
}
END_TEST

START_TEST(at_the_deadline_all_of_it_ends)
{
    setup();
    jailed("setsid sh -c 'sleep 77123' & sleep 77123", NULL, 300);
    ck_assert(p.overran);
    usleep(100000);
    ck_assert_int_ne(system("grep -qsz '^77123$' /proc/[0-9]*/cmdline"), 0);
    teardown();
}
END_TEST

int main(void)
{
    return UNIT_RUN("jail", what_is_not_shown_is_not_there,
                    of_devices_there_is_null_and_of_proc_what_is_asked_for,
                    nothing_can_be_written_but_the_working_folder, it_is_nobody_and_stays_nobody,
                    there_is_no_network_and_no_process_but_its_own,
                    the_graders_environment_is_not_told, an_end_is_told_like_any_other,
                    at_the_deadline_all_of_it_ends);
}
