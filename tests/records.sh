#!/bin/bash
# Each known mistake fails the test that it names: as its record has it (grader/diagnose.h), which
# costs nothing where `make` has made them. The whole grading of each is `make verdicts`.
# Usage: tests/records.sh KATA; the last line is `records: N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 2
records=$(dirname "${1:-build/release/kata}")/records

passed=0 failed=0
for file in reference/*/mistakes/*.c; do
    ex=$(cut -d/ -f2 <<<"$file") mistake=$(basename "$file" .c)
    test=$(sed -n '1s|^// expect: fail ||p' "$file")
    [ "${test%%/*}" != sanitizers ] || continue # a record is made without them
    if awk -v mistake="$mistake" -v test="${test#*/}" '
        $1 == "mistake" { on = $2 == mistake }
        on && $1 == "test" && $2 == test { found = 1 }
        END { exit !found }' "$records/$ex"; then
        passed=$((passed + 1))
        printf 'ok   %s: %s\n' "$file" "$test"
    else
        failed=$((failed + 1))
        printf 'NOT  %s: does not fail %s\n' "$file" "$test"
    fi
done
printf 'records: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
