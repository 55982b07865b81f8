/* What gnuplot is told, and the pictures that come of it. */
#include "grader/plot.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/folder.h"

static struct arena arena;

static const struct limits limits = {
    .cpu = "Abacus 3000",
    .n_levels = 2,
    .level = {{"L1", 8000, 4000, 100}, {"L2", 1000000, 500000, 50}},
    .fma_gflops_f32 = 20,
    .fma_gflops_f64 = 10,
};

static const struct plot_size sizes[] = {
    {100, 3, 4, 2, 1}, {1000, 3.1, 4.1, NAN, 1.01}, {10000, 3.3, 4.1, NAN, 1.02}};

static struct plot plot_of(const char *exercise)
{
    return (struct plot){.exercise = exercise,
                         .unit = "item",
                         .cpu = "Abacus 3000",
                         .n_sizes = 3,
                         .size = sizes,
                         .graded = 1000,
                         .limits = &limits,
                         .bytes_per_n = 8};
}

static char *text_of_file(const char *name)
{
    struct stat st;
    FILE *f = fopen(in_folder(name), "r");
    ck_assert_msg(f && fstat(fileno(f), &st) == 0, "no %s", name);
    char *text = arena_take(&arena, (size_t)st.st_size + 1, 1);
    ck_assert_uint_eq(fread(text, 1, (size_t)st.st_size, f), (size_t)st.st_size);
    fclose(f);
    return text;
}

static bool exists(const char *name)
{
    return access(in_folder(name), F_OK) == 0;
}

/* ---- XML, as far as gnuplot's goes: tags that close one another, and nothing loose ---- */

static const char *past_tag(const char *at)
{
    for (at++; *at && *at != '>'; at++)
        if (*at == '"' || *at == '\'') {
            at = strchr(at + 1, *at);
            ck_assert_msg(at != NULL, "a quote is open");
        }
    return *at ? at + 1 : at;
}

static void expect_well_formed(const char *text)
{
    const char *open[64], *at = text;
    size_t depth = 0;
    while (*at) {
        ck_assert_msg(*at != '&' || strchr(at, ';'), "a loose & at %.20s", at);
        if (*at != '<') {
            at++;
            continue;
        }
        bool comment = strncmp(at, "<!--", 4) == 0;
        const char *end = comment ? strstr(at, "-->") : past_tag(at), *name = at + 1;
        ck_assert_ptr_nonnull(end);
        if (*name == '/') {
            size_t n = strcspn(name + 1, " \t\n>");
            ck_assert_msg(depth > 0 && strncmp(open[--depth], name + 1, n) == 0, "%.30s", at);
        } else if (!strchr("!?", *name) && end[-2] != '/') {
            ck_assert_uint_lt(depth, 64);
            open[depth++] = name;
        }
        at = comment ? end + 3 : end;
    }
    ck_assert_uint_eq(depth, 0);
}

/* ---- pictures ---- */

START_TEST(both_pictures_are_drawn_with_every_name_on_them)
{
    folder_begin();
    struct plot p = plot_of("reservoir");
    const char *error = plot_sizes(&p, in_folder("plots"), &arena);
    ck_assert_msg(!error, "%s", error);
    char *svg = text_of_file("plots/reservoir.svg"), *png = text_of_file("plots/reservoir.png");
    expect_well_formed(svg);
    ck_assert(strncmp(png + 1, "PNG\r\n", 5) == 0);
    static const char *const words[] = {">yours<",    ">plain<",     ">blas<",      ">fast<",
                                        ">limit<",    ">L1 ends<",   ">reservoir<", ">10,000<",
                                        "ns an item", "Abacus 3000", "graded"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        ck_assert_msg(strstr(svg, words[i]) != NULL, "no %s", words[i]);
    ck_assert(!exists("plots/reservoir.new.svg") && !exists("plots/reservoir.new.png"));
    folder_end();
}
END_TEST

START_TEST(a_rung_that_is_not_there_is_not_on_it)
{
    static const struct plot_size two[] = {{10, 3, NAN, NAN, NAN}, {20, 4, NAN, NAN, 0}};
    folder_begin();
    struct plot p = plot_of("mean");
    p.size = two;
    p.n_sizes = 2;
    p.limits = NULL;
    ck_assert_ptr_null(plot_sizes(&p, folder, &arena));
    char *svg = text_of_file("mean.svg");
    ck_assert(strstr(svg, ">yours<") && !strstr(svg, ">plain<") && !strstr(svg, ">blas<"));
    ck_assert(!strstr(svg, ">fast<") && !strstr(svg, ">limit<") && !strstr(svg, "ends<"));
    ck_assert_ptr_null(strstr(plot_script(&p, "a", "b", &arena), "$plain"));
    p.n_sizes = 1; /* a single point has no ranges of its own */
    ck_assert_ptr_null(plot_sizes(&p, folder, &arena));
    p.n_sizes = 0;
    ck_assert_str_eq(plot_sizes(&p, folder, &arena), "there are no times to draw");
    folder_end();
}
END_TEST

START_TEST(names_are_words_whatever_is_in_them)
{
    static const char *const odd[] = {
        "'; system('touch obeyed'); '",
        "`touch obeyed` a\"b @cpu $yours %s%n\\n\\",
        "x\n'\nsystem('touch obeyed')\n\x1b]0;title\x07",
        "../../escaped <&>",
        "\xff\xfe",
        "",
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        folder_begin();
        struct plot p = plot_of(odd[i]);
        p.unit = p.cpu = odd[i];
        const char *error = plot_sizes(&p, in_folder("plots"), &arena);
        ck_assert_msg(!error, "%s: %s", odd[i], error);
        ck_assert_msg(!exists("obeyed") && !exists("plots/obeyed"), "%s was obeyed", odd[i]);
        ck_assert_int_eq(system(arena_printf(&arena, "[ $(ls %s/plots | wc -l) = 2 ]", folder)), 0);
        folder_end();
    }
}
END_TEST

START_TEST(file_names_hold_letters_digits_and_no_more)
{
    folder_begin();
    struct plot p = plot_of("../a'b^{c}.d-9");
    ck_assert_ptr_null(plot_sizes(&p, folder, &arena));
    expect_well_formed(text_of_file("___a_b__c__d-9.svg"));
    ck_assert(strstr(text_of_file("___a_b__c__d-9.svg"), ">../a’b^{c}.d-9<") != NULL);
    ck_assert(exists("___a_b__c__d-9.png"));
    folder_end();
}
END_TEST

START_TEST(without_gnuplot_one_line_says_how_to_get_it)
{
    folder_begin();
    struct plot p = plot_of("mean");
    folder_file("mean.svg", "the last one");
    setenv("PATH", folder, 1);
    ck_assert_str_eq(plot_sizes(&p, folder, &arena),
                     "no gnuplot to draw with: gnuplot: No such file or directory (apt-get install "
                     "gnuplot-nox)");
    ck_assert_str_eq(text_of_file("mean.svg"), "the last one");
    folder_file("gnuplot", "#!/bin/sh\n: > mean.new.png\necho it is Sunday\nexit 1\n");
    chmod(in_folder("gnuplot"), 0755);
    ck_assert_str_eq(plot_sizes(&p, folder, &arena), "gnuplot could not draw: it is Sunday\n");
    ck_assert(!exists("mean.new.png"));
    ck_assert_ptr_nonnull(
        strstr(plot_sizes(&p, in_folder("mean.svg/x"), &arena), "cannot be made"));
    setenv("PATH", "/usr/bin:/bin", 1);
    folder_end();
}
END_TEST

/* ---- where names stand ---- */

/* The height at which a name stands, in ns. */
static double height_of(const char *script, const char *name)
{
    double n, ns = NAN;
    const char *at = strstr(script, arena_printf(&arena, "set label '%s' at ", name));
    if (at) sscanf(strstr(at, " at "), " at %lf, %lf", &n, &ns);
    return ns;
}

START_TEST(names_of_lines_that_meet_stand_above_one_another)
{
    static const struct plot_size met[] = {{10, 1, 10, 1, 0.1}, {100, 1, 10, 1.001, 0.999}};
    struct plot p = plot_of("mean");
    p.size = met;
    p.n_sizes = 2;
    p.limits = NULL;
    const char *script = plot_script(&p, "a.svg", "a.png", &arena);
    double yours = height_of(script, "yours"), blas = height_of(script, "blas");
    double fast = height_of(script, "fast");
    ck_assert_msg(blas > 1.2 * yours && yours > 1.2 * fast, "%g %g %g", blas, yours, fast);
    ck_assert_msg(fabs(yours - 1) < 0.05 && blas < 2 && fast > 0.5, "%g", yours);
    ck_assert(fabs(height_of(script, "plain") - 10) < 1e-6);
}
END_TEST

START_TEST(a_picture_in_a_page_has_names_of_its_own)
{
    folder_begin();
    folder_file("a.svg", "<?xml version=\"1.0\"?>\n<svg id=\"x\">\n<title>Gnuplot</title>\n"
                         "<desc>Produced by GNUPLOT</desc>\n<path id='y'/>"
                         "<use xlink:href='#y' fill=\"url(#z)\"/></svg>\n");
    ck_assert_str_eq(plot_inline(folder, "a", &arena),
                     "<svg id=\"a-x\">\n\n<path id='a-y'/>"
                     "<use xlink:href='#a-y' fill=\"url(#a-z)\"/></svg>\n");
    folder_file("b.svg", "<svg/>");
    ck_assert_str_eq(plot_inline(folder, "b", &arena), "<svg/>");
    folder_file("c.svg", "no picture");
    ck_assert_str_eq(plot_inline(folder, "c", &arena), "");
    ck_assert_str_eq(plot_inline(folder, "none", &arena), "");
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "plot", both_pictures_are_drawn_with_every_name_on_them,
        a_rung_that_is_not_there_is_not_on_it, names_are_words_whatever_is_in_them,
        file_names_hold_letters_digits_and_no_more, without_gnuplot_one_line_says_how_to_get_it,
        names_of_lines_that_meet_stand_above_one_another, a_picture_in_a_page_has_names_of_its_own);
}
