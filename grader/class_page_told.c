/* What everyone was told: the words of make grade, as the files beside the page have them. The
 * script shows them one at a time; without it they are a list to unfold. */
#include <stdlib.h>
#include <string.h>

#include "grader/class_page_parts.h"
#include "grader/html.h"
#include "grader/text.h"

enum { TOLD_WIDTH = 100 };

static void put_files(struct class_page *p, size_t answer)
{
    static const char *const endings[] = {".txt", ".md", ".json"};
    fputs("<p class=\"soft\">as a file: ", p->out);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        fputs(i ? " · <a href=\"" : "<a href=\"", p->out);
        class_page_file(p, answer, endings[i]);
        fprintf(p->out, "\">%s</a>", endings[i]);
    }
    fputs("</p>", p->out);
}

static void put_words(struct class_page *p, size_t answer, const struct report *r)
{
    static const struct term_style style = {.utf8 = true, .width = TOLD_WIDTH};
    char *words = NULL;
    size_t n;
    FILE *f = open_memstream(&words, &n);
    if (!f) text_out_of_memory();
    report_term(f, r, &style);
    if (fclose(f) != 0) text_out_of_memory();
    fprintf(p->out, "<pre id=\"told-%zu\">", answer);
    bool all = class_page_lines(p->out, words, CLASS_PAGE_TOLD_BYTES);
    fputs(all ? "</pre>" : "…\nthe file has all of it</pre>", p->out);
    free(words);
}

static void put_answer(struct class_page *p, size_t answer)
{
    struct arena one = {0};
    struct report r = {0};
    const struct roster_answer *x = &p->c->roster.answer[answer];
    const struct class_page_answer *y = &p->answer[answer];
    const char *why = class_report(p->c, answer, &r, &one);
    fprintf(p->out, "<details class=\"told %s\"><summary>", class_page_class(y->verdict));
    class_page_name(p, x->member);
    fputs(" · ", p->out);
    html_put(p->out, x->exercise);
    fprintf(p->out, " · %s</summary>", class_page_verdict(y->verdict));
    put_files(p, answer);
    if (why)
        fprintf(p->out, "<pre id=\"told-%zu\">it cannot be read any more</pre>", answer);
    else
        put_words(p, answer, &r);
    fputs("</details>\n", p->out);
    arena_free(&one);
}

void class_page_told(struct class_page *p)
{
    if (!p->tells || p->c->roster.n_answers == 0) return;
    fputs("<section id=\"told\" aria-labelledby=\"told-h\"><h2 id=\"told-h\">What each was told"
          "</h2>\n",
          p->out);
    for (size_t i = 0; i < p->c->roster.n_answers; i++)
        if (p->answer[i].verdict != VERDICT_FAULT) put_answer(p, i);
    fputs("</section>\n", p->out);
}
