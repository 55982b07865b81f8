/* exercise.json: any bytes as the file of a new exercise.
 *
 * What must hold: a complaint is one line that begins with the path. The scanner's place of a
 * mistake is in the text, on the line that it says. Of a tree, lines never fall. A manifest that is
 * accepted keeps to the schema, field by field, and its words can be shown. */
#include <ctype.h>
#include <string.h>

#include "grader/json_read.h"
#include "grader/manifest.h"
#include "tests/fuzz/fuzz.h"

/* ---- the scanner ---- */

static int check_lines(const cJSON *node, int line, int last)
{
    for (; node; node = node->next) {
        MUST(json_line(node) >= line && json_line(node) <= last);
        line = check_lines(node->child, json_line(node), last);
    }
    return line;
}

static int line_at(const char *text, const char *at)
{
    int line = 1;
    for (; text < at; text++) line += *text == '\n';
    return line;
}

static void check_json(const char *text)
{
    struct json_error error;
    cJSON *root = json_read(text, &error);
    const char *end = text + strlen(text);
    if (root) {
        check_lines(root, 1, line_at(text, end));
    } else {
        fuzz_check_line(error.expected);
        MUST(error.at >= text && error.at <= end);
        MUST(error.line == line_at(text, error.at));
    }
    cJSON_Delete(root);
}

/* ---- what is accepted ---- */

static void check_words(const char *words, size_t size)
{
    MUST(memchr(words, '\0', size));
    fuzz_check_line(words);
}

static void check_name(const char *name, size_t size)
{
    check_words(name, size);
    MUST(!isdigit((unsigned char)*name));
    for (; *name; name++) MUST(*name == '_' || isalnum((unsigned char)*name));
}

static void check_groups(const struct manifest *m)
{
    double sum = 0;
    MUST(m->n_groups >= 1 && m->n_groups <= MANIFEST_MAX_GROUPS);
    for (size_t i = 0; i < m->n_groups; i++) {
        const struct manifest_group *g = &m->group[i];
        check_name(g->name, sizeof g->name);
        MUST(g->points >= 0 && g->points <= 1000);
        sum += g->points;
        for (size_t k = 0; k < i; k++) MUST(strcmp(m->group[k].name, g->name) != 0);
    }
    MUST(sum > 0);
}

static void check_bands(const struct manifest *m)
{
    MUST(m->n_bands >= 1 && m->n_bands <= MANIFEST_MAX_BANDS);
    for (size_t i = 0; i < m->n_bands; i++) {
        const struct manifest_band *b = &m->band[i];
        check_words(b->name, sizeof b->name);
        MUST(b->from >= 0 && b->from <= 1000 && b->points >= 0 && b->points <= 1000);
        if (i > 0) MUST(b->from < b[-1].from && b->points <= b[-1].points);
    }
    MUST(m->band[m->n_bands - 1].from <= 0);
}

static void check_accepted(const struct manifest *m)
{
    MUST(strcmp(m->exercise, "mean") == 0);
    check_words(m->title, sizeof m->title);
    check_words(m->track, sizeof m->track);
    check_words(m->growth.says, sizeof m->growth.says);
    MUST(strcmp(m->level, "easy") == 0 || strcmp(m->level, "medium") == 0 ||
         strcmp(m->level, "hard") == 0);
    MUST(m->minutes >= 1 && m->minutes <= 240);
    MUST(m->n_functions >= 1 && m->n_functions <= MANIFEST_MAX_FUNCTIONS);
    for (size_t i = 0; i < m->n_functions; i++) {
        check_name(m->function[i], sizeof m->function[i]);
        for (size_t k = 0; k < i; k++) MUST(strcmp(m->function[k], m->function[i]) != 0);
    }
    check_groups(m);
    check_bands(m);
    MUST(m->limits.time_ms >= 1 && m->limits.time_ms <= 600000);
    MUST(m->limits.memory_mb >= 1 && m->limits.memory_mb <= 65536);
    MUST(m->limits.output_kb >= 1 && m->limits.output_kb <= 65536);
    MUST(m->growth.exponent >= 0 && m->growth.exponent <= 8);
}

static void check_shown(struct manifest *m, size_t size)
{
    struct report_speed speed = {.growth_says = m->growth.says, .band = m->band[0].name};
    struct report r = {.exercise = m->exercise, .track = m->track, .level = m->level};
    speed.conclusive = true;
    speed.max_points = m->band[0].points;
    r.title = m->title;
    r.minutes = m->minutes;
    r.speed = &speed;
    r.verdict = VERDICT_PASS;
    fuzz_check_report(&r, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct manifest m;
    const char *path = fuzz_file(data, size);
    const char *error = manifest_read(&m, "mean", path);
    struct fuzz_input rest = {data, size};
    struct stream text = fuzz_part(&rest);
    check_json(text.bytes);
    free(text.bytes);
    if (error) {
        fuzz_check_line(error);
        MUST(strncmp(error, path, strlen(path)) == 0 && strlen(error) < 600);
    } else {
        check_accepted(&m);
        check_shown(&m, size);
    }
    return 0;
}
