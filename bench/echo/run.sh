#!/bin/sh
# bench/echo/run.sh: servers and clients on the loopback interface, in .acm on acm_wait_fd() and by hand on epoll, each with each.
# ROUNDS (5) rounds of CONNECTIONS (50), with REQUESTS (4000) messages of 64 bytes on each.  Times are medians.  DRIVER=poll for another driver.
set -e
echo=$(cd "$(dirname "$0")" && pwd)
root=${echo%/bench/echo}
build=$(cd "${BUILD:-$root/build}" && pwd)
out=$build/bench/echo
mkdir -p "$out"
compile="${CC:-gcc} -O2 -std=c11 -Wall -I$out -I$echo -I$root/runtime -I$build/lib"
for part in server client; do
    "$build/acmc" -d "$out" "$echo/$part.acm"
    $compile -o "$out/$part.acmc" "$out/$part.acm.c" "$build/libacm.a" -pthread
    $compile -o "$out/$part.epoll" "$echo/$part.c"
done
$compile -o "$out/pair" "$echo/pair.c"

pairs='epoll/epoll acmc/epoll epoll/acmc acmc/acmc'
rm -f "$out"/figures.*
round=0
while [ $round -lt "${ROUNDS:-5}" ]; do
    for pair in $pairs; do
        ACM_DRIVER=${DRIVER:-epoll} "$out/pair" "$out/server.${pair%/*}" "$out/client.${pair#*/}" "${CONNECTIONS:-50}" "${REQUESTS:-4000}" \
            >>"$out/figures.${pair%/*}.${pair#*/}"
    done
    round=$((round + 1))
done

# figures PAIR; median, of numbers on standard input
figures() { cat "$out/figures.${1%/*}.${1#*/}"; }
median() { sort -n | sed -n "$(((${ROUNDS:-5} + 1) / 2))p"; }
best() { figures "$1" | cut -d' ' -f1 | sort -n | tail -n 1; }

echo "| server | client | requests/s, best | of by hand | median of the ratios | server: µs of processor a request | of these its own | client: µs | its own |"
echo "| --- | --- | --: | --: | --: | --: | --: | --: | --: |"
for pair in $pairs; do
    ratio=$(echo "$(best "$pair") $(best epoll/epoll)" | awk '{ printf "%.2f", $1 / $2 }')
    ratios=$(figures "$pair" | paste -d' ' - "$out/figures.epoll.epoll" | awk '{ printf "%.2f\n", $1 / $6 }' | median)
    line="| ${pair%/*} | ${pair#*/} | $(best "$pair") | $ratio | $ratios |"
    for column in 2 3 4 5; do line="$line $(figures "$pair" | cut -d' ' -f$column | median) |"; done
    echo "$line"
done
