#!/bin/sh
# make fuzz: acmc on any bytes, in DURATION (60) seconds, with ENGINE=libfuzzer or afl.  It begins with all .acm files of the project, and keeps what it
# learns in build/fuzz/ENGINE; what it finds is in build/fuzz/found (of which slow-unit-* is no failure: other work on the machine makes it).  Ends with a line `N passed, N failed`.
set -e
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$root/build/fuzz
engine=${ENGINE:-libfuzzer}
seconds=${DURATION:-60}
mkdir -p "$out/seeds" "$out/found" "$out/$engine"

case $engine in
libfuzzer) compiler=clang instrument=-fsanitize=fuzzer-no-link,address,undefined link=-fsanitize=fuzzer,address,undefined ;;
afl) compiler=afl-clang-fast instrument= link=-fsanitize=fuzzer; export AFL_QUIET=1 AFL_USE_ASAN=1 AFL_USE_UBSAN=1 ;;
*) echo "ENGINE is libfuzzer or afl" >&2; exit 1 ;;
esac
command -v $compiler >/dev/null || { echo "$compiler is needed (Debian's clang, afl++)" >&2; exit 1; }

# acmc without its main, and the harness
build() {
    make -s -C "$root" -j2 build="build/fuzz/$engine-objects" CC="$compiler" CFLAGS="-O1 -g $instrument -fno-sanitize-recover=all" \
        LDFLAGS=-fsanitize=address,undefined acmc-objects
    $compiler -O1 -g $link $instrument -fno-sanitize-recover=all -D_XOPEN_SOURCE=700 -DLIBRARY="\"$root/runtime/lib\"" -DTESTS="\"$root/tests\"" -I"$root/gen" \
        -o "$out/$engine/translate" "$root/tests/fuzz/translate.c" $(find "$out/$engine-objects" -name '*.o' ! -name main.o)
}

seeds() {
    find "$root/tests" "$root/examples" "$root/runtime" "$root/bench" "$root/docs" -name '*.acm' -size -80 |
        while read -r file; do cp "$file" "$out/seeds/$(echo "${file#"$root"/}" | tr / _)"; done
}

build
seeds
cd "$out/$engine"
if [ "$engine" = libfuzzer ]; then
    mkdir -p corpus
    status=0
    ./translate -max_total_time="$seconds" -max_len=6000 -timeout=60 -rss_limit_mb=3000 -dict="$root/tests/fuzz/acm.dict" -print_final_stats=1 \
        -artifact_prefix="$out/found/" ${FORKS:+-fork=$FORKS -ignore_crashes=1 -ignore_timeouts=1 -ignore_ooms=1} corpus "$out/seeds" >log 2>&1 || status=$?
    tail -n 12 log
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p; s/^#\([0-9]*\): cov.*/\1/p' log | tail -n 1)
    found=$(find "$out/found" -type f ! -name "slow-unit-*" -newer "$out/libfuzzer/translate" | wc -l)
else
    AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 timeout "$((seconds + 60))" \
        afl-fuzz -V "$seconds" -t 5000 -m none -x "$root/tests/fuzz/acm.dict" -i "$out/seeds" -o state -- ./translate >log 2>&1 || :
    grep -E 'execs_done|corpus_count|saved_' state/default/fuzzer_stats || tail -n 20 log
    runs=$(sed -n 's/^execs_done *: *//p' state/default/fuzzer_stats)
    found=$(find state -path '*crashes/id*' -o -path '*hangs/id*' | wc -l)
    find state \( -path '*crashes/id*' -o -path '*hangs/id*' \) -exec cp {} "$out/found/" \;
fi
echo "${runs:-0} passed, $found failed"
[ "$found" -eq 0 ] && [ "${runs:-0}" -gt 0 ]
