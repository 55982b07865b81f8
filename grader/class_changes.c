#include "grader/class_changes.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/class_keep.h"
#include "grader/class_verdict.h"
#include "grader/scratch.h"
#include "grader/text.h"
#include "grader/whole.h"

enum { LIST_LIMIT = 256 << 20, TOLD_TESTS = 3 };

/* ---- putting aside ---- */

static bool is_verdict(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && strcmp(dot, ".json") == 0 && *name != '.';
}

/* What an unfinished run put aside is older, and stays. */
const char *class_changes_begin(const struct class *c, struct arena *a)
{
    const char *from = class_keep_path(c->out, "verdicts", a);
    const char *to = class_keep_path(c->out, "before", a);
    if (mkdir(to, 0777) != 0 && errno != EEXIST)
        return arena_printf(a, "%s: %s", to, strerror(errno));
    DIR *folder = opendir(from);
    struct dirent *entry;
    const char *error = folder ? NULL : arena_printf(a, "%s: %s", from, strerror(errno));
    while (!error && (entry = readdir(folder))) {
        struct arena passing = {0};
        const char *old = arena_printf(&passing, "%s/%s", from, entry->d_name);
        const char *aside = arena_printf(&passing, "%s/%s", to, entry->d_name);
        bool gone = !is_verdict(entry->d_name) ||
                    (access(aside, F_OK) == 0 ? unlink(old) : rename(old, aside)) == 0;
        if (!gone) error = arena_printf(a, "%s: %s", old, strerror(errno));
        arena_free(&passing);
    }
    if (folder) closedir(folder);
    return error;
}

static void forget(const struct class *c, struct arena *a)
{
    const char *path = class_keep_path(c->out, "before", a);
    DIR *folder = opendir(path);
    struct dirent *entry;
    while (folder && (entry = readdir(folder)))
        if (entry->d_name[0] != '.') unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder) closedir(folder);
    rmdir(path);
}

/* ---- which verdicts were told ---- */

struct told {
    const char *slug, *exercise, *key;
};

static const char *key_of(const struct class *c, size_t i, enum class_phase *phase,
                          struct class_basis *b, struct arena *a)
{
    const struct roster_answer *w = &c->roster.answer[i];
    if (w->problem) return NULL;
    *phase = c->bench ? CLASS_SPEED : CLASS_CORRECT;
    for (;; *phase = CLASS_CORRECT) {
        if (class_basis_of(b, c, w->sha256, w->exercise, *phase, a)) return NULL;
        const char *name = arena_printf(a, "verdicts/%s.json", b->key);
        if (access(class_keep_path(c->out, name, a), F_OK) == 0) return b->key;
        if (*phase == CLASS_CORRECT) return NULL;
    }
}

const char *class_changes_note(const struct class *c, struct arena *a)
{
    struct text all = {0};
    for (size_t i = 0; i < c->roster.n_answers; i++) {
        struct arena passing = {0};
        const struct roster_answer *w = &c->roster.answer[i];
        enum class_phase phase;
        struct class_basis b;
        const char *key = key_of(c, i, &phase, &b, &passing);
        if (key) text_add(&all, "%s %s %s\n", c->roster.member[w->member].slug, w->exercise, key);
        arena_free(&passing);
    }
    const char *path = class_keep_path(c->out, "last", a);
    const char *error = whole_write(path, text_of(&all), all.length, a);
    text_free(&all);
    return error;
}

static int by_name(const void *one, const void *other)
{
    const struct told *x = one, *y = other;
    int order = strcmp(x->slug, y->slug);
    return order ? order : strcmp(x->exercise, y->exercise);
}

static size_t read_told(struct told **told, const struct class *c, struct arena *a)
{
    char *text;
    size_t length, lines = 0, n = 0;
    if (scratch_read(class_keep_path(c->out, "last", a), LIST_LIMIT, a, &text, &length)) return 0;
    for (size_t i = 0; i < length; i++) lines += text[i] == '\n';
    *told = arena_take(a, lines + 1, sizeof **told);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char *exercise = strchr(line, ' '), *key = exercise ? strchr(exercise + 1, ' ') : NULL;
        if (!key || n > lines) continue;
        *exercise++ = '\0', *key++ = '\0';
        (*told)[n++] = (struct told){line, exercise, key};
    }
    qsort(*told, n, sizeof **told, by_name);
    return n;
}

/* ---- what changed ---- */

static const struct report_test *test_of(const struct report *r, const char *name)
{
    for (size_t i = 0; i < r->n_tests; i++)
        if (strcmp(r->test[i].name, name) == 0) return &r->test[i];
    return NULL;
}

/* "chance_is_fair fails now, it was a pass"; false: all end as they did. */
static bool add_tests(struct text *to, const struct report *was, const struct report *is)
{
    size_t n = 0;
    for (size_t i = 0; i < is->n_tests; i++) {
        const struct report_test *now = &is->test[i], *then = test_of(was, now->name);
        if (then && then->status == now->status) continue;
        if (n++ >= TOLD_TESTS) continue;
        text_add(to, "%s%s: %s now, %s then", n > 1 ? ", " : "", now->name,
                 test_status_name(now->status),
                 then ? test_status_name(then->status) : "not there");
    }
    if (n > TOLD_TESTS) text_add(to, " and %zu more tests", n - TOLD_TESTS);
    return n > 0;
}

static void add_speed(struct text *to, const struct report *was, const struct report *is)
{
    if (!was->speed || !is->speed) return;
    text_add(to, "speed %.2f× now, %.2f× then", is->speed->vs_reference, was->speed->vs_reference);
}

/* "another: the tests, the compiler" */
static bool add_parts(struct text *to, const struct class_basis *was, const struct class_basis *is)
{
    size_t n = 0;
    for (size_t i = 0; i < is->n; i++)
        for (size_t k = 0; k < was->n; k++) {
            if (strcmp(is->part[i].name, was->part[k].name) != 0) continue;
            if (strcmp(is->part[i].value, was->part[k].value) == 0) continue;
            text_add(to, "%s%s", n++ ? ", " : "another: ", is->part[i].name);
        }
    return n > 0;
}

static bool is_changed(const struct report *was, const struct report *is)
{
    struct text unsaid = {0};
    bool changed = was->verdict != is->verdict || fabs(was->score - is->score) > 1e-9 ||
                   fabs(was->max_score - is->max_score) > 1e-9 || add_tests(&unsaid, was, is);
    text_free(&unsaid);
    return changed;
}

static void tell_one(struct term *t, const struct class *c, size_t i, const struct report *was,
                     const struct report *is, const struct class_basis *basis_was,
                     const struct class_basis *basis_is)
{
    struct text words = {0}, why = {0};
    text_add(&words, "%s: %s, %g of %g points; it was %s, %g of %g", c->roster.answer[i].found,
             verdict_name(is->verdict), is->score, is->max_score, verdict_name(was->verdict),
             was->score, was->max_score);
    term_wrap(t, TONE_PLAIN, 2, text_of(&words));
    if (!add_tests(&why, was, is)) add_speed(&why, was, is);
    if (why.length) text_add(&why, "; ");
    if (!add_parts(&why, basis_was, basis_is))
        text_add(&why, "%s",
                 was->speed && is->speed && was->verdict == is->verdict
                     ? "measured anew"
                     : "nothing that it depends on is another");
    term_wrap(t, TONE_FAINT, 4, text_of(&why));
    text_free(&words);
    text_free(&why);
}

/* Whether there was one to compare with; *changed: and it said another thing. */
static bool compare(struct term *t, bool *changed, const struct class *c, size_t i,
                    const struct told *told, size_t n, struct arena *a)
{
    const struct roster_answer *w = &c->roster.answer[i];
    struct told wanted = {c->roster.member[w->member].slug, w->exercise, NULL};
    const struct told *last = n ? bsearch(&wanted, told, n, sizeof *told, by_name) : NULL;
    enum class_phase phase;
    struct class_basis is, was;
    struct report now, then;
    *changed = false;
    if (!last || !key_of(c, i, &phase, &is, a) || class_report(c, i, &now, a)) return false;
    if (class_verdict_read(&then, c->out, "before", last->key, a)) return false;
    *changed = is_changed(&then, &now);
    if (!*changed) return true;
    class_verdict_basis(&was, c->out, "before", last->key, a);
    tell_one(t, c, i, &then, &now, &was, &is);
    return true;
}

void class_changes_tell(struct term *t, const struct class *c, struct arena *a)
{
    struct told *told = NULL;
    size_t compared = 0, changed = 0;
    if (access(class_keep_path(c->out, "before", a), F_OK) != 0) return;
    size_t n = read_told(&told, c, a);
    term_end(t);
    for (size_t i = 0; i < c->roster.n_answers; i++) {
        struct arena passing = {0};
        bool is_other;
        compared += compare(t, &is_other, c, i, told, n, &passing);
        changed += is_other;
        arena_free(&passing);
    }
    term_line(t, TONE_PLAIN, 0,
              arena_printf(a, "Graded anew: %zu of %zu as before, %zu changed.", compared - changed,
                           compared, changed));
    forget(c, a);
}
