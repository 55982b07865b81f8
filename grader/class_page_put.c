#include <math.h>
#include <string.h>

#include "grader/class_page_parts.h"
#include "grader/html.h"
#include "grader/screen.h"
#include "grader/text.h"

enum { NAME_MOST = 60, WHO_FOLD = 8 };

/* ---- words ---- */

bool class_page_lines(FILE *out, const char *words, size_t most)
{
    for (size_t put = 0; *words;) {
        size_t n = strcspn(words, "\n");
        put += n + 1;
        if (put > most) return false;
        html_put_bytes(out, words, n);
        putc('\n', out);
        words += n + (words[n] == '\n');
    }
    return true;
}

void class_page_in(FILE *out, const char *tag, const char *words)
{
    fprintf(out, "<%s>", tag);
    html_put(out, words);
    fprintf(out, "</%.*s>", (int)strcspn(tag, " "), tag);
}

void class_page_breakable(FILE *out, const char *name)
{
    while (*name) {
        size_t n = strcspn(name, "_/");
        n += name[n] != '\0';
        html_put_bytes(out, name, n);
        name += n;
        if (*name) fputs("<wbr/>", out);
    }
}

/* ---- numbers ---- */

void class_page_counted(FILE *out, size_t n, const char *one, const char *many)
{
    struct text words = {0};
    screen_add_counted(&words, n, one, many);
    html_put(out, text_of(&words));
    text_free(&words);
}

/* Never rounded up to a score that was not reached. */
void class_page_score(FILE *out, double score)
{
    double tenths = floor(score * 10 + 1e-6);
    fprintf(out, "%.*f", fmod(tenths, 10) != 0, tenths / 10);
}

void class_page_ratio(FILE *out, double ratio)
{
    struct text words = {0};
    screen_add_ratio(&words, ratio);
    fputs(text_of(&words), out);
    text_free(&words);
}

/* ---- verdicts ---- */

static const struct {
    const char *words, *class, *sign;
} verdicts[] = {
    [VERDICT_PASS] = {"pass", "pass", "✓"},
    [VERDICT_FAIL] = {"not yet", "fail", "✗"},
    [VERDICT_UNSOLVED] = {"untouched stub", "unsolved", "○"},
    [VERDICT_NO_COMPILE] = {"does not compile", "nocompile", "⚠"},
    [VERDICT_REJECTED] = {"rejected", "rejected", "⊘"},
    [VERDICT_FAULT] = {"no verdict", "none", "?"},
    [CLASS_PAGE_ABSENT] = {"not handed in", "absent", "–"},
};

const char *class_page_verdict(int verdict)
{
    return verdicts[verdict].words;
}

const char *class_page_class(int verdict)
{
    return verdicts[verdict].class;
}

const char *class_page_sign(int verdict)
{
    return verdicts[verdict].sign;
}

/* ---- whose ---- */

static void put_url(FILE *out, const char *part)
{
    static const char bare[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    for (; *part; part++)
        if (strchr(bare, *part))
            putc(*part, out);
        else
            fprintf(out, "%%%02X", (unsigned char)*part);
}

void class_page_file(const struct class_page *p, size_t answer, const char *ending)
{
    const struct roster_answer *x = &p->c->roster.answer[answer];
    fputs("feedback/", p->out);
    put_url(p->out, p->c->roster.member[x->member].slug);
    putc('/', p->out);
    put_url(p->out, x->exercise);
    fputs(ending, p->out);
}

void class_page_name(const struct class_page *p, size_t member)
{
    fputs("<bdi>", p->out);
    html_clip(p->out, p->c->roster.member[member].name, NAME_MOST);
    fputs("</bdi>", p->out);
}

bool class_page_open(const struct class_page *p, size_t answer)
{
    if (p->answer[answer].verdict == VERDICT_FAULT) return false;
    if (p->tells)
        fprintf(p->out, "<a href=\"#told-%zu\">", answer);
    else {
        fputs("<a href=\"", p->out);
        class_page_file(p, answer, ".txt");
        fputs("\">", p->out);
    }
    return true;
}

void class_page_fold(FILE *out, size_t left)
{
    fprintf(out, "<details class=\"more\"><summary>and %zu more</summary>", left);
}

void class_page_who(const struct class_page *p, const size_t *answer, size_t n)
{
    bool folds = n > WHO_FOLD + 2;
    for (size_t i = 0; i < n; i++) {
        if (folds && i == WHO_FOLD) class_page_fold(p->out, n - WHO_FOLD);
        bool open = class_page_open(p, answer[i]);
        class_page_name(p, p->c->roster.answer[answer[i]].member);
        if (open) fputs("</a>", p->out);
        if (i + 1 < n) fputs(folds && i + 1 == WHO_FOLD ? " " : ", ", p->out);
    }
    if (folds) fputs("</details>", p->out);
}
