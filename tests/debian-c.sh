#!/bin/sh
# C is left as it is: every C file of some Debian packages, renamed to .acm, becomes an object that is equal, but for debugging
# information, to the one that the C file itself becomes.  Needs apt, and the network on the first run.
#
# tests/debian-c.sh [PACKAGE...]      make check-debian
suite=debian
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/debian.sh"
cc=${CC:-cc}

packages() { echo lua5.4 zlib cjson libuv1; }

# Where a package's headers are, from its top, and what it is compiled with.
flags_for() {
    case $1 in
    lua5.4) echo -Isrc -DLUA_USE_LINUX ;;
    libuv1) echo -Iinclude -Isrc -Isrc/unix -D_GNU_SOURCE ;;
    cjson) echo -I. -Itests -Itests/unity/src -Itests/unity/extras/fixture/src -Itests/unity/examples ;;
    *) echo -I. ;;
    esac
}

# ---- comparing ----

# compile KIND: $home/PACKAGE/objects/FILE.KIND/NAME.acm.c, to an object beside it
compile() {
    $cc -w -O2 -g $(flags_for "$package") -iquote "$(dirname "$file")" -c -o "$objects.$1/x.o" "$objects.$1/$name.acm.c" 2>"$objects.$1/errors" &&
        objcopy --strip-debug "$objects.$1/x.o"
}

# A case is PACKAGE:FILE, with colons for slashes.
one() {
    package=${1%%:*} file=$(echo "${1#*:}" | tr : /)
    name=$(basename "$file" .c) objects=$home/$package/objects/$1
    cd "$home/$package/source" || return
    rm -rf "$objects.plain" "$objects.translated" "$objects.acm"
    mkdir -p "$objects.plain" "$objects.translated" "$objects.acm"
    cp "$file" "$objects.acm/$name.acm"
    { echo "#line 1 \"$name.acm\""; cat "$file"; } >"$objects.plain/$name.acm.c"
    if ! (cd "$objects.acm" && "$acmc" -d ../"${objects##*/}".translated "$name.acm" 2>errors); then
        fail "$1: acmc" <"$objects.acm/errors"
    elif [ -s "$objects.acm/errors" ]; then
        fail "$1: acmc says something of C" <"$objects.acm/errors"
    elif ! compile plain; then
        ok "$1: does not compile here, but is translated"
    elif ! compile translated; then
        fail "$1: compiling" <"$objects.translated/errors"
    elif cmp -s "$objects.plain/x.o" "$objects.translated/x.o"; then
        ok "$1: equal"
    else
        diff "$objects.plain/$name.acm.c" "$objects.translated/$name.acm.c" | fail "$1: the objects differ"
    fi
    return 0
}

list_package() {
    (cd "$home/$1/source" && find . -name '*.c' -type f | sed "s|^\./||; s|/|:|g; s|^|$1:|" | sort)
}

if [ "${1:-}" = --case ]; then main "$@"; fi

mkdir -p "$home" "$work"
[ $# -gt 0 ] || set -- $(packages)
result=0
for package in "$@"; do
    if ! fetch "$package"; then
        echo "$package: can't be fetched"
        result=1
        continue
    fi
    cases=$(list_package "$package")
    rm -rf "$work/$package":* "$home/$package/objects"
    printf '%s\n' $cases | xargs -r -P "$jobs" -n 1 "$0" --case
    cat "$work/$package":*.log >"$work/$package.log"
    grep -v '^ok ' "$work/$package.log"
    equal=$(grep -c ': equal$' "$work/$package.log") elsewhere=$(grep -c ': does not compile here' "$work/$package.log")
    failed=$(grep -c '^FAIL ' "$work/$package.log")
    echo "$package: $equal of $(echo "$cases" | wc -l) files equal, $elsewhere not for this machine, $failed failed"
    if [ "$failed" -gt 0 ] || [ "$equal" -eq 0 ]; then result=1; fi
done
exit $result
