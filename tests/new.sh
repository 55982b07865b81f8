#!/bin/bash
# `make new EX=…`, in a copy of the kit: what it makes is a whole exercise. It compiles without a
# warning, its stub is unsolved, its right answers pass and its mistake fails the test it names.
# A bad name is refused in one line and leaves nothing behind.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
unset MAKEFLAGS MFLAGS SUBMISSION TEST BENCH SEED FORMAT V # of a make that runs this
export INSTALL=0 LC_ALL=C MLKATA_HOME=

mkdir "$folder/kit"
# Without the other exercises' objects: what is built of the grader and the harness is all it takes.
tar -C "$root" -c --exclude=./.git --exclude='./build/*/exercises' --exclude='./build/*/reference' \
    --exclude='./build/*/runners' . | tar -C "$folder/kit" -x
cd "$folder/kit" || exit 2
make -s -j2 build/kata || exit 2

passed=0 failed=0
name=fresh_$$
json=$folder/report.json err=$folder/stderr
folders=("exercises/$name" "reference/$name" "tests/right/$name")

check() { # CLAIM COMMAND…
    local claim=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '  not so: %s\n' "$claim"
    fi
}

# ---- the report of one grading ----

grade() { build/kata grade "$name" --submission "$1" --format json ${2-} >"$json"; }
verdict_is() { grep -q "\"verdict\":\"$1\"" "$json"; }
test_is() { grep -q "\"group\":\"${1%/*}\",\"name\":\"${1#*/}\",\"status\":\"$2\"" "$json"; }
no_warnings() { grep -qF '"warnings":[]' "$json"; }
tests_passed() { grep -o '"status":"pass"' "$json" | wc -l; }

# ---- a new exercise ----

templates_left() { grep -rn '@[A-Z]*@' "${folders[@]}"; }
long_lines() { find "${folders[@]}" -type f -exec awk 'length > 100' {} +; }

makes_every_file() {
    make -s new EX="$name" >/dev/null || return 1
    local made templates
    made=$(find "${folders[@]}" -type f | wc -l)
    templates=$(find grader/template -type f | wc -l)
    [ "$made" = "$templates" ] && [ -z "$(templates_left)$(long_lines)" ]
}

builds_without_warnings() { # of its own: the harness may be built here too
    make -s -j2 grade EX="$name" SUBMISSION="reference/$name/plain.c" FORMAT=json >"$json" 2>"$err"
    [ $? = 0 ] && ! grep -q "$name.*warning:" "$err" && return
    cat "$err"
    return 1
}

own_file_comes_from_the_stub() {
    make -s grade EX="$name" FORMAT=json >"$json" 2>/dev/null
    verdict_is unsolved && cmp -s "exercises/$name/stub.c" "exercises/$name/$name.c"
}

is_unsolved() {
    grade "exercises/$name/stub.c"
    [ $? = 1 ] && verdict_is unsolved && no_warnings
}

is_right() { grade "$1" --no-bench && verdict_is pass && no_warnings; }

is_the_mistake_it_says() {
    local expected
    expected=$(sed -n '1s|^// expect: fail ||p' "$1")
    grade "$1"
    [ $? = 1 ] && verdict_is fail && no_warnings && test_is "$expected" fail &&
        sed -n 2p "$1" | grep -q '^// says: .'
}

check "make new makes a file of each template, with the names filled in" makes_every_file
check "it builds without a warning, and its reference passes" builds_without_warnings
check "the reference's speed is measured" grep -qF '"speed":{"conclusive":' "$json"
check "the reference passes in the report too" verdict_is pass
check "the reference compiles without a warning" no_warnings
check "its stub is unsolved" is_unsolved
check "the stub passes nothing but the sanitizers" test "$(tests_passed)" = 1
check "the learner's own file is the stub at first" own_file_comes_from_the_stub
for answer in "reference/$name"/*.c "tests/right/$name"/*.c; do
    check "${answer/$name/NAME} is right" is_right "$answer"
done
for answer in "reference/$name"/mistakes/*.c; do
    check "${answer/$name/NAME} fails the test it names" is_the_mistake_it_says "$answer"
done
check "make list shows it" grep -q "^  $name " <(make -s list)

# ---- names that cannot be ----

tree() { find . -path ./build -prune -o -exec ls -ld {} + | cksum; }

is_refused() { # NAME WORDS
    local before out status
    before=$(tree)
    out=$(build/kata new "$1" 2>"$err")
    status=$?
    [ $status = 2 ] && [ -z "$out" ] && [ "$(wc -l <"$err")" = 1 ] && [ "$(tree)" = "$before" ] &&
        grep -q "^mlkata: .*$2" "$err"
}

make_says_so_too() {
    make -s new EX="$1" >/dev/null 2>"$err"
    [ $? = 2 ] && grep -q '^mlkata: ' "$err"
}

long=$(printf 'a%.0s' {1..41})
spelling="small letters, digits and _"
check "no name is refused" is_refused "" "which name?"
check "make new alone says how" make_says_so_too ""
for bad in Focal_loss focal-loss "focal loss" 9lives _loss losses/focal ../a . $'a\nb' é $long; do
    check "'$bad' is refused" is_refused "$bad" "$spelling"
done
check "an exercise that exists is refused" is_refused "$name" "exercises/$name exists already"
check "a keyword of C is refused" is_refused double "name in C"
check "a function of the C library is refused" is_refused exp "the C library"
check "a name that the template uses itself is refused" is_refused mean "grader/template"

mkdir reference/half_there && echo mine >reference/half_there/plain.c
check "someone's reference is not overwritten" is_refused half_there "plain.c exists already"

printf 'new: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
