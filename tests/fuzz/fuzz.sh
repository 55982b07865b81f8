#!/bin/bash
# Fuzzing of all that reads others' bytes: tests/fuzz/fuzz_NAME.c, one target each.
#
#   replay PROGRAM…          the inputs kept in corpus/NAME and crashes/NAME go through it once each
#   search SECONDS [NAME…]   libFuzzer, from copies of these inputs on, for so long a target
#
# What a search finds is kept in build/fuzz/NAME: once it is mended it belongs to crashes/NAME.
# The last line is `replay: N passed, N failed` or `fuzz: N passed, N failed`.
set -u
cd "$(dirname "$0")/../.." || exit 2

passed=0 failed=0
row() { # STATUS NAME WORDS
    local sign=ok
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1)) sign=NOT
    fi
    printf '%-4s %-12s %s\n' $sign "$2" "$3"
}

replay() { # PROGRAM…
    local program name said
    for program; do
        name=${program##*/fuzz_}
        said=$("$program" tests/fuzz/{corpus,crashes}/"$name" 2>&1)
        row $? "$name" "$said"
    done
}

# ---- search -------------------------------------------------------------------------------------

can_search() {
    local target='int LLVMFuzzerTestOneInput(const char *data, unsigned long n) { return n && *data ? 0 : 0; }'
    clang -x c -fsanitize=fuzzer,address,undefined - -o "$folder/probe" <<<"$target" >/dev/null 2>&1
}

# A machine that stood still is no slow input: what is quick the next time is forgotten.
only_stood_still() { # PROGRAM FOUND
    local input
    for input in "$2"/timeout-*; do
        [ -f "$input" ] && "$1" -timeout=2 "$input" >/dev/null 2>&1 && rm "$input"
    done
    [ -z "$(ls "$2")" ]
}

search_one() { # SECONDS NAME
    local program=build/clang-fuzz/tests/fuzz/fuzz_$2 found=build/fuzz/$2 inputs=$folder/$2
    local status runs edges kept input options=()
    mkdir -p "$found" "$inputs"
    for input in tests/fuzz/{corpus,crashes}/"$2"/*; do
        [ -f "$input" ] && cp "$input" "$inputs/$(tr / - <<<"$input")"
    done
    [ -f "tests/fuzz/$2.dict" ] && options=(-dict="tests/fuzz/$2.dict")
    ASAN_OPTIONS=quarantine_size_mb=16 nice -n 10 "$program" "$inputs" "${options[@]}" \
        -max_total_time="$1" -timeout=2 -rss_limit_mb=512 -max_len=16384 -print_final_stats=1 \
        -artifact_prefix="$found/" >"$folder/log" 2>&1
    status=$?
    [ $status = 70 ] && only_stood_still "$program" "$found" && status=0 # libFuzzer's for a timeout
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/log")
    edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$folder/log" | tail -n 1)
    kept=$(find "$found" -type f | wc -l)
    row $status "$2" "${runs:-0} executions, ${edges:-0} edges covered, $kept crashes in $found"
    [ $status = 0 ] ||
        grep -E 'broken: |ERROR: |runtime error: |^    #[0-9]+ .*/(grader|harness|tests)/' "$folder/log" | head -n 12
}

search() { # SECONDS [NAME…]
    local name names=("${@:2}")
    folder=$(mktemp -d) || exit 2
    trap 'rm -rf "$folder"' EXIT
    trap 'exit 130' INT TERM HUP
    if ! can_search; then
        echo 'fuzz: skipped: there is no clang with libFuzzer here (package libclang-rt-VERSION-dev)'
        exit 0
    fi
    ${MAKE:-make} -s --no-print-directory MODE=fuzz CC=clang fuzzers || exit 2
    [ ${#names[@]} -gt 0 ] || mapfile -t names < <(printf '%s\n' tests/fuzz/fuzz_*.c | sed 's|.*/fuzz_||; s|\.c$||')
    for name in "${names[@]}"; do search_one "$1" "$name"; done
}

case ${1-} in
replay) replay "${@:2}" && what=replay ;;
search) search "${@:2}" && what=fuzz ;;
*) exit 2 ;;
esac
printf '%s: %d passed, %d failed\n' $what $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
