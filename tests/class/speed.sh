#!/bin/bash
# Sourced by class.sh: what a class's run says of speed.
# shellcheck disable=SC2154,SC2016

# ---- speed --------------------------------------------------------------------------------------

class one
row "with speed measured: every verdict is the one expected" "$(
    [ "$status" = 0 ] || echo "status, expected 0"
    unexpected one timed
    why_left_of_it)"
row "... everybody who passes has one, or is told why not" "$(
    ask one "SELECT folder, exercise, 'has no speed' FROM told JOIN expected USING (member, exercise)
        WHERE timed = 'pass' AND json_extract(report, '\$.speed') IS NULL")"
cp -r "$folder/one" "$folder/timed"
class one
row "... and measured once: a second run says the same" "$(
    [ "$compiled" = 0 ] || echo "$compiled compilations"
    diff -r -x correct -x speed -x lock "$folder/timed" "$folder/one" | cut -c1-200 | head -n 8)"

# The same answers, handed in by member-0 .. and by .. member-0: nobody's ratio depends on their place.
answers=("$root"/tests/right/roc_auc/*.c "$root"/reference/roc_auc/{plain,fast}.c)
n=${#answers[@]}
for way in up down; do
    mkdir "$folder/$way"
    for ((i = 0; i < n; i++)); do
        place=$i
        [ $way = up ] || place=$((n - 1 - i))
        mkdir "$folder/$way/member-$place"
        cp "${answers[i]}" "$folder/$way/member-$place/roc_auc.c"
    done
    : >"$folder/$way.expected"
done

measure() { # WAY: an answer a line, by its number: is it conclusive, its interval
    local number=member
    [ "$1" = up ] || number="$((n - 1)) - member"
    dir=$folder/$1
    class "$1-results" --exercise roc_auc --seed 5 --regrade
    ask "$1-results" "SELECT $number, json_extract(report, '\$.speed.conclusive'),
        json_extract(report, '\$.speed.interval[0]'), json_extract(report, '\$.speed.interval[1]')
        FROM told ORDER BY 1"
    dir=
}

# Of those that are conclusive in both, the intervals overlap, or miss each other by less than a tenth.
# Where the machine was busy with other things they may not, and are measured again.
compare() {
    join "$folder/up.intervals" "$folder/down.intervals" | awk -v n=$n '$2 == 1 && $5 == 1 {
            both++
            if ($3 > $7 * 1.1 || $6 > $4 * 1.1) print "answer " $1 ": " $3 " to " $4 ", and " $6 " to " $7
        }
        END { if (NR != n || both * 2 < n) print both + 0 " of " n " conclusive in both" }'
}
for _ in 1 2 3; do
    for way in up down; do measure $way >"$folder/$way.intervals"; done
    why=$(compare)
    [ -n "$why" ] || break
done
row "nobody's speed depends on their place in the list" "$why"
