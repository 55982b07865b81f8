#include "grader/markdown.h"

#include <stdint.h>
#include <string.h>

#include "grader/text.h"
#include "tests/unit/folder.h"

static char *written(void (*put)(FILE *out, const char *words), const char *words)
{
    char *bytes;
    size_t n;
    FILE *out = open_memstream(&bytes, &n);
    put(out, words);
    fclose(out);
    return bytes;
}

static void expect(void (*put)(FILE *out, const char *words), const char *words, const char *want)
{
    char *got = written(put, words);
    ck_assert_str_eq(got, want);
    free(got);
}

static void block(FILE *out, const char *lines)
{
    size_t more = markdown_block(out, "text", lines, 3);
    if (more) fprintf(out, "%zu more", more);
}

START_TEST(plain_words_stay_as_they_are)
{
    expect(markdown_words, "Each of 0..i-1 is kept 5,000 ± 61 times (χ² = 1,092)!",
           "Each of 0..i-1 is kept 5,000 ± 61 times (χ² = 1,092)!");
    expect(markdown_words, "", "");
}
END_TEST

START_TEST(what_markdown_reads_in_words_is_escaped)
{
    expect(markdown_words, "a*b*_c_ `d` ~~e~~", "a\\*b\\*\\_c\\_ \\`d\\` \\~\\~e\\~\\~");
    expect(markdown_words, "[a](b) ![c](d)", "\\[a\\](b) !\\[c\\](d)");
    expect(markdown_words, "<b>&amp; | \\", "&lt;b&gt;&amp;amp; &#124; \\\\");
    expect(markdown_words, "- no item", "\\- no item");
    expect(markdown_words, "   === no heading", "\\=== no heading");
    expect(markdown_words, "12. no list", "12\\. no list");
    expect(markdown_words, "0.38 of 1", "0.38 of 1");
    expect(markdown_words, "see evil.com", "see evil\\.com");
    expect(markdown_words, "a\n# b\x1B[0m\xFF", "`a^J# b^[[0m\uFFFD`");
}
END_TEST

START_TEST(what_readers_make_links_of_is_code)
{
    expect(markdown_words, "ask @someone", "`ask @someone`");
    expect(markdown_words, "see WWW.example", "`see WWW.example`");
    expect(markdown_words, "http://a `b` | c", "``http://a `b` │ c``");
    expect(markdown_words, "#12", "`#12`");
    expect(markdown_words, "$x$", "`$x$`");
}
END_TEST

START_TEST(code_ends_where_it_ends)
{
    expect(markdown_code, "", "");
    expect(markdown_code, "a[i] | <b> \\", "`a[i] | <b> \\`");
    expect(markdown_code, "a ` b `` c", "```a ` b `` c```");
    expect(markdown_code, "`", "`` ` ``");
    expect(markdown_code, " a ", "`  a  `");
    expect(markdown_code, "  ", "`  `");
    expect(markdown_cell_code, "a || b", "`a ││ b`");
}
END_TEST

START_TEST(no_line_closes_a_block)
{
    expect(block, "a\n\tb", "```text\na\n    b\n```\n\n");
    expect(block, "", "```text\n```\n\n");
    expect(block, "```\n<script>\n", "````text\n```\n<script>\n````\n\n");
    expect(block, "1\n2\n3\n4\n5\n", "```text\n1\n2\n3\n```\n\n2 more");
}
END_TEST

/* ---- as a reader of GitHub's Markdown shows it ---- */

static const char *const pieces[] = {"`",
                                     "```",
                                     "~~~",
                                     "[a](http://b)",
                                     "![x](y)",
                                     "<script>",
                                     "<!--",
                                     "|",
                                     "\\",
                                     "@user",
                                     "www.a.b",
                                     "a.de",
                                     "http://a.b/c",
                                     "a@b.de",
                                     "# ",
                                     "- ",
                                     "1. ",
                                     "12) ",
                                     "&lt;",
                                     "&",
                                     "$",
                                     "*",
                                     "**",
                                     "_",
                                     "> ",
                                     "---",
                                     "===",
                                     "    ",
                                     " ",
                                     "\t",
                                     "[^1]",
                                     "[x]: y",
                                     ":",
                                     "word",
                                     "\xFF",
                                     "\x01",
                                     "\u00E9",
                                     "!",
                                     "+ ",
                                     "\"",
                                     "'",
                                     "~",
                                     "^",
                                     "GH-1",
                                     "mailto:a"};

static uint64_t state = 88172645463325252u;
static size_t below(size_t n)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (size_t)(state % n);
}

/* Ends with a letter: readers drop spaces at the end of a line. */
static char *random_words(size_t most, bool lines)
{
    struct text words = {0};
    for (size_t n = 1 + below(most); n > 0; n--) {
        if (lines && below(4) == 0) text_add(&words, "\n");
        text_add(&words, "%s", pieces[below(sizeof pieces / sizeof *pieces)]);
    }
    text_add(&words, lines ? "\n" : "z");
    return words.bytes;
}

/* What a reader has to show of a line of them. */
static void add_html(struct text *out, const char *words, size_t n)
{
    struct text shown = {0};
    text_put_visible(&shown, words, n);
    for (const char *at = text_of(&shown); *at; at++) {
        const char *entity = *at == '<'   ? "&lt;"
                             : *at == '>' ? "&gt;"
                             : *at == '&' ? "&amp;"
                             : *at == '"' ? "&quot;"
                                          : NULL;
        text_add(out, "%.*s%s", !entity, at, entity ? entity : "");
    }
    text_free(&shown);
}

static void add_lines_html(struct text *out, const char *lines)
{
    while (*lines) {
        size_t n = strcspn(lines, "\n");
        add_html(out, lines, n);
        text_add(out, "\n");
        lines += n + (lines[n] == '\n');
    }
}

/* A place on a page where words may stand: what is before and behind them in Markdown, and in the
 * HTML that it becomes. */
static const struct place {
    void (*put)(FILE *out, const char *words);
    const char *before, *behind, *html_before, *html_behind;
} places[] = {
    {markdown_words, "", "\n\n", "<p>", "</p>\n"},
    {markdown_words, "### ", "\n\n", "<h3>", "</h3>\n"},
    {markdown_code, "", "\n\n", "<p>", "</p>\n"},
    {markdown_words, "- ", "\n\n", "<ul>\n<li>", "</li>\n</ul>\n"},
    {markdown_words, "seen: ", "\n\n", "<p>seen: ", "</p>\n"},
    {markdown_words, "| h |\n|--|\n| ", " |\n\n",
     "<table>\n<thead>\n<tr>\n<th>h</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>",
     "</td>\n</tr>\n</tbody>\n</table>\n"},
    {markdown_code, "### ", "\n\n", "<h3>", "</h3>\n"},
    {markdown_cell_code, "| h |\n|--|\n| ", " |\n\n",
     "<table>\n<thead>\n<tr>\n<th>h</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>",
     "</td>\n</tr>\n</tbody>\n</table>\n"},
    {block, "", "", "<pre><code class=\"language-text\">", "</code></pre>\n"},
};
enum { PLACES = sizeof places / sizeof *places };

static void add_place(struct text *page, struct text *html, const struct place *p)
{
    bool lines = p->put == block;
    char *words = random_words(lines ? 2 : 8, lines), *markdown = written(p->put, words);
    size_t skipped = p->put == markdown_words ? strspn(words, " \t") : 0;
    text_add(page, "%s%s%s", p->before, markdown, p->behind);
    text_add(html, "%s", p->html_before);
    if (lines)
        add_lines_html(html, words);
    else
        add_html(html, words + skipped, strlen(words + skipped));
    text_add(html, "%s", p->html_behind);
    free(words);
    free(markdown);
}

/* Code and prose are both fine, and a bar may look like one. */
static char *without_code(const char *html)
{
    struct text out = {0};
    while (*html) {
        static const char *const dropped[] = {"<code>", "</code>", NULL};
        size_t i = 0;
        while (dropped[i] && strncmp(html, dropped[i], strlen(dropped[i])) != 0) i++;
        if (dropped[i]) {
            html += strlen(dropped[i]);
        } else if (strncmp(html, "│", strlen("│")) == 0) {
            text_add(&out, "|");
            html += strlen("│");
        } else {
            text_put(&out, html++, 1);
        }
    }
    return out.bytes;
}

static char *as_html(const char *markdown)
{
    struct text html = {0};
    char piece[4096];
    folder_file("page.md", markdown);
    const char *command = arena_printf(
        &folder_arena, "cmark-gfm --unsafe -e table -e autolink -e strikethrough -e tasklist %s",
        in_folder("page.md"));
    FILE *p = popen(command, "r");
    for (size_t n; (n = fread(piece, 1, sizeof piece, p)) > 0;) text_put(&html, piece, n);
    ck_assert_int_eq(pclose(p), 0);
    char *plain = without_code(text_of(&html));
    text_free(&html);
    return plain;
}

static void same_html(const char *got, const char *want)
{
    size_t i = 0, from;
    while (got[i] && got[i] == want[i]) i++;
    if (!got[i] && !want[i]) return;
    from = i > 80 ? i - 80 : 0;
    ck_abort_msg("shown: %.200s\n\nnot: %.200s", got + from, want + from);
}

START_TEST(a_reader_of_it_shows_the_very_words)
{
    struct text page = {0}, html = {0};
    if (system("command -v cmark-gfm >/dev/null 2>&1") != 0) return;
    folder_begin();
    for (size_t i = 0; i < 1000 * PLACES; i++) add_place(&page, &html, &places[i % PLACES]);
    char *got = as_html(text_of(&page)), *want = without_code(text_of(&html));
    same_html(got, want);
    free(got);
    free(want);
    text_free(&page);
    text_free(&html);
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN("markdown", plain_words_stay_as_they_are,
                    what_markdown_reads_in_words_is_escaped, what_readers_make_links_of_is_code,
                    code_ends_where_it_ends, no_line_closes_a_block,
                    a_reader_of_it_shows_the_very_words);
}
