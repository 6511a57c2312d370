#!/bin/sh
# make check, make check-san (--san): builds, runs all suites, and ends with a line `N passed, N failed`.
suite=check
if [ "${1:-}" = --san ]; then export SAN=1; fi
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 1

build_all() {
    make -s -j"$jobs" SAN="${SAN:-}" CC="$1" build="$2" all unit
}

suites='unit golden errors cases examples command'
if [ -x tests/combinations.sh ]; then suites="$suites combinations"; fi
export SAN="${SAN:-}"
passed=0 failed=0

echo "building in ${build#"$root"/}"
mkdir -p "$build"
build_all gcc "${build#"$root"/}" || failed=1
if [ -n "$SAN" ] && command -v clang >/dev/null; then build_all clang "${build#"$root"/}-clang" || failed=1; fi

if [ $failed -eq 0 ]; then
    for s in $suites; do
        rm -f "$build/tests/$s.count"
        "tests/$s.sh"
        read -r p f <"$build/tests/$s.count" || { p=0 f=1; }
        passed=$((passed + p)) failed=$((failed + f))
    done
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
