#include "grader/class_page.h"

#include <string.h>

#include "grader/calendar.h"
#include "grader/class_page_parts.h"
#include "grader/fingerprint.h"
#include "grader/html.h"
#include "grader/sha256.h"
#include "grader/text.h"
#include "grader/whole.h"

enum {
    KIT_DIGITS = 12,
    NAME_MOST = 60,
    DATE = 11 /* with the space after it */
};

/* ---- the head ---- */

/* "sha256-...", as a Content-Security-Policy names what it allows. */
static const char *digest(const char *words, struct arena *a)
{
    static const char sixes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char hex[65], out[45];
    unsigned byte[33] = {0};
    sha256_hex(hex, words, strlen(words));
    for (size_t i = 0; i < 32; i++) sscanf(hex + 2 * i, "%2x", &byte[i]);
    for (size_t i = 0; i < 11; i++) {
        unsigned three = byte[3 * i] << 16 | byte[3 * i + 1] << 8 | byte[3 * i + 2];
        for (size_t j = 0; j < 4; j++) out[4 * i + j] = sixes[three >> (18 - 6 * j) & 63];
    }
    out[43] = '=', out[44] = '\0'; /* 32 bytes: the last of 33 is none */
    return arena_printf(a, "sha256-%s", out);
}

/* The folder's own name. */
static const char *class_name(const struct class *c, struct arena *a)
{
    size_t n = strlen(c->dir);
    while (n > 1 && c->dir[n - 1] == '/') n--;
    size_t from = n;
    while (from > 0 && c->dir[from - 1] != '/') from--;
    return arena_printf(a, "%.*s", (int)(n - from), c->dir + from);
}

static void put_head(struct class_page *p)
{
    FILE *out = p->out;
    fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "base-uri 'none'; form-action 'none'; ",
          out);
    fprintf(out, "style-src '%s'; ", digest(class_page_style, p->a));
    fprintf(out, "script-src '%s'\"/>\n", digest(class_page_script, p->a));
    fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
          "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
          "<meta name=\"robots\" content=\"noindex\"/>\n<title>",
          out);
    html_clip(out, class_name(p->c, p->a), NAME_MOST);
    fprintf(out, " · results</title>\n<style>%s</style></head>\n<body>\n", class_page_style);
}

/* ---- the top of the page ---- */

static void put_figure(FILE *out, int verdict, size_t n, const char *words)
{
    fprintf(out, "<li class=\"%s\"><b>%zu</b> ", verdict < 0 ? "all" : class_page_class(verdict),
            n);
    html_put(out, words);
    fputs("</li>\n", out);
}

static void put_figures(struct class_page *p)
{
    const struct roster *r = &p->c->roster;
    fputs("<ul class=\"figures\">\n", p->out);
    put_figure(p->out, -1, r->n_members, r->n_members == 1 ? "member" : "members");
    put_figure(p->out, -1, p->n_exercises, p->n_exercises == 1 ? "exercise" : "exercises");
    put_figure(p->out, -1, r->n_answers, r->n_answers == 1 ? "answer" : "answers");
    for (int v = 0; v < CLASS_PAGE_ABSENT; v++) {
        size_t n = 0;
        for (size_t i = 0; i < p->n_exercises; i++) n += p->exercise[i].n_verdict[v];
        if (n || v <= VERDICT_FAIL) put_figure(p->out, v, n, class_page_verdict(v));
    }
    fputs("</ul>\n", p->out);
}

/* Which kit: the program that judged. "": not known. */
static const char *kit_digits(const struct class_page *p)
{
    const char *print = fingerprint_of(arena_printf(p->a, "%s/kata", p->c->k->build), p->a);
    return print && strcmp(print, "none") != 0 ? arena_printf(p->a, "%.*s", KIT_DIGITS, print) : "";
}

static void put_circumstances(struct class_page *p)
{
    const char *from = calendar_minute(p->from_ms, p->a), *to = calendar_minute(p->to_ms, p->a);
    const char *kit = kit_digits(p);
    fputs("<p class=\"soft\">", p->out);
    if (p->from_ms == 0)
        fputs("Nothing was graded", p->out);
    else if (strcmp(from, to) == 0)
        fprintf(p->out, "Graded on %s", from);
    else
        fprintf(p->out, "Graded from %s to %s", from, strncmp(from, to, DATE) ? to : to + DATE);
    fprintf(p->out, " · everyone with seed <b>%llu</b>", (unsigned long long)p->c->seed);
    fputs(p->c->jailed ? " · in the jail" : " · <b>without a jail</b>", p->out);
    if (*kit) fprintf(p->out, " · kit %s", kit);
    if (*p->cpus) fputs(" · speed on one core of ", p->out);
    html_put(p->out, p->cpus);
    fputs("</p>\n", p->out);
}

static void put_top(struct class_page *p)
{
    static const char *const section[][2] = {
        {"table", "Table"},           {"boards", "Leaderboards"}, {"spread", "Distributions"},
        {"wrong", "What goes wrong"}, {"alike", "Alike"},         {"notes", "Remarks"}};
    fputs("<header>\n", p->out);
    fputs("<h1><bdi>", p->out);
    html_clip(p->out, class_name(p->c, p->a), NAME_MOST);
    fputs("</bdi></h1>\n", p->out);
    put_circumstances(p);
    put_figures(p);
    fputs("<nav aria-label=\"Sections\"><ul>", p->out);
    for (size_t i = 0; i < sizeof section / sizeof *section; i++)
        fprintf(p->out, "<li><a href=\"#%s\">%s</a></li>", section[i][0], section[i][1]);
    fputs("</ul></nav>\n</header>\n<main>\n", p->out);
}

static void put_bottom(struct class_page *p)
{
    fputs("</main>\n"
          "<dialog id=\"told-one\" aria-labelledby=\"told-who\">"
          "<div class=\"bar\"><h2 id=\"told-who\"></h2>"
          "<button type=\"button\" id=\"told-back\">previous</button>"
          "<button type=\"button\" id=\"told-on\">next</button>"
          "<button type=\"button\" id=\"told-close\">close</button></div>"
          "<div id=\"told-words\" tabindex=\"0\" role=\"region\" aria-labelledby=\"told-who\">"
          "</div></dialog>\n",
          p->out);
    fprintf(p->out, "<script>%s</script>\n</body></html>\n", class_page_script);
}

/* ---- the file ---- */

static void put_page(struct class_page *p)
{
    put_head(p);
    put_top(p);
    class_page_table(p);
    class_page_boards(p);
    class_page_plots(p);
    class_page_mistakes(p);
    class_page_alike(p);
    class_page_notes(p);
    class_page_told(p);
    put_bottom(p);
}

const char *class_page_write(const struct class *c, const struct similar_pair *pair, size_t n_pairs,
                             const char *remark, struct arena *a)
{
    struct class_page p = {.c = c, .pair = pair, .n_pairs = n_pairs, .remark = remark, .a = a};
    struct whole page;
    const char *error = whole_begin(&page, arena_printf(a, "%s/index.html", c->out), a);
    if (error) return error;
    p.out = page.out;
    class_page_gather(&p);
    put_page(&p);
    class_wrong_free(&p.wrong);
    return whole_end(&page, a);
}
