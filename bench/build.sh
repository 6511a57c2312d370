#!/bin/sh
# bench/build.sh DIR: builds the two programs, DIR/ours and DIR/by_hand, with ${CC:-gcc} -O2, and the runtime too.
# acmc, and what it has made of the runtime's library, are taken from ${BUILD:-build}.
set -e
bench=$(cd "$(dirname "$0")" && pwd)
root=${bench%/bench}
build=$(cd "${BUILD:-$root/build}" && pwd)
mkdir -p "$1/runtime"
out=$(cd "$1" && pwd)
compile="${CC:-gcc} -O2 -std=c11 -Wall -I$out -I$bench -I$bench/rows -I$root/runtime -I$build/lib"

. "$bench/lib.sh"
rows | sed 's/ .*//' | uniq | sed 's/.*/ROW(&)/' >"$out/rows.h"
(cd "$bench/rows" && "$build/acmc" -d "$out" ./*.acm)

(cd "$out/runtime" && rm -f ./*.o && $compile -c "$root"/runtime/*/*.c "$build"/lib/*.c)
cd "$out"
$compile -c "$bench/main.c" "$bench/external.c"
$compile -o ours main.o external.o ./*.acm.c runtime/*.o
$compile -Wno-implicit-fallthrough -o by_hand main.o external.o "$bench"/rows/*.c
