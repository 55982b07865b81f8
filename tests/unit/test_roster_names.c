#include "grader/roster_names.h"

#include <stdio.h>
#include <string.h>

#include "grader/sha256.h"
#include "tests/unit/unit.h"

static struct arena arena;

/* The slug of a folder that is alone. */
static const char *alone(const char *folder)
{
    struct roster_member m = {.folder = folder};
    roster_slugs(&m, 1, &arena);
    return m.slug;
}

/* What can be read of it, and the first digits of its SHA-256. */
static const char *hashed(const char *readable, const char *folder, int digits)
{
    char sha256[65];
    sha256_hex(sha256, folder, strlen(folder));
    return arena_printf(&arena, "%s-%.*s", readable, digits, sha256);
}

static const char *repeated(char c, int n)
{
    char *s = arena_take(&arena, (size_t)n + 1, 1);
    memset(s, c, (size_t)n);
    return s;
}

START_TEST(a_plain_name_is_its_own_slug)
{
    const char *const name[] = {"alice",           "team-7",   "7",        "anna.lee",  "a_b-c.d",
                                repeated('a', 48), "com",      "comb",     "communism", "lpta",
                                "lpt10",           "deadbeef", "a-deadbee"};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        ck_assert_str_eq(alone(name[i]), name[i]);
}
END_TEST

START_TEST(any_other_has_its_readable_part_and_a_fingerprint)
{
    static const struct {
        const char *folder, *readable;
    } row[] = {
        {"Team Blue", "team-blue"},
        {"  a  b  ", "a-b"},
        {"-rf", "rf"},
        {"a..b", "a-b"},
        {"a.", "a"},
        {"_a", "a"},
        {"M\xc3\xbcller", "m-ller"},
        {"\xe5\xbc\xa0\xe4\xbc\x9f", "member"},
        {"\xff\xfe", "member"},
        {"a\nb\x1b[2J", "a-b-2j"},
        {"a\"'<&b", "a-b"},
        {"%2e%2e", "2e-2e"},
        {"con", "con"},
        {"nul.txt", "nul-txt"},
        {"com1", "com1"},
        {"lpt9.a", "lpt9-a"},
        {"alice-deadbeef", "alice-deadbeef"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        ck_assert_str_eq(alone(row[i].folder), hashed(row[i].readable, row[i].folder, 8));
    const char *capital = repeated('A', 255), *small = repeated('a', 49);
    ck_assert_str_eq(alone(capital), hashed(repeated('a', 48), capital, 8));
    ck_assert_str_eq(alone(small), hashed(repeated('a', 48), small, 8));
}
END_TEST

/* Each slug of many names is its own, and the same as when the name is alone. */
START_TEST(whoever_comes_later_changes_nobody_elses)
{
    static const char *const name[] = {"ALICE", "Alice", "a b",  "a  b", "a-b",    "a-b-", "a_b",
                                       "a\tb",  "alice", "\xfe", "\xff", "member", "-"};
    enum { N = sizeof name / sizeof *name };
    struct roster_member m[N] = {0};
    for (size_t i = 0; i < N; i++) m[i].folder = name[i];
    roster_slugs(m, N, &arena);
    for (size_t i = 0; i < N; i++) {
        ck_assert_str_eq(m[i].slug, alone(name[i]));
        for (size_t k = 0; k < i; k++) ck_assert_int_ne(strcasecmp(m[i].slug, m[k].slug), 0);
    }
}
END_TEST

/* Made so that the SHA-256 of both begin with the same eight digits. */
START_TEST(fingerprints_that_are_alike_are_given_in_full)
{
    struct roster_member m[3] = {{.folder = "a#@]+"}, {.folder = "a{[@~"}, {.folder = "A!"}};
    const char *first = alone(m[0].folder);
    ck_assert_str_eq(first, alone(m[1].folder));
    roster_slugs(m, 3, &arena);
    for (int i = 0; i < 2; i++) ck_assert_str_eq(m[i].slug, hashed("a", m[i].folder, 64));
    ck_assert_str_eq(m[2].slug, hashed("a", "A!", 8));
}
END_TEST

int main(void)
{
    return UNIT_RUN("roster_names", a_plain_name_is_its_own_slug,
                    any_other_has_its_readable_part_and_a_fingerprint,
                    whoever_comes_later_changes_nobody_elses,
                    fingerprints_that_are_alike_are_given_in_full);
}
