/* Members' answers, as what is left of them goes to sim_c: any bytes as what everybody has, and as
 * an answer.
 *
 *   what everybody has ==== the answer
 *
 * What must hold: what is left is lines of printable ASCII without a comment or a string that holds
 * anything; it is as many tokens as were counted, of the shape that was told, when read again; and
 * nothing is left of what everybody has. */
#include <ctype.h>
#include <string.h>

#include "grader/similar_rest.h"
#include "tests/fuzz/fuzz.h"

static char *left_of(struct similar_rest *rest, const struct similar_known *known, const char *text,
                     size_t n)
{
    char *left;
    size_t length;
    FILE *out = open_memstream(&left, &length);
    MUST(out);
    similar_rest(out, rest, known, text, n);
    MUST(fclose(out) == 0 && strlen(left) == length);
    return left;
}

static void check_text(const char *left)
{
    for (const char *at = left; *at; at++) MUST(isprint((unsigned char)*at) || *at == '\n');
    MUST(!strstr(left, "/*") && !strstr(left, "//"));
    for (const char *at = left; (at = strchr(at, '"')); at += 2) MUST(at[1] == '"');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    struct stream common = fuzz_part(&input), answer = fuzz_part(&input);
    struct arena a = {0};
    struct similar_known known = {0}, nothing = {0};
    struct similar_rest rest, again;
    similar_know(&known, common.bytes, common.n, &a);
    char *left = left_of(&rest, &known, answer.bytes, answer.n);
    check_text(left);
    MUST(rest.left <= rest.tokens && rest.left <= rest.worded && rest.worded <= rest.tokens);
    free(left_of(&again, &nothing, left, strlen(left)));
    MUST(again.tokens == rest.left && again.left == rest.left);
    MUST(strcmp(again.shape, rest.shape) == 0);
    free(left);
    free(left_of(&rest, &known, common.bytes, common.n));
    MUST(rest.left == 0 && rest.worded == 0);
    arena_free(&a);
    free(common.bytes);
    free(answer.bytes);
    return 0;
}
