/* Exercism's test runner interface, version 3. Tests that were not run are none of its statuses,
 * and are left out. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "grader/json_write.h"
#include "grader/report_formats.h"
#include "grader/text.h"

enum { MOST_MESSAGE = 65535, MOST_OUTPUT = 500 };

/* A path from the root becomes its last part: nobody's folders are told. */
static void add_without_folders(struct text *out, const char *words)
{
    for (const char *at = words; *at;) {
        bool begins = *at == '/' && (at == words || strchr(" \n\t\"'(`=", at[-1]));
        size_t n = begins ? strcspn(at, " \n\t\"')`:,;") : 0;
        const char *last = at;
        for (size_t i = 0; i < n; i++)
            if (at[i] == '/') last = at + i + 1;
        if (n > 1 && last > at + 1) at = last;
        text_put(out, at, 1);
        at++;
    }
}

/* At most so many characters, the last three of which then are dots. */
static cJSON *capped(const char *words, size_t most)
{
    struct text out = {0};
    size_t width = 0, at = 0, cut = 0;
    add_without_folders(&out, words ? words : "");
    while (at < out.length) {
        uint32_t code;
        size_t n = text_utf8(out.bytes + at, out.length - at, &code);
        if (width == most - 3) cut = at;
        at += n ? n : 1;
        width++;
    }
    if (width > most) strcpy(out.bytes + cut, "...");
    cJSON *node = json_text(text_of(&out));
    text_free(&out);
    return node;
}

static const char *status_of(const struct report_test *t)
{
    switch (t->status) {
    case TEST_PASS: return "pass";
    case TEST_FAIL: return "fail";
    default: return "error";
    }
}

/* Which part of the task it belongs to: groups, counted from 1. */
static size_t task_of(const struct report *r, size_t test)
{
    size_t task = 1;
    for (size_t i = 1; i <= test; i++) task += strcmp(r->test[i].group, r->test[i - 1].group) != 0;
    return task;
}

static cJSON *test_node(const struct report *r, size_t at)
{
    const struct report_test *t = &r->test[at];
    cJSON *test = cJSON_CreateObject();
    struct text replay = {0};
    text_add(&replay, "make grade EX=%s TEST=%s SEED=%llu", r->exercise, t->name,
             (unsigned long long)r->seed);
    json_add_text(test, "name", t->name);
    json_add_text(test, "status", status_of(t));
    if (t->status != TEST_PASS)
        cJSON_AddItemToObject(test, "message", capped(t->message, MOST_MESSAGE));
    if (t->output && *t->output)
        cJSON_AddItemToObject(test, "output", capped(t->output, MOST_OUTPUT));
    json_add_text(test, "test_code", text_of(&replay));
    json_add_count(test, "task_id", task_of(r, at));
    text_free(&replay);
    return test;
}

void report_exercism(FILE *out, const struct report *r)
{
    cJSON *root = cJSON_CreateObject();
    char *reason = report_reason(r);
    bool ran = report_ran(r);
    const char *failed = ran ? "fail" : "error";
    json_add_count(root, "version", 3);
    json_add_text(root, "status", r->verdict == VERDICT_PASS ? "pass" : failed);
    cJSON_AddItemToObject(root, "message", ran ? cJSON_CreateNull() : capped(reason, MOST_MESSAGE));
    cJSON *tests = cJSON_AddArrayToObject(root, "tests");
    for (size_t i = 0; i < r->n_tests && ran; i++)
        if (r->test[i].status != TEST_SKIPPED) cJSON_AddItemToArray(tests, test_node(r, i));
    json_put(out, root);
    free(reason);
}
