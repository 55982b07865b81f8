/* What is measured of the machine, kept, and turned into the least time of a call. */
#include "grader/limits.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/folder.h"

static struct arena arena;
static struct kit kit;

/* Round figures: a byte takes 0.01 ns from L1, 0.02 from L2, 0.1 from L3, 0.2 from DRAM. */
static const struct limits made_up = {
    .cpu = "Abacus 3000",
    .n_levels = 4,
    .level = {{"L1", 1000, 500, 100},
              {"L2", 10000, 5000, 50},
              {"L3", 100000, 40000, 10},
              {"DRAM", 0, 400000, 5}},
    .fma_gflops_f32 = 20,
    .fma_gflops_f64 = 10,
};

static double memory_ns(double bytes)
{
    const char *kind;
    return limits_call_ns(&made_up, bytes, 0, true, &kind);
}

static void expect(double got, double want)
{
    ck_assert_msg(fabs(got - want) <= 1e-9 * want, "%.17g, expected %.17g", got, want);
}

START_TEST(each_byte_comes_from_the_first_cache_that_may_hold_it)
{
    expect(memory_ns(0), 0);
    expect(memory_ns(500), 5);
    expect(memory_ns(1000), 10);
    expect(memory_ns(1500), 10 + 10);
    expect(memory_ns(10000), 10 + 180);
    expect(memory_ns(20000), 10 + 180 + 1000);
    expect(memory_ns(200000), 10 + 180 + 9000 + 20000);
}
END_TEST

START_TEST(without_a_figure_for_dram_the_last_level_serves_the_rest)
{
    struct limits l = made_up;
    const char *kind;
    l.n_levels = 3;
    expect(limits_call_ns(&l, 200000, 0, true, &kind), 10 + 180 + 19000);
    l.n_levels = 1;
    expect(limits_call_ns(&l, 200000, 0, true, &kind), 2000);
}
END_TEST

START_TEST(the_slower_of_reading_and_computing_is_the_limit)
{
    static const struct {
        double bytes, flops;
        bool f32;
        double ns;
        const char *kind;
    } table[] = {
        {500, 99, true, 5, "memory"},   {500, 101, true, 5.05, "compute"},
        {500, 49, false, 5, "memory"},  {500, 51, false, 5.1, "compute"},
        {500, 0, true, 5, "memory"},    {0, 40, true, 2, "compute"},
        {0, 0, true, 0, "none"},        {-1, NAN, false, 0, "none"},
        {NAN, 40, false, 4, "compute"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const char *kind = "";
        double ns = limits_call_ns(&made_up, table[i].bytes, table[i].flops, table[i].f32, &kind);
        ck_assert_msg(fabs(ns - table[i].ns) < 1e-9, "row %zu: %g", i, ns);
        ck_assert_str_eq(kind, table[i].kind);
    }
}
END_TEST

/* ---- what is read ---- */

static struct limits plan(size_t l1, size_t l2, size_t l3, size_t free_bytes, bool whole)
{
    struct machine m = {.cache = {l1, l2, l3}, .free_bytes = free_bytes};
    struct limits l = {0};
    limits_plan(&l, &m, whole);
    return l;
}

enum { KB = 1 << 10, MB = 1 << 20 };

START_TEST(half_of_a_cache_is_read_and_little_of_a_shared_one)
{
    struct limits l = plan(48 * KB, 2 * MB, 300 * MB, (size_t)16 << 30, true);
    ck_assert_uint_eq(l.n_levels, 4);
    ck_assert_uint_eq(l.level[0].footprint, 24 * KB);
    ck_assert_uint_eq(l.level[1].footprint, MB);
    ck_assert_uint_eq(l.level[2].footprint, 8 * MB);
    ck_assert_uint_eq(l.level[3].footprint, 512 * MB);
    ck_assert_uint_eq(l.level[3].capacity, 0);
    l = plan(32 * KB, 256 * KB, 8 * MB, (size_t)16 << 30, true);
    ck_assert_uint_eq(l.level[2].footprint, MB);
    ck_assert_uint_eq(l.level[3].footprint, 64 * MB);
    ck_assert_str_eq(l.level[3].name, "DRAM");
}
END_TEST

START_TEST(levels_that_are_not_there_or_not_asked_for_are_left_out)
{
    ck_assert_uint_eq(plan(48 * KB, 2 * MB, 300 * MB, 0, false).n_levels, 3);
    ck_assert_uint_eq(plan(128 * KB, 12 * MB, 0, 0, true).n_levels, 3);
    ck_assert_str_eq(plan(128 * KB, 12 * MB, 0, 0, true).level[2].name, "DRAM");
    ck_assert_uint_eq(plan(48 * KB, 2 * MB, 4 * MB, 0, false).n_levels, 2);
    ck_assert_uint_eq(plan(48 * KB, 2 * MB, 0, 16 * MB, true).n_levels, 2);
    struct limits l = plan(0, 0, 0, 0, false);
    ck_assert_uint_eq(l.n_levels, 2);
    ck_assert_uint_eq(l.level[0].capacity, 32 * KB);
    ck_assert_uint_eq(l.level[1].capacity, 512 * KB);
    ck_assert(plan(MB, 0, 0, 0, false).level[1].capacity > MB);
}
END_TEST

/* ---- kept ---- */

static int times_measured;
static double f32_measured = 20;

/* In place of the kit's own: test_limits_measure.c is about that. */
const char *limits_measure(struct limits *l, int cpu, struct arena *a)
{
    (void)cpu, (void)a;
    times_measured++;
    l->fma_gflops_f32 = f32_measured;
    l->fma_gflops_f64 = 10;
    for (size_t i = 0; i < l->n_levels; i++) l->level[i].read_gb_s = 100 / (1 + (double)i);
    return NULL;
}

static void set_up(void)
{
    folder_begin();
    mkdir(in_folder("build"), 0755);
    kit = (struct kit){.root = folder, .build = in_folder("build")};
}

static struct limits limits(bool anew)
{
    struct limits l;
    const char *error = limits_of_machine(&l, &kit, anew, &arena);
    ck_assert_msg(!error, "%s", error);
    return l;
}

/* Did it take a measurement? */
static bool measured(void)
{
    int before = times_measured;
    struct limits l = limits(false);
    ck_assert(l.level[0].read_gb_s == 100);
    return times_measured > before;
}

static char *kept_text(void)
{
    static char text[8192];
    FILE *f = fopen(in_folder("build/limits.json"), "r");
    ck_assert_ptr_nonnull(f);
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    return text;
}

static void expect_same(const struct limits *x, const struct limits *y)
{
    ck_assert_str_eq(x->cpu, y->cpu);
    ck_assert_uint_eq(x->n_levels, y->n_levels);
    ck_assert(x->fma_gflops_f32 == y->fma_gflops_f32);
    ck_assert(x->fma_gflops_f64 == y->fma_gflops_f64);
    for (size_t i = 0; i < x->n_levels; i++) {
        ck_assert_str_eq(x->level[i].name, y->level[i].name);
        ck_assert_uint_eq(x->level[i].capacity, y->level[i].capacity);
        ck_assert_uint_eq(x->level[i].footprint, y->level[i].footprint);
        ck_assert(x->level[i].read_gb_s == y->level[i].read_gb_s);
    }
}

START_TEST(what_was_measured_once_is_read_from_then_on)
{
    set_up();
    struct limits first = limits(false), again = limits(false), whole = limits(true);
    ck_assert_int_eq(times_measured, 2);
    expect_same(&first, &again);
    ck_assert_uint_eq(whole.n_levels, first.n_levels + 1);
    again = limits(false);
    ck_assert_int_eq(times_measured, 2);
    expect_same(&whole, &again);
    folder_end();
}
END_TEST

/* The kept file with one piece replaced. */
static void replace(const char *what, const char *with)
{
    char *text = arena_copy(&arena, kept_text()), *at = strstr(text, what);
    ck_assert_msg(at != NULL, "no %s in %s", what, text);
    folder_file("build/limits.json",
                arena_printf(&arena, "%.*s%s%s", (int)(at - text), text, with, at + strlen(what)));
}

#define LEVEL(capacity)                                                                            \
    "{\"name\": \"L1\", \"capacity\": " capacity ", \"footprint\": 1, \"read_gb_s\": 1},"

START_TEST(what_is_corrupt_or_of_another_machine_is_measured_anew)
{
    static const char *const table[][2] = {
        {"\"machine\":\t\"2: ", "\"machine\":\t\"1: "},
        {", processor ", ", another processor "},
        {"\"L1\"", "\"L9\""},
        {"\"L2\"", "\"DRAM\""},
        {"\"levels\"", "\"stairs\""},
        {"\"fma_gflops_f32\":\t", "\"fma_gflops_f32\":\t-"},
        {"\"fma_gflops_f64\":\t", "\"fma_gflops_f64\":\t9e9, \"x\": "},
        {"\"read_gb_s\":\t", "\"read_gb_s\":\t\"fast\", \"x\": "},
        {"\"read_gb_s\":\t", "\"read_gb_s\":\t0, \"x\": "},
        {"\"capacity\":\t", "\"capacity\":\t1e300, \"x\": "},
        {"\"name\":\t\"L2\",", "\"name\":\t\"L2\", \"capacity\":\t1,"},
        {"[{", "[], \"x\": [{"},
        {"[{", "[1, {"},
        {"\"footprint\":\t", "\"footprint\":\t\"all\", \"x\": "},
        {"[{", "[" LEVEL("1") LEVEL("2") LEVEL("3") LEVEL("4") "{"},
        {"[{", "[{\"name\":\"DRAM\",\"capacity\":0,\"footprint\":1,\"read_gb_s\":1}, {"},
    };
    set_up();
    ck_assert(measured());
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        ck_assert(!measured());
        replace(table[i][0], table[i][1]);
        ck_assert_msg(measured(), "%s was taken", table[i][1]);
    }
    folder_end();
}
END_TEST

START_TEST(a_kept_file_of_any_kind_does_no_harm)
{
    static const char *const texts[] = {"", "{", "[]", "null", "{\"levels\": [[]]}", "\xff\xfe"};
    set_up();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        folder_file("build/limits.json", texts[i]);
        ck_assert(measured());
        ck_assert(!measured());
    }
    folder_end();
}
END_TEST

START_TEST(where_nothing_can_be_kept_it_is_measured_all_the_same)
{
    set_up();
    kit.root = in_folder("nowhere");
    ck_assert(measured() && measured());
    ck_assert_int_ne(access(in_folder("nowhere"), F_OK), 0);
    kit.root = folder;
    ck_assert_int_eq(mkdir(in_folder("build/limits.json"), 0755), 0);
    ck_assert(measured() && measured());
    ck_assert_int_eq(rmdir(in_folder("build/limits.json")), 0); /* it is still that folder */
    ck_assert_int_eq(rmdir(in_folder("build")), 0);             /* and nothing lies beside it */
    folder_end();
}
END_TEST

START_TEST(what_is_kept_only_rises)
{
    set_up();
    struct limits first = limits(true);
    f32_measured = 19;
    struct limits slower = limits(true);
    expect_same(&slower, &first);
    f32_measured = 21;
    ck_assert(limits(true).fma_gflops_f32 == 21);
    ck_assert(limits(false).fma_gflops_f32 == 21);
    ck_assert_int_eq(times_measured, 3);
    folder_end();
}
END_TEST

/* ---- shown ---- */

static void expect_shown(struct term_style style, const char *want)
{
    static const struct limits l = {
        .cpu = "Abacus 3000",
        .n_levels = 4,
        .level = {{"L1", 48 * KB, 24 * KB, 234.567},
                  {"L2", 3 * MB / 2, 3 * MB / 4, 99.96},
                  {"L3", 64 * MB, 6 * MB, 27.449},
                  {"DRAM", 0, 512 * MB, 5}},
        .fma_gflops_f32 = 170.2,
        .fma_gflops_f64 = 85,
    };
    static char *bytes; /* not a local: gcc takes what is in it for its address */
    static size_t n;
    FILE *out = open_memstream(&bytes, &n);
    limits_show(out, &l, &style);
    fclose(out);
    ck_assert_str_eq(bytes, want);
    free(bytes);
}

START_TEST(one_screen_says_it_all)
{
    expect_shown(
        (struct term_style){.utf8 = true, .width = 80},
        "Abacus 3000, one core at its best\n"
        "\n"
        "  reads, in GB/s\n"
        "    L1           235    24 KB, again and again; it holds 48 KB\n"
        "    L2           100    768 KB, again and again; it holds 1.5 MB\n"
        "    L3          27.4    6 MB, again and again; it holds 64 MB\n"
        "    DRAM         5.0    512 MB, again and again\n"
        "\n"
        "  multiplies and adds, in GFLOP/s\n"
        "    float        170\n"
        "    double      85.0\n"
        "\n"
        "  Code on floats that does fewer than 0.73 operations a byte waits for L1; fewer\n"
        "    than 34, for DRAM. A dot product of floats does a quarter of one.\n");
}
END_TEST

int main(void)
{
    return UNIT_RUN("limits", each_byte_comes_from_the_first_cache_that_may_hold_it,
                    without_a_figure_for_dram_the_last_level_serves_the_rest,
                    the_slower_of_reading_and_computing_is_the_limit,
                    half_of_a_cache_is_read_and_little_of_a_shared_one,
                    levels_that_are_not_there_or_not_asked_for_are_left_out,
                    what_was_measured_once_is_read_from_then_on,
                    what_is_corrupt_or_of_another_machine_is_measured_anew,
                    a_kept_file_of_any_kind_does_no_harm,
                    where_nothing_can_be_kept_it_is_measured_all_the_same, what_is_kept_only_rises,
                    one_screen_says_it_all);
}
