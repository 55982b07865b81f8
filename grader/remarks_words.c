#include "grader/remarks.h"

#include <ctype.h>
#include <string.h>

enum { QUOTED = 90 };

#define WITHIN "there are loops within it, or in what it calls"
#define BRANCHES                                                                                   \
    "a branch in it may leave it early, or choose between different work (if, &&, switch)"
#define PASSES "how often it runs is known only while it runs"
#define EARLY "it may leave early, or " PASSES
#define IN_ORDER                                                                                   \
    "a sum of floating-point numbers keeps its order, so that each addition waits for the one "    \
    "before; several sums side by side, added up at the end, do not wait"
#define ONE_AFTER_ANOTHER "each pass needs the result of the one before"
#define DEPENDS "a pass may read what an earlier one wrote"
#define SCATTERED                                                                                  \
    "the places that it reads or writes are known only as it runs, as in x[index[i]], and two "    \
    "passes may meet at one"
#define OVERLAP                                                                                    \
    "what it reads may overlap what it writes; a local copy, or restrict where the contract "      \
    "forbids overlap, says that it does not"
#define NO_GAIN "vectors would not make it faster, the compiler reckons"

/* From the most telling to the least: both compilers try each loop in several ways, and the later
 * ways fail for reasons of their own. %s: the function that is called. */
static const struct {
    const char *sign, *words;
} reasons[] = {
    {"multiple nested loops", WITHIN},
    {"two or more consecutive inner loops", WITHIN},
    {"unsupported outerloop form", WITHIN},
    {"Bad inner loop", WITHIN},
    {"inner-loop count not invariant", WITHIN},
    {"loop is not the innermost loop", WITHIN},
    {"volatile type", "it reads or writes something volatile"},
    {"statement clobbers memory: ", "the compiler cannot see into a call: %s"},
    {"call instruction cannot be vectorized", "there is no vector form of %s"},
    {"function calls or data references that cannot be analyzed",
     "the compiler cannot see into a call or an access in it"},
    {"loop contains a switch statement", BRANCHES},
    {"control flow in loop", BRANCHES},
    {"control flow cannot be substituted for a select", BRANCHES},
    {"number of iterations cannot be computed", PASSES},
    {"could not determine number of loop iterations", EARLY},
    {"relevant stmt not supported: ", "there is no vector form of %s"},
    {"possible alias involving gather/scatter", SCATTERED},
    {"cannot identify array bounds", SCATTERED},
    {"possible dependence between data-refs", DEPENDS},
    {"unsafe dependent memory operations", DEPENDS},
    {"double reduction or condition reduction or fold-left reduction", IN_ORDER},
    {"cannot prove it is safe to reorder floating-point", IN_ORDER},
    {"complicated access pattern",
     "it goes through memory as vectors cannot, or keeps a running value behind a pointer; a local "
     "variable for that would do"},
    {"unsupported use in stmt", ONE_AFTER_ANOTHER},
    {"reduction used in loop", ONE_AFTER_ANOTHER},
    {"could not be identified as reduction", ONE_AFTER_ANOTHER},
    {"more than one data ref in stmt", "it copies a whole struct at once"},
    {"unsupported data-type long double", "long double goes into no vector"},
    {"scalar_type: __m", "it is written in vectors already"},
    {"scalar_type: uint128_t", "it is written in vectors already"},
    {"scalar_type: uint256_t", "it is written in vectors already"},
    {"scalar_type: uint512_t", "it is written in vectors already"},
    {"cannot check memory dependencies at runtime", OVERLAP},
    {"control flow is not understood", "its branches are more than the compiler follows"},
    {"iteration count smaller than vectorization factor", "it has too few passes to fill a vector"},
    {"vectorization is not profitable", NO_GAIN},
    {"vectorization not profitable", NO_GAIN},
    {"vectorization is not beneficial", NO_GAIN},
    {"not suitable for strided load", "it reads places that lie far apart"},
    {"relevant stmt not supported", "it does something that has no vector form"},
    {"instruction cannot be vectorized", "it does something that has no vector form"},
    {"not suitable for gather load",
     "the places that it reads are known only as it runs, as in x[index[i]]"},
    {"versioning for alias required", OVERLAP},
    {"no vectype for stmt", "it works on something that goes into no vector"},
};
enum { REASONS = sizeof reasons / sizeof *reasons, UNKNOWN = REASONS + 1 };

static size_t word_length(const char *s)
{
    size_t n = 0;
    while (isalnum((unsigned char)s[n]) || s[n] == '_') n++;
    return n;
}

/* gcc: "_5 = expf (_3);", "ext (_3);", and through a pointer "f_7(D) (_3);". clang points to it in
 * the source: "expf(x)". NULL: no call, or not of anything that has a name. */
static const char *called(const char *text, struct arena *a)
{
    const char *equals = strstr(text, " = "), *name = equals ? equals + 3 : text;
    size_t n = word_length(name);
    const char *after = name + n;
    bool nameless = n == 0 || isdigit((unsigned char)name[name[0] == '_']);
    if (nameless || after[strspn(after, " ")] != '(') return NULL;
    if (strncmp(after, "(D)", 3) == 0)
        while (n > 1 && name[--n] != '_') continue;
    if (strncmp(name, "__builtin_", 10) == 0) name += 10, n -= 10;
    return arena_printf(a, "%.*s", (int)(n < QUOTED ? n : QUOTED), name);
}

/* "not vectorized: some words; more of them" as "some words" */
static const char *own_words(const char *message, struct arena *a)
{
    static const char mark[] = "not vectorized: ";
    const char *at = strstr(message, mark);
    if (!at) return NULL;
    at += strlen(mark);
    size_t n = strcspn(at, ";[\n"), whole = n;
    if (n > QUOTED)
        for (n = QUOTED; n > 0 && at[n] != ' ';) n--;
    while (n > 0 && (at[n - 1] == ' ' || at[n - 1] == '.')) n--;
    return arena_printf(a, "%.*s%s", (int)n, at, whole > QUOTED ? "…" : "");
}

void remarks_weigh(struct remarks_why *why, const char *message, const char *line, struct arena *a)
{
    for (int i = 0; i < REASONS; i++) {
        const char *at = strstr(message, reasons[i].sign);
        if (!at || (why->rank && why->rank <= i + 1)) continue;
        const char *name = NULL, *rest = at + strlen(reasons[i].sign);
        if (strstr(reasons[i].words, "%s")) {
            name = called(*rest == '_' || isalpha((unsigned char)*rest) ? rest : line, a);
            if (!name) continue; /* an operation: the compiler's own words will do */
        }
        *why = (struct remarks_why){i + 1, name, NULL};
        return;
    }
    const char *said = why->rank ? NULL : own_words(message, a);
    if (said) *why = (struct remarks_why){UNKNOWN, NULL, said};
}

char *remarks_why_words(const struct remarks_why *why, struct arena *a)
{
    if (why->rank == 0) return arena_copy(a, "the compiler does not say why");
    if (why->said) return arena_printf(a, "%s", why->said);
    const char *words = reasons[why->rank - 1].words, *gap = strstr(words, "%s");
    if (!gap) return arena_copy(a, words);
    return arena_printf(a, "%.*s%s%s", (int)(gap - words), words, why->name, gap + 2);
}
