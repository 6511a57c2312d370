# Prints the texts of messages in C files, one a line: LINE, a tab, and what a string literal says.  A text is a literal in a call of diag_error and the like,
# or, in a file that says what the language's rules are, any that has a blank, unless something is compared with it.  Literals that stand side by side are one.

BEGIN {
    compares = "^(strcmp|strncmp|among|token_is)$"
    says = "(diag_error|diag_warning|diag_note|reporter_fail|reporter_note|fail|say)$"
}

FNR == 1 {
    file = FILENAME
    sub(/.*\//, "", file)
    is_rules = file ~ /^(check|shape|parser|symbols|c_names|import|raises|returns)/
    end_literal()
    depth = inside = compared = 0
    text = ""
    before = ""
}

function end_literal() {
    if (text != "" && !compared && (inside || (is_rules && text ~ / /)))
        print line "\t" text
    text = ""
}

{
    rest = $0
    if (rest ~ /^[ \t]*#[ \t]*(include|define)/)
        next
    while (rest != "") {
        if (in_comment) {
            if ((i = index(rest, "*/")) == 0)
                break
            rest = substr(rest, i + 2)
            in_comment = 0
        } else if (match(rest, /^[ \t]+/)) {
            rest = substr(rest, RLENGTH + 1)
        } else if (substr(rest, 1, 2) == "/*") {
            in_comment = 1
            rest = substr(rest, 3)
        } else if (match(rest, /^"([^"\\]|\\.)*"/)) {
            if (text == "")
                line = FNR
            text = text substr(rest, 2, RLENGTH - 2)
            rest = substr(rest, RLENGTH + 1)
        } else if (match(rest, /^'([^'\\]|\\.)*'/)) {
            end_literal()
            rest = substr(rest, RLENGTH + 1)
        } else {
            end_literal()
            if (match(rest, /^[A-Za-z_][A-Za-z_0-9]*/)) {
                before = substr(rest, 1, RLENGTH)
            } else {
                RLENGTH = 1
                c = substr(rest, 1, 1)
                if (c == "(") {
                    depth++
                    if (!inside && before ~ says)
                        inside = depth
                    if (!compared && before ~ compares)
                        compared = depth
                } else if (c == ")") {
                    if (depth == inside)
                        inside = 0
                    if (depth == compared)
                        compared = 0
                    depth--
                }
                before = ""
            }
            rest = substr(rest, RLENGTH + 1)
        }
    }
}

END { end_literal() }
