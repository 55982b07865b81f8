#include "grader/readiness.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "grader/calendar.h"
#include "grader/text.h"
#include "tests/unit/unit.h"

enum { MOST = 32 };
static const int64_t noon = 1795780800000; /* 2026-11-27 12:00 UTC */

static struct arena arena;
static struct course_item items[4];
static struct past_grading gradings[MOST];
static struct past_event events[MOST];
static struct past_tests tests[MOST];
static size_t n_tests;
static struct course c;
static int64_t now;

static void add(const char *name, const char *track)
{
    struct manifest *m = &items[c.n++].m;
    *m = (struct manifest){.minutes = 20, .level = "easy", .band = {{"reference class", 0.6, 10}}};
    snprintf(m->exercise, sizeof m->exercise, "%s", name);
    snprintf(m->track, sizeof m->track, "%s", track);
}

static void begin(void)
{
    setenv("TZ", "UTC0", 1);
    c = (struct course){.now_ms = noon, .item = items};
    c.history = (struct history){.path = "there", .grading = gradings, .event = events};
    n_tests = 0;
    now = noon - 5 * CALENDAR_DAY;
    add("bce", "losses");
    add("auc", "metrics");
    add("dp", "fairness");
}

static void did(const char *exercise, const char *kind)
{
    events[c.history.n_events++] = (struct past_event){
        .at_ms = now, .after = (int64_t)c.history.n, .exercise = exercise, .kind = kind};
}

static struct past_grading *graded(const char *exercise, const char *verdict)
{
    struct past_grading *g = &gradings[c.history.n++];
    *g = (struct past_grading){.id = (int64_t)c.history.n,
                               .at_ms = now,
                               .exercise = arena_copy(&arena, exercise),
                               .verdict = arena_copy(&arena, verdict),
                               .source_sha256 = arena_printf(&arena, "%zu", c.history.n),
                               .own = true,
                               .only = "",
                               .band = "",
                               .vs_reference = NAN};
    return g;
}

/* Of the last grading. */
static void ran(const char *group, size_t failed)
{
    tests[n_tests++] = (struct past_tests){(int64_t)c.history.n, group, 3, failed, 0};
}

static void passes(const char *exercise, double minutes)
{
    did(exercise, "started");
    now += (int64_t)(minutes * CALENDAR_MINUTE);
    graded(exercise, "pass");
}

static struct readiness ready(void)
{
    struct readiness r;
    for (size_t i = 0; i < c.n; i++)
        practice_of(&items[i].p, &c.history, items[i].m.exercise, 20, &arena);
    readiness_of(&r, &c, tests, n_tests, &arena);
    return r;
}

static const struct readiness_area *area(const struct readiness *r, const char *name)
{
    for (size_t i = 0; i < r->n_competencies; i++)
        if (strcmp(r->competency[i].name, name) == 0) return &r->competency[i];
    for (size_t i = 0; i < r->n_tracks; i++)
        if (strcmp(r->track[i].name, name) == 0) return &r->track[i];
    ck_abort_msg("no %s", name);
    return NULL;
}

static const char *evidence(const struct readiness *r, const char *name)
{
    const struct readiness_area *x = area(r, name);
    return arena_printf(&arena, "%s: %s", readiness_level_name(x->level),
                        readiness_evidence(x, &arena));
}

static char *shown(const struct readiness *r, char as, int width)
{
    char *bytes = NULL;
    size_t n = 0;
    struct term_style style = {.utf8 = true, .width = width};
    FILE *out = open_memstream(&bytes, &n);
    if (as == 't') readiness_term(out, r, &style, &arena);
    if (as == 'j') readiness_json(out, r, &arena);
    if (as == 'h') readiness_html(out, r, "<svg id=\"plot\"></svg>", &arena);
    fclose(out);
    return bytes;
}

/* ---- where one stands ---- */

START_TEST(untouched_is_no_evidence_and_no_figure)
{
    begin();
    struct readiness r = ready();
    ck_assert_uint_eq(r.n_competencies, 9);
    for (size_t i = 0; i < r.n_competencies; i++)
        ck_assert_str_eq(readiness_evidence(&r.competency[i], &arena), "no evidence");
    char *json = shown(&r, 'j', 80), *term = shown(&r, 't', 80), *html = shown(&r, 'h', 80);
    ck_assert_ptr_null(strchr(term, '%'));
    ck_assert_ptr_null(strstr(term, "0 of"));
    ck_assert_ptr_null(strstr(html, "0 of"));
    ck_assert_ptr_null(strstr(json, "\"of\""));
    ck_assert_ptr_nonnull(strstr(json, "\"attempts\":null,\"given_up\":null,\"at_once\":null"));
    free(json), free(term), free(html);
}
END_TEST

START_TEST(a_topic_is_counted_by_attempts_minutes_and_hints)
{
    begin();
    passes("bce", 10);
    now += CALENDAR_DAY;
    did("bce", "started"), did("bce", "hint");
    now += 15 * CALENDAR_MINUTE, graded("bce", "fail");
    now += 10 * CALENDAR_MINUTE, graded("bce", "pass");
    struct readiness r = ready();
    ck_assert_str_eq(
        evidence(&r, "loss functions"),
        "thin: 1 of 1 pass · 2 attempts · 1 of 2 at the first grading · 1 of 2 in time "
        "(35 min, planned 40) · 1 hint · 1 of 3 gradings failed · last 2026-11-23");
    ck_assert_str_eq(evidence(&r, "losses"), evidence(&r, "loss functions"));
    ck_assert_str_eq(evidence(&r, "evaluation"), "no evidence: no evidence");
    ck_assert_uint_eq(r.n_gradings, 3);
}
END_TEST

START_TEST(without_a_clock_no_minutes_are_shown)
{
    begin();
    graded("bce", "pass"); /* nothing before it: how long it took nobody knows */
    struct readiness r = ready();
    ck_assert_str_eq(evidence(&r, "loss functions"),
                     "thin: 1 of 1 pass · 1 attempt · 1 of 1 at the first grading · "
                     "0 of 1 gradings failed · last 2026-11-22");
}
END_TEST

START_TEST(skills_are_judged_by_their_groups_of_tests)
{
    begin();
    for (int i = 0; i < 4; i++) {
        graded("bce", i < 3 ? "fail" : "pass");
        ran("contract", 0), ran("edges", 0), ran("numerics", i < 3);
    }
    struct readiness r = ready();
    ck_assert_str_eq(evidence(&r, "numerical care"),
                     "weak: 3 of 4 gradings failed · last 2026-11-22");
    ck_assert_str_eq(evidence(&r, "edge cases"),
                     "strong: 0 of 4 gradings failed · last 2026-11-22");
    ck_assert_uint_eq(r.n_groups, 3);
    ck_assert_str_eq(r.group[2].name, "numerics");
    ck_assert_uint_eq(r.group[2].failures.n, 3);
}
END_TEST

START_TEST(fewer_than_three_observations_are_thin)
{
    begin();
    for (int i = 0; i < 3; i++) {
        struct readiness so_far = ready();
        ck_assert_int_eq(area(&so_far, "edge cases")->level,
                         i == 0 ? LEVEL_NO_EVIDENCE : LEVEL_THIN);
        graded("bce", "pass"), ran("edges", 0);
    }
    struct readiness r = ready();
    ck_assert_int_eq(area(&r, "edge cases")->level, LEVEL_STRONG);
}
END_TEST

START_TEST(speed_is_what_was_measured_of_passes)
{
    begin();
    graded("bce", "pass")->vs_reference = 0.7;
    graded("auc", "pass")->vs_reference = 0.5;
    graded("dp", "pass");
    struct readiness r = ready();
    ck_assert_str_eq(evidence(&r, "speed"), "thin: 1 of 2 in the fastest band · last 2026-11-22");
}
END_TEST

START_TEST(others_files_single_tests_and_stubs_do_not_count)
{
    begin();
    graded("bce", "fail")->own = false, ran("edges", 1);
    graded("bce", "fail")->only = "one_is_one", ran("edges", 1);
    graded("bce", "unsolved"), ran("edges", 1);
    struct readiness r = ready();
    ck_assert_uint_eq(r.n_gradings, 0);
    ck_assert_uint_eq(r.n_groups, 0);
    ck_assert_int_eq(area(&r, "edge cases")->level, LEVEL_NO_EVIDENCE);
}
END_TEST

/* ---- risks ---- */

static const char *risks(const struct readiness *r)
{
    const char *all = "";
    for (size_t i = 0; i < r->n_risks; i++)
        all = arena_printf(&arena, "%s%s (%s)\n", all, r->risk[i].name, r->risk[i].evidence);
    return all;
}

START_TEST(the_risks_are_the_three_gravest)
{
    begin();
    add("mean", "streaming");
    passes("bce", 10), ran("numerics", 0);
    did("auc", "started"), did("auc", "solution");
    for (int i = 0; i < 3; i++) graded("bce", "fail"), ran("numerics", 1);
    struct readiness r = ready();
    ck_assert_str_eq(risks(&r), "auc does not pass (given up; last touched 2026-11-22)\n"
                                "streaming: no evidence (1 exercise here, none begun)\n"
                                "responsible AI: no evidence (1 exercise here, none begun)\n");
    c.n = 1; /* the others have gone */
    r = ready();
    ck_assert_str_eq(risks(&r), "tests of numerics (failed in 3 of 4 gradings; last 2026-11-22)\n"
                                "forgetting (1 due for repetition, bce since 2026-11-23)\n");
}
END_TEST

START_TEST(two_failures_are_no_risk_yet)
{
    begin();
    c.n = 1;
    for (int i = 0; i < 2; i++) graded("bce", "fail"), ran("edges", 1);
    graded("bce", "pass");
    struct readiness r = ready();
    ck_assert_str_eq(risks(&r), "forgetting (1 due for repetition, bce since 2026-11-23)\n");
}
END_TEST

START_TEST(lateness_and_hasty_gradings_are_risks)
{
    begin();
    c.n = 1;
    for (int i = 0; i < 3; i++) {
        did("bce", "started");
        now += 15 * CALENDAR_MINUTE, graded("bce", "fail");
        now += 15 * CALENDAR_MINUTE, graded("bce", "pass");
    }
    struct readiness r = ready();
    ck_assert_str_eq(risks(&r),
                     "the first grading (0 of 3 attempts passed at it; last 2026-11-22)\n"
                     "time (0 of 3 passes within the planned minutes; last 2026-11-22)\n");
}
END_TEST

START_TEST(what_is_due_is_said_with_its_day)
{
    begin();
    passes("bce", 5);
    now = noon, passes("auc", 5);
    struct readiness r = ready();
    ck_assert_uint_eq(r.n_due, 2);
    ck_assert_str_eq(r.due[0]->m.exercise, "bce");
    ck_assert(course_is_due(&c, r.due[0]) && !course_is_due(&c, r.due[1]));
    ck_assert_str_eq(r.first.what, "make reset EX=bce");
}
END_TEST

/* ---- odd histories ---- */

START_TEST(a_history_from_the_future_is_said)
{
    begin();
    now = noon + 30 * CALENDAR_DAY, graded("bce", "pass");
    struct readiness r = ready();
    ck_assert_uint_eq(r.n_remarks, 1);
    ck_assert_str_eq(r.remark[0], "the history goes on to 2026-12-27 12:00, and it is 2026-11-27 "
                                  "12:00 now: was the clock set back?");
}
END_TEST

START_TEST(exercises_removed_since_are_named_once_and_not_counted)
{
    begin();
    graded("old", "fail"), ran("edges", 1);
    graded("old", "pass"), ran("edges", 0);
    did("older", "started");
    struct readiness r = ready();
    ck_assert_uint_eq(r.n_remarks, 1);
    ck_assert_str_eq(r.remark[0], "no longer exercises of this kit, and not counted: old, older");
    ck_assert_uint_eq(r.n_gradings, 0);
    ck_assert_int_eq(r.to_ms, 0);
}
END_TEST

/* ---- renderers ---- */

START_TEST(rounds_that_cannot_be_measured_say_so)
{
    begin();
    passes("dp", 10);
    struct readiness r = ready();
    ck_assert_str_eq(r.stage[4].name, "responsible AI");
    ck_assert_str_eq(r.stage[4].evidence, evidence(&r, "responsible AI") + strlen("thin: "));
    ck_assert(!r.stage[0].measured && !r.stage[3].measured && !r.stage[5].measured);
    char *text = shown(&r, 'j', 80);
    cJSON *json = cJSON_Parse(text);
    ck_assert_ptr_nonnull(json);
    const cJSON *design = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "stages"), 3);
    ck_assert(cJSON_IsNull(cJSON_GetObjectItem(design, "evidence")));
    cJSON_Delete(json);
    free(text);
}
END_TEST

START_TEST(the_page_holds_no_one_elses_tags)
{
    begin();
    graded("<script src=\"x\">", "fail");
    struct readiness r = ready();
    char *page = shown(&r, 'h', 80);
    ck_assert_ptr_null(strstr(page, "<script"));
    ck_assert_ptr_null(strstr(page, "http"));
    ck_assert_ptr_nonnull(strstr(page, "&lt;script src=&quot;x&quot;&gt;"));
    ck_assert_ptr_nonnull(strstr(page, "<svg id=\"plot\">"));
    free(page);
}
END_TEST

START_TEST(no_line_is_wider_than_the_terminal)
{
    begin();
    passes("bce", 30), passes("auc", 30), passes("dp", 10);
    struct readiness r = ready();
    for (int width = 40; width <= 100; width += 20) {
        char *screen = shown(&r, 't', width);
        for (char *line = strtok(screen, "\n"); line; line = strtok(NULL, "\n"))
            ck_assert_msg((int)text_width(line) <= width, "%d: %s", width, line);
        free(screen);
    }
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "readiness", untouched_is_no_evidence_and_no_figure,
        a_topic_is_counted_by_attempts_minutes_and_hints, without_a_clock_no_minutes_are_shown,
        skills_are_judged_by_their_groups_of_tests, fewer_than_three_observations_are_thin,
        speed_is_what_was_measured_of_passes, others_files_single_tests_and_stubs_do_not_count,
        the_risks_are_the_three_gravest, two_failures_are_no_risk_yet,
        lateness_and_hasty_gradings_are_risks, what_is_due_is_said_with_its_day,
        a_history_from_the_future_is_said, exercises_removed_since_are_named_once_and_not_counted,
        rounds_that_cannot_be_measured_say_so, the_page_holds_no_one_elses_tags,
        no_line_is_wider_than_the_terminal);
}
