/* A row a member, a cell an exercise. What the script sorts by stands in data-n, a number; a cell
 * that has none comes last, whichever way. */
#include <math.h>
#include <string.h>

#include "grader/class_page_parts.h"
#include "grader/html.h"

enum { TALL = 40, PEOPLE_MOST = 120, PROBLEM_MOST = 160 };

/* ---- above it ---- */

static void put_choice(FILE *out, const char *value, const char *words)
{
    fputs("<option value=\"", out);
    html_put(out, value);
    fputs("\">", out);
    html_put(out, words);
    fputs("</option>", out);
}

static void put_filters(struct class_page *p)
{
    FILE *out = p->out;
    fputs("<form id=\"filters\" class=\"scripted\">"
          "<label>Name <input id=\"by-name\" type=\"search\" autocomplete=\"off\" "
          "spellcheck=\"false\"/></label> <label>Verdict <select id=\"by-verdict\">",
          out);
    put_choice(out, "", "any");
    for (int v = 0; v < CLASS_PAGE_VERDICTS; v++)
        put_choice(out, class_page_class(v), class_page_verdict(v));
    fputs("</select></label> <label>in <select id=\"by-exercise\">", out);
    put_choice(out, "", "any exercise");
    for (size_t i = 0; i < p->n_exercises; i++) {
        char column[32];
        snprintf(column, sizeof column, "%zu", i);
        put_choice(out, column, p->exercise[i].name);
    }
    fputs("</select></label> <button type=\"reset\">clear</button></form>\n"
          "<p id=\"shown\" role=\"status\" class=\"soft scripted\"></p>\n",
          out);
}

static void put_heads(struct class_page *p)
{
    FILE *out = p->out;
    fputs("<thead><tr><th scope=\"col\" class=\"name\">member</th>"
          "<th scope=\"col\" class=\"sum\">passed</th><th scope=\"col\" class=\"sum\">points</th>",
          out);
    for (size_t i = 0; i < p->n_exercises; i++) {
        fputs("<th scope=\"col\" title=\"", out);
        html_put(out, p->exercise[i].title);
        fputs("\">", out);
        class_page_breakable(out, p->exercise[i].name);
        fputs("</th>", out);
    }
    fputs("</tr></thead>\n", out);
}

/* ---- a member ---- */

/* What the cell says of one answer: a sign and the score; in words what is neither right nor
 * wrong. */
static void put_answer(struct class_page *p, size_t answer)
{
    const struct class_page_answer *x = &p->answer[answer];
    bool usual = x->verdict == VERDICT_PASS || x->verdict == VERDICT_FAIL;
    bool open = class_page_open(p, answer);
    fprintf(p->out, "<i aria-hidden=\"true\">%s</i> ", class_page_sign(x->verdict));
    if (x->verdict != VERDICT_FAULT) class_page_score(p->out, x->score);
    fprintf(p->out, " <small%s>%s</small>", usual ? " class=\"unseen\"" : "",
            class_page_verdict(x->verdict));
    if (open) fputs("</a>", p->out);
}

/* A member's answers, n of them from `from` on, to one exercise: one, or none. */
static void put_cell(struct class_page *p, size_t exercise, size_t from, size_t n)
{
    size_t i = from;
    while (i < from + n && p->answer[i].exercise != exercise) i++;
    if (i == from + n) {
        fprintf(p->out,
                "<td class=\"absent\"><i aria-hidden=\"true\">%s</i>"
                "<small class=\"unseen\">%s</small></td>",
                class_page_sign(CLASS_PAGE_ABSENT), class_page_verdict(CLASS_PAGE_ABSENT));
        return;
    }
    const struct class_page_answer *x = &p->answer[i];
    fprintf(p->out, "<td class=\"%s\"", class_page_class(x->verdict));
    if (x->verdict != VERDICT_FAULT) fprintf(p->out, " data-n=\"%.9g\"", x->score);
    fputs(">", p->out);
    put_answer(p, i);
    fputs("</td>", p->out);
}

static void put_totals(struct class_page *p, size_t from, size_t n)
{
    size_t passed = 0, missing = 0;
    double points = 0;
    for (size_t i = from; i < from + n; i++) {
        passed += p->answer[i].verdict == VERDICT_PASS;
        missing += p->answer[i].verdict == VERDICT_FAULT;
        points += p->answer[i].score;
    }
    fprintf(p->out, "<td class=\"sum\" data-n=\"%zu\">%zu</td>", passed, passed);
    fprintf(p->out, "<td class=\"sum\" data-n=\"%.9g\">", points);
    class_page_score(p->out, points);
    if (missing) fprintf(p->out, "<br/><small>%zu without a verdict</small>", missing);
    fputs("</td>", p->out);
}

static void put_member(struct class_page *p, size_t member)
{
    const struct roster_member *m = &p->c->roster.member[member];
    size_t n, from = class_page_of_member(p, member, &n);
    fputs("<tr><th scope=\"row\" class=\"name\">", p->out);
    class_page_name(p, member);
    if (*m->people) {
        fputs(" <small><bdi>", p->out);
        html_clip(p->out, m->people, PEOPLE_MOST);
        fputs("</bdi></small>", p->out);
    }
    if (m->problem) {
        fputs(" <small class=\"bad\">", p->out);
        html_clip(p->out, m->problem, PROBLEM_MOST);
        fputs("</small>", p->out);
    }
    fputs("</th>", p->out);
    put_totals(p, from, n);
    for (size_t e = 0; e < p->n_exercises; e++) put_cell(p, e, from, n);
    fputs("</tr>\n", p->out);
}

/* ---- below it ---- */

static void put_feet(struct class_page *p)
{
    size_t passed = 0, n = 0;
    for (size_t i = 0; i < p->n_exercises; i++) {
        passed += p->exercise[i].n_verdict[VERDICT_PASS];
        n += p->exercise[i].n;
    }
    fprintf(p->out,
            "<tfoot><tr><th scope=\"row\" class=\"name\">passed, of those handed in</th>"
            "<td class=\"sum\">%zu of %zu</td><td class=\"sum\"></td>",
            passed, n);
    for (size_t i = 0; i < p->n_exercises; i++)
        fprintf(p->out, "<td>%zu of %zu</td>", p->exercise[i].n_verdict[VERDICT_PASS],
                p->exercise[i].n);
    fputs("</tr></tfoot>\n", p->out);
}

static void put_legend(struct class_page *p)
{
    fputs("<p class=\"soft legend\">", p->out);
    for (int v = 0; v < CLASS_PAGE_VERDICTS; v++)
        fprintf(p->out, "<span class=\"%s\"><i aria-hidden=\"true\">%s</i> %s</span> ",
                class_page_class(v), class_page_sign(v), class_page_verdict(v));
    fputs("</p>\n", p->out);
}

void class_page_table(struct class_page *p)
{
    size_t n = p->c->roster.n_members;
    fputs("<section id=\"table\" aria-labelledby=\"table-h\"><h2 id=\"table-h\">Everyone</h2>\n"
          "<p class=\"soft\">A cell is a verdict and its points; it opens what its owner was told."
          "</p>\n",
          p->out);
    put_filters(p);
    fprintf(p->out,
            "<div class=\"wide%s\" tabindex=\"0\" role=\"region\" aria-labelledby=\"table-h\">"
            "<table class=\"all\">\n",
            n > TALL ? " tall" : "");
    put_heads(p);
    fputs("<tbody>\n", p->out);
    for (size_t i = 0; i < n; i++) put_member(p, i);
    fputs("</tbody>\n", p->out);
    put_feet(p);
    fputs("</table></div>\n", p->out);
    put_legend(p);
    fputs("</section>\n", p->out);
}
