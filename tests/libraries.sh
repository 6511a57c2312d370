#!/bin/sh
# Examples on libraries of others: examples/embedding, in the event loops of GLib and libuv, and examples/resolver, on the callbacks of c-ares.
# Each prints what the comment at its top says after "Output:", with the address sanitizer too.  What is not installed is skipped, which is said.
#
# tests/libraries.sh [NAME...]
suite=libraries
. "$(dirname "$0")/lib.sh"

list() { printf '%s\n' glib uv resolver; }

installed() { pkg-config --exists "$1" 2>/dev/null; }

expected_output() {
    sed -n '/^ \* *Output:/,/\*\//p' "$1" | sed -e 1d -e '/\*\//,$d' -e 's/^ \* \{0,3\}//'
}

# check WHAT: what COMMAND… has printed in `actual`, with status $status
check() {
    if [ $status -eq 0 ]; then same "$1" expected actual; else { echo "exit status $status"; cat errors; } | fail "$1"; fi
}

# host NAME PACKAGE
host() {
    cp "$root"/examples/embedding/* .
    expected_output "$1.c" >expected
    for cc in $(compilers); do
        rm -rf build
        if ! make -s CC=$cc ACMC="$(acmc_for $cc)" CFLAGS="-g -O1 -Wall -Wextra -Werror $sanitize" "build/$1" >errors 2>&1; then
            fail "$1: $cc: make" <errors
            continue
        fi
        for _ in 1 2 3; do                # what is under way when varies
            G_SLICE=always-malloc timeout 60 "build/$1" >actual 2>errors </dev/null
            status=$?
            check "$1: $cc"
        done
    done
}

resolver() {
    cp "$root"/examples/resolver/* .
    expected_output resolve.acm >expected
    for cc in $(compilers); do
        for driver in epoll poll sim; do
            CC=$cc CFLAGS="-std=c11 -Wall -Wextra -Werror $sanitize" ACM_DRIVER=$driver \
                timeout 60 "$(acmc_for $cc)" run resolve.acm -lcares >actual 2>errors </dev/null
            status=$?
            check "resolver: $cc, $driver"
        done
    done
}

one() {
    case $1 in glib) package=glib-2.0 ;; uv) package=libuv ;; *) package=libcares ;; esac
    if ! installed $package; then
        ok "$1: skipped, since pkg-config knows no $package"
        return 0
    fi
    mkdir -p "$work/$1" && cd "$work/$1" || return
    if [ "$1" = resolver ]; then resolver; else host "$1"; fi
}

main "$@"
