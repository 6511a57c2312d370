# What the test scripts share.  A script sets `suite` to its name and defines
#
#     list          the names of its cases, one a line
#     one NAME      runs one of them, and prints "ok WHAT" or "FAIL WHAT" for each thing that it checks
#
# and then calls `main "$@"`.  Cases run in parallel.  `tests/SUITE.sh NAME…` runs only these, and shows all that they print.
#
# SAN=1: with acmc and the runtime of build/san.

root=$(cd "$(dirname "$0")/.." && pwd)
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
if [ -n "${SAN:-}" ]; then build=$root/build/san; else build=$root/build; fi
work=$build/tests/${suite:=lib}
sanitize='-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer'
strict='-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror'
unset ACM_DRIVER ACM_SEED CFLAGS CPPFLAGS LDFLAGS CPATH MAKEFLAGS MAKELEVEL MFLAGS CC
export LC_ALL=C.UTF-8 ASAN_OPTIONS=detect_stack_use_after_return=1

# The compilers that generated C is tried with.
compilers() {
    for compiler in gcc clang; do
        if command -v $compiler >/dev/null; then echo $compiler; fi
    done
}

# acmc, whose runtime fits a compiler: instrumented code of gcc's and of clang's does not mix.
acmc_for() {
    if [ -n "${SAN:-}" ] && [ "$1" = clang ]; then echo "$build-clang/acmc"; else echo "$build/acmc"; fi
}
acmc=$build/acmc

# What links programs with libacm.a.
if [ -n "${SAN:-}" ]; then link_flags=-fsanitize=address,undefined; else link_flags=; fi

ok() { echo "ok $suite/$*"; }

# fail WHAT, with details on standard input
fail() {
    echo "FAIL $suite/$*"
    details
}

details() { head -c 20000 | head -n 80 | sed 's/^/    /'; }

# same WHAT EXPECTED ACTUAL
same() {
    if cmp -s "$2" "$3"; then
        ok "$1"
    else
        diff -u "$2" "$3" 2>&1 | fail "$1"
    fi
}

# record WHAT SECONDS COMMAND...: what it prints, and its status, in WHAT.out
record() {
    what=$1 seconds=$2
    shift 2
    (ulimit -f 20000; ACM_DRIVER=sim exec timeout "$seconds" "$@") >"$what.out" 2>&1
    echo "status $?" >>"$what.out"
}

# has_main FILE: whether an .acm file is a program
has_main() { grep -Eq '^[[:space:]]*async[[:space:]]+int[[:space:]]+main[[:space:]]*\(' "$1"; }

# flags_of FILE.acm: the options in FILE.flags
flags_of() { cat "${1%.acm}.flags" 2>/dev/null || :; }

# The .acm files that a dependency file names, but the first.
imports_of() { sed -e 's/\\$//' -e '1s/^[^:]*://' "$1" | tr -s ' \n' '\n\n' | sed 1,2d; }

run_case() {
    log=$work/$1.log
    one "$1" >"$log.part" 2>&1
    status=$?
    if [ $status -ne 0 ] || ! grep -Eq '^(ok|FAIL) ' "$log.part"; then
        echo "FAIL $suite/$1: the test itself ended with status $status" >>"$log.part"
    fi
    mv "$log.part" "$log"
}

report() {
    passed=0 failed=0
    for name in "$@"; do
        log=$work/$name.log
        passed=$((passed + $(grep -c '^ok ' "$log")))
        failures=$(grep -c '^FAIL ' "$log")
        failed=$((failed + failures))
        if [ "$failures" -gt 0 ] || [ -n "$verbose" ]; then
            if [ -n "$verbose" ]; then cat "$log"; else grep -v '^ok ' "$log"; fi
        fi
    done
    echo "$suite: $passed passed, $failed failed"
    echo "$passed $failed" >"$work.count"
    [ "$failed" -eq 0 ]
}

main() {
    verbose=
    if [ "${1:-}" = --case ]; then
        run_case "$2"
        exit 0
    fi
    if [ $# -gt 0 ]; then verbose=yes; else set -- $(list); fi
    rm -f "$work".count "$work"/*.log
    mkdir -p "$work"
    printf '%s\n' "$@" | grep . | xargs -r -P "$jobs" -n 1 "$0" --case
    report "$@"
}
