#!/bin/sh
# What learners get, as a tarball: the kit without references, known mistakes and tests of its own.
# What lies in it works: an answer is right or wrong there, and has no speed.
#
#   handout.sh [EX…]   of these exercises; without a name, of all
#
# From the commit that is checked out, and the same bytes whoever makes it: sorted, owned by nobody,
# as old as the commit. In build/handout. Status 0, or 2 and why not.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."

stop() {
    printf 'mlkata: %s\n' "$1" >&2
    exit 2
}
command -v git >/dev/null || stop 'there is no git, which make handout takes the files from'
[ "$(git rev-parse --show-prefix 2>/dev/null || echo none)" = '' ] ||
    stop 'make handout takes a clone of the kit: this folder is none'

all=$(git ls-tree --name-only HEAD exercises/ | sed -n 's|^exercises/||p' | grep -v '^ml\.h$')
for ex; do
    printf '%s\n' "$all" | grep -qxF -e "$ex" || stop "no exercise is called \"$ex\" in this commit"
done
name=mlkata
for ex; do name=$name-$ex; done
[ $# -gt 0 ] || eval "set -- $(echo "$all" | tr '\n' ' ')"
[ ${#name} -lt 200 ] || name=mlkata-$#-exercises

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
mkdir "$folder/mlkata"

# ---- what is in it ------------------------------------------------------------------------------

# An answer that somebody committed is nobody else's business.
count=$#
for ex; do
    shift
    set -- "$@" "exercises/$ex" ":(exclude)exercises/$ex/$ex.c" ":(exclude,glob)exercises/$ex/$ex.[0-9]*.c"
done
git archive -o "$folder/tree.tar" HEAD -- Makefile README.md LICENSE compile_flags.txt .gitignore docs harness \
    exercises/ml.h "$@" grader ':(exclude)grader/template' ':(exclude)grader/gradescope' \
    ':(exclude)grader/handout.sh'
tar -xf "$folder/tree.tar" -C "$folder/mlkata"

# No command that is not there is offered.
awk '
    /^# ---- organisers and authors/ { exit }
    /^## make/ { gone = $3 ~ /^(solution|bench|bench-.*|plot|new|class|handout|gradescope)$/ ||
                        $3 ~ /^(test|test-long|attacks|fuzz|mutants)$/ }
    !/^##/ { gone = 0 }
    !gone' "$folder/mlkata/Makefile" >"$folder/Makefile"
cat >"$folder/note" <<'NOTE'
**This is a handout.** There are no references in it: `make grade` says whether an answer is right,
and what is wrong with it. Speed, the diagnosis of known mistakes and `make solution` are for who
has the whole kit; where they are shown below, it is theirs that is shown.
NOTE
awk -v note="$folder/note" '
    function put_note(line) { while ((getline line <note) > 0) print line }
    /^## / && !noted { put_note(); print ""; noted = 1 }
    /^## / { left_out = $0 == "## For others" }
    /^The task is to keep k random items/ { left_out = 1 } # and then an answer
    left_out { next }
    /^    make (.*SUBMISSION=reference|solution |bench |plot |class |handout|gradescope )/ { next }
    /^    (reference|tests)\// { next }
    /^`make bench-peers`/ { gone = 1 }
    /^- `make attacks`/ { gone = 1; next }
    gone && /^(- |$)/ { gone = 0 }
    gone { next }
    { sub(/To add an exercise, read \[CONTRIBUTING.md\]\(CONTRIBUTING.md\)\. /, "") }
    { sub(/with git and make; URL is where you are reading this\./, "with make.") }
    { sub(/\$ git clone URL mlkata && cd mlkata/, "$ tar -xf mlkata.tar.gz \\&\\& cd mlkata") }
    { print }' "$folder/mlkata/README.md" | cat -s >"$folder/README.md"
mv "$folder/Makefile" "$folder/README.md" "$folder/mlkata/"

# ---- the tarball --------------------------------------------------------------------------------

out=build/handout/$name.tar.gz
mkdir -p build/handout
tar --sort=name --format=ustar --mtime="@$(git log -1 --format=%ct)" --mode=u+rwX,go+rX,go-w --owner=0 --group=0 \
    --numeric-owner -C "$folder" -cf - mlkata | gzip -9n >"$out.new"
mv "$out.new" "$out"
[ -z "$(git status --porcelain -uno)" ] || echo 'mlkata: what is not committed is not in it' >&2
printf '%s: %d exercise%s of commit %s, %d kB\n' "$out" "$count" "$([ "$count" = 1 ] || echo s)" \
    "$(git rev-parse --short HEAD)" $(($(wc -c <"$out") / 1000))
