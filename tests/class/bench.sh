#!/bin/bash
# How many answers of a class a minute: right ones, mistakes, broken ones, stubs and attacks, as
# make_group.sh makes them.
#
#   tested      answers that nobody has seen before, without speed
#   again       the whole of a second run over the same answers
#   one by one  make grade BENCH=0, one after another, and as a class (jailed): half of them either way,
#               then the other half, so that this machine's moods fall on both sides
#
# Usage: tests/class/bench.sh KATA [ANSWERS]
set -eu
cd "$(dirname "$0")/../.."
kata=$1 answers=${2:-200}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export MLKATA_HOME=

now() { echo "${EPOCHREALTIME/[.,]/}"; }

# Once in a while and not often, or the looking would be a load of its own.
watch_memory() { # PID: prints the KB of memory that it had at most, until it ends
    while grep -s VmHWM "/proc/$1/status"; do sleep 0.3; done
}

# class DIR OUT: sets took, in microseconds, tested, and peak, the KB of memory that kata had at most
class() {
    local from pid watcher
    from=$(now)
    "$kata" class "$1" --out "$2" --no-bench --seed 5 >"$folder/table" 2>"$folder/said" &
    pid=$!
    watch_memory $pid >"$folder/memory" &
    watcher=$!
    wait $pid || { cat "$folder/said" >&2; exit 1; }
    took=$(($(now) - from))
    wait $watcher || true
    peak=$(awk '{kb = $2 > kb ? $2 : kb} END {print kb + 0}' "$folder/memory")
    tested=$(sed -nE 's/^mlkata: ([0-9]+) answers tested in .*, ([0-9]+) a minute.*/\1 different ones, \2 a minute/p' \
        "$folder/said")
}

rate() { awk -v n="$1" -v us="$2" 'BEGIN {printf "%.0f", n * 60e6 / us}'; }

# part FROM: every second member from FROM on
part() {
    rm -rf "$folder/part"
    mkdir "$folder/part"
    find "$folder/class" -mindepth 1 -maxdepth 1 -type d -print0 | sort -z |
        awk -v RS='\0' -v ORS='\0' -v from="$1" 'NR % 2 == from' |
        xargs -0 cp -r -t "$folder/part"
}

one_by_one() { # OUT: sets took and graded
    local from sum ex rest
    from=$(now) graded=0
    while read -r sum ex rest; do
        make -s grade EX="$ex" SUBMISSION="$1/.mlkata/answers/$sum.c" BENCH=0 HISTORY=0 SEED=5 \
            >/dev/null 2>&1 </dev/null || true
        graded=$((graded + 1))
    done <"$1/.mlkata/correct"
    took=$(($(now) - from))
}

tests/class/make_group.sh "$folder/class" "$answers"
class "$folder/class" "$folder/out"
n=$(awk -F'\t' '$2 != "-"' "$folder/class.expected" | wc -l)
printf '%-11s %s, %s answers in all; %d MB at most\n' tested "$tested" "$n" $((peak / 1024))
class "$folder/class" "$folder/out"
printf '%-11s %s a minute\n' again "$(rate "$n" "$took")"

alone=0 together=0 all=0
for from in 0 1; do
    part $from
    rm -rf "$folder/part-out"
    class "$folder/part" "$folder/part-out"
    together=$((together + took))
    one_by_one "$folder/part-out"
    alone=$((alone + took)) all=$((all + graded))
done
printf '%-11s %s a minute, together %s: ' 'one by one' "$(rate $all $alone)" "$(rate $all $together)"
awk -v x="$alone" -v y="$together" 'BEGIN {printf "%.2f times as many\n", x / y}'
