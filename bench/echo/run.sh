#!/bin/sh
# bench/echo/run.sh: servers and clients on the loopback interface, in .acm on acm_wait_fd() and by hand on epoll, each with each.
# ROUNDS (5) rounds of CONNECTIONS (50), with REQUESTS (4000) messages of 64 bytes on each; medians.  DRIVER=poll for another driver.
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

# median COLUMN PAIR
median() { cut -d' ' -f"$1" "$out/figures.${2%/*}.${2#*/}" | sort -n | sed -n "$(((${ROUNDS:-5} + 1) / 2))p"; }
# Of the rounds' own ratios to epoll by hand: what else runs on the machine comes and goes.
ratio() {
    paste -d' ' "$out/figures.${1%/*}.${1#*/}" "$out/figures.epoll.epoll" | awk '{ printf "%.2f\n", $1 / $6 }' | sort -n | sed -n "$(((${ROUNDS:-5} + 1) / 2))p"
}
echo "| server | client | requests/s | of by hand | server: µs of processor a request | of these its own | client: µs | its own |"
echo "| --- | --- | --: | --: | --: | --: | --: | --: |"
for pair in $pairs; do
    echo "| ${pair%/*} | ${pair#*/} | $(median 1 "$pair") | $(ratio "$pair") | $(median 2 "$pair") | $(median 3 "$pair") | $(median 4 "$pair") | $(median 5 "$pair") |"
done
