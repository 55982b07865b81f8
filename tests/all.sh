#!/bin/bash
# All of the kit's own tests, for `make test`: in release mode everything; then, with the kit's own
# code under AddressSanitizer and UndefinedBehaviorSanitizer, its units and a part of the gradings.
#
# Shows the rows that fail, and what a step comes to; V=1 shows every row. The last line is
# `N passed, N failed`, over all. MAKE and CC come from the Makefile.
set -u
cd "$(dirname "$0")/.." || exit 2
make=${MAKE:-make} compiler=${CC:-gcc}
case " ${MAKEFLAGS-}" in
*' -j'* | *jobserver*) jobs= ;;
*) jobs=-j$(nproc 2>/dev/null || echo 2) ;;
esac
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP

hidden='^ok '
[ -z "${V-}" ] || hidden='^$'

in_mode() { # MODE TARGET…
    # shellcheck disable=SC2086 # several words, or none
    $make -s --no-print-directory $jobs MODE="$1" CC="$compiler" "${@:2}" V=
}

passed=0 failed=0
step() { # NAME COMMAND…
    local from=$SECONDS name=$1 status counts
    printf '\n-- %s\n' "$name"
    "${@:2}" 2>&1 | tee "$folder/log" | grep -vE "^make(\[[0-9]+\])?: |^[a-z]+: [0-9]+ passed|$hidden"
    status=${PIPESTATUS[0]}
    counts=$(sed -n 's/^[a-z]*: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$folder/log" | tail -n 1)
    set -- ${counts:-0 1} # no counts: it did not come to its end
    [ "$status" = 0 ] || [ "$2" != 0 ] || set -- "$1" 1
    passed=$((passed + $1)) failed=$((failed + $2))
    printf '   %d passed, %d failed, %d s\n' "$1" "$2" $((SECONDS - from))
}

build() { # MODE
    echo "-- building, $1"
    in_mode "$1" tests && return
    echo '0 passed, 1 failed'
    exit 1
}

build release
step "units" in_mode release units
step "the rules of the house" in_mode release house
step "inputs that fuzzing kept" in_mode release fuzz-replay
step "verdicts" in_mode release verdicts EX=--no-mistakes
step "reports that are kept" in_mode release kept
step "known mistakes, by their records" in_mode release records
step "the diagnosis of one exercise" in_mode release diagnosis EX=cosine_similarity
step "authority" in_mode release authority
step "bad input" in_mode release badinput
step "faults" in_mode release faults
step "the history" in_mode release keeping
step "a fortnight of practice" in_mode release practice
step "rounds" in_mode release rounds
step "a class of eight" in_mode release classes EX=--few
step "readiness from odd histories" in_mode release histories
step "others' formats" in_mode release formats
step "make watch" in_mode release watching
step "a handout" in_mode release handouts
[ -x tests/new.sh ] && step "a new exercise" tests/new.sh
echo
build sanitized
step "units, sanitized" in_mode sanitized units
step "some verdicts, sanitized" in_mode sanitized verdicts EX=--few

printf '\n%d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
