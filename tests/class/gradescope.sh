#!/bin/bash
# The zip of make gradescope, run the way Gradescope runs one: unpacked to /autograder/source of a bare
# Debian, setup.sh once as root, then run_autograder for each submission, and the results.json that it
# leaves read with the keys that the format has. Twice: where a jail is to be had and where none is.
#
# Of HEAD: what is not committed is in no zip. Usage: tests/class/gradescope.sh, or with --here without
# a bare Debian: in a folder of this machine. The last line is `gradescope: N passed, N failed`.
# shellcheck disable=SC2016 # a line of a script, for sed
set -u
cd "$(dirname "$0")/../.." || exit 2
export LC_ALL=C.UTF-8
unset MAKEFLAGS MFLAGS MAKELEVEL
command -v python3 >/dev/null || {
    echo 'gradescope: skipped: there is no python3 to read JSON with'
    exit 0
}

passed=0 failed=0
row() { # CLAIM STATUS
    if [ "$2" = 0 ]; then
        passed=$((passed + 1)) && printf 'ok   %s\n' "$1"
    else
        failed=$((failed + 1)) && printf 'NOT  %s\n' "$1"
        tail -n 20 "$folder/said" | cut -c1-1500 | sed 's/^/     | /'
    fi
}

# ---- the machine --------------------------------------------------------------------------------

if [ "${1-}" = --here ]; then
    folder=$(mktemp -d) || exit 2
    trap 'rm -rf "$folder"' EXIT
    trap 'exit 130' INT TERM
    root=$folder/autograder
    run() { AUTOGRADER=$root bash "$root/$1"; }
else
    # shellcheck source=tests/bare.sh
    . tests/bare.sh
    bare gradescope ca-certificates
    root=$new/autograder
    run() { inside root "bash /autograder/$1"; }
fi

make -s gradescope EX=reservoir SEED=81 >"$folder/said" 2>&1
row "a zip is made" $?
cp build/gradescope/reservoir.zip "$folder/first.zip"
sleep 2
(umask 077 && TZ=Asia/Tokyo SEED=81 sh grader/gradescope/zip.sh reservoir) >"$folder/said" 2>&1
cmp "$folder/first.zip" build/gradescope/reservoir.zip >>"$folder/said" 2>&1
row "the same bytes whenever it is made" $?
mkdir -p "$root/source" "$root/submission" "$root/results"
python3 -m zipfile -e "$folder/first.zip" "$root/source"
[ "$(cd "$root/source" && echo *)" = 'mlkata.tar run_autograder settings setup.sh' ]
row "both scripts lie at its top" $?
tar -tf "$root/source/mlkata.tar" | grep -E '^(tests/|reference/cosine|exercises/cosine)' >"$folder/said"
[ $? = 1 ]
row "of the kit there is what this exercise takes" $?

from=$SECONDS
run source/setup.sh >"$folder/said" 2>&1 </dev/null && tail -n 1 "$folder/said" | grep -qx 'mlkata: reservoir is ready'
row "setup.sh builds the image ($((SECONDS - from)) s)" $?
cp "$root/source/run_autograder" "$root/run_autograder"

# ---- submissions --------------------------------------------------------------------------------

anew() {
    rm -rf "$root/submission" "$root/results"
    mkdir "$root/submission" "$root/results"
}

# comes_to CLAIM VERDICT WORDS: what was handed in
comes_to() {
    run run_autograder >"$folder/said" 2>&1 </dev/null
    local status=$?
    [ $status = 0 ] && python3 - "$root/results/results.json" "$2" "$3" >>"$folder/said" 2>&1 <<'PY'
import json, sys
path, verdict, words = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    report = json.load(file)
print(json.dumps(report))
formats = {"text", "html", "simple_format", "md", "ansi"}
seen = {"hidden", "after_due_date", "after_published", "visible"}
assert set(report) <= {"score", "execution_time", "output", "output_format", "test_output_format", "test_name_format",
                       "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard"}, set(report)
assert report["output_format"] in formats and report["test_output_format"] in formats
assert report["visibility"] in seen and report["stdout_visibility"] in seen
assert isinstance(report["score"], (int, float)) and report["output"]
assert abs(sum(test["score"] for test in report["tests"]) - report["score"]) < 1e-6
for test in report["tests"]:
    assert set(test) <= {"score", "max_score", "status", "name", "name_format", "number", "output", "output_format",
                         "tags", "visibility", "extra_data"}, set(test)
    assert test["status"] in ("passed", "failed") and test["visibility"] in seen
    assert 0 <= test["score"] <= test["max_score"] and isinstance(test["number"], str)
for entry in report["leaderboard"]:
    assert set(entry) <= {"name", "value", "order"} and "value" in entry
assert report["extra_data"]["exercise"] == "reservoir"
assert report["extra_data"]["verdict"] == verdict, report["extra_data"]["verdict"]
assert words in report["output"], words
PY
    row "$1" $?
}

right=reference/reservoir/plain.c
anew && cp $right "$root/submission/reservoir.c"
comes_to "a right answer passes, with its speed" pass 'pass · '
grep -q '"name": "speed"' "$folder/said" && grep -q '"seed": 81' "$folder/said"
row "with the organiser's seed" $?
grep -q 'the reference' "$folder/said"
row "beside the reference" $?
if grep -q 'mlkata: Compiled and run in the jail' "$folder/said"; then
    grep -q '"output": "Compiled and run in the jail' "$folder/said"
else
    grep -q 'no jail to be had' "$folder/said" && grep -q '"output": "Compiled and run without a jail' "$folder/said"
fi
row "jailed or not, the output says which" $?

anew && cp reference/reservoir/mistakes/draw_one_short.c "$root/submission/reservoir.c"
comes_to "a wrong one does not" fail 'not yet · '
anew && cp exercises/reservoir/stub.c "$root/submission/reservoir.c"
comes_to "nor does the stub" unsolved 'untouched'
anew && echo 'int reservoir_init(' >"$root/submission/reservoir.c"
comes_to "what is no C" no-compile 'does not compile'
anew && : >"$root/submission/reservoir.c"
comes_to "an empty file" no-compile 'reservoir_init'
anew && mkdir -p "$root/submission/mine/exercises/reservoir" && cp $right "$root/submission/mine/exercises/reservoir/"
mv "$root/submission/mine/exercises/reservoir/plain.c" "$root/submission/mine/exercises/reservoir/reservoir.c"
comes_to "a whole tree with the answer in it" pass 'pass · '
sed '1i #include "/etc/passwd"' $right >"$root/submission/mine/exercises/reservoir/reservoir.c"
comes_to "an answer that quotes the machine's files" no-compile 'does not compile'
! grep -q 'root:x:0' "$root/results/results.json"
row "quotes nothing" $?

anew
comes_to "nothing handed in" rejected 'Nothing was handed in: submit one file, reservoir.c.'
rmdir "$root/submission"
comes_to "not even a folder" rejected 'Nothing was handed in'
anew && cp $right "$root/submission/Reservoir.c" && touch "$root/submission/$(printf 'a "b"\\\n\303\251\377.c')"
comes_to "another name, beside one that is hard to quote" rejected 'There is no reservoir.c in your submission.'
anew && mkdir "$root/submission/a" && for at in . a; do cp $right "$root/submission/$at/reservoir.c"; done
comes_to "two of the name" rejected 'There are 2 files of the name reservoir.c; submit one:'
anew && mkdir "$root/submission/reservoir.c"
comes_to "a folder of the name" rejected 'is no plain file'
anew && mkfifo "$root/submission/reservoir.c"
comes_to "a pipe of the name" rejected 'is no plain file'
anew && ln -s /etc/passwd "$root/submission/reservoir.c"
comes_to "a link of the name" rejected 'is a link'
anew && truncate -s 1G "$root/submission/reservoir.c"
comes_to "a thousand megabytes" rejected 'is larger than 1 MB'
for i in $(seq 12); do cp $right "$root/submission/$i.c"; done && rm "$root/submission/reservoir.c"
comes_to "a dozen files of other names" rejected 'and 2 more'

# ---- the container ------------------------------------------------------------------------------

anew && cp $right "$root/submission/reservoir.c"
echo 'flags: of another processor' >"$root/kit/build/built-for"
comes_to "on another processor than the image's the references are compiled anew" pass 'pass · '
grep -q 'compiled anew' "$folder/said" && ! grep -q 'another processor' "$root/kit/build/built-for"
row "once" $?
if [ "${1-}" != --here ]; then
    jail=no comes_to "where no jail is to be had it is graded all the same" pass 'Compiled and run without a jail'
fi
mv "$root/kit/build/kata" "$root/kit/build/kata.away"
comes_to "without the program" fault 'The autograder failed, and not your answer'
mv "$root/kit/build/kata.away" "$root/kit/build/kata"
mv "$root/kit/exercises" "$root/kit/exercises.away"
comes_to "without the exercise" fault 'The autograder failed, and not your answer'
mv "$root/kit/exercises.away" "$root/kit/exercises"
sed 's/^said=\$(build/sleep 60; &/' "$root/source/run_autograder" >"$root/run_autograder"
run() { timeout -s KILL 2 env AUTOGRADER="$root" bash "$root/$1" || :; }
[ "${1-}" = --here ] && comes_to "killed before its time is over" fault 'was stopped before it came to a verdict'

# ---- the zip's own bad input --------------------------------------------------------------------

make -s gradescope >"$folder/said" 2>&1
[ $? = 2 ] && grep -q 'which exercise?' "$folder/said"
row "without an exercise there is no zip" $?
make -s gradescope EX='../x' >"$folder/said" 2>&1
[ $? = 2 ] && grep -q 'no exercise is called "../x" in this commit' "$folder/said"
row "nor of one that is none" $?
make -s gradescope EX=reservoir BENCH=0 >"$folder/said" 2>&1
python3 -m zipfile -e build/gradescope/reservoir.zip "$folder/unpacked" &&
    grep -qx 'bench=0' "$folder/unpacked/settings" && grep -qx 'seed=' "$folder/unpacked/settings"
row "BENCH=0 is for every submission" $?
make -s gradescope EX=reservoir SEED=x BENCH=0 >"$folder/said" 2>&1
[ $? = 2 ] && grep -q 'SEED must be a whole number' "$folder/said"
row "nor with a seed that is none" $?

printf 'gradescope: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
