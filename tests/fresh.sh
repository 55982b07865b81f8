#!/bin/bash
# A fresh machine: a minimal Debian (or Ubuntu) with git and make and nothing else, in which the
# commands of README.md are run as they stand there (bare.sh).
#
# Grades HEAD: what is not committed is not in a clone. Needs root, debootstrap and the network;
# says so and is skipped where there is no way.
# shellcheck disable=SC2016 # what is quoted is for a shell inside
set -u
cd "$(dirname "$0")/.." || exit

# shellcheck source=tests/bare.sh
. tests/bare.sh
bare fresh git,make
chroot "$new" useradd --create-home learner
git bundle create -q "$new/srv/mlkata" HEAD # one file: whoever clones it need not own it

# ---- steps --------------------------------------------------------------------------------------

failed=0
# step CLAIM USER STATUS WORDS COMMAND: it ends with that status and has said those words.
step() {
    local status from=$SECONDS
    inside "$2" "$5" </dev/null >"$folder/out" 2>&1
    status=$?
    verdict "$1" "$status" "$3" "$4" $((SECONDS - from))
}

# The same at a terminal.
step_at_terminal() {
    local status from=$SECONDS
    who=$2 what=$5 script -qec 'bash -c "inside \"\$who\" \"\$what\""' /dev/null \
        </dev/null >"$folder/out" 2>&1
    status=$?
    verdict "$1" "$status" "$3" "$4" $((SECONDS - from))
}

verdict() { # CLAIM STATUS WANTED WORDS SECONDS
    if [ "$2" = "$3" ] && { [ -z "$4" ] || grep -qe "$4" "$folder/out"; }; then
        echo "ok      $1 ($5 s)"
        return
    fi
    failed=1
    echo "FAILED  $1: status $2, wanted $3 and the words \"$4\". It said:"
    grep -aE -A 6 '^(NOT|FAILED) ' "$folder/out" | head -n 60 | cut -c1-300 | sed 's/^/    /'
    tail -n 30 "$folder/out" | sed 's/^/    /'
}

said() { # WORDS…: the last step has said these too
    local words
    for words; do
        grep -qe "$words" "$folder/out" && continue
        failed=1
        echo "FAILED  it did not say \"$words\""
    done
}

clone='git clone -q /srv/mlkata'
plain='make grade EX=reservoir SUBMISSION=reference/reservoir/plain.c'

# ---- before the packages are there --------------------------------------------------------------

step 'without root and sudo, one line says what to run' learner 2 \
    '^mlkata: packages are missing, .* As root, run: apt-get install gcc ' \
    "$clone && cd mlkata && make grade EX=reservoir"
step 'help needs nothing' learner 0 '^make grade EX=reservoir' 'cd mlkata && make help'
step 'INSTALL=0 only lists' root 2 '^mlkata: missing: gcc .*(INSTALL=0' \
    "$clone && cd mlkata && make grade EX=reservoir INSTALL=0"
net=--net step 'without a network, one line says so' root 2 'is there a network?' \
    'cd mlkata && make grade EX=reservoir'
inside root 'rm -rf mlkata'

# ---- what README.md says ------------------------------------------------------------------------

# Its session, lines that begin with a prompt. URL is our copy; the editor types README's own try
# first, and the correction next.
sed -n 's/^    \$ //p' README.md >"$new/srv/session"
sed -n '/^```c$/,/^```$/{/^```/!p}' README.md >"$new/srv/try.c"
cat >"$new/srv/editor" <<'END'
#!/bin/sh
cmp -s "$1" /srv/try.c && exec sed -i 's/ml_rng_below(rng, i)/ml_rng_below(rng, i + 1)/' "$1"
cp /srv/try.c "$1"
END
chmod +x "$new/srv/editor"
ln -s /srv/mlkata "$new/root/URL"
step_at_terminal "README's session sets everything up and ends with a pass" root 0 'pass · ' \
    'set -e; export EDITOR=/srv/editor; . /srv/session'
said 'The stub is untouched' 'mlkata: installing' 'not yet'

# Its list of commands, each with a comment. gdb is no package of the kit's, and make watch and make round
# ask for a keyboard.
inside root 'apt-get install -qq -y --no-install-recommends gdb' >"$folder/log" 2>&1
inside root 'mkdir -p group/ann group/bob && cp mlkata/reference/reservoir/plain.c group/ann/reservoir.c &&
    cp mlkata/exercises/roc_auc/stub.c group/bob/roc_auc.c'
sed -n 's/^    \(make .*[^ ]\)  *# .*/\1/p' README.md >"$folder/commands"
while read -r command; do
    case $command in
    'make watch '*) step "README: $command" root 2 'it takes a terminal to watch' "cd mlkata && $command" ;;
    'make round'*) step "README: $command" root 2 'the input ended before the round began' "cd mlkata && $command" ;;
    *) step "README: $command" root 0 '' "cd mlkata && $command" ;;
    esac
done <"$folder/commands"

# ---- afterwards ---------------------------------------------------------------------------------

step 'a learner needs no rights from there on' learner 0 '^pass' "cd mlkata && $plain"
step 'a cold build and grade takes less than 20 s' learner 0 '^pass' \
    "cd mlkata && make clean && timeout 20 $plain"
step 'the second make has nothing to do' learner 0 'Nothing to be done' 'cd mlkata && make && make'
step 'no file appears but the answer, its copies and build' root 0 '' \
    'cd mlkata && ! git status --short | grep -vE "^\?\? exercises/reservoir/reservoir(\.[0-9]+)?\.c\$"'
step 'what the tests need only root can install, and one line says how' learner 2 \
    'As root, run: apt-get install ' 'cd mlkata && make test'
inside root "$(sed -n 's/.*As root, run: \(apt-get install\) /\1 -qq -y /p' "$folder/out")" >"$folder/log" 2>&1
step "the kit's own tests are green" learner 0 '' 'cd mlkata && make test'
step 'with clang too, which make installs' root 0 '' 'cd mlkata && make test CC=clang'

exit $failed
