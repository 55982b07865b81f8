#include "grader/keeping.h"

#include <unistd.h>

#include "grader/calendar.h"
#include "grader/process.h"

/* How long one who is done may be held up. The clocks of machines that share a home differ by less
 * than a minute. */
enum { KEEP_MS = 1000, CLOCKS_DIFFER_MS = 60000 };

struct kept {
    keeping_function add;
    const void *what;
    const char *folder;
    double until_ms;
    int64_t now_ms;
    const char *error, *remark;
    bool damaged;
    struct arena *a;
};

/* A clock that was set back, or ahead before: the order of what was kept is that of its numbers. */
static const char *look_at_clock(struct store *s, int64_t now_ms)
{
    sqlite3_stmt *q = store_ask(s, "SELECT at_ms FROM grading ORDER BY id DESC LIMIT 1");
    if (!store_next(s, q)) return NULL;
    int64_t last = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    if (last <= now_ms + CLOCKS_DIFFER_MS) return NULL;
    return arena_printf(s->a,
                        "the last grading in the history is of %s, and now it is %s: is the "
                        "clock right?",
                        calendar_minute(last, s->a), calendar_minute(now_ms, s->a));
}

static void keep(struct kept *k)
{
    struct store s;
    store_open_to_write(&s, k->folder, k->until_ms, k->a);
    k->remark = look_at_clock(&s, k->now_ms);
    if (!s.error) k->add(&s, k->now_ms, k->what);
    store_commit(&s);
    store_close(&s);
    k->error = s.error;
    k->damaged = s.damaged;
}

/* Another may have begun a new one since: with the lock, it is looked at again. */
static void begin_anew(struct kept *k)
{
    int lock;
    const char *aside, *why = k->error;
    k->error = store_lock(&lock, k->folder, k->until_ms);
    if (!k->error) keep(k);
    if (k->error && k->damaged) {
        k->error = store_put_aside(k->folder, &aside, k->a);
        if (!k->error) {
            keep(k);
            k->remark = arena_printf(k->a,
                                     "the history was not fit for use (%s); it is kept as %s, "
                                     "and a new one is begun",
                                     why, aside);
        }
    }
    if (lock >= 0) close(lock);
}

const char *keeping(keeping_function add, const void *what, const char **remark, struct arena *a)
{
    struct kept k = {.add = add,
                     .what = what,
                     .until_ms = clock_ms() + KEEP_MS,
                     .now_ms = calendar_ms(),
                     .a = a};
    *remark = NULL;
    const char *error = store_folder(&k.folder, a);
    if (error || !k.folder) return error;
    keep(&k);
    if (k.damaged) begin_anew(&k);
    *remark = k.remark;
    return k.error;
}
