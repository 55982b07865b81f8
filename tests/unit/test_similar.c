/* Pairs of answers that are alike: made-up copies beside right answers of different hands, of the
 * kit's own exercises. Where sim_c is not installed only what needs none is tested. */
#include "grader/similar.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/scratch.h"
#include "grader/sha256.h"
#include "grader/text.h"
#include "tests/unit/unit.h"

static struct arena arena;

/* ---- a class ---- */

enum { MOST = 3000 };
static char folder[] = "/tmp/test_similar.XXXXXX";
static struct roster_answer answer[MOST];
static struct class group;
static struct kit kit;
static struct similar_pair *pair;
static size_t n_pairs;
static const char *remark;

static void begin(void)
{
    static char root[4096];
    strcpy(folder + sizeof folder - 7, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_ptr_nonnull(getcwd(root, sizeof root));
    mkdir(arena_printf(&arena, "%s/.mlkata", folder), 0700);
    mkdir(arena_printf(&arena, "%s/.mlkata/answers", folder), 0700);
    kit = (struct kit){.root = root, .build = folder};
    group = (struct class){.dir = folder, .out = folder, .k = &kit, .roster.answer = answer};
}

static void end(void)
{
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
}

/* Each is a member of its own. */
static size_t hand_in(const char *exercise, const char *text)
{
    size_t i = group.roster.n_answers++;
    answer[i] = (struct roster_answer){.member = i, .exercise = exercise};
    sha256_hex(answer[i].sha256, text, strlen(text));
    FILE *out =
        fopen(arena_printf(&arena, "%s/.mlkata/answers/%s.c", folder, answer[i].sha256), "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    ck_assert_int_eq(fclose(out), 0);
    return i;
}

static const char *find(void)
{
    return similar_find(&pair, &n_pairs, &remark, &group, &arena);
}

/* NULL: they are no pair. */
static const struct similar_pair *pair_of(size_t a, size_t b)
{
    for (size_t i = 0; i < n_pairs; i++)
        if (pair[i].a == a && pair[i].b == b) return &pair[i];
    return NULL;
}

static bool has_sim(void)
{
    return system("command -v sim_c >/dev/null") == 0;
}

static char *text_in(const char *path)
{
    char *text;
    size_t n;
    ck_assert_ptr_null(scratch_read(path, 1 << 20, &arena, &text, &n));
    return text;
}

/* ---- copies ---- */

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Every name that is not a keyword, a type or the contract's: another. */
static char *renamed(const char *text, const char *kept)
{
    static const char own[] =
        " break case const continue do double else enum float for goto if inline int long restrict "
        "return short sizeof static struct switch unsigned void while include size_t int32_t "
        "int64_t uint32_t uint64_t uint8_t bool true false NULL malloc free qsort memcpy isfinite "
        "isnan NAN fabs log exp sqrt stdlib stdint string math h ";
    struct text out = {0};
    while (*text) {
        size_t n = 0;
        while (in_word(text[n])) n++;
        if (n == 0) {
            text_put(&out, text++, 1);
            continue;
        }
        char *word = arena_printf(&arena, " %.*s ", (int)n, text);
        bool stays = isdigit((unsigned char)*text) || strstr(own, word) || strstr(kept, word);
        text_add(&out, "%s%.*s", stays ? "" : "my_", (int)n, text);
        text += n;
    }
    char *copy = arena_copy(&arena, text_of(&out));
    text_free(&out);
    return copy;
}

/* The first function (what begins with `static`) moved behind what follows it. */
static char *reordered(const char *text)
{
    const char *first = strstr(text, "\nstatic "), *end = strstr(first, "\n}\n") + 3;
    const char *second = strstr(end, "\n}\n") + 3;
    return arena_printf(&arena, "%.*s%.*s%.*s%s", (int)(first - text), text, (int)(second - end),
                        end, (int)(end - first), first, second);
}

/* A remark behind each line, and the first comment gone. */
static char *commented(const char *text)
{
    struct text out = {0};
    const char *body = strstr(text, "#include");
    for (; *body; body++)
        if (*body == '\n' && body[-1] == ';')
            text_add(&out, " /* here we go */\n\n");
        else
            text_put(&out, body, 1);
    char *copy = arena_copy(&arena, text_of(&out));
    text_free(&out);
    return copy;
}

/* ---- pairs ---- */

START_TEST(a_copy_in_disguise_is_a_pair)
{
    static const char kept[] = " score y w_opt n auc ml_status ML_OK ML_EINVAL ML_EDOM ML_ENOMEM ";
    char *original = text_in("tests/right/roc_auc/merge_sort.c");
    begin();
    size_t a = hand_in("roc_auc", original);
    size_t others[] = {hand_in("roc_auc", text_in("tests/right/roc_auc/binary_search.c")),
                       hand_in("roc_auc", text_in("tests/right/roc_auc/mid_ranks.c")),
                       hand_in("roc_auc", text_in("tests/right/roc_auc/radix_sort.c"))};
    size_t b = hand_in("roc_auc", renamed(original, kept));
    size_t c = hand_in("roc_auc", reordered(renamed(original, kept)));
    size_t d = hand_in("roc_auc", commented(original));
    const char *error = find();
    end();
    if (!has_sim()) {
        ck_assert_ptr_nonnull(
            strstr(error, "not installed (apt install similarity-tester): roc_auc"));
        return;
    }
    ck_assert_ptr_null(error);
    ck_assert_uint_eq(n_pairs, 6);
    ck_assert_double_ge(pair_of(a, b)->percent_a, 100);
    ck_assert_double_ge(pair_of(a, c)->percent_a, 90);
    ck_assert_double_ge(pair_of(a, d)->percent_b, 100);
    ck_assert_double_ge(pair_of(c, d)->percent_b, 90);
    ck_assert_uint_ge(pair_of(a, b)->own_a, 400);
    ck_assert(!pair_of(a, b)->identical);
    for (size_t i = 0; i < 3; i++) ck_assert_ptr_null(pair_of(a, others[i]));
    ck_assert_ptr_null(remark);
}
END_TEST

START_TEST(the_reference_is_everybodys_to_copy)
{
    static const char *const rung[] = {"plain", "blas", "fast"};
    char *plain = text_in("reference/cosine_topk/plain.c");
    begin();
    for (size_t i = 0; i < 3; i++)
        hand_in("cosine_topk",
                text_in(arena_printf(&arena, "reference/cosine_topk/%s.c", rung[i])));
    hand_in("cosine_topk", plain);
    hand_in("cosine_topk", renamed(plain, " "));
    hand_in("cosine_topk", text_in("exercises/cosine_topk/stub.c"));
    hand_in("cosine_topk", text_in("exercises/cosine_topk/stub.c"));
    ck_assert_ptr_null(find());
    end();
    ck_assert_uint_eq(n_pairs, 0);
    ck_assert_ptr_nonnull(
        strstr(remark, "7 of 7 answers are too short to tell a copy from chance (under 60 tokens"));
}
END_TEST

/* As five people would write the shortest task of all. */
START_TEST(short_answers_look_alike_and_are_a_pair_by_their_bytes_alone)
{
    static const char *const body[] = {
        "  if (r->seen < r->k) { r->items[r->seen] = item; } else {\n"
        "    uint64_t j = ml_rng_below(rng, r->seen + 1);\n"
        "    if (j < r->k) r->items[j] = item;\n  }\n  r->seen++;\n",
        "  r->seen += 1;\n  if (r->seen <= r->k) { r->items[r->seen - 1] = item; return ML_OK; }\n"
        "  size_t slot = ml_rng_below(rng, r->seen);\n"
        "  if (slot < r->k) { r->items[slot] = item; }\n",
        "  const uint64_t n = r->seen;\n  if (n < r->k)\n    r->items[n] = item;\n  else {\n"
        "    uint64_t at = ml_rng_below(rng, n + 1);\n    if (at < r->k) r->items[at] = item;\n  "
        "}\n"
        "  r->seen = n + 1;\n",
        "  if (r->seen < r->k) { r->items[r->seen++] = item; return ML_OK; }\n"
        "  uint64_t pick = ml_rng_below(rng, ++r->seen);\n"
        "  if (pick >= r->k) return ML_OK;\n  r->items[pick] = item;\n",
        "  uint64_t where = r->seen;\n"
        "  if (where >= r->k) where = ml_rng_below(rng, r->seen + 1);\n"
        "  r->seen++;\n  if (where < r->k) r->items[where] = item;\n"};
    static const char *const init[] = {
        "  if (r == NULL || items == NULL || k < 1) return ML_EINVAL;\n"
        "  r->k = k; r->items = items; r->seen = 0;\n",
        "  if (!r || !items || !k) { return ML_EINVAL; }\n  r->items = items;\n  r->k = k;\n"
        "  r->seen = 0;\n"};
    begin();
    for (size_t i = 0; i < 6; i++)
        hand_in("reservoir",
                arena_printf(&arena,
                             "#include \"reservoir.h\"\n\nenum ml_status reservoir_init(struct "
                             "reservoir *r, int64_t *items, size_t k)\n{\n%s  return ML_OK;\n}\n\n"
                             "enum ml_status reservoir_push(struct reservoir *r, int64_t item, "
                             "struct ml_rng *rng)\n{\n  if (!r || !rng) return ML_EINVAL;\n%s"
                             "  return ML_OK;\n}\n",
                             init[i % 5 % 2], body[i % 5]));
    find();
    end();
    ck_assert_uint_eq(n_pairs, 1);
    ck_assert(pair_of(0, 5)->identical);
    ck_assert_ptr_nonnull(strstr(remark, "under 60 tokens"));
}
END_TEST

START_TEST(the_same_bytes_are_a_pair_however_short)
{
    char *plain = text_in("reference/reservoir/plain.c"), *end_of = strstr(plain, "uint64_t place");
    char *own =
        arena_printf(&arena,
                     "%.*sconst uint64_t where = ml_rng_below(rng, 1 + i);\n"
                     "    if (where < r->k) r->items[where] = item;\n    return ML_OK;\n}\n",
                     (int)(end_of - plain), plain);
    begin();
    hand_in("reservoir", own);
    hand_in("roc_auc", own); /* of another exercise */
    hand_in("reservoir", own);
    group.roster.answer[hand_in("reservoir", own)].problem = "two files";
    find();
    end();
    ck_assert_uint_eq(n_pairs, 1);
    ck_assert(pair[0].a == 0 && pair[0].b == 2 && pair[0].identical);
    ck_assert_double_eq(pair[0].percent_a, 100);
    ck_assert_uint_ge(pair[0].own_b, 24);
    ck_assert_uint_lt(pair[0].own_b, 60);
}
END_TEST

START_TEST(without_sim_the_same_bytes_are_still_a_pair)
{
    static const char *const exercise[] = {"cosine_topk", "roc_auc"};
    char *own[] = {text_in("tests/right/cosine_topk/keys.c"),
                   text_in("tests/right/cosine_topk/merged.c")};
    char *path = arena_copy(&arena, getenv("PATH"));
    begin();
    for (size_t i = 0; i < 6; i++) hand_in(exercise[i / 3], own[i % 3 / 2]);
    setenv("PATH", folder, 1);
    const char *error = find();
    setenv("PATH", path, 1);
    end();
    ck_assert_str_eq(error, "sim_c is not installed (apt install similarity-tester): cosine_topk, "
                            "roc_auc");
    ck_assert_uint_eq(n_pairs, 2);
    ck_assert(pair_of(0, 1)->identical && pair_of(3, 4)->identical);
}
END_TEST

START_TEST(each_pair_is_told_once)
{
    char *own = text_in("tests/right/cosine_topk/keys.c");
    begin();
    for (size_t i = 0; i < 8; i++)
        hand_in("cosine_topk", i < 4 ? own : arena_printf(&arena, "%s// %zu\n", own, i));
    find();
    end();
    ck_assert_uint_eq(n_pairs, 28);
    for (size_t i = 0; i < n_pairs; i++) {
        ck_assert_uint_lt(pair[i].a, pair[i].b);
        ck_assert_ptr_eq(pair_of(pair[i].a, pair[i].b), &pair[i]);
    }
}
END_TEST

START_TEST(of_many_copies_the_first_thousand_pairs_are_told)
{
    char *own = text_in("tests/right/cosine_topk/keys.c");
    begin();
    for (size_t i = 0; i < 60; i++)
        hand_in("cosine_topk", i % 2 ? own : arena_printf(&arena, "%s// %zu\n", own, i));
    ck_assert_ptr_null(find());
    end();
    ck_assert_uint_eq(n_pairs, 1000);
    ck_assert(pair[0].identical && pair[434].identical && !pair[435].identical);
    ck_assert_ptr_nonnull(strstr(remark, "the 1,000 most alike of 1,770 pairs are told"));
}
END_TEST

START_TEST(what_repeats_itself_for_ever_is_left_out)
{
    begin();
    for (size_t i = 0; i < 2; i++) {
        struct text table = {0};
        for (size_t line = 0; line < 1300 - i; line++)
            text_add(&table, "table[%zu] = %zu ^ %s;\n", line, line, i ? "a" : "b");
        hand_in("roc_auc", text_of(&table));
        text_free(&table);
    }
    find();
    end();
    ck_assert_uint_eq(n_pairs, 0);
    ck_assert_str_eq(remark,
                     "2 of 2 answers are too long to compare (over 10000 tokens): only exact "
                     "copies of them are told");
}
END_TEST

START_TEST(an_answer_that_is_gone_or_nothing_is_no_pair)
{
    begin();
    find();
    ck_assert_uint_eq(n_pairs, 0);
    size_t gone = hand_in("roc_auc", "int x;");
    unlink(arena_printf(&arena, "%s/.mlkata/answers/%s.c", folder, answer[gone].sha256));
    hand_in("roc_auc", "");
    hand_in("roc_auc", "");
    hand_in("roc_auc", "/* a comment that never ends");
    ck_assert_ptr_null(find());
    end();
    ck_assert_uint_eq(n_pairs, 0);
}
END_TEST

START_TEST(a_copy_in_a_lot_of_padding_is_a_pair_and_a_phrase_in_common_is_none)
{
    char *own = text_in("tests/right/reservoir/algorithm_x.c"),
         *long_one = text_in("tests/right/reservoir/algorithm_z.c");
    begin();
    hand_in("reservoir", own);
    hand_in("reservoir", arena_printf(&arena, "%s%.800s", own, strstr(long_one, "\n}\n") + 3));
    hand_in("reservoir", arena_printf(&arena, "%s%s%s", own, long_one,
                                      text_in("tests/right/roc_auc/merge_sort.c")));
    const char *error = find();
    end();
    if (!has_sim()) return;
    ck_assert_ptr_null(error);
    ck_assert(pair_of(0, 1) && pair_of(0, 1)->percent_a >= 95);
    ck_assert_ptr_null(pair_of(0, 2));
}
END_TEST

/* A family of more than a batch, each member a few statements away from another. */
START_TEST(in_a_large_family_everybody_finds_a_relative)
{
    enum { FAMILY = 3 * 48 };
    char *own = text_in("tests/right/roc_auc/radix_sort.c");
    begin();
    for (size_t i = 0; i < FAMILY; i++) {
        struct text more = {0};
        text_add(&more, "%s\nstatic int own(int x)\n{\n", own);
        for (size_t bit = 0; bit < 9; bit++)
            text_add(&more, "x = %s%zu;\n", i >> bit & 1 ? "~x ^ " : "x % 9 ? x : ", bit);
        text_add(&more, "return x;\n}\n");
        hand_in("roc_auc", text_of(&more));
        text_free(&more);
    }
    const char *error = find();
    end();
    if (!has_sim()) return;
    ck_assert_ptr_null(error);
    ck_assert_ptr_nonnull(strstr(remark, "where more than 48 are alike"));
    ck_assert_uint_ge(n_pairs, FAMILY / 2);
    for (size_t i = 0; i < n_pairs; i++) ck_assert_double_ge(pair[i].percent_a, 60);
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "similar", a_copy_in_disguise_is_a_pair, the_reference_is_everybodys_to_copy,
        short_answers_look_alike_and_are_a_pair_by_their_bytes_alone,
        the_same_bytes_are_a_pair_however_short, without_sim_the_same_bytes_are_still_a_pair,
        each_pair_is_told_once, of_many_copies_the_first_thousand_pairs_are_told,
        what_repeats_itself_for_ever_is_left_out, an_answer_that_is_gone_or_nothing_is_no_pair,
        a_copy_in_a_lot_of_padding_is_a_pair_and_a_phrase_in_common_is_none,
        in_a_large_family_everybody_finds_a_relative);
}
