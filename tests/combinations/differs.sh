#!/bin/sh
# differs.sh FILE.acm FILE.expected: succeeds if the compiled program does not print what is expected, for
# `combinations --reduce`. FAILS=translate or compile: succeeds if acmc, or the C compiler, rejects it;
# MESSAGE=TEXT: and says that. COMPILER: gcc -O0, unless given.
here=$(dirname "$0")
program=$1.run
# shellcheck disable=SC2086
"$here/translate.sh" "$1" "$program" ${COMPILER:-gcc -O0}
status=$?
case ${FAILS:-run} in
translate) [ $status = 3 ] && grep -q -e "${MESSAGE:-}" "$program.log" ;;
compile) [ $status = 4 ] && grep -q -e "${MESSAGE:-}" "$program.log" ;;
*) [ $status = 0 ] || exit 1
    (ulimit -f 2000; exec env ACM_DRIVER=sim timeout 10 "$program") >"$program.out" 2>"$program.log"
    status=$?
    if [ -n "${MESSAGE:-}" ]; then
        grep -q -e "$MESSAGE" "$program.log"
    else
        [ $status != 0 ] || ! cmp -s "$program.out" "$2"
    fi ;;
esac
