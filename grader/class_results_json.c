/* An object that is written while the reports are read: members and their answers one after the
 * other, each answer by cJSON. */
#include <math.h>
#include <stdlib.h>

#include "grader/class_results_parts.h"
#include "grader/json_write.h"
#include "grader/text.h"

static void put(FILE *out, cJSON *node)
{
    char *printed = cJSON_PrintBuffered(node, 4096, false);
    if (!printed) text_out_of_memory();
    fputs(printed, out);
    free(printed);
    cJSON_Delete(node);
}

/* The same without its closing brace: more members come. */
static void put_open(FILE *out, cJSON *object)
{
    char *printed = cJSON_PrintBuffered(object, 4096, false);
    if (!printed) text_out_of_memory();
    size_t n = 0;
    while (printed[n + 1]) n++;
    fwrite(printed, 1, n, out);
    free(printed);
    cJSON_Delete(object);
}

/* ---- sums ---- */

static void add_sum(cJSON *object, const struct results_sum *s)
{
    json_add_count(object, "answers", s->answers);
    json_add_number(object, "score", s->score);
    cJSON *verdicts = cJSON_AddObjectToObject(object, "verdicts");
    for (int v = 0; v < RESULTS_VERDICTS; v++)
        json_add_count(verdicts, results_word(v), s->verdict[v]);
}

static cJSON *sum_node(const struct results_sum *s)
{
    cJSON *object = cJSON_CreateObject();
    add_sum(object, s);
    return object;
}

/* ---- what comes, in its order ---- */

void results_json_head(FILE *out, const struct class *c)
{
    cJSON *head = cJSON_CreateObject();
    json_add_text(head, "format", "mlkata-class");
    json_add_count(head, "version", 1);
    json_add_count(head, "seed", c->seed);
    json_add_text(head, "exercise", c->exercise);
    cJSON_AddBoolToObject(head, "jailed", c->jailed);
    cJSON_AddBoolToObject(head, "bench", c->bench);
    put_open(out, head);
    fputs(",\n\"members\":[", out);
}

void results_json_member(FILE *out, const struct roster_member *m, bool is_first)
{
    cJSON *member = cJSON_CreateObject();
    json_add_text(member, "name", m->name);
    json_add_text(member, "slug", m->slug);
    json_add_text(member, "people", m->people);
    json_add_text(member, "problem", m->problem);
    fputs(is_first ? "\n" : ",\n", out);
    put_open(out, member);
    fputs(",\"answers\":[", out);
}

static void add_failed(cJSON *answer, const struct report *r, struct arena *a)
{
    cJSON *failed = cJSON_AddArrayToObject(answer, "failed");
    for (size_t i = 0; r && i < r->n_tests; i++) {
        const struct report_test *t = &r->test[i];
        if (results_test_failed(t))
            cJSON_AddItemToArray(failed, json_text(arena_printf(a, "%s/%s", t->group, t->name)));
    }
}

static void add_mistakes(cJSON *answer, const struct report *r)
{
    cJSON *list = cJSON_AddArrayToObject(answer, "mistakes");
    for (size_t i = 0; r && i < r->n_diagnoses; i++) {
        cJSON *one = cJSON_CreateObject();
        json_add_text(one, "mistake", r->diagnosis[i].mistake);
        json_add_text(one, "says", r->diagnosis[i].says);
        json_add_number(one, "agreement", r->diagnosis[i].agreement);
        cJSON_AddItemToArray(list, one);
    }
}

static void add_speed(cJSON *answer, const struct report_speed *s)
{
    bool known = s && s->conclusive;
    json_add_number(answer, "vs_reference", known ? s->vs_reference : NAN);
    cJSON *interval = known ? cJSON_AddArrayToObject(answer, "interval") : NULL;
    for (int i = 0; i < 2 && known; i++)
        cJSON_AddItemToArray(interval, json_number(s->interval[i]));
    if (!known) cJSON_AddNullToObject(answer, "interval");
    json_add_text(answer, "band", known ? s->band : NULL);
}

void results_json_answer(FILE *out, const struct results_row *row, bool is_first, struct arena *a)
{
    const struct report *r = row->report;
    const char *reason = results_reason(row, a);
    cJSON *answer = cJSON_CreateObject();
    json_add_text(answer, "exercise", row->answer->exercise);
    json_add_text(answer, "file", row->answer->found);
    json_add_text(answer, "source_sha256", row->answer->sha256);
    json_add_text(answer, "verdict", r ? verdict_name(r->verdict) : NULL);
    json_add_text(answer, "reason", *reason ? reason : NULL);
    json_add_number(answer, "score", r ? r->score : NAN);
    json_add_number(answer, "max_score", r ? r->max_score : NAN);
    json_add_count(answer, "tests", r ? r->n_tests : 0);
    add_failed(answer, r, a);
    add_mistakes(answer, r);
    add_speed(answer, r ? r->speed : NULL);
    json_add_text(answer, "feedback", r ? results_feedback_base(row, a) : NULL);
    fputs(is_first ? "\n  " : ",\n  ", out);
    put(out, answer);
}

void results_json_member_end(FILE *out, const struct results_sum *s)
{
    fputs("],\"totals\":", out);
    put(out, sum_node(s));
    fputc('}', out);
}

void results_json_end(FILE *out, const struct class *c, const struct results_columns *columns,
                      const struct results_sum *sum)
{
    fputs("],\n\"exercises\":[", out);
    for (size_t i = 0; i < columns->n; i++) {
        cJSON *one = cJSON_CreateObject();
        json_add_text(one, "exercise", columns->exercise[i]);
        add_sum(one, &sum[i]);
        fputs(i ? ",\n" : "\n", out);
        put(out, one);
    }
    cJSON *totals = cJSON_CreateObject();
    json_add_count(totals, "members", c->roster.n_members);
    add_sum(totals, &sum[columns->n]);
    fputs("],\n\"totals\":", out);
    put(out, totals);
    fputs(",\n\"remarks\":[", out);
    for (size_t i = 0; i < c->roster.n_remarks; i++) {
        fputs(i ? ",\n" : "\n", out);
        put(out, json_text(c->roster.remark[i]));
    }
    fputs("]}\n", out);
}
