#!/bin/sh
# make fuzz-coverage: the lines of gen/ and grammar/ that the fuzzers' corpus reaches (their seeds, and what they have learned, as far as it is in
# build/fuzz), file by file.
set -e
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$root/build/fuzz/coverage
corpus="$root/build/fuzz/seeds $root/build/fuzz/libfuzzer/corpus"
instrument='-fprofile-instr-generate -fcoverage-mapping -fsanitize=fuzzer-no-link'
mkdir -p "$out"
command -v llvm-cov >/dev/null || { echo "llvm-cov is needed (Debian's llvm)" >&2; exit 1; }
make -s -C "$root" -j2 build=build/fuzz/coverage/objects CC=clang CFLAGS="-O0 -g $instrument" acmc-objects
clang -O0 -g $instrument -fsanitize=fuzzer -D_XOPEN_SOURCE=700 -DLIBRARY="\"$root/runtime/lib\"" -DTESTS="\"$root/tests\"" -I"$root/gen" -o "$out/translate" \
    "$root/tests/fuzz/translate.c" $(find "$out/objects" -name '*.o' ! -name main.o)
cd "$out"
LLVM_PROFILE_FILE=run.profraw ./translate -runs=0 $corpus >log 2>&1
llvm-profdata merge -o run.profdata run.profraw
# The command line, files, processes and reports on frames are not the fuzzers': tests/command is for them.
llvm-cov report ./translate -instr-profile=run.profdata \
    -ignore-filename-regex='tests/fuzz/|gen/(options|warning_options|run|process|frames|frame_report|frame_slots|c_build|job|output|places|paths|depfile|layout|shell_words|fix|spelling)\.[ch]' |
    awk '/^Filename/ || /^-/ { next } NF > 9 { printf "%-50s %6d lines %8s\n", $1, $8, $10 }'
