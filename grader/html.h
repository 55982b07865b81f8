/* Anybody's words in a page: of text or of an attribute, never more. What is not UTF-8, and control
 * characters, are made visible (text.h); the page stays well-formed XML. */
#ifndef KATA_HTML_H
#define KATA_HTML_H

#include <stdio.h>

void html_put(FILE *out, const char *words);
void html_put_bytes(FILE *out, const char *bytes, size_t n);
void html_clip(FILE *out, const char *words, size_t most); /* so many characters, the last is … */

#endif
