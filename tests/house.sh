#!/bin/bash
# The rules of the house, as a test: a row a rule, with the lines that break it. What the learner
# writes (exercises/EX/EX.c, EX.1.c, …) is nobody's business. The last line is `house: N passed, N failed`.
# shellcheck disable=SC2046 # no path of the kit holds a space
set -u
cd "$(dirname "$0")/.." || exit 2
export LC_ALL=C.UTF-8 # columns are characters

mapfile -t files < <(find . \( -path ./build -o -path ./.git \) -prune -o -type f -print | sed 's|^\./||' |
    grep -vE '^exercises/([^/]*)/\1(\.[0-9]+)?\.c$' | sort)

# those REGEX [NOT-REGEX]: the files whose path matches, and does not match the other
those() { printf '%s\n' "${files[@]}" | grep -E "$1" | grep -vE "${2:-^$}"; }

passed=0 failed=0
rule() { # CLAIM VIOLATIONS
    if [ -z "$2" ]; then
        passed=$((passed + 1))
        printf 'ok   %s\n' "$1"
    else
        failed=$((failed + 1))
        printf 'NOT  %s\n%s\n' "$1" "$(sed 's,^,       ,' <<<"$2" | cut -c1-160 | head -n 25)"
    fi
}

# lines REGEX FILES…: where it stands
lines() { printf '%s\n' "${@:2}" | grep . | tr '\n' '\0' | xargs -0 -r grep -nHE -e "$1"; }

mapfile -t c < <(those '\.[ch]$')
mapfile -t scripts < <(those '\.(sh|mk)$|^Makefile$')
exercises=$(those '^exercises/[^/]*/exercise\.json$' | cut -d/ -f2)

# ---- shape --------------------------------------------------------------------------------------

rule "no line of C is wider than 100 columns (// says: and // expect: aside)" \
    "$(lines '^.{101}' "${c[@]}" | grep -vE '^[^:]*:[0-9]*:// (says|expect): ')"
rule "no line of a script is wider than 120 columns" "$(lines '^.{121}' "${scripts[@]}")"
too_long() { # LEAST MOST FILES…
    wc -l "${@:3}" | awk -v least="$1" -v most="$2" \
        '$2 != "total" && $1 > least && $1 <= most {print $2 ": " $1 " lines"}'
}
mapfile -t suites < <(those '^exercises/[^/]*/test\.c$')
mapfile -t others < <(those '\.([ch]|sh|mk)$|^Makefile$' '^exercises/[^/]*/test\.c$')
rule "no file is longer than 480 lines, and no suite than 700" \
    "$(too_long 480 9999999 "${others[@]}"; too_long 700 9999999 "${suites[@]}")"
long=$(too_long 420 480 "${others[@]}" | sed 's/^/     (long) /')
[ -z "$long" ] || echo "$long"
rule "no tab stands in C" "$(lines $'\t' "${c[@]}")"
rule "no line ends in white space" "$(lines '[ 	]$' "${c[@]}" "${scripts[@]}")"
rule "no struct hides behind a typedef: only functions and vectors have one" \
    "$(lines '^[ ]*typedef ' "${c[@]}" | grep -vE 'typedef [^;]*(\(\*|vector_size)')"
rule "nothing is left to do but in stubs and templates" \
    "$(lines '\<(TODO|FIXME|XXX)\>' \
        $(those '\.([ch]|sh|mk|md|json)$|^Makefile$' '/stub\.c$|^grader/template/|^tests/house\.sh$') |
        grep -vE "['\`]TODO\(author\)['\`]")"

rule "no learner's own file is tracked" \
    "$(git ls-files exercises 2>/dev/null | grep -E '^exercises/([^/]*)/\1\.c$')"

# ---- which way the arrows point -----------------------------------------------------------------

# includes FILES…: file:line:what it includes in quotes
includes() { lines '^[ ]*#[ ]*include "' "$@" | sed -E 's/#[ ]*include "([^"]*)".*/\1/; s/: */:/g'; }
# includes_but REGEX FILES…: those that are not as they may be
includes_but() { includes "${@:2}" | grep -vE ":($1)\$"; }

rule "harness includes itself and ml.h" \
    "$(includes_but 'harness/[a-z_]+\.h|exercises/ml\.h' $(those '^harness/'))"
rule "grader includes itself and of the harness what both agree on: wire.h and stopped.h" \
    "$(includes_but 'grader/[a-z_0-9]+\.h|harness/(wire|stopped)\.h' $(those '^grader/[^/]*\.[ch]$'))"
for ex in $exercises; do
    broken+=$(
        includes_but "harness/[a-z]+\.h|exercises/ml\.h|$ex\.h|ml\.h" "exercises/$ex/test.c" "exercises/$ex/bench.c"
        includes_but "ml\.h|$ex\.h" "exercises/$ex/$ex.h" "exercises/$ex/stub.c"
        includes_but "ml\.h|$ex\.h" $(those "^(reference|tests/right)/$ex/.*\.[ch]$")
    )
done
rule "suites include the harness and their contract; stubs and references the contract alone" "${broken-}"
rule "cJSON stays in the grader" "$(lines '#[ ]*include <cjson/' $(those '\.[ch]$' '^(grader|tests)/'))"
rule "SQLite stays in what the history lies in" \
    "$(lines '#[ ]*include <sqlite3\.h>' $(those '\.[ch]$' '^grader/store\.h$|^tests/'))"
rule "Check stays in the harness and the suites" \
    "$(lines '#[ ]*include <check\.h>' $(those '\.[ch]$' '^(harness|tests/unit)/'))"
rule "BLAS stays in the references" \
    "$(lines '#[ ]*include <cblas' $(those '\.[ch]$' '^(reference/[^/]*/blas\.c|tests/|reference/[^/]*/mistakes/)'))"

# ---- tests --------------------------------------------------------------------------------------

# Three words at least: fewer claim nothing.
names=$(lines '^(TEST|START_TEST)\(' $(those '^exercises/[^/]*/test\.c$|^tests/unit/test_|^grader/template/test\.c$'))
rule "what grades in a test keeps out of the learner's own history" \
    "$(those '^tests/[a-z-]*\.(sh|c)$' | while read -r f; do
        grep -qE '[$"{(]kata\>|make .*grade|in_mode .*grade' "$f" || continue
        grep -qE 'MLKATA_HOME|tests/bare\.sh|"\$verdicts"' "$f" || echo "$f: no MLKATA_HOME"
    done)"

rule "every test's name is a claim in small letters" \
    "$(grep -vE ':(TEST\([a-z]+, |START_TEST\()[a-z][a-z0-9]*(_[a-z0-9]+){2,}\)$' <<<"$names")"

mistakes=$(those '^reference/[^/]*/mistakes/.*\.c$')
rule "every mistake says on line 1 which test it fails, and on line 2 why" "$(for f in $mistakes; do
    sed -n 1p "$f" | grep -qE '^// expect: fail [a-z]+/[a-z0-9_]+$' || echo "$f:1: $(sed -n 1p "$f")"
    sed -n 2p "$f" | grep -qE '^// says: .{20}' || echo "$f:2: $(sed -n 2p "$f")"
done)"
rule "the test that a mistake names is in the suite" "$(for f in $mistakes; do
    ex=${f#reference/}
    ex=${ex%%/*}
    named=$(sed -n '1s|^// expect: fail ||p' "$f")
    [ "${named%%/*}" = sanitizers ] || grep -qF "TEST(${named%%/*}, ${named#*/})" "exercises/$ex/test.c" ||
        echo "$f: $named"
done)"

# ---- exercises ----------------------------------------------------------------------------------

rule "every exercise has all its files, five mistakes, and right answers of another kind" "$(for ex in $exercises; do
    for file in README.md "$ex.h" stub.c test.c bench.c exercise.json hints.md debrief.md; do
        [ -s "exercises/$ex/$file" ] || echo "exercises/$ex/$file is missing"
    done
    for file in plain.c fast.c; do
        [ -s "reference/$ex/$file" ] || echo "reference/$ex/$file is missing"
    done
    [ "$(those "^reference/$ex/mistakes/.*\.c$" | wc -l)" -ge 5 ] || echo "reference/$ex/mistakes: fewer than five"
    [ "$(those "^tests/right/$ex/.*\.c$" | wc -l)" -ge 1 ] || echo "tests/right/$ex: none"
done)"
rule "every folder of references or right answers belongs to an exercise" \
    "$(those '^(reference|tests/right)/' | sed -E 's|^(reference\|tests/right)/([^/]*)/.*|\2|' | sort -u |
        grep -vxF "$exercises" | sed 's/$/: no exercise has this name/')"
rule "every stub has something to do, and every hint file three hints" "$(for ex in $exercises; do
    grep -q TODO "exercises/$ex/stub.c" || echo "exercises/$ex/stub.c: nothing TODO"
    [ "$(grep -c '^## ' "exercises/$ex/hints.md" 2>/dev/null)" = 3 ] ||
        echo "exercises/$ex/hints.md: not three headings"
done)"
rule "scripts can be run" "$(for f in $(those '^(tests|\.ci)/.*\.sh$|^\.ci/run$'); do [ -x "$f" ] || echo "$f"; done)"

printf 'house: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
