#!/bin/sh
# tests/threads/NAME.acm are programs whose threads each run loops, post to each other's, or work for them.  They and the runtime are built with
# the thread sanitizer, which ends a program that has a race with status 66, and run on every driver.  make check-san runs them.
#
# tests/threads.sh [NAME...]
suite=threads
. "$(dirname "$0")/lib.sh"

list() {
    echo race
    for file in "$root"/tests/threads/*.acm; do basename "$file" .acm; done
}

# Some kernels lay memory out where the sanitizer does not expect it, unless they are asked not to.
layout=
if setarch -R true 2>/dev/null; then layout='setarch -R'; fi
run() { timeout 60 $layout "$@"; }

# build CC FILE.c: program, in this directory
build() {
    compile="$1 -std=c11 -O1 -g -fsanitize=thread -I. -I$root/runtime -I$library -I$root/tests/threads"
    $compile -o program "$2" "$root"/runtime/core/*.c "$root"/runtime/driver/*.c "$library"/*.acm.c -pthread >errors 2>&1
}

# The sanitizer itself is seen to work: it says so of a race.
race() {
    cat >race.c <<X
#include <pthread.h>
static int shared;
static void *count(void *unused) { for (int i = 0; i < 100000; i++) shared++; return unused; }
int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, count, NULL);
    count(NULL);
    pthread_join(thread, NULL);
    return 0;
}
X
    $cc -g -O1 -fsanitize=thread -o program race.c -pthread >errors 2>&1
    run ./program >output 2>&1 </dev/null
    status=$?
    if [ $status -eq 66 ]; then ok "$cc: a race is seen"; else cat errors output | fail "$cc: a race is not seen: exit status $status"; fi
}

one() {
    name=$1 library=$build/lib
    for cc in $(compilers); do
        dir=$work/$name/$cc
        mkdir -p "$dir" && cd "$dir" || return
        if [ "$name" = race ]; then
            race
            continue
        fi
        if ! "$acmc" "$root/tests/threads/$name.acm" >errors 2>&1 || ! build "$cc" "$name.acm.c"; then
            fail "$name: $cc: build" <errors
            continue
        fi
        for driver in epoll poll sim; do
            ACM_DRIVER=$driver run ./program >output 2>&1 </dev/null
            status=$?
            if [ $status -eq 0 ]; then ok "$name: $cc, $driver"; else fail "$name: $cc, $driver: exit status $status" <output; fi
        done
    done
}

main "$@"
