/* A class of a test's own: a kit with three exercises, DIR `class`, and what is read of it as one
 * text. The test is in the folder that holds them. */
#ifndef KATA_TESTS_HANDED_H
#define KATA_TESTS_HANDED_H

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/roster.h"
#include "grader/scratch.h"
#include "grader/sha256.h"
#include "grader/text.h"
#include "tests/unit/folder.h"

static struct arena arena;
static struct kit kit;
static struct roster roster;

static inline void make_parents(const char *path)
{
    char *copy = arena_copy(&arena, path);
    for (char *slash = strchr(copy, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(copy, 0755);
        *slash = '/';
    }
}

/* A file in class, and the folders that lead to it. */
static inline void hand_in_bytes(const char *name, const char *bytes, size_t n)
{
    const char *path = arena_printf(&arena, "class/%s", name);
    make_parents(path);
    FILE *f = fopen(path, "w");
    ck_assert_msg(f, "%s: %s", path, strerror(errno));
    ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
    ck_assert_int_eq(fclose(f), 0);
}

static inline void hand_in(const char *name, const char *text)
{
    hand_in_bytes(name, text, strlen(text));
}

static inline void make_link(const char *target, const char *name)
{
    const char *path = arena_printf(&arena, "class/%s", name);
    make_parents(path);
    ck_assert_int_eq(symlink(target, path), 0);
}

static inline void set_up(void)
{
    static const char *const exercise[] = {"reservoir", "reservoir_weighted", "roc_auc"};
    folder_begin();
    chmod(folder, 0755);
    ck_assert_int_eq(chdir(folder), 0);
    for (int i = 0; i < 3; i++) {
        make_parents(arena_printf(&arena, "kit/exercises/%s/", exercise[i]));
        folder_file(arena_printf(&arena, "kit/exercises/%s/exercise.json", exercise[i]), "{}");
    }
    mkdir("class", 0755), mkdir("copies", 0755);
    kit = (struct kit){.root = "kit", .build = "kit/build"};
}

static inline bool is_harmless(const char *line)
{
    uint32_t code;
    for (size_t length; *line; line += length) {
        length = text_utf8(line, strlen(line), &code);
        if (length == 0 || code < 0x20 || (code >= 0x7F && code < 0xA0)) return false;
    }
    return true;
}

/* The words that reading it comes to, "" for none. What holds of every roster is checked. */
static inline const char *error_of(const char *exercise)
{
    char *bytes;
    size_t n;
    const char *error = roster_read(&roster, "class", exercise, "copies", &kit, &arena);
    for (size_t i = 0; i < roster.n_members; i++) {
        const struct roster_member *m = &roster.member[i];
        ck_assert(is_harmless(m->name) && is_harmless(m->people) && is_harmless(m->slug));
        ck_assert(*m->slug && (i == 0 || strcmp(m[-1].folder, m->folder) < 0));
        ck_assert(!m->problem || is_harmless(m->problem));
    }
    for (size_t i = 0; i < roster.n_answers; i++) {
        const struct roster_answer *x = &roster.answer[i];
        const char *copy = arena_printf(&arena, "copies/%s.c", x->sha256);
        char sha256[65] = "";
        if (!x->problem && !error) {
            ck_assert_ptr_null(scratch_read(copy, 1 << 20, &arena, &bytes, &n));
            sha256_hex(sha256, bytes, n);
        }
        if (!error) ck_assert_str_eq(x->sha256, sha256);
        ck_assert(is_harmless(x->found) && (!x->problem || is_harmless(x->problem)));
        ck_assert(i == 0 || x[-1].member < x->member ||
                  (x[-1].member == x->member && strcmp(x[-1].exercise, x->exercise) < 0));
    }
    for (size_t i = 0; i < roster.n_remarks; i++) ck_assert(is_harmless(roster.remark[i]));
    return error ? error : "";
}

/* "alice\n  reservoir: alice/reservoir.c\n", a line a remark behind "! ", and a problem in place of
 * what has it. */
static inline const char *said(void)
{
    struct text t = {0};
    size_t x = 0;
    for (size_t i = 0; i < roster.n_members; i++) {
        const struct roster_member *m = &roster.member[i];
        text_add(&t, "%s", m->problem ? m->problem : m->name);
        text_add(&t, *m->people ? " (%s)\n" : "%s\n", m->people);
        for (; x < roster.n_answers && roster.answer[x].member == i; x++) {
            const struct roster_answer *answer = &roster.answer[x];
            text_add(&t, "  %s: %s\n", answer->exercise,
                     answer->problem ? answer->problem : answer->found);
        }
    }
    ck_assert_uint_eq(x, roster.n_answers);
    for (size_t i = 0; i < roster.n_remarks; i++) text_add(&t, "! %s\n", roster.remark[i]);
    const char *kept = arena_copy(&arena, text_of(&t));
    text_free(&t);
    return kept;
}

static inline void expect_of(const char *exercise, const char *words)
{
    ck_assert_str_eq(error_of(exercise), "");
    ck_assert_str_eq(said(), words);
}

static inline void expect(const char *words)
{
    expect_of(NULL, words);
}

/* The names in a folder, sorted, a space behind each. */
static inline const char *names_in(const char *path)
{
    char names[4096] = "";
    FILE *f = popen(arena_printf(&arena, "LC_ALL=C ls -A %s | tr '\\n' ' '", path), "r");
    ck_assert_ptr_nonnull(f);
    ck_assert_ptr_nonnull(fgets(names, sizeof names, f) ? names : strcpy(names, ""));
    pclose(f);
    return arena_copy(&arena, names);
}

#endif
