#!/bin/bash
# The history, whatever happens to it: every grading that came to its end is kept, once; where one
# cannot be, one line says why, and the verdict and the exit status are what they would have been.
# kill -9 at any moment, gradings side by side, calls that fail, a disk that is full, others' locks,
# damaged files, newer ones, no place for it.
#
# Usage: tests/keeping.sh KATA [KILLS]; the last line is `keeping: N passed, N failed`.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
built=${1:-build/release/kata} kills=${2:-20}
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
unset MAKEFLAGS MFLAGS MAKELEVEL XDG_DATA_HOME
export LC_ALL=C.UTF-8 MLKATA_HOME=$folder/home HOME=$folder/nobody
. "$root/tests/faults/gradings.sh"
db=$MLKATA_HOME/history.sqlite

sql() { sqlite3 -batch -cmd '.timeout 5000' "$db" "$1" 2>&1; }
# count [CONDITION]: gradings; a file that was never written to has none.
count() {
    local n=0
    [ ! -s "$db" ] || n=$(sql "SELECT count(*) FROM grading ${1-}")
    echo "${n/#*no such table*/0}"
}
begin_anew() { rm -rf "$MLKATA_HOME"; }
sound() { [ ! -e "$db" ] || sql 'PRAGMA integrity_check' | sed '/^ok$/d; s/^/the file is not sound: /'; }

# Each grading has a seed of its own, by which it is found again.
seed=0 unwanted=''
keep() { # WHO COMMAND…
    seed=$((seed + 1)) options=(--seed $seed $unwanted)
    grade "$@"
}
times_kept() { count "WHERE seed = ${1:-$seed}"; }

# why_not_so WHO TIMES [WORDS…]: the verdict is right, it is in the history so often, and stderr is
# empty or one line with all the words.
why_not_so() {
    local at=$folder/$1 line kept words
    line=$(cat "$at/err")
    : >"$at/err"
    kept=$(times_kept)
    why_not "$1" "${verdict[$1]}"
    sound
    if [[ " $2 " != *" $kept "* ]]; then echo "$1: kept $kept times, not $2; it said: $line"
    elif [ -z "${3-}" ] && [ -n "$line" ]; then echo "$1: stderr should be empty: $line"
    elif [ -n "${3-}" ] && [[ $line != "mlkata: "* || $line == *$'\n'* ]]; then echo "$1: not one line: $line"
    fi
    for words in "${@:3}"; do
        [[ $line == *"$words"* ]] || echo "$1: it should say \"$words\": $line"
    done
}

# row CLAIM TIMES WORDS WORDS COMMAND…: both answers, one after the other
row() {
    report "$1" "$(for who in right wrong; do
        keep "$who" "${@:5}"
        why_not_so "$who" "$2" "$3" "$4"
    done)"
    seed=$((seed + 2)) # what a subshell counted
}

is_kept() { row "$1" 1 '' '' "${@:2}"; }
not_kept="this grading was not kept: "
is_not_kept() { row "$1" 0 "$not_kept" "$2" "${@:3}"; }

# ---- what is kept -------------------------------------------------------------------------------

is_kept "a grading is kept"
report "... with a row a test, and none without a grading" "$(
    [ "$(sql "SELECT count(*) FROM test WHERE grading = 1")" = "$(grep -o '"group":' "$folder/right/out" | wc -l)" ] ||
        echo "the tests are not those of the report"
    [ "$(sql 'SELECT count(*) FROM test WHERE grading NOT IN (SELECT id FROM grading)')" = 0 ] || echo "orphans")"
report "... and the answer, byte for byte" "$(
    sql "SELECT writefile('$folder/source', bytes) FROM source JOIN grading ON sha256 = source WHERE id = 1" >/dev/null
    cmp "$folder/source" "$kit/reference/reservoir/plain.c" 2>&1)"
was=$(count)
rm -f "$kit"/exercises/reservoir/reservoir{,.*}.c
unwanted=--no-history
keep right
unwanted=''
report "--no-history keeps nothing" "$(why_not_so right 0)"
MLKATA_HOME='' keep right
report "an empty MLKATA_HOME keeps nothing" "$(why_not_so right 0)"
answer[right]=no_such.c
keep right
answer[right]=plain.c
report "wrong usage is no grading" "$(
    [ $status = 2 ] && [ "$(count)" = "$was" ] || echo "status $status, $(count) rows")"
for command in history\ reservoir "restore reservoir --at 1"; do
    # shellcheck disable=SC2086 # words
    report "kata $command reads it" "$("$kata" $command 2>&1 >/dev/null)"
done
report "an answer is back, and what was there beside it" "$(
    cd "$kit/exercises/reservoir" && cmp reservoir.c ../../reference/reservoir/plain.c 2>&1
    echo mine >reservoir.c
    "$kata" restore reservoir --at 2 >/dev/null
    cmp reservoir.c ../../reference/reservoir/mistakes/modulo.c 2>&1
    [ "$(cat reservoir.1.c)" = mine ] || echo "reservoir.1.c is not what was there"
    "$kata" grade reservoir --no-bench >/dev/null
    rm reservoir.c reservoir.1.c)"
report "one that was deleted is missed, and where it is kept is said" "$(
    number=$(sql "SELECT max(number) FROM grading WHERE exercise = 'reservoir' AND verdict <> 'unsolved'")
    said=$("$kata" grade reservoir --no-bench)
    [[ $said == *'not there any more'*"make restore EX=reservoir AT=$number"* ]] || echo "$said"
    [[ $("$kata" grade reservoir --no-bench) != *'not there any more'* ]] || echo "said twice"
    rm "$kit/exercises/reservoir/reservoir.c")"

# ---- where --------------------------------------------------------------------------------------

place() { # CLAIM FILE COMMAND…
    local db=$2
    is_kept "$1" "${@:3}"
}
place "XDG_DATA_HOME is respected" "$folder/data/mlkata/history.sqlite" \
    env -u MLKATA_HOME XDG_DATA_HOME="$folder/data" HOME="$folder/me"
place "HOME is where it is without either" "$folder/me/.local/share/mlkata/history.sqlite" \
    env -u MLKATA_HOME HOME="$folder/me"
is_not_kept "no HOME" "HOME says no place for it" env -u MLKATA_HOME -u HOME
is_not_kept "a relative HOME" "HOME says no place for it" env -u MLKATA_HOME HOME=me
is_not_kept "a relative MLKATA_HOME" 'MLKATA_HOME is "kata": it must be a whole path' env MLKATA_HOME=kata
is_not_kept "a MLKATA_HOME that is a file" "Not a directory" env MLKATA_HOME="$kata"

# ---- side by side -------------------------------------------------------------------------------

begin_anew
many_one() { # WHO
    for ((seed = $([ "$1" = right ] && echo 1000 || echo 2000), n = 0; n < 8; n++)); do
        keep "$1"
        why_not_so "$1" 1
    done
    echo 8
}
report "two gradings at once, eight times: all are kept" "$(side_by_side many_one
    [ "$(sql 'SELECT group_concat(number, " ") FROM grading ORDER BY id')" = "$(echo {1..16})" ] ||
        echo "the numbers are $(sql 'SELECT group_concat(number, " ") FROM grading')")"
for name in one two three; do mkfifo "$folder/$name"; done
(echo 'BEGIN IMMEDIATE; SELECT 1;'; sleep 6) | sqlite3 -batch "$db" >"$folder/one" &
locker=$!
read -r _ <"$folder/one"
from=$EPOCHREALTIME
is_not_kept "another program has it locked: one line, and a second each at most" "another program has it locked"
report "... in little time" "$(
    ms=$(((${EPOCHREALTIME/./} - ${from/./}) / 1000))
    [ $ms -lt 5500 ] || echo "$ms ms")"
kill $locker 2>/dev/null
wait $locker 2>/dev/null
is_kept "... and when it is done they are kept again"

# ---- a damaged one, another kit's, another time's -----------------------------------------------

spoil() { # SED… on a copy of a good one
    cp "$folder/good" "$db"
    eval "$1"
    cp "$db" "$folder/spoilt"
}
cp "$db" "$folder/good"
size=$(stat -c %s "$db")
for how in 'head -c 100 /dev/urandom >"$db"' 'truncate -s $((size / 2)) "$db"' \
    'head -c $((size - 4096)) /dev/zero | dd of="$db" bs=4096 seek=1 conv=notrunc status=none' \
    'sql "DROP TABLE test" >/dev/null' 'sql "PRAGMA application_id = 7" >/dev/null'; do
    begin_anew
    mkdir "$MLKATA_HOME"
    spoil "$how"
    keep right
    why=$(why_not_so right 1 "the history was not fit for use (")
    [ -n "$why" ] || why=$(cmp "$folder/spoilt" "$db.damaged-1" 2>&1)
    keep wrong
    report "a damaged one (${how:0:24} …) is kept aside, and a new one begun" "$why$(why_not_so wrong 1)"
done

begin_anew
mkdir "$MLKATA_HOME"
head -c 30000 /dev/urandom >"$db"
cp "$db" "$folder/spoilt"
damaged_one() {
    [ "$1" = right ] || seed=$((seed + 1))
    keep "$1"
    echo 1
}
report "two gradings find it damaged at once: one puts it aside, both are kept" "$(side_by_side damaged_one
    [ "$(count)" = 2 ] || echo "$(count) rows: $(cat "$folder"/{right,wrong}/err)"
    [ "$(cat "$folder"/{right,wrong}/err | grep -c 'not fit for use')" = 1 ] || cat "$folder"/{right,wrong}/err
    cmp "$folder/spoilt" "$db.damaged-1" 2>&1
    [ ! -e "$db.damaged-2" ] || echo "a second one was put aside")"
seed=$((seed + 2))

version=$(sql 'PRAGMA user_version')
sql 'PRAGMA user_version = 1000'
cp "$db" "$folder/newer"
is_not_kept "a newer kit's is not written" "a newer kit wrote it (schema 1000,"
report "... nor changed in any way" "$(cmp "$folder/newer" "$db" 2>&1)"
sql "PRAGMA user_version = $version"
sql 'UPDATE grading SET at_ms = at_ms + 86400000'
keep right
report "a clock that was set back is said" "$(why_not_so right 1 "is the clock right?")"
is_kept "... once"

# ---- a disk ------------------------------------------------------------------------------------

# A private mount namespace: what is mounted in it is gone with it.
mounting() { unshare --mount --propagation private bash -c "$1" mounting "${@:2}"; }
tiny='mount -t tmpfs -o size=4k none "$MLKATA_HOME" && "$@"'
read_only='mount --bind "$MLKATA_HOME" "$MLKATA_HOME" && mount -o remount,bind,ro "$MLKATA_HOME" && "$@"'
if mounting "$read_only" true 2>/dev/null; then
    is_not_kept "a home that is full" "No space left on device" unshare --mount --propagation private \
        bash -c "$tiny" mounting
    is_not_kept "a home that is read-only" "Read-only file system" unshare --mount --propagation private \
        bash -c "$read_only" mounting
    report "... is read all the same" "$(mounting "$read_only" "$kata" history reservoir 2>&1 >/dev/null)"
    sql 'DROP INDEX event_of; DROP TABLE event; PRAGMA user_version = 1'
    report "... an older kit's too" "$(mounting "$read_only" "$kata" history reservoir 2>&1 >/dev/null)"
    rm "$db"
    is_not_kept "a home that is read-only and empty" "Read-only file system" \
        unshare --mount --propagation private bash -c "$read_only" mounting
else
    skip "a home that is full, or read-only" "nothing can be mounted here"
fi

# Of the calls that touch the history each fails in turn: it is kept, or one line says that it was
# not, and then it is not.
fails_at_each() { # CALL ERROR [MOST]
    local n why='' said times log=$folder/log
    for ((n = 1; n <= ${3:-40}; n++)); do
        keep right strace -qq -o "$log" -P "$db" -P "$db-journal" -P "$MLKATA_HOME" \
            -e trace="$1" -e inject="$1:error=$2:when=$n"
        grep -q INJECTED "$log" || break
        said=$(cat "$folder/right/err") times=1
        [ -z "$said" ] || times=0
        # what is committed is kept, whether or not its lock can be given back
        [ -z "$said" ] || [ $1 != fcntl ] || times='0 1'
        why=$(why_not_so right "$times" "${said:+$not_kept}")
        [ -z "$why" ] || break
    done
    [ $n -gt 1 ] || [ -n "$why" ] || why="nobody calls $1"
    report "the history's $1 number 1 to $((n - 1)) fails ($2)" "${why:+number $n: $why}"
}

if strace -qq -o /dev/null true 2>/dev/null; then
    for first in yes no; do # the first grading makes the file
        for call in openat:EMFILE pwrite64:ENOSPC fdatasync:EIO unlink:EIO mkdir:EACCES; do
            [ $first = no ] && [ $call = mkdir:EACCES ] && continue
            [ $first = no ] || begin_anew
            fails_at_each ${call%:*} ${call#*:} $([ $first = no ] || echo 1)
        done
    done
    fails_at_each pread64 EIO
    fails_at_each fcntl ENOLCK
else
    skip "the history's calls that fail" "strace cannot trace here (is it installed?)"
fi
is_kept "after all of it gradings are kept"

# ---- kill -9 ------------------------------------------------------------------------------------

# At a random moment of the whole, and at one of the last, when the report is out and the rows are
# written. What came to its end is kept; nothing is kept twice.
begin_anew
finished='' lost=''
from=${EPOCHREALTIME/./}
keep right
took=$(((${EPOCHREALTIME/./} - from) / 1000))
for ((n = 0; n < kills; n++)); do
    seed=$((seed + 1))
    at=$folder/right
    : >"$at/out"
    TMPDIR=$at/tmp "$kata" grade reservoir --format json --no-bench --seed $seed \
        --submission "$kit/reference/reservoir/plain.c" >"$at/out" 2>"$at/err" </dev/null &
    job=$!
    if [ $((n % 2)) = 0 ]; then
        sleep "$(printf '0.%03d' $((RANDOM % (took + took / 5) % 1000)))"
    else
        while [ ! -s "$at/out" ] && kill -0 $job 2>/dev/null; do :; done
        sleep "$(printf '0.%04d' $((RANDOM % 120)))"
    fi
    kill -KILL $job 2>/dev/null
    wait $job 2>/dev/null && finished+=" $seed"
done
for s in $finished; do [ "$(times_kept "$s")" = 1 ] || lost+=" $s"; done
report "kill -9 at $kills moments: whatever came to its end is kept ($(wc -w <<<"$finished") did)" \
    "${lost:+lost: $lost}$(sound)"
report "... nothing is kept twice, or in part" "$(
    sql 'SELECT seed, count(*) FROM grading GROUP BY seed HAVING count(*) > 1'
    sql 'SELECT id FROM grading WHERE id NOT IN (SELECT grading FROM test) OR source NOT IN (SELECT sha256 FROM source)'
    ls "$MLKATA_HOME" | grep damaged)"
is_kept "... and the next one is as any other"
report "... nor is anything left behind" "$(why_left; find "$folder/right/tmp" -mindepth 1)"

[ $skipped = 0 ] || printf '%d skipped\n' $skipped
printf 'keeping: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
