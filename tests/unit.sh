#!/bin/sh
# The unit tests, tests/unit/NAME_test.c.  `make unit` builds them.
#
# tests/unit.sh [NAME...]
suite=unit
. "$(dirname "$0")/lib.sh"

list() { (cd "$root/tests/unit" && ls *_test.c 2>/dev/null | sed 's/_test\.c$//'); }

one() {
    mkdir -p "$work/$1"
    cd "$work/$1" || return
    CMOCKA_MESSAGE_OUTPUT=TAP timeout 120 "$build/unit/$1_test" >out 2>&1
    status=$?
    sed -n "s|^ok [0-9]* - |ok $suite/$1: |p; s|^not ok [0-9]* - |FAIL $suite/$1: |p; s|^# |    |p" out
    if [ $status -ne 0 ] && ! grep -q '^not ok' out; then fail "$1: exit status $status" <out; fi
    return 0
}

main "$@"
