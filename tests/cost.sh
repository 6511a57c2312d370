#!/bin/sh
# What running costs, in instructions (valgrind counts them; they repeat), and what code takes, in bytes: never in time.
#
# tests/cost.sh [NAME...]
suite=cost
. "$(dirname "$0")/lib.sh"
cost=$root/tests/cost

list() { echo programs nested; }

# at_most WHAT COUNT LIMIT
at_most() {
    if [ "$2" -le "$3" ]; then ok "$1: $2, at most $3"; else echo "$2, more than $3" | fail "$1"; fi
}

# `leaf` below DEPTH awaits, as NAME(n)
chain() {
    echo "static async void $1_0(long n) { for (long i = 0; i < n; i++) await acm_checkpoint(); }"
    i=1
    while [ $i -lt "$2" ]; do
        echo "static async void $1_$i(long n) { await $1_$((i - 1))(n); }"
        i=$((i + 1))
    done
    echo "async void $1(long n) { await $1_$((i - 1))(n); }"
}

count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$dir/program" "$1" "$2" 2>&1 | sed -n 's/.*Collected : *//p'
}

# Instructions for each of N, start-up taken out.
each() { echo $((($(count "$1" 6000) - $(count "$1" 1000)) / 5000)); }

# One suspension is at most 44 instructions, three managers with six suspensions 440, whatever the depth of awaits.
programs() {
    { echo 'import "acm.acm";'; chain shallow 1; chain deep 64; } >"$dir/chain.acm"
    "$acmc" -d "$dir" "$cost/workloads.acm" "$dir/chain.acm" || { fail "$1: acmc" </dev/null; return; }
    for cc in $(compilers); do
        eval "set -- $("$acmc" --cflags)"
        $cc -O2 $strict -I"$dir" -I"$cost" "$@" -c "$cost/external.c" -o "$dir/external.o"
        flags=$("$acmc" --cflags) libs=$("$acmc" --libs)
        eval "$cc -O2 -std=c11 -I'$dir' -I'$cost' $flags -o '$dir/program' '$cost/main.c' '$dir'/*.acm.c '$dir/external.o' $libs" 2>"$dir/errors" ||
            { fail "$cc" <"$dir/errors"; continue; }
        at_most "$cc: instructions for a suspension" "$(each resumes)" 44
        at_most "$cc: instructions for three managers with six suspensions" "$(each managers)" 440
        shallow=$(each shallow)
        at_most "$cc: instructions for a suspension below 64 awaits, 1 await: $shallow" "$(each deep)" $((shallow * 11 / 10))
        at_most "$cc: bytes of a frame with a loop" "$("$dir/program" resumes size)" 64
        at_most "$cc: bytes of a frame with three managers" "$("$dir/program" managers size)" 112
    done
}

# Guarantee 5: the code of N nested managers is O(N).
nested() {
    for n in 2 4 8 16 32; do
        {
            echo 'import "acm.acm"; void body(void);'
            echo 'static manager g { int n; async void enter(void) { await acm_checkpoint(); }'
            echo 'async void exit(const acm_BaseError *e) { (void)e; await acm_checkpoint(); } }'
            echo 'async void nest(void) {'
            i=0
            while [ $i -lt $n ]; do echo "async with g($i) {"; i=$((i + 1)); done
            echo 'body();'
            while [ $i -gt 0 ]; do echo '}'; i=$((i - 1)); done
            echo '}'
        } >"$dir/nest$n.acm"
        "$acmc" -d "$dir" "$dir/nest$n.acm"
        eval "gcc -O2 -std=c11 $("$acmc" --cflags) -c '$dir/nest$n.acm.c' -o '$dir/nest$n.o'"
        eval "size_$n=$(size "$dir/nest$n.o" | awk 'NR == 2 { print $1 }') lines_$n=$(wc -l <"$dir/nest$n.acm.c")"
    done
    at_most "bytes of code for 16 more managers, for 8 more: $((size_16 - size_8))" $((size_32 - size_16)) $(((size_16 - size_8) * 22 / 10))
    at_most "lines of C for 16 more managers, for 8 more: $((lines_16 - lines_8))" $((lines_32 - lines_16)) $(((lines_16 - lines_8) * 22 / 10))
}

one() {
    dir=$work/$1
    rm -rf "$dir"
    mkdir -p "$dir"
    "$1"
}

main "$@"
