#!/bin/bash
# Sourced by class.sh: two runs at once, and what may be asked of one: JOBS, SEED, REGRADE.
# shellcheck disable=SC2154,SC2016

# ---- two at once --------------------------------------------------------------------------------

rm -rf "$folder/killed"
for n in 1 2; do
    "$kata" class "$group" --out "$folder/both" --seed 5 --no-bench >"$folder/out-$n" 2>"$folder/err-$n" </dev/null &
    jobs[n]=$!
done
wait "${jobs[1]}"
one=$?
wait "${jobs[2]}"
two=$?
row "two at once: each ends well, or one is told of the other; the results are the same" "$(
    case "$one $two" in
    '0 0') ;;
    '0 2' | '2 0') cat "$folder"/err-? | grep -q '^mlkata: .*another' || cat "$folder"/err-? ;;
    *) echo "status $one and $two: $(cat "$folder"/err-?)" ;;
    esac
    differ one both
    why_left_of_it)"
rm -rf "$folder/both"

# ---- as it is asked -----------------------------------------------------------------------------

tests other --seed 5
row "a run from nothing says the same but for times" "$(differ one other)"
tests other --seed 5 --regrade
row "REGRADE=1 over unchanged answers says the same" "$(
    [ "$compiled" = "$first" ] || echo "$compiled compilations, $first before"
    grep -q 'as before, 0 changed' "$folder/out" || cat "$folder/out"
    differ one other)"
rm -rf "$folder/other" "$folder/timeless-other"
tests jobs-1 --seed 5 --jobs 1
row "with JOBS=1 the results are the same as with JOBS=2" "$(
    [ "$status" = 0 ] || echo "status, expected 0"
    tests jobs-2 --seed 5 --jobs 2
    differ jobs-1 jobs-2)"
rm -rf "$folder"/jobs-? "$folder"/timeless-jobs-?

tests drawn --exercise roc_auc
seed=$(cat "$folder/drawn/.mlkata/seed")
row "without SEED one is drawn, said at the end, and stays" "$(
    grep -qw -- "$seed" <(tail -n 3 "$folder/out") || echo "\"$seed\" is not said: $(tail -n 3 "$folder/out")"
    tests drawn --exercise roc_auc
    [ "$compiled" = 0 ] && [ "$(cat "$folder/drawn/.mlkata/seed")" = "$seed" ] || echo "it did not stay"
    tests again --exercise roc_auc
    [ "$(cat "$folder/again/.mlkata/seed")" != "$seed" ] || echo "it is always the same")"
tests drawn --exercise roc_auc --seed 7
row "another SEED: all is graded anew" "$(
    [ "$status" = 0 ] || echo "status, expected 0"
    [ "$(cat "$folder/drawn/.mlkata/seed")" = 7 ] || echo "kept: $(cat "$folder/drawn/.mlkata/seed")"
    [ "$compiled" -ge 4 ] || echo "$compiled compilations"
    ask drawn "SELECT 'seed', json_extract(report, '\$.seed') FROM told WHERE json_extract(report, '\$.seed') != 7")"
rm -rf "$folder/drawn" "$folder/again"

manifest=$kit/exercises/reservoir/exercise.json
tests points --exercise reservoir --seed 5
sed -i 's/"basics": 15/"basics": 25/' "$manifest"
tests points --exercise reservoir --seed 5 --regrade
row "REGRADE=1 after an exercise's points have changed says what, and why" "$(
    [ "$status" = 0 ] || echo "status, expected 0"
    grep -A1 -F 'alice/reservoir.c: pass, 100 of 100 points; it was pass, 90 of 90' "$folder/out" |
        grep -q 'another: the contract$' || cat "$folder/out")"
sed -i 's/"basics": 25/"basics": 15/' "$manifest"
tests points --exercise reservoir --seed 5
row "... and without it they are noticed too" "$(
    ask points "SELECT slug, json_extract(report, '\$.max_score') FROM told JOIN answers USING (member, exercise)
        WHERE verdict = 'pass' AND json_extract(report, '\$.max_score') != 90")"
rm -rf "$folder/points"
