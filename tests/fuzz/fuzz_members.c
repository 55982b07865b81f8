/* members.csv: any bytes, for a class of four.
 *
 * What must hold: the names behind a folder, where there are any, are one line that can be shown,
 * and so is each remark; there are few of these, whatever the bytes. The same rows once more add
 * nothing. */
#include <string.h>

#include "grader/roster_members.h"
#include "tests/fuzz/fuzz.h"

enum { N = 4, REMARKS_MOST = ROSTER_MOST_ALIKE + 2 };

static void begin(struct roster *r, struct roster_member member[N])
{
    static const char *const folder[N] = {"a", "blue team", "team", "\xff"};
    for (int i = 0; i < N; i++)
        member[i] = (struct roster_member){
            .folder = folder[i], .name = i < N - 1 ? folder[i] : "\uFFFD", .people = ""};
    *r = (struct roster){.n_members = N, .member = member};
}

static void check(const struct roster *r)
{
    MUST(r->n_remarks <= REMARKS_MOST);
    for (size_t i = 0; i < r->n_remarks; i++) fuzz_check_line(r->remark[i]);
    for (int i = 0; i < N; i++) {
        const char *people = r->member[i].people;
        if (*people) fuzz_check_line(people);
        MUST(strlen(people) <= 1002);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct roster r;
    struct roster_member member[N];
    const char *before[N];
    begin(&r, member);
    roster_people(&(struct roster_build){.r = &r, .a = &a}, (const char *)data, size);
    check(&r);
    for (int i = 0; i < N; i++) before[i] = member[i].people;
    r.n_remarks = 0;
    roster_people(&(struct roster_build){.r = &r, .a = &a}, (const char *)data, size);
    for (int i = 0; i < N; i++) MUST(strcmp(before[i], member[i].people) == 0);
    arena_free(&a);
    return 0;
}
