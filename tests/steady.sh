#!/bin/bash
# The same verdict every time, whatever else the machine does: attacks and controls again and again,
# idle and with every processor busy, then right answers by the thousand, busy.
# Usage: tests/steady.sh KATA [RUNS [GRADINGS]]; the last line is `steady: N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 2
kata=${1:-build/release/kata} runs=${2:-20} gradings=${3:-2000}
verdicts=$(dirname "$kata")/tests/verdicts
busy=()
stop() { [ ${#busy[@]} = 0 ] || kill "${busy[@]}" 2>/dev/null; busy=(); }
trap stop EXIT
trap 'exit 130' INT TERM HUP
keep_busy() { for _ in $(seq "$(nproc)"); do (while :; do :; done) & busy+=($!); done; }

passed=0 failed=0
# again CLAIM LEAST WHAT: until LEAST verdicts are in; shows those that are wrong
again() {
    local from=$SECONDS right=0 wrong=0 counts
    while [ $((right + wrong)) -lt "$2" ]; do
        counts=$("$verdicts" "$kata" "$3" | tee >(grep -v '^ok ' | grep -v '^verdicts: ' >&2) |
            sed -n 's/^verdicts: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p')
        set -- "$1" "$2" "$3" ${counts:-0 1}
        right=$((right + $4)) wrong=$((wrong + $5))
    done
    printf '%-4s %s: %d right, %d wrong, %d s\n' "$([ $wrong = 0 ] && echo ok || echo NOT)" "$1" \
        $right $wrong $((SECONDS - from))
    passed=$((passed + right)) failed=$((failed + wrong))
}

once=$(find tests/attacks tests/controls -name '*.c' | wc -l)
again "attacks and controls, idle" $((once * runs)) --attacks
keep_busy
again "attacks and controls, every processor busy" $((once * runs)) --attacks
again "right answers, every processor busy" "$gradings" --right
stop
printf 'steady: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
