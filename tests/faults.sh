#!/bin/bash
# The grader's own faults, one at a time: calls that fail, children that are killed, runners that
# talk nonsense, a clock that jumps. Each is tolerated, and the verdict is the right one; or it is a
# `fault`: status 2, and one line on stderr that names the cause. Never does a wrong answer pass by
# it, never is it put on a right one; nothing is left behind, and the next grading works.
#
# Everything happens in a copy of the kit; right and wrong answer are graded side by side, each with
# a folder of its own. Usage: tests/faults.sh KATA; the last line is `faults: N passed, N failed`.
# shellcheck disable=SC2016 # what stands in single quotes is for other shells
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
built=${1:-build/release/kata}
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
unset MAKEFLAGS MFLAGS MAKELEVEL
export LC_ALL=C.UTF-8 MLKATA_HOME=
. "$root/tests/faults/gradings.sh"

strace=(strace -qq)
can_trace=''
"${strace[@]}" -o /dev/null true 2>/dev/null && can_trace=1
cannot="strace cannot trace here (is it installed?)"

# what several rows say
outside="something outside ended the"
unreadable="sent a line that cannot be read"

is_nothing "without any fault the verdicts are right"

# ---- calls of kata's own that fail --------------------------------------------------------------

# How often the program makes a call before its main: the loader's business.
before_main() { # CALL
    sed -n '/open[a-z]*(.*"\/dev\/null"/q;p' "$folder/start" | grep -c "^$1("
}

sweep_one() { # WHO CALL ERROR WORDS FIRST STEP MOST
    local n why='' count=0 log=$folder/$1/log
    for ((n = $5; count < $7; n += $6)); do
        grade "$1" "${strace[@]}" -o "$log" -e trace="$2" -e inject="$2:error=$3:when=$n"
        count=$((count + 1))
        if ! grep -q INJECTED "$log"; then # one too far: the next grading
            why=$(why_not "$1" "${verdict[$1]}")
        else
            why=$(why_not "$1" "${verdict[$1]} fault" "$4")
        fi
        [ -z "$why" ] || echo "$2 number $n: $why"
        if [ -n "$why" ] || ! grep -q INJECTED "$log"; then break; fi
    done
    echo $count
}

# fails_at_each CLAIM CALL ERROR WORDS [STEP [MOST [FIRST]]]: from the first call of main on.
fails_at_each() {
    local first=${7:-$(($(before_main "$2") + 1))}
    report "$1 ($2: $3)" "$(side_by_side sweep_one "$2" "$3" "$4" "$first" "${5:-1}" "${6:-30}")"
}

if [ -n "$can_trace" ]; then
    grade right "${strace[@]}" -o "$folder/start"
    fork=$(grep -oEm1 '^(clone3?|vfork)\(' "$folder/start")
    stat=$(grep -oE '^(newfstatat|fstat|statx)\(' "$folder/start" | tail -n 1)
    fails_at_each "no process to be had" "${fork%(}" EAGAIN "no more processes to be had: Resource temporarily"
    fails_at_each "no pipe to be had" pipe2 EMFILE "no more pipes to be had: Too many open files"
    fails_at_each "the disk is full" write ENOSPC "No space left on device"
    report "... is a report, too" "$(
        grade right "${strace[@]}" -o /dev/null -e inject=write:error=ENOSPC:when=1
        why_not right fault "No space left on device"
        grep -q '"verdict":"fault"' "$folder/right/out" || echo "there is none")"
    fails_at_each "the disk is broken, for writing" write EIO "Input/output error"
    fails_at_each "the disk is broken, for reading" read EIO "Input/output error" 3 20
    fails_at_each "no folder to be made" mkdir ENOSPC "No space left on device"
    fails_at_each "no descriptor to be had" openat EMFILE "Too many open files"
    fails_at_each "no descriptor to be had on the whole machine" openat ENFILE "Too many open files in system" 5
    fails_at_each "a file of which nothing is told" "${stat%(}" EIO "Input/output error"
    fails_at_each "no memory to be had" mmap ENOMEM "out of memory"
    fails_at_each "a file that does not go" unlinkat EIO ""
    fails_at_each "a folder that does not go" rmdir EBUSY ""
    fails_at_each "a folder that cannot be listed" getdents64 EIO "exercises/ cannot be read: Input/output error"
    fails_at_each "a read is interrupted" read EINTR "Interrupted system call" 7 8
    fails_at_each "waiting is interrupted" poll EINTR "" 2 8
    fails_at_each "waiting for a child is interrupted" wait4 EINTR "" 4 6
    fails_at_each "a child of whose end nothing is told" wait4 ECHILD "is lost: No child processes" 5 5
    fails_at_each "no pidfds" pidfd_open ENOSYS ""
else
    skip "calls of kata's own that fail" "$cannot"
fi

# ---- calls of its children that fail, and children that are killed ------------------------------

# A call that only one program makes singles it out. Its number counts in each process anew, so that
# beyond kata's own count it is a child's. Where nobody makes it, the row is skipped.
in_child_one() { # WHO VERDICTS-OF-RIGHT VERDICTS-OF-WRONG WORDS INJECTION…
    local who=$1 log=$folder/$1/log injections=() call
    for call in "${@:5}"; do injections+=(-e "inject=$call"); done
    call=${5%%:*}
    grade "$who" "${strace[@]}" -f -o "$log" -e trace="$call" "${injections[@]}"
    if ! grep -q " $call(" "$log"; then
        echo unknown
    elif [ "$who" = right ]; then
        why_not "$who" "$2" "$4"
    else
        why_not "$who" "$3" "$4"
    fi
    echo 1
}

in_child() { # CLAIM VERDICTS-OF-RIGHT VERDICTS-OF-WRONG WORDS INJECTION…
    local why
    [ -n "$can_trace" ] || { skip "$1" "$cannot" && return; }
    why=$(side_by_side in_child_one "${@:2}")
    if [[ $why == *unknown* ]]; then skip "$1" "nobody calls ${5%%:*} here"; else report "$1" "$why"; fi
}

child_faults() { in_child "$1" fault fault "${@:2}"; }
survives() { in_child "$1" "pass fault" "fail fault" "${@:2}"; }

if [ $compiler = gcc ]; then
    child_faults "the driver is killed" "$outside compiler" vfork:signal=KILL
    child_faults "the driver cannot fork" "Resource temporarily unavailable" \
        vfork:error=EAGAIN clock_nanosleep:retval=0 # it would try for 15 s
    child_faults "cc1 is killed" "$outside compiler" faccessat2:signal=KILL
    child_faults "cc1 is terminated" "$outside compiler" faccessat2:signal=TERM
    child_faults "as is killed" "$outside compiler" getrusage:signal=KILL
    in_child "cc1 crashes: the answer's own" no-compile no-compile "" faccessat2:signal=SEGV
else
    child_faults "the compiler is killed" "$outside compiler" rename:signal=KILL
    in_child "the compiler crashes: the answer's own" no-compile no-compile "" rename:signal=SEGV
fi
child_faults "ld is killed" "$outside linker" umask:signal=KILL
survives "a compiler finds no memory" "the compiler" mmap:error=ENOMEM:when=45
survives "a compiler cannot read" "" read:error=EIO:when=25
child_faults "a child cannot be confined" "Landlock: Operation not permitted" landlock_restrict_self:error=EPERM
child_faults "a child cannot be held to its limits" "within its limits" prlimit64:error=EPERM:when=2
child_faults "a runner has no file in memory" "" memfd_create:error=EMFILE
child_faults "a runner has no process for a trial" "fork: no process to be had" "${fork%(}:error=EAGAIN:when=9"
child_faults "a runner is killed before its first test" "$outside" seccomp:signal=KILL
child_faults "a runner is killed in a test" "$outside runner of the test" timer_delete:signal=KILL:when=4
child_faults "a runner cannot forget what was printed" "cannot empty the answer's output" ftruncate:error=EIO:when=3
child_faults "the sanitized runner is killed" "$outside sanitized runner" madvise:signal=KILL
child_faults "a trial's limits are refused" "" prlimit64:error=EPERM:when=6
child_faults "a trial's descriptors stay open" "" close_range:error=EPERM:when=2
for n in 3 4; do
    child_faults "a trial's fence cannot be put up (step $n)" "" prctl:error=EPERM:when=$n
done
survives "a trial has no file for what is printed" "" dup2:error=EBADF:when=5
survives "a runner finds no memory" "" mmap:error=ENOMEM:when=60
survives "a runner gets no pidfd for a trial" "" pidfd_open:error=EMFILE:when=2
survives "a runner's waiting is interrupted" "" poll:error=EINTR:when=2

# ---- what the caller may leave ------------------------------------------------------------------

is_nothing "a caller that ignores SIGCHLD" sh -c 'trap "" CHLD; exec "$@"' sh
is_nothing "no descriptors but stdout" sh -c 'exec "$@" 2>&- <&-' sh
report "... with an answer that does not compile" "$(
    answer[wrong]=../../tests/answers/does_not_compile.c
    grade wrong sh -c 'exec "$@" 2>&- <&-' sh
    why_not wrong no-compile
    grep -qaE ':[0-9]+: ' "$folder/wrong/out" || echo "the compiler's words are lost")"
is_fault "a shell that gives little memory" "" sh -c 'ulimit -v 300000; exec "$@"' sh

# ---- a runner that says something else ----------------------------------------------------------

"$runner" test --answer "$kit/$mode/reference/reservoir/plain.so" --seed 1 --time-ms 2000 \
    --memory-mb 64 --output-kb 64 3>"$folder/transcript"
lines=$(wc -l <"$folder/transcript")
cp "$runner" "$folder/runner"
cp "$runner.sanitized" "$folder/sanitized"

# play TRANSCRIPT [END [LAPS]]: makes a runner that does END, which is to say what it has to say; for
# laps it does LAPS. $n is a number that `played` gives it, $yours is 1 where it has the answer. It
# reads nothing but itself, as a runner may, and learns of its surroundings no more than a runner
# does. Of two that share the tests the one with the first turn has them all.
play() {
    {
        cat <<'EOF'
#!/bin/sh
n=${LD_LIBRARY_PATH##*/} turn=0 yours=0
case $* in *optimised.so*) yours=1 ;; esac
case $* in *"--shared 1"*) turn=$(od -An -tu1 -N1) ;; esac
said() { sed '1,/^exit # and what it says/d' "$0"; }
EOF
        printf 'laps() {\n%s\n}\n' "${3-:}"
        cat <<'EOF'
[ "$1" = bench ] && laps && exit
[ ${turn:-1} = 0 ] || { printf 'hello 1\nbye\n' >&3 && exit; }
EOF
        printf '%s\nexit # and what it says\n' "${2:-said >&3}"
        cat "$1"
    } >"$folder/new"
    chmod +x "$folder/new"
    mv "$folder/new" "$runner"
}

played_one() { # WHO VERDICTS WORDS N…
    local n why='' count=0
    for n in "${@:4}"; do
        grade "$1" env LD_LIBRARY_PATH="/none/$n"
        count=$((count + 1))
        why=$(why_not "$1" "$2" "$3")
        [ -z "$why" ] || { echo "n = $n: $why" && break; }
    done
    echo $count
}

# played CLAIM VERDICTS WORDS [N…]: the fake runner has the same verdict for every answer, so that
# the two can share the numbers.
played() {
    local numbers=("${@:4}") half
    [ -n "${4-}" ] || numbers=(1)
    half=$((${#numbers[@]} / 2))
    halves() {
        case $1 in
        right) played_one "${@:1:3}" "${numbers[@]:half}" ;;
        wrong) played_one "${@:1:3}" "${numbers[@]:0:half}" ;;
        esac
    }
    report "$1" "$(side_by_side halves "$2" "$3")"
}

# transcript SED-EXPRESSION: the one that was recorded, edited
transcript() { sed -E "$1" "$folder/transcript" >"$folder/edited"; }

says_otherwise() { # CLAIM WORDS SED-EXPRESSION
    transcript "$3"
    play "$folder/edited"
    played "a runner that $1" fault "$2"
}

play "$folder/transcript"
played "a runner that says what ours says is believed" pass ""
play "$folder/transcript" 'said | head -n $n >&3; kill -9 $$'
played "a runner is killed at its first lines, its last ones, and every third" fault "$outside" \
    {0..4} $(seq 6 3 $((lines - 4))) $((lines - 3)) $((lines - 2)) $((lines - 1))
played "... and after the last" pass "" "$lines"
play "$folder/transcript" 'said | head -n $n >&3; exit 0'
played "a runner ends at each of its lines, every ninth" fault "ended early (status 0)" $(seq 0 9 $((lines - 1)))
for version in 0 2 1x ''; do
    says_otherwise "is of version \"$version\"" "" "1s/1/$version/"
done
says_otherwise "is of another version is named" "of another version than kata (2, not 1): run make" '1s/1/2/'
says_otherwise "says hello too late" "$unreadable" '1{h;d};2G'
says_otherwise "talks nonsense" "$unreadable" '9i what is this'
says_otherwise "sends binary" "$unreadable" '9i \x01\xFF\x1B[31m'
says_otherwise "sends a NUL" "$unreadable" '9s/./\x00/'
says_otherwise "sends a NUL at the end" "$unreadable" '$s/$/\x00/'
says_otherwise "ends a test twice" "$unreadable" '0,/^end/{/^end/p}'
says_otherwise "ends a test a second time, otherwise" "$unreadable" '0,/^end/{/^end/{p;s/pass/fail/}}'
says_otherwise "runs a test twice" "$unreadable" '/^bye/i begin 0\nend 0 pass 1 % % %'
says_otherwise "ends a test that was never begun" "$unreadable" '/^begin 3$/d'
says_otherwise "begins a test that there is not" "$unreadable" 's/^begin 3$/begin 333/'
says_otherwise "leaves out a test" "was never run" '/^(begin|end) 3\>/d'
says_otherwise "knows another end than pass or fail" "$unreadable" '/^end 3 /s/pass/well/'
says_otherwise "says bye first" "$unreadable" '2i bye'
says_otherwise "goes on after bye" "$unreadable" '$a begin 0'
says_otherwise "says nothing at all" "ended early (status 0)" 'd'
says_otherwise "has no tests" "the suite has no tests" '/^(test|begin|end)/d'
says_otherwise "faults" "out of order" '9i fault out%20of%20order'
long=$(head -c 1000000 /dev/zero | tr '\0' x)
transcript '9r /dev/stdin' <<<"$long"
play "$folder/edited"
played "a runner that sends a line of 1 MB" fault "$unreadable"
transcript "/^end 3 /s/.*/end 3 fail 7 % too%20long %/"
sed -i "s/too%20long/$(head -c 100000 <<<"$long")/" "$folder/edited"
play "$folder/edited"
played "a message of 100 KB is one" fail ""
cp "$folder/runner" "$runner"

# ---- a sanitized runner that says something else ------------------------------------------------

sanitized() { # SCRIPT
    printf '#!/bin/sh\n%s\n' "$1" >"$folder/new"
    chmod +x "$folder/new"
    mv "$folder/new" "$runner.sanitized"
}

rm "$runner.sanitized"
is_fault "no sanitized runner" "reservoir.sanitized: No such file or directory"
sanitized 'kill -9 $$'
is_fault "a sanitized runner is killed before its hello" "$outside sanitized runner"
sanitized 'echo hello 1 >&3; kill -9 $$'
is_fault "... and after it" "$outside sanitized runner"
sanitized 'echo hello 1 >&3; echo no such symbol; exit 7'
is_fault "a sanitized runner ends with a status of its own" "ended early (status 7): no such symbol"
sanitized 'exit 0'
is_fault "a sanitized runner that does nothing" "ended early (status 0)"
sanitized 'echo hello 3 >&3'
is_fault "a sanitized runner of another version" "of another version than kata (3, not 1): run make"
sanitized 'echo hello 1 >&3; echo hm >&3'
is_fault "a sanitized runner that talks nonsense" "$unreadable"
sanitized 'echo hello 1 >&3; echo ready >&3; kill -SEGV $$'
is_nothing "a sanitized runner that an answer brings down proves nothing"
cp "$folder/sanitized" "$runner.sanitized"

# ---- speed --------------------------------------------------------------------------------------

speed=1
if [ -n "$can_trace" ]; then
    both=right # a wrong one is not timed
    processes=$(grep -c "^$fork" "$folder/start") pipes=$(grep -c '^pipe2(' "$folder/start")
    fails_at_each "no process to be had for speed" "${fork%(}" EAGAIN "no more processes to be had" 1 5 "$processes"
    fails_at_each "no pipe to be had for speed" pipe2 EMFILE "no more pipes to be had" 2 7 "$pipes"
    fails_at_each "a speed runner hears nothing" write EPIPE "speed runner of" 4 5 5
    fails_at_each "a speed runner cannot be asked" write EIO "Input/output error" 4 5 5
    both='right wrong'
else
    skip "calls that fail while speed is measured" "$cannot"
fi

fake_laps='replies=0
say() {
    [ $replies = $((${stop:-0} - 1)) ] && kill -9 $$
    replies=$((replies + 1))
    echo "$1" >&3
}
say "${hello:-hello 1}"
say "${workload:-workload 64 item 8 0 0 64}"
while read -r what rest; do
    case $what in
    lap) say "${lap:-lap 400000}" ;;
    *) say "${ready:-ready}" ;;
    esac
done'

laps() { play "$folder/transcript" '' "$1"$'\n'"$fake_laps"; }

laps :
played "laps that are as they should be are believed" pass ""
laps 'stop=$n'
played "a speed runner is killed before each of its replies" fault "$outside speed runner of" {1..8} 20 30
laps '[ $yours = 0 ] || stop=$n'
played "... and your answer's alone" fault "$outside speed runner of yours" 1 2 3 5
for lap in lap\ {nan,inf,-5,0,soon,1e999,'7 8',%zz} lap ready what bye; do
    laps "lap='$lap'"
    played "a lap is \"$lap\"" fault "answers nonsense"
done
laps '[ $yours = 1 ] || lap="wrong no%20luck"'
played "a reference whose lap is wrong" fault "reference/reservoir/plain.c failed a timed round: no luck"
laps 'lap="fault out%20of%20order"'
played "a speed runner that faults" fault "out of order"
laps 'ready="lap 5"'
played "a lap where none was asked for" fault "answers nonsense"
laps 'hello="hello 2"'
played "a speed runner of another version" fault "of another version than kata (2, not 1): run make"
for hello in hello bye; do
    laps "hello='$hello'"
    played "a speed runner that says \"$hello\"" fault ""
done
for what in workload 'workload 64 item 8 0 0' 'workload 64 item 8 0 0 32' 'workload 64 item 8 0 0 64 64' \
    'workload 0 item 8 0 0 0' 'workload 64 item x 0 0 64' bye; do
    laps "workload='$what'"
    played "a speed runner whose workload is \"$what\"" fault "speed runner of yours"
done
laps 'printf %03000000d 0 >&3; exec cat >/dev/null'
played "a speed runner that says too much" fault "the speed runner of yours says too much"
cp "$folder/runner" "$runner"
speed=

# ---- a clock that jumps -------------------------------------------------------------------------

jumps_one() { # WHO SECONDS READING…
    local n count=0 why
    for n in "${@:3}"; do
        rm -f "$folder/$1/jumped"
        grade "$1" env CLOCK_JUMPS_AT="$n" CLOCK_JUMPS_BY="$2" CLOCK_JUMPED="$folder/$1/jumped" \
            LD_PRELOAD="$folder/clock.so"
        count=$((count + 1))
        why=$(why_not "$1" "${verdict[$1]}")
        [ -z "$why" ] || echo "at reading $n: $why"
        if [ -n "$why" ] || [ ! -e "$folder/$1/jumped" ]; then break; fi
    done
    [ $count -gt 5 ] || echo "the clock has not jumped"
    echo $count
}

if [[ $mode == *sanitized ]]; then
    skip "a clock that jumps" "AddressSanitizer suffers no library before its own"
else
    $compiler -shared -fPIC -O1 -D_GNU_SOURCE -o "$folder/clock.so" "$root/tests/faults/clock.c"
    for by in 3600 -3600 20; do
        report "a clock that jumps by $by s" "$(side_by_side jumps_one $by {1..8} {11..29..6} 40 60 90)"
    done
    speed=1 both=right
    for by in 3600 -3600; do
        report "a clock that jumps by $by s, while speed is measured" \
            "$(side_by_side jumps_one $by 30 60 90 120 150 180 220)"
    done
    speed='' both='right wrong'
fi

is_nothing "after all of it the verdicts are right"
[ $skipped = 0 ] || printf '%d skipped\n' $skipped
printf 'faults: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
