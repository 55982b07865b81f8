#!/bin/bash
# Rounds, whatever happens to them: kill -9 at random moments, a lid that is closed, Ctrl-C, two at once, a
# history that cannot be written. What was answered is asked no second time, what was graded is in the
# history once, and no file of the learner's is lost.
#
# Usage: tests/round.sh KATA [KILLS]; the last line is `round: N passed, N failed`.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
built=${1:-build/release/kata} kills=${2:-20}
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
trap '' PIPE
unset MAKEFLAGS MFLAGS MAKELEVEL XDG_DATA_HOME MLKATA_NOW
export LC_ALL=C.UTF-8 MLKATA_HOME=$folder/home HOME=$folder/nobody COLUMNS=100 TMPDIR=$folder/tmp
. "$root/tests/faults/gradings.sh"
mkdir "$TMPDIR"
db=$MLKATA_HOME/history.sqlite own=$kit/exercises/reservoir/reservoir.c
rm -f "$kit"/exercises/reservoir/reservoir{,.[0-9]*}.c
questions=$(sed -n '/^## /,/^## Trade/p' "$kit/exercises/reservoir/debrief.md" | grep -c '^\*\*')

sql() { sqlite3 -batch -cmd '.timeout 5000' "$db" "$1" 2>&1; }
steps() { sql "SELECT count(*) FROM event WHERE kind = 'round' AND detail LIKE '% $1'"; }

# The round of one exercise, at the other end of two pipes.
wanted=(--minutes 20 --track sampling --no-bench)
begin() {
    rm -f "$folder"/{to,from}
    mkfifo "$folder/to" "$folder/from"
    "$kata" round "${wanted[@]}" <"$folder/to" >"$folder/from" 2>"$folder/err" &
    job=$!
    exec 3>"$folder/to" 4<"$folder/from"
}

# kill_after MS: the round; sets killer. Its ends of the pipes are closed, or they would stay open.
kill_after() {
    (exec 3>&- 4<&- && sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))" && kill -KILL $job) \
        >/dev/null 2>&1 &
    killer=$!
}

# hear: up to the next question, in $heard; false: it is over
hear() { IFS= read -r -d '>' -t 60 -u 4 heard; }
tell() { printf '%s\n' "$1" 2>/dev/null >&3; }
end() { # sets status
    exec 3>&- 4<&-
    wait $job 2>/dev/null
    status=$?
}

# ---- kill -9 ------------------------------------------------------------------------------------

# Answers whatever is asked, until the round is over or killed. What the next question has followed
# was heard: it may not be lost. `lost` says what was.
answered=0 finished=0 before=0 lost=''
respond() {
    local last='' graded=''
    while hear; do
        case $last in marks) answered=$asked ;; before) before=1 ;; esac
        [[ $heard != *'pass · 90 of 90'* ]] || finished=$((finished + 1))
        last=''
        if [[ $heard =~ (^|$'\n')([0-9]+)\.\ [^$'\n']*$'\n'answer ]]; then
            asked=${BASH_REMATCH[2]}
            [ "$asked" -gt "$answered" ] || lost+=" question $asked was asked again;"
        fi
        case $heard in
        *'minutes from now, or no ')
            [ $before = 0 ] || lost+=' predictions were asked for again;'
            tell 12 ;;
        *'at the end, points of 100 ') tell 90 && last=before ;;
        *'come to, points of 100 ') tell 90 ;;
        *' left ')
            cp "$kit/reference/reservoir/plain.c" "$own"
            if [ -z "$graded" ]; then graded=1 && tell g; else tell done; fi ;;
        *'your marks ') tell 3333 && last=marks ;;
        *'q leaves ' | *'ends it here ' | *'there is to say ') tell '' ;;
        esac
    done
}

begin
from=${EPOCHREALTIME/./}
respond
end
took=$(((${EPOCHREALTIME/./} - from) / 1000))
report "a round can be played from a pipe" "$(
    [ $status = 0 ] && [ ! -s "$folder/err" ] || echo "status $status: $(cat "$folder/err")"
    [[ $heard == *Scorecard*'first pass '*' 12:00'* ]] || echo "no scorecard: $heard")"

killed=0 rounds=0 finished=0 answered=0 before=0 over=''
rm -r "$MLKATA_HOME"
while [ $killed -lt "$kills" ] || [ -z "$over" ]; do
    if [ -n "$over" ]; then answered=0 before=0; fi
    begin
    killer=''
    if [ $killed -lt "$kills" ]; then
        kill_after $((RANDOM % (took + took / 4)))
    fi
    heard=''
    respond 2>/dev/null # "Killed"
    end
    [ -z "$killer" ] || { kill $killer; wait $killer; } 2>/dev/null
    over=''
    case $status in
    137) killed=$((killed + 1)) ;;
    0) over=1 ;;
    *) lost+=" status $status: $(cat "$folder/err");" && break ;;
    esac
    # killed behind the last step of all, it has ended too
    if [ -s "$db" ] && [ "$(steps ended)" -gt $rounds ]; then over=1 rounds=$((rounds + 1)); fi
    [ "$over" = '' ] || [[ $heard == *Scorecard* ]] || lost+=' a round ended without its scorecard;'
    [ ! -e "$db" ] || [ "$(sql 'PRAGMA integrity_check')" = ok ] || lost+=' the file is not sound;'
done
report "kill -9 at $killed moments of $rounds rounds: what was answered is asked no second time" "$lost"
report "... each round has each of its steps once" "$(
    [ "$(steps "%rated %")" = $((rounds * questions)) ] || echo "$(steps '%rated %') answers, not $rounds × $questions"
    for step in 'drawn %' 'before 12 90' began 'final %' 'after 90' ended; do
        [ "$(steps "$step")" = $rounds ] || echo "$step: $(steps "$step") of $rounds"
    done)"
kept=$(sql 'SELECT count(*) FROM grading')
report "... every grading that was shown is in the history, none twice or in part ($kept)" "$(
    [ "$kept" -ge $finished ] || echo "$kept kept, $finished shown"
    [ "$kept" -le $((finished + killed)) ] || echo "$kept kept, $finished shown, $killed killed"
    sql 'SELECT id FROM grading WHERE id NOT IN (SELECT grading FROM test)'
    sql 'SELECT number, count(*) FROM grading GROUP BY exercise, number HAVING count(*) > 1'
    ls "$MLKATA_HOME" | grep damaged)"
report "... and nothing is left behind" "$(why_left)"

# ---- the learner's files ------------------------------------------------------------------------

echo '/* mine */' >"$own"
rm -f "$kit"/exercises/reservoir/reservoir.[0-9]*.c
lose() { # MS
    begin
    local killer
    kill_after "$1"
    respond 2>/dev/null
    end
    { kill $killer; wait $killer; } 2>/dev/null
}
begin && hear && end # drawn, and no more
report "an answer is where it was until the clock starts" "$(
    [ "$(cat "$own")" = '/* mine */' ] || echo "$(cat "$own")")"
answered=0 before=0
for ms in 8 15 20 25 30 40; do lose $ms; done
begin && respond && end
report "... and beside, when it has been killed while it started" "$(
    grep -lF '/* mine */' "$kit"/exercises/reservoir/reservoir*.c >/dev/null || echo "it is lost"
    [ "$(ls "$kit"/exercises/reservoir/ | grep -c 'reservoir\.c\.')" = 0 ] || ls "$kit/exercises/reservoir")"

# ---- others -------------------------------------------------------------------------------------

into_the_clock() { # LINE…: a new round that runs, and these lines
    begin
    while hear; do
        case $heard in
        *' left ') break ;;
        *) tell '' ;;
        esac
    done
    for line in "$@"; do tell "$line" && hear; done
}
left_seconds() {
    [[ $heard =~ ([0-9]+):([0-9]+)\ left\ $ ]] && echo $((10#${BASH_REMATCH[1]} * 60 + 10#${BASH_REMATCH[2]}))
}

into_the_clock
report "two rounds at once are one too many" "$(
    said=$("$kata" round 2>&1 </dev/null)
    [ $? = 2 ] && [ "$said" = "mlkata: a round goes on in another terminal" ] || echo "$said")"
tell 'wait 0:02' && hear
passed_s=$((1200 - $(left_seconds)))
report "without MLKATA_NOW the clock is a real one" "$(
    [ $passed_s -ge 2 ] && [ $passed_s -le 5 ] || echo "$passed_s s")"
kill -STOP $job
sleep 6
kill -CONT $job
tell t && hear
asleep_s=$((1200 - $(left_seconds)))
report "while nobody runs it the clock stands still" "$([ $asleep_s -le $((passed_s + 4)) ] || echo "$asleep_s s")"
there=$folder/elsewhere
report "an export holds it, and it can be gone on with elsewhere" "$(
    "$kata" export | MLKATA_HOME=$there "$kata" import >/dev/null
    said=$(MLKATA_HOME=$there "$kata" round 2>&1 </dev/null)
    [[ $said == "The round of "*" goes on: reservoir, "*" of 20:00."* ]] || echo "$said")"
kill -INT $job
hear
end
report "Ctrl-C leaves it for now" "$(
    [ $status = 130 ] || echo "status $status"
    [[ $heard == *"Left for now: make round goes on with it"* ]] || echo "$heard")"

rm -rf "$MLKATA_HOME" && mkdir "$MLKATA_HOME" && echo 'no history' >"$db"
before=0 answered=0
begin && respond && end
report "a damaged history is kept aside, and the round is in a new one" "$(
    [ $status = 0 ] && [ "$(cat "$db.damaged-1")" = 'no history' ] || cat "$folder/err"
    [[ $heard == *Scorecard*'gradings          2'* ]] || echo "$heard")"
MLKATA_HOME=$kata
before=0 answered=0 lost=''
begin && respond && end
report "where no history can be written, one line says so, and all of it is on the scorecard" "$(
    [ $status = 0 ] || echo "status $status"
    [[ $heard == *Scorecard*'90 of 90, pass'*90*90*'gradings          2'*'3.0 of 4 ('$questions')'* ]] || echo "$heard"
    [ "$(grep -c 'this round is not kept: .*Not a directory' "$folder/err")" = 1 ] || cat "$folder/err")"
MLKATA_HOME=
begin && respond && end
report "nor does anything depend on one that is not wanted" "$(
    [ $status = 0 ] && [ ! -s "$folder/err" ] || cat "$folder/err"
    [[ $heard == *Scorecard*'90 of 90, pass'*'gradings          2'* ]] || echo "$heard")"
"$kata" round "${wanted[@]}" >/dev/full 2>"$folder/err" <<<$'\n\n\ndone'
status=$?
report "a full disk under its output is said" "$(
    [ $status = 2 ] && grep -q 'could not be written: No space left' "$folder/err" ||
        echo "$status: $(cat "$folder/err")")"

[ $skipped = 0 ] || printf '%d skipped\n' $skipped
printf 'round: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
