#!/bin/sh
# batch.sh FOLDER K: one batch as plain C and as coroutines, by the same compiler; FOLDER/batch_K.result has a line for each program,
# batch_K.hits how often the plain programs came by each item.
here=$(dirname "$0")
base=$1/batch_$2
clang=clang
command -v clang >/dev/null || clang=gcc
case $(($2 / 3 % 8)) in                   # K % 3 is the dialect
0 | 5) compiler="gcc -O0" ;;
1) compiler="gcc -O2" ;;
2) compiler="$clang -O0" ;;
3) compiler="gcc -Os" ;;
4) compiler="$clang -O0 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all" ;;
6) compiler="$clang -O2" ;;
7) compiler="gcc -O0 -g -fsanitize=address,undefined -fno-sanitize-recover=all" ;;
esac
case $(($2 % 3)) in
0) compiler="$compiler -std=c11" ;;
1) compiler="$compiler -std=gnu17" ;;
2) compiler="gcc -O$(($2 % 2)) -std=gnu2x" ;;
esac
compiler=${COMPILER:-$compiler}
if [ -n "${M32:-}" ]; then compiler="gcc ${compiler#* } -m32"; fi
echo "$compiler" >"$base.compiler"

# shellcheck disable=SC2086
$compiler -w -o "$base.plain" "$base.c" -lm 2>"$base.log" || { echo "plain failed: $compiler: $(head -n 1 "$base.log")" >"$base.result"; exit; }
(ulimit -f 4000; exec timeout "${LIMIT:-60}" "$base.plain") >"$base.expected" 2>"$base.hits" || { echo "plain failed: exit status $?" >"$base.result"; exit; }
# shellcheck disable=SC2086
"$here/translate.sh" "$base.acm" "$base.run" $compiler
status=$?
: >"$base.out"
if [ $status = 0 ]; then
    (ulimit -f 4000; ACM_DRIVER=sim exec timeout "${LIMIT:-300}" ${RUNNER:-} "$base.run") >"$base.out" 2>"$base.run.log"
    status=$?
fi
echo $status >"$base.status"
awk -f "$here/../combinations/compare.awk" "$base.expected" "$base.out" >"$base.result"
if [ $status != 0 ] && ! grep -q failed "$base.result"; then
    echo "end failed" >>"$base.result"
fi
[ $status != 0 ] || rm -f "$base.run" "$base.run.c" "$base.run.h" "$base.plain"
