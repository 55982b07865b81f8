/* The time that runs: commands are read, and whatever the clock has to say is said in between. */
#include <stdlib.h>
#include <string.h>

#include "grader/calendar.h"
#include "grader/page.h"
#include "grader/round_cues.h"
#include "grader/round_dialogue.h"
#include "grader/scratch.h"

static struct round_part *here(struct dialogue *d)
{
    return &d->round.part[d->round.current];
}

/* ---- what the clock says ---- */

static void say_warning(struct dialogue *d, double before_ms, double now_ms)
{
    double left = round_warning(d->round.minutes, before_ms, now_ms);
    if (left <= 0) return;
    const char *what = left * 2 == d->round.minutes ? "half of the time is gone, " : "";
    const char *span = calendar_span((int64_t)(left * CALENDAR_MINUTE), d->a);
    talk_interrupt(&d->talk);
    term_line(&d->term, TONE_WARN, 0, arena_printf(d->a, "-- %s%s left", what, span));
}

/* The share of an exercise is what it was planned with. */
static double share_ms(const struct dialogue *d, const struct round_part *p)
{
    double all = 0, own = 0;
    for (size_t i = 0; i < d->round.n; i++) {
        const struct course_item *it = dialogue_item(d, &d->round.part[i]);
        double minutes = it ? it->m.minutes : 0;
        all += minutes;
        if (&d->round.part[i] == p) own = minutes;
    }
    double whole = (double)d->round.minutes * CALENDAR_MINUTE;
    return all > 0 ? whole * own / all : whole;
}

static void say_cues(struct dialogue *d, double now_ms)
{
    struct round_part *p = here(d);
    unsigned due = round_cues_due(now_ms - p->from_ms, share_ms(d, p), p->tried && !p->passed,
                                  p->passed, p->cues);
    for (unsigned i = 0; i < ROUND_CUES; i++) {
        if (!(due & 1u << i)) continue;
        dialogue_say(d, 0, arena_printf(d->a, "-- say aloud: %s", round_cue_words(i)));
        dialogue_note(d, p, "cue", arena_printf(d->a, "%u", i));
    }
}

static bool wants_turn(struct dialogue *d, double before_ms, double now_ms)
{
    const struct round *r = &d->round;
    if (r->n < 2 || r->part[1].turned || !dialogue_item(d, &r->part[1])) return false;
    double at_ms = share_ms(d, &r->part[0]);
    return before_ms < at_ms && at_ms <= now_ms;
}

/* True: the time is up. */
static bool attend(void *with)
{
    struct dialogue *d = with;
    double before_ms = d->seen_ms, now_ms = dialogue_clock(d);
    d->seen_ms = now_ms;
    say_warning(d, before_ms, now_ms);
    if (wants_turn(d, before_ms, now_ms))
        dialogue_say(d, 0,
                     arena_printf(d->a, "-- by the plan it is time for %s: 2 turns to it",
                                  d->round.part[1].exercise));
    say_cues(d, now_ms);
    if (now_ms - d->round.clock_ms >= CALENDAR_MINUTE) dialogue_note(d, NULL, "tick", "");
    return now_ms >= (double)d->round.minutes * CALENDAR_MINUTE;
}

/* ---- commands ---- */

static void show_statement(struct dialogue *d)
{
    char *text;
    size_t n;
    const char *path = kit_exercise_file(d->k, d->a, here(d)->exercise, "README.md");
    const char *error = scratch_read(path, 1 << 20, d->a, &text, &n);
    talk_interrupt(&d->talk);
    if (error)
        dialogue_complain(d, arena_printf(d->a, "%s: %s", path, error));
    else
        page_show(&d->term, 0, text, d->a);
    term_end(&d->term);
    dialogue_say(d, 2,
                 arena_printf(d->a, "write   exercises/%s/%s.c, in your editor", here(d)->exercise,
                              here(d)->exercise));
}

static void show_commands(struct dialogue *d)
{
    dialogue_say(d, 2, "g       grades it");
    if (d->round.n > 1) dialogue_say(d, 2, "1, 2    turns to the first exercise, to the second");
    dialogue_say(d, 2, "s       the statement again");
    dialogue_say(d, 2, "t       the time that is left");
    dialogue_say(d, 2, "done    ends the round before its time");
    dialogue_say(d, 2, "Ctrl-C  leaves it for now; make round goes on with it");
}

static void turn_to(struct dialogue *d, size_t i)
{
    if (i >= d->round.n) {
        dialogue_say(d, 2, "there is only one exercise in this round");
    } else if (!dialogue_item(d, &d->round.part[i])) {
        dialogue_say(d, 2,
                     arena_printf(d->a, "%s is not there any more", d->round.part[i].exercise));
    } else {
        dialogue_note(d, &d->round.part[i], "turned", "");
        show_statement(d);
    }
}

static void grade_it(struct dialogue *d)
{
    struct report r;
    struct round_part *p = here(d);
    if (!dialogue_grade(d, p, &r, "graded")) return;
    report_term(d->term.out, &r, d->term.style);
    bool more = d->round.n > 1 && !d->round.part[1].turned;
    if (p->passed && more)
        dialogue_say(d, 0,
                     arena_printf(d->a, "-- it passes: 2 turns to %s", d->round.part[1].exercise));
}

/* "wait 5", "wait 0:30": seconds; 0: that is none. */
static int seconds_of(const char *words)
{
    char *end;
    long minutes = strtol(words, &end, 10), seconds = 0;
    if (end == words || minutes < 0 || minutes > ROUND_MOST_MINUTES) return 0;
    if (*end == ':') {
        const char *from = end + 1;
        seconds = strtol(from, &end, 10);
        if (end - from != 2 || seconds < 0 || seconds > 59) return 0;
    }
    return *end ? 0 : (int)(minutes * 60 + seconds);
}

/* True: the time is up. Where the clock is real nothing is read meanwhile. */
static bool wait_for(struct dialogue *d, int seconds)
{
    double until_ms = dialogue_clock(d) + 1000.0 * seconds;
    bool up = attend(d);
    while (!up && dialogue_clock(d) < until_ms && !process_interrupted()) {
        if (!calendar_advance(1)) talk_pause(&d->talk);
        up = attend(d);
    }
    return up;
}

/* True: the round is over. */
static bool obey(struct dialogue *d, const char *line)
{
    bool grades = strcmp(line, "g") == 0 || strcmp(line, "grade") == 0;
    if (grades)
        grade_it(d);
    else if (strcmp(line, "1") == 0 || strcmp(line, "2") == 0)
        turn_to(d, (size_t)(*line - '1'));
    else if (strcmp(line, "s") == 0)
        show_statement(d);
    else if (strcmp(line, "t") == 0 || !*line)
        dialogue_say(
            d, 2, arena_printf(d->a, "%s of %d:00 are left", dialogue_left(d), d->round.minutes));
    else if (strcmp(line, "h") == 0 || strcmp(line, "hint") == 0)
        dialogue_say(d, 2, "hints are off until the round is over");
    else if (strncmp(line, "wait ", 5) == 0 && seconds_of(line + 5))
        return wait_for(d, seconds_of(line + 5));
    else if (strcmp(line, "?") == 0 || strcmp(line, "help") == 0)
        show_commands(d);
    else if (strcmp(line, "done") != 0)
        dialogue_say(d, 2, "that is no command: ? shows them");
    return strcmp(line, "done") == 0;
}

/* ---- from beginning to end ---- */

/* An exercise that has been removed since is not gone on with. */
static bool find_place(struct dialogue *d)
{
    size_t i = d->round.current;
    if (!dialogue_item(d, &d->round.part[i])) i = d->round.n - 1 - i;
    if (!dialogue_item(d, &d->round.part[i])) return false;
    if (i != d->round.current || !d->round.part[i].turned) turn_to(d, i);
    return true;
}

static void stop(struct dialogue *d, const char *how)
{
    talk_interrupt(&d->talk);
    dialogue_note(d, NULL, "stopped", how);
    if (strcmp(how, "time") == 0)
        term_line(&d->term, TONE_WARN, 0, "-- the time is up: hands off");
    else
        dialogue_say(d, 0,
                     arena_printf(d->a, "-- stopped at %s of %d:00",
                                  calendar_span((int64_t)dialogue_clock(d), d->a),
                                  d->round.minutes));
    d->runs = false;
}

bool round_work(struct dialogue *d)
{
    const char *line;
    enum talk_said said = TALK_SAID;
    if (d->round.stopped) return true;
    dialogue_start_clock(d);
    if (!find_place(d)) {
        stop(d, "over");
        return true;
    }
    show_commands(d);
    bool up = attend(d), done = false;
    d->talk.tick = attend, d->talk.with = d;
    while (!up && !done && said != TALK_ENDED) {
        said =
            talk_ask(&d->talk,
                     arena_printf(d->a, "%s, %s left", here(d)->exercise, dialogue_left(d)), &line);
        if (said == TALK_SAID) done = obey(d, line);
        if (process_interrupted()) said = TALK_ENDED;
        up = said == TALK_STOPPED || (said == TALK_SAID && attend(d));
    }
    d->talk.tick = NULL;
    if (said == TALK_ENDED) {
        dialogue_note(d, NULL, "tick", "");
        return false;
    }
    stop(d, up ? "time" : "done");
    return true;
}
