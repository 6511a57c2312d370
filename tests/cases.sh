#!/bin/sh
# tests/cases/NAME.acm are programs that check themselves: each prints "ok ID" or "FAIL ID: why" for each of its cases, and ends with
# status 0 if all is well.  They run on the simulated driver, under gcc and clang with their sanitizers.  Where there is a NAME.main.c the
# program's main is there, and NAME.drivers may name other drivers to run it on.  What has no main is imported by others.
#
# tests/cases.sh [NAME...]
suite=cases
. "$(dirname "$0")/lib.sh"

list() {
    for file in "$root"/tests/cases/*.acm; do
        if has_main "$file" || [ -e "${file%.acm}.main.c" ]; then basename "$file" .acm; fi
    done
}

one() {
    name=$1
    mkdir -p "$work/$name"
    cd "$work/$name" || return
    sources=$root/tests/cases/$name.acm
    if [ -e "$root/tests/cases/$name.main.c" ]; then sources="$sources $root/tests/cases/$name.main.c"; fi
    drivers=sim
    if [ -e "$root/tests/cases/$name.drivers" ]; then drivers=$(cat "$root/tests/cases/$name.drivers"); fi
    for cc in $(compilers); do
        for driver in $drivers; do on_driver; done
    done
}

# on_driver: with $cc and $driver
on_driver() {
    what=$cc
    if [ "$driver" != sim ]; then what="$cc, $driver"; fi
    CC=$cc CFLAGS="-std=c11 -Wall -Wextra -Werror $sanitize" ACM_DRIVER=$driver \
        timeout 300 "$(acmc_for "$cc")" run $(flags_of "$root/tests/cases/$name.acm") $sources >"$cc.out" 2>&1 </dev/null
    status=$?
    grep '^ok ' "$cc.out" | sed "s|^ok |ok $suite/$name: $what: |"
    if [ $status -ne 0 ] || grep -q '^FAIL ' "$cc.out"; then
        grep -v '^ok ' "$cc.out" | grep -v '^FAIL ' | fail "$name: $what: exit status $status"
        grep '^FAIL ' "$cc.out" | sed "s|^FAIL |FAIL $suite/$name: $what: |"
    elif ! grep -q '^ok ' "$cc.out"; then
        ok "$name: $what"
    fi
}

main "$@"
