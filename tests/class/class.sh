#!/bin/bash
# A group's answers graded together: everybody gets what is due to them, whatever their neighbours
# hand in, whoever is killed meanwhile, and however often it is asked.
#
# The group is made by make_group.sh, with what each answer must come to; all of it is graded by a copy
# of the kit. Compilers are counted at the door of the jail: what a run says of itself is no evidence.
# Usage: tests/class/class.sh KATA [--few]; the last line is `class: N passed, N failed`.
# shellcheck disable=SC2016 # what stands in single quotes is SQL
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
built=${1:-build/release/kata} few=${2-}
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
unset MAKEFLAGS MFLAGS MAKELEVEL EX SEED DIR OUT JOBS ENGINE REGRADE BENCH COLUMNS
export LC_ALL=C.UTF-8 MLKATA_HOME=
. "$root/tests/class/runs.sh"
(cd "$root" && tar -c "$mode"/reference/{roc_auc,cosine_similarity,demographic_parity} \
    "$mode"/runners/{roc_auc,cosine_similarity,demographic_parity}* \
    "$mode"/records/{reservoir,roc_auc,cosine_similarity,demographic_parity}) | tar -C "$kit" -x
mkdir "$folder/bin"
patience=(timeout -k5 300)

jail=$(command -v bwrap)
printf '#!/bin/sh\necho "$*" >>"%s/launches"\nexec "%s" "$@"\n' "$folder" "$jail" >"$folder/bin/bwrap"
chmod +x "$folder/bin/bwrap"
export PATH=$folder/bin:$PATH

# ---- runs ---------------------------------------------------------------------------------------

size=30
[ -z "$few" ] || size=8
group=$folder/group
"$root/tests/class/make_group.sh" "$group" $size 1 || exit 2

class() { # OUT OPTION…: the group; sets status and compiled, how often
    : >"$folder/launches"
    "${patience[@]}" "$kata" class "${dir:-$group}" --out "$folder/$1" "${@:2}" \
        >"$folder/out" 2>"$folder/err" </dev/null
    status=$?
    compiled=$(grep -cE "/optimised\.o'? '?-x" "$folder/launches")
}
tests() { class "$@" --no-bench; }

verdicts_kept() { find "$folder/$1/.mlkata/verdicts" -name '[^.]*.json' "${@:2}" 2>/dev/null | wc -l; }

# ask OUT SQL: `answers` are the results', `expected` what make_group.sh says, each by member and
# exercise; `told` is an answer's feedback, as JSON (`report`) and as text.
ask() {
    sqlite3 -batch :memory: 2>&1 <<END
.mode ascii
.separator "\t" "\n"
CREATE TABLE expected (member INTEGER, exercise, timed, untimed, test, words, source, folder);
.import '${dir:-$group}.expected' expected
CREATE TABLE answers AS
    SELECT m.key AS member, json_extract(a.value, '\$.exercise') AS exercise,
        json_extract(a.value, '\$.verdict') AS verdict, json_extract(m.value, '\$.slug') AS slug
    FROM json_each(readfile('$folder/$1/results.json'), '\$.members') m, json_each(m.value, '\$.answers') a;
CREATE TABLE told AS
    SELECT member, exercise, CAST(readfile(base || '.json') AS TEXT) AS report,
        CAST(readfile(base || '.txt') AS TEXT) AS text
    FROM (SELECT *, '$folder/$1/feedback/' || slug || '/' || exercise AS base FROM answers);
.mode list
.separator " "
$2;
END
}

# Whoever is not told what is due: the verdict, the test that fails, the words.
unexpected() { # OUT COLUMN
    ask "$1" "
        SELECT folder, exercise, 'is', coalesce(verdict, 'missing'), 'and not', $2, '(' || source || ')'
        FROM expected LEFT JOIN answers USING (member, exercise)
        WHERE exercise != '-' AND verdict IS NOT $2;
        SELECT 'nobody expects member', member, exercise FROM answers LEFT JOIN expected USING (member, exercise)
        WHERE source IS NULL;
        SELECT folder, exercise, 'lacks a failed', test, '(' || source || ')'
        FROM expected JOIN told USING (member, exercise)
        WHERE test != '' AND $2 = timed AND NOT EXISTS (
            SELECT * FROM json_each(report, '\$.tests') t
            WHERE json_extract(t.value, '\$.group') || '/' || json_extract(t.value, '\$.name') = test
            AND json_extract(t.value, '\$.status') IN ('fail', 'crash', 'timeout'));
        CREATE TABLE wanted AS SELECT *, CASE instr(words, ' | ') WHEN 0 THEN words
            ELSE substr(words, 1, instr(words, ' | ') - 1) END AS this,
            CASE instr(words, ' | ') WHEN 0 THEN words ELSE substr(words, instr(words, ' | ') + 3) END AS that
        FROM expected WHERE words != '' AND $2 = timed;
        SELECT folder, exercise, 'is not told:', words FROM wanted JOIN told USING (member, exercise)
        WHERE NOT EXISTS (SELECT * FROM json_each(report, '\$.tests') t
            WHERE instr(t.value, this) OR instr(t.value, that))
        AND NOT (test = '' AND (instr(text, this) OR instr(text, that)))"
}

# ---- everybody gets what is due -----------------------------------------------------------------

from=${EPOCHREALTIME/./}
tests one --seed 5
took=$(((${EPOCHREALTIME/./} - from) / 1000))
row "a group of $size: every verdict is the one expected" "$(
    [ "$status" = 0 ] || echo "status, expected 0"
    unexpected one untimed
    why_left_of_it)"
first=$compiled
report "... and whoever has none is in the results as well" "$(
    n=$(ask one 'SELECT count(*) FROM (SELECT DISTINCT member FROM expected)')
    m=$(ask one "SELECT json_array_length(readfile('$folder/one/results.json'), '\$.members')")
    [ "$n" = "$m" ] || echo "$m members, expected $n")"
report "... and all that is written is read by others" "$("$root/tests/class/results.sh" "$folder/one" 2>&1)"
report "... what was handed in twice was graded once" "$(
    different=$(find "$folder/one/.mlkata/answers" -name "*.c" | wc -l)
    [ "$first" = "$different" ] && [ "$(verdicts_kept one)" = "$different" ] ||
        echo "$first gradings, $(verdicts_kept one) verdicts, $different different answers")"

# As class_results.h has it: what says when, or how long it took.
timeless() { # OUT: its results, without that
    rm -rf "$folder/timeless-$1"
    cp -r "$folder/$1" "$folder/timeless-$1"
    rm -rf "$folder/timeless-$1/.mlkata"
    find "$folder/timeless-$1" -type f -exec sed -i -E '
        s/"(ms|compile|test|bench|total|execution_time|at|at_ms)": ?[0-9.e+-]+/"\1":0/g
        s/ (time|timestamp)="[^"]*"/ \1=""/g
        s/^( *duration_ms: ).*/\1/
        s/(>Graded )[^<·]* ·/\1·/
        s/(the plain reference needs )[0-9.e+-]+ ms/\1/g
        /^\{/s/,"/,\n"/g' {} +
}

differ() { # OUT OTHER: where their results do
    timeless "$1"
    timeless "$2"
    diff -r "$folder/timeless-$1" "$folder/timeless-$2" | cut -c1-200 | head -n 8
}

copied=$(sed -n '/class="pairs"/,/<\/table>/p' "$folder/one/index.html" | grep '>roc_auc<' |
    grep -o '<bdi>[^<]*</bdi>' | sort -u | sed -E 's,</?bdi>,,g' | paste -sd /)
report "... copied answers are told as alike, and no other" "$(
    those='=1+1/alice/comments, changed/new^Jline'
    [ -z "$few" ] || those='=1+1/alice/new^Jline'
    [ "$copied" = "$those" ] || echo "$copied, expected $those")"

cp -r "$folder/one" "$folder/first"
tests one
row "a second run says the same, and grades nothing" "$(
    [ "$status" = 0 ] || echo "status, expected 0"
    [ "$compiled" = 0 ] && [ "$first" = "$(verdicts_kept one)" ] || echo "$compiled compilations, $first before"
    diff -r -x correct -x lock "$folder/first" "$folder/one" | cut -c1-200 | head -n 8)"
touch "$folder/mark"
sleep 0.02
echo '/* changed */' >>"$group/alice/reservoir.c"
tests one
row "an answer that was changed is graded anew, and no other" "$(
    [ "$status" = 0 ] || echo "status, expected 0"
    n=$(verdicts_kept one -newer "$folder/mark")
    [ "$n" = 1 ] || echo "$n new verdicts"
    [ "$compiled" = 1 ] || echo "$compiled compilations"
    unexpected one untimed)"

# ---- the same words -----------------------------------------------------------------------------

# What make grade says of a file is what its learner is told, but for what depends on the seed's name
# and on how long it took. The answer lies where a learner writes it.
alone() { # EX FORMAT
    PATH=${PATH#*:} "$kata" grade "$1" --no-bench --no-history --jail --seed 5 --format "$2" 2>&1
}
# Nor on two that hurry make grade alone: the sanitizers may not come to their end with an answer that
# has failed anyway; and where a test hangs another process goes on with the next ones.
without_names() {
    sed -E 's/"(ms|compile|test|bench|total)": ?[0-9.e+-]+/"\1":0/g
        s/"submission":"([^"\\]|\\.)*"//
        s/("name":"no_undefined_behaviour",)"status":"(pass|skipped)","message":"[^"]*"/\1/
        s/(  sanitizers  )[-✓]$/\1/'
}
report "the feedback is what make grade says" "$(
    compared=0
    while read -r slug ex sum; do
        cp "$folder/one/.mlkata/answers/$sum.c" "$kit/exercises/$ex/$ex.c"
        for format in term json; do
            told=$folder/one/feedback/$slug/$ex.${format/term/txt}
            alone "$ex" $format | without_names >"$folder/alone"
            ! grep -qE '⏱|"status":"timeout"' "$folder/alone" || continue
            without_names <"$told" >"$folder/told"
            diff "$folder/alone" "$folder/told" >"$folder/difference" || {
                echo "$slug, $ex, $format:"
                cut -c1-300 "$folder/difference" | head -n 6
            }
        done
        compared=$((compared + 1))
    done < <(ask one "SELECT slug, a.exercise, json_extract(report, '\$.source_sha256') FROM answers a
        JOIN told t USING (member, exercise) WHERE json_extract(report, '\$.source_sha256') != ''
        ORDER BY a.member LIMIT 12")
    [ $compared -ge 6 ] || echo "$compared compared"
    rm -f "$kit"/exercises/*/{reservoir,roc_auc,cosine_similarity,demographic_parity}.c)"

# ---- killed -------------------------------------------------------------------------------------

# Killed at a moment of the first run from nothing, at a later one of the next, and so on: each time
# something is kept, at last all is.
kill_at() { # MS OUT
    "$kata" class "$group" --out "$folder/$2" --seed 5 --no-bench >"$folder/out" 2>"$folder/err" </dev/null &
    local job=$!
    sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"
    kill -KILL $job 2>/dev/null
    wait $job 2>/dev/null
    status=$?
}
why='' kills=0 kept=0 moments='5 25 25 25 25'
[ -z "$few" ] || moments='10 30'
for percent in $moments; do
    kill_at $((took * percent / 100)) killed 2>/dev/null
    why+=$(why_left_of_it)
    [ -z "$why" ] && [ "$status" = 137 ] || break
    kills=$((kills + 1)) kept=$(verdicts_kept killed)
done
tests killed
row "killed $kills times and gone on with ($kept of $(verdicts_kept killed) were kept): the same results" "$(
    echo -n "$why"
    [ $kills -gt 1 ] || echo "it was never killed in time"
    [ "$status" = 0 ] || echo "status, expected 0"
    differ one killed
    why_left_of_it)"

if [ -z "$few" ]; then
    . "$root/tests/class/asked.sh"
    . "$root/tests/class/speed.sh"
fi

[ $skipped = 0 ] || printf '%d skipped\n' $skipped
printf 'class: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
