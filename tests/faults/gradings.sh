#!/bin/bash
# Sourced by faults.sh: a copy of the kit, gradings of a right and a wrong answer in it side by side,
# and what is asked of each.
# shellcheck disable=SC2154,SC2034 # what the two share

# ---- a copy of the kit, with one exercise built -------------------------------------------------

mode=$(dirname "$built")
mkdir "$folder/kit"
(cd "$root" && tar -c exercises reference tests/answers grader/constructors.ld \
    "$mode"/{kata,reference/reservoir,runners/reservoir*}) |
    tar -C "$folder/kit" -x
kit=$folder/kit
kata=$kit/$built
runner=$kit/$mode/runners/reservoir
case $mode in *clang*) compiler=clang ;; *) compiler=gcc ;; esac
cd / || exit 2

both='right wrong'
declare -A answer=([right]=plain.c [wrong]=mistakes/modulo.c) verdict=([right]=pass [wrong]=fail)
for who in $both; do mkdir -p "$folder/$who/tmp"; done
touch "$folder/before"
patience=(timeout -k5 60)

# ---- rows ---------------------------------------------------------------------------------------

passed=0 failed=0 skipped=0

report() { # CLAIM [WHY NOT]
    if [ -z "${2-}" ]; then
        passed=$((passed + 1))
        printf 'ok   %s\n' "$1"
    else
        failed=$((failed + 1))
        printf 'NOT  %s\n' "$1"
        head -c 1000 <<<"$2" | sed 's/^/     /'
    fi
}

skip() { # CLAIM WHY
    skipped=$((skipped + 1))
    printf 'skip %s: %s\n' "$1" "$2"
}

# grade WHO COMMAND…: WHO's answer, by kata under COMMAND; sets status. With speed=1 it is timed too;
# options are kata's.
options=()
grade() {
    local at=$folder/$1 how=(--format json --submission "$kit/reference/reservoir/${answer[$1]}" "${options[@]}")
    [ -n "${speed-}" ] || how+=(--no-bench)
    TMPDIR=$at/tmp "${patience[@]}" "${@:2}" "$kata" grade reservoir "${how[@]}" \
        >"$at/out" 2>"$at/said" </dev/null
    status=$?
    grep -v '^strace: ' "$at/said" >"$at/err"
}

# why_not WHO VERDICTS [WORDS]: what is wrong with how that ended; nothing, where it is one of the
# verdicts, and a fault's one line holds the words.
why_not() {
    local at=$folder/$1 said='' expected=0 lines left
    [[ $(grep -aom1 '"verdict":"[a-z-]*"' "$at/out") =~ :\"(.*)\" ]] && said=${BASH_REMATCH[1]}
    lines=$(wc -l <"$at/err")
    left=$(ls -A "$at/tmp")
    [ -z "$said" ] && [ "$status" = 2 ] && said=fault # too early for a report
    case $said in pass) ;; fault) expected=2 ;; *) expected=1 ;; esac
    if [[ " $2 " != *" $said "* ]]; then echo "$1: verdict \"$said\" (status $status): $(head -n 3 "$at/err")"
    elif [ "$status" != $expected ]; then echo "$1: status $status with verdict $said"
    elif [ "$said" != fault ] && [ "$lines" != 0 ]; then echo "$1: $said, and on stderr: $(head -n 3 "$at/err")"
    elif [ "$said" = fault ] && { [ "$lines" != 1 ] || ! grep -q '^mlkata: ' "$at/err"; }; then
        echo "$1: not one line that begins with mlkata: $(head -n 3 "$at/err")"
    elif [ "$said" = fault ] && ! grep -qaF -- "${3-}" "$at/err"; then
        echo "$1: the line should say \"$3\": $(cat "$at/err")"
    elif [ -n "$left" ]; then echo "$1: left behind in TMPDIR: $left"
    fi
}

processes_left() { readlink /proc/[0-9]*/{exe,cwd} 2>/dev/null | grep -m1 -F "$folder"; }

# What was killed takes a moment to be gone.
why_left() {
    local left=''
    for _ in {1..20}; do
        left=$(processes_left; find /dev/shm "$kit/build" -name 'mlkata-*' -newer "$folder/before" 2>/dev/null)
        [ -z "$left" ] && return
        sleep 0.05
    done
    echo "left behind: $left"
}

# side_by_side FUNCTION ARGUMENT…: FUNCTION WHO ARGUMENT… for both answers; what they print, and
# what is left. The numbers of gradings are added up.
gradings=0
side_by_side() {
    local who n before=$gradings
    for who in $both; do
        "$1" "$who" "${@:2}" >"$folder/$who/why" 2>&1 &
    done
    wait
    for who in $both; do
        n=$(tail -n 1 "$folder/$who/why")
        gradings=$((gradings + n))
        sed '$d' "$folder/$who/why"
    done
    [ $gradings -gt $before ] || echo "nothing was graded"
    why_left
}

# once WHO VERDICTS-OF-RIGHT VERDICTS-OF-WRONG WORDS COMMAND…
once() {
    local verdicts=$2
    [ "$1" = right ] || verdicts=$3
    grade "$1" "${@:5}"
    why_not "$1" "$verdicts" "$4"
    echo 1
}

is_fault() { # CLAIM WORDS COMMAND…
    report "$1" "$(side_by_side once fault fault "$2" "${@:3}")"
}

is_nothing() { # CLAIM COMMAND…: the right verdicts
    report "$1" "$(side_by_side once pass fail "" "${@:2}")"
}
