#include "grader/json_write.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "grader/text.h"

cJSON *json_text(const char *s)
{
    if (!s) return cJSON_CreateNull();
    struct text clean = {0};
    text_put_utf8(&clean, s, strlen(s));
    cJSON *node = cJSON_CreateString(text_of(&clean));
    text_free(&clean);
    return node;
}

cJSON *json_number(double x)
{
    if (!isfinite(x)) return cJSON_CreateNull();
    char digits[32];
    snprintf(digits, sizeof digits, fabs(x) >= 1e5 && fabs(x) < 1e15 ? "%.0f" : "%.6g", x);
    return cJSON_CreateRaw(digits);
}

void json_add_text(cJSON *object, const char *key, const char *s)
{
    cJSON_AddItemToObject(object, key, json_text(s));
}

void json_add_number(cJSON *object, const char *key, double x)
{
    cJSON_AddItemToObject(object, key, json_number(x));
}

/* Through text, since a double holds integers only up to 2^53, and a seed is any 64 bits. */
void json_add_count(cJSON *object, const char *key, uint64_t n)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    cJSON_AddRawToObject(object, key, digits);
}

void json_put(FILE *out, cJSON *root)
{
    char *printed = cJSON_PrintBuffered(root, 16 * 1024, false);
    if (!printed) text_out_of_memory();
    fputs(printed, out);
    fputc('\n', out);
    free(printed);
    cJSON_Delete(root);
}
