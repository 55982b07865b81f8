#!/bin/bash
# A bare Debian (or Ubuntu) for the tests that source this, made by debootstrap from the mirror that
# this machine's apt is configured for. All mounts are in namespaces of their own, so that nothing is
# left behind, whatever happens.
#
#   bare NAME PACKAGES   makes it: $new is its root, in $folder, which goes at the end; where there is
#                        no way, says so in NAME's words and ends with 0
#   inside USER COMMAND  in it, with a clean environment; at a terminal where stdout is one.
#                        net=--net: without a network. jail=no: where no jail is to be had
# shellcheck disable=SC2016,SC2089,SC2090 # what is quoted is for a shell inside

bare() { # NAME PACKAGES
    local name=$1 tool release mirror components
    [ "$(id -u)" = 0 ] || skip "$name" 'only root can make a new root'
    for tool in debootstrap unshare script apt-get git; do
        command -v "$tool" >/dev/null || skip "$name" "there is no $tool"
    done
    unshare --mount --pid --fork true 2>/dev/null || skip "$name" 'no namespaces to be had'
    # shellcheck disable=SC1091
    release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    mirror=$(targets | awk 'NR == 1 { print $2 }')
    components=$(targets | awk -v mirror="$mirror" '$2 == mirror { print $3 }' | sort -u | paste -sd ,)
    [ -n "$mirror" ] || skip "$name" "apt is configured for no mirror of ${release:-this system}"

    folder=$(mktemp -d)
    trap 'rm -rf --one-file-system "$folder"' EXIT
    trap 'exit 130' INT TERM
    new=$folder/root
    export new
    debootstrap --variant=minbase --include="$2" --components="$components" \
        "$release" "$new" "$mirror" >"$folder/log" 2>&1 && return
    tail -n 5 "$folder/log"
    echo "$name: FAILED: debootstrap (see above)"
    exit 1
}

skip() { # NAME WHY
    echo "$1: skipped: $2"
    exit 0
}

targets() {
    apt-get indextargets --no-release-info --format '$(RELEASE) $(REPO_URI) $(COMPONENT)' \
        'Created-By: Packages' | grep "^$release "
}

inside() { # USER COMMAND
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
    mount --rbind /dev dev && { [ "$jail" = no ] || { mkdir -p old && pivot_root . old && umount -l old; }; } &&
    exec "$@"'
export -f inside
export become_root net='' jail=''
