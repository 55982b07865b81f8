#!/bin/bash
# Bad input to the kit, and bad days of the machine: one clear line on stderr, exit 2, nothing left
# behind. All of it in a copy of the kit, with a folder for temporary files that has to be empty
# after each row. Usage: tests/badinput.sh KATA; the last line is `badinput: N passed, N failed`.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
built=${1:-build/release/kata}
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
unset MAKEFLAGS MFLAGS MAKELEVEL EX SUBMISSION TEST BENCH SEED FORMAT TIME SIZES V
export LC_ALL=C.UTF-8 INSTALL=0 MLKATA_HOME=

# ---- a copy of the kit, with one exercise built -------------------------------------------------

mkdir "$folder/kit" "$folder/tmp"
mode=$(dirname "$built")
tar -C "$root" -c --exclude=./.git --exclude='./build/*' . | tar -C "$folder/kit" -x
tar -C "$root" -c --exclude="$mode/tests" --exclude="$mode/runners/[!r]*" build/.packages-* build/kata "$mode" |
    tar -C "$folder/kit" -x
kit=$folder/kit
kata=$kit/$built
rm -f "$kit"/exercises/reservoir/reservoir{,.[0-9]*}.c # whoever runs this may have one
case $mode in *clang*) compiler=clang ;; *) compiler=gcc ;; esac
mode=${mode##*/}
mode=${mode#clang-}
export TMPDIR=$folder/tmp
answer=reference/reservoir/plain.c
manifest=$kit/exercises/reservoir/exercise.json
cd / || exit 2

patience=(timeout -k5 60)
in_make() { "${patience[@]}" make -s -C "$kit" --no-print-directory MODE="$mode" CC="$compiler" "$@"; }

# ---- rows ---------------------------------------------------------------------------------------

passed=0 failed=0 skipped=0

report() { # CLAIM [WHY NOT]
    if [ -z "${2-}" ]; then
        passed=$((passed + 1))
        printf 'ok   %s\n' "$1"
    else
        failed=$((failed + 1))
        printf 'NOT  %s\n     %s\n' "$1" "$2"
        sed 's/^/     | /' "$folder/out" "$folder/err" | cut -c1-300 | head -n 20
    fi
}

skip() { # CLAIM WHY
    skipped=$((skipped + 1))
    printf 'skip %s: %s\n' "$1" "$2"
}

left_now() {
    find "$TMPDIR" -mindepth 1 -print -quit
    find /dev/shm "$kit/build" -maxdepth 2 -name 'mlkata-*' -newer "$folder/before" -print -quit 2>/dev/null
    readlink /proc/[0-9]*/{exe,cwd} 2>/dev/null | grep -m1 -F "$folder"
}

# A process that was killed takes a moment to be gone.
left_behind() {
    local left
    for _ in {1..10}; do
        left=$(left_now)
        [ -z "$left" ] && return
        sleep 0.05
    done
    echo "$left"
}

tree() { find "$kit" -path "$kit/build" -prune -o -type f -exec cksum {} + | sort | cksum; }

run() { # COMMAND…: sets status
    touch "$folder/before"
    "$@" >"$folder/out" 2>"$folder/err" </dev/null
    status=$?
}

# What make says of it, after the kit has said why.
own_lines() { grep -v '^make: \*\*\* ' "$folder/err"; }

why_not_refused() { # WORDS
    local left
    left=$(left_behind)
    if [ "$status" != 2 ]; then echo "status $status, expected 2"
    elif [ "$(own_lines | wc -l)" != 1 ]; then echo "stderr should hold one line"
    elif ! own_lines | grep -q '^mlkata: '; then echo "the line should begin with mlkata:"
    elif ! own_lines | grep -qF -- "$1"; then echo "the line should say: $1"
    elif [ -s "$folder/out" ]; then echo "stdout should be empty"
    elif [ -n "$left" ]; then echo "left behind: $left"
    fi
}

refused() { # CLAIM WORDS COMMAND…
    local claim=$1 words=$2
    shift 2
    run "$@"
    report "$claim" "$(why_not_refused "$words")"
}

why_not_fine() { # STATUS
    local left
    left=$(left_behind)
    if [ "$status" != "$1" ]; then echo "status $status, expected $1"
    elif [ -n "$(own_lines)" ]; then echo "stderr should be empty"
    elif [ -n "$left" ]; then echo "left behind: $left"
    fi
}

fine() { # CLAIM COMMAND…
    local claim=$1
    shift
    run "$@"
    report "$claim" "$(why_not_fine 0)"
}

before=$(tree)

# ---- what is asked ------------------------------------------------------------------------------

refused "no exercise" "which exercise? say EX=name" in_make grade
refused "no exercise, to kata" "which exercise? say EX=name" "$kata" grade
refused "an unknown exercise: the nearest is named" "did you mean reservoir?" in_make grade EX=resevoir
refused "an exercise that is far from all" "make list shows them all" in_make grade EX=quicksort
refused "a path is no exercise" 'no exercise is called "../exercises/reservoir"' in_make grade EX=../exercises/reservoir
refused "a shell command is no exercise" "no exercise is called" in_make grade "EX=x'; touch $folder/tmp/obeyed; '"
refused "two exercises" "usage: " "$kata" grade reservoir roc_auc
refused "an unknown command" "usage: " "$kata" mark reservoir
refused "no command" "usage: " "$kata"
refused "an option without its value" "usage: " "$kata" grade reservoir --submission
refused "an unknown option" "usage: " "$kata" grade reservoir --fast yes
in_answer() { in_make grade EX=reservoir SUBMISSION="$answer" "$@"; }
refused "FORMAT wrong" "FORMAT (--format) is term, json" in_answer FORMAT=xml
for seed in abc -1 1e3 0x10 18446744073709551616; do
    refused "SEED=$seed" "must be a whole number" in_answer SEED="$seed"
done
refused "a SEED with a space" "must be a whole number" "$kata" grade reservoir --seed ' 7'
for seconds in 0 -1 31 two 2s nan; do
    refused "TIME=$seconds" "from 0.05 to 30 seconds" in_answer TIME="$seconds"
done
refused "SIZES wrong" "SIZES (--sizes) is all" in_make bench EX=reservoir SUBMISSION="$answer" SIZES=some
refused "a plot of nothing" "which exercise?" "$kata" plot
refused "a bench of nothing" "which exercise?" in_make bench
refused "a hint for nothing" "which exercise?" in_make hint
refused "the start of what is not there" "did you mean reservoir?" in_make start EX=resevoir
refused "a reset that nobody agrees to" "nothing was changed" "$kata" reset reservoir
refused "a solution that nobody agrees to see" "not shown: it has not passed yet" "$kata" solution reservoir
refused "a watch of nothing" "which exercise?" in_make watch
refused "a watch without a terminal" "it takes a terminal to watch" in_make watch EX=reservoir
keeps() { env MLKATA_HOME="$folder/home" "$@"; }
refused "an export where no history is wanted" "no history is kept" in_make export
refused "an export to a full disk" "it could not be written: No space left on device" \
    keeps sh -c '"$1" export >/dev/full' sh "$kata"
refused "an import of what is not there" "none.jsonl: No such file or directory" in_make import FILE=none.jsonl
refused "an import of a folder" "$folder/tmp: Is a directory" keeps "$kata" import "$folder/tmp"
refused "an import of nothing" "standard input, line 1: it is empty (nothing was imported)" keeps "$kata" import
refused "an import of something else" "README.md, line 1: a value expected" keeps "$kata" import "$kit/README.md"
printf '{"format":"mlkata-history","version":2}\n' >"$folder/newer.jsonl"
refused "an import from a newer kit" "line 1: a newer kit wrote it (version 2" \
    keeps "$kata" import "$folder/newer.jsonl"
for minutes in 0 -5 241 45m 1.5; do
    refused "a round of MIN=$minutes" "from 1 to 240" "$kata" round --minutes "$minutes"
done
refused "a round that is too short for anything" "nothing fits into 5 minutes: the shortest" "$kata" round --minutes 5
refused "a round of an unknown track: the nearest is named" "did you mean sampling?" "$kata" round --track samplin
refused "a round of an unknown level" "LEVEL (--level) is easy, medium or hard" "$kata" round --level tough
refused "a round with a wrong seed" "SEED (--seed) must be a whole number" "$kata" round --seed x
refused "a round with an unknown option" "usage: kata round" "$kata" round reservoir
refused "TEST unknown" 'no test called "no_such_test" in reservoir' in_answer TEST=no_such_test
refused "TEST unknown, as JSON" 'no test called "no_such_test"' in_answer TEST=no_such_test FORMAT=json

# ---- the submission -----------------------------------------------------------------------------

things=$folder/things
mkdir "$things" "$things/folder.c"
mkfifo "$things/fifo.c"
head -c 2M /dev/zero | tr '\0' '/' >"$things/long.c"
ln -s "$things/none.c" "$things/dangling.c"

submit() { in_make grade EX=reservoir BENCH=0 SUBMISSION="$1"; }
refused "SUBMISSION missing" "none.c: No such file or directory" submit "$things/none.c"
refused "SUBMISSION a dangling link" "dangling.c: No such file or directory" submit "$things/dangling.c"
refused "SUBMISSION a directory" "folder.c: is a directory" submit "$things/folder.c"
refused "SUBMISSION a FIFO" "fifo.c: is not a regular file" submit "$things/fifo.c"
refused "SUBMISSION a device" "/dev/zero: is not a regular file" submit /dev/zero
refused "SUBMISSION of 2 MB" "long.c: is larger than 1 MB" submit "$things/long.c"
if [ "$(id -u)" = 0 ]; then
    skip "SUBMISSION unreadable" "root reads everything"
else
    cp "$kit/$answer" "$things/closed.c" && chmod 0 "$things/closed.c"
    refused "SUBMISSION unreadable" "closed.c: Permission denied" submit "$things/closed.c"
fi
for name in "two words.c" -dash.c "it's.c" '"quoted".c' 'naïve.c' reservoir.h ml.h no_ending .hidden.c 'a;b.c'; do
    cp "$kit/$answer" "$things/$name"
    fine "a file called $(printf %q "$name") is graded" submit "$things/$name"
done

# ---- the manifest -------------------------------------------------------------------------------

cp "$manifest" "$folder/manifest.json"
line_of() { grep -n -m1 -- "$1" "$folder/manifest.json" | cut -d: -f1; }
with_manifest() { # CLAIM WORDS SED-EXPRESSION
    sed -E "$3" "$folder/manifest.json" >"$manifest"
    refused "$1" "$2" "$kata" grade reservoir --submission "$kit/$answer" --no-bench
}
name=exercises/reservoir/exercise.json
with_manifest "a missing key is named" "$name: key \"minutes\" is missing" '/"minutes"/d'
with_manifest "an unknown key is named with its line and the nearest" \
    "$name:$(line_of '"minutes"'): unknown key \"minuets\" (did you mean \"minutes\"?)" 's/"minutes"/"minuets"/'
with_manifest "an ill-typed key is named with its line" \
    "$name:$(line_of '"minutes"'): \"minutes\" must be a whole number" 's/("minutes": *)[0-9]+/\1"soon"/'
with_manifest "broken JSON is told with its line" "$name:$(line_of '"level"'):" 's/("level": *"[a-z]+")/\1 !/'
with_manifest "JSON that breaks off is told" "$name:" '6,$d'
with_manifest "an empty manifest is told" "$name" 'd'
with_manifest "a group that the suite has and the manifest has not is told" 'has a group "chance"' 's/"chance"/"luck"/'
rm "$manifest" && mkdir "$manifest"
refused "a manifest that is a directory is told" "exercise.json" "$kata" grade reservoir --no-bench
rmdir "$manifest"
cp "$folder/manifest.json" "$manifest"

# ---- the machine --------------------------------------------------------------------------------

direct=("${patience[@]}" "$kata" grade reservoir --submission "$kit/$answer" --no-bench)
made=(make -s -C "$kit" MODE="$mode" CC="$compiler" grade EX=reservoir SUBMISSION="$answer")

tools() { # FOLDER TOOL…: a folder with these alone
    mkdir "$1"
    for tool in "${@:2}"; do
        ln -s "$(command -v "$tool" || echo none)" "$1/$tool"
    done
}
tools "$folder/empty"
tools "$folder/no-ld" "$compiler" as
refused "no compiler" "cannot start $compiler: No such file or directory" env PATH="$folder/empty" "${direct[@]:3}"
refused "no linker" "cannot start ld: No such file or directory" env PATH="$folder/no-ld" "${direct[@]:3}"
tools "$folder/no-cc" sh sed tr cut cat grep tail id apt-get ld
if [ -e "$folder/no-cc/apt-get" ]; then
    refused "no compiler, and nothing may be installed" "INSTALL=0: nothing was installed" \
        env PATH="$folder/no-cc" sh "$kit/grader/packages.sh"
else
    skip "no compiler, and nothing may be installed" "there is no apt-get here"
fi
mv "$(dirname "$kata")/runners/reservoir" "$folder/runner"
refused "a runner that is not built" "runners/reservoir: No such file" "${direct[@]}"
mv "$folder/runner" "$(dirname "$kata")/runners/reservoir"

fine "a TMPDIR that does not exist is done without" env TMPDIR="$folder/none" "${direct[@]}"
fine "Check's own variables change nothing" \
    env CK_RUN_CASE=none CK_FORK=no CK_DEFAULT_TIMEOUT=1 CK_VERBOSITY=verbose "${direct[@]}"
fine "the compiler's variables and the language change nothing" \
    env CPATH=/none C_INCLUDE_PATH=/none LC_ALL=de_DE.UTF-8 LANGUAGE=de "${direct[@]}"

# ---- the jail -----------------------------------------------------------------------------------

mkdir "$folder/no-jail"
printf '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n' >"$folder/no-jail/bwrap"
chmod +x "$folder/no-jail/bwrap"
no_jail=(env PATH="$folder/no-jail:$PATH" "${direct[@]}" --jail)
refused "a jail that is not to be had" "no jail to be had: bwrap: No permissions" "${no_jail[@]}"
refused "no bubblewrap" "bubblewrap is not installed" env PATH="$folder/empty" "${direct[@]:3}" --jail
run "${no_jail[@]}" --trusted
said=$(cat "$folder/err")
: >"$folder/err"
why=$(why_not_fine 0)
[[ $said == "mlkata: no jail to be had, grading without one: bwrap: No permissions"* ]] || why="it should say so"
report "a jail that is not to be had, and --trusted" "$why"

for format in term json; do
    touch "$folder/before"
    "${direct[@]}" --format $format >/dev/full 2>"$folder/err" </dev/null
    status=$?
    : >"$folder/out"
    report "stdout full, format $format" "$(why_not_refused "the report could not be written")"
done
"${direct[@]}" >&- 2>"$folder/err" </dev/null
status=$?
report "stdout closed" "$(why_not_refused "the report could not be written")"
"${direct[@]}" >"$folder/out" 2>&- <&-
status=$?
: >"$folder/err"
report "stdin and stderr closed change nothing" "$(why_not_fine 0)"

# A private mount namespace: what is mounted in it is gone with it.
mounting() { unshare --mount --propagation private bash -c "$1" mounting "${@:2}"; }
can_mount() { mounting 'mount -t tmpfs -o size=64k none "$1"' "$folder/tmp" 2>/dev/null; }

# Too little space at any step, in KB: for the copies, an object, a shared object. Either it was
# enough, or the one line says what was not.
on_small_disk() { # KB
    mounting 'mount -t tmpfs -o size=${1}k none "$TMPDIR" && shift && "$@"
        status=$?; [ -z "$(ls -A "$TMPDIR")" ] || status=9; exit $status' "$1" "${direct[@]}"
}
disk_claim="a disk that is full at any step"
read_only_claim="a read-only tree"
if can_mount; then
    why=''
    for kb in 4 8 12 16 20 24 28 32 36 40 48 56 64 72 80 96 112 128 160 192 256 320 512; do
        run on_small_disk $kb
        [ "$status" = 0 ] && [ ! -s "$folder/err" ] && continue
        why=$(why_not_refused "mlkata: ")
        [ -z "$why" ] && ! grep -qE 'No space left on device|the disk is full' "$folder/err" &&
            why="the line should say that the disk is full"
        [ -n "$why" ] && why="with $kb KB: $why" && break
    done
    report "$disk_claim" "$why"

    read_only='mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && "$@"'
    fine "$read_only_claim is enough to grade a file" mounting "$read_only" "$kit" "${direct[@]}"
    fine "... with make too" mounting "$read_only" "$kit" "${made[@]}" BENCH=0
    refused "... but not to make one's own file" "cannot make your file from the stub" \
        mounting "$read_only" "$kit" "$kata" grade reservoir --no-bench
else
    skip "$disk_claim" "nothing can be mounted here"
    skip "$read_only_claim" "nothing can be mounted here"
fi

# ---- nothing is lost ----------------------------------------------------------------------------

report "none of this has changed a file of the kit" "$([ "$(tree)" = "$before" ] || echo "some file differs")"
own=$kit/exercises/reservoir/reservoir.c
run "$kata" grade reservoir --no-bench
report "the first grading makes one's own file from the stub" \
    "$(cmp "$own" "$kit/exercises/reservoir/stub.c" 2>&1)$(why_not_fine 1)"
echo '/* mine */' >>"$own"
cp "$own" "$folder/own.c"
run "$kata" grade reservoir --no-bench
report "one's own file is never overwritten" "$(cmp "$own" "$folder/own.c" 2>&1)"
run "$kata" grade reservoir --no-bench --submission "$root/tests/controls/prints_escapes.c" --verbose
report "no escape sequence of an answer reaches a pipe" \
    "$(grep -qF "^[[31mred" "$folder/out" || echo "it is not shown")$(grep $'\033' "$folder/out")"

# ---- Ctrl-C -------------------------------------------------------------------------------------

# Each job leads a process group of its own, as in a terminal, and the signal goes to all of it.
set -m
interrupt() { # MS COMMAND…: sets status
    touch "$folder/before"
    "${@:2}" >"$folder/out" 2>"$folder/err" </dev/null &
    local job=$!
    sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"
    kill -INT -- -$job 2>/dev/null
    wait $job 2>/dev/null
    status=$?
}

interrupts() { # CLAIM COMMAND…
    local claim=$1 why='' from took ms
    shift
    from=$(date +%s%N)
    run "$@"
    took=$((($(date +%s%N) - from) / 1000000))
    for _ in {1..20}; do
        ms=$((RANDOM % (took + took / 10)))
        interrupt $ms "$@"
        why=$(left_behind)
        why=${why:+left behind: $why}
        # 130: it ended by the signal; 0: it was done before; make says 2 or ends by the signal too
        case $status in 0 | 2 | 130) ;; *) why="$why status $status" ;; esac
        # A shell or make may hear it just before it starts kata, which then is not told.
        [ -s "$folder/out" ] && [ $status = 130 ] && ! grep -q '^pass ' "$folder/out" &&
            why="$why something on stdout"
        [ -n "$why" ] && why="after $ms ms of $took: $why" && break
    done
    report "$claim" "$why"
}
interrupts "Ctrl-C at 20 moments of kata grade" "$kata" grade reservoir --submission "$kit/$answer"
interrupts "Ctrl-C at 20 moments of make grade" "${made[@]}"

[ $skipped = 0 ] || printf '%d skipped\n' $skipped
printf 'badinput: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
