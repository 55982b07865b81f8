/* Anybody's words in Markdown, shown as they are: whatever they hold, they begin no heading, list,
 * table, link, image or HTML, close nothing that is open, and name nobody (@someone would tell
 * them). Control characters and what is not UTF-8 are made visible first (text.h).
 *
 * Written for GitHub's Markdown, which is CommonMark with tables and with links for what looks like
 * an address; older readers, which know fewer escapes, show the same. */
#ifndef KATA_MARKDOWN_H
#define KATA_MARKDOWN_H

#include <stddef.h>
#include <stdio.h>

/* Within a line, also a table's. A newline in them is shown as ^J. Words that some reader would
 * make a link of by themselves, or a formula, become a code span. */
void markdown_words(FILE *out, const char *words);

/* The same as code. cell: in a table, where no code can hold a bar, and a line like one is shown.
 * Empty words are nothing. */
void markdown_code(FILE *out, const char *words);
void markdown_cell_code(FILE *out, const char *words);

/* Lines as a block of code, which no line in them can close; `language` as in ```text. Of more than
 * `most` lines the first ones; returns how many more there are. An empty line stands behind it. */
#define MARKDOWN_ALL_LINES ((size_t)-1)
size_t markdown_block(FILE *out, const char *language, const char *lines, size_t most);

#endif
