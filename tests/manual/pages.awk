# The pages of docs/diagnostics.md: the sections of level three.  A page has
#
#     Wrong:                    then a block of ```c, and one of ``` with the messages that it gets
#     Right:                    then a block of ```c
#     Others:                   then a list, `- ` and a message in `…`, or in ``…``
#
# `Wrong, `NAME.acm`:` is one of several files, the last of which is translated; `Wrong, `-OPTION`:` is translated with that option.
#
# pages.awk -v what=list            the names of all pages
#           -v what=titles          their titles, and those of the sections of level two
#           -v what=page -v page=NAME
#                                   writes wrong/*.acm, right/*.acm, expected, options into the current directory
#           -v what=messages        all messages of all pages, with those of the lists
#           -v what=others          those of the lists alone
#           -v what=update -v said=DIR
#                                   the whole document, with DIR/NAME/said in place of the messages of page NAME

# As it is in a link to the title.
function slug(title) {
    title = tolower(title)
    gsub(/[^a-z0-9 _-]/, "", title)
    gsub(/ /, "-", title)
    return title
}

function begin_block(   names, count, i, name) {
    file = part "/" part ".acm"
    named = 0
    count = split(heading, names, "`")
    for (i = 2; i <= count; i += 2) {
        name = names[i]
        if (name ~ /^-/) { if (what == "page") print name >"options" }
        else { file = part "/" name; named = 1 }
    }
    if (what == "page") {
        print file >(part "/files")
        if (!named) printf "%s", prelude >file
    }
}

function is_page() { return what == "page" && here == page }

/^```/ && !in_block {
    in_block = 1
    is_prelude = part == "prelude" && /^```c/
    is_c = (part == "wrong" || part == "right") && /^```c/ && heading != ""
    is_said = part == "wrong" && /^```$/
    if (is_c && is_page()) begin_block()
    if (is_c) heading = ""
    if (what == "update") print
    if (what == "update" && is_said) while ((getline line <(said "/" here "/said")) > 0) { print line; replaced = 1 }
    next
}
/^```$/ {
    in_block = is_c = is_prelude = is_said = replaced = 0
    if (what == "update") print
    next
}
in_block {
    if (is_prelude) prelude = prelude $0 "\n"
    if (is_c && is_page()) print >file
    if (is_said && is_page()) print >"expected"
    if (is_said && what == "messages") print
    if (what == "update" && !replaced) print
    next
}

what == "update" { print }
/^In front of each/ { part = "prelude" }
/^##* / { part = heading = "" }
/^##+ / { if (what == "titles") print length($1) - 1, slug(substr($0, length($1) + 2)) }
/^### / { here = slug(substr($0, 5)); if (what == "list") print here }
/^(Wrong|Right)(, .*)?:$/ { part = tolower(substr($0, 1, 5)); heading = $0 }
/^Others:$/ { part = "others" }
/^- `/ && part == "others" && (what == "others" || what == "messages") {
    line = $0
    sub(/^- `+ ?/, "", line)
    sub(/ ?`+$/, "", line)
    print "others:0:0: error: " line
}
END { if (what == "page") { n = gsub(/\n/, "\n", prelude); print n >"prelude" } }
