#!/bin/sh
# What the kit is built from: says what is missing, installs it, goes on.
#
#   CC=gcc|clang   the compiler that make was asked for; gcc is needed beside clang, for its libgcc
#   INSTALL=0      only say what is missing
#   TESTS=1        what the kit's own tests need as well
#   PLOT=1         what make plot needs as well
#   MUTANTS=1      what make mutants needs as well
#   SIMILAR=1      what telling similar answers needs as well
#   ZIP=1          what make gradescope needs as well
#
# It looks for programs, headers and libraries, not for package names: what was installed by hand
# counts, and a package without its files does not. Silent where nothing is missing.
# Status 0: all is there. 2: it is not, and stderr says what to do.
set -u
export LC_ALL=C # the compiler's and apt's words are read below

CC=${CC:-gcc}
compiler_path=${CC##* } # of "ccache gcc" the last word
compiler=${compiler_path##*/}
[ "$compiler" = cc ] && compiler=gcc

say() { printf 'mlkata: %s\n' "$1" >&2; }
stop() { say "$1"; exit 2; }
has() { command -v "$1" >/dev/null 2>&1; }

# ---- what there is ------------------------------------------------------------------------------

# The compiler knows where it looks; without one, the places where distributions put things.
find_folders() {
    include_folders=$($CC -E -v -x c /dev/null 2>&1 >/dev/null |
        sed -n '/^#include </,/^End of/s/^ //p')
    library_folders=$($CC -print-search-dirs 2>/dev/null |
        sed -n 's/^libraries: =*//p' | tr : ' ')
    if [ -z "$library_folders" ]; then
        include_folders=$(echo /usr/include/*-linux-gnu* /usr/include /usr/local/include)
        library_folders=$(echo /usr/lib/*-linux-gnu* /usr/lib64 /usr/lib /usr/local/lib)
    fi
    library_folders="$(echo "${LIBRARY_PATH:-}" | tr : ' ') $library_folders"
    openblas_folders=$(echo /usr/lib/*/openblas-serial /usr/lib/*/) # as OPENBLAS in the Makefile
}

# in_folders "FOLDER …" FILE…: each file lies in one of them.
in_folders() {
    folders=$1
    shift
    for file; do
        for folder in $folders; do
            [ -e "$folder/$file" ] && continue 2
        done
        return 1
    done
}

header() { in_folders "$include_folders" "$1"; }
archive() { in_folders "$library_folders" "$@"; }
library() { archive "$1.a" || archive "$1.so" || archive "$1.dylib"; }

libc() { header stdio.h && archive crt1.o; }
check() { header check.h && archive libcheck.a; }
gsl() { header gsl/gsl_cdf.h && archive libgsl.a libgslcblas.a; }
seccomp() { header seccomp.h && archive libseccomp.a; }
openblas() { header cblas.h && in_folders "$openblas_folders" libopenblas.a; }
cjson() { header cjson/cJSON.h && library libcjson; }
elf() { header gelf.h && library libelf; }
digests() { header sha2.h && library libmd; }
sqlite() { header sqlite3.h && library libsqlite3; }
gcc_sanitizers() { archive libasan.a libubsan.a; }
libclang_python() {
    for python in python3 /usr/bin/python3; do
        $python -c 'import clang.cindex' 2>/dev/null && return
    done
    return 1
}
clang_sanitizers() {
    runtime=$($CC -rtlib=compiler-rt -print-libgcc-file-name 2>/dev/null)
    for file in "${runtime%/*}"/libclang_rt.asan*.a; do
        [ -e "$file" ] && return 0
    done
    return 1
}

# need "APT DNF PACMAN BREW" PROBE…: where the probe fails, its packages are missing. - is none, +
# joins several.
need() {
    packages=$1
    shift
    "$@" && return
    # shellcheck disable=SC2086 # four words
    set -- $packages
    apt="$apt $1" dnf="$dnf $2" pacman="$pacman $3" brew="$brew $4"
}

clang_runtime_package() {
    version=$(echo "$compiler" | sed -n 's/^clang-\([0-9]*\)$/\1/p')
    has "$compiler_path" && version=$($CC -dumpversion | cut -d. -f1)
    echo "libclang-rt-${version:+$version-}dev"
}

look_around() {
    apt='' dnf='' pacman='' brew=''
    find_folders
    need 'gcc gcc gcc gcc' has gcc
    case $compiler in
    *clang*)
        need "$compiler clang clang llvm" has "$compiler_path"
        need "$(clang_runtime_package) compiler-rt compiler-rt -" clang_sanitizers
        ;;
    *)
        need "$compiler gcc gcc gcc" has "$compiler_path"
        need "$compiler libasan-static+libubsan-static gcc gcc" gcc_sanitizers
        ;;
    esac
    need 'libc6-dev glibc-devel glibc -' libc
    need 'binutils binutils binutils binutils' has ld
    need 'check check-devel+check-static check check' check
    need 'libsubunit-dev subunit-devel subunit -' archive libsubunit.a
    need 'libopenblas-serial-dev openblas-devel+openblas-static openblas openblas' openblas
    need 'libcjson-dev cjson-devel cjson cjson' cjson
    need 'libgsl-dev gsl-devel gsl gsl' gsl
    need 'libseccomp-dev libseccomp-devel+libseccomp-static libseccomp -' seccomp
    need 'libelf-dev elfutils-libelf-devel libelf libelf' elf
    need 'libmd-dev libmd-devel libmd libmd' digests
    need 'libsqlite3-dev sqlite-devel sqlite sqlite' sqlite
    need 'bubblewrap bubblewrap bubblewrap -' has bwrap
    [ -z "${PLOT:-}${TESTS:-}" ] || need 'gnuplot-nox gnuplot gnuplot gnuplot' has gnuplot
    [ -z "${SIMILAR:-}${TESTS:-}" ] || need 'similarity-tester - - -' has sim_c
    [ -z "${ZIP:-}${TESTS:-}" ] || need 'zip zip zip zip' has zip
    [ -z "${MUTANTS:-}" ] || need 'python3-clang python3-clang python-clang -' libclang_python
    [ -z "${TESTS:-}" ] && return
    need 'strace strace strace -' has strace
    need 'sqlite3 sqlite sqlite sqlite' has sqlite3
    need 'tmux tmux tmux tmux' has tmux
    need 'cmark-gfm - - cmark-gfm' has cmark-gfm
}

# The names in a list, each once.
names() {
    list=
    for name in $(echo "$1" | tr + ' '); do
        case " - $list " in
        *" $name "*) ;;
        *) list="$list $name" ;;
        esac
    done
    echo "${list# }"
}

# ---- apt ----------------------------------------------------------------------------------------

apt_get() { $sudo env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -qq "$@"; }

# Prints what apt said. A failed update (status 100) is no failure: what is needed may be known
# already. Status 1 is sudo's: it was refused, and need not ask twice.
install() {
    apt_get update
    [ $? = 1 ] && return
    known=$(for name in $(names "$apt"); do
        apt-cache show "$name" >/dev/null 2>&1 && echo "$name"
    done)
    # shellcheck disable=SC2086 # a list of names
    [ -n "$known" ] && apt_get -o DPkg::Lock::Timeout=20 -y --no-install-recommends install $known
}

# why SAID: the line for a person, from what apt said.
why() {
    case $1 in
    *'Could not get lock'* | *'Unable to lock'* | *'Unable to acquire'*)
        echo 'another program is installing packages (apt is locked): run make again when it is done' ;;
    *'No space left'* | *'enough free space'*)
        echo 'the disk is too full to install packages: make room, then run make again' ;;
    *sudoers* | *'password is required'* | *'terminal is required'* | *'incorrect password'*)
        echo "sudo was refused. As root, run: apt-get install $(names "$apt")" ;;
    *'failure resolving'* | *'ould not resolve'* | *'ould not connect'* | *'nable to connect'* | \
        *unreachable* | *'Failed to fetch'*)
        echo 'the packages could not be fetched: is there a network? Then run make again' ;;
    *)
        printf '%s\n' "$1" | grep -v '^ *$' | tail -n 5 | sed 's/^/    /' >&2
        echo "apt-get did not install everything (see above); still missing: $(names "$apt")" ;;
    esac
}

no_way_to_root='packages are missing, and only root can install them (there is no sudo).'

install_with_apt() {
    sudo=
    if [ "$(id -u)" != 0 ]; then
        has sudo || stop "$no_way_to_root As root, run: apt-get install $(names "$apt")"
        sudo=sudo
    fi
    say "missing: $(names "$apt")"
    say "installing them with ${sudo:+sudo }apt-get; this can take some minutes"
    said=$(install 2>&1)
    look_around
    [ -z "$apt" ] || stop "$(why "$said")"
}

# ---- what to do ---------------------------------------------------------------------------------

case $compiler in
*gcc* | *clang*) ;;
*) stop "CC=$CC: the kit is built with gcc or clang" ;;
esac
case $CC in
*[/\ ]*) has "${CC%% *}" || stop "CC=$CC: there is no ${CC%% *}" ;;
esac

look_around
[ -z "$apt" ] && exit 0

if ! has apt-get; then
    say "missing, and there is no apt-get here to install it. One of these, then run make again:"
    echo "    sudo dnf install $(names "$dnf")" >&2
    echo "    sudo pacman -S $(names "$pacman")" >&2
    echo "    brew install $(names "$brew")" >&2
    exit 2
fi
[ "${INSTALL:-1}" = 0 ] && stop "missing: $(names "$apt") (INSTALL=0: nothing was installed)"
install_with_apt
