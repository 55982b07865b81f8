/* JSON for others to read, with cJSON: text as valid UTF-8, what is not known as null. */
#ifndef KATA_JSON_WRITE_H
#define KATA_JSON_WRITE_H

#include <cjson/cJSON.h>
#include <stdint.h>
#include <stdio.h>

cJSON *json_text(const char *s); /* NULL is null */
/* Six digits are more than any clock or grade here is good for; from 1e5 on, all those before the
 * point. What is not finite is null. */
cJSON *json_number(double x);

void json_add_text(cJSON *object, const char *key, const char *s);
void json_add_number(cJSON *object, const char *key, double x);
void json_add_count(cJSON *object, const char *key, uint64_t n); /* all 64 bits */

/* Writes it in one line, and frees it. */
void json_put(FILE *out, cJSON *root);

#endif
