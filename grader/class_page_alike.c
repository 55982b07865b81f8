/* Answers that are alike: the same to the byte, and those that similar.h found. Pairs to look at,
 * and said to be no more. */
#include <stdlib.h>
#include <string.h>

#include "grader/class_page_parts.h"
#include "grader/html.h"

enum { GROUPS_MOST = 200 };

/* ---- the same to the byte ---- */

struct content {
    const char *sha256;
    size_t exercise, answer;
};

static int by_content(const void *a, const void *b)
{
    const struct content *x = a, *y = b;
    if (x->exercise != y->exercise) return x->exercise < y->exercise ? -1 : 1;
    int order = strcmp(x->sha256, y->sha256);
    return order ? order : (x->answer > y->answer) - (x->answer < y->answer);
}

/* All but untouched stubs, which are everybody's. */
static size_t contents_of(struct class_page *p, struct content *x)
{
    const struct roster *r = &p->c->roster;
    size_t n = 0;
    for (size_t i = 0; i < r->n_answers; i++)
        if (*r->answer[i].sha256 && p->answer[i].verdict != VERDICT_UNSOLVED)
            x[n++] = (struct content){r->answer[i].sha256, p->answer[i].exercise, i};
    if (n) qsort(x, n, sizeof *x, by_content);
    return n;
}

static size_t same_from(const struct content *x, size_t n, size_t from)
{
    size_t to = from + 1;
    while (to < n && x[to].exercise == x[from].exercise &&
           strcmp(x[to].sha256, x[from].sha256) == 0)
        to++;
    return to - from;
}

static void put_same(struct class_page *p)
{
    size_t answers = p->c->roster.n_answers, groups = 0;
    struct content *x = arena_take(p->a, answers, sizeof *x);
    size_t n = contents_of(p, x), *who = arena_take(p->a, n, sizeof *who), same;
    for (size_t i = 0; i < n; i += same) {
        same = same_from(x, n, i);
        if (same < 2 || groups++ >= GROUPS_MOST) continue;
        if (groups == 1)
            fputs("<h3>The same, to the byte</h3>\n<p class=\"soft\">Whoever took the kit's own "
                  "solution is listed here, too.</p>\n<ul>\n",
                  p->out);
        for (size_t j = 0; j < same; j++) who[j] = x[i + j].answer;
        fputs("<li>", p->out);
        class_page_in(p->out, "b", p->exercise[x[i].exercise].name);
        fputs(": ", p->out);
        class_page_who(p, who, same);
        fputs("</li>\n", p->out);
    }
    if (groups) fputs("</ul>\n", p->out);
    if (groups > GROUPS_MOST)
        fprintf(p->out, "<p>and %zu more such groups</p>\n", groups - GROUPS_MOST);
}

/* ---- alike ---- */

static void put_one(struct class_page *p, size_t answer, double percent, size_t own)
{
    fputs("<td>", p->out);
    class_page_who(p, &answer, 1);
    fprintf(p->out, "</td><td>%.0f %% of %zu</td>", percent, own);
}

static void put_pair(struct class_page *p, const struct similar_pair *x)
{
    fputs("<tr><th scope=\"row\">", p->out);
    html_put(p->out, p->c->roster.answer[x->a].exercise);
    fputs("</th>", p->out);
    put_one(p, x->a, x->percent_a, x->own_a);
    put_one(p, x->b, x->percent_b, x->own_b);
    fputs("</tr>\n", p->out);
}

static void put_pairs_head(struct class_page *p)
{
    fputs("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Pairs that are alike\">"
          "<table class=\"pairs\"><thead><tr><th scope=\"col\">exercise</th>"
          "<th scope=\"col\">one</th><th scope=\"col\">in the other, too</th>"
          "<th scope=\"col\">other</th><th scope=\"col\">in the one, too</th></tr></thead>"
          "<tbody>\n",
          p->out);
}

/* Those that are not the same to the byte, which are told together. */
static void put_pairs(struct class_page *p)
{
    size_t n = 0, put = 0;
    for (size_t i = 0; i < p->n_pairs; i++) n += !p->pair[i].identical;
    if (n == 0) return;
    bool folds = n > CLASS_PAGE_FOLD + 2;
    fputs("<h3>Pairs to look at</h3>\n<p class=\"soft\">How much of either is in the other: of the "
          "tokens that are its own.</p>\n",
          p->out);
    put_pairs_head(p);
    for (size_t i = 0; i < p->n_pairs; i++) {
        if (p->pair[i].identical) continue;
        if (folds && put == CLASS_PAGE_FOLD) {
            fputs("</tbody></table></div>\n", p->out);
            class_page_fold(p->out, n - put);
            put_pairs_head(p);
        }
        put_pair(p, &p->pair[i]);
        put++;
    }
    fputs("</tbody></table></div>\n", p->out);
    if (folds) fputs("</details>\n", p->out);
}

void class_page_alike(struct class_page *p)
{
    fputs("<section id=\"alike\" aria-labelledby=\"alike-h\"><h2 id=\"alike-h\">Alike</h2>\n"
          "<p class=\"note\"><b>These are pairs to look at, and no finding.</b> A short exercise "
          "has few good answers, and who learnt from the same page, or worked together as they "
          "were asked to, writes alike. What stands in the stub, the contract or the reference "
          "does not count. Only a person who reads both, and asks, can say more.</p>\n",
          p->out);
    if (p->remark) class_page_in(p->out, "p", p->remark);
    if (!p->pair) fputs("<p>Answers were not compared with one another.</p>\n", p->out);
    put_same(p);
    put_pairs(p);
    if (p->pair && p->n_pairs == 0) fputs("<p>There is no pair to look at.</p>\n", p->out);
    fputs("</section>\n", p->out);
}
