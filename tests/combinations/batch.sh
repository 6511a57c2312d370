#!/bin/sh
# batch.sh FOLDER K: translates, compiles and runs one batch; FOLDER/batch_K.result has a line for each program.
# Most are compiled as fast as possible, some with sanitizers, few with -O2: times differ by fifty.
here=$(dirname "$0")
base=$1/batch_$2
clang=clang
command -v clang >/dev/null || clang=gcc
case $(($2 % 25)) in
7) compiler="gcc -O2" ;;
19) compiler="$clang -O2" ;;
2 | 12 | 15 | 17 | 22) compiler="$clang -O0 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all" ;;
*[05]) compiler="gcc -O0" ;;
*[38]) compiler="gcc -O0" ;;
*) compiler="$clang -O0" ;;
esac
compiler=${COMPILER:-$compiler}
# shellcheck disable=SC2086
"$here/translate.sh" "$base.acm" "$base.run" $compiler
status=$?
: >"$base.out"
if [ $status = 0 ]; then
    (ulimit -f 4000; exec env ACM_DRIVER=sim timeout 60 "$base.run") >"$base.out" 2>"$base.run.log"    # one that never ends
    status=$?
fi
awk -f "$here/compare.awk" "$base.expected" "$base.out" >"$base.result"
if [ $status != 0 ] && ! grep -q failed "$base.result"; then
    echo "end failed" >>"$base.result"        # all was printed, and then something went wrong
fi
echo "$compiler" >"$base.compiler"
echo "$status" >"$base.status"
[ $status != 0 ] || rm -f "$base.run" "$base.run.c"
