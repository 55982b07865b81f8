#!/bin/bash
# A made-up group: a folder as `make class` reads it, and beside it what each answer must come to.
# Nothing in it is made by hand but the list of the first thirty, group.txt: right answers, known
# mistakes, attacks and controls are those of the kit's other tests, and say on their first line what
# they come to.
#
# Usage: make_group.sh DIR N [SEED]. The same seed makes the same group, as long as the kit's files
# are the same. Members beyond those of group.txt are ordinary ones, one answer each, no two alike
# but for those that copy.
#
#   DIR             N folders, a link instead of one, members.csv, and a file that is nobody's
#   DIR.expected    a line an answer, tabs between, by member and exercise:
#                     number of the member (from 0, folders sorted bytewise)
#                     exercise; - where nothing is handed in
#                     verdict
#                     verdict where speed is not measured
#                     test that fails, GROUP/TEST; may be ""
#                     what that test, or any, says (several: "this | or that"); may be ""
#                     where the answer comes from
#                     the folder's name, as a shell would quote it
# shellcheck disable=SC1003 # backslashes in quotes are meant
set -u
export LC_ALL=C # names are bytes
dir=${1:?DIR} size=${2:?N} state=${3:-1}
case $dir in /*) ;; *) dir=$PWD/$dir ;; esac
cd "$(dirname "$0")/../.." || exit 2
[ ! -e "$dir" ] || { echo "make_group.sh: $dir: is there already" >&2; exit 2; }

stop() { echo "make_group.sh: $*" >&2; exit 2; }

draw() { # N: sets drawn, 0 .. N - 1
    state=$((state * 6364136223846793005 + 1442695040888963407))
    drawn=$(((state >> 33 & 0x7fffffff) % $1))
}

# ---- what a file of the kit is ------------------------------------------------------------------

# Reads of "// expect: fail GROUP/TEST words", as tests/verdicts.c does; what stands in the folder
# of an exercise need not say which.
look_at() { # FILE: sets exercise, verdict, untimed, tests, words
    local line second from=$1
    [ ! -e "$1.expect" ] || from=$1.expect
    { read -r line && read -r second; } <"$from"
    line=${line#$'\357\273\277'} line=${line%$'\r'} second=${second%$'\r'} tests='' words=''
    case $1 in
    reference/* | tests/right/*) exercise=${1#reference/} exercise=${exercise#tests/right/} exercise=${exercise%%/*} ;;
    *) exercise=${second#'// exercise: '} ;;
    esac
    case $line in
    '// expect: '*) line=${line#'// expect: '} ;;
    *) line=pass ;; # a reference
    esac
    verdict=${line%% *} words=${line#"$verdict"} words=${words# }
    case ${words%% *} in
    */*) tests=${words%% *} words=${words#"$tests"} words=${words# } ;;
    esac
    words=${words//"${1##*/}"/$exercise.c} untimed=$verdict
    case $tests in speed/*) untimed=pass ;; esac
}

# ---- members ------------------------------------------------------------------------------------

folders=() # by number in the list
expected=()
declare -A place source_of

new_member() { # FOLDER LAYOUT
    folder=$1 layout=$2 number=${#folders[@]}
    folders+=("$folder")
    [ "$layout" = files ] || clone
}

# Of the kit all that git would give; a member beyond the list has of it what the answer needs.
clone() {
    mkdir "$dir/$folder"
    if [ "$number" -lt "$given" ]; then
        cp -r exercises reference harness grader tests Makefile README.md "$dir/$folder/"
        for ex in exercises/*/; do
            ex=${ex%/} ex=${ex#*/}
            rm -f "$dir/$folder/exercises/$ex/$ex.c" "$dir/$folder/exercises/$ex/$ex".[0-9]*.c
        done
        mkdir "$dir/$folder/.git"
        echo 'ref: refs/heads/main' >"$dir/$folder/.git/HEAD"
    else
        mkdir "$dir/$folder/exercises"
    fi
}

at_of() { # EX: sets at, where this member's answer to it lies; its folder is made
    at=$dir/$folder/$1.c
    [ "$layout" = files ] || at=$dir/$folder/exercises/$1/$1.c
    [ -d "${at%/*}" ] || mkdir -p "${at%/*}"
}

expect() { # EX VERDICT UNTIMED TESTS WORDS SOURCE
    expected+=("$number"$'\t'"$1"$'\t'"$2"$'\t'"$3"$'\t'"$4"$'\t'"$5"$'\t'"$6")
}

# An answer's own name is in it here and there. The line at its end makes it one of a kind.
hand_in_file() { # FILE
    local base=${1##*/}
    look_at "$1"
    at_of "$exercise"
    sed "s/\\<${base//./\\.}\\>/$exercise.c/g" "$1" >"$at"
    printf '\n/* handed in by number %d */\n' "$number" >>"$at"
    expect "$exercise" "$verdict" "$untimed" "$tests" "$words" "$1"
    place[$folder/$exercise]=$at source_of[$folder/$exercise]=$1
}

# Every name that a file declares, and the contract does not, becomes another.
rename_variables() { # EX, of standard input
    local text script name
    text=$(cat)
    script=$(grep -oE '\<(double|float|bool|char|size_t|int|u?int(8|32|64)_t|struct [a-z_]+) +\**[a-z_][a-z0-9_]*' \
        <<<"$text" | sed -E 's/.*[ *]//' | sort -u | while read -r name; do
        grep -qw -- "$name" "exercises/$1/$1.h" exercises/ml.h || echo "s/\\<$name\\>/its_$name/g"
    done)
    sed "$script" <<<"$text"
}

copy() { # HOW NAME/EX
    local ex=${2##*/} original=${place[$2]-}
    [ -n "$original" ] || stop "nobody above hands in $2"
    look_at "${source_of[$2]}"
    at_of "$ex"
    case $1 in
    copy) cp "$original" "$at" ;;
    renamed) rename_variables "$ex" <"$original" >"$at" ;;
    comments) sed -E 's,;$,; /* the next step */,; s,^/\* .*\*/$,,' "$original" >"$at" ;;
    esac
    expect "$ex" "$verdict" "$untimed" "$tests" "$words" "$1:${source_of[$2]}"
}

# What cannot be graded: a right answer is never far, and must not be taken.
hand_in_thing() { # THING EX
    local plain=$PWD/reference/$2/plain.c why
    at_of "$2"
    case $1 in
    stub) cp "exercises/$2/stub.c" "$at" && expect "$2" unsolved unsolved '' '' stub && return ;;
    empty) : >"$at" && expect "$2" no-compile no-compile build/it_compiles 'does not define' empty && return ;;
    directory) mkdir "$at" && cp "$plain" "$at/" && why='is a directory' ;;
    fifo) mkfifo "$at" && why='is a FIFO' ;;
    huge) truncate -s 1G "$at" && why='larger than 1 MB' ;;
    link-out) ln -s "$plain" "$at" && why='is a link' ;;
    link-in) cp "$plain" "${at%/*}/mine.c" && ln -s mine.c "$at" && why='is a link' ;;
    dangling) ln -s nowhere "$at" && why='is a link' ;;
    twice)
        cp "$plain" "$at"
        [ "$layout" = clone ] || stop "$folder: only who has a clone can hand in twice"
        cp "reference/$2/fast.c" "$dir/$folder/$2.c" && why='2 files for one exercise' ;;
    *) stop "$1: no such thing" ;;
    esac
    expect "$2" rejected rejected '' "$why" "$1"
}

hand_in() { # WHAT
    case $1 in
    nothing)
        [ -d "$dir/$folder" ] || mkdir "$dir/$folder"
        echo 'I did not come to it.' >"$dir/$folder/README.txt"
        expect - - - '' '' '' ;;
    copy:* | renamed:* | comments:*) copy "${1%%:*}" "${1#*:}" ;;
    *:*) hand_in_thing "${1%%:*}" "${1##*:}" ;;
    *)
        local found
        # shellcheck disable=SC2206 # a pattern
        found=($1)
        [ -e "${found[0]}" ] || stop "$1: no such file"
        draw ${#found[@]}
        hand_in_file "${found[drawn]}" ;;
    esac
}

# ---- the list -----------------------------------------------------------------------------------

mkdir -p "$dir" || exit
given=$(grep -c '^[^# ]' tests/class/group.txt)
while read -r name layout what; do
    [ -n "$name" ] || continue
    [ ${#folders[@]} -lt "$size" ] || break
    printf -v name %b "${name//\\/\\0}"
    new_member "$name" "$layout"
    set -f
    for one in $what; do
        set +f
        hand_in "$one"
    done
    set +f
done < <(grep -v '^#' tests/class/group.txt)

# ---- as many more as are wanted -----------------------------------------------------------------

# Of a hundred, about: 45 right, 35 mistaken, 6 that crash or do not compile, 4 untouched stubs, 3 that
# try something, 5 copied ones, 2 that are nothing.
right=(tests/right/*/*.c reference/*/{plain,fast}.c)
mistaken=(reference/*/mistakes/*.c)
broken=(tests/answers/*.c)
hostile=(tests/attacks/*.c tests/controls/*.c)
exercises=(exercises/*/exercise.json)
one_of() { draw $# && shift $drawn && hand_in_file "$1"; }

can_be_copied=()
another() {
    local layout=files ex
    draw 5 && [ $drawn != 0 ] || layout=clone
    new_member "$(printf 'learner-%05d' ${#folders[@]})" $layout
    draw ${#exercises[@]}
    ex=${exercises[drawn]#*/} ex=${ex%/*}
    draw 100
    case $drawn in
    [0-9] | [1-3]? | 4[0-4]) one_of "${right[@]}" && can_be_copied+=("$folder/$exercise") ;;
    4? | [5-7]?) one_of "${mistaken[@]}" ;;
    8[0-5]) one_of "${broken[@]}" ;;
    8?) hand_in_thing stub "$ex" ;;
    9[0-2]) one_of "${hostile[@]}" ;;
    9[3-7])
        [ ${#can_be_copied[@]} != 0 ] || { one_of "${right[@]}" && return; }
        draw 3 && set -- copy renamed comments && shift $drawn
        draw ${#can_be_copied[@]} && copy "$1" "${can_be_copied[drawn]}" ;;
    98) hand_in_thing directory "$ex" ;;
    *) hand_in_thing huge "$ex" ;;
    esac
}
while [ ${#folders[@]} -lt "$size" ]; do another; done

# ---- beside them --------------------------------------------------------------------------------

cat >"$dir/members.csv" <<'END'
team,names
alice,Alice Liddell
Bob B.,"Robert ""Bob"" Baker, Barbara Bell"
"new
line","Two
Lines"
=1+1,"=HYPERLINK(""http://example.org"",""click"")"
<b>bold,<script>document.title='obeyed'</script>
nobody,No Folder
END
echo 'What the group was told.' >"$dir/notes.txt"
number=${#folders[@]}
folders+=(elsewhere)
ln -s "$PWD" "$dir/elsewhere"
expect - - - '' '' 'a link'

declare -A rank
n=0
while IFS= read -r -d '' name; do
    rank[x$name]=$n n=$((n + 1))
done < <(printf '%s\0' "${folders[@]}" | sort -z)
for line in "${expected[@]}"; do
    name=${folders[${line%%$'\t'*}]}
    printf '%d\t%s\t%q\n' "${rank[x$name]}" "${line#*$'\t'}" "$name"
done | sort -t$'\t' -k1,1n -k2,2 >"$dir.expected"
