#!/bin/bash
# How long an edit takes to become a verdict, beside a bare `gcc -O2 -c` of the same file.
#
#   bare      gcc -O2 -c
#   verdict   make grade BENCH=0: both builds, the gate, the tests, the sanitizers
#   full      make grade: the same and speed
#
# The three take turns, after an edit each, and a ratio is taken within each turn: this machine's
# moods fall on both sides.
# Usage: tests/bench-loop.sh [ROUNDS] [EX …]
set -eu
cd "$(dirname "$0")/.."
rounds=${1:-21}
shift || true
exercises=${*:-$(cd exercises && ls -d */ | tr -d /)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export MLKATA_HOME=$folder/home # a grading's history is written: a learner's is, too
make -s all >/dev/null

timed() { # NAME COMMAND…: appends the microseconds to NAME's file
    local name=$1 from
    shift
    echo "/* edit $RANDOM */" >>"$folder/answer.c"
    from=${EPOCHREALTIME/[.,]/}
    "$@" >/dev/null 2>&1 || true
    echo $((${EPOCHREALTIME/[.,]/} - from)) >>"$folder/$name"
}

median() { sort -n | awk '{x[NR] = $1} END {print NR % 2 ? x[(NR + 1) / 2] : (x[NR / 2] + x[NR / 2 + 1]) / 2}'; }
milliseconds() { median <"$folder/$1" | awk '{printf "%.1f", $1 / 1000}'; }
ratios() { paste "$folder/$1" "$folder/bare" | awk '{print $1 / $2}'; }

printf '%-22s %10s %12s %8s %10s\n' exercise 'bare ms' 'verdict ms' 'ratio' 'full ms'
for ex in $exercises; do
    rm -f "$folder"/{bare,verdict,full}
    for _ in $(seq "$rounds"); do
        cp "reference/$ex/plain.c" "$folder/answer.c"
        timed bare gcc -O2 -Iexercises "-Iexercises/$ex" -c "$folder/answer.c" -o "$folder/answer.o"
        timed verdict make -s grade EX="$ex" SUBMISSION="$folder/answer.c" BENCH=0
        timed full make -s grade EX="$ex" SUBMISSION="$folder/answer.c"
    done
    ratios verdict >>"$folder/all"
    printf '%-22s %10s %12s %8.2f %10s\n' "$ex" "$(milliseconds bare)" "$(milliseconds verdict)" \
        "$(ratios verdict | median)" "$(milliseconds full)"
done
printf '%-22s %10s %12s %8.2f\n' 'all edits' '' '' "$(median <"$folder/all")"
rm -rf "${folder:?}"/*
for _ in $(seq "$rounds"); do timed bare true; timed nothing make -s; done
printf 'make with nothing to do: %s ms\n' "$(milliseconds nothing)"
