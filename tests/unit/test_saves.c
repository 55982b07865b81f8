#include <errno.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "grader/process.h"
#include "grader/saves.h"
#include "tests/unit/folder.h"

static void pause_ms(int ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

/* The first news there is, in two seconds at most. */
static enum saves_news news_of(struct saves *s)
{
    enum saves_news news = SAVES_NOTHING;
    for (double until = clock_ms() + 2000; !news && clock_ms() < until; pause_ms(5))
        news = saves_look(s);
    return news;
}

/* Once is enough. */
static void expect_no_more(struct saves *s)
{
    pause_ms(50);
    ck_assert_int_eq(saves_look(s), SAVES_NOTHING);
}

static void expect(struct saves *s, enum saves_news news)
{
    ck_assert_int_eq(news_of(s), news);
    expect_no_more(s);
}

/* A notice is there as soon as the save is. */
static void expect_saved(struct saves *s)
{
    ck_assert_int_eq(s->fd < 0 ? news_of(s) : saves_look(s), SAVES_SAVED);
    expect_no_more(s);
}

static void begin(struct saves *s, bool no_notices)
{
    folder_begin();
    folder_file("mean.c", "int a;\n");
    *s = (struct saves){.no_notices = no_notices};
    saves_begin(s, in_folder("mean.c"), &folder_arena);
    ck_assert(no_notices == (s->fd < 0));
    ck_assert_int_eq(saves_look(s), SAVES_NOTHING);
}

static void end(struct saves *s)
{
    saves_end(s);
    folder_end();
}

/* Ways of editors; each with notices (_i = 0) and without. */

START_TEST(every_way_to_save_is_seen_once)
{
    struct saves s;
    begin(&s, _i);
    folder_file("mean.c", "int b;\n"); /* written over: the same size */
    expect_saved(&s);
    rename(folder_file("mean.c.new", "int c;\n"), in_folder("mean.c"));
    expect_saved(&s);
    rename(in_folder("mean.c"), in_folder("mean.c~")); /* the old one moved aside */
    folder_file("mean.c", "int d;\n");
    expect_saved(&s);
    folder_file("other.c", "int e;\n");
    folder_file("mean.c~", "int e;\n");
    ck_assert_int_eq(saves_look(&s), SAVES_NOTHING);
    end(&s);
}
END_TEST

START_TEST(what_is_gone_is_missed_and_seen_again)
{
    struct saves s;
    begin(&s, _i);
    unlink(in_folder("mean.c"));
    expect(&s, SAVES_GONE);
    folder_file("mean.c", "int b;\n");
    expect_saved(&s);
    end(&s);
}
END_TEST

START_TEST(a_folder_that_went_and_came_is_listened_to_again)
{
    struct saves s;
    folder_begin();
    mkdir(in_folder("mean"), 0700);
    folder_file("mean/mean.c", "int a;\n");
    s = (struct saves){.no_notices = _i};
    saves_begin(&s, in_folder("mean/mean.c"), &folder_arena);
    rename(in_folder("mean"), in_folder("away"));
    expect(&s, SAVES_GONE);
    mkdir(in_folder("mean"), 0700);
    folder_file("mean/mean.c", "int b;\n");
    expect(&s, SAVES_SAVED); /* nobody listened to that folder yet */
    ck_assert(_i || s.fd >= 0);
    folder_file("mean/mean.c", "int c;\n");
    expect_saved(&s);
    end(&s);
}
END_TEST

START_TEST(another_folder_in_its_place_is_listened_to)
{
    struct saves s;
    folder_begin();
    mkdir(in_folder("mean"), 0700);
    mkdir(in_folder("other"), 0700);
    folder_file("mean/mean.c", "int a;\n");
    folder_file("other/mean.c", "int bb;\n");
    s = (struct saves){0};
    saves_begin(&s, in_folder("mean/mean.c"), &folder_arena);
    rename(in_folder("mean"), in_folder("away"));
    rename(in_folder("other"), in_folder("mean"));
    expect(&s, SAVES_SAVED);
    folder_file("mean/mean.c", "int c;\n");
    expect_saved(&s);
    end(&s);
}
END_TEST

START_TEST(notices_that_were_not_to_be_had_are_asked_for_again)
{
    struct saves s = {0};
    struct rlimit files;
    folder_begin();
    folder_file("mean.c", "int a;\n");
    getrlimit(RLIMIT_NOFILE, &files);
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){0, files.rlim_max});
    saves_begin(&s, in_folder("mean.c"), &folder_arena);
    ck_assert(s.fd < 0 && s.error == EMFILE);
    setrlimit(RLIMIT_NOFILE, &files);
    pause_ms(600);
    saves_look(&s);
    ck_assert(s.fd >= 0);
    end(&s);
}
END_TEST

START_TEST(half_a_file_is_no_save)
{
    struct saves s;
    begin(&s, _i);
    FILE *f = fopen(in_folder("mean.c"), "w");
    for (int i = 0; i < 8; i++) {
        fputs("int a;\n", f);
        fflush(f);
        pause_ms(50);
        ck_assert_int_eq(saves_look(&s), SAVES_NOTHING); /* it grew since the last look */
    }
    fclose(f);
    expect_saved(&s);
    end(&s);
}
END_TEST

START_TEST(what_no_notice_tells_of_is_seen_as_well)
{
    struct saves s;
    folder_begin();
    mkdir(in_folder("real"), 0700);
    folder_file("real/mean.c", "int a;\n");
    mkdir(in_folder("ex"), 0700);
    ck_assert_int_eq(symlink("../real/mean.c", in_folder("ex/mean.c")), 0);
    s = (struct saves){0};
    saves_begin(&s, in_folder("ex/mean.c"), &folder_arena);
    folder_file("real/mean.c", "int bb;\n");
    expect(&s, SAVES_SAVED);
    end(&s);
}
END_TEST

/* Those that are looped with notices and without. */
int main(void)
{
    Suite *suite = suite_create("saves");
    TCase *all = tcase_create("saves");
    suite_add_tcase(suite, all);
    tcase_set_timeout(all, 30);
    tcase_add_loop_test(all, every_way_to_save_is_seen_once, 0, 2);
    tcase_add_loop_test(all, what_is_gone_is_missed_and_seen_again, 0, 2);
    tcase_add_loop_test(all, a_folder_that_went_and_came_is_listened_to_again, 0, 2);
    tcase_add_loop_test(all, half_a_file_is_no_save, 0, 2);
    tcase_add_test(all, another_folder_in_its_place_is_listened_to);
    tcase_add_test(all, notices_that_were_not_to_be_had_are_asked_for_again);
    tcase_add_test(all, what_no_notice_tells_of_is_seen_as_well);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    bool fine = srunner_ntests_run(runner) == 11 && srunner_ntests_failed(runner) == 0;
    srunner_free(runner);
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
