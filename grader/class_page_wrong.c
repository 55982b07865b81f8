/* What the group gets wrong, most common first: a table for each kind of heap. */
#include <string.h>

#include "grader/class_page_parts.h"
#include "grader/html.h"

enum { WORDS_MOST = 240 };

static const struct {
    const char *title, *words, *what;
} kinds[] = {
    [WRONG_MISTAKE] = {"Known mistakes",
                       "What these answers left in their outputs is what a known mistake leaves "
                       "there.",
                       "the mistake"},
    [WRONG_TEST] = {"Tests", "Under a test's name: what it said to the first of them.", "the test"},
    [WRONG_NOT_RUN] = {"Not run", "Answers that did not get as far as a test.", "what stopped it"},
};

/* "7 of 24", and how much of all that is. */
static void put_share(FILE *out, const struct class_wrong_heap *h)
{
    double share = h->of ? 100.0 * (double)h->n / (double)h->of : 0;
    fprintf(out,
            "<td class=\"share\">%zu of %zu<svg aria-hidden=\"true\" width=\"100%%\" "
            "height=\"6\"><rect class=\"of\" width=\"100%%\" height=\"6\"/>"
            "<rect class=\"to\" width=\"%.1f%%\" height=\"6\"/></svg></td>",
            h->n, h->of, share);
}

static void put_ends(FILE *out, const struct class_wrong_heap *h)
{
    if (h->n_crashed) fprintf(out, " <span class=\"bad\">%zu crashed</span>", h->n_crashed);
    if (h->n_late) fprintf(out, " <span class=\"bad\">%zu out of time</span>", h->n_late);
}

/* What it is. A mistake has words, and its name is for those who look it up. */
static void put_what(FILE *out, const struct class_wrong_heap *h)
{
    fputs("<td class=\"what\">", out);
    if (h->kind == WRONG_MISTAKE) {
        html_clip(out, *h->words ? h->words : h->name, WORDS_MOST);
        fputs(" <small><code>", out);
        class_page_breakable(out, h->name);
        fputs("</code></small>", out);
    } else if (h->kind == WRONG_TEST) {
        fputs("<code>", out);
        class_page_breakable(out, h->name);
        fputs("</code>", out);
        put_ends(out, h);
        fputs(" <small>", out);
        html_clip(out, h->words, WORDS_MOST);
        fputs("</small>", out);
    } else {
        int verdict = VERDICT_PASS;
        while (verdict < VERDICT_FAULT && strcmp(verdict_name((enum verdict)verdict), h->name) != 0)
            verdict++;
        html_put(out, class_page_verdict(verdict));
        fputs(" <small>", out);
        html_clip(out, h->words, WORDS_MOST);
        fputs("</small>", out);
    }
    fputs("</td>", out);
}

static void put_heap(struct class_page *p, const struct class_wrong_heap *h)
{
    fputs("<tr>", p->out);
    put_share(p->out, h);
    fputs("<th scope=\"row\">", p->out);
    class_page_breakable(p->out, p->exercise[h->exercise].name);
    fputs("</th>", p->out);
    put_what(p->out, h);
    fputs("<td class=\"who\">", p->out);
    class_page_who(p, h->answer, h->n);
    fputs("</td></tr>\n", p->out);
}

static void put_table_head(struct class_page *p, enum class_wrong_kind kind)
{
    fprintf(p->out,
            "<table class=\"heaps\"><thead><tr><th scope=\"col\">members</th><th scope=\"col\">"
            "exercise</th><th scope=\"col\">%s</th><th scope=\"col\">who</th></tr></thead><tbody>"
            "\n",
            kinds[kind].what);
}

static void put_kind(struct class_page *p, enum class_wrong_kind kind)
{
    size_t n = 0, put = 0;
    for (size_t i = 0; i < p->wrong.n_heaps; i++) n += p->wrong.heap[i].kind == kind;
    if (n == 0) return;
    bool folds = n > CLASS_PAGE_FOLD + 2;
    class_page_in(p->out, "h3", kinds[kind].title);
    class_page_in(p->out, "p class=\"soft\"", kinds[kind].words);
    put_table_head(p, kind);
    for (size_t i = 0; i < p->wrong.n_heaps; i++) {
        if (p->wrong.heap[i].kind != kind) continue;
        if (folds && put == CLASS_PAGE_FOLD) {
            fputs("</tbody></table>\n", p->out);
            class_page_fold(p->out, n - put);
            put_table_head(p, kind);
        }
        put_heap(p, &p->wrong.heap[i]);
        put++;
    }
    fputs(folds ? "</tbody></table></details>\n" : "</tbody></table>\n", p->out);
}

void class_page_mistakes(struct class_page *p)
{
    fputs("<section id=\"wrong\" aria-labelledby=\"wrong-h\">"
          "<h2 id=\"wrong-h\">What the group gets wrong</h2>\n",
          p->out);
    fputs(
        p->wrong.n_heaps
            ? "<p class=\"soft\">Most common first: what is worth talking about together. Of how "
              "many: of those whose answer to that exercise was run; under <i>Not run</i>, of all "
              "that were graded.</p>\n"
            : "<p>Nothing that was graded came out wrong.</p>\n",
        p->out);
    put_kind(p, WRONG_MISTAKE);
    put_kind(p, WRONG_TEST);
    put_kind(p, WRONG_NOT_RUN);
    fputs("</section>\n", p->out);
}
