#!/bin/sh
# What acmc can't see, because a macro of a header hides it, the C compiler has to reject (language.md, section 4): of
# tests/rejected/NAME.acm, acmc's C does not compile, for the reason that the comment `rejected: TEXT` gives; without the lines
# between `#ifdef WRONG` and `#endif` it does.
#
# tests/rejected.sh [NAME...]
suite=rejected
. "$(dirname "$0")/lib.sh"
rejected=$root/tests/rejected

list() { (cd "$rejected" && ls *.acm | sed 's/\.acm$//'); }

# compile COMPILER WHICH: $dir/WHICH.acm.c
compile() {
    cc=$1 which=$2
    eval "set -- $("$(acmc_for "$cc")" --cflags)"
    $cc -std=c11 -Wall -Wextra -Werror -Wno-unused-variable -I"$rejected" "$@" -c -o "$dir/$which.o" "$dir/$which.acm.c" >"$dir/errors" 2>&1
}

one() {
    name=$1 dir=$work/$1
    rm -rf "$dir"
    mkdir -p "$dir" && cd "$dir" || return
    sed '/^#ifdef WRONG/,/^#endif/d' "$rejected/$name.acm" >right.acm
    sed '/^#ifdef WRONG/d; /^#endif/d' "$rejected/$name.acm" >wrong.acm
    reason=$(sed -n 's/.*rejected: \(.*[^ ]\) *\*\/.*/\1/p' wrong.acm)
    if "$acmc" right.acm wrong.acm >errors 2>&1; then ok "$name: acmc"; else fail "$name: acmc" <errors; return; fi
    for cc in $(compilers); do
        if compile "$cc" right; then ok "$name: $cc, right"; else fail "$name: $cc, right" <errors; fi
        if compile "$cc" wrong; then
            echo "it compiles" | fail "$name: $cc, wrong"
        elif ! grep -E "error:.*$reason" errors >/dev/null; then
            fail "$name: $cc, wrong: not because of $reason" <errors
        else
            ok "$name: $cc, wrong"
        fi
    done
}

main "$@"
