#!/bin/sh
# "The arms of a conditional need not balance braces alike" (language.md, section 2): tests/conditionals/NAME.acm does the same
# whether acmc sees its conditionals on A and B, and the C compiler decides them, or the preprocessor has decided them before.
#
# tests/conditionals.sh [NAME...]
suite=conditionals
. "$(dirname "$0")/lib.sh"

list() {
    (cd "$root/tests/conditionals" && ls *.acm | sed 's/\.acm$//')
    echo many
}

# run COMPILER PROGRAM OPTION...: what it prints
run() {
    cc=$1 program=$2
    shift 2
    flags=$("$(acmc_for "$cc")" --cflags) libs=$("$(acmc_for "$cc")" --libs)
    eval "$cc -std=c11 -Wall -Wextra -Werror -Wno-unused-label -Wno-implicit-fallthrough $sanitize $* $flags -o $program $program.acm.c $libs" >errors 2>&1 || return
    ACM_DRIVER=sim timeout 60 "./$program" >"$program.out" 2>errors
}

# repeat COUNT LINE: `%d` is the number
repeat() { i=0; while [ $((i += 1)) -le "$1" ]; do printf "$2\n" $i; done; }

# many NAME STATUS COMMAND...: of a body made by the command, acmc ends with that status, and soon
many() {
    name=$1 status=$2
    shift 2
    { printf 'import "acm.acm";\nasync int one(void) { await acm_checkpoint(); return 1; }\nasync int main(void) {\nint s = 0;\n'; "$@"; printf 'return s;\n}\n'; } >many.acm
    timeout 20 "$acmc" many.acm >errors 2>&1
    got=$?
    if [ $got -eq "$status" ] && { [ "$status" -eq 0 ] || grep -q 'error: conditionals nested deeper\|too many ways to follow\|nested deeper than' errors; }; then
        ok "many: $name"
    else
        { echo "status $got"; head -c 1000 errors; } | fail "many: $name"
    fi
}

many_awaits() { repeat "$1" 's +=\n#ifdef A%d\nawait one() +\n#endif\n1;'; }
many_in_one() { echo 's = '; repeat "$1" '#ifdef A%d\nawait one() +\n#endif'; echo '1;'; }
many_nested() { repeat "$1" '#ifdef A%d'; repeat "$1" '#endif'; }
many_opened() { repeat "$1" '#ifdef A%d\nif (s) {\n#endif'; echo 's += await one();'; repeat "$1" '#ifdef A%d\n}\n#endif'; }
many_unclosed() { repeat "$1" '#ifdef A%d\nif (s) {\n#endif'; }
many_arms() { echo 's =\n#if A'; repeat "$1" 'await one() +\n#elif A%d'; printf '#endif\n1;\n'; }
many_deferred() { repeat "$1" '#ifdef A%d\ndefer { await one(); }\n#endif'; }
many_blocks() { printf '#ifdef A\ns++;\n#endif\n'; repeat "$1" '{'; repeat "$1" '}'; }

many_of_all() {
    many "100 statements cut" 0 many_awaits 100
    many "100 arms" 0 many_arms 100
    many "100 nested" 0 many_nested 100
    for n in 100 1000; do
        many "$n that cut one statement" 1 many_in_one $n
        many "$n that open blocks" 1 many_opened $n
        many "$n that leave blocks open" 1 many_unclosed $n
        many "$n with defer" 1 many_deferred $n
    done
    many "10000 nested" 1 many_nested 10000
    many "10000 blocks" 1 many_blocks 10000
}

one() {
    if [ "$1" = many ]; then
        mkdir -p "$work/many" && cd "$work/many" && many_of_all
        return
    fi
    name=$1 file=$root/tests/conditionals/$1.acm
    rm -rf "$work/$name"
    mkdir -p "$work/$name" && cd "$work/$name" || return
    cp "$file" whole.acm
    if "$acmc" whole.acm >errors 2>&1; then ok "$name: acmc"; else fail "$name: acmc" <errors; return; fi
    for defined in "" -DA -DB "-DA -DB"; do
        { grep '^#include' "$file"; grep -v '^#include' "$file" | gcc $defined -E -P -x c - 2>/dev/null; } >decided.acm
        if ! "$acmc" decided.acm >errors 2>&1; then fail "$name: decided, $defined" <errors; continue; fi
        for cc in $(compilers); do
            if ! run "$cc" whole $defined || ! run "$cc" decided; then fail "$name: $cc $defined" <errors; continue; fi
            same "$name: $cc $defined" decided.out whole.out
        done
    done
}

main "$@"
