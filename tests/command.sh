#!/bin/sh
# The command line: each tests/command/NAME.sh runs in an empty directory of its own.  It has $acmc, and
#
#     check WHAT COMMAND...          ok if the command succeeds
#     refuse WHAT TEXT COMMAND...    ok if its exit status is 1 and its standard error has TEXT
#     same WHAT EXPECTED ACTUAL      ok if the files are equal
#
# tests/command.sh [NAME...]
suite=command
. "$(dirname "$0")/lib.sh"

list() { (cd "$root/tests/command" && ls *.sh 2>/dev/null | sed 's/\.sh$//'); }

check() {
    what=$1
    shift
    if "$@" >check.log 2>&1; then ok "$what"; else { echo "$*"; cat check.log; } | fail "$what"; fi
    rm -f check.log
}

refuse() {
    what=$1 text=$2
    shift 2
    "$@" >refuse.out 2>refuse.log
    status=$?
    if [ $status -eq 1 ] && grep -qF -e "$text" refuse.log; then
        ok "$what"
    else
        { echo "$*"; echo "exit status $status"; cat refuse.log; } | fail "$what"
    fi
    rm -f refuse.log refuse.out
}

# Checks are named after their script.
ok() { echo "ok $suite/$name: $*"; }
fail() {
    echo "FAIL $suite/$name: $*"
    details
}

one() {
    name=$1
    chmod -R u+w "$work/$name" 2>/dev/null
    rm -rf "$work/$name"
    mkdir -p "$work/$name" && cd "$work/$name" || return
    . "$root/tests/command/$name.sh"
    return 0
}

main "$@"
