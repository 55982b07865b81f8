#!/bin/bash
# Bad input to a class's run. What makes all of it impossible: one line on stderr, status 2, nothing
# on stdout and nothing left behind. What is wrong with one answer, or one folder: a line that says
# so, and the rest is graded.
#
# Everything happens in a copy of the kit. Usage: tests/class/badinput.sh KATA; the last line is
# `badinput: N passed, N failed`.
# shellcheck disable=SC2016 # what stands in single quotes is for other shells
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
built=${1:-build/release/kata}
folder=$(mktemp -d) || exit 2
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
unset MAKEFLAGS MFLAGS MAKELEVEL EX SEED DIR OUT JOBS ENGINE REGRADE BENCH
export LC_ALL=C.UTF-8 MLKATA_HOME='' INSTALL=0 COLUMNS=100
. "$root/tests/class/runs.sh"
right=$kit/reference/reservoir/plain.c

# ---- runs ---------------------------------------------------------------------------------------

group=$folder/group out=$folder/group-results
new_group() { # FOLDER…: the first hands in a right answer
    chmod -R u+w "$group" "$out" 2>/dev/null
    rm -rf "$group" "$out"
    mkdir "$group"
    for name in "$@"; do mkdir -- "$group/$name"; done
    [ $# = 0 ] || cp "$right" "$group/$1/reservoir.c"
}

run() { # COMMAND…: sets status
    "${patience[@]}" "$@" >"$folder/out" 2>"$folder/err" </dev/null
    status=$?
}
class() { run "$kata" class "$group" --exercise reservoir --no-bench --seed 1 "$@"; }
quiet() { run "$kata" class --no-bench "$@"; }

why_not_refused() { # WORDS [STATUS]
    if [ "$status" != "${2:-2}" ]; then echo "status, expected ${2:-2}"
    elif [ "$(wc -l <"$folder/err")" != 1 ]; then echo "stderr should hold one line"
    elif ! grep -q '^mlkata: ' "$folder/err"; then echo "the line should begin with mlkata:"
    elif ! grep -qaF -- "$1" "$folder/err"; then echo "the line should say: $1"
    elif [ -s "$folder/out" ]; then echo "stdout should be empty"
    else why_left_of_it
    fi
}

refused() { # CLAIM WORDS COMMAND…
    "${@:3}"
    row "$1" "$(why_not_refused "$2")"
}

# verdict_of FOLDER: what results.csv says of it, as often as it says so
verdict_of() {
    sqlite3 -batch :memory: ".import --csv '$out/results.csv' r" \
        "SELECT group_concat(verdict) FROM r WHERE exercise = 'reservoir' AND member = '${1//\'/\'\'}'" 2>&1
}

# The right answer is graded, and of the other just one line of what is printed says the words.
why_not_the_rest() { # WORDS [FIRST]
    local lines
    lines=$(cat "$folder/out" "$folder/err" | grep -caF -- "$1")
    if [ "$status" != 0 ]; then echo "status, expected 0"
    elif [ "$(verdict_of "${2:-good}")" != pass ]; then echo "${2:-good}: $(verdict_of "${2:-good}"), expected pass"
    elif [ "$lines" != 1 ]; then echo "$lines lines say: $1"
    elif [ -e "$folder/obeyed" ]; then echo "a name was obeyed"
    else why_left_of_it
    fi
}

rest() { # CLAIM WORDS [OPTION…]
    class "${@:3}"
    row "$1" "$(why_not_the_rest "$2")"
}

# ---- what is asked ------------------------------------------------------------------------------

new_group good other
refused "no folder" "which folder? say DIR=" quiet
refused "a folder that is not there" "none: No such file or directory" quiet "$folder/none"
refused "... whatever it is called" "no such" quiet "$folder/no such
folder"
touch "$folder/file"
refused "a file" "file: Not a directory" quiet "$folder/file"
refused "two folders" "usage" quiet "$group" "$folder"
refused "an unknown exercise: the nearest is named" "did you mean reservoir?" quiet "$group" --exercise resevoir
refused "a path is no exercise" "no exercise is called" quiet "$group" --exercise ../exercises/reservoir
for jobs in 0 x -1 1.5 2x '' 99999999999999999999; do
    refused "JOBS=$jobs" "JOBS (--jobs)" quiet "$group" --jobs "$jobs"
done
refused "an unknown ENGINE" "ENGINE (--engine) is local or slurm" quiet "$group" --engine pbs
for seed in abc -1 1e3 18446744073709551616; do
    refused "SEED=$seed" "must be a whole number" quiet "$group" --seed "$seed"
done
refused "an unknown option" "usage" quiet "$group" --fast
refused "an option without its value" "usage" quiet "$group" --out
refused "an option of another command" "usage" quiet "$group" --submission "$right"
report "... and none of that has made a folder of results" "$(ls -d "$out" 2>/dev/null)"

# ---- nobody -------------------------------------------------------------------------------------

new_group
refused "an empty folder" "holds no answer" class
new_group good other
rm "$group/good/reservoir.c"
refused "folders without answers" "holds no answer" class
echo 'a,b' >"$group/members.csv"
refused "... and a list of members without columns" "holds no answer" class
rmdir "$group"/*/
echo 'team,names
ghost,Nobody' >"$group/members.csv"
refused "members without folders" "holds no answer" class
rm -rf "$group"
cp "$right" "$folder/reservoir.c"
mkdir "$group" && cp "$right" "$group/reservoir.c"
refused "an answer that is in no member's folder" "reservoir.c lies in nobody's folder" class

# ---- names --------------------------------------------------------------------------------------

# shellcheck disable=SC1003 # a backslash is a name
touch_it="\$(touch $folder/obeyed)"
for name in 'two words' "it's" '"quoted"' 'new
line' 'up..' $'\377\376' '-rf' '=1+1' '%s%n' '`id`' '<b>' $'\033[31mred' 'a,b' 'a;b' '*' \
    '\' "${touch_it//\//:}" \
    "$(printf 'x%.0s' {1..255})"; do
    new_group good "$name"
    cp "$right" "$group/$name/reservoir.c"
    class
    row "a folder called $(printf %.40q "$name")" "$(
        both=$(sqlite3 -batch :memory: ".import --csv '$out/results.csv' r" \
            "SELECT count(*) FROM r WHERE verdict = 'pass'" 2>&1)
        if [ "$status" != 0 ]; then echo "status, expected 0"
        elif [ "$both" != 2 ]; then echo "$both right answers, expected 2"
        elif [ "$(find "$out/feedback" -name reservoir.txt | wc -l)" != 2 ]; then echo "not two feedbacks"
        elif grep -qa $'\033' "$folder/out" "$folder/err"; then echo "an escape reaches a pipe"
        elif find "$out" | LC_ALL=C grep -q '[^-A-Za-z0-9._/]'; then
            echo "in OUT: $(find "$out" | LC_ALL=C grep -m1 '[^-A-Za-z0-9._/]')"
        elif [ -e "$folder/obeyed" ]; then echo "it was obeyed"
        else why_left_of_it
        fi)"
done
new_group good 'A' 'a' 'a b' 'a_b' 'a-b' 'a.b'
for name in A a 'a b' a_b a-b a.b; do cp "$right" "$group/$name/reservoir.c"; done
class
row "folders with names alike have a feedback each" "$(
    slugs=$(find "$out/feedback" -name reservoir.txt | tr '[:upper:]' '[:lower:]' | sort -u | wc -l)
    [ "$slugs" = 7 ] || echo "$slugs folders that a disk without case can tell apart, not 7")"

new_group good ...
cp "$right" "$group/.../reservoir.c"
rest "a hidden folder is nobody's" "... is hidden: no member"

# ---- answers ------------------------------------------------------------------------------------

new_group good nobody
rest "a folder with nothing in it" nobody
new_group good other
mkdir "$group/other/reservoir.c"
rest "an answer that is a directory" "other/reservoir.c is a directory"
rmdir "$group/other/reservoir.c" && mkfifo "$group/other/reservoir.c"
rest "a FIFO" "other/reservoir.c is a FIFO"
rm "$group/other/reservoir.c"
if [ "$(id -u)" = 0 ] && mknod "$group/other/reservoir.c" c 1 5 2>/dev/null; then
    rest "a device" "other/reservoir.c is a device"
    rm "$group/other/reservoir.c"
else
    skip "a device" "only root can make one"
fi
truncate -s 1G "$group/other/reservoir.c"
rest "an answer of 1 GB" "other/reservoir.c is larger than 1 MB"
cp "$right" "$group/other/reservoir.c" && chmod 0 "$group/other/reservoir.c"
if [ "$(id -u)" = 0 ]; then
    skip "an answer that cannot be read" "root reads everything"
else
    rest "an answer that cannot be read" "other/reservoir.c cannot be read: Permission denied"
fi
link() { # TO
    rm -rf "$group/other/reservoir.c"
    ln -s "$1" "$group/other/reservoir.c"
}
link "$right"
rest "a link out of the folder" "other/reservoir.c is a link"
link ../good/reservoir.c
rest "a link to another's answer" "other/reservoir.c is a link"
link reservoir.c
rest "a link to itself" "other/reservoir.c is a link"
link nowhere
rest "a link to nowhere" "other/reservoir.c is a link"
new_group good other
mkdir -p "$group/other/exercises/reservoir"
cp "$right" "$group/other/reservoir.c"
cp "$right" "$group/other/exercises/reservoir/reservoir.c"
echo '/* and another */' >>"$group/other/reservoir.c"
rest "two files for one exercise" "2 files for one exercise"
new_group good other
rmdir "$group/other"
ln -s "$kit" "$group/other"
cp "$right" "$kit/exercises/reservoir/reservoir.c"
rest "a folder that is a link" "other is a link"
report "... and nothing behind it is graded" "$(
    [ -s "$out/results.csv" ] || echo "there are no results"
    verdict_of other | grep pass)"
new_group good other
ln -s "$kit/exercises" "$group/other/exercises"
class
row "... nor behind one in a clone" "$(
    [ "$(verdict_of good)" = pass ] || echo "good: $(verdict_of good), expected pass"
    verdict_of other | grep pass
    why_left_of_it)"
rm "$kit/exercises/reservoir/reservoir.c"
new_group good other
echo 'int' >"$group/other/resevoir.c"
rest "a file that is no exercise's" "resevoir.c belongs to no exercise: is reservoir.c meant?"
new_group good other
printf 'team,names\nghost,Nobody\n' >"$group/members.csv"
rest "a row of members.csv without its folder" ghost
head -c 3000 /dev/urandom >"$group/members.csv"
rest "a members.csv that is none" members.csv
rm "$group/members.csv" && mkfifo "$group/members.csv"
rest "... or a FIFO" members.csv
deep=$group/other
for _ in {1..60}; do deep=$deep/exercises; done
new_group good other
mkdir -p "$deep" && cp "$right" "$deep/reservoir.c"
class
row "folders in folders" "$(verdict_of other | grep pass)$(why_not_the_rest other)"

# ---- where the results go -----------------------------------------------------------------------

new_group good other
touch "$out"
refused "OUT is a file" "group-results: is there already, and no folder" class
rm "$out"
refused "OUT below a file" "Not a directory" class --out "$folder/file/results"
refused "OUT is DIR" "holds no class's results" class --out "$group"
refused "OUT in DIR" "OUT" class --out "$group/results"
mkdir -p "$out/.mlkata"
echo 'no number' >"$out/.mlkata/seed"
run "$kata" class "$group" --exercise reservoir --no-bench
row "a seed that is none: another is drawn" "$(
    grep -qxE '[0-9]+' "$out/.mlkata/seed" || cat "$out/.mlkata/seed"
    why_not_the_rest "$(cat "$out/.mlkata/seed")")"
class
printf '{"format":' >"$folder/broken"
for kept in "$out"/.mlkata/verdicts/*.json; do cp "$folder/broken" "$kept"; done
rest "what is kept is damaged" good
rm "$out/results.json" && mkdir "$out/results.json"
class
row "a folder where a result should go" "$(why_not_refused "results.json")"

mounting=(unshare --mount --propagation private bash -c)
wanted=("$kata" class "$group" --exercise reservoir --no-bench --seed 1)
if "${mounting[@]}" 'mount -t tmpfs -o size=64k none "$1"' sh "$TMPDIR" 2>/dev/null; then
    rm -rf "$out"
    mkdir "$out"
    run "${mounting[@]}" 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && "$@"' sh \
        "$out" "${wanted[@]}"
    row "OUT cannot be written" "$(why_not_refused "Read-only file system")"
    why=''
    for kb in 4 8 12 16 20 24 32 40 48 56 64 80 96 128 160 192 256 384 512; do
        run "${mounting[@]}" 'mount -t tmpfs -o size=${1}k none "$2" && shift 2 && "$@"' sh $kb "$out" "${wanted[@]}"
        [ "$status" = 0 ] && [ $kb = 4 ] && why="it is enough"
        [ "$status" = 0 ] && break
        grep -qE 'No space left on device|the disk is full' "$folder/err" || why="the line should say that it is full"
        [ "$(grep -vc ' tested in ' "$folder/err")" = 1 ] || why="not one line"
        [ "$status" = 2 ] || why="status, expected 2"
        [ -z "$why" ] || break
    done
    [ "$status" = 0 ] || why="${why:-it is never enough}"
    row "OUT is full at any step" "${why:+with $kb KB: $why}$(why_left_of_it)"
else
    skip "OUT cannot be written, or is full" "nothing can be mounted here"
fi

# ---- the machine --------------------------------------------------------------------------------

new_group good other
mkdir "$folder/no-jail" "$folder/empty"
printf '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n' >"$folder/no-jail/bwrap"
chmod +x "$folder/no-jail/bwrap"
refused "no jail is to be had" "no jail to be had: bwrap: No permissions" \
    run env PATH="$folder/no-jail:$PATH" "${wanted[@]}"
mv "$runner" "$folder/runner"
class
row "a runner that is not built: no verdict, and status 1" "$(
    [ "$status" = 1 ] || echo "status, expected 1"
    grep -q 'good/reservoir.c has no verdict: .*runners/reservoir.*: No such file' "$folder/err" || echo "not said"
    why_left_of_it)"
mv "$folder/runner" "$runner"
rest "... and the next run has it" good

# ---- DIR changes meanwhile ----------------------------------------------------------------------

new_group good $(printf 'other-%02d ' {1..20})
for at in "$group"/other-*; do
    printf '/* %s */\n' "$at" | cat "$right" - >"$at/reservoir.c"
done
cat >"$folder/change" <<'END'
while :; do
    for at in "$1"/other-*; do
        case $((RANDOM % 6)) in
        0) rm -rf "$at" && mkdir "$at" && printf '/* %s */\n' "$RANDOM" | cat "$2" - >"$at/reservoir.c" ;;
        1) printf '/* %s */\n' "$RANDOM" >>"$at/reservoir.c" ;;
        2) rm -f "$at/reservoir.c" && mkdir "$at/reservoir.c" ;;
        3) rm -rf "$at/reservoir.c" && ln -s "$2" "$at/reservoir.c" ;;
        4) rm -rf "$at/reservoir.c" && : >"$at/reservoir.c" ;;
        5) rm -rf "$at/reservoir.c" && cp "$2" "$at/reservoir.c" ;;
        esac
    done
done
END
bash "$folder/change" "$group" "$right" 2>/dev/null &
changing=$!
why=''
for _ in 1 2 3; do
    rm -rf "$out"
    class
    [ "$status" = 0 ] || why="status, expected 0"
    [ "$(verdict_of good)" = pass ] || why="good: $(verdict_of good)"
    for copy in "$out"/.mlkata/answers/*.c; do
        sum=$(sha256sum <"$copy")
        [ "${sum%% *}" = "$(basename "$copy" .c)" ] || why="$copy is not what it is called"
    done
    [ -z "$why" ] || break
done
kill $changing && wait $changing 2>/dev/null
row "DIR changes while it is read: what was read is graded" "$why$(why_left_of_it)"

# ---- make ---------------------------------------------------------------------------------------

refused_by_make() { # CLAIM WORDS WORD…
    run make -s -C "$root" --no-print-directory CC=$compiler MODE="${mode##*[/-]}" class "${@:3}"
    sed -i '/^make: \*\*\* /d' "$folder/err"
    row "$1" "$(why_not_refused "$2")"
}
refused_by_make "make class without DIR" "which folder? say DIR="
refused_by_make "... with JOBS=0" "JOBS (--jobs)" DIR="$group" JOBS=0
refused_by_make "... with a folder that is not there" "it's: No such file" DIR="$folder/it's"

[ $skipped = 0 ] || printf '%d skipped\n' $skipped
printf 'badinput: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
