/* mlkata-readiness, version 1. The keys, always in this order; what nothing measured is null, never
 * 0. A count is {"n", "of"}; dates are local, YYYY-MM-DD.
 *
 *   format, version, date    "mlkata-readiness", 1, today
 *   evidence                 {from, to, gradings}; from and to null without any
 *   remarks                  [words]: on the history
 *   risks                    [{name, evidence}]: three at most, the gravest first
 *   first                    {exercise, do, why}; null: nothing is left
 *   competencies, tracks     [{name, judged_by, level, passing, attempts, given_up, at_once,
 *                            in_time, worked_minutes, planned_minutes, hints, fastest_band,
 *                            failures, last}];
 *                            level: no evidence, thin, weak, mixed, strong
 *   groups                   [{name, failures, last}]: gradings that failed such a test
 *   repetition               [{exercise, date, due}]: the soonest first
 *   stages                   [{name, measured, evidence, beyond}] */
#include <math.h>

#include "grader/calendar.h"
#include "grader/json_write.h"
#include "grader/readiness.h"

static void add_day(cJSON *to, const char *key, int64_t ms, struct arena *a)
{
    if (ms)
        json_add_text(to, key, calendar_date(ms, a));
    else
        cJSON_AddNullToObject(to, key);
}

static void add_count(cJSON *to, const char *key, struct readiness_count c)
{
    if (c.of == 0) {
        cJSON_AddNullToObject(to, key);
        return;
    }
    cJSON *count = cJSON_AddObjectToObject(to, key);
    json_add_count(count, "n", c.n);
    json_add_count(count, "of", c.of);
}

static void add_amount(cJSON *to, const char *key, size_t n, bool measured)
{
    if (measured)
        json_add_count(to, key, n);
    else
        cJSON_AddNullToObject(to, key);
}

static cJSON *item_of(cJSON *list)
{
    cJSON *one = cJSON_CreateObject();
    cJSON_AddItemToArray(list, one);
    return one;
}

static void add_areas(cJSON *root, const char *key, const struct readiness_area *x, size_t n,
                      struct arena *a)
{
    cJSON *list = cJSON_AddArrayToObject(root, key);
    for (size_t i = 0; i < n; i++, x++) {
        cJSON *one = item_of(list);
        bool timed = x->in_time.of > 0, tried = x->attempts > 0;
        json_add_text(one, "name", x->name);
        json_add_text(one, "judged_by", x->by);
        json_add_text(one, "level", readiness_level_name(x->level));
        add_count(one, "passing", x->tried ? x->passing : (struct readiness_count){0});
        add_amount(one, "attempts", x->attempts, tried);
        add_amount(one, "given_up", x->given_up, tried);
        add_count(one, "at_once", x->at_once);
        add_count(one, "in_time", x->in_time);
        json_add_number(one, "worked_minutes", timed ? x->worked_ms / CALENDAR_MINUTE : NAN);
        json_add_number(one, "planned_minutes", timed ? x->planned_ms / CALENDAR_MINUTE : NAN);
        add_amount(one, "hints", x->hints, tried);
        add_count(one, "fastest_band", x->fastest);
        add_count(one, "failures", x->failures);
        add_day(one, "last", x->last_ms, a);
    }
}

static void add_groups(cJSON *root, const struct readiness *r, struct arena *a)
{
    cJSON *list = cJSON_AddArrayToObject(root, "groups");
    for (size_t i = 0; i < r->n_groups; i++) {
        cJSON *one = item_of(list);
        json_add_text(one, "name", r->group[i].name);
        add_count(one, "failures", r->group[i].failures);
        add_day(one, "last", r->group[i].last_ms, a);
    }
}

static void add_due(cJSON *root, const struct readiness *r, struct arena *a)
{
    cJSON *list = cJSON_AddArrayToObject(root, "repetition");
    for (size_t i = 0; i < r->n_due; i++) {
        cJSON *one = item_of(list);
        json_add_text(one, "exercise", r->due[i]->m.exercise);
        add_day(one, "date", r->due[i]->p.due_ms, a);
        cJSON_AddBoolToObject(one, "due", course_is_due(r->course, r->due[i]));
    }
}

static void add_stages(cJSON *root, const struct readiness *r)
{
    cJSON *list = cJSON_AddArrayToObject(root, "stages");
    for (size_t i = 0; i < READINESS_STAGES; i++) {
        cJSON *one = item_of(list);
        json_add_text(one, "name", r->stage[i].name);
        cJSON_AddBoolToObject(one, "measured", r->stage[i].measured);
        json_add_text(one, "evidence", r->stage[i].evidence);
        json_add_text(one, "beyond", r->stage[i].beyond);
    }
}

static void add_head(cJSON *root, const struct readiness *r, struct arena *a)
{
    json_add_text(root, "format", "mlkata-readiness");
    json_add_count(root, "version", 1);
    add_day(root, "date", r->course->now_ms, a);
    cJSON *evidence = cJSON_AddObjectToObject(root, "evidence");
    add_day(evidence, "from", r->from_ms, a);
    add_day(evidence, "to", r->to_ms, a);
    json_add_count(evidence, "gradings", r->n_gradings);
    cJSON *list = cJSON_AddArrayToObject(root, "remarks");
    for (size_t i = 0; i < r->n_remarks; i++) cJSON_AddItemToArray(list, json_text(r->remark[i]));
    list = cJSON_AddArrayToObject(root, "risks");
    for (size_t i = 0; i < r->n_risks; i++) {
        cJSON *one = item_of(list);
        json_add_text(one, "name", r->risk[i].name);
        json_add_text(one, "evidence", r->risk[i].evidence);
    }
    if (!r->first.item) {
        cJSON_AddNullToObject(root, "first");
        return;
    }
    cJSON *first = cJSON_AddObjectToObject(root, "first");
    json_add_text(first, "exercise", r->first.item->m.exercise);
    json_add_text(first, "do", r->first.what);
    json_add_text(first, "why", r->first.why);
}

void readiness_json(FILE *out, const struct readiness *r, struct arena *a)
{
    cJSON *root = cJSON_CreateObject();
    add_head(root, r, a);
    add_areas(root, "competencies", r->competency, r->n_competencies, a);
    add_areas(root, "tracks", r->track, r->n_tracks, a);
    add_groups(root, r, a);
    add_due(root, r, a);
    add_stages(root, r);
    json_put(out, root);
}
