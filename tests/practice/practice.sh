#!/bin/bash
# A fortnight of practice, and rounds, played in a second or two a day: fortnight.txt and rounds.txt are
# what is typed and what is shown, and have to come out again word for word. The clock is injected
# (MLKATA_NOW), the kit is a copy with three exercises, and the speed of answers is left out. Of long
# pages the end is shown.
#
#   # 2026-12-01 19:00          what the clock shows from here on
#   $ list                      a command of kata's; what is below is what it says
#   $ answer EX FILE            somebody writes that into their file
#   $ remove EX                 an exercise is gone
#   $ round OPTION… / LINE / …  a round, and what is typed into it; then its input ends
#
# Usage: tests/practice/practice.sh KATA [write]: `write` writes the files anew, to be read over.
# The last line is `practice: N passed, N failed`.
set -u
cd "$(dirname "$0")/../.." || exit 2
kata=$(realpath "${1:-build/release/kata}")
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
export MLKATA_HOME=$folder/home TZ=UTC0 LC_ALL=C.UTF-8 COLUMNS=110
unset MLKATA_NOW

# Objects come by links: kata looks for its own place, and for all else from there.
make_kit() {
    rm -rf "$folder/kit" "$folder/home"
    mkdir -p "$folder/kit/build/release" "$folder/kit/exercises" "$folder/kit/grader"
    cp grader/*.ld "$folder/kit/grader"
    for ex in cosine_similarity reservoir roc_auc; do
        mkdir "$folder/kit/exercises/$ex"
        for file in "exercises/$ex"/*; do
            case $file in */"$ex".c | */"$ex".[0-9]*.c) ;; *) cp "$file" "$folder/kit/$file" ;; esac
        done
    done
    cp exercises/ml.h "$folder/kit/exercises"
    cp -r reference "$folder/kit"
    cp "$kata" "$folder/kit/build/release/kata"
    for part in runners reference records; do
        ln -s "$(dirname "$kata")/$part" "$folder/kit/build/release/$part"
    done
}

# typed / LINE / LINE…: a line each
typed() {
    local line=''
    shift
    for word in "$@"; do
        [ "$word" = / ] && printf '%s\n' "$line" && line='' && continue
        line+=${line:+ }$word
    done
    printf '%s\n' "$line"
}

# Statements are left out of it.
plays_round() { # OPTION… / LINE / …
    local options=()
    while [ $# != 0 ] && [ "$1" != / ]; do options+=("$1") && shift; done
    typed "$@" | (cd "$folder/kit" && build/release/kata round --no-bench "${options[@]}" 2>&1) |
        sed -E '/^Enter starts the clock|> [12]$/,/^  write /{//!d}'
}

does() { # COMMAND ARGUMENTS…
    case $1 in
    remove) rm -r "$folder/kit/exercises/$2" ;;
    round) plays_round "${@:2}" ;;
    answer) cp "$3" "$folder/kit/exercises/$2/$2.c" ;;
    grade) (cd "$folder/kit" && build/release/kata "$@" --no-bench 2>&1 </dev/null | grep . | tail -n 1) ;;
    start | solution) (cd "$folder/kit" && build/release/kata "$@" 2>&1 </dev/null | grep . | tail -n 4) ;;
    *) (cd "$folder/kit" && build/release/kata "$@" 2>&1 </dev/null) ;;
    esac
}

play() { # FILE
    local line
    while IFS= read -r line; do
        case $line in
        '# '*) printf '%s\n' "$line" && MLKATA_NOW=$(date -u -d "${line#\# }" +%s) && export MLKATA_NOW ;;
        '$ '*)
            printf '\n%s\n' "$line"
            # shellcheck disable=SC2086 # words of a command
            does ${line#\$ }
            ;;
        esac
    done <"$1"
}

passed=0 failed=0
# A row a day.
days() { awk -v n="$2" '/^# / { day++ } day == n' "$1"; }
compare() { # FILE
    local n day when difference
    n=$(grep -c '^# ' "$1")
    for ((day = 1; day <= n; day++)); do
        when=$(days "$1" "$day" | sed -n '1s/^# //p')
        if difference=$(diff <(days "$1" "$day") <(days "$folder/played" "$day")); then
            passed=$((passed + 1)) && printf 'ok   %s\n' "$when"
        else
            failed=$((failed + 1)) && printf 'NOT  %s\n%s\n' "$when" "$difference"
        fi
    done
}

for played in tests/practice/{fortnight,rounds}.txt; do
    make_kit
    play "$played" >"$folder/played"
    if [ "${2-}" = write ]; then cp "$folder/played" "$played"; else compare "$played"; fi
done
[ "${2-}" != write ] || exit 0
printf 'practice: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
