#!/bin/bash
# Sourced by class.sh and badinput.sh: a copy of the kit, and what may be left of a class's run in it.
# shellcheck disable=SC2154,SC2034 # what they share
. "$root/tests/faults/gradings.sh"
export TMPDIR=$folder/tmp
mkdir "$TMPDIR"

# Why not is what is printed: a command that is missing prints something, too.
command_not_found_handle() { echo "$1: no such command"; }

row() { # CLAIM [WHY NOT]
    report "$1" "${2:+$2
status $status: $(head -n 4 "$folder/err" "$folder/out")}"
}

# What was killed takes a moment to be gone.
wait_for_none() { # COMMAND…: that says what is left
    local left
    for _ in {1..60}; do
        left=$("$@")
        [ -n "$left" ] || return
        sleep 0.05
    done
    echo "left behind: $left"
}

processes_of_it() {
    cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' | grep -aoE -m1 "${folder}/[k]it[^ ]*"
    grep -F "$folder/" /proc/self/mountinfo
}

# Nothing is left of a run, whether it came to its end or was killed.
why_left_of_it() {
    why_left
    wait_for_none processes_of_it
    wait_for_none find "$TMPDIR" -mindepth 1 -maxdepth 1
}
