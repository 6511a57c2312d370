#!/bin/sh
# Sees to it that what is needed to build acmc, or also to check it, is there: installs it with apt as root or with sudo that asks for no
# password, and otherwise says what to type.
#
# tests/install-tools.sh build|check
missing=

has() { command -v "$1" >/dev/null 2>&1; }
need() { missing="$missing $1"; }

compiles() {
    directory=$(mktemp -d) || exit 1
    printf '%s\n' "$2" >"$directory/x.c"
    $1 -o "$directory/x" "$directory/x.c" $3 >/dev/null 2>&1
    status=$?
    rm -rf "$directory"
    return $status
}

look() {
    missing=
    compiles "${CC:-cc}" '#include <stdio.h>
int main(void) { return 0; }' || need gcc
    compiles "${CC:-cc}" 'int main(void) { return 0; }' || need libc6-dev
    has make || need make
    has flex || need flex
    has bison || need bison
    [ "$1" = check ] || return
    compiles gcc 'int main(void) { return 0; }' -fsanitize=address,undefined || need gcc
    compiles gcc 'int main(void) { return 0; }' -fsanitize=thread || need gcc
    has g++ || need g++
    compiles gcc '#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
int main(void) { return 0; }' -lcmocka || need libcmocka-dev
    if ! has clang; then
        need clang
        need libclang-rt-dev
    elif ! compiles clang 'int main(void) { return 0; }' -fsanitize=address,undefined; then
        need "libclang-rt-$(clang -dumpversion | sed 's/\..*//')-dev"
    fi
    has ninja || need ninja-build
    has valgrind || need valgrind
    has pkg-config || need pkg-config
    for library in glib-2.0:libglib2.0-dev libuv:libuv1-dev libcares:libc-ares-dev; do
        pkg-config --exists ${library%:*} 2>/dev/null || need ${library#*:}
    done
}

# Package lists may be missing or old: updated when the first try fails.
install() {
    export DEBIAN_FRONTEND=noninteractive
    packages=$(printf '%s\n' $missing | sort -u)
    for attempt in 1 2; do
        if $1 apt-get install -y -q --no-install-recommends $packages; then return 0; fi
        if [ $attempt = 1 ]; then $1 apt-get update -q; fi
    done
    return 1
}

look "$1"
[ -n "$missing" ] || exit 0

if ! has apt-get; then
    echo "missing (under the names of Debian's packages):$missing" >&2
    exit 1
elif [ "$(id -u)" -eq 0 ]; then
    install '' >&2
elif has sudo && sudo -n true 2>/dev/null; then
    install 'sudo -n env DEBIAN_FRONTEND=noninteractive' >&2
else
    printf 'Some tools are missing. To install them, type\n\n    sudo apt-get install%s\n\n' "$missing" >&2
    exit 1
fi
look "$1"
if [ -n "$missing" ]; then
    echo "could not be installed:$missing" >&2
    exit 1
fi
