/* What was odd in the folder, what has no verdict and why, and what nothing measured. */
#include <math.h>
#include <string.h>

#include "grader/class_page_parts.h"
#include "grader/html.h"

enum { WORDS_MOST = 300 };

/* A list of lines, folded where it is long. */
struct list {
    struct class_page *p;
    const char *title;
    size_t n, put;
};

static void begin_line(struct list *l)
{
    if (l->put == 0) {
        class_page_in(l->p->out, "h3", l->title);
        fputs("<ul>\n", l->p->out);
    }
    if (l->put == CLASS_PAGE_FOLD && l->n > CLASS_PAGE_FOLD + 2) {
        fputs("</ul>\n", l->p->out);
        class_page_fold(l->p->out, l->n - l->put);
        fputs("<ul>\n", l->p->out);
    }
    l->put++;
    fputs("<li>", l->p->out);
}

static void end_line(struct list *l, const char *words)
{
    html_clip(l->p->out, words, WORDS_MOST);
    fputs("</li>\n", l->p->out);
    if (l->put < l->n) return;
    fputs("</ul>\n", l->p->out);
    if (l->n > CLASS_PAGE_FOLD + 2) fputs("</details>\n", l->p->out);
}

static bool has_no_verdict(const struct class_page *p, size_t answer)
{
    return p->answer[answer].verdict == VERDICT_FAULT;
}

static bool has_problem(const struct class_page *p, size_t answer)
{
    return !has_no_verdict(p, answer) && p->c->roster.answer[answer].problem;
}

static size_t put_answers(struct class_page *p, const char *title,
                          bool (*is_one)(const struct class_page *, size_t))
{
    const struct roster *r = &p->c->roster;
    struct list l = {.p = p, .title = title};
    for (size_t i = 0; i < r->n_answers; i++) l.n += is_one(p, i);
    for (size_t i = 0; i < r->n_answers; i++) {
        if (!is_one(p, i)) continue;
        begin_line(&l);
        class_page_in(p->out, "code", r->answer[i].found);
        fputs(": ", p->out);
        end_line(&l, has_no_verdict(p, i) ? p->answer[i].why : class_page_problem(&r->answer[i]));
    }
    return l.n;
}

static size_t put_folders(struct class_page *p)
{
    const struct roster *r = &p->c->roster;
    struct list l = {.p = p, .title = "Folders that cannot be read"};
    for (size_t i = 0; i < r->n_members; i++) l.n += r->member[i].problem != NULL;
    for (size_t i = 0; i < r->n_members; i++) {
        if (!r->member[i].problem) continue;
        begin_line(&l);
        if (!strstr(r->member[i].problem, r->member[i].name)) {
            class_page_name(p, i);
            fputs(": ", p->out);
        }
        end_line(&l, r->member[i].problem);
    }
    return l.n;
}

static size_t put_remarks(struct class_page *p)
{
    const struct roster *r = &p->c->roster;
    struct list l = {.p = p, .title = "Remarks on the folder", .n = r->n_remarks};
    for (size_t i = 0; i < r->n_remarks; i++) {
        begin_line(&l);
        end_line(&l, r->remark[i]);
    }
    return l.n;
}

/* ---- what nothing measured ---- */

static void put_line(struct class_page *p, const char *words)
{
    class_page_in(p->out, "li", words);
    fputs("\n", p->out);
}

static void put_count(struct class_page *p, size_t n, const char *one, const char *many)
{
    if (n == 0) return;
    fputs("<li>", p->out);
    class_page_counted(p->out, n, one, many);
    fputs("</li>\n", p->out);
}

static void put_unmeasured(struct class_page *p)
{
    size_t right = 0, unmeasured = 0, inconclusive = 0;
    for (size_t i = 0; i < p->c->roster.n_answers; i++) {
        const struct class_page_answer *x = &p->answer[i];
        if (x->verdict != VERDICT_PASS) continue;
        right++;
        unmeasured += !x->measured;
        inconclusive += x->measured && isnan(x->ratio);
    }
    fputs("<h3>Not measured</h3>\n<ul>\n", p->out);
    if (!p->c->bench) put_line(p, "no speed was asked for: points are those of the tests");
    if (p->c->bench)
        put_count(p, unmeasured, "right answer's speed was not measured",
                  "right answers' speed was not measured");
    put_count(p, inconclusive, "right answer's speed came to no conclusion: there is no figure",
              "right answers' speed came to no conclusion: there is no figure");
    if (right < p->c->roster.n_answers)
        put_line(p, "the speed of what is not right: never measured");
    if (!p->pair) put_line(p, "whether answers are alike");
    if (!p->c->jailed) put_line(p, "what an answer might have done without a jail around it");
    put_line(p, "how well an answer reads, and who wrote it");
    fputs("</ul>\n", p->out);
}

void class_page_notes(struct class_page *p)
{
    fputs("<section id=\"notes\" aria-labelledby=\"notes-h\"><h2 id=\"notes-h\">Remarks</h2>\n",
          p->out);
    size_t n = put_answers(p, "Without a verdict", has_no_verdict);
    n += put_answers(p, "Answers that cannot be graded", has_problem);
    n += put_folders(p);
    n += put_remarks(p);
    if (n == 0) fputs("<p>Nothing was odd.</p>\n", p->out);
    if (p->no_plots) {
        fputs("<p>The page is without its plots: ", p->out);
        html_clip(p->out, p->no_plots, WORDS_MOST);
        fputs("</p>\n", p->out);
    }
    put_unmeasured(p);
    fputs("</section>\n", p->out);
}
