#!/bin/sh
# differs.sh BASE.c BASE.acm: succeeds if the coroutines do not do what the plain C does, for `random --reduce`.
# FAILS=translate or compile: succeeds if acmc, or the C compiler, rejects them; MESSAGE=TEXT: and says that.
# COMPILER: gcc -std=gnu17 -O0, unless given. The plain C must be valid all the while, and its behaviour defined.
here=$(dirname "$0")
compiler=${COMPILER:-gcc -std=gnu17 -O0}
std=$(echo "$compiler" | grep -o -e '-std=[a-z0-9]*')
plain=$1.plain
program=$2.run

# shellcheck disable=SC2086
$compiler -w -o "$plain" "$1" -lm 2>/dev/null || exit 1
# shellcheck disable=SC2086
"$here/translate.sh" "$2" "$program" $compiler
status=$?
case ${FAILS:-run} in
translate) [ $status = 3 ] && grep -q -e "${MESSAGE:-}" "$program.log"; exit ;;
compile) [ $status = 4 ] && grep -q -e "${MESSAGE:-}" "$program.log"; exit ;;
esac
[ $status = 0 ] || exit 1
export TRACE=1 ACM_DRIVER=sim
(ulimit -f 2000; exec timeout 10 "$plain") >"$plain.out" 2>/dev/null || exit 1
(ulimit -f 2000; exec timeout 10 "$program") >"$program.out" 2>"$program.log" && cmp -s "$plain.out" "$program.out" && exit 1
[ -z "${MESSAGE:-}" ] || grep -q -e "$MESSAGE" "$program.log" || exit 1
# shellcheck disable=SC2086
gcc $std -O1 -Werror=maybe-uninitialized -Werror=uninitialized -Werror=return-type -fsanitize=address,undefined \
    -fno-sanitize-recover=all -o "$plain" "$1" -lm 2>/dev/null || exit 1
(ulimit -f 2000; exec timeout 20 "$plain") >"$plain.sane" 2>/dev/null && cmp -s "$plain.out" "$plain.sane"
