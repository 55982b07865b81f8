#include "grader/round.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/calendar.h"
#include "grader/own.h"
#include "grader/ready.h"
#include "grader/round_dialogue.h"
#include "grader/round_predict.h"
#include "grader/scratch.h"
#include "grader/seed.h"
#include "grader/store.h"

struct options {
    struct round_wish wish;
    const char *make; /* the one that has started this program, or NULL */
    bool bench, any;
};

/* ---- what is asked for ---- */

static const char *take_option(struct options *o, const char *key, const char *value)
{
    char *end;
    if (strcmp(key, "--make") == 0) return o->make = value, NULL;
    o->any = true;
    if (strcmp(key, "--minutes") == 0) {
        long minutes = strtol(value, &end, 10);
        bool digits = *value >= '0' && *value <= '9' && !*end;
        o->wish.minutes = (int)minutes;
        if (digits && minutes >= 1 && minutes <= ROUND_MOST_MINUTES) return NULL;
        return "MIN (--minutes) is whole minutes, from 1 to 240, like 45";
    }
    if (strcmp(key, "--seed") == 0) return seed_read(&o->wish.seed, value);
    if (strcmp(key, "--track") == 0)
        o->wish.track = value;
    else if (strcmp(key, "--level") == 0)
        o->wish.level = value;
    else
        return "usage: kata round [--minutes N] [--track T] [--level L] [--seed N] [--no-bench] "
               "[--make MAKE]";
    return NULL;
}

static const char *read_options(struct options *o, char *const *said)
{
    *o = (struct options){.wish = {.minutes = ROUND_MINUTES, .seed = seed_drawn()}, .bench = true};
    for (; *said; said++) {
        if (strcmp(*said, "--no-bench") == 0) {
            o->bench = false;
            continue;
        }
        const char *error = take_option(o, *said, said[1] ? said[1] : "");
        if (error) return error;
        if (!*++said) break;
    }
    return NULL;
}

/* ---- a new one ---- */

static const char *draw(struct dialogue *d, const struct options *o)
{
    struct round_drawn drawn;
    const char *error = round_draw(&drawn, &d->course, &o->wish, d->a);
    if (error) return error;
    int64_t last = d->round.name, now = calendar_ms();
    d->round = (struct round){.name = now > last ? now : last + 1};
    const char *words =
        arena_printf(d->a, "%d %llu", o->wish.minutes, (unsigned long long)o->wish.seed);
    for (size_t i = 0; i < drawn.n; i++)
        words = arena_printf(d->a, "%s %s", words, drawn.item[i]->m.exercise);
    d->round.part[0].exercise = drawn.item[0]->m.exercise; /* whose step it is */
    dialogue_note(d, NULL, "drawn", words);
    return NULL;
}

static bool holds_stub(const struct dialogue *d, const char *exercise)
{
    char *stub;
    size_t n;
    const char *path = kit_exercise_file(d->k, d->a, exercise, "stub.c");
    return !scratch_read(path, 1 << 20, d->a, &stub, &n) &&
           own_holds(exercise, stub, n, d->k, d->a);
}

/* Said before it is done. */
static void say_file(struct dialogue *d, const struct course_item *i)
{
    const char *ex = i->m.exercise;
    const char *what = arena_printf(d->a, "exercises/%s/%s.c begins as the stub", ex, ex);
    if (i->has_file && !holds_stub(d, ex))
        what = arena_printf(d->a,
                            "%s; what you have there now is kept beside it first, as the next of "
                            "%s.1.c, %s.2.c, ...",
                            what, ex, ex);
    dialogue_say(d, 4, what);
}

static void show_draw(struct dialogue *d)
{
    const struct round *r = &d->round;
    struct term *t = &d->term;
    term_put(t, TONE_STRONG, arena_printf(d->a, "A round of %d minutes", r->minutes));
    term_line(t, TONE_PLAIN, 0, arena_printf(d->a, " · SEED=%llu", (unsigned long long)r->seed));
    term_end(t);
    for (size_t i = 0; i < r->n; i++) {
        const struct course_item *it = dialogue_item(d, &r->part[i]);
        if (!it) continue;
        dialogue_say(d, 2,
                     arena_printf(d->a, "%zu  %s · %s · %s · %s · %d min", i + 1, it->m.exercise,
                                  it->m.title, it->m.track, it->m.level, it->m.minutes));
        say_file(d, it);
    }
    term_end(t);
    dialogue_say(d, 0,
                 "You write in your editor; here you grade, and are told when to say what aloud. "
                 "The clock speaks at half time, and when ten and two minutes are left. Hints are "
                 "off until it stops.");
    if (!d->wanted)
        dialogue_say(d, 0, "No history is kept here, so this round cannot be gone on with later.");
    term_end(t);
}

static bool predict_before(struct dialogue *d)
{
    const char *line;
    bool said = false;
    for (size_t i = 0; i < d->round.n; i++) {
        struct round_part *p = &d->round.part[i];
        if (p->said_before || !dialogue_item(d, p)) continue;
        const char *ex = p->exercise;
        if (!said) dialogue_say(d, 0, "What do you predict? (Enter: nothing)");
        said = true;
        if (!dialogue_ask(d, arena_printf(d->a, "%s: the first pass, minutes from now, or no", ex),
                          predict_minutes, &line))
            return false;
        const char *minutes = *line ? arena_copy(d->a, line) : "-";
        if (!dialogue_ask(d, arena_printf(d->a, "%s: at the end, points of 100", ex),
                          predict_points, &line))
            return false;
        dialogue_note(d, p, "before", arena_printf(d->a, "%s %s", minutes, *line ? line : "-"));
    }
    return true;
}

/* All of the files, then the clock: what is killed in between begins with them again, and nothing
 * of them is lost. */
static const char *begin(struct dialogue *d)
{
    for (size_t i = 0; i < d->round.n; i++) {
        const char *copy, *remark, *ex = d->round.part[i].exercise;
        if (!dialogue_item(d, &d->round.part[i])) continue;
        const char *error = own_reset(&copy, ex, d->k, d->a);
        if (error) return error;
        if (copy)
            dialogue_say(
                d, 0,
                arena_printf(d->a, "what was in exercises/%s/%s.c is now in %s", ex, ex, copy));
        history_note(ex, "started", "make round", &remark, d->a);
    }
    dialogue_note(d, NULL, "began", "");
    term_end(&d->term);
    return NULL;
}

/* *left: not now. */
static const char *open_new(struct dialogue *d, bool *left)
{
    const char *line;
    show_draw(d);
    *left = false;
    if (!predict_before(d) || !dialogue_ask(d, "Enter starts the clock, q leaves", NULL, &line))
        return "";
    *left = strcmp(line, "q") == 0;
    if (!*left) return begin(d);
    dialogue_note(d, NULL, "ended", "");
    dialogue_say(d, 0, "Nothing was changed.");
    return NULL;
}

/* ---- one that goes on ---- */

static const char *names_of(const struct round *r, struct arena *a)
{
    const char *second = r->n > 1 ? r->part[1].exercise : "";
    return arena_printf(a, "%s%s%s", r->part[0].exercise, *second ? " and " : "", second);
}

static void look_at_clock(struct dialogue *d)
{
    int64_t ahead = d->round.last_ms - calendar_ms();
    if (ahead < CALENDAR_MINUTE) return;
    dialogue_complain(d, arena_printf(d->a,
                                      "the clock was set back, by %s: the round counts on from "
                                      "where it was",
                                      calendar_span(ahead, d->a)));
}

static void look_at_exercises(struct dialogue *d)
{
    for (size_t i = 0; i < d->round.n; i++)
        if (!dialogue_item(d, &d->round.part[i]))
            dialogue_complain(d, arena_printf(d->a,
                                              "exercises/%s is not there any more: the round goes "
                                              "on without it",
                                              d->round.part[i].exercise));
}

/* False: the input ended. */
static bool go_on(struct dialogue *d, bool asked_for_another)
{
    const struct round *r = &d->round;
    const char *line;
    if (r->stopped) {
        dialogue_say(d, 0,
                     arena_printf(d->a, "The round of %s is over; its debrief goes on.",
                                  calendar_minute(r->name, d->a)));
        return true;
    }
    dialogue_say(d, 0,
                 arena_printf(d->a,
                              "The round of %s goes on: %s, %s of %d:00. The clock stood "
                              "still since.",
                              calendar_minute(r->name, d->a), names_of(r, d->a),
                              calendar_span((int64_t)r->clock_ms, d->a), r->minutes));
    if (asked_for_another)
        dialogue_say(d, 0, "What you asked for is for another one, when this one is over.");
    if (!dialogue_ask(d, "Enter goes on, over ends it here", NULL, &line)) return false;
    if (strcmp(line, "over") == 0) dialogue_note(d, NULL, "stopped", "over");
    return true;
}

/* ---- all of it ---- */

static const char *make_ready(struct dialogue *d, const char *make)
{
    const char *exercise[ROUND_MOST];
    size_t n = 0;
    for (size_t i = 0; i < d->round.n; i++)
        if (dialogue_item(d, &d->round.part[i])) exercise[n++] = d->round.part[i].exercise;
    fflush(d->term.out);
    return ready_make(make, exercise, n, d->k, d->a);
}

/* "": the input ended. */
static const char *play(struct dialogue *d, const struct options *o)
{
    const char *error = NULL;
    bool left = false, open = round_is_open(&d->round);
    if (open) look_at_clock(d), look_at_exercises(d);
    if (open && !d->round.began)
        dialogue_say(d, 0,
                     "This one was drawn before, and has not begun: q leaves it for another.");
    if (!open) error = draw(d, o);
    if (!error) error = make_ready(d, o->make);
    if (!error && !d->round.began)
        error = open_new(d, &left);
    else if (!error && !go_on(d, o->any))
        error = "";
    if (error || left) return error;
    return round_work(d) && round_after(d) ? NULL : "";
}

static const char *ended_words(struct dialogue *d)
{
    const struct round *r = &d->round;
    bool lost = d->not_kept || !d->wanted;
    const char *where = !r->began ? "before the round began"
                        : r->stopped
                            ? "before the round's debrief did"
                            : arena_printf(d->a, "at %s of %d:00",
                                           calendar_span((int64_t)r->clock_ms, d->a), r->minutes);
    return arena_printf(d->a, "the input ended %s%s", where,
                        lost ? "; it was not kept" : ": make round goes on with it");
}

const char *round_run(char *const *said, const struct term_style *style, const struct kit *k,
                      struct arena *a)
{
    struct dialogue d = {.k = k, .a = a, .term = {.out = stdout, .style = style}};
    struct options o;
    int lock = -1;
    const char *folder, *remark = NULL, *error = read_options(&o, said);
    d.talk = (struct talk){.in = STDIN_FILENO, .term = &d.term, .typed = isatty(STDIN_FILENO)};
    d.bench = o.bench;
    d.wanted = store_folder(&folder, a) || folder;
    if (!error) error = course_read(&d.course, &remark, k, a);
    if (error) return error;
    if (!round_lock(&lock, a)) return "a round goes on in another terminal";
    if (remark) dialogue_complain(&d, remark);
    round_read(&d.round, &d.course.history, a);
    error = play(&d, &o);
    if (lock >= 0) close(lock);
    if (process_interrupted()) {
        dialogue_say(&d, 0,
                     arena_printf(a, "Left for now%s.",
                                  d.not_kept || !d.wanted ? "; it was not kept"
                                                          : ": make round goes on with it"));
        fflush(stdout);
        return NULL;
    }
    if (fflush(stdout) != 0)
        return arena_printf(a, "the round could not be written: %s", strerror(errno));
    return error && !*error ? ended_words(&d) : error;
}
