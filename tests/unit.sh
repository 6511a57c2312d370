#!/bin/sh
# The unit tests, tests/unit/NAME_test.c.  `make unit` builds them.
#
# tests/unit.sh [NAME...]
suite=unit
. "$(dirname "$0")/lib.sh"

list() { (cd "$root/tests/unit" && ls *_test.c 2>/dev/null | sed 's/_test\.c$//'); }

# run TEST DIRECTORY WHERE
run() {
    CMOCKA_MESSAGE_OUTPUT=TAP timeout 120 "$2/unit/$1_test" >out 2>&1
    status=$?
    sed -n "s|^ok [0-9]* - |ok $suite/$1$3: |p; s|^not ok [0-9]* - |FAIL $suite/$1$3: |p; s|^# |    |p" out
    if [ $status -ne 0 ] && ! grep -q '^not ok' out; then fail "$1$3: exit status $status" <out; fi
}

one() {
    mkdir -p "$work/$1"
    cd "$work/$1" || return
    run "$1" "$build" ""
    if [ -d "$build-clang" ]; then run "$1" "$build-clang" " (clang)"; fi
}

main "$@"
