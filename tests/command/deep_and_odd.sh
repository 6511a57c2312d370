# Section 11 and performance.md, "The compiler": files that nest a hundred thousand deep, very long lines, and odd bytes.  Each is an error or is
# translated, in time that grows with its length: what takes the square of it does not end within the limit.

times=100000

# file NAME BEFORE REPEATED MIDDLE REPEATED AFTER
file() {
    awk -v n="${count:-$times}" -v before="$2" -v left="$3" -v middle="$4" -v right="$5" -v after="$6" 'BEGIN {
        printf "%s", before
        for (i = 0; i < n; i++) printf "%s", left
        printf "%s", middle
        for (i = 0; i < n; i++) printf "%s", right
        print after }' >"$1.acm"
}

if [ -z "${SAN:-}" ]; then limited() { (ulimit -v 8000000 2>/dev/null; exec timeout 60 "$acmc" "$@"); }
else limited() { timeout 300 "$acmc" "$@"; }    # AddressSanitizer reserves more than that
fi

# translated NAME WHAT
translated() { check "$2" limited "$1.acm"; }
# refused NAME WHAT MESSAGE: one error, and no output
refused() {
    limited "$1.acm" >refused.log 2>&1
    status=$?
    if [ $status -eq 1 ] && grep -q "$3" refused.log && [ "$(grep -c ' error: ' refused.log)" = 1 ] && [ ! -e "$1.acm.c" ]; then
        ok "$2"
    else
        { echo "exit status $status"; cut -c1-200 refused.log | head; } | fail "$2"
    fi
}

open='async int f(int x) { '
file parentheses "${open}return " '(' 1 ')' '; }';              translated parentheses "parentheses"
file operators "${open}return " '!' x '' '; }';                 translated operators "unary operators"
file conditionals "${open}return " 'x ? ' x ' : x' '; }';       translated conditionals "?:"
file brackets "${open}int a" '[1]' '' '' '; return x; }';       translated brackets "dimensions"
file pointers "${open}int " '*' a '' '; return x; }';           translated pointers "pointers to pointers"
file file_scope "" '(' '' ')' "";                               translated file_scope "parentheses at file scope"
file braces_at_file_scope "int x = " '{' 1 '}' ";";             translated braces_at_file_scope "braces at file scope"
file line "${open}return x" ' + x' '' ' - x' '; }';             translated line "a line of 800 KB"
file statements "$open" 'x++; ' '' 'x--; ' 'return x; }';       translated statements "statements on a line"

file blocks "$open" '{' '' '}' ' return 1; }';                  refused blocks "blocks" "blocks nested deeper than 3000"
file ifs "$open" 'if (x) ' ';' '' ' return 1; }';               refused ifs "if" "statements nested deeper than 3000"
file elses "$open" 'if (x) ; else ' ';' '' ' return 1; }';      refused elses "else if" "statements nested deeper than 3000"
file loops "$open" 'for (;;) ' ';' '' ' return 1; }';           refused loops "loops" "statements nested deeper than 3000"
file withs "import \"acm.acm\"; $open" 'async with acm_shield() {' '' '}' ' return 1; }';      refused withs "async with" "blocks nested deeper than 3000"
file tries "$open" 'try {' '' '} finally {}' ' return 1; }';    refused tries "try" "blocks nested deeper than 3000"
file defers "$open" 'defer {' '' '}' ' return 1; }';            refused defers "defer" "blocks nested deeper than 3000"
file labels "$open switch (x) { " 'case 0: ' '' '' '} return 1; }'; refused labels "labels" "labels nested deeper than 4000"
file directives "$open
" '#if A
' '' '#endif
' ' return x; }';                                               refused directives "#if" "conditionals nested deeper than 1000"
file unclosed "$open" '{' '' '' '';                             check "blocks that are not closed" sh -c '! timeout 60 "$1" unclosed.acm' sh "$acmc"
file awaits "async int g(int); $open return " 'await g(' 1 ')' '; }'
refused awaits "awaits" "expression with awaits nested deeper than 12000"
file awaited_operators "async int g(int); $open return " 'await g(1) && ' 1 '' '; }'
refused awaited_operators "awaits in a row" "expression with awaits has more than 4000 operators"

# ---- bytes ----

# bytes NAME TEXT-FOR-PRINTF
bytes() { printf "$2" >"$1.acm"; }

bytes crlf 'async int f(int x) {\r\n  return x;\r\n}\r\n';                     translated crlf "CRLF"
bytes unended 'async int f(int x) { return x; }';                              translated unended "no newline at the end"
bytes bom '\357\273\277async int f(int x) { return x; }\n';                    translated bom "a byte order mark"
bytes empty '';                                                                translated empty "an empty file"
bytes nul_in_comment '/* \000 */ async int f(int x) { return x; } // \000\n';  translated nul_in_comment "a NUL in a comment"
bytes nul 'async int f(int x) { \000; }\n';                                    refused nul "a NUL" "stray byte '\\\\000'"
bytes latin1 '/* \351 */ async const char *f(void) { return "\351"; }\n';      translated latin1 "text that is not UTF-8"
bytes unterminated 'async int f(int x) { return x; /* \n';                     refused unterminated "a comment without end" "comment"
bytes crlf_error 'async int f(int x) {\r\n  raise x y;\r\n}\r\n'
"$acmc" crlf_error.acm 2>said
check "an error in a file with CRLF shows no CR" sh -c '! grep -q "$(printf "\r")" said && grep -q ":2:" said'

# ---- files that can't be read ----

mkdir directory.acm
refuse "a directory" "directory.acm" "$acmc" directory.acm
ln -s nowhere.acm dangling.acm
refuse "a link to nowhere" "dangling.acm" "$acmc" dangling.acm
printf 'import "dangling.acm";\n' >importer.acm
refuse "an import that is a link to nowhere" "importer.acm:1:8: error:" "$acmc" importer.acm
printf 'async int f(void) { return 1; }\n' >locked.acm
chmod a-r locked.acm
if ! cat locked.acm >/dev/null 2>&1; then refuse "a file without permission" "Permission denied" "$acmc" locked.acm; fi
check "a pipe" sh -c 'printf "async int f(void) { return 1; }\n" | timeout 20 "$1" --emit=c /dev/stdin >/dev/null' sh "$acmc"
