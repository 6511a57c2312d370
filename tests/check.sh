#!/bin/sh
# make check, make check-san (--san): builds, runs all suites, and ends with a line `N passed, N failed`.
suite=check
if [ "${1:-}" = --san ]; then export SAN=1; fi
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 1

build_all() {
    make -s -j"$jobs" SAN="${SAN:-}" CC="$1" build="$2" all unit
}

suites='unit golden errors messages manual near_misses c_mistakes rejected conditionals cases cancellation points seeds examples programs libraries command'
if [ -n "${SAN:-}" ]; then suites="$suites threads"; else suites="$suites cost"; fi      # what cost counts, sanitizers change
export SAN="${SAN:-}"
passed=0 failed=0

add() { passed=$((passed + $1)) failed=$((failed + $2)); }

# Those with scripts of their own end with a line `N passed, N failed` as we do.
apart() {
    ACMC=$acmc OUT=$build/$1 tests/$1/run.sh >"$build/tests/$1.log" 2>&1
    line=$(tail -n 1 "$build/tests/$1.log" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p')
    sed '$d' "$build/tests/$1.log"
    add ${line:-0 1}
    echo "$1: ${line:-0 1}" | sed 's/ \([0-9]*\) \([0-9]*\)$/ \1 passed, \2 failed/'
}

echo "building in ${build#"$root"/}"
mkdir -p "$build"
build_all gcc "${build#"$root"/}" || failed=1
if [ -n "$SAN" ] && command -v clang >/dev/null; then build_all clang "${build#"$root"/}-clang" || failed=1; fi

if [ $failed -eq 0 ]; then
    for s in $suites; do
        rm -f "$build/tests/$s.count"
        "tests/$s.sh"
        read -r p f <"$build/tests/$s.count" || { p=0 f=1; }
        add "$p" "$f"
    done
    if [ -z "$SAN" ]; then apart combinations; COUNT=${RANDOM_COUNT:-80} apart random; fi
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
