#!/bin/bash
# ENGINE=slurm on a real Slurm: munge, slurmctld and two slurmd, all in namespaces of their own, so
# that a node is killed as if its plug were drawn, and nothing is left behind whatever happens.
#
# Usage: tests/class/slurm.sh KATA [PART…], of: plainly dying ending unlike speed deadly without. The last
# line is `slurm: N passed, N failed`.
# shellcheck disable=SC2317 # parts are called by their names
set -u
here=$(cd "$(dirname "$0")" && pwd)
kata=$(realpath "${1:-build/release/kata}")
shift
parts=${*:-plainly dying ending unlike speed deadly without}
skip() { printf 'skip all of it: %s\nslurm: 0 passed, 0 failed\n' "$1" && exit; }

if [ -z "${SLURM_TEST_INSIDE-}" ]; then
    [ "$(id -u)" = 0 ] || skip 'only root can start a cluster'
    for tool in munged slurmctld slurmd sbatch unshare ip hostname; do
        command -v $tool >/dev/null || skip "there is no $tool (apt install slurm-wlm munge)"
    done
    unshare --mount --pid --net --uts --ipc --fork true 2>/dev/null || skip 'no namespaces to be had'
    SLURM_TEST_INSIDE=1 exec unshare --mount --pid --net --uts --ipc --fork --kill-child --mount-proc "$0" "$kata" "$@"
fi

folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
# What gradings put there is cleared away by process ids, of which each node has its own.
export MLKATA_HOME='' LC_ALL=C.UTF-8 SLURM_CONF=$folder/slurm.conf TMPDIR=$folder/tmp
mkdir "$TMPDIR"
unset MAKEFLAGS MFLAGS MAKELEVEL "${!SBATCH_@}"

passed=0 failed=0
row() { # CLAIM TRUE?
    if [ "$2" = 0 ]; then
        passed=$((passed + 1)) && printf 'ok   %s\n' "$1"
    else
        failed=$((failed + 1)) && printf 'NOT  %s\n' "$1"
        sed 's/^/       /' "$folder/err" | tail -n 20
        squeue --array --states=all 2>&1 | tail -n 8 | sed 's/^/       /'
    fi
}
until_so() { # SECONDS COMMAND…
    local end=$((SECONDS + $1))
    until "${@:2}" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
}

# ---- a cluster ----------------------------------------------------------------------------------

# glibc looks up no address where there are none but loopback's.
hostname kata
ip link set lo up && ip addr add 10.9.9.1/32 dev lo
printf '127.0.0.1 localhost\n10.9.9.1 kata\n' >"$folder/hosts"
mount --bind "$folder/hosts" /etc/hosts
mkdir -m 755 "$folder/munge" "$folder/state"
sed "s|FOLDER|$folder|" "$here/slurm.conf" >"$SLURM_CONF"
(umask 077 && head -c 1024 /dev/urandom >"$folder/munge/key")

start_munge() {
    munged --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" \
        --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" 2>/dev/null
}
start_controller() {
    slurmctld -D >/dev/null 2>&1 &
    controller=$!
    until_so 20 scontrol_is_up
}
scontrol_is_up() { scontrol ping | grep -q ' UP'; }

declare -A node
# start_node NAME [COMMAND]: a machine of its own but for its network; COMMAND runs there first.
start_node() {
    mkdir -p "$folder/spool-$1" "$folder/tmp-$1"
    # shellcheck disable=SC2016 # for the shell inside
    unshare --mount --pid --fork --kill-child --mount-proc \
        sh -c 'mount --bind "$2" "$TMPDIR"; '"${2:-:}"'; exec slurmd -D -N "$1"' sh "$1" "$folder/tmp-$1" \
        >"$folder/$1.out" 2>&1 &
    node[$1]=$!
    until_so 30 is_idle "$1"
}
is_idle() { sinfo -h -n "$1" -t idle -o %T | grep -qx idle; }
draw_plug() { # NAME
    kill -9 "${node[$1]}" && wait "${node[$1]}" 2>/dev/null
}

no_cluster() {
    tail -n 5 "$folder"/*.log "$folder"/*.out "$folder/munge/log" 2>/dev/null
    row 'a cluster comes up' 1
    printf 'slurm: %d passed, %d failed\n' $passed $failed
    exit 1
}
: >"$folder/err"
{ start_munge && start_controller && start_node n1 && start_node n2; } || no_cluster

# ---- a class ------------------------------------------------------------------------------------

# Thirty of all kinds, for 4 tasks of 8 at most; and three, two of them right, for one.
class=$folder/class
number=0
for answer in "$here"/../right/{reservoir,roc_auc}/*.c "$here"/../../reference/{reservoir,roc_auc}/mistakes/*.c; do
    ex=${answer%/*} ex=${ex%/mistakes} ex=${ex##*/} number=$((number + 1))
    [ $number -le 30 ] || break
    mkdir -p "$class/member$number"
    cp "$answer" "$class/member$number/$ex.c"
done
mkdir "$folder/few" && cp -r "$class"/member{1,2,29} "$folder/few"

# graded OUT OPTIONS…: what it says goes to out and err, its status to status
graded() {
    "$kata" class "$class" --out "$folder/$1" --seed 7 "${@:2}" >"$folder/out" 2>"$folder/err" </dev/null
    status=$?
}
few() { # OUT OPTIONS…: the three
    "$kata" class "$folder/few" --out "$folder/$1" --seed 7 --engine slurm "${@:2}" >"$folder/out" 2>"$folder/err" \
        </dev/null
    status=$?
}
verdicts() { find "$folder/$1/.mlkata/verdicts" -name '*.json' 2>/dev/null | wc -l; }
has_verdicts() { [ "$(verdicts "$1")" -ge "$2" ]; }
one_line() { [ "$(wc -l <"$folder/err")" = 1 ] && grep -qE -- "$1" "$folder/err"; }
queue_is_empty() { [ -z "$(squeue -h)" ]; }
same_as_local() { diff "$folder/local/results.csv" "$folder/$1/results.csv" >>"$folder/err"; }

plainly() {
    local jobs
    graded whole --no-bench --engine slurm
    row 'one command grades a class on the cluster' $status
    same_as_local whole
    row 'its results are those of this machine' $?
    [ "$(squeue -h -r -t all -o %B | sort -u | xargs)" = 'n1 n2' ]
    row 'both nodes had a part of it' $?
    jobs=$(squeue -h -r -t all | wc -l)
    graded whole --no-bench --engine slurm
    [ $status = 0 ] && [ "$(squeue -h -r -t all | wc -l)" = "$jobs" ] && same_as_local whole
    row 'a second run has nothing to submit' $?
}

# ---- nodes and tasks that die -------------------------------------------------------------------

behind() { # OUT: in the background
    "$kata" class "$class" --out "$folder/$1" --seed 7 --no-bench --engine slurm >"$folder/out" 2>"$folder/err" \
        </dev/null &
    head=$!
}
in_the_middle() { # OUT: the same, until some verdicts are there
    behind "$1"
    until_so 120 has_verdicts "$1" 3 || row "$1: there are verdicts in the middle" 1
}
ended() {
    wait "$head"
    status=$?
}
restarts() { squeue -h -r -t all -O RestartCnt:4 | sort -n | tail -n 1 | tr -d ' '; }

dying() {
    in_the_middle died
    draw_plug n1
    ended
    row 'a node dies in the middle, and its part is done elsewhere' $status
    same_as_local died
    row 'the results are as if nothing had been' $?
    start_node n1
    row 'the node is back' $?

    in_the_middle killed
    until_so 20 pkill -9 -o -f -- '--task correct:'
    ended
    [ $status = 0 ] && [ "$(restarts)" = 1 ] && same_as_local killed
    row 'a task that is killed is handed back to Slurm' $?

    in_the_middle requeued
    scontrol requeue "$(squeue -h -t R -o %A | head -n 1)" # what a job of more importance does to it
    ended
    [ $status = 0 ] && same_as_local requeued
    row 'a task that is preempted goes on where it stopped' $?

    in_the_middle restarted
    kill "$controller" && wait "$controller"
    sleep 6
    start_controller
    ended
    [ $status = 0 ] && same_as_local restarted
    row "Slurm's controller is away for a while, and the run waits for it" $?
}

# ---- ends before the end ------------------------------------------------------------------------

was_cancelled() { squeue -h -r -t CA -j "$1" | grep -q .; }

ending() {
    local job before
    in_the_middle stopped
    job=$(cat "$folder/stopped/.mlkata/slurm/job")
    kill -INT "$head"
    ended
    [ $status = 130 ] && one_line "Slurm's job $job is cancelled; what is graded is kept" &&
        until_so 20 was_cancelled "$job"
    row 'Ctrl-C cancels the job, and says so' $?
    before=$(verdicts stopped)
    graded stopped --no-bench --engine slurm
    [ $status = 0 ] && [ "$before" -ge 3 ] && [ "$before" -lt 30 ] && same_as_local stopped
    row 'the same command goes on from there' $?

    in_the_middle left
    kill -HUP "$head"
    ended
    job=$(cat "$folder/left/.mlkata/slurm/job")
    [ $status = 129 ] && squeue -h -j "$job" | grep -q . && ! was_cancelled "$job"
    row 'a terminal that is gone leaves the job to itself' $?
    graded left --no-bench --engine slurm
    [ $status = 0 ] && same_as_local left && was_cancelled "$job" && [ ! -e "$folder/left/.mlkata/slurm/job" ]
    row 'the next run takes its place' $?
}

# ---- nodes that are not as they should be -------------------------------------------------------

restart_node() { # NAME COMMAND
    draw_plug "$1"
    until_so 30 is_not_idle "$1"
    start_node "$@"
}
is_not_idle() { ! is_idle "$1"; }
restart_both() { # COMMAND
    restart_node n1 "$@" && restart_node n2 "$@"
}
# shellcheck disable=SC2016
no_jail='printf "#!/bin/sh\necho bwrap: not here >&2\nexit 1\n" >"$TMPDIR/bwrap"; chmod +x "$TMPDIR/bwrap"; '
no_jail+="mount --bind \"\$TMPDIR/bwrap\" $(command -v bwrap)"

unlike() {
    restart_node n2 "$no_jail"
    graded one_jail --no-bench --engine slurm
    [ $status = 0 ] && [ "$(restarts)" = 1 ] && same_as_local one_jail
    row 'a node without a jail: others do its part' $?

    restart_node n1 "$no_jail"
    graded no_jail --no-bench --engine slurm
    [ $status = 1 ] && [ "$(grep -c 'no jail to be had' "$folder/err")" = 1 ] &&
        grep -q 'and 29 more: each has no verdict: .*bwrap: not here.*(on n1, n2, tried twice)' "$folder/err"
    row 'no node has a jail: said once, with their names, and status 1' $?
    [ "$(grep -c . "$folder/no_jail/results.csv")" = 31 ] && grep -q 'no jail' "$folder/no_jail/results.json"
    row 'the results are written all the same' $?
    graded no_jail --no-bench --engine slurm --trusted
    row 'TRUSTED=1 goes without' $status

    # What nodes write to the folder is seen by the head late.
    mkdir -p "$folder/late/.mlkata/verdicts" "$folder/written"
    restart_both "mount --bind $folder/written $folder/late/.mlkata/verdicts"
    behind late
    until_so 60 test -e "$folder/late/.mlkata/slurm/job" && until_so 120 queue_is_empty
    sleep 5
    cp -r "$folder/written" "$folder/moved" && mv "$folder"/moved/*.json "$folder/late/.mlkata/verdicts"
    ended
    [ $status = 0 ] && same_as_local late
    row 'verdicts that show up late are waited for' $?

    mkdir "$folder/hidden"
    restart_both "mount -t tmpfs none $folder/hidden"
    few hidden/out --no-bench
    [ $status = 1 ] && grep -q 'is not there: OUT must lie where all nodes see it (on n' "$folder/err"
    row 'an OUT that the nodes do not see is said to be that' $?
    restart_both
    row 'the nodes are as they were' $?
}

# ---- speed --------------------------------------------------------------------------------------

speed() {
    local first
    # shellcheck disable=SC2016
    mkdir "$folder/noting" && printf '#!/bin/sh\necho "$*" >>"%s"\nexec %s "$@"\n' "$folder/noted" \
        "$(command -v sbatch)" >"$folder/noting/sbatch" && chmod +x "$folder/noting/sbatch"
    PATH=$folder/noting:$PATH few speed
    [ $status = 0 ] && [ "$(awk -F, '$6 == "pass" && $11 != ""' "$folder/speed/results.csv" | wc -l)" = 2 ]
    row 'speed follows, of what passed' $?
    [ "$(squeue -h -r -t all -S i -O OverSubscribe:6 | tail -n 1 | tr -d ' ')" = NO ]
    row 'who is timed has the node for himself' $?
    first=$(($(squeue -h -r -t all -o %F | sort -n | tail -n 1) - 1))
    [ "$(grep -c . "$folder/noted")" = 2 ] && tail -n 1 "$folder/noted" | grep -q -- " --dependency=afterany:$first "
    row 'and begins when the last test is over' $?
    mkdir -p "$folder/mixed/.mlkata"
    printf 'Some other processor' >"$folder/mixed/.mlkata/processor"
    few mixed
    [ $status = 1 ] && grep -q 'has no speed: speeds in OUT .* another processor (Some other processor)' "$folder/err"
    row 'another kind of processor is no measure' $?
    few mixed --regrade
    row 'REGRADE=1 measures all anew' $status
    few named --no-bench --slurm '--constraint=two --comment=mine'
    [ $status = 0 ] && [ "$(squeue -h -r -t all -n mlkata -S i -o '%B %f %k' | tail -n 1)" = 'n2 two mine' ]
    row 'what is said in SLURM= sbatch is told' $?
}

# ---- an answer that takes its node with it each time --------------------------------------------

has_verdicts_or_ended() { has_verdicts "$1" 1 || ! kill -0 "$2"; }
# task STARTS LEFT: a task as Slurm starts it, with what an earlier start left; until its first verdict
task() {
    rm -rf "$folder/again"
    cp -r "$folder/first" "$folder/again"
    rm "$folder"/again/.mlkata/verdicts/*
    [ -z "$2" ] || echo "$2" >"$folder/again/.mlkata/slurm/correct.0.left"
    SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=1 SLURM_CPUS_ON_NODE=1 SLURM_RESTART_COUNT=$1 \
        "$kata" class "$folder/again" --task correct:3 >"$folder/out" 2>"$folder/err" </dev/null &
    until_so 30 has_verdicts_or_ended again $!
    kill $! 2>/dev/null
    wait $!
    status=$?
}
first_is() { # head or tail, of the list
    [ "$(ls "$folder/again/.mlkata/verdicts")" = "$("$1" -n 1 "$folder/again/.mlkata/correct" | cut -d' ' -f3).json" ]
}

deadly() {
    few first --no-bench
    task 0 ''
    first_is head
    row 'a task begins at the front of its part' $?
    task 1 '3 0'
    first_is tail
    row 'the second time at the other end' $?
    task 3 '3 1'
    has_verdicts again 1
    row 'twice for nothing, it tries again' $?
    task 4 '2 2'
    has_verdicts again 1
    row 'and for ever, as long as it gets on' $?
    task 4 '3 2'
    [ $status = 2 ] && [ "$(verdicts again)" = 0 ] && one_line 'started 3 times over without a verdict'
    row 'the third time for nothing is the last' $?
}

# ---- no Slurm -----------------------------------------------------------------------------------

without() {
    few refused --no-bench --slurm --partition=none
    [ $status = 2 ] && one_line 'Slurm does not take the job: .*Invalid partition'
    row 'what sbatch says against it is told in a line' $?
    mkdir "$folder/bin"
    for tool in gcc ld bwrap sim_c; do ln -s "$(command -v $tool)" "$folder/bin"; done
    PATH=$folder/bin few absent
    [ $status = 2 ] && one_line 'ENGINE=slurm needs Slurm, and there is no sbatch here' && [ ! -e "$folder/absent" ]
    row 'without Slurm there is one line' $?
    SLURM_CONF=/dev/null few unset
    [ $status = 2 ] && one_line "Slurm's controller does not answer: .*configuration"
    row 'without its configuration there is one line' $?
    kill "$controller" && wait "$controller"
    few silent
    [ $status = 2 ] && one_line "Slurm's controller does not answer: .* is DOWN" && [ ! -e "$folder/silent" ]
    row 'without its controller there is one line' $?
    start_controller
}

graded local --no-bench
row 'the same class, graded here' $status
for part in $parts; do $part; done
printf 'slurm: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
