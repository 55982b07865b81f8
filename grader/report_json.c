/* The keys and their order are the format's: mlkata-report, version 1. What is not known is
 * null; a rung that the exercise does not have is left out. Where a measurement is not
 * conclusive no ratio is given: `conclusive` is easily overlooked, a null is not. */
#include "grader/report.h"

#include <math.h>

#include "grader/json_write.h"
#include "grader/remarks.h"

static void add_rung(cJSON *object, const char *key, double x)
{
    if (!isnan(x)) json_add_number(object, key, x);
}

static void add_tests(cJSON *root, const struct report *r)
{
    cJSON *list = cJSON_AddArrayToObject(root, "tests");
    for (size_t i = 0; i < r->n_tests; i++) {
        const struct report_test *t = &r->test[i];
        cJSON *test = cJSON_CreateObject();
        json_add_text(test, "group", t->group);
        json_add_text(test, "name", t->name);
        json_add_text(test, "status", test_status_name(t->status));
        json_add_text(test, "message", t->message ? t->message : "");
        json_add_text(test, "output", t->output ? t->output : "");
        json_add_number(test, "points", t->points);
        json_add_number(test, "max_points", t->max_points);
        json_add_number(test, "ms", t->ms);
        cJSON_AddItemToArray(list, test);
    }
}

static void add_diagnosis(cJSON *root, const struct report *r)
{
    cJSON *list = cJSON_AddArrayToObject(root, "diagnosis");
    for (size_t i = 0; i < r->n_diagnoses; i++) {
        cJSON *one = cJSON_CreateObject();
        json_add_text(one, "mistake", r->diagnosis[i].mistake);
        json_add_text(one, "says", r->diagnosis[i].says);
        json_add_number(one, "agreement", r->diagnosis[i].agreement);
        cJSON_AddItemToArray(list, one);
    }
}

static void add_sizes(cJSON *speed, const struct report_speed *s)
{
    cJSON *list = cJSON_AddArrayToObject(speed, "sizes");
    for (size_t i = 0; i < s->n_sizes; i++) {
        const struct report_size *z = &s->size[i];
        cJSON *size = cJSON_CreateObject();
        json_add_count(size, "n", z->n);
        cJSON_AddBoolToObject(size, "graded", z->graded);
        add_rung(size, "yours_ns", z->yours_ns);
        add_rung(size, "plain_ns", z->plain_ns);
        add_rung(size, "blas_ns", z->blas_ns);
        add_rung(size, "fast_ns", z->fast_ns);
        cJSON_AddItemToArray(list, size);
    }
}

static void add_speed(cJSON *root, const struct report_speed *s)
{
    if (!s) {
        cJSON_AddNullToObject(root, "speed");
        return;
    }
    cJSON *speed = cJSON_AddObjectToObject(root, "speed");
    cJSON_AddBoolToObject(speed, "conclusive", s->conclusive);
    json_add_text(speed, "band", s->band);
    json_add_text(speed, "reference", s->reference);
    json_add_number(speed, "vs_reference", s->conclusive ? s->vs_reference : NAN);
    cJSON *interval = cJSON_AddArrayToObject(speed, "interval");
    for (int i = 0; i < 2; i++)
        cJSON_AddItemToArray(interval, json_number(s->conclusive ? s->interval[i] : NAN));
    json_add_number(speed, "of_limit", s->conclusive ? s->of_limit : NAN);
    json_add_text(speed, "limit", s->limit ? s->limit : "none");
    cJSON *growth = cJSON_AddObjectToObject(speed, "growth");
    json_add_number(growth, "exponent", s->growth);
    json_add_number(growth, "expected", s->growth_expected);
    cJSON *rungs = cJSON_AddObjectToObject(speed, "rungs");
    if (s->conclusive) {
        add_rung(rungs, "plain", s->plain);
        add_rung(rungs, "blas", s->blas);
        add_rung(rungs, "fast", s->fast);
    }
    add_sizes(speed, s);
}

static void add_rungs(cJSON *size, const char *key, const double *value)
{
    static const char *const name[] = {"yours", "plain", "blas", "fast"};
    cJSON *rungs = cJSON_AddObjectToObject(size, key);
    for (size_t i = 0; i < 4; i++) add_rung(rungs, name[i], value[i]);
}

static cJSON *bench_node(const struct report_size *z)
{
    cJSON *size = cJSON_CreateObject();
    const double ns[] = {z->yours_ns, z->plain_ns, z->blas_ns, z->fast_ns};
    double each[4], bytes[4], flops[4];
    for (size_t i = 0; i < 4; i++) {
        each[i] = ns[i] / (double)z->n;
        bytes[i] = z->bytes > 0 ? z->bytes / ns[i] : NAN;
        flops[i] = z->flops > 0 ? z->flops / ns[i] : NAN;
    }
    json_add_count(size, "n", z->n);
    cJSON_AddBoolToObject(size, "graded", z->graded);
    json_add_number(size, "vs_reference", z->vs_reference);
    cJSON *interval = cJSON_AddArrayToObject(size, "interval");
    for (int i = 0; i < 2; i++) cJSON_AddItemToArray(interval, json_number(z->interval[i]));
    add_rungs(size, "ns_per_call", ns);
    add_rungs(size, "ns_per_element", each);
    add_rungs(size, "gb_per_s", bytes);
    add_rungs(size, "gflop_per_s", flops);
    json_add_text(size, "limit", z->limit ? z->limit : "none");
    json_add_number(size, "limit_ns", z->limit_ns);
    json_add_number(size, "of_limit", z->limit_ns / z->yours_ns);
    return size;
}

static cJSON *loop_node(const struct remark *m)
{
    cJSON *loop = cJSON_CreateObject();
    json_add_count(loop, "line", (uint64_t)m->line);
    json_add_text(loop, "source", m->source);
    cJSON_AddBoolToObject(loop, "vectorised", m->vectorised);
    json_add_text(loop, "words", m->words);
    return loop;
}

/* make bench */
static void add_bench(cJSON *root, const struct report *r)
{
    const struct report_speed *s = r->speed;
    if (!s || !s->every_rung) return;
    cJSON *bench = cJSON_AddObjectToObject(root, "bench");
    json_add_text(bench, "cpu", s->cpu);
    cJSON *sizes = cJSON_AddArrayToObject(bench, "sizes");
    for (size_t i = 0; i < s->n_sizes; i++) cJSON_AddItemToArray(sizes, bench_node(&s->size[i]));
    cJSON *loops = cJSON_AddArrayToObject(bench, "loops");
    for (size_t i = 0; i < r->n_remarks; i++) cJSON_AddItemToArray(loops, loop_node(&r->remark[i]));
}

static void add_heap(cJSON *root, const struct report *r)
{
    cJSON *heap = cJSON_AddObjectToObject(root, "heap");
    const char *const key[] = {"allocations", "peak_bytes", "leaked_bytes"};
    const size_t count[] = {r->heap.allocations, r->heap.peak_bytes, r->heap.leaked_bytes};
    for (size_t i = 0; i < 3; i++) {
        if (r->heap.known)
            json_add_count(heap, key[i], count[i]);
        else
            cJSON_AddNullToObject(heap, key[i]);
    }
}

static void add_compiler(cJSON *root, const struct report *r)
{
    cJSON *compiler = cJSON_AddObjectToObject(root, "compiler");
    cJSON *warnings = cJSON_AddArrayToObject(compiler, "warnings");
    for (size_t i = 0; i < r->n_warnings; i++)
        cJSON_AddItemToArray(warnings, json_text(r->warning[i]));
}

static void add_times(cJSON *root, const struct report *r)
{
    cJSON *ms = cJSON_AddObjectToObject(root, "ms");
    json_add_number(ms, "compile", r->ms.compile);
    json_add_number(ms, "test", r->ms.test);
    json_add_number(ms, "bench", r->ms.bench);
    json_add_number(ms, "total", r->ms.total);
}

void report_json(FILE *out, const struct report *r)
{
    cJSON *root = cJSON_CreateObject();
    json_add_text(root, "format", "mlkata-report");
    json_add_count(root, "version", 1);
    json_add_text(root, "exercise", r->exercise);
    json_add_text(root, "track", r->track);
    json_add_text(root, "submission", r->submission);
    json_add_text(root, "source_sha256", r->source_sha256);
    json_add_text(root, "verdict", verdict_name(r->verdict));
    json_add_number(root, "score", r->score);
    json_add_number(root, "max_score", r->max_score);
    json_add_count(root, "seed", r->seed);
    add_tests(root, r);
    add_diagnosis(root, r);
    add_speed(root, r->speed);
    add_bench(root, r);
    add_heap(root, r);
    add_compiler(root, r);
    add_times(root, r);
    json_put(out, root);
}
