/* Who is fastest, an exercise at a time, and how sure that is. */
#include <math.h>
#include <string.h>

#include "grader/class_page_parts.h"
#include "grader/html.h"
#include "grader/class_ranks.h"

enum { WHY_MOST = 160 };

struct board {
    const struct class_page_exercise *exercise;
    struct class_rank *rank;
    size_t n_ranks;
    size_t *without; /* answers that pass and have no figure */
    size_t n_without;
    double longest; /* what the bars end at */
};

static struct board board_of(struct class_page *p, size_t exercise)
{
    struct board b = {.exercise = &p->exercise[exercise], .longest = 1};
    size_t n = b.exercise->n_verdict[VERDICT_PASS];
    b.rank = arena_take(p->a, n, sizeof *b.rank);
    b.without = arena_take(p->a, n, sizeof *b.without);
    for (size_t i = 0; i < p->c->roster.n_answers; i++) {
        const struct class_page_answer *x = &p->answer[i];
        if (x->exercise != exercise || x->verdict != VERDICT_PASS) continue;
        if (isnan(x->ratio)) {
            b.without[b.n_without++] = i;
            continue;
        }
        b.rank[b.n_ranks++] = (struct class_rank){
            .answer = i, .ratio = x->ratio, .interval = {x->interval[0], x->interval[1]}};
        b.longest = fmax(b.longest, x->interval[1]);
    }
    class_ranks(b.rank, b.n_ranks);
    b.longest *= 1.04;
    return b;
}

/* ---- a row ---- */

/* The figure as a bar, its interval as a line over its end, and where the reference is. */
static void put_bar(FILE *out, const struct class_rank *r, double longest)
{
    double to = 100 * r->ratio / longest, from = 100 * r->interval[0] / longest;
    double wide = fmax(100 * (r->interval[1] - r->interval[0]) / longest, 0.4);
    fprintf(out,
            "<td class=\"bar\"><svg aria-hidden=\"true\" width=\"100%%\" height=\"14\">"
            "<rect class=\"to\" y=\"2\" height=\"10\" width=\"%.2f%%\"/>"
            "<rect class=\"sure\" x=\"%.2f%%\" y=\"5\" height=\"4\" width=\"%.2f%%\"/>",
            fmax(to, 0), fmax(from, 0), wide);
    fprintf(out, "<line class=\"one\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"14\"/></svg></td>",
            100 / longest, 100 / longest);
}

static bool is_same(const struct class_page *p, const struct board *b, size_t i, size_t j)
{
    const struct roster_answer *all = p->c->roster.answer;
    const char *own = all[b->rank[i].answer].sha256;
    return *own && strcmp(own, all[b->rank[j].answer].sha256) == 0;
}

/* What several handed in was measured once: the first of them says how many, the others whose.
 * Having the same figures they lie beside one another, but for others that have them too. */
static void put_same(struct class_page *p, const struct board *b, size_t at)
{
    size_t first = at, others = 0;
    for (size_t i = at; i-- > 0 && b->rank[i].ratio == b->rank[at].ratio;)
        if (is_same(p, b, at, i)) first = i;
    for (size_t i = at + 1; i < b->n_ranks && b->rank[i].ratio == b->rank[at].ratio; i++)
        others += first == at && is_same(p, b, at, i);
    if (first != at) {
        fputs(" <small>the same answer, to the byte, as ", p->out);
        class_page_name(p, p->c->roster.answer[b->rank[first].answer].member);
        fputs("</small>", p->out);
    } else if (others) {
        fputs(" <small>the same answer, to the byte, as ", p->out);
        class_page_counted(p->out, others, "other", "others");
        fputs("</small>", p->out);
    }
}

static void put_row(struct class_page *p, const struct board *b, size_t at)
{
    const struct class_rank *r = &b->rank[at];
    FILE *out = p->out;
    fprintf(out, "<tr><td class=\"rank\">%zu%s</td><th scope=\"row\">", r->rank,
            r->shared ? "<span title=\"shared\">=</span>" : "");
    class_page_who(p, &r->answer, 1);
    if (*p->answer[r->answer].band) {
        fputs(" <small>", out);
        html_put(out, p->answer[r->answer].band);
        fputs("</small>", out);
    }
    put_same(p, b, at);
    fputs("</th>", out);
    put_bar(out, r, b->longest);
    fputs("<td>", out);
    class_page_ratio(out, r->ratio);
    fputs("×</td><td class=\"soft\">", out);
    class_page_ratio(out, r->interval[0]);
    fputs("–", out);
    class_page_ratio(out, r->interval[1]);
    fputs("</td></tr>\n", out);
}

static void put_rows(struct class_page *p, const struct board *b, size_t from, size_t to)
{
    fputs("<table class=\"board\"><thead><tr><th scope=\"col\">rank</th><th scope=\"col\">member"
          "</th><th scope=\"col\" class=\"bar\"><span class=\"unseen\">as a bar</span></th>"
          "<th scope=\"col\">speed</th><th scope=\"col\">interval</th></tr></thead><tbody>\n",
          p->out);
    for (size_t i = from; i < to; i++) put_row(p, b, i);
    fputs("</tbody></table>\n", p->out);
}

/* ---- a board ---- */

/* Passed, and no figure: never one that nothing measured. */
static void put_without(struct class_page *p, const struct board *b)
{
    size_t n = 0, *unmeasured = arena_take(p->a, b->n_without, sizeof *unmeasured);
    for (size_t i = 0; i < b->n_without; i++)
        if (!p->answer[b->without[i]].measured) unmeasured[n++] = b->without[i];
    if (n) {
        fputs("<div class=\"soft\">Right, and speed not measured: ", p->out);
        class_page_who(p, unmeasured, n);
        fputs("</div>\n", p->out);
    }
    if (n == b->n_without) return;
    fputs("<p class=\"soft\">Right, and speed inconclusive:</p><ul class=\"soft\">", p->out);
    for (size_t i = 0; i < b->n_without; i++) {
        const struct class_page_answer *x = &p->answer[b->without[i]];
        if (!x->measured) continue;
        fputs("<li>", p->out);
        class_page_who(p, &b->without[i], 1);
        if (x->why && *x->why) fputs(": ", p->out);
        html_clip(p->out, x->why ? x->why : "", WHY_MOST);
        fputs("</li>", p->out);
    }
    fputs("</ul>\n", p->out);
}

static void put_board(struct class_page *p, const struct board *b)
{
    const char *reference = b->exercise->reference;
    fputs("<article>", p->out);
    class_page_in(p->out, "h3", b->exercise->name);
    fputs("<p class=\"soft\">", p->out);
    class_page_counted(p->out, b->n_ranks, "answer", "answers");
    if (*reference) {
        fputs(", against ", p->out);
        html_put(p->out, reference);
    }
    fputs("</p>\n", p->out);
    size_t shown = b->n_ranks > CLASS_PAGE_FOLD + 2 ? CLASS_PAGE_FOLD : b->n_ranks;
    if (shown) put_rows(p, b, 0, shown);
    if (shown < b->n_ranks) {
        class_page_fold(p->out, b->n_ranks - shown);
        put_rows(p, b, shown, b->n_ranks);
        fputs("</details>\n", p->out);
    }
    put_without(p, b);
    fputs("</article>\n", p->out);
}

void class_page_boards(struct class_page *p)
{
    size_t measured = 0;
    for (size_t i = 0; i < p->c->roster.n_answers; i++) measured += p->answer[i].measured;
    fputs("<section id=\"boards\" aria-labelledby=\"boards-h\">"
          "<h2 id=\"boards-h\">Leaderboards</h2>\n",
          p->out);
    if (!measured) {
        fprintf(p->out, "<p>No speed was measured%s.</p>\n</section>\n",
                p->c->bench ? ": it is where an answer passes" : ", as was asked");
        return;
    }
    fputs("<p class=\"soft\">How fast right answers are, in times the reference: at 2× the "
          "reference takes twice as long; the upright line is the reference itself. The interval "
          "holds the figure with 95 % certainty. A rank is 1 and how many are surely faster, their "
          "whole interval above: who may be as fast shares the place (=).</p>\n"
          "<div class=\"boards\">\n",
          p->out);
    for (size_t i = 0; i < p->n_exercises; i++) {
        struct board b = board_of(p, i);
        if (b.n_ranks + b.n_without) put_board(p, &b);
    }
    fputs("</div>\n</section>\n", p->out);
}
