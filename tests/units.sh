#!/bin/bash
# Runs unit suites, each in a program of its own, and adds up what Check says. A suite that fails is shown whole.
# Usage: tests/units.sh PROGRAM…; the last line is `units: N passed, N failed`.
set -u
passed=0 failed=0
for program; do
    said=$("$program" 2>&1)
    status=$?
    counts=$(sed -n 's/^[0-9]*%: Checks: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\)$/\1 \2 \3/p' <<<"$said")
    read -r checks failures errors <<<"${counts:-1 1 0}" # no counts: it died before it could count
    wrong=$((failures + errors))
    [ $status != 0 ] && [ $wrong = 0 ] && wrong=1
    passed=$((passed + checks - wrong)) failed=$((failed + wrong))
    printf '%-4s %-20s %3d tests\n' "$([ $wrong = 0 ] && echo ok || echo NOT)" "${program##*/test_}" "$checks"
    [ $wrong = 0 ] || printf '%s\n(status %d)\n' "$said" $status
done
printf 'units: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
