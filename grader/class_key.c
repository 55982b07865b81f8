#include "grader/class_key.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grader/build.h"
#include "grader/fingerprint.h"
#include "grader/process.h"
#include "grader/sha256.h"

enum { PATIENCE_MS = 10000 };

struct of_exercise {
    struct of_exercise *next;
    const char *exercise, *tests, *contract, *records, *references;
};

struct class_parts {
    const struct kit *k;
    struct arena *a;
    const char *grader, *compiler, *flags;
    struct of_exercise *first;
    const char *error;
};

/* ---- what the kit consists of ---- */

/* One print of several files below a folder; "name print" each, so that none can take another's
 * place. */
static const char *print_of(struct class_parts *p, const char *folder, const char *const *name)
{
    struct arena *a = p->a;
    const char *all = "";
    for (; *name; name++) {
        const char *path = arena_printf(a, "%s/%s", folder, *name);
        const char *one = fingerprint_of(path, a);
        if (!one && !p->error) p->error = arena_printf(a, "%s: %s", path, strerror(errno));
        all = arena_printf(a, "%s%s %s\n", all, *name, one ? one : "");
    }
    char hex[65];
    sha256_hex(hex, all, strlen(all));
    return arena_copy(a, hex);
}

#define PRINT(p, folder, ...) print_of(p, folder, (const char *const[]){__VA_ARGS__, NULL})

static const char *of_runners(struct class_parts *p, const char *x)
{
    struct arena *a = p->a;
    return PRINT(p, arena_printf(a, "%s/runners", p->k->build), x,
                 arena_printf(a, "%s.sanitized", x), arena_printf(a, "%s.blas", x),
                 arena_printf(a, "%s.blas.sanitized", x));
}

/* The plain reference counts among the tests as well: it says how long one may take. */
static struct of_exercise *look_at(struct class_parts *p, const char *exercise)
{
    struct arena *a = p->a;
    struct of_exercise *e = arena_take(a, 1, sizeof *e);
    const char *x = arena_copy(a, exercise);
    const char *own = arena_printf(a, "%s/exercises/%s", p->k->root, x);
    e->exercise = x;
    e->tests = of_runners(p, x);
    e->contract = PRINT(p, own, "exercise.json", "stub.c", "../ml.h", arena_printf(a, "%s.h", x),
                        "../../grader/constructors.ld");
    e->records = PRINT(p, arena_printf(a, "%s/records", p->k->build), x);
    e->references = PRINT(p, arena_printf(a, "%s/reference/%s", p->k->build, x), "plain.so",
                          "blas.so", "fast.so");
    e->next = p->first;
    return p->first = e;
}

static struct of_exercise *find(struct class_parts *p, const char *exercise)
{
    for (struct of_exercise *e = p->first; e; e = e->next)
        if (strcmp(e->exercise, exercise) == 0) return e;
    return look_at(p, exercise);
}

/* ---- the compiler ---- */

static const char *first_line(struct process *p, struct arena *a)
{
    const char *said = p->err.bytes ? p->err.bytes : "";
    return arena_printf(a, "%.*s", (int)strcspn(said, "\n"), said);
}

static const char *ask_compiler(struct class_parts *p)
{
    const char *argv[] = {build_compiler(), "--version", NULL}, *said = "";
    struct process asked;
    const char *error = process_start(
        &asked,
        &(struct launch){.argv = argv, .deadline_ms = PATIENCE_MS, .err_limit = 4096, .cpu = -1});
    if (!error) {
        process_finish(&asked);
        error = process_error(&asked);
        said = first_line(&asked, p->a);
        process_free(&asked);
    }
    if (error) p->error = arena_printf(p->a, "cannot start %s", error);
    return said;
}

struct class_parts *class_parts_of(const struct kit *k, struct arena *a)
{
    struct class_parts *p = arena_take(a, 1, sizeof *p);
    *p = (struct class_parts){.k = k, .a = a};
    p->grader = PRINT(p, k->build, "kata");
    p->compiler = ask_compiler(p);
    p->flags = build_flags(a);
    return p;
}

/* ---- the key ---- */

static void add(struct class_basis *b, const char *name, const char *value)
{
    b->part[b->n++] = (struct class_part){name, value};
}

const char *class_basis_of(struct class_basis *b, const struct class *c, const char *sha256,
                           const char *exercise, enum class_phase phase, struct arena *a)
{
    struct class_parts *p = c->parts;
    const struct of_exercise *e = find(p, exercise);
    *b = (struct class_basis){0};
    add(b, "the answer", arena_copy(a, sha256));
    add(b, "the exercise", e->exercise);
    add(b, "the seed", arena_printf(a, "%llu", (unsigned long long)c->seed));
    add(b, "the jail", c->jailed ? "jailed" : "none");
    add(b, "the grader", p->grader);
    add(b, "the tests", e->tests);
    add(b, "the contract", e->contract);
    add(b, "the known mistakes", e->records);
    add(b, "the compiler", p->compiler);
    add(b, "the flags", p->flags);
    if (phase == CLASS_SPEED) {
        add(b, "the references", e->references);
        add(b, "the machine", c->machine);
    }
    const char *all = "";
    for (size_t i = 0; i < b->n; i++)
        all = arena_printf(a, "%s%s\n%s\n", all, b->part[i].name, b->part[i].value);
    sha256_hex(b->key, all, strlen(all));
    return p->error;
}
