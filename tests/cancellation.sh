#!/bin/sh
# tests/cancellation/table: what happens when a cancellation arrives, for each place, nested in each, from each source (language.md, section 5).
# A program is made for each outer place, and run on the simulated driver with the sanitizers.
#
# tests/cancellation.sh [PLACE...]
suite=cancellation
. "$(dirname "$0")/lib.sh"
cancellation=$root/tests/cancellation

list() { sed -n '/^#/!s/ .*//p' "$cancellation/table" | uniq; }

one() {
    mkdir -p "$work/$1"
    cd "$work/$1" || return
    awk -v OUTER="$1" -f "$cancellation/generate.awk" "$cancellation/table" >rows.acm
    cat "$cancellation/prelude.acm" rows.acm "$cancellation/runner.acm" >program.acm
    for cc in gcc; do                     # clang sees the same constructs elsewhere
        CC=$cc CFLAGS="-std=c11 -Wall -Wextra -Werror $sanitize" ACM_DRIVER=sim timeout 300 "$(acmc_for "$cc")" run -w program.acm >$cc.out 2>$cc.errors </dev/null
        status=$?
        sed -n "s|^ok |ok $suite/$cc: |p; s|^FAIL |FAIL $suite/$cc: |p" $cc.out
        if [ $status -ne 0 ]; then cat $cc.errors | fail "$1: $cc: exit status $status"; fi
    done
}

main "$@"
