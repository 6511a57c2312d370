#!/bin/sh
# Each message that gen/ and grammar/ can print is expected by a test: tests/errors/*.err, docs/diagnostics.md (which tests/manual.sh holds), tests/command/
# or tests/unit/ has it whole, with anything in place of what its format leaves open.  A case is a source file.
#
# tests/messages.sh [FILE...]
suite=messages
. "$(dirname "$0")/lib.sh"

# FILE, and a text that no test can have; the reason follows.
exceptions() {
    cat <<'END_OF_LIST'
acm.l	out of memory
run.c	can't run the program: %s
frames.c	the frames of '%s' can't be measured: the C compiler does not accept it
lower_expression.c	the object's type is not seen to be a manager with a method '%s'
END_OF_LIST
}
# out of memory, can't run: no process or no memory left.  The frames: the C compiler has taken the same file's C a moment before.
# The object's type: the checks have seen it; it stands for wrong C if lowering should ever see less.

list() { (cd "$root" && ls gen/*.c grammar/*.l grammar/*.y | sed 's|.*/||'); }

expected() {
    cat "$root"/tests/errors/*.err "$root/docs/diagnostics.md" "$root"/tests/command/*.sh
    sed 's/\\\(["\\]\)/\1/g' "$root"/tests/unit/*.c
}

# A format to a regular expression; of several lines, the first.
pattern() {
    sed -E 's/\\n.*//; s/\\(["\\])/\1/g; s/%%/\x01/g; s/%[-0-9.*]*(l|z|h)*[a-z]/\x02/g; s/[][\.*^$()+?{}|]/\\&/g; s/\x01/%/g; s/\x02/.*/g'
}

one() {
    name=$1
    expected >"$work/$name.expected"
    exceptions | sed -n "s/^$name	//p" >"$work/$name.exceptions"
    awk -f "$root/tests/messages/texts.awk" "$root"/*/"$name" >"$work/$name.texts"
    missing=0
    while IFS='	' read -r line text; do
        if grep -Eq -e "$(printf '%s\n' "$text" | pattern)" "$work/$name.expected"; then found=yes; else found=; fi
        if grep -Fqx -e "$text" "$work/$name.exceptions"; then excepted=yes; else excepted=; fi
        case $found$excepted in
        '') echo "line $line: $text" | fail "$name: no test expects"; missing=1 ;;
        yesyes) echo "line $line: $text" | fail "$name: is expected, and an exception"; missing=1 ;;
        esac
    done <"$work/$name.texts"
    if [ $missing -eq 0 ]; then ok "$name: $(wc -l <"$work/$name.texts") texts"; fi
    grep -Fvx -e "$(cut -f 2- "$work/$name.texts")" "$work/$name.exceptions" >"$work/$name.gone" && fail "$name: an exception that is no message" <"$work/$name.gone"
    rm -f "$work/$name".[etg]*
    return 0
}

main "$@"
