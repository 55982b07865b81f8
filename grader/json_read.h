/* JSON with the line of everything in it: cJSON's tree, after a stricter look at the text.
 *
 * cJSON keeps no positions, and says of broken text only where it stopped. So a scanner walks the
 * text first, by the grammar of RFC 8259: it says what it expected and where, and notes the line of
 * each value in the order of the text, which is the order of cJSON's tree. The notes then go into
 * the tree, into the field `valueint`, which nothing else here needs: numbers are read from
 * `valuedouble`. Rejected: a parser of our own (cJSON has had the fuzzing), and searching the text
 * for a key (wrong for repeated keys). Stricter than the RFC in two things: no \u0000, and at most
 * JSON_DEPTH containers inside one another. */
#ifndef KATA_JSON_READ_H
#define KATA_JSON_READ_H

#include <cjson/cJSON.h>

enum { JSON_DEPTH = 32 };

struct json_error {
    const char *expected; /* "a comma or a closing brace" */
    int line;
    const char *at; /* the place in the text; "" at its end */
};

/* The tree, for cJSON_Delete; NULL: it is broken, see *error. Time O(length). */
cJSON *json_read(const char *text, struct json_error *error);

/* Where it stands: for a member of an object its key's line, else its own. From 1. */
int json_line(const cJSON *node);

#endif
