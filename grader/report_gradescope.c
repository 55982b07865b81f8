/* https://gradescope-autograders.readthedocs.io: the keys of results.json. The screen of `make
 * grade` is the text above the tests. */
#include <math.h>
#include <stdlib.h>

#include "grader/json_write.h"
#include "grader/report_formats.h"
#include "grader/text.h"

static cJSON *test_node(const char *name, const char *tag, double score, double most, bool passed,
                        const char *output, size_t number)
{
    cJSON *test = cJSON_CreateObject(), *tags = cJSON_CreateArray();
    char place[32];
    snprintf(place, sizeof place, "%zu", number);
    json_add_number(test, "score", score);
    json_add_number(test, "max_score", most);
    json_add_text(test, "status", passed ? "passed" : "failed");
    json_add_text(test, "name", name);
    json_add_text(test, "name_format", "text");
    json_add_text(test, "number", place);
    json_add_text(test, "output", output);
    json_add_text(test, "output_format", "text");
    cJSON_AddItemToArray(tags, json_text(tag));
    cJSON_AddItemToObject(test, "tags", tags);
    json_add_text(test, "visibility", "visible");
    return test;
}

static cJSON *of_test(const struct report_test *t, size_t number)
{
    struct text output = {0};
    text_add(&output, "%s", t->message ? t->message : "");
    if (t->output && *t->output)
        text_add(&output, "%sit printed:\n%s", output.length ? "\n\n" : "", t->output);
    cJSON *node =
        test_node(t->name, t->group, t->points, t->max_points,
                  t->status == TEST_PASS || t->status == TEST_SKIPPED, text_of(&output), number);
    text_free(&output);
    return node;
}

static cJSON *of_speed(const struct report_speed *s, size_t number)
{
    char words[200];
    if (s->conclusive)
        snprintf(words, sizeof words, "%.2f of the speed of the reference (%.2f to %.2f): %s",
                 s->vs_reference, s->interval[0], s->interval[1], s->band ? s->band : "no band");
    else
        snprintf(words, sizeof words, "not conclusive: %s", s->why_not ? s->why_not : "");
    return test_node("speed", "speed", s->points, s->max_points, true, words, number);
}

static char *screen(const struct report *r)
{
    static const struct term_style style = {.utf8 = true, .width = 100};
    char *bytes;
    size_t n;
    FILE *f = open_memstream(&bytes, &n);
    if (!f) text_out_of_memory();
    report_term(f, r, &style);
    fclose(f);
    return bytes;
}

static void add_extra(cJSON *root, const struct report *r)
{
    cJSON *extra = cJSON_AddObjectToObject(root, "extra_data");
    json_add_text(extra, "exercise", r->exercise);
    json_add_text(extra, "verdict", verdict_name(r->verdict));
    json_add_text(extra, "source_sha256", r->source_sha256);
    json_add_count(extra, "seed", r->seed);
}

/* Higher is better, which is Gradescope's own order. */
static void add_leaderboard(cJSON *root, const struct report_speed *s)
{
    cJSON *board = cJSON_AddArrayToObject(root, "leaderboard");
    if (!s || !s->conclusive) return;
    cJSON *entry = cJSON_CreateObject();
    json_add_text(entry, "name", "speed, by the reference's");
    json_add_number(entry, "value", s->vs_reference);
    cJSON_AddItemToArray(board, entry);
}

void report_gradescope(FILE *out, const struct report *r)
{
    cJSON *root = cJSON_CreateObject();
    char *words = screen(r);
    json_add_number(root, "score", r->score);
    json_add_number(root, "execution_time", r->ms.total / 1000);
    json_add_text(root, "output", words);
    json_add_text(root, "output_format", "text");
    json_add_text(root, "test_output_format", "text");
    json_add_text(root, "test_name_format", "text");
    json_add_text(root, "visibility", "visible");
    json_add_text(root, "stdout_visibility", "hidden");
    add_extra(root, r);
    cJSON *tests = cJSON_AddArrayToObject(root, "tests");
    for (size_t i = 0; i < r->n_tests; i++)
        cJSON_AddItemToArray(tests, of_test(&r->test[i], i + 1));
    if (r->speed) cJSON_AddItemToArray(tests, of_speed(r->speed, r->n_tests + 1));
    add_leaderboard(root, r->speed);
    json_put(out, root);
    free(words);
}
