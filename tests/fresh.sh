#!/bin/bash
# A fresh machine: a minimal Debian (or Ubuntu) with git and make and nothing else, in which the
# commands of README.md are run as they stand there. It comes from the mirror that this machine's
# apt is configured for.
#
# Grades HEAD: what is not committed is not in a clone. Needs root, debootstrap and the network;
# says so and is skipped where there is no way. All mounts are in a namespace of their own, so that
# nothing is left behind, whatever happens.
# shellcheck disable=SC2016 # what is quoted is for a shell inside
set -u
cd "$(dirname "$0")/.." || exit

skip() {
    echo "fresh: skipped: $1"
    exit 0
}

# ---- the machine --------------------------------------------------------------------------------

[ "$(id -u)" = 0 ] || skip 'only root can make a new root'
for tool in debootstrap unshare script apt-get git; do
    command -v "$tool" >/dev/null || skip "there is no $tool"
done
unshare --mount --pid --fork true 2>/dev/null || skip 'no namespaces to be had'

# shellcheck disable=SC1091
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
targets() {
    apt-get indextargets --no-release-info --format '$(RELEASE) $(REPO_URI) $(COMPONENT)' \
        'Created-By: Packages' | grep "^$release "
}
mirror=$(targets | awk 'NR == 1 { print $2 }')
components=$(targets | awk -v mirror="$mirror" '$2 == mirror { print $3 }' | sort -u | paste -sd ,)
[ -n "$mirror" ] || skip "apt is configured for no mirror of ${release:-this system}"

folder=$(mktemp -d)
trap 'rm -rf --one-file-system "$folder"' EXIT
trap 'exit 130' INT TERM
new=$folder/root

if ! debootstrap --variant=minbase --include=git,make --components="$components" \
    "$release" "$new" "$mirror" >"$folder/log" 2>&1; then
    tail -n 5 "$folder/log"
    echo 'fresh: FAILED: debootstrap (see above)'
    exit 1
fi
chroot "$new" useradd --create-home learner
git bundle create -q "$new/srv/mlkata" HEAD # one file: whoever clones it need not own it

# ---- steps --------------------------------------------------------------------------------------

# inside USER COMMAND: in the new root, with a clean environment; at a terminal where stdout is one.
inside() {
    local home=/home/$1
    [ "$1" = root ] && home=/root
    # shellcheck disable=SC2086 # net is an option or nothing
    unshare --mount --propagation private --pid --fork --kill-child $net sh -c "$become_root" inside \
        chroot --userspec="$1:$1" . \
        env -i HOME="$home" LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        ${http_proxy:+http_proxy="$http_proxy"} sh -c "cd; $2"
}
# A root that is only a chroot has no user namespaces to give, and so no jail.
become_root='mount --bind "$new" "$new" && cd "$new" && mount -t proc proc proc &&
    mount --rbind /dev dev && mkdir -p old &&
    pivot_root . old && umount -l old && exec "$@"'
export -f inside
export new become_root net=

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
    grep -aE '^(NOT|FAILED) ' "$folder/out" | head -n 30 | sed 's/^/    /'
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
